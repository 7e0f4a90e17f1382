"""Days: how they are written, what proves their order, what is refused."""

from datetime import date
from pathlib import Path

import pytest

from providers.ledger_file.dates import month_names
from tests.providers.ledger_file.given import accepted, column, refused

THE_DAY = date(2026, 3, 31)


@pytest.mark.parametrize(
    "text",
    ["2026-03-31", "2026/03/31", "2026.3.31", "20260331", "31/03/2026", "31.03.2026", "31-03-2026",
     "31.3.2026",
     "31. 3. 2026", "03/31/2026", "3-31-2026", "31/03/26", "31.03.26", "2026-03-31T10:00:00Z",
     "2026-03-31 23:59:59+00:00", "31/03/2026 10:30", "31 mars 2026", "31. März 2026", "31 Mrz 26",
     "31 de marzo de 2026",
     "March 31, 2026", "Mar 31st 2026", "31st of March 2026", "31-Mar-2026", "31-mar.-26", "2026 March 31",
     "MARS 31 2026"],
)  # fmt: skip
def test_a_day_is_read_in_many_writings(tmp_path: Path, text: str) -> None:
    ledger = accepted(tmp_path, column("due_on", text))

    assert ledger.invoices[0].due_on == THE_DAY


def test_the_first_of_a_month_in_french(tmp_path: Path) -> None:
    ledger = accepted(tmp_path, column("due_on", "1er août 2026"))

    assert ledger.invoices[0].due_on == date(2026, 8, 1)


def test_no_month_name_means_two_months() -> None:
    assert sorted(set(month_names().values())) == list(range(1, 13))
    assert all(
        month_names()[name] == month for name, month in {"mai": 5, "mar": 3, "juil": 7, "dic": 12}.items()
    )


@pytest.mark.parametrize("text", ["03/04/2026", "3.4.2026", "03-04-2026", "12/11/2026", "03/04/26"])
@pytest.mark.parametrize("country", [None, "FR", "US"])
def test_an_order_that_nothing_proves_is_refused_whatever_the_country(
    tmp_path: Path, text: str, country: str | None
) -> None:
    (problem,) = refused(tmp_path, column("due_on", "2026-01-15", text, text), country=country)

    assert (problem.line, str(problem.column)) == (3, "column 3 «due_on»")
    assert "--dates dmy or --dates mdy" in problem.message
    assert f"probably --dates {'mdy' if country == 'US' else 'dmy'}" in problem.message


@pytest.mark.parametrize(
    ("proof", "order", "day"),
    [("13/04/2026", "dmy", date(2026, 4, 3)), ("04/13/2026", "mdy", date(2026, 3, 4))],
)
def test_another_value_of_the_column_proves_the_order(
    tmp_path: Path, proof: str, order: str, day: date
) -> None:
    ledger = accepted(tmp_path, column("due_on", "03/04/2026", proof))

    assert ledger.invoices[0].due_on == day
    assert ledger.facts.date_orders == {"due_on": order}


def test_a_column_of_days_is_not_proven_by_another_column(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, "number,customer,issued_on,due_on,total\nF1,A,25/02/2026,03/04/2026,5\n")

    assert str(problem.column) == "column 4 «due_on»"


def test_the_same_day_and_month_needs_no_proof(tmp_path: Path) -> None:
    ledger = accepted(tmp_path, column("due_on", "04/04/2026"))

    assert ledger.invoices[0].due_on == date(2026, 4, 4)


@pytest.mark.parametrize(("order", "day"), [("dmy", date(2026, 4, 3)), ("mdy", date(2026, 3, 4))])
def test_the_owner_says_the_order(tmp_path: Path, order: str, day: date) -> None:
    ledger = accepted(tmp_path, column("due_on", "03/04/2026"), dates=order)

    assert ledger.invoices[0].due_on == day


def test_an_order_that_the_values_contradict_is_refused(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, column("due_on", "03/04/2026", "25/04/2026"), dates="mdy")

    assert problem.line == 3
    assert "use --dates dmy" in problem.message


def test_two_orders_in_one_column_are_refused_naming_both(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, column("due_on", "25/04/2026", "04/25/2026"), dates="dmy")

    assert "«25/04/2026» on line 2" in problem.message
    assert "«04/25/2026» on line 3" in problem.message


@pytest.mark.parametrize(
    "text", ["31/02/2026", "2026-02-30", "29.02.2025", "2026-13-01", "00/13/2026", "31 avril 2026"]
)
def test_a_day_that_does_not_exist_is_refused(tmp_path: Path, text: str) -> None:
    (problem,) = refused(tmp_path, column("due_on", text))

    assert "There is no such day" in problem.message


@pytest.mark.parametrize(
    ("text", "said"),
    [("soon", "is not a date"), ("31 brumaire 2026", "is not a date"), ("2026", "is not a date"),
     ("31/03", "is not a date"), ("31/03-2026", "is not a date"), ("46112", "count of days"),
     ("26-03-31", "which part is the year"), ("31/03/1926", "is not a likely date"), ("2926-03-31",
     "is not a likely date"),
     ("=TODAY()", "is not a date"), ("31 mars 226", "is not a date"), ("310 mars 26", "is not a date"),
     ("31/03/226", "is not a date")],
)  # fmt: skip
def test_what_is_no_day_is_refused(tmp_path: Path, text: str, said: str) -> None:
    (problem,) = refused(tmp_path, column("due_on", text))

    assert (problem.line, str(problem.column)) == (2, "column 3 «due_on»")
    assert said in problem.message


def test_an_empty_due_date_is_left_to_the_terms(tmp_path: Path) -> None:
    ledger = accepted(tmp_path, "number,customer,issued_on,due_on,total,terms\nF1,A,2026-03-01,,5,30 jours\n")

    assert (ledger.invoices[0].due_on, ledger.invoices[0].terms) == (None, 30)
