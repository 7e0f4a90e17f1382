"""A month by its name, and what has become of what was promised in it."""

from datetime import date

import pytest

from connector.core.errors import Refused
from connector.core.invoice import HoldReason
from connector.core.reports import Month, Standing, Told, standing

ON = date(2026, 10, 31)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-10", "2026-10-01", "2026-10-31"),
        ("2026-12", "2026-12-01", "2026-12-31"),
        ("2028-02", "2028-02-01", "2028-02-29"),
    ],
)
def test_a_month_begins_and_ends(text: str, first: str, last: str) -> None:
    month = Month.named(text)

    assert (str(month.first), str(month.last), month.text) == (first, last, text)


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-13", "10-2026", "2026-1", "2026-10-01", "0001-01", "9999-12"]
)
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="is not a month"):
        Month.named(text)


def told(reason: HoldReason = HoldReason.PROMISE, until: str | None = "2026-10-20", **known: bool) -> Told:
    until_on = None if until is None else date.fromisoformat(until)
    is_ended, is_closed = known.get("is_ended", False), known.get("is_closed", False)
    return Told(reason, "Dupont", "F-1", "EUR", 100, date(2026, 10, 1), until_on, is_ended, is_closed)


@pytest.mark.parametrize(
    ("one", "found"),
    [
        (told(is_closed=True), Standing.KEPT),
        (told(), Standing.BROKEN),
        (told(until="2026-10-31"), Standing.OPEN),
        (told(until=None), Standing.OPEN),
        (told(HoldReason.DISPUTE), Standing.OPEN),
        (told(HoldReason.DISPUTE, is_ended=True), Standing.SETTLED),
        (told(HoldReason.DISPUTE, is_closed=True), Standing.SETTLED),
    ],
)
def test_a_promise_is_kept_or_broken_and_a_dispute_settled(one: Told, found: Standing) -> None:
    assert standing(one, ON) is found
