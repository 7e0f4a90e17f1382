"""An OAuth 2.0 authorisation server for the stand-ins, with each provider's own rules."""

from .clients import Client
from .consent import Tenant
from .grants import Grant
from .refusals import OAuthRefused, TokenRefused
from .rules import QUICKBOOKS, STRIPE, XERO, Rules
from .server import OAuthServer

__all__ = [
    "QUICKBOOKS",
    "STRIPE",
    "XERO",
    "Client",
    "Grant",
    "OAuthRefused",
    "OAuthServer",
    "Rules",
    "Tenant",
    "TokenRefused",
]
