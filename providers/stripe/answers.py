"""What Stripe's answers amount to: an object, a refusal in its own words, or neither. Pure."""

from typing import TypeVar

import msgspec

from connector.core.errors import AuthExpired, Malformed, ProviderError, Rejected
from connector.core.told import Told
from providers._http import Answer, malformed, redacted
from providers._sentences import its, say

from .sentences import say as here

UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
#: Where Stripe says no for good. 402 is a decline, and what else there is means "later" or "another key".
_SAID = (400, 403, 404)
#: Said of an account whose owner has taken the platform away.
_NO_LONGER_LET_IN = "account_invalid"
_Read = TypeVar("_Read")


class Said(Rejected):
    """Stripe itself refuses and says why: no gateway, no redirect, nobody else on the way."""


class Odd(Malformed):
    """A whole object of Stripe's that is not shaped as it should be: it will be the same the next time."""


class ErrorJson(msgspec.Struct):
    """What Stripe says of a refusal."""

    message: str | None = None
    code: str | None = None


class _RefusalJson(msgspec.Struct):
    error: ErrorJson


class _ObjectJson(msgspec.Struct):
    object: str


_REFUSAL = msgspec.json.Decoder(_RefusalJson)
_OBJECT = msgspec.json.Decoder(_ObjectJson)


def decoded(decoder: msgspec.json.Decoder[_Read], answer: Answer, what: Told) -> _Read:
    """Raises Malformed: Odd where it is all there, and only otherwise than we know it."""
    try:
        return decoder.decode(answer.body)
    except UNREADABLE as wrong:
        found = malformed(say("unread", its=its("Stripe"), what=what, why=wrong), answer.body)
        raise Odd(str(found), found.payload) if _is_whole(answer.body) else found from None


def error(body: bytes) -> ErrorJson:
    """Empty where the body is no refusal of Stripe's."""
    try:
        return _REFUSAL.decode(body).error
    except UNREADABLE:
        return ErrorJson()


def said(body: bytes) -> str | None:
    """Stripe's own sentence about a refusal."""
    return error(body).message


def judged(answer: Answer) -> ProviderError | None:
    """A refusal in Stripe's own words; None where the status says all."""
    words = said(answer.body) if answer.status in _SAID else None
    if answer.status == 403 and error(answer.body).code == _NO_LONGER_LET_IN:
        return AuthExpired(here("shut_out"))
    if not words:
        return None
    theirs = say("their_words", said=redacted(words))
    return Said(say("refused", name="Stripe", status=answer.status, words=theirs))


def _is_whole(body: bytes) -> bool:
    try:
        _OBJECT.decode(body)
    except UNREADABLE:
        return False
    return True
