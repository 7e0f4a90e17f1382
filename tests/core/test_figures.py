"""Ages, and days of sales: sums that leave nothing out, and a count that a calendar confirms."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.core.figures import (
    LATE,
    Age,
    DueDay,
    Movement,
    Part,
    age_of,
    ageings,
    days_of_sales,
    owed_on,
)

TODAY = date(2026, 9, 1)
SINCE = date(2026, 6, 1)


def back(days: int) -> date:
    return TODAY - timedelta(days=days)


def sold(amount: int, days_ago: int) -> Movement:
    return Movement("EUR", back(days_ago), amount, amount)


class TestAges:
    @pytest.mark.parametrize(
        ("days_late", "age"),
        [
            (-40, Age.NOT_DUE), (0, Age.NOT_DUE), (1, Age.TO_30), (30, Age.TO_30), (31, Age.TO_60),
            (60, Age.TO_60), (61, Age.TO_90), (90, Age.TO_90), (91, Age.OVER_90), (900, Age.OVER_90),
        ],
    )  # fmt: skip
    def test_the_day_after_the_due_date_is_the_first_late_one(self, days_late: int, age: Age) -> None:
        assert age_of(back(days_late), TODAY) is age

    def test_without_a_due_date_it_has_no_age_and_is_not_overdue(self) -> None:
        (found,) = ageings([DueDay("EUR", None, 1, 500), DueDay("EUR", back(5), 2, 700)], TODAY)

        assert found.parts[Age.UNDATED] == Part(1, 500)
        assert (found.overdue, found.total) == (Part(2, 700), Part(3, 1200))

    @given(
        st.lists(
            st.builds(
                DueDay,
                st.sampled_from(("EUR", "GBP", "JPY")),
                st.none() | st.dates(back(400), TODAY + timedelta(days=400)),
                st.integers(1, 9),
                st.integers(1, 10**12),
            )
        )
    )
    def test_every_amount_stands_in_one_age_of_its_own_currency(self, days: list[DueDay]) -> None:
        found = {x.currency: x for x in ageings(days, TODAY)}

        assert found.keys() == {x.currency for x in days}
        for currency, ageing in found.items():
            mine = [x for x in days if x.currency == currency]
            assert list(ageing.parts) == list(Age)
            assert ageing.total.open == sum(x.open for x in mine)
            assert ageing.total.count == sum(x.count for x in mine)
            late = sum(x.open for x in mine if x.due_on and x.due_on < TODAY)
            assert ageing.overdue.open == late == sum(ageing.parts[age].open for age in LATE)


class TestDaysOfSales:
    def test_nothing_owed_is_no_day(self) -> None:
        assert days_of_sales(0, [], TODAY, SINCE) == 0

    def test_each_days_sales_are_taken_off_until_nothing_is_left(self) -> None:
        book = [sold(1000, 0), sold(1000, 10), sold(4000, 30)]

        assert days_of_sales(1000, book, TODAY, SINCE) == 1
        assert days_of_sales(2000, book, TODAY, SINCE) == 11
        assert days_of_sales(3000, book, TODAY, SINCE) == Decimal("30.3")

    def test_what_lies_before_the_first_reading_is_not_counted_back_to(self) -> None:
        book = [sold(1000, 10), Movement("EUR", SINCE, 9000, 9000)]

        assert days_of_sales(1000, book, TODAY, SINCE) == 11
        assert days_of_sales(1001, book, TODAY, SINCE) is None
        assert days_of_sales(1, [], TODAY, TODAY) is None

    def test_half_a_tenth_is_rounded_up(self) -> None:
        assert days_of_sales(5, [sold(100, 0)], TODAY, SINCE) == Decimal("0.1")
        assert days_of_sales(4, [sold(100, 0)], TODAY, SINCE) == Decimal("0.0")

    @given(st.lists(st.integers(0, 10**9), min_size=1, max_size=80), st.integers(0, 10**11))
    def test_those_days_sold_what_is_owed(self, days: list[int], owed: int) -> None:
        book = [sold(amount, n) for n, amount in enumerate(days) if amount]

        found = days_of_sales(owed, book, TODAY, SINCE)

        if found is None:
            assert owed > sum(days)
        else:
            assert abs(Fraction(found) - _by_hand(days, owed)) <= Fraction(1, 20)


def _by_hand(days: list[int], owed: int) -> Fraction:
    """Where the sum of the sales, a straight line within each day, first reaches what is owed."""
    whole = next(n for n in range(len(days) + 1) if sum(days[:n]) >= owed)
    if not whole:
        return Fraction(0)
    before = sum(days[: whole - 1])
    return whole - 1 + Fraction(owed - before, days[whole - 1])


@given(st.lists(st.integers(-(10**6), 10**6), max_size=30), st.integers(-5, 35))
def test_what_was_owed_is_what_is_owed_without_all_that_came_since(changes: list[int], ago: int) -> None:
    book = [Movement("EUR", back(n), 0, change) for n, change in enumerate(changes)]

    assert owed_on(back(ago), 500, book) == 500 - sum(changes[: max(ago, 0)])
