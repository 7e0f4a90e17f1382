"""What is added to an invoice that is paid late: the vectors of the law to the cent, and why nothing is."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.core.fees import (
    LateFees,
    NoFees,
    Without,
    is_under_floor,
    late_fees,
)
from connector.core.invoice import CustomerType, Invoice, Payment, Status
from connector.core.late_terms import LateTerms, Law, RateMode, Semester

#: European Central Bank, main refinancing rate on the first day of each semester.
ECB = {
    "2022-1": "0.00", "2022-2": "0.00", "2023-1": "2.50", "2023-2": "4.00", "2024-1": "4.50",
    "2024-2": "4.25", "2025-1": "3.15", "2025-2": "2.15", "2026-1": "2.15", "2026-2": "2.40",
}  # fmt: skip


def semester(text: str) -> Semester:
    year, half = text.split("-")
    return Semester(int(year), int(half))


def over(points: int) -> Mapping[Semester, Decimal]:
    return {semester(x): Decimal(rate) + points for x, rate in ECB.items()}


FRANCE = Law(
    "FR", "L441-10", RateMode.SEGMENTED, over(10), "EUR", ((0, 4000),), {semester("2026-1"): Decimal("7.86")}
)
EUROPE = replace(FRANCE, code="EU", rates=over(8))
BRITAIN = Law(
    "GB", "1998", RateMode.AT_DEFAULT, over(8), "GBP", ((0, 4000), (100_000, 7000), (1_000_000, 10_000)),
)  # fmt: skip
TERMS = LateTerms("FR", "owner@example.fr", date(2026, 1, 5))
BUSINESS = CustomerType.BUSINESS


def invoice(total: int, due_on: str, open_: int | None = None, currency: str = "EUR") -> Invoice:
    still = total if open_ is None else open_
    status = Status.OPEN if still else Status.PAID
    due = date.fromisoformat(due_on)
    return Invoice("i", "c", "k", "F-1", currency, total, still, status, due_on=due)


def paid(amount: int, on: str | None) -> Payment:
    return Payment("i", amount, None if on is None else date.fromisoformat(on), date(2026, 11, 1))


def fees(
    one: Invoice, *payments: Payment, law: Law = FRANCE, terms: LateTerms = TERMS, on: str = "2026-11-23"
) -> LateFees:
    found = late_fees(one, payments, BUSINESS, terms, law, date.fromisoformat(on))
    assert isinstance(found, LateFees), found
    return found


def why(one: Invoice, *, kind: CustomerType = BUSINESS, on: str = "2026-11-23", law: Law = FRANCE) -> NoFees:
    found = late_fees(one, (), kind, TERMS, law, date.fromisoformat(on))
    assert isinstance(found, NoFees), found
    return found


@pytest.mark.parametrize(
    ("total", "due_on", "paid_on", "segmented", "at_default", "at_payment"),
    [
        (100_000, "2025-05-31", "2025-08-15", 2612, 2738, 2530),
        (1_200_000, "2023-11-30", "2024-08-20", 124_923, 121_512, 123_682),
        (85_050, "2025-12-31", "2026-01-01", 28, 28, 28),
        (500_000, "2022-06-15", "2023-07-10", 60_171, 53_425, 74_795),
    ],
)
def test_the_three_readings_of_the_law_to_the_cent(
    total: int, due_on: str, paid_on: str, segmented: int, at_default: int, at_payment: int
) -> None:
    one, payment = invoice(total, due_on, 0), paid(total, paid_on)

    found = [fees(one, payment, terms=replace(TERMS, mode=mode)).interest for mode in RateMode]

    assert found == [segmented, at_default, at_payment]


def test_europe_asks_two_points_less_than_france() -> None:
    found = fees(invoice(100_000, "2025-05-31", 0), paid(100_000, "2025-08-15"), law=EUROPE)

    assert found.interest == 2196
    assert [(x.days, x.rate) for x in found.stretches] == [(30, Decimal("11.15")), (46, Decimal("10.15"))]


def test_interest_runs_to_today_and_the_indemnity_stands_apart() -> None:
    found = fees(invoice(100_000, "2026-10-31"), on="2026-11-10")

    assert (found.interest, found.indemnity, found.total) == (340, 4000, 4340)
    assert found.until == date(2026, 11, 10)


def test_interest_is_on_what_was_still_owed_each_day() -> None:
    found = fees(invoice(100_000, "2026-09-30", 40_000), paid(60_000, "2026-10-10"), on="2026-10-20")

    assert [(x.principal, x.days) for x in found.stretches] == [(100_000, 10), (40_000, 10)]
    assert found.interest == 476


def test_two_payments_of_one_day_are_one_change() -> None:
    found = fees(
        invoice(100_000, "2026-09-30", 0),
        paid(60_000, "2026-10-10"),
        paid(40_000, "2026-10-10"),
        on="2026-12-31",
    )

    assert [(x.principal, x.days) for x in found.stretches] == [(100_000, 10)]
    assert found.until == date(2026, 10, 10)


def test_what_was_paid_before_it_was_due_bears_nothing() -> None:
    found = fees(invoice(100_000, "2026-09-30", 40_000), paid(60_000, "2026-09-30"), on="2026-10-20")

    assert [(x.principal, x.days) for x in found.stretches] == [(40_000, 20)]


def test_a_payment_of_an_unknown_day_bears_nothing() -> None:
    found = fees(invoice(100_000, "2026-09-30", 40_000), paid(60_000, None), on="2026-10-20")

    assert [x.principal for x in found.stretches] == [40_000]


def test_a_debit_that_went_back_was_never_paid_and_is_owed_once() -> None:
    found = fees(invoice(100_000, "2026-09-30"), paid(100_000, "2026-10-05"), on="2026-10-10")

    assert [(x.principal, x.days) for x in found.stretches] == [(100_000, 5), (100_000, 5)]


def test_a_payment_that_lies_ahead_is_still_owed() -> None:
    found = fees(invoice(100_000, "2026-09-30", 0), paid(100_000, "2026-10-20"), on="2026-10-10")

    assert [(x.principal, x.days) for x in found.stretches] == [(100_000, 10)]


def test_the_disputed_part_bears_nothing() -> None:
    found = late_fees(
        invoice(100_000, "2026-09-30"), (), BUSINESS, TERMS, FRANCE, date(2026, 10, 10), disputed=30_000
    )

    assert isinstance(found, LateFees)
    assert [x.principal for x in found.stretches] == [70_000]


def test_the_rate_of_a_contract_needs_no_table() -> None:
    own = replace(TERMS, law="contract", rate=Decimal(18))

    found = fees(
        invoice(100_000, "2030-01-31"),
        law=Law("contract", "", RateMode.SEGMENTED),
        terms=own,
        on="2030-03-02",
    )

    assert (found.interest, found.indemnity) == (1479, 0)


@pytest.mark.parametrize(
    ("total", "fixed"), [(99_999, 4000), (100_000, 7000), (999_999, 7000), (1_000_000, 10_000)]
)
def test_british_sums_grow_with_the_debt(total: int, fixed: int) -> None:
    terms = replace(TERMS, law="GB", mode=RateMode.AT_DEFAULT)

    found = fees(invoice(total, "2026-09-30", currency="GBP"), law=BRITAIN, terms=terms)

    assert found.indemnity == fixed


def test_the_fixed_sum_is_left_out_where_the_owner_says_so_or_the_currency_is_another() -> None:
    without = fees(invoice(100_000, "2026-09-30"), terms=replace(TERMS, has_indemnity=False))
    dollars = fees(invoice(100_000, "2026-09-30", currency="USD"))

    assert (without.indemnity, dollars.indemnity) == (0, 0)


@pytest.mark.parametrize("kind", [CustomerType.CONSUMER, CustomerType.UNKNOWN])
def test_nothing_is_asked_of_who_is_not_a_business(kind: CustomerType) -> None:
    assert why(invoice(100_000, "2026-09-30"), kind=kind) == NoFees(Without.NOT_A_BUSINESS)


def test_nothing_is_asked_before_the_owner_has_confirmed_his_terms() -> None:
    found = late_fees(invoice(100_000, "2026-09-30"), (), BUSINESS, None, FRANCE, date(2026, 11, 23))

    assert found == NoFees(Without.NOT_CONFIRMED)


def test_nothing_is_asked_of_who_is_insolvent() -> None:
    found = late_fees(
        invoice(100_000, "2026-09-30"), (), BUSINESS, TERMS, FRANCE, date(2026, 11, 23), is_insolvent=True
    )

    assert found == NoFees(Without.INSOLVENCY)


def test_nothing_is_added_on_the_due_date_nor_without_one_nor_to_what_was_taken_back() -> None:
    one = invoice(100_000, "2026-11-23")

    assert why(one) == NoFees(Without.NOT_LATE)
    assert why(replace(one, due_on=None)) == NoFees(Without.NO_DUE_DATE)
    assert why(replace(invoice(1, "2026-01-01"), status=Status.VOID)) == NoFees(Without.NOT_LATE)


def test_a_semester_without_a_rate_is_never_given_that_of_another() -> None:
    late = invoice(100_000, "2026-12-30")

    assert why(late, on="2027-01-02") == NoFees(Without.NO_RATE, semester("2027-1"))
    assert str(semester("2027-1")) == "2027-1"
    assert fees(late, terms=replace(TERMS, mode=RateMode.AT_DEFAULT), on="2027-01-02").interest == 102
    payment = late_fees(
        late, (), BUSINESS, replace(TERMS, mode=RateMode.AT_PAYMENT), FRANCE, date(2027, 1, 2)
    )
    assert payment == NoFees(Without.NO_RATE, semester("2027-1"))


def test_a_contract_under_the_floor_of_its_semester_is_seen() -> None:
    low, enough = replace(TERMS, rate=Decimal("7.85")), replace(TERMS, rate=Decimal("7.86"))
    day = date(2026, 3, 1)

    assert is_under_floor(low, FRANCE, day)
    assert not is_under_floor(enough, FRANCE, day)
    assert not is_under_floor(TERMS, FRANCE, day)
    assert not is_under_floor(low, FRANCE, date(2026, 8, 1))


DAYS = st.dates(date(2022, 1, 1), date(2026, 12, 30))


@given(
    due_on=DAYS,
    pieces=st.lists(st.tuples(st.integers(1, 10**7), st.integers(-40, 900)), max_size=5),
    still=st.integers(0, 10**7),
    today=DAYS,
)
def test_it_is_the_sum_of_its_days(
    due_on: date, pieces: list[tuple[int, int]], still: int, today: date
) -> None:
    """Each day of delay by itself, in fractions: no stretches, no semesters."""
    payments = [Payment("i", x, due_on + timedelta(days=n), today) for x, n in pieces]
    total = still + sum(x for x, _ in pieces)
    one = replace(invoice(max(total, 1), str(due_on)), open=still)

    exact, day = Fraction(), due_on + timedelta(days=1)
    while day <= today:
        owed = still + sum(x.amount for x in payments if x.paid_on is not None and x.paid_on >= day)
        rate = Fraction(ECB[f"{day.year}-{1 + (day.month > 6)}"]) + 10
        exact += owed * rate / 100 / 365
        day += timedelta(days=1)

    found = late_fees(one, payments, BUSINESS, TERMS, FRANCE, today)
    interest = found.interest if isinstance(found, LateFees) else 0
    rounded = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal(1), ROUND_HALF_UP)
    assert interest == rounded
