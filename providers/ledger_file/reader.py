"""Reads a whole ledger file, or says what is wrong with it and reads nothing."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from connector.core.source import SourceCredit, SourceInvoice
from connector.core.told import either
from providers.ledger_file.amounts import AmountColumn
from providers.ledger_file.cells import Row, Table
from providers.ledger_file.customers import Debtors
from providers.ledger_file.dates import DateColumn, Order
from providers.ledger_file.layout import Layout, check_layout, check_mapping, find_layout, guessed_layout
from providers.ledger_file.ledger import Facts, Ledger
from providers.ledger_file.lines import AMOUNTS, DAYS, Line, LineReader
from providers.ledger_file.looks import Looks, Seen
from providers.ledger_file.open_amounts import check_open
from providers.ledger_file.problems import Problem, Problems, Unreadable
from providers.ledger_file.sentences import say
from providers.ledger_file.skipped import is_blank, is_entry, is_total
from providers.ledger_file.text_file import open_text
from providers.ledger_file.workbook import open_workbook

#: How workbooks begin: a ZIP package (XLSX, ODS) or an OLE file (XLS).
_WORKBOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
#: Countries where the month is usually written first. Only for the advice: it decides nothing.
_MONTH_FIRST: Final = frozenset({"US", "FM", "MH", "PW"})


def read_ledger(
    path: Path,
    *,
    currency: str,
    mapping: Mapping[str, str] = MappingProxyType({}),
    dates: Order | None = None,
    country: str | None = None,
    all_open: bool = False,
) -> tuple[Ledger, list[Problem]]:
    """The ledger in `path`, and what is wrong with it; with an error among the problems it is empty.

    `currency` counts for lines that name none; `mapping` gives columns by their name a field of
    headers.FIELDS, or «ignore»; `dates` is the order of day and month where a column does not prove it;
    `country` (the organisation's) is used in advice only; `all_open` is the owner's word that nothing on the
    file is paid, where no column says what is.
    """
    problems = Problems(path.name)
    suggested: Order = "mdy" if country in _MONTH_FIRST else "dmy"
    ledger = Ledger()
    try:
        ledger = _whole(path, currency, mapping, dates, suggested, all_open, problems)
    except Unreadable as wrong:
        problems.take(wrong)
    return (Ledger(facts=ledger.facts) if problems.errors else ledger), problems.in_order()


def _whole(
    path: Path,
    currency: str,
    mapping: Mapping[str, str],
    dates: Order | None,
    suggested: Order,
    all_open: bool,
    problems: Problems,
) -> Ledger:
    wrong_mapping = list(check_mapping(mapping))
    for wrong in wrong_mapping:
        problems.take(wrong)
    if wrong_mapping:
        return Ledger()
    table = _open(path, mapping)
    layout = _layout(table, mapping, problems)
    if problems.errors:
        return Ledger(facts=Facts(headers=layout.names, columns=layout.columns, seen=_seen(table, layout)))
    columns = _columns(table, layout, dates, suggested)
    return _Reading(table, layout, columns, currency, all_open, problems).ledger()


def _seen(table: Table, layout: Layout) -> tuple[Seen, ...]:
    """The columns of a file whose header cannot be used."""
    looks = Looks(layout)
    for number, cells in table.rows():
        if number > layout.line:
            looks.see(cells)
    return looks.seen()


def _open(path: Path, mapping: Mapping[str, str]) -> Table:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Unreadable(say("not_opened", why=error.strerror)) from None
    if not content.strip():
        raise Unreadable(say("empty", no_invoice=say("no_invoice")))
    if content.startswith(_WORKBOOKS):
        return open_workbook(content, _is_ledger(mapping))
    if content.startswith(b"%PDF"):
        raise Unreadable(say("pdf"))
    if content.lstrip()[:1] in (b"<", b"{"):
        raise Unreadable(say("markup"))
    return open_text(content, _familiarity(mapping))


def _familiarity(mapping: Mapping[str, str]) -> Callable[[Iterator[Row]], int]:
    """How well the first lines of a table are understood."""

    def score(rows: Iterator[Row]) -> int:
        layout = find_layout(rows, mapping)
        return 0 if layout is None else layout.known + (0 if layout.missing() else len(layout.names) + 100)

    return score


def _is_ledger(mapping: Mapping[str, str]) -> Callable[[Iterator[Row]], bool]:
    def complete(rows: Iterator[Row]) -> bool:
        layout = find_layout(rows, mapping)
        return layout is not None and not layout.missing()

    return complete


def _layout(table: Table, mapping: Mapping[str, str], problems: Problems) -> Layout:
    """The header; the problems say whether it can be used."""
    layout = find_layout(table.rows(), mapping)
    if layout is None:
        problems.error(either(say("no_header"), say("no_header.page")))
        return guessed_layout(table.rows())
    for wrong in check_layout(layout, mapping):
        problems.take(wrong)
    return layout


@dataclass(frozen=True, slots=True)
class _Columns:
    amounts: Mapping[str, AmountColumn]
    more_paid: tuple[AmountColumn, ...]
    days: Mapping[str, DateColumn]


def _columns(table: Table, layout: Layout, dates: Order | None, suggested: Order) -> _Columns:
    found = layout.columns
    return _Columns(
        {name: AmountColumn(found[name]) for name in AMOUNTS if name in found},
        tuple(map(AmountColumn, layout.more_paid)),
        {name: DateColumn(found[name], table.source, dates, suggested) for name in DAYS if name in found},
    )


@dataclass(slots=True)
class _Reading:
    """Two passes over the lines: the first learns how dates and amounts are written, the second reads."""

    table: Table
    layout: Layout
    columns: _Columns
    currency: str
    all_open: bool
    problems: Problems
    blank_lines: int = 0
    total_rows: int = 0
    seen: tuple[Seen, ...] = ()

    def ledger(self) -> Ledger:
        """What could be read; the problems say whether it may be used."""
        columns = self._learn()
        for unclear in check_open(self.layout, self.seen, self.all_open):
            self.problems.take(unclear)
        lines = LineReader(
            self.layout.columns,
            columns.amounts,
            columns.days,
            self.currency,
            self.problems,
            columns.more_paid,
            asks_open=not self.all_open and any(x.field == "open" and x.samples for x in self.seen),
        )
        debtors, invoices, credits_ = self._read(lines)
        if not invoices and not credits_ and not self.problems.errors:
            self.problems.error(say("no_invoice"), self.layout.line)
        facts = self._facts(lines, columns)
        for remark in () if self.problems.errors else facts.remarks():
            self.problems.notice(remark)
        return Ledger(tuple(debtors.customers()), tuple(invoices), tuple(credits_), facts)

    def _learn(self) -> _Columns:
        """The columns whose writing is settled; of the amounts all or none, for they are compared."""
        amounts, more_paid = self.columns.amounts, self.columns.more_paid
        of_amounts, of_days = (*amounts.values(), *more_paid), self.columns.days
        learning: list[AmountColumn | DateColumn] = [*of_amounts, *of_days.values()]
        looks = Looks(self.layout)
        for line in self._lines():
            looks.see(line.cells)
            for column in learning:
                column.see(line.at(column.column), line.number)
        self.seen = looks.seen()
        settled = [self._settles(column) for column in of_amounts]
        days = {name: column for name, column in of_days.items() if self._settles(column)}
        return _Columns(amounts, more_paid, days) if all(settled) else _Columns({}, (), days)

    def _settles(self, column: AmountColumn | DateColumn) -> bool:
        try:
            column.settle()
        except Unreadable as wrong:
            self.problems.take(wrong)
            return False
        return True

    def _read(self, lines: LineReader) -> tuple[Debtors, list[SourceInvoice], list[SourceCredit]]:
        debtors = Debtors()
        invoices: list[SourceInvoice] = []
        credits_: list[SourceCredit] = []
        for line in self._lines(reports=True):
            entry = lines.read(line)
            if entry is not None:
                debtors.add(entry.debtor)
                if entry.invoice is not None:
                    invoices.append(entry.invoice)
                if entry.credit is not None:
                    credits_.append(entry.credit)
            elif self.problems.is_full:
                break
        return debtors, invoices, credits_

    def _lines(self, *, reports: bool = False) -> Iterator[Line]:
        """The lines below the header that are neither blank nor sums, nor wider than the header."""
        self.blank_lines = self.total_rows = 0
        width = len(self.layout.names)
        for number, cells in self.table.rows():
            if number <= self.layout.line:
                continue
            line = Line(number, cells, self.layout.columns)
            if len(cells) > width and not is_blank(cells[width:]):
                if reports:
                    self.problems.error(say("cells", count=len(cells), width=width), number)
            elif is_entry(line):
                yield line
            elif is_blank(cells):
                self.blank_lines += 1
            elif is_total(line):
                self.total_rows += 1
            else:
                yield line

    def _facts(self, lines: LineReader, columns: _Columns) -> Facts:
        source, layout = self.table.source, self.layout
        return Facts(
            rows=lines.rows,
            blank_lines=self.blank_lines,
            total_rows=self.total_rows,
            drafts=lines.drafts,
            used_credits=lines.used_credits,
            header_line=layout.line,
            lines_before_header=layout.lines_before,
            headers=layout.names,
            columns=layout.columns,
            more_paid=layout.more_paid,
            ignored_columns=layout.ignored,
            seen=self.seen,
            encoding=source.encoding,
            delimiter=source.delimiter,
            sheet=source.sheet,
            sheets_not_read=source.sheets_not_read,
            decimal_marks={name: one.mark for name, one in columns.amounts.items() if one.mark},
            date_orders={name: one.order for name, one in columns.days.items() if one.order},
        )
