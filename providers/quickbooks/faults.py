"""QuickBooks' refusals: `Fault` of the accounting service, `fault` of the gateway, and what each means."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import msgspec

from connector.core.errors import Ambiguous, AuthExpired, ProviderError, Rejected, Unavailable
from providers._http import redacted
from providers._sentences import say

from .sentences import say as here

NOT_FOUND: Final = "610"
#: The statement was not understood, or asks by what cannot be asked.
UNASKABLE: Final = frozenset({"4000", "4001"})
#: Only a person can help, and Relance stops asking until somebody has (error-codes page).
_CLOSED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "120": "may_no_longer",
        "6190": "subscription_over",
    }
)
#: A fault of theirs, and too many calls where that does not come as a 429.
_THROTTLED: Final = "3001"
_THEIR_TROUBLE: Final = frozenset({"10000", _THROTTLED})


class _UpperError(msgspec.Struct):
    message: str | None = msgspec.field(name="Message", default=None)
    detail: str | None = msgspec.field(name="Detail", default=None)
    code: str | int | None = None


class _LowerError(msgspec.Struct):
    message: str | None = None
    detail: str | None = None
    code: str | int | None = None


class _Upper(msgspec.Struct):
    errors: list[_UpperError] = msgspec.field(name="Error", default_factory=list)
    type: str | None = None


class _Lower(msgspec.Struct):
    errors: list[_LowerError] = msgspec.field(name="error", default_factory=list)
    type: str | None = None


class _Body(msgspec.Struct):
    upper: _Upper | None = msgspec.field(name="Fault", default=None)
    lower: _Lower | None = msgspec.field(name="fault", default=None)


_BODY = msgspec.json.Decoder(_Body)


@dataclass(frozen=True, slots=True)
class Refusal:
    """The first error of a body: its code, its own sentence, and the sort of fault it belongs to."""

    code: str
    words: str
    type: str


def refusal_in(body: bytes) -> Refusal | None:
    """What a body refuses, in either casing; None where it refuses nothing or is no JSON."""
    try:
        said = _BODY.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    fault = said.upper or said.lower
    if fault is None:
        return None
    first = fault.errors[0] if fault.errors else _LowerError()
    code = str(first.code or "").removeprefix("00")
    words = ": ".join(part for part in (first.message, first.detail) if part)
    return Refusal(code, words or "no reason given", fault.type or "")


def said(body: bytes) -> str | None:
    """QuickBooks' own sentence about a refusal."""
    found = refusal_in(body)
    return None if found is None else f"{found.words} (code {found.code or 'none'})"


def error_of(found: Refusal) -> ProviderError:
    """What a refusal by the accounting service allows; it comes with status 400, or 200."""
    words = f"{redacted(found.words)} (code {found.code or 'none'})"
    if found.code in _CLOSED:
        return AuthExpired(here("closed", why=here(_CLOSED[found.code]), words=words))
    if found.code in _THEIR_TROUBLE or found.type == "SystemFault":
        return Unavailable(here("trouble", words=words))
    return Rejected(here("refused", words=words))


def error_of_write(found: Refusal) -> ProviderError:
    """The same where something was to be done: what broke on their side may have been done all the same."""
    error = error_of(found)
    if isinstance(error, Unavailable) and found.code != _THROTTLED:
        return Ambiguous(say("may_be_done", error=error))
    return error
