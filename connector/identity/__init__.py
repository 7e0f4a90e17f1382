"""Asks another house who somebody is."""
