"""One line of the ledger: from its cells to an invoice or a credit, with what is wrong in it."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, TypeVar

from connector.core.invoice import Status
from connector.core.source import SourceCredit, SourceInvoice
from connector.core.told import either
from providers.ledger_file import words
from providers.ledger_file.amounts import AmountColumn, agreed_currency, in_minor_units
from providers.ledger_file.balance import credit_left, settle_invoice
from providers.ledger_file.cells import Cell, cell_text, is_empty, one_line
from providers.ledger_file.customers import Debtor
from providers.ledger_file.dates import DateColumn
from providers.ledger_file.problems import Column, Problems, Unreadable
from providers.ledger_file.sentences import say
from providers.ledger_file.ticks import is_tick, ticked_status

T = TypeVar("T")

DAYS: Final = ("issued_on", "due_on", "paid_on")
AMOUNTS: Final = ("total", "open", "paid")
#: Longer numbers and names are no numbers and names: columns have been shifted.
LONGEST_TEXT: Final = 500


@dataclass(slots=True)
class Line:
    """A line's number and its cells by field."""

    number: int
    cells: Sequence[Cell]
    columns: Mapping[str, Column]

    def cell(self, name: str) -> Cell:
        return self.at(self.columns.get(name))

    def at(self, column: Column | None) -> Cell:
        return self.cells[column.index] if column is not None and column.index < len(self.cells) else None

    def text(self, name: str) -> str:
        return cell_text(self.cell(name)) if name in self.columns else ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What one line holds: its customer, and an invoice, a credit, or (an overpaid invoice) both."""

    debtor: Debtor
    invoice: SourceInvoice | None = None
    credit: SourceCredit | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What a line says, before its parts are held against each other. `status` is a word of words.py."""

    number: str
    debtor: Debtor
    currency: str
    total: int
    open: int | None
    status: str | None
    issued_on: date | None
    due_on: date | None
    paid_on: date | None
    terms: int | None


@dataclass(slots=True)
class LineReader:
    """Reads lines under settled columns. Problems go to `problems`; a line with any is not returned.

    With `asks_open` a line is refused that leaves out what is open where others say it.
    """

    columns: Mapping[str, Column]
    amounts: Mapping[str, AmountColumn]
    days: Mapping[str, DateColumn]
    currency: str
    problems: Problems
    more_paid: Sequence[AmountColumn] = ()
    asks_open: bool = False
    rows: int = 0
    drafts: int = 0
    used_credits: int = 0
    _lines_by_number: dict[str, int] = field(default_factory=dict)
    _known: dict[str, dict[Cell, Any]] = field(default_factory=lambda: defaultdict(dict))

    def read(self, line: Line) -> Entry | None:
        """The entry of this line; None when it is wrong, a draft, or a credit of which nothing is left."""
        errors = self.problems.errors
        self.rows += 1
        said = self._said(line)
        if self.problems.errors > errors or not self.amounts:
            return None
        if said.status == words.DRAFT:
            self.drafts += 1
            return None
        try:
            entry = self._credit(said) if said.total < 0 else self._invoice(said)
        except Unreadable as wrong:
            blamed = wrong.column or self.columns.get(self._blamed(said))
            self.problems.error(wrong.message, line.number, blamed)
            return None
        self.used_credits += entry is None
        return entry

    def _blamed(self, said: Said) -> str:
        """The column that a contradiction is shown at."""
        if said.open is None:
            return "status"
        return "open" if "open" in self.columns else "paid"

    def _said(self, line: Line) -> Said:
        number = self._needed_text(line, "number")
        debtor = self._debtor(line)
        issued_on, due_on, paid_on = (self._day(line, name) for name in DAYS)
        currency, total, open_ = self._money(line)
        status = self._parsed(line, "status", self._read_status)
        if status == Status.PAID and (open_ or 0) > 0 and is_empty(line.cell("open")):
            open_ = None  # an advance may be all that the column of payments knows
        self._once(number, line)
        return Said(
            number=number,
            debtor=debtor,
            currency=currency,
            total=total or 0,
            open=open_,
            status=status,
            issued_on=issued_on,
            due_on=due_on,
            paid_on=paid_on,
            terms=self._terms(line, due_on),
        )

    def _credit(self, said: Said) -> Entry | None:
        left = credit_left(said.status, said.total, said.open)
        if not left:
            return None
        credit = replace(self._credit_of(said, left), number=said.number, total=-said.total)
        return Entry(said.debtor, credit=credit)

    def _invoice(self, said: Said) -> Entry:
        overpaid = -min(said.open or 0, 0)
        open_ = 0 if overpaid else said.open
        if self.asks_open and open_ is None and said.paid_on is None and said.status in (None, Status.OPEN):
            told = either(say("open_empty"), say("open_empty.page"))
            raise Unreadable(told, column=self.columns["open"])
        status, left = settle_invoice(said.status, said.total, open_, said.paid_on)
        invoice = SourceInvoice(
            source_id=said.number,
            customer_source_id=said.debtor.source_id,
            number=said.number,
            currency=said.currency,
            total=said.total,
            open=left,
            status=status,
            issued_on=said.issued_on,
            due_on=said.due_on,
            terms=said.terms,
            paid_on=said.paid_on,
        )
        return Entry(said.debtor, invoice, self._credit_of(said, overpaid) if overpaid else None)

    def _credit_of(self, said: Said, amount: int) -> SourceCredit:
        return SourceCredit(
            source_id=said.number,
            customer_source_id=said.debtor.source_id,
            currency=said.currency,
            amount=amount,
            dated_on=said.issued_on or said.due_on or said.paid_on,
        )

    # ------------------------------------------------------------ parts of a line

    def _needed_text(self, line: Line, name: str) -> str:
        cell = line.cell(name)
        text = one_line(cell_text(cell)) if name == "customer" else cell_text(cell)
        if not text:
            self._wrong(line, name, say("lacking", name=say(f"name.{name}")))
        elif len(text) > LONGEST_TEXT:
            self._wrong(line, name, say("long", name=say(f"name.{name}"), count=len(text)))
        elif isinstance(cell, date):
            self._wrong(line, name, say("dated", name=say(f"name.{name}")))
        return text

    def _terms(self, line: Line, due_on: date | None) -> int | None:
        """Days to pay; words that are no number of days count only where the due date hangs on them."""
        text = line.text("terms")
        days = words.read_terms(text) if text else None
        if text and days is None and due_on is None:
            self._wrong(line, "terms", say("terms", text=text[:60]))
        return days

    def _debtor(self, line: Line) -> Debtor:
        name = self._needed_text(line, "customer")
        source_id = line.text("customer_id") if "customer_id" in self.columns else name.casefold()
        if name and not source_id:
            column = self.columns["customer_id"]
            self._wrong(line, "customer_id", either(say("no_id", column=column.called), say("no_id.page")))
        return Debtor(
            source_id=source_id,
            name=name,
            emails=self._parsed(line, "email", words.read_emails) or (),
            phone=line.text("phone") or None,
            language=self._parsed(line, "language", words.read_language),
            country=self._parsed(line, "country", words.read_country),
            region=line.text("region").upper() or None,
            timezone=self._parsed(line, "timezone", words.read_timezone),
            type=self._parsed(line, "customer_type", words.read_customer_type),
            tax_number=line.text("tax_number") or None,
        )

    def _day(self, line: Line, name: str) -> date | None:
        column = self.days.get(name)
        try:
            return column.read(line.cell(name)) if column else None
        except Unreadable as wrong:
            self._wrong(line, name, wrong.message)
            return None

    def _money(self, line: Line) -> tuple[str, int | None, int | None]:
        """The currency, the total and the open amount (None if the file does not say it)."""
        given = self._parsed(line, "currency", self._read_currency)
        currency = given or self.currency
        found: dict[str, list[int]] = defaultdict(list)
        for name, column in self._amounts():
            try:
                written = column.read(line.at(column.column))
                if written is not None and written.sign:
                    currency = given = agreed_currency(written.sign, given, self.currency)
                if written is not None:
                    found[name].append(in_minor_units(written, currency))
            except Unreadable as wrong:
                self.problems.error(wrong.message, line.number, column.column)
                continue
            if written is None and name == "total":
                self._wrong(line, name, say("lacking", name=say("name.total")))
        total, open_ = (sum(found[x]) if found[x] else None for x in ("total", "open"))
        if open_ is None and total is not None and found["paid"]:
            open_ = total - self._paid(line, total, found["paid"])
        return currency, total, open_

    def _amounts(self) -> Iterator[tuple[str, AmountColumn]]:
        yield from ((x, self.amounts[x]) for x in AMOUNTS if x in self.amounts)
        yield from (("paid", x) for x in self.more_paid)

    def _paid(self, line: Line, total: int, parts: Sequence[int]) -> int:
        """What was paid in all its columns; that one is the sum of the others is not guessed."""
        paid = sum(parts)
        if len(parts) > 1 and paid > total >= max(parts) >= 0:
            self._wrong(line, "paid", either(say("paid_twice"), say("paid_twice.page")))
        return paid

    def _read_status(self, text: str) -> str:
        name = self.columns["status"].name
        ticked = ticked_status(text, name)
        if ticked is None and is_tick(text):
            facts = {"text": text, "name": name}
            raise Unreadable(either(say("tick", **facts), say("tick.page", **facts)))
        return ticked or words.read_status(text)

    def _read_currency(self, text: str) -> str:
        return words.read_currency(text, self.currency)

    def _parsed(self, line: Line, name: str, parse: Callable[[str], T]) -> T | None:
        """A value read once for each cell: a ledger says the same few things on all its lines."""
        if name not in self.columns:
            return None
        cell = line.cell(name)
        if is_empty(cell):
            return None
        known: dict[Cell, T] = self._known[name]
        if cell not in known:
            try:
                known[cell] = parse(cell_text(cell))
            except Unreadable as wrong:
                self._wrong(line, name, wrong.message)
                return None
        return known[cell]

    def _once(self, number: str, line: Line) -> None:
        if not number:
            return
        first = self._lines_by_number.setdefault(number, line.number)
        if first != line.number:
            self._wrong(line, "number", say("twice", number=number, first=first, line=line.number))

    def _wrong(self, line: Line, name: str, message: str) -> None:
        self.problems.error(message, line.number, self.columns.get(name))
