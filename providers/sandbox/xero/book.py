"""One organisation's books: its rows by id, and who hears when one changes."""

import hashlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from threading import RLock
from typing import Generic, Literal, TypeVar
from zoneinfo import ZoneInfo

from ..clock import SandboxClock
from .errors import not_found
from .rows import Contact, Credit, CreditKind, Invoice, Payment, Row

RowT = TypeVar("RowT", bound=Row)

#: A row was made or changed.
Happening = Literal["CREATE", "UPDATE"]


@dataclass(frozen=True)
class Organisation:
    """Its name and ways. `timezone` is Xero's name of `zone`."""

    id: str
    name: str
    country: str
    currency: str
    zone: str
    timezone: str
    short_code: str


@dataclass
class Shelf(Generic[RowT]):
    """Rows by id. `revision` moves with each change, so that a list made before is known to be old."""

    rows: dict[str, RowT] = field(default_factory=dict)
    revision: int = 0
    views: dict[object, list[RowT]] = field(default_factory=dict)

    def put(self, row: RowT) -> None:
        self.rows[row.id] = row
        self.changed(row)

    def changed(self, row: RowT) -> None:
        row.shown.clear()
        self.revision += 1
        self.views.clear()

    def view(self, key: object, make: Callable[[], list[RowT]]) -> list[RowT]:
        """The list that `make` gives, kept until a row changes; only a few are kept."""
        if key not in self.views:
            if len(self.views) >= 8:
                self.views.clear()
            self.views[key] = make()
        return self.views[key]

    def get(self, sought: str) -> RowT:
        """404 where there is none."""
        try:
            return self.rows[sought]
        except KeyError:
            raise not_found() from None


class Book:
    """Hold `lock` around reads and writes from another thread."""

    def __init__(self, organisation: Organisation, clock: SandboxClock) -> None:
        self.organisation = organisation
        self.clock = clock
        self.lock = RLock()
        self.contacts: Shelf[Contact] = Shelf()
        self.invoices: Shelf[Invoice] = Shelf()
        self.payments: Shelf[Payment] = Shelf()
        self.credits: dict[CreditKind, Shelf[Credit]] = {
            "credit_note": Shelf(),
            "overpayment": Shelf(),
            "prepayment": Shelf(),
        }
        self.has_reminders = False
        #: Who is told of each change: the webhooks.
        self.heard: Callable[[Book, Row, Happening], None] = lambda _book, _row, _happening: None
        self._by_contact: defaultdict[str, dict[str, Invoice]] = defaultdict(dict)
        self._by_number: dict[str, str] = {}
        self._by_name: dict[str, str] = {}
        self._made = 0

    def new_id(self) -> str:
        """A GUID, the same in every run."""
        self._made += 1
        seen = hashlib.sha256(f"{self.organisation.id}/{self._made}".encode()).hexdigest()
        return f"{seen[:8]}-{seen[8:12]}-4{seen[13:16]}-a{seen[17:20]}-{seen[20:32]}"

    def now(self) -> datetime:
        return self.clock.now()

    def today(self) -> date:
        """The organisation's own day."""
        return self.now().astimezone(ZoneInfo(self.organisation.zone)).date()

    def shelf_of(self, row: Row) -> "Shelf[Contact] | Shelf[Invoice] | Shelf[Payment] | Shelf[Credit]":
        if isinstance(row, Credit):
            return self.credits[row.kind]
        if isinstance(row, Contact):
            return self.contacts
        return self.invoices if isinstance(row, Invoice) else self.payments

    def add(self, row: Row) -> None:
        """Put a new row in its place."""
        self._place(row)
        self.heard(self, row, "CREATE")

    def touch(self, row: Row) -> None:
        """The row changed, now."""
        row.updated_at = self.now()
        self._place(row)
        self.heard(self, row, "UPDATE")

    def _place(self, row: Row) -> None:
        if isinstance(row, Invoice):
            self.invoices.put(row)
            self._by_contact[row.contact][row.id] = row
            self._by_number[row.number] = row.id
        elif isinstance(row, Contact):
            self.contacts.put(row)
            self._by_name[row.name] = row.id
            for invoice in self.invoices_of(row.id):
                invoice.shown.clear()
        elif isinstance(row, Credit):
            self.credits[row.kind].put(row)
        elif isinstance(row, Payment):
            self.payments.put(row)

    def active_contact(self, name: str) -> Contact | None:
        """Xero keeps the names of active contacts apart."""
        known = self.contacts.rows.get(self._by_name.get(name, ""))
        return known if known is not None and (known.name, known.status) == (name, "ACTIVE") else None

    def invoices_of(self, contact: str) -> list[Invoice]:
        return [row for row in self._by_contact[contact].values() if row.contact == contact]

    def invoice(self, sought: str) -> Invoice:
        """By id or by number, as Xero allows."""
        return self.invoices.get(self._by_number.get(sought, sought.lower()))

    def contact(self, sought: str) -> Contact:
        return self.contacts.get(sought.lower())

    def credit(self, sought: str) -> Credit:
        """Of whichever kind, by id or by number."""
        for shelf in self.credits.values():
            for row in shelf.rows.values():
                if sought in (row.id, row.number):
                    return row
        raise not_found()
