"""Loopback stand-ins that speak the providers' own dialects; for the demo, the tests, `relance sandbox`."""

from .app import create_app
from .server import Handle, serve
from .state import Sandbox

__all__ = ["Handle", "Sandbox", "create_app", "serve"]
