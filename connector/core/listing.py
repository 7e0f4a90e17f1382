"""Listing: a page of invoices or customers as somebody asked for it, and what they all come to."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from connector.core.invoice import Credit, Invoice

#: What falls due within so many days is soon due.
SOON_DAYS = 7
#: So much of what is typed is looked for.
LONGEST_TEXT = 100
#: Enough for all the money there is, and few enough for a column of whole numbers.
MOST_DIGITS = 15

_AMOUNT = re.compile(r"[0-9][0-9.,]*", re.ASCII)
_GROUPING = re.compile(r"[\s'’]")
_CURRENCY = re.compile(r"^(?:[A-Z]{3}|[€$£])|(?:[A-Z]{3}|[€$£])$")


class Shown(StrEnum):
    """What is still owed, what is settled or was disconnected, or both."""

    OPEN = "open"
    CLOSED = "closed"
    ALL = "all"


class Due(StrEnum):
    """Where an invoice stands to its due date. One without a date, and a card that ends, is `undated`."""

    LATE = "late"
    SOON = "soon"
    LATER = "later"
    UNDATED = "undated"


class Only(StrEnum):
    """What the list of invoices may be narrowed to beside its filters.

    `broken`: a promised day has passed with its grace, and it is still open.
    """

    LONG_LATE = "long_late"
    BROKEN = "broken"
    APPROVAL = "approval"


#: Late for more days than this is late for long.
LONG_LATE_DAYS = 30


class InvoiceOrder(StrEnum):
    """By what invoices are sorted; amounts of several currencies are compared as numbers."""

    DUE = "due"
    AMOUNT = "amount"
    CUSTOMER = "customer"
    NUMBER = "number"


class CustomerOrder(StrEnum):
    """By what customers are sorted; amounts of several currencies are compared as numbers."""

    LATE = "late"
    OPEN = "open"
    DUE = "due"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class InvoicesWanted:
    """Which invoices, in which order; a filter that is left out lets all pass.

    `on` is the day that lateness counts from. `text` is looked for in numbers and customers' names, and
    among amounts where it is one. `is_held`: somebody's hold on the invoice or its customer stands.
    `grace_over_on` is the last day whose promises have had their grace.
    """

    on: date
    text: str = ""
    shown: Shown = Shown.OPEN
    due: Due | None = None
    currency: str | None = None
    is_held: bool = False
    by: InvoiceOrder = InvoiceOrder.DUE
    is_descending: bool = False
    only: Only | None = None
    grace_over_on: date | None = None


@dataclass(frozen=True, slots=True)
class CustomersWanted:
    """Which customers: those who owe something, or all; `text` is looked for in names and addresses."""

    on: date
    text: str = ""
    is_everybody: bool = False
    by: CustomerOrder = CustomerOrder.LATE
    is_descending: bool = True
    is_without_address: bool = False


@dataclass(frozen=True, slots=True)
class ListedInvoice:
    """One line of a list. `is_open`: still owed, and its connection stands."""

    invoice: Invoice
    customer: str
    closed_on: date | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class ListedCredit:
    """A credit note, and since when nothing of it is left; None while some is."""

    credit: Credit
    customer: str
    ended_at: datetime | None = None

    @property
    def left(self) -> int:
        """In minor units."""
        return self.credit.amount if self.ended_at is None else 0


@dataclass(frozen=True, slots=True)
class Owed:
    """What is open, and how much of it is late, in one currency; minor units."""

    currency: str
    open: int
    late: int


@dataclass(frozen=True, slots=True)
class ListedCustomer:
    """One line of a list: how many invoices are open, when the oldest was due, what they come to.

    `addresses` are those he was ever written to at, the usable ones first.
    """

    id: str
    name: str
    count: int
    oldest_due_on: date | None
    owes: tuple[Owed, ...] = ()
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """How many invoices of one currency stand so to their due date, and what is open of them."""

    currency: str
    due: Due
    count: int
    open: int


@dataclass(frozen=True, slots=True)
class Totals:
    """What a list comes to, whichever page of it is shown."""

    parts: tuple[Part, ...] = ()

    def of(self, due: Due | None = None, currency: str | None = None) -> "Totals":
        """Those alone that a filter lets pass."""
        return Totals(tuple(x for x in self.parts if due in (None, x.due) and currency in (None, x.currency)))

    @property
    def count(self) -> int:
        return sum(x.count for x in self.parts)

    @property
    def currencies(self) -> tuple[str, ...]:
        return tuple(sorted({x.currency for x in self.parts}))

    @property
    def owed(self) -> tuple[Owed, ...]:
        """By currency."""
        return tuple(Owed(x, *self._sums(x)) for x in self.currencies)

    def _sums(self, currency: str) -> tuple[int, int]:
        mine = [x for x in self.parts if x.currency == currency]
        return sum(x.open for x in mine), sum(x.open for x in mine if x.due is Due.LATE)


class Listing(Protocol):
    """Pages of the ledger of one organisation, and nothing decided about it.

    Open are what is owed in a connection that stands: what was disconnected counts as closed.
    """

    def invoices(self, wanted: InvoicesWanted, limit: int, offset: int = 0) -> tuple[ListedInvoice, ...]: ...

    def each_invoice(self, wanted: InvoicesWanted) -> Iterator[ListedInvoice]:
        """All of them, streamed."""

    def invoices_after(self, wanted: InvoicesWanted, after: str, limit: int) -> tuple[ListedInvoice, ...]:
        """By their ids, from behind this one: what stays on the list is met once, whatever comes and goes."""

    def totals(self, wanted: InvoicesWanted) -> Totals:
        """Of what its text, its holds and `shown` let pass, whatever its `due` and its currency."""

    def numbered(self, text: str, limit: int) -> tuple[ListedInvoice, ...]:
        """Open or closed, whose number holds `text` or whose amount it is; open and exact ones first."""

    def credits_numbered(self, text: str, limit: int) -> tuple[ListedCredit, ...]:
        """Credit notes whose number holds `text`, used ones included; exact and standing ones first."""

    def listed(self, invoice_ids: Sequence[str]) -> tuple[ListedInvoice, ...]:
        """These, sorted by number."""

    def shared_numbers(self, numbers: Sequence[str]) -> frozenset[str]:
        """Those that several invoices bear: there, only an id tells which one is meant."""

    def customers(
        self, wanted: CustomersWanted, limit: int, offset: int = 0
    ) -> tuple[ListedCustomer, ...]: ...

    def each_customer(self, wanted: CustomersWanted) -> Iterator[ListedCustomer]:
        """All of them, a few hundred at a time."""

    def customers_after(self, wanted: CustomersWanted, after: str, limit: int) -> tuple[ListedCustomer, ...]:
        """Likewise by their ids."""

    def count_customers(self, wanted: CustomersWanted) -> int: ...


def looked_for(typed: str) -> str:
    """What somebody typed, as it is looked for: on one line, without what cannot be seen, not endless."""
    seen = "".join(sign if sign.isprintable() or sign.isspace() else "" for sign in typed)
    return " ".join(seen.split())[:LONGEST_TEXT].strip()


def amount_of(text: str) -> Decimal | None:
    """The amount that a text is (`1234.56`, `1 234,56`, `1,234.56 €`); None for what is none.

    One point or comma before three digits groups thousands.
    """
    plain = _GROUPING.sub("", _CURRENCY.sub("", text.strip()).strip())
    if _AMOUNT.fullmatch(plain) is None:
        return None
    whole, mark, rest = _last_mark(plain)
    if mark and len(rest) == 3 and not (set(",.") - {mark}) & set(whole):
        whole, rest = whole + rest, ""
    digits = re.sub("[.,]", "", whole)
    if not digits or len(digits) + len(rest) > MOST_DIGITS:
        return None
    return Decimal(f"{digits}.{rest or 0}")


def _last_mark(plain: str) -> tuple[str, str, str]:
    """What stands before and after the last point or comma."""
    at = max(plain.rfind("."), plain.rfind(","))
    return (plain, "", "") if at < 0 else (plain[:at], plain[at], plain[at + 1 :])


def turned_to(page: int, count: int, size: int) -> tuple[int, int]:
    """Of `count` things, `size` on a page: the page that there is, and how many."""
    pages = max(1, -(-count // size))
    return min(max(page, 1), pages), pages
