"""What Xero answers: lists with their head, pages of rows, and refusals in either of two casings. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final, Generic, TypeVar

import msgspec

from connector.core.errors import AuthExpired, ProviderError
from connector.core.told import Told
from providers._http import Answer, malformed
from providers._sentences import its, say, the, the_list

from .dates import instant
from .sentences import say as here
from .shapes import ContactJson, CreditJson, InvoiceJson, Page, Row

NAME: Final = "Xero"
_UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class Listed(Generic[Row]):
    """One of Xero's lists: its name in the path and in the answer, its rows, and what one is to the owner.

    `called` are the fields by which a row that cannot be read may still be named.
    """

    name: str
    what: str
    row: type[Row]
    called: tuple[str, ...]


CONTACTS: Final = Listed("Contacts", "contact", ContactJson, ("Name", "ContactID"))
INVOICES: Final = Listed("Invoices", "invoice", InvoiceJson, ("InvoiceNumber", "InvoiceID"))
CREDITS: Final = (
    Listed("CreditNotes", "credit note", CreditJson, ("CreditNoteNumber", "CreditNoteID")),
    Listed("Overpayments", "overpayment", CreditJson, ("OverpaymentID",)),
    Listed("Prepayments", "prepayment", CreditJson, ("PrepaymentID",)),
)


class _PaginationJson(msgspec.Struct):
    pages: int = msgspec.field(name="pageCount")
    total: int = msgspec.field(name="itemCount")


class _HeadJson(msgspec.Struct):
    pagination: _PaginationJson | None = None
    told_at: str | None = msgspec.field(default=None, name="DateTimeUTC")


@dataclass(frozen=True, slots=True)
class Sheet(Generic[Row]):
    """A page with what says how the list goes on; `pages` and `total` are None where Xero does not say."""

    page: Page[Row]
    raw: frozenset[bytes]
    pages: int | None
    total: int | None

    @property
    def onward(self) -> datetime | None:
        """A second before the page's end, so that none of that second is missed; None for no such order."""
        try:
            moments = [instant(row.updated or "") for row in self.page.rows]
        except ValueError:
            return None
        if not moments or moments != sorted(moments):
            return None
        return moments[-1].replace(microsecond=0) - timedelta(seconds=1)


def sheet(listed: Listed[Row], answer: Answer, now: datetime) -> Sheet[Row]:
    """One page of a list. Raises Malformed for a page that has rows of which none can be read.

    `now` is our own clock's, for an answer that does not say when it was given.
    """
    what = the_list(listed.name)
    rows = decoded(dict[str, msgspec.Raw], answer.body, what, answer).get(listed.name)
    if rows is None:
        raise malformed(here("holds_none", what=what, name=listed.name), answer.body)
    head = decoded(_HeadJson, answer.body, what, answer)
    raw = decoded(list[msgspec.Raw], rows, what, answer)
    read, alarms = _read(listed, raw)
    if raw and not read:
        raise malformed(here("none_read", count=len(raw), alarm=alarms[0]), answer.body)
    counted = head.pagination
    return Sheet(
        Page(tuple(read), tuple(alarms), _told_at(head, answer.headers, now)),
        frozenset(bytes(row) for row in raw),
        counted.pages if counted else None,
        counted.total if counted else None,
    )


def decoded(kind: type[_Read], body: bytes | msgspec.Raw, what: Told, answer: Answer) -> _Read:
    """The JSON as `kind`. Raises Malformed with the answer's beginning."""
    try:
        return msgspec.json.decode(body, type=kind)
    except _UNREADABLE as wrong:
        raise malformed(say("unread", its=its(NAME), what=what, why=wrong), answer.body) from None


def _read(listed: Listed[Row], raw: list[msgspec.Raw]) -> tuple[list[Row], list[str]]:
    decoder = msgspec.json.Decoder(listed.row)
    read: list[Row] = []
    alarms: list[str] = []
    for row in raw:
        try:
            read.append(decoder.decode(row))
        except _UNREADABLE as wrong:
            name = _name_of(listed, row)
            alarms.append(say("unread_row", its=its(NAME), what=the(listed.what, name), why=wrong))
    return read, alarms


def _name_of(listed: Listed[Row], row: msgspec.Raw) -> str:
    try:
        known = msgspec.json.decode(row, type=dict[str, Any])
    except _UNREADABLE:
        return "without a name"
    return next((str(known[name]) for name in listed.called if known.get(name)), "without a name")


def _told_at(head: _HeadJson, headers: Mapping[str, str], now: datetime) -> datetime:
    """When Xero answered, by its own clock: as the answer says, else its header, else by ours."""
    try:
        return instant(head.told_at or "")
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(headers.get("Date", "")).astimezone(UTC)
    except ValueError:
        return now


def said(body: bytes) -> str | None:
    """Xero's own sentence about a refusal: its capitals come and go."""
    try:
        shown = msgspec.json.decode(body, type=dict[str, Any])
    except _UNREADABLE:
        return None
    known = {name.lower(): value for name, value in shown.items()}
    texts = (_of_an_element(known), known.get("detail"), known.get("message"), known.get("title"))
    return next((text for text in texts if isinstance(text, str) and text), None)


def _of_an_element(known: Mapping[str, Any]) -> Any:
    """The first complaint about what was asked."""
    try:
        return known["elements"][0]["ValidationErrors"][0]["Message"]
    except (KeyError, IndexError, TypeError):
        return None


class Uncovered(AuthExpired):
    """The consent lacks a permission."""


def judged(answer: Answer) -> ProviderError | None:
    """A 401 may say that the consent lacks a permission: another token of the same consent lacks it too."""
    lacks = "insufficient_scope" in answer.headers.get("WWW-Authenticate", "")
    if answer.status != 401 or not (lacks or said(answer.body) == "AuthorizationUnsuccessful"):
        return None
    return Uncovered(here("uncovered"))
