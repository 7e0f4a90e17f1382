"""A stand-in for Stripe: its invoices, customers, errors, paging and idempotency, in memory."""
