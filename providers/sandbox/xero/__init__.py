"""A stand-in for Xero's Accounting API, its connections and its webhooks."""
