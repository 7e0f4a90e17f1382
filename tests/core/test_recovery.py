"""What became of charges that failed, by the month in which they did."""

from datetime import date

import pytest

from connector.core.invoice import Status
from connector.core.recovery import FailedDay, Month, Recovery, Tally, months_to, recoveries

TODAY = date(2026, 2, 10)


def failed(on: date, status: Status = Status.PAID, ended_on: date | None = None, count: int = 1) -> FailedDay:
    return FailedDay("EUR", on, status, ended_on, count, 1000 * count)


def last_month(*days: FailedDay) -> Month:
    (found,) = recoveries(days, TODAY)
    return found.months[-1]


def test_the_months_end_with_that_of_today() -> None:
    assert months_to(TODAY, 3) == [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]
    assert len(months_to(TODAY)) == 12


def test_a_charge_is_recovered_open_or_lost() -> None:
    on = date(2026, 2, 2)

    month = last_month(
        failed(on, ended_on=on, count=3), failed(on, Status.OPEN, count=2),
        failed(on, Status.VOID, on), failed(on, Status.WRITTEN_OFF, on),
    )  # fmt: skip

    assert (month.recovered, month.open, month.lost) == (Tally(3, 3000), Tally(2, 2000), Tally(2, 2000))
    assert month.failed == Tally(7, 7000)


@pytest.mark.parametrize(
    ("days", "within"), [(0, (1, 1, 1)), (7, (1, 1, 1)), (8, (0, 1, 1)), (15, (0, 0, 1)), (31, (0, 0, 0))]
)
def test_it_counts_within_how_many_days_it_was_paid(days: int, within: tuple[int, ...]) -> None:
    on = date(2026, 2, 1)
    ended_on = date.fromordinal(on.toordinal() + days)

    assert last_month(failed(on, ended_on=ended_on)).within == within


def test_a_month_without_any_is_there_and_what_is_older_is_not() -> None:
    found = recoveries([failed(date(2025, 2, 28)), failed(date(2025, 4, 30))], TODAY)

    (euro,) = found
    assert isinstance(euro, Recovery)
    assert [x.failed.count for x in euro.months] == [0, 1, *[0] * 10]
    assert recoveries([failed(date(2025, 2, 28))], TODAY) == []
