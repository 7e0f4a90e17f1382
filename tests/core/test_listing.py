"""What somebody types into a search, and what a list comes to."""

from decimal import Decimal

import pytest

from connector.core.listing import LONGEST_TEXT, Due, Owed, Part, Totals, amount_of, looked_for, turned_to


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1234.56", "1234.56"),
        ("1 234,56", "1234.56"),
        ("1\u202f234,56\xa0€", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("1'234.5", "1234.5"),
        ("EUR 1234", "1234"),
        ("£12", "12"),
        ("1234.56 GBP", "1234.56"),
        ("1.234", "1234"),
        ("1,234", "1234"),
        ("1.234.567", "1234567"),
        ("1,234.567", "1234.567"),
        ("7,", "7"),
        ("0,5", "0.5"),
    ],
)
def test_an_amount_is_known_however_it_is_written(typed: str, amount: str) -> None:
    assert amount_of(typed) == Decimal(amount)


@pytest.mark.parametrize("typed", ["", "Dupont", "F-12", "-12", "1234.56x", "€", ",", "1" * 16, "١٢"])
def test_what_is_no_amount_is_none(typed: str) -> None:
    assert amount_of(typed) is None


def test_what_is_looked_for_is_on_one_line_without_what_cannot_be_seen() -> None:
    assert looked_for("  Café\x00\u202e \n\u00a0Noir ") == "Café Noir"
    assert looked_for("x" * 500) == "x" * LONGEST_TEXT


def test_a_list_comes_to_sums_by_currency() -> None:
    totals = Totals(
        (
            Part("EUR", Due.LATE, 2, 300),
            Part("EUR", Due.SOON, 1, 50),
            Part("GBP", Due.LATER, 3, 700),
        )
    )

    assert totals.count == 6
    assert totals.owed == (Owed("EUR", 350, 300), Owed("GBP", 700, 0))
    assert totals.of(Due.SOON).count == 1
    assert totals.of(currency="GBP").owed == (Owed("GBP", 700, 0),)
    assert totals.of(Due.LATE, "GBP") == Totals()


@pytest.mark.parametrize(
    ("page", "count", "there"),
    [(1, 0, (1, 1)), (1, 50, (1, 1)), (2, 51, (2, 2)), (9, 51, (2, 2)), (0, 51, (1, 2)), (-3, 0, (1, 1))],
)
def test_a_page_that_is_not_there_is_the_nearest_that_is(
    page: int, count: int, there: tuple[int, int]
) -> None:
    assert turned_to(page, count, 50) == there
