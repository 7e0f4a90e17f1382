"""Workbooks: sheets, true dates, numbers and what a spreadsheet does to them."""

import zipfile
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from python_calamine import PasswordError

from providers.ledger_file import Kind, Ledger, Problem, read_ledger
from providers.ledger_file import workbook as workbook_reader
from tests.providers.ledger_file.given import HEADER, workbook

DAY = date(2026, 3, 31)


def read(path: Path, **options: Any) -> tuple[Ledger, list[Problem]]:
    return read_ledger(path, currency="EUR", all_open=True, **options)


def error(path: Path) -> Problem:
    ledger, problems = read(path)
    assert ledger.invoices == ()
    (found,) = [one for one in problems if one.kind is Kind.ERROR]
    return found


def test_dates_and_numbers_of_a_sheet_need_no_proof(tmp_path: Path) -> None:
    path = workbook(
        tmp_path, [HEADER, ("F1", "Acme", date(2026, 4, 3), 1234), ("F2", "Acme", DAY, 0.1 + 0.2)]
    )

    ledger, problems = read(path)

    assert problems == []
    assert [(one.due_on, one.total) for one in ledger.invoices] == [(date(2026, 4, 3), 123400), (DAY, 30)]


def test_numbers_of_invoices_and_terms_lose_no_digit_and_gain_no_point(tmp_path: Path) -> None:
    path = workbook(tmp_path, [(*HEADER, "terms", "phone"), (1001, 77, DAY, 5, 30, 4000000000000001)])

    ledger, _ = read(path)

    assert (ledger.invoices[0].number, ledger.invoices[0].terms) == ("1001", 30)
    assert (ledger.customers[0].name, ledger.customers[0].phone) == ("77", "4000000000000001")


def test_a_day_count_is_a_date(tmp_path: Path) -> None:
    ledger, problems = read(workbook(tmp_path, [HEADER, ("F1", "Acme", 46112, 5)]))

    assert (problems, ledger.invoices[0].due_on) == ([], DAY)


def test_a_day_count_from_1904_is_the_same_day(tmp_path: Path) -> None:
    path = workbook(tmp_path, [HEADER, ("F1", "Acme", 44650, 5), ("F2", "Acme", DAY, 5)], date_1904=True)

    ledger, _ = read(path)

    assert [one.due_on for one in ledger.invoices] == [DAY, DAY]


def test_a_date_with_a_time_is_its_day(tmp_path: Path) -> None:
    ledger, _ = read(workbook(tmp_path, [HEADER, ("F1", "Acme", datetime(2026, 3, 31, 23, 30), 5)]))  # noqa: DTZ001

    assert ledger.invoices[0].due_on == DAY


def test_text_in_a_sheet_is_held_to_the_same_proof(tmp_path: Path) -> None:
    found = error(workbook(tmp_path, [HEADER, ("F1", "Acme", "03/04/2026", 5)]))

    assert (found.line, str(found.column)) == (2, "column 3 «due_on»")
    assert "--dates" in found.message


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ((DAY, "Acme", DAY, 5), "turned this number into a date"),
        (("F1", "Acme", DAY, 1 / 3), "more decimals than EUR knows"),
        (("F1", "Acme", DAY, True), "is not an amount"),
        (("F1", "Acme", True, 5), "is not a date"),
        (("F1", "Acme", 12, 5), "is not a date"),
        (("F1", "Acme", 12.5, 5), "is not a date"),
        (("F1", "Acme", DAY, "five"), "is not an amount"),
        (("F1", "Acme", DAY, DAY), "is not an amount"),
    ],
)
def test_what_a_sheet_holds_wrongly_is_refused_with_its_row(
    tmp_path: Path, cells: tuple[object, ...], said: str
) -> None:
    found = error(workbook(tmp_path, [HEADER, cells]))

    assert found.line == 2
    assert said in found.message


def test_rows_and_columns_are_counted_from_the_corner_of_the_sheet(tmp_path: Path) -> None:
    rows = [(), (), ("", "", *HEADER), (), ("", "", "F1", "Acme", "never", 5)]

    found = error(workbook(tmp_path, rows))

    assert (found.line, str(found.column)) == (5, "column 5 «due_on»")


def test_the_first_sheet_with_a_header_is_read_and_the_others_are_told(tmp_path: Path) -> None:
    good = [HEADER, ("F1", "Acme", DAY, 5)]

    ledger, problems = read(workbook(tmp_path, [("Notes",)], good, [], [HEADER, ("F2", "B", DAY, 5)]))

    assert [one.number for one in ledger.invoices] == ["F1"]
    assert (ledger.facts.sheet, ledger.facts.sheets_not_read) == ("Sheet2", ("Sheet1", "Sheet4"))
    assert [one.kind for one in problems] == [Kind.NOTICE, Kind.NOTICE]
    assert "«Sheet1» was not" in problems[0].message


def test_a_hidden_sheet_is_not_read(tmp_path: Path) -> None:
    def hide(book: Any) -> None:
        book.worksheets()[0].hide()
        book.worksheets()[1].activate()
        book.worksheets()[1].set_first_sheet()

    rows = [HEADER, ("F1", "Acme", DAY, 5)]

    ledger, _ = read(workbook(tmp_path, rows, [HEADER, ("F2", "B", DAY, 5)], dress=hide))

    assert [one.number for one in ledger.invoices] == ["F2"]


def test_a_formula_counts_with_its_last_result(tmp_path: Path) -> None:
    def add(book: Any) -> None:
        book.worksheets()[0].write_formula(1, 3, "=2+3", None, 5)

    ledger, _ = read(workbook(tmp_path, [HEADER, ("F1", "Acme", DAY, None)], dress=add))

    assert ledger.invoices[0].total == 500


def test_a_workbook_under_another_name_is_read_all_the_same(tmp_path: Path) -> None:
    ledger, _ = read(workbook(tmp_path, [HEADER, ("F1", "Acme", DAY, 5)], name="ledger.csv"))

    assert len(ledger.invoices) == 1


def ods(path: Path) -> Path:
    """The smallest OpenDocument sheet that holds a ledger."""

    def cell(kind: str, shown: str, value: str = "") -> str:
        inside = f"<text:p>{shown}</text:p>"
        return f'<table:table-cell office:value-type="{kind}" {value}>{inside}</table:table-cell>'

    rows = (
        "".join(cell("string", name) for name in HEADER),
        cell("string", "F1")
        + cell("string", "Acme")
        + cell("date", "31.3.", 'office:date-value="2026-03-31"')
        + cell("float", "12,50", 'office:value="12.5"'),
    )
    space = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{space}:office:1.0" xmlns:table="{space}:table:1.0"'
        f' xmlns:text="{space}:text:1.0"><office:body><office:spreadsheet><table:table table:name="A">'
        + "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
        + "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    manifest = f'<manifest:manifest xmlns:manifest="{space}:manifest:1.0"/>'
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("META-INF/manifest.xml", manifest)
        package.writestr("content.xml", content)
    return path


def test_an_opendocument_sheet_is_read(tmp_path: Path) -> None:
    ledger, problems = read(ods(tmp_path / "ledger.ods"))

    assert problems == []
    assert [(one.number, one.due_on, one.total) for one in ledger.invoices] == [("F1", DAY, 1250)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04 and then nothing", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, "damaged"),
    ],
)
def test_a_damaged_workbook_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "ledger.xlsx"
    path.write_bytes(content)

    assert said in error(path).message


def test_a_package_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "photos.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("cat.jpg", b"\xff\xd8")

    assert "damaged" in error(path).message


def test_a_workbook_that_unpacks_beyond_measure_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("providers.ledger_file.workbook.LARGEST_UNPACKED", 1000)

    assert "too large" in error(workbook(tmp_path, [HEADER, ("F1", "Acme", DAY, 5)])).message


def test_a_workbook_with_a_password_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(_: object) -> None:
        raise PasswordError

    monkeypatch.setattr(workbook_reader, "CalamineWorkbook", SimpleNamespace(from_filelike=locked))

    assert "password" in error(workbook(tmp_path, [HEADER, ("F1", "Acme", DAY, 5)])).message


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    assert "no visible sheet with anything" in error(workbook(tmp_path, [])).message
