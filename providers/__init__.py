"""The accounting and billing systems Relance can read: a registry of names, loaded only when asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

PROVIDERS: Final[Mapping[str, str]] = {
    "stripe": "providers.stripe:Stripe",
    "quickbooks": "providers.quickbooks:QuickBooks",
    "xero": "providers.xero:Xero",
    "ledger_file": "providers.ledger_file:LedgerFile",
}

#: The one that is read from a file and has no account.
FILE_PROVIDER: Final = "ledger_file"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a system can do, declared and true; the connect page and the use cases ask before they try.

    `is_consented`: its accounts are connected by OAuth; `takes_key`: with a key. Where both are, the owner
    chooses, and a consent is offered once he has registered an app. `opens_several`: one consent opens
    every tenant of the person who gave it, and revoking it ends all of them; `leave` then ends one alone.
    """

    can_send: bool = False
    takes_notes: bool = False
    has_failed_charges: bool = False
    has_webhooks: bool = False
    rotates_refresh_token: bool = False
    is_consented: bool = False
    takes_key: bool = False
    opens_several: bool = False


@dataclass(frozen=True, slots=True)
class SettingsField:
    """One setting, read from `RELANCE_<NAME>_<name>`; a secret one also from a file (`…_FILE`)."""

    name: str
    help: str
    default: str | None = None
    is_secret: bool = False


def load(name: str) -> Any:
    """The class registered under `name`; KeyError when there is none. Only its own folder is imported."""
    module, _, attribute = PROVIDERS[name].partition(":")
    return getattr(import_module(module), attribute)
