"""Asks an identity provider who somebody is."""
