"""The late statement: by invoice and half-year, in the customer's language, never booked."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from connector.core.errors import NotThere, Refused
from connector.core.fees import NoFees, Without
from connector.core.invoice import CustomerType
from connector.core.late_statement import LateStatement, LateSum
from connector.render.late_statement import LANGUAGES, WORDS, late_header, late_html, late_rows
from connector.usecases.late_fees import account_of, late_statement
from connector.web.lists import csv_text
from tests.scenarios.office import Office
from tests.scenarios.test_late_fees_told import confirm, customer_id

Story = Callable[..., Office]


def owing(story: Story, **known: Any) -> Office:
    """1,000.00 EUR due on 31 May 2026, 12.50 on 1 July, and one that is not due; seen on 15 August."""
    office = story("2026-05-01T09:00")
    office.customer("Dupont", **({"type": CustomerType.BUSINESS} | known))
    office.invoice("F-1", "2026-05-31", 1_000_00)
    office.invoice("=F-2", "2026-07-01", 12_50)
    office.invoice("F-3", "2026-12-01", 12_50)
    office.sync()
    office.at("2026-08-15T09:00")
    return office


def made(office: Office, on: date | None = None) -> LateStatement:
    return late_statement(office.app, office.id, customer_id(office), on)


def test_each_half_year_is_a_row_and_the_rows_come_to_the_sum(story: Story) -> None:
    office = owing(story)
    confirm(office)

    found = made(office)

    rows = [(x.invoice.number, x.stretch.days, str(x.stretch.rate), x.interest) for x in found.rows()]
    assert sorted(rows) == [("=F-2", 45, "12.40", 19), ("F-1", 30, "12.15", 999), ("F-1", 46, "12.40", 1562)]
    assert found.sums() == (LateSum("EUR", 999 + 1562 + 19, 80_00),)
    assert found.sums()[0].total == sum(x.interest + x.indemnity for x in found.rows())
    assert found.articles == "art. L441-10 du Code de commerce"


def test_it_is_written_for_its_reader_and_no_number_is_a_formula(story: Story) -> None:
    office = owing(story, language="de")
    confirm(office)

    found = made(office)
    lines = csv_text(late_header(found), late_rows(found)).splitlines()

    assert lines[0].lstrip("\ufeff").startswith("Kunde,Rechnung,Fällig,Von,Bis,Tage,Offen,Satz %")
    assert any(
        ",'=F-2,2026-07-01,2026-07-02,2026-08-15,45,12.50,12.40,0.19,40.00,EUR,art." in x for x in lines
    )
    page = late_html(found)
    assert "Zahlungsverzug: Zinsen und Pauschalen" in page and "nicht gebucht" in page
    assert "25,80" in page


def test_what_is_told_of_a_contract_names_no_law(story: Story) -> None:
    office = owing(story)
    confirm(office, rate=Decimal(12))

    assert made(office).articles == ""
    assert "les conditions convenues" in late_html(made(office))


def test_a_public_body_reads_the_law_of_public_bodies(story: Story) -> None:
    office = owing(story, type=CustomerType.PUBLIC_BODY)
    confirm(office)

    found = made(office)
    articles = "art. L2192-13, R2192-31 et D2192-35 du Code de la commande publique"
    assert found.articles == articles and {row[-1] for row in late_rows(found)} == {articles}
    assert articles in late_html(found) and "L441-10" not in late_html(found)


def test_a_day_ahead_counts_and_a_missing_rate_leaves_an_invoice_out(story: Story) -> None:
    office = owing(story)
    confirm(office, "GB")

    found = made(office, date(2027, 1, 31))

    assert {x.number for x, _ in found.found} == {"F-1", "=F-2", "F-3"}
    confirm(office)
    with pytest.raises(Refused, match="half-year is missing"):
        made(office, date(2027, 1, 31))


def test_what_a_rate_is_missing_for_is_named(story: Story) -> None:
    office = owing(story)
    office.invoice("F-0", "2012-11-30", 100_00)
    office.sync()
    confirm(office)

    assert made(office).unknown == ("F-0",)
    assert "F-0" in late_html(made(office))


@pytest.mark.parametrize("days", [-1, 367])
def test_what_was_open_on_another_day_is_not_known(story: Story, days: int) -> None:
    office = owing(story)
    confirm(office)

    with pytest.raises(Refused, match="from 2026-08-15 to 2027-08-16"):
        made(office, date(2026, 8, 15) + timedelta(days=days))


@pytest.mark.parametrize(("kind", "words"), [("consumer", "not known to be"), ("business", "has confirmed")])
def test_where_nothing_is_added_it_says_why(story: Story, kind: str, words: str) -> None:
    office = owing(story, type=CustomerType(kind))
    if kind == "consumer":
        confirm(office)

    with pytest.raises(Refused, match=words):
        made(office)


def test_of_several_reasons_the_missing_rate_is_told_then_the_missing_due_date(story: Story) -> None:
    office = story("2026-05-01T09:00")
    office.customer("Dupont", type=CustomerType.BUSINESS)
    office.invoice("A-1", "2026-12-01", 100_00)
    office.invoice("B-2", "2026-04-20", 100_00, issued_on=date(2026, 4, 30))
    office.invoice("C-3", "2012-11-30", 100_00)
    office.sync()
    confirm(office)
    account = account_of(office.app, office.id, customer_id(office))
    reasons = [x.why for _, x in account.found if isinstance(x, NoFees)]
    assert reasons[0] is Without.NOT_LATE and len(set(reasons)) == 3

    with pytest.raises(Refused, match="half-year is missing"):
        made(office)
    whose = customer_id(office)
    office.account.pay("C-3")
    office.sync()
    with pytest.raises(Refused, match="has a due date"):
        late_statement(office.app, office.id, whose)


def test_of_who_owes_nothing_there_is_none(story: Story) -> None:
    office = owing(story)
    confirm(office)
    whose = customer_id(office)
    for number in ("F-1", "=F-2", "F-3"):
        office.account.pay(number)
    office.sync()

    with pytest.raises(Refused, match="owes nothing that is late"):
        late_statement(office.app, office.id, whose)
    with pytest.raises(NotThere):
        late_statement(office.app, office.id, "00000000-0000-0000-0000-000000000000")


def test_every_word_stands_in_every_language() -> None:
    assert {len(x) for x in WORDS.values()} == {len(LANGUAGES)}
