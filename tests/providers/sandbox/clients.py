"""Clients that a test opened; conftest closes them after each test."""

from contextlib import ExitStack

CLIENTS = ExitStack()
