"""The bookkeeper's real files, and files that are none: read right, or refused with what to do."""

import random
from datetime import date
from pathlib import Path

import pytest

from providers import Capabilities, load
from providers.ledger_file import MAX_ERRORS, Kind, LedgerFile, read_ledger
from tests.providers.ledger_file.given import accepted, read, refused

EXPORT = """Numéro de facture;Client;E-mail;Date de facture;Date d'échéance;Montant TTC;Reste à payer;Statut
FA-001;Société Bérard;compta@berard.fr;03/04/2026;25/05/2026;1.234,56;1 234,56 €;Impayée

FA-002;L'Œuf Doré;contact@oeuf.fr;28/04/2026;28/05/2026;(120,00);;Ouverte
FA-003;Société Bérard;direction@berard.fr;01/04/2026;01/05/2026;80,00;0,00;Réglée
Total;;;;;1.194,56;1 234,56 €;
"""


def test_the_export_of_a_french_bookkeeper_is_read_right(tmp_path: Path) -> None:
    ledger = accepted(tmp_path, EXPORT, encoding="cp1252")

    first, third = ledger.invoices
    assert (first.number, first.total, first.open, first.issued_on) == (
        "FA-001",
        123456,
        123456,
        date(2026, 4, 3),
    )
    assert (third.number, third.open) == ("FA-003", 0)
    assert [(one.source_id, one.amount) for one in ledger.credits] == [("FA-002", 12000)]
    assert [(one.name, one.emails) for one in ledger.customers] == [
        ("Société Bérard", ("compta@berard.fr", "direction@berard.fr")),
        ("L'Œuf Doré", ("contact@oeuf.fr",)),
    ]


def test_what_was_found_out_about_the_file_is_told(tmp_path: Path) -> None:
    facts = accepted(tmp_path, EXPORT, encoding="cp1252").facts

    assert (facts.rows, facts.blank_lines, facts.total_rows) == (3, 1, 1)
    assert (facts.encoding, facts.delimiter) == ("cp1252", ";")
    assert facts.decimal_marks == {"total": ",", "open": ","}
    assert facts.date_orders == {"issued_on": "dmy", "due_on": "dmy"}


def test_all_that_is_wrong_is_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    content = (
        "number,customer,email,due_on,total\n"
        'F1,Acme,jean@,03/04/2026,"1,234"\n'
        "F1,,a@b.fr,04/05/2026,100\n"
        "F3,Acme,a@b.fr,tomorrow,100\n"
    )

    problems = refused(tmp_path, content)

    assert [(one.line, one.column and one.column.name) for one in problems] == [
        (2, "email"), (2, "due_on"), (2, "total"), (3, "number"), (3, "customer"),
    ]  # fmt: skip


def test_a_problem_reads_as_one_sentence_with_its_place(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, "number,customer,due_on,total\nF1,Acme,2026-02-30,5\n")

    assert str(problem) == (
        "ledger.csv, line 2, column 3 «due_on»: There is no such day as «2026-02-30»."
        " Write it as year-month-day, such as 2026-03-31."
    )


def test_no_more_problems_are_listed_than_a_person_mends(tmp_path: Path) -> None:
    rows = "".join(f"F{number},Acme,never,five,jean\n" for number in range(200))

    problems = refused(tmp_path, "number,customer,due_on,total,email\n" + rows)

    assert (len(problems), problems[-1].line) == (MAX_ERRORS, MAX_ERRORS // 3 + 2)


def test_one_wrong_line_keeps_all_the_others_out(tmp_path: Path) -> None:
    rows = "".join(f"F{number},Acme,2026-03-31,5\n" for number in range(100))

    refused(tmp_path, f"number,customer,due_on,total\n{rows}F100,Acme,2026-03-31,five\n")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty"),
        (b" \r\n \n", "The file is empty"),
        (b"\xef\xbb\xbf", "No header was recognised"),
        (b"number,customer,due_on,total\n", "There is no invoice in this file"),
        (b"number,customer,due_on,total\n\n ,, \nTotal,,,5\n", "There is no invoice in this file"),
        (
            b"number,customer,due_on,total,status\nF1,A,2026-03-31,5,draft\n",
            "There is no invoice in this file",
        ),
        (b"F1,Acme,2026-03-31,5\nF2,Acme,2026-03-31,5\n", "No header was recognised"),
        (b"hello\n", "No header was recognised"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "This is a PDF"),
        (b"<html><table><tr><td>number</td></tr></table></html>", "This is a web page"),
        (b'{"invoices": []}', "This is a web page or XML or JSON"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "This is not a text file"),
        (bytes(range(256)) * 20, "This is not a text file"),
        (b"\x1f\x8b\x08\0\0\0\0\0", "This is not a text file"),
        (b"\xff\xfen\0u\0m", "cut off or damaged"),
    ],
)
def test_a_file_that_is_no_ledger_is_refused_with_a_sentence(
    tmp_path: Path, content: bytes, said: str
) -> None:
    problem, *others = refused(tmp_path, content)

    assert others == []
    assert said in problem.message


@pytest.mark.parametrize("content", [b"number,customer,due_on,total\n", b""])
def test_an_empty_ledger_says_what_it_would_have_done(tmp_path: Path, content: bytes) -> None:
    (problem,) = refused(tmp_path, content)

    assert "would close every invoice" in problem.message


def test_a_file_that_is_not_there_is_refused_with_a_sentence(tmp_path: Path) -> None:
    ledger, (missing,) = read_ledger(tmp_path / "none.csv", currency="EUR")
    _, (folder,) = read_ledger(tmp_path, currency="EUR")

    assert ledger.invoices == ()
    assert str(missing) == "none.csv: The file cannot be opened: No such file or directory."
    assert "cannot be opened" in folder.message


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_file_is_read_or_refused_but_never_breaks_the_reader(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    content = bytearray(EXPORT.encode(chance.choice(["utf-8", "cp1252", "utf-16", "utf-8-sig"])))
    for _ in range(chance.randrange(1, 8)):
        place = chance.randrange(len(content))
        content[place : place + chance.randrange(3)] = chance.randbytes(chance.randrange(4))

    ledger, problems = read(tmp_path, bytes(content))

    has_errors = any(one.kind is Kind.ERROR for one in problems)
    assert has_errors == (not ledger.invoices and not ledger.credits)
    assert all(one.message for one in problems)


def test_what_was_left_out_is_said(tmp_path: Path) -> None:
    header = "number,customer,due_on,total,status\n"
    rows = "F1,A,2026-03-31,5,\nF2,A,2026-03-31,5,draft\nA1,A,2026-03-31,-5,paid\nTotal,,,5,\nTotal,,,5,\n"

    ledger, problems = read(tmp_path, header + rows)

    assert len(ledger.invoices) == 1
    assert [one.message for one in problems] == [
        "Left out: 2 lines of sums.",
        "Left out: 1 draft.",
        "Left out: 1 credit note of which nothing is left.",
    ]
    assert {one.kind for one in problems} == {Kind.NOTICE}


def test_a_refused_file_says_what_is_wrong_and_nothing_else(tmp_path: Path) -> None:
    _, problems = read(tmp_path, "number,customer,due_on,total\nF1,A,never,5\nTotal,,,5\n")

    assert [one.kind for one in problems] == [Kind.ERROR]


def test_a_ledger_file_can_do_nothing_but_be_read() -> None:
    assert load("ledger_file") is LedgerFile
    assert LedgerFile.read is read_ledger
    assert LedgerFile.capabilities == Capabilities()
    assert LedgerFile.settings == ()
