"""Migrations, in order; `migrate` runs them."""
