"""What a line means: status, open amount, credit notes, sums, drafts, terms, numbers."""

from datetime import date
from pathlib import Path

import pytest

from connector.core.invoice import Status
from tests.providers.ledger_file.given import accepted, column, refused


def lines(*rows: str, header: str = "number,customer,issued_on,due_on,total,open,status,paid_on") -> str:
    return "\n".join([header, *rows]) + "\n"


@pytest.mark.parametrize(
    ("open_", "status", "paid_on", "expected"),
    [
        ("", "", "", (Status.OPEN, 10000)),
        ("40", "", "", (Status.OPEN, 4000)),
        ("0", "", "", (Status.PAID, 0)),
        ("", "open", "", (Status.OPEN, 10000)),
        ("0.00", "Overdue", "", (Status.PAID, 0)),
        ("", "Réglée", "", (Status.PAID, 0)),
        ("0", "bezahlt", "2026-03-20", (Status.PAID, 0)),
        ("", "", "2026-03-20", (Status.PAID, 0)),
        ("40", "impayée", "2026-03-20", (Status.OPEN, 4000)),
        ("40", "", "2026-03-20", (Status.OPEN, 4000)),
        ("40", "partially paid", "", (Status.OPEN, 4000)),
        ("0", "teilweise bezahlt", "", (Status.PAID, 0)),
        ("", "Annulée", "", (Status.VOID, 10000)),
        ("0", "storniert", "", (Status.VOID, 0)),
        ("40", "Written-Off", "", (Status.WRITTEN_OFF, 4000)),
        ("", "incobrable", "", (Status.WRITTEN_OFF, 10000)),
        ("", "credited", "", (Status.CREDITED, 10000)),
        ("", "gelöscht", "", (Status.DELETED, 10000)),
        ("100", "pendiente de cobro", "", (Status.OPEN, 10000)),
    ],
)
def test_status_and_open_amount_together(
    tmp_path: Path, open_: str, status: str, paid_on: str, expected: tuple[Status, int]
) -> None:
    ledger = accepted(tmp_path, lines(f"F1,A,2026-03-01,2026-03-31,100,{open_},{status},{paid_on}"))

    assert (ledger.invoices[0].status, ledger.invoices[0].open) == expected


@pytest.mark.parametrize(
    ("total", "open_", "status", "said"),
    [
        ("100", "40", "paid", "The status says paid, yet an amount is open"),
        ("100", "", "partially paid", "write in a column «open»"),
        ("100", "100.01", "", "More is open than the total"),
        ("100", "40", "in litigation", "«in litigation» is not a known status"),
        ("-100", "50", "", "a credit note"),
        ("-100", "-150", "", "More is open than the total of this credit note"),
        ("-100", "-50", "paid", "The status says paid, yet an amount is open"),
    ],
)
def test_what_contradicts_itself_is_refused(
    tmp_path: Path, total: str, open_: str, status: str, said: str
) -> None:
    (problem,) = refused(tmp_path, lines(f"F1,A,2026-03-01,2026-03-31,{total},{open_},{status},"))

    assert problem.line == 2
    assert said in problem.message


def test_a_day_of_payment_beside_a_status_that_says_open_is_asked_about(tmp_path: Path) -> None:
    """The status may be that of the document, such as sent: what is paid must not be asked for."""
    (problem,) = refused(tmp_path, lines("F1,A,2026-03-01,2026-03-31,100,,sent,2026-03-20"))

    assert problem.line == 2
    assert "there is a day of payment" in problem.message


def test_an_unknown_status_names_the_nearest_word_and_the_way_out(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, column("status", "overdu"))

    assert "Did you mean overdue" in problem.message
    assert '--map "its name=ignore"' in problem.message


@pytest.mark.parametrize(
    ("total", "open_", "status", "left"),
    [
        ("-120", "", "", 12000),
        ("(120.00)", "", "open", 12000),
        ("-120", "-20", "", 2000),
        ("-120", "-120", "", 12000),
    ],
)
def test_a_credit_note_is_a_credit_of_its_customer(
    tmp_path: Path, total: str, open_: str, status: str, left: int
) -> None:
    ledger = accepted(tmp_path, lines(f"AV1,Acme,2026-03-01,,{total},{open_},{status},"))

    (credit,) = ledger.credits
    assert (credit.source_id, credit.customer_source_id) == ("AV1", "acme")
    assert (credit.amount, credit.currency, credit.dated_on) == (left, "EUR", date(2026, 3, 1))
    assert ledger.invoices == ()


@pytest.mark.parametrize(("open_", "status"), [("0", ""), ("", "paid"), ("", "void"), ("-20", "annulé")])
def test_a_credit_note_of_which_nothing_is_left_is_counted_only(
    tmp_path: Path, open_: str, status: str
) -> None:
    ledger = accepted(
        tmp_path, lines("F1,Acme,,2026-03-31,5,,,", f"AV1,Other,2026-03-01,,-120,{open_},{status},")
    )

    assert (ledger.credits, ledger.facts.used_credits) == ((), 1)
    assert [one.name for one in ledger.customers] == ["Acme"]


@pytest.mark.parametrize("status", ["", "paid", "sent"])
def test_an_overpaid_invoice_is_paid_and_the_rest_is_a_credit(tmp_path: Path, status: str) -> None:
    ledger = accepted(tmp_path, lines(f"F1,Acme,2026-03-01,2026-03-31,100,-20,{status},"))

    assert [(one.status, one.open) for one in ledger.invoices] == [(Status.PAID, 0)]
    assert [(one.source_id, one.amount) for one in ledger.credits] == [("F1", 2000)]


def test_a_credit_without_issue_date_bears_its_due_date(tmp_path: Path) -> None:
    ledger = accepted(tmp_path, lines("AV1,Acme,,2026-03-31,-5,,,"))

    assert ledger.credits[0].dated_on == date(2026, 3, 31)


@pytest.mark.parametrize(
    "row",
    ["Total,,,,105,105,,", ",Total,,,105,105,,", ",,,,105,105,,", "Total général,,,,105,,,",
     ",Summe,,,105,,,",
     "SOMME,,,,105,105,,", ",,Total,,105,105,,", ",,,Suma,105,105,,", ",Total Acme SARL,,,105,105,,",
     "Sous-total,,,,105,,,",
     "Grand total:,,,,105,105,,", "Zwischensumme,,,,105,105,,", " TOTAL ,,,,105,105,,"],
)  # fmt: skip
def test_a_sum_is_skipped_and_counted(tmp_path: Path, row: str) -> None:
    ledger = accepted(tmp_path, lines("F1,Acme,,2026-03-31,105,,,", row))

    assert ([one.number for one in ledger.invoices], ledger.facts.total_rows) == (["F1"], 1)


@pytest.mark.parametrize(
    ("row", "name"), [("F9,Total Energies,,2026-03-31,5,,,", "Total Energies"), ("F9,Summe,,,5,,,", "Summe")]
)
def test_a_customer_called_total_is_a_customer(tmp_path: Path, row: str, name: str) -> None:
    ledger = accepted(tmp_path, lines(row))

    assert (ledger.customers[0].name, ledger.facts.total_rows) == (name, 0)


@pytest.mark.parametrize(
    ("row", "field"),
    [(",Total Energies,,2026-03-31,5,,,", "number"), ("F9,,,2026-03-31,5,,,", "customer"), ("F9,,,,5,,,",
     "customer"),
     (",Acme,,,5,,,", "number"), ("F9,Acme,,2026-03-31,,,,", "total")],
)  # fmt: skip
def test_a_line_without_what_is_needed_is_refused(tmp_path: Path, row: str, field: str) -> None:
    (problem,) = refused(tmp_path, lines(row))

    assert problem.line == 2
    assert problem.column is not None
    assert problem.column.name == field
    assert f"There is no {field} on this line" in problem.message


def test_blank_lines_are_skipped_and_counted(tmp_path: Path) -> None:
    ledger = accepted(
        tmp_path,
        lines("", "F1,Acme,,2026-03-31,105,,,", ",,,,,,,", " , ,\u00a0,,,,,", "F2,B,,2026-03-31,1,,,", ""),
    )

    assert (len(ledger.invoices), ledger.facts.rows, ledger.facts.blank_lines) == (2, 2, 4)


@pytest.mark.parametrize("word", ["draft", "Brouillon", "ENTWURF", "borrador"])
def test_a_draft_is_not_in_the_ledger_and_counted(tmp_path: Path, word: str) -> None:
    ledger = accepted(tmp_path, lines("F1,Acme,,2026-03-31,105,,,", f"F2,B,,2026-03-31,5,,{word},"))

    assert ([one.number for one in ledger.invoices], ledger.facts.drafts) == (["F1"], 1)


def test_a_number_on_two_lines_is_refused_naming_both(tmp_path: Path) -> None:
    (problem,) = refused(
        tmp_path, lines("F1,Acme,,2026-03-31,105,,,", "F2,B,,2026-03-31,5,,,", " F1 ,C,,2026-03-31,5,,,")
    )

    assert (problem.line, str(problem.column)) == (4, "column 1 «number»")
    assert "«F1» stands on line 2 and on line 4" in problem.message


def test_leading_zeros_make_another_number(tmp_path: Path) -> None:
    ledger = accepted(tmp_path, column("number", "12", "0012", "f12", "F12"))

    assert [one.source_id for one in ledger.invoices] == ["12", "0012", "f12", "F12"]


@pytest.mark.parametrize(
    ("text", "days"),
    [("30", 30), ("30.0", 30), ("Net 30", 30), ("30 days", 30), ("30 jours", 30), ("à 45 jours", 45),
     ("14 Tage netto", 14),
     ("60 días", 60), ("0", 0), ("Due on Receipt", 0), ("à réception", 0), ("sofort", 0), ("al contado", 0),
     ("30 jours fin de mois", None), ("2/10 net 30", None), ("9999", None), ("", None)],
)  # fmt: skip
def test_terms_are_days_or_nothing(tmp_path: Path, text: str, days: int | None) -> None:
    ledger = accepted(tmp_path, column("terms", text))

    assert ledger.invoices[0].terms == days


def test_terms_without_days_are_refused_where_the_due_date_hangs_on_them(tmp_path: Path) -> None:
    (problem,) = refused(
        tmp_path, "number,customer,issued_on,total,terms\nF1,A,2026-03-01,5,30 jours fin de mois\n"
    )

    assert "write the due date instead" in problem.message


def test_a_due_date_before_the_issue_date_is_left_to_the_core(tmp_path: Path) -> None:
    ledger = accepted(tmp_path, lines("F1,A,2026-03-31,2026-03-01,5,,,"))

    assert str(ledger.invoices[0].due_on) == "2026-03-01"


@pytest.mark.parametrize(
    ("text", "code"),
    [("usd", "USD"), ("€", "EUR"), ("Schweizer Franken", "CHF"), ("livre sterling", "GBP"), ("", "EUR")],
)
def test_a_currency_is_a_code_a_sign_or_a_name(tmp_path: Path, text: str, code: str) -> None:
    ledger = accepted(tmp_path, column("currency", text))

    assert ledger.invoices[0].currency == code


@pytest.mark.parametrize("text", ["EURO2", "XYZ", "$", "1"])
def test_what_is_no_single_currency_is_refused(tmp_path: Path, text: str) -> None:
    (problem,) = refused(tmp_path, column("currency", text))

    assert str(problem.column) == "column 5 «currency»"
    assert "three letters" in problem.message


def test_a_line_without_currency_takes_the_organisations(tmp_path: Path) -> None:
    ledger = accepted(tmp_path, column("currency", "", "USD"), currency="CHF")

    assert [one.currency for one in ledger.invoices] == ["CHF", "USD"]
