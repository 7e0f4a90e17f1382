"""Relance gets invoices paid: the right reminder, once, and silence when it is paid."""
