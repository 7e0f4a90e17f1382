"""From when on a claim may be out of time, by the country and the kind of customer; else nothing is said."""

from datetime import date
from typing import Any

import pytest

from connector.core.card import Card
from connector.core.invoice import CustomerType
from connector.core.time_bars import TimeBar, time_bar
from tests.core.builders import a_customer, an_invoice

BUSINESS, CONSUMER, UNKNOWN = CustomerType.BUSINESS, CustomerType.CONSUMER, CustomerType.UNKNOWN


def bar(kind: CustomerType, country: str = "FR", whose: str | None = None, **known: Any) -> TimeBar | None:
    days = {"issued_on": date(2026, 3, 1), "due_on": date(2026, 3, 31)}
    return time_bar(an_invoice(**(days | known)), a_customer(type=kind, country=whose), country)


@pytest.mark.parametrize(
    ("kind", "on", "article"),
    [
        (BUSINESS, "2031-03-01", "L110-4"),
        (CONSUMER, "2028-03-01", "L218-2"),
    ],
)
def test_businesses_have_five_years_and_consumers_two(kind: CustomerType, on: str, article: str) -> None:
    found = bar(kind)

    assert found is not None and (str(found.on), str(found.since)) == (on, "2026-03-01")
    assert article in found.articles


@pytest.mark.parametrize(
    ("known", "since"),
    [
        ({"issued_on": None}, "2026-04-01"),
        ({"issued_on": date(2026, 5, 1)}, "2026-05-01"),
        ({"due_on": None}, "2026-03-01"),
    ],
)
def test_the_first_day_that_is_known_counts(known: dict[str, Any], since: str) -> None:
    found = bar(BUSINESS, **known)

    assert found is not None and str(found.since) == since


def test_of_the_29th_of_february_it_is_the_first_of_march() -> None:
    found = bar(BUSINESS, issued_on=date(2024, 2, 29))

    assert found is not None and found.on == date(2029, 3, 1)


@pytest.mark.parametrize(
    ("kind", "country", "whose", "known"),
    [
        (CustomerType.PUBLIC_BODY, "FR", None, {}),
        (UNKNOWN, "FR", "FR", {}),
        (BUSINESS, "BE", None, {}),
        (BUSINESS, "FR", "BE", {}),
        (BUSINESS, "FR", "FR", {"issued_on": None, "due_on": None}),
        (BUSINESS, "FR", "FR", {"card": Card("visa", "4242", date(2026, 12, 31))}),
    ],
)
def test_what_is_not_known_is_not_said(
    kind: CustomerType, country: str, whose: str | None, known: dict[str, Any]
) -> None:
    assert bar(kind, country, whose, **known) is None
