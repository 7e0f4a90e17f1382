"""Text files: letters, delimiters, quoting and the lines that are counted."""

from pathlib import Path

import pytest

from tests.providers.ledger_file.given import accepted, read, refused

LINES = (
    "number,customer,due_on,total",
    "F1,Société Générale d’été,2026-03-31,12.50",
    "F2,Müller Ñandú,2026-03-31,7",
)


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("utf-16-le", "utf-16-le"),
     ("utf-16-be", "utf-16-be"), ("cp1252", "cp1252")],
)  # fmt: skip
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_letters_are_read_in_every_usual_encoding(
    tmp_path: Path, encoding: str, told: str, line_end: str
) -> None:
    ledger = accepted(tmp_path, line_end.join(LINES) + line_end, encoding=encoding)

    assert [one.name for one in ledger.customers] == ["Société Générale d’été", "Müller Ñandú"]
    assert ledger.facts.encoding == told


def test_latin_1_is_read_as_the_windows_letters_that_contain_it(tmp_path: Path) -> None:
    ledger = accepted(tmp_path, "number,customer,due_on,total\nF1,Été,2026-03-31,5\n", encoding="latin-1")

    assert ledger.customers[0].name == "Été"


def test_letters_that_windows_does_not_have_are_guessed_and_told(tmp_path: Path) -> None:
    names = "Приветствуем вас, уважаемые клиенты нашего предприятия Ё"
    content = f'number,customer,due_on,total\nF1,"{names}",2026-03-31,5\n'.encode("cp1251")
    assert b"\x98" not in content

    ledger, (remark,) = read(tmp_path, content.replace(b"\xa8", b"\x81"))

    assert ledger.facts.encoding not in (None, "utf-8", "cp1252")
    assert f"read as {ledger.facts.encoding}, which is a guess" in remark.message


def test_utf8_that_breaks_in_the_middle_is_refused_with_its_line(tmp_path: Path) -> None:
    good, bad = "F1,Été,2026-03-31,5\n".encode(), "F2,Été,2026-03-31,5\n".encode("cp1252")

    (problem,) = refused(tmp_path, b"number,customer,due_on,total\n" + good + bad)

    assert problem.line == 3
    assert "CSV UTF-8" in problem.message


def test_utf8_that_breaks_far_behind_is_refused_too(tmp_path: Path) -> None:
    many = "".join(f"F{number},Été,2026-03-31,5\n" for number in range(60_000)).encode()
    assert len(many) > 1 << 20

    (problem,) = refused(tmp_path, b"number,customer,due_on,total\n" + many + b"Fx,\xc9t\xe9,2026-03-31,5\n")

    assert problem.line == 60_002


def test_an_accent_at_the_seam_of_two_pieces_is_no_break(tmp_path: Path) -> None:
    seam = 1 << 20
    content = b"number,customer,due_on,total\n"
    while len(content) < seam - 300:
        content += b"F%d,%s,2026-03-31,5\n" % (len(content), b"A" * 200)
    content += b"F0," + b"x" * (seam - 4 - len(content)) + "été,2026-03-31,5\n".encode("cp1252")
    assert content.index(b"\xe9") == seam - 1

    ledger = accepted(tmp_path, content)

    assert ledger.facts.encoding == "cp1252"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    content = "number,customer,due_on,total\nF1,A,2026-03-31,5\n".replace(",", delimiter)

    ledger = accepted(tmp_path, content)

    assert ledger.facts.delimiter == delimiter


def test_decimal_commas_do_not_pass_for_delimiters(tmp_path: Path) -> None:
    lines = "".join(f"F{number};Dupont, Durand, Martin;31/03/2026;1,50\n" for number in range(5))

    ledger = accepted(tmp_path, "Numéro;Client;Date d'échéance;Total\n" + lines)

    assert (ledger.facts.delimiter, ledger.customers[0].name) == (";", "Dupont, Durand, Martin")


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=;"])
def test_the_delimiter_that_excel_declares_is_obeyed_and_its_line_counted(tmp_path: Path, first: str) -> None:
    ledger = accepted(tmp_path, f"{first}\nnumber;customer;due_on;total\nF1;A;2026-03-31;5\n")

    assert (ledger.facts.header_line, len(ledger.invoices)) == (2, 1)


def test_lines_are_counted_as_the_file_has_them(tmp_path: Path) -> None:
    content = 'number,customer,due_on,total\r\nF1,"Acme\r\nParis\r\n",2026-03-31,5\r\n\r\nF2,B,never,5\r\n'

    (problem,) = refused(tmp_path, content)

    assert problem.line == 6


def test_a_name_on_two_lines_becomes_one_line(tmp_path: Path) -> None:
    ledger = accepted(tmp_path, 'number,customer,due_on,total\nF1,"Acme\n Paris ",2026-03-31,5\n')

    assert (ledger.customers[0].name, ledger.customers[0].source_id) == ("Acme Paris", "acme paris")


def test_quoted_cells_hold_delimiters_and_quotation_marks(tmp_path: Path) -> None:
    ledger = accepted(tmp_path, 'number,customer,due_on,total\nF1,"Dupont, ""Le Bon""",2026-03-31,5\n')

    assert ledger.customers[0].name == 'Dupont, "Le Bon"'


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('F2,"Dupont,2026-03-31,5', "is never closed"),
        ('F2,"Dupont "Le Bon"",2026-03-31,5', "inside a quoted cell"),
        ('F2,"' + "x" * 200_000 + ",2026-03-31,5", "far too long"),
    ],
)
def test_broken_quoting_is_refused_where_it_begins(tmp_path: Path, line: str, said: str) -> None:
    (problem,) = refused(
        tmp_path, f"number,customer,due_on,total\nF1,A,2026-03-31,5\n{line}\nF3,B,2026-03-31,5\n"
    )

    assert problem.line == 3
    assert said in problem.message


def test_an_unquoted_delimiter_that_shifts_the_columns_is_refused(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, "number,customer,due_on,total\nF1,Dupont, Jean,2026-03-31,5\n")

    assert problem.line == 2
    assert "5 cells, the header 4" in problem.message


def test_empty_cells_behind_the_last_column_do_not_matter(tmp_path: Path) -> None:
    ledger = accepted(tmp_path, "number,customer,due_on,total\nF1,A,2026-03-31,5,,\n")

    assert len(ledger.invoices) == 1


def test_missing_cells_at_the_end_of_a_line_are_empty(tmp_path: Path) -> None:
    ledger = accepted(tmp_path, "number,customer,due_on,total,email\nF1,A,2026-03-31,5\n")

    assert ledger.customers[0].emails == ()


def test_the_two_ways_of_writing_an_accent_are_one_name(tmp_path: Path) -> None:
    content = "number,customer,due_on,total\nF1,Caf\u00e9,2026-03-31,5\nF2,Cafe\u0301,2026-03-31,5\n"

    ledger = accepted(tmp_path, content)

    assert [one.name for one in ledger.customers] == ["Caf\u00e9"]
