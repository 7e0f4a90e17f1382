"""What comes back from QuickBooks, taken apart: rows that can be read, alarms for those that cannot."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final, Generic, TypeVar

import msgspec

from connector.core.errors import Ambiguous, Malformed, ProviderError
from connector.core.told import Told
from providers._http import Answer, malformed
from providers._sentences import its, say, the, the_list

from .faults import refusal_in
from .sentences import say as here
from .shapes import CreditMemoJson, CustomerJson, InvoiceJson, MailedJson, PayableJson, PaymentJson

#: The most rows of a query, and the most objects of all kinds in one answer of change data capture.
PAGE: Final = 1000

_IS_MAILED: Final = "EmailSent"

Json = TypeVar("Json", InvoiceJson, CustomerJson, PaymentJson, CreditMemoJson)


class Kind(Generic[Json]):
    """An entity: its name in statements, what the owner calls one, how a row is read.

    `condition` is what its queries always ask: customers who are inactive are left out otherwise.
    """

    def __init__(self, entity: str, noun: str, shape: type[Json], condition: str = "") -> None:
        self.entity = entity
        self.noun = noun
        self.condition = condition
        self.decoder: msgspec.json.Decoder[Json] = msgspec.json.Decoder(shape)


INVOICE: Final = Kind("Invoice", "invoice", InvoiceJson)
CUSTOMER: Final = Kind("Customer", "customer", CustomerJson, "Active IN (true, false)")
PAYMENT: Final = Kind("Payment", "payment", PaymentJson)
CREDIT_MEMO: Final = Kind("CreditMemo", "credit memo", CreditMemoJson)
TRACKED: Final[tuple[Kind[Any], ...]] = (INVOICE, PAYMENT, CREDIT_MEMO, CUSTOMER)


@dataclass(frozen=True, slots=True)
class Rows(Generic[Json]):
    """What one answer shows of a kind: what could be read, a sentence for each row that could not.

    `deleted` are the Ids of what is gone.
    """

    rows: tuple[Json, ...]
    alarms: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows there are; None where that cannot be asked. `time` is the company's clock."""

    rows: int | None
    time: datetime


@dataclass(frozen=True, slots=True)
class Changes:
    """One answer of change data capture, at `time` by the company's clock.

    A full one may lack what else has changed.
    """

    invoices: Rows[InvoiceJson]
    payments: Rows[PaymentJson]
    credit_memos: Rows[CreditMemoJson]
    customers: Rows[CustomerJson]
    time: datetime
    is_full: bool

    @property
    def kinds(self) -> tuple[Rows[Any], ...]:
        return (self.invoices, self.payments, self.credit_memos, self.customers)


class _MetaJson(msgspec.Struct, rename="pascal"):
    last_updated_time: str | None = None


class _HeadJson(msgspec.Struct, rename="pascal"):
    """What paging needs of a row, and whether it is a deleted one's stub."""

    id: str | None = None
    meta_data: _MetaJson | None = None
    status: str | None = msgspec.field(name="status", default=None)


class _CodeJson(msgspec.Struct):
    value: str | None = None


class _CurrencyJson(msgspec.Struct, rename="pascal"):
    home_currency: _CodeJson | None = None


class _PreferencesJson(msgspec.Struct, rename="pascal"):
    currency_prefs: _CurrencyJson | None = None


class _CompanyJson(msgspec.Struct, rename="pascal"):
    company_name: str | None = None


class _ResponsesJson(msgspec.Struct, rename="pascal"):
    query_response: list[dict[str, msgspec.Raw]]


_NOTHING: Final = msgspec.Raw(b"")


class Body(msgspec.Struct, rename="pascal"):
    """Every answer that refuses nothing, the one part filled that was asked for."""

    time: Annotated[datetime, msgspec.Meta(tz=True)] = msgspec.field(name="time")
    query_response: dict[str, msgspec.Raw] | None = None
    changes: list[_ResponsesJson] | None = msgspec.field(name="CDCResponse", default=None)
    # Not «Raw | None»: msgspec then reads nothing but null.
    invoice: msgspec.Raw = _NOTHING
    customer: msgspec.Raw = _NOTHING
    company_info: _CompanyJson | None = None
    preferences: _PreferencesJson | None = None


_BODY = msgspec.json.Decoder(Body)
_HEAD = msgspec.json.Decoder(_HeadJson)
_LIST = msgspec.json.Decoder(list[msgspec.Raw])
_PAYABLE = msgspec.json.Decoder(PayableJson)
_MAILED = msgspec.json.Decoder(MailedJson)
_NUMBER = msgspec.json.Decoder(int)
_UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


def decoded(answer: Answer, what: Told) -> Body:
    """Raises Malformed for what is none of QuickBooks' answers."""
    try:
        return _BODY.decode(answer.body)
    except _UNREADABLE as wrong:
        error = malformed(say("unread", its=its("QuickBooks"), what=what, why=wrong), answer.body)
        raise traced(error, answer) from None


def traced(error: ProviderError, answer: Answer) -> ProviderError:
    """The same error, with the number under which Intuit's support finds the call."""
    tid = answer.headers.get("intuit_tid")
    if tid and re.fullmatch(r"[\w.-]{1,80}", tid, re.ASCII):
        error.args = (here("traced", error=error, tid=tid),)
    return error


def listed(kind: Kind[Any], body: Body, answer: Answer) -> list[msgspec.Raw]:
    """The rows of the answer to a query. Raises Malformed where it is no such answer."""
    if body.query_response is None:
        raise malformed(here("no_answer"), answer.body)
    return _raws(body.query_response, kind, answer)


def readable(kind: Kind[Json], raws: Sequence[msgspec.Raw], answer: Answer) -> Rows[Json]:
    """The rows of one page. Raises Malformed where none of them can be read."""
    found = _read(kind, raws)
    if raws and not found.rows and not found.deleted:
        sentence = say("none_read", count=len(raws), rows=f"{kind.noun}s", alarm=found.alarms[0])
        raise traced(malformed(sentence, answer.body), answer)
    return found


def changes_in(answer: Answer) -> Changes:
    """What an answer of change data capture shows. Raises Malformed where none of it can be read."""
    body = decoded(answer, the("list of changes"))
    if not body.changes:
        raise malformed(here("no_changes"), answer.body)
    parts = [part for response in body.changes for part in response.query_response]

    def raws(kind: Kind[Any]) -> list[msgspec.Raw]:
        return [row for part in parts for row in _raws(part, kind, answer)]

    shown = sum(len(raws(kind)) for kind in TRACKED)
    found = Changes(
        _read(INVOICE, raws(INVOICE)),
        _read(PAYMENT, raws(PAYMENT)),
        _read(CREDIT_MEMO, raws(CREDIT_MEMO)),
        _read(CUSTOMER, raws(CUSTOMER)),
        body.time,
        shown >= PAGE,
    )
    if shown and not any(kind.rows or kind.deleted for kind in found.kinds):
        alarm = next(alarm for kind in found.kinds for alarm in kind.alarms)
        raise malformed(here("unread_changes", count=shown, alarm=alarm), answer.body)
    return found


def count_in(answer: Answer) -> Count:
    """The number of an answer to `count(*)`, or None in one that refuses the question."""
    body = decoded(answer, the("count"))
    if refusal_in(answer.body) is not None:
        return Count(None, body.time)
    try:
        return Count(_NUMBER.decode((body.query_response or {}).get("totalCount", b"")), body.time)
    except _UNREADABLE:
        raise malformed(here("no_number"), answer.body) from None


def single(kind: Kind[Json], raw: msgspec.Raw, answer: Answer) -> Json | None:
    """The one object of an answer, None for a deleted one's stub. Raises Malformed for anything else."""
    if not bytes(raw):
        raise malformed(here("holds_none", what=kind.noun), answer.body)
    found = _read(kind, [raw])
    if found.alarms:
        raise malformed(found.alarms[0], answer.body)
    return found.rows[0] if found.rows else None


def payable(raw: msgspec.Raw, sought: str, answer: Answer) -> PayableJson:
    """The invoice that was asked for, with its link. Raises Malformed for anything else."""
    try:
        found = _PAYABLE.decode(raw)
    except _UNREADABLE as wrong:
        raise malformed(
            say("unread", its=its("QuickBooks"), what=the("invoice", sought), why=wrong), answer.body
        ) from None
    if found.id != sought:
        raise malformed(say("other_given", sought=sought, name="QuickBooks"), answer.body)
    return found


def mailed(sought: str, answer: Answer) -> MailedJson:
    """The invoice that QuickBooks says it has mailed. Raises Ambiguous where it says no such thing."""
    try:
        found = _MAILED.decode(decoded(answer, the("invoice")).invoice)
    except (*_UNREADABLE, Malformed):
        found = None
    if found is None or (found.id, found.email_status) != (sought, _IS_MAILED):
        unclear = say("not_mailed", name="QuickBooks", sought=sought)
        raise traced(Ambiguous(unclear), answer)
    return found


def last_instant(raws: Sequence[msgspec.Raw], answer: Answer) -> str:
    """The instant of the last row that bears one, as QuickBooks wrote it.

    Raises Malformed where none does: such a list would never end.
    """
    for raw in reversed(raws):
        meta = _head(raw).meta_data
        said = meta.last_updated_time if meta is not None else None
        # What is put into a statement has no quotes.
        if said is not None and re.fullmatch(r"[0-9T:.+Z-]{10,40}", said, re.ASCII):
            return said
    raise malformed(say("no_end", its=its("QuickBooks"), of=""), answer.body)


def _raws(part: dict[str, msgspec.Raw], kind: Kind[Any], answer: Answer) -> list[msgspec.Raw]:
    """The rows of a kind; where its name is missing nothing matched."""
    if kind.entity not in part:
        return []
    try:
        return _LIST.decode(part[kind.entity])
    except _UNREADABLE as wrong:
        sentence = say("unread", its=its("QuickBooks"), what=the_list(f"{kind.noun}s"), why=wrong)
        raise malformed(sentence, answer.body) from None


def _read(kind: Kind[Json], raws: Sequence[msgspec.Raw]) -> Rows[Json]:
    read: list[Json] = []
    alarms: list[str] = []
    deleted: list[str] = []
    for place, raw in enumerate(raws, start=1):
        head = _head(raw)
        if head.status == "Deleted" and head.id is not None:
            deleted.append(head.id)
            continue
        try:
            read.append(kind.decoder.decode(raw))
        except _UNREADABLE as wrong:
            name = head.id or say("nth", place=place)
            alarms.append(say("unread_row", its=its("QuickBooks"), what=the(kind.noun, name), why=wrong))
    return Rows(tuple(read), tuple(alarms), tuple(deleted))


def _head(raw: msgspec.Raw) -> _HeadJson:
    try:
        return _HEAD.decode(raw)
    except _UNREADABLE:
        return _HeadJson()
