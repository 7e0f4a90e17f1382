"""Any ledger, written in any style, comes back as it was: property tests."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.core.money import decimal_text, exponent
from providers.ledger_file import Ledger, Problem, read_ledger
from providers.ledger_file.amounts import AmountColumn, in_minor_units
from providers.ledger_file.problems import Column, Unreadable

COLUMN = Column(1, "total")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One path for all examples of a property."""
    return tmp_path_factory.mktemp("ledger") / "ledger.csv"


def read(file: Path, content: bytes) -> tuple[Ledger, list[Problem]]:
    file.write_bytes(content)
    return read_ledger(file, currency="EUR")


@dataclass(frozen=True)
class Row:
    number: str
    customer: str
    due_on: date
    total: int
    open: int


@dataclass(frozen=True)
class Style:
    """How a system writes: its letters, delimiter, decimal mark, thousands, days and line ends."""

    encoding: str
    delimiter: str
    mark: str
    group: str
    day: Callable[[date], str]
    line_end: str
    sign: str = ""

    def amount(self, minor: int, currency: str) -> str:
        text = f"{abs(Decimal(decimal_text(minor, currency))):,.{exponent(currency)}f}"
        written = text.translate({ord(","): self.group, ord("."): self.mark})
        return f"{'-' if minor < 0 else ''}{written}{self.sign}"


DAYS: tuple[Callable[[date], str], ...] = (
    date.isoformat,
    lambda day: f"{day:%d/%m/%Y}",
    lambda day: f"{day:%m/%d/%Y}",
    lambda day: f"{day.day}.{day.month}.{day.year}",
    lambda day: f"{day:%d-%m-%Y}",
    lambda day: f"{day:%d/%m/%y}",
)
MARKS = (".", ""), (".", ","), (".", "'"), (",", ""), (",", "."), (",", " "), (",", "\u00a0"), (",", "’")

NAMES = st.text(
    st.characters(codec="cp1252", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=30
).filter(lambda name: name.strip())
ROWS = st.lists(
    st.builds(
        Row,
        number=st.from_regex(r"[A-Z]{1,3}-?[0-9]{1,8}", fullmatch=True),
        customer=NAMES,
        due_on=st.dates(date(2000, 1, 1), date(2099, 12, 31)),
        total=st.integers(1, 10**11),
        open=st.integers(0, 100),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda row: row.number,
)
STYLES = st.builds(
    lambda mark, **others: Style(mark=mark[0], group=mark[1], **others),
    mark=st.sampled_from(MARKS),
    encoding=st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "cp1252")),
    delimiter=st.sampled_from((",", ";", "\t", "|")),
    day=st.sampled_from(DAYS),
    line_end=st.sampled_from(("\n", "\r\n")),
    sign=st.sampled_from(("", " €", " EUR")),
)


def written(rows: list[Row], style: Style) -> bytes:
    text = io.StringIO(newline="")
    out = csv.writer(text, delimiter=style.delimiter, lineterminator=style.line_end)
    out.writerow(("number", "customer", "due_on", "total", "open"))
    for row in rows:
        amounts = (style.amount(row.total, "EUR"), style.amount(row.total * row.open // 100, "EUR"))
        out.writerow((row.number, row.customer, style.day(row.due_on), *amounts))
    return text.getvalue().encode(style.encoding)


def proven(rows: list[Row]) -> list[Row]:
    """With a line whose day and cents prove the writing of its columns."""
    return [*rows, Row("PROOF-0", "Proof", date(2026, 3, 31), 123456, 100)]


@given(rows=ROWS.map(proven), style=STYLES)
def test_a_ledger_comes_back_as_it_was_whatever_its_style(file: Path, rows: list[Row], style: Style) -> None:
    ledger, problems = read(file, written(rows, style))

    assert [str(one) for one in problems] == []
    assert [(one.number, one.due_on, one.total, one.open) for one in ledger.invoices] == [
        (row.number, row.due_on, row.total, row.total * row.open // 100) for row in rows
    ]
    assert [one.customer_source_id for one in ledger.invoices] == [
        " ".join(row.customer.split()).casefold() for row in rows
    ]


@given(rows=ROWS, style=STYLES)
def test_without_proof_a_ledger_comes_back_as_it_was_or_not_at_all(
    file: Path, rows: list[Row], style: Style
) -> None:
    ledger, problems = read(file, written(rows, style))

    found = [(one.number, one.due_on, one.total) for one in ledger.invoices]
    assert found == ([] if problems else [(row.number, row.due_on, row.total) for row in rows])


@given(rows=ROWS.map(proven), style=STYLES)
def test_the_same_file_gives_the_same_ledger(file: Path, rows: list[Row], style: Style) -> None:
    first = read(file, written(rows, style))

    assert read_ledger(file, currency="EUR") == first


@given(content=st.binary(max_size=400))
def test_no_bytes_break_the_reader(file: Path, content: bytes) -> None:
    ledger, problems = read(file, content)

    assert problems
    assert ledger.invoices == ()


@given(cells=st.lists(st.text(max_size=20), min_size=4, max_size=4))
def test_no_text_breaks_the_reader(file: Path, cells: list[str]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([("number", "customer", "due_on", "total"), cells])

    ledger, problems = read(file, text.getvalue().encode(errors="replace"))

    assert bool(problems) != bool(ledger.invoices or ledger.credits)


@given(
    minor=st.integers(-(10**13), 10**13),
    currency=st.sampled_from(("EUR", "JPY", "KWD")),
    mark=st.sampled_from(MARKS),
)
def test_an_amount_is_never_read_as_another(minor: int, currency: str, mark: tuple[str, str]) -> None:
    style = replace(STYLE, mark=mark[0], group=mark[1])
    column = AmountColumn(COLUMN)
    text = style.amount(minor, currency)
    column.see(text, 2)

    try:
        column.settle()
        found = column.read(text)
        assert found is not None
        read: int | None = in_minor_units(found, currency)
    except Unreadable:
        read = None

    assert read in (minor, None)


STYLE = Style("utf-8", ",", ".", "", date.isoformat, "\n")
