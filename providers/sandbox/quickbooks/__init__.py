"""A stand-in for QuickBooks Online that speaks its accounting API, minor version 75."""
