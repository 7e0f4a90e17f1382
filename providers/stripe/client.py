"""Stripe's wire: which calls, and what each may answer. No judgement here: mapping.py has it."""

from collections.abc import Iterator
from typing import TypeVar
from urllib.parse import quote

import msgspec

from providers._http import Answer, Wire, malformed
from providers._opened import Opened

from .shapes import AccountJson, InvoiceJson, Page

API_VERSION = "2026-10-28.endive"
API_URL = "https://api.stripe.com"
PAGE = 100


class _ListJson(msgspec.Struct):
    data: list[msgspec.Raw]
    has_more: bool


class _IdJson(msgspec.Struct):
    id: str


class _ErrorJson(msgspec.Struct):
    message: str | None = None
    code: str | None = None


class _RefusalJson(msgspec.Struct):
    error: _ErrorJson


_INVOICE = msgspec.json.Decoder(InvoiceJson)
_LIST = msgspec.json.Decoder(_ListJson)
_ID = msgspec.json.Decoder(_IdJson)
_ACCOUNT = msgspec.json.Decoder(AccountJson)
_REFUSAL = msgspec.json.Decoder(_RefusalJson)
_UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
_Read = TypeVar("_Read")


class Client:
    """Calls one Stripe account with a restricted key. Every method raises ProviderError."""

    def __init__(self, opened: Opened) -> None:
        self._wire = Wire(
            "Stripe",
            opened.settings.get("API_URL") or API_URL,
            access=opened.access,
            now=opened.clock.now,
            headers={"Stripe-Version": API_VERSION, "Accept": "application/json"},
            explain=_said,
            counter=opened.counter,
            time_out=opened.time_out,
        )

    def open_invoices(self) -> Iterator[Page]:
        """Every open invoice with its customer, newest first, a hundred at a time."""
        params = [("status", "open"), ("limit", str(PAGE)), ("expand[]", "data.customer")]
        cursors: list[str] = []
        while True:
            after = [("starting_after", cursors[-1])] if cursors else []
            answer = self._wire.get("/v1/invoices", [*params, *after])
            listed = _decoded(_LIST, answer, "list of invoices")
            yield _page(listed.data, answer)
            if not listed.has_more:
                return
            cursors.append(_next_cursor(listed.data, cursors, answer))

    def invoice(self, sought: str) -> InvoiceJson | None:
        """One invoice as it is now; None where Stripe does not know it."""
        answer = self._wire.get(f"/v1/invoices/{quote(sought, safe='')}", also=(404,))
        if answer.status != 404:
            return _decoded(_INVOICE, answer, f"invoice {sought}")
        if _error(answer.body).code == "resource_missing":
            return None
        raise self._wire.refusal(answer)

    def account(self) -> AccountJson:
        """The account that the key belongs to."""
        return _decoded(_ACCOUNT, self._wire.get("/v1/account"), "account")

    def can_read(self, collection: str) -> None:
        """One row of `invoices` or `customers`, to see whether the key may; Rejected says why not."""
        self._wire.get(f"/v1/{collection}", [("limit", "1")])

    def document(self, url: str) -> Answer:
        """What lies behind a link that Stripe gave; the key is not sent there."""
        return self._wire.get_document(url)


def _decoded(decoder: msgspec.json.Decoder[_Read], answer: Answer, what: str) -> _Read:
    try:
        return decoder.decode(answer.body)
    except _UNREADABLE as wrong:
        raise malformed(f"Stripe's {what} cannot be read ({wrong}).", answer.body) from None


def _page(rows: list[msgspec.Raw], answer: Answer) -> Page:
    """Raises Malformed for a page that has rows of which none can be read."""
    read: list[InvoiceJson] = []
    alarms: list[str] = []
    for place, row in enumerate(rows, start=1):
        try:
            read.append(_INVOICE.decode(row))
        except _UNREADABLE as wrong:
            name = _id_of(row) or f"number {place} of its page"
            alarms.append(f"Stripe's invoice {name} cannot be read ({wrong}); it was left out.")
    if rows and not read:
        raise malformed(f"None of the {len(rows)} invoices on a page can be read: {alarms[0]}", answer.body)
    return Page(tuple(read), tuple(alarms))


def _id_of(row: msgspec.Raw) -> str | None:
    try:
        return _ID.decode(row).id
    except _UNREADABLE:
        return None


def _next_cursor(rows: list[msgspec.Raw], used: list[str], answer: Answer) -> str:
    """The last id on the page; a page that promises more and does not move on would never end."""
    found = next((known for row in reversed(rows) if (known := _id_of(row))), None)
    if found is None or found in used:
        raise malformed("Stripe's list of invoices promises more and does not go on.", answer.body)
    return found


def _error(body: bytes) -> _ErrorJson:
    try:
        return _REFUSAL.decode(body).error
    except _UNREADABLE:
        return _ErrorJson()


def _said(body: bytes) -> str | None:
    """Stripe's own sentence about a refusal."""
    return _error(body).message
