"""What opens a Stripe account: a restricted key that its owner made, or a consent given to a platform. Pure.

Test and live are two ledgers under one id: an account in test mode bears a name of its own, so that neither a
key nor a consent of one mode ever takes the place of the other's.
"""

import re
from dataclasses import replace
from typing import Final

from connector.core.errors import Refused
from providers._http import Key
from providers._opened import Opened

from .sentences import say as here

_RESTRICTED: Final = re.compile(r"rk_(test|live)_[A-Za-z0-9_]+")
_IN_TEST: Final = " (test)"


def admitted(opened: Opened) -> tuple[Opened, bool]:
    """What to speak to the account with, and whether it is in test mode. Raises Refused for a wrong key."""
    if not isinstance(opened.access, Key):
        return opened, is_in_test(opened.tenant or "")
    key = checked_key(opened.access.secret)
    return replace(opened, access=Key(key)), key.startswith("rk_test_")


def checked_key(key: str) -> str:
    """A restricted key, trimmed. Raises Refused for any other, with the reason and the way out."""
    key = key.strip()
    if _RESTRICTED.fullmatch(key):
        return key
    if key.startswith("sk_"):
        raise Refused(here("secret_key", how=here("how")))
    if key.startswith("pk_"):
        raise Refused(here("publishable_key", how=here("how")))
    raise Refused(here("no_key", how=here("how")))


def in_mode(name: str, is_test: bool) -> str:
    """An account's id or name, told apart by its mode."""
    return f"{name}{_IN_TEST}" if is_test else name


def account_of(named: str) -> str:
    """The id at Stripe of what `in_mode` has named."""
    return named.removesuffix(_IN_TEST)


def is_in_test(named: str) -> bool:
    return named.endswith(_IN_TEST)
