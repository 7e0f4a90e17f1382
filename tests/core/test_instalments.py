"""Plans of payment that may be asked for: within the limits, to the cent."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.core.instalments import offered, proposed
from connector.core.invoice import Instalment, Invoice
from connector.core.plan_limits import PlanLimits

TODAY = date(2026, 9, 1)
F1 = Invoice("i-1", "c-1", "k-1", "F-1", "EUR", 100_00, 100_01)


def plans(limits: PlanLimits, invoice: Invoice = F1, first_on: date = TODAY) -> list[list[int]]:
    found = offered(limits, first_on, TODAY + timedelta(days=limits.days), invoice)
    return [[x.amount for x in plan] for plan in found]


def test_from_two_parts_on_each_that_ends_in_time_is_offered() -> None:
    assert plans(PlanLimits()) == [[50_01, 50_00], [33_35, 33_33, 33_33]]
    assert plans(PlanLimits(most_parts=12, days=31)) == [[50_01, 50_00]]
    assert plans(PlanLimits(), first_on=date(2026, 10, 5)) == [[50_01, 50_00]]
    assert plans(PlanLimits(most_parts=0)) == []


def test_the_first_part_is_as_much_as_the_owner_asks() -> None:
    assert plans(PlanLimits(first_percent=40)) == [[50_01, 50_00], [40_01, 30_00, 30_00]]
    assert plans(PlanLimits(first_percent=50, most_parts=2)) == [[50_01, 50_00]]
    assert proposed(3, TODAY, 100_00, 90)[0] == Instalment(TODAY, 90_00)


@pytest.mark.parametrize(
    ("invoice", "least", "is_offered"),
    [
        (F1, 100, True),
        (F1, 101, False),
        (replace(F1, open=0), 0, False),
        (replace(F1, currency="JPY", open=99), 100, False),
        (replace(F1, currency="JPY", open=100), 100, True),
        (replace(F1, open=1), 0, False),
    ],
)
def test_too_little_is_not_paid_in_parts(invoice: Invoice, least: int, is_offered: bool) -> None:
    assert bool(plans(PlanLimits(least_open=least), invoice)) is is_offered


@given(st.integers(2, 12), st.integers(1, 10**9), st.integers(0, 90))
def test_the_parts_come_to_what_is_open_to_the_cent(count: int, amount: int, percent: int) -> None:
    parts = proposed(count, TODAY, amount, percent)

    assert sum(x.amount for x in parts) == amount
    assert parts[0].amount * 100 >= amount * percent
    assert len(parts) == count


@pytest.mark.parametrize(
    ("limits", "are_sensible"),
    [
        (PlanLimits(), True),
        (PlanLimits(most_parts=0), True),
        (PlanLimits(most_parts=1), False),
        (PlanLimits(most_parts=13), False),
        (PlanLimits(days=6), False),
        (PlanLimits(first_percent=91), False),
        (PlanLimits(least_open=-1), False),
    ],
)
def test_an_owner_can_mean_only_some(limits: PlanLimits, are_sensible: bool) -> None:
    assert limits.are_sensible is are_sensible
