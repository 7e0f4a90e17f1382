"""Reads what the owner writes, and the dated tables shipped with Relance."""
