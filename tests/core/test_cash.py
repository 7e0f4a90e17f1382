"""When money is expected: every amount stands in one place, and what people said moves it."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.core.cash import WEEKS, Cash, cash_due, monday, shares
from connector.core.figures import DueDay
from connector.core.invoice import Hold, HoldReason, Instalment, Invoice, Scope

#: A Tuesday.
TODAY = date(2026, 9, 1)


def day(n: int) -> date:
    return TODAY + timedelta(days=n)


def owing(amount: int = 1000, due_on: date | None = TODAY, **fields: Any) -> Invoice:
    return Invoice("i", "c", "k", "F-1", "EUR", fields.pop("total", amount), amount, due_on=due_on, **fields)


def said(reason: HoldReason, until: int | None = None, **fields: Any) -> Hold:
    until_on = None if until is None else day(until)
    known: dict[str, Any] = {
        "since_on": day(-20),
        "customer_id": "c",
        "invoice_id": "i",
        "until_on": until_on,
    } | fields
    return Hold("h", reason, Scope.INVOICE, **known)


def promise(until: int | None, **fields: Any) -> Hold:
    return said(HoldReason.PROMISE, until, **fields)


def plan(*parts: tuple[int, int], **fields: Any) -> Hold:
    return said(HoldReason.PLAN, instalments=tuple(Instalment(day(n), x) for n, x in parts), **fields)


def expected(invoice: Invoice, *holds: Hold) -> list[tuple[str, int, date | None]]:
    return [(x.expected.value, x.amount, x.on) for x in shares(invoice, holds, TODAY)]


def of(*days: DueDay, about: tuple[tuple[Invoice, list[Hold]], ...] = ()) -> Cash:
    (found,) = cash_due(days, about, TODAY)
    return found


class TestShares:
    def test_what_nobody_spoke_of_waits_for_its_due_date(self) -> None:
        assert expected(owing()) == [("due", 1000, TODAY)]

    def test_a_promise_moves_what_was_promised_and_the_rest_keeps_its_day(self) -> None:
        late = owing(1000, day(-9))

        assert expected(late, promise(4)) == [("promised", 1000, day(4))]
        assert expected(late, promise(4, amount=400)) == [("promised", 400, day(4)), ("due", 600, day(-9))]

    def test_what_came_of_a_promise_already_is_not_expected_again(self) -> None:
        partly = owing(700, total=1000)

        assert expected(partly, promise(4, amount=400, open_then=1000)) == [
            ("promised", 100, day(4)), ("due", 600, TODAY),
        ]  # fmt: skip
        assert expected(partly, promise(4, amount=200, open_then=1000)) == [("due", 700, TODAY)]

    @pytest.mark.parametrize(
        "nothing",
        [promise(-1), promise(None), promise(4, ended_on=TODAY), promise(4, since_on=day(1)),
         said(HoldReason.PAUSE, 9), said(HoldReason.REPLY)],
    )  # fmt: skip
    def test_a_promise_that_has_passed_or_a_mere_silence_moves_nothing(self, nothing: Hold) -> None:
        assert expected(owing(1000, day(-9)), nothing) == [("due", 1000, day(-9))]

    def test_the_last_promise_counts(self) -> None:
        both = promise(9, since_on=day(-2)), promise(3, since_on=day(-5))

        assert expected(owing(), *both) == [("promised", 1000, day(9))]

    def test_a_plan_comes_by_instalments_and_what_was_paid_covers_the_first(self) -> None:
        agreed = plan((-10, 300), (5, 300), (12, 300), open_then=1000)

        assert expected(owing(600, day(-30), total=1000), promise(2), agreed) == [
            ("promised", 200, day(5)), ("promised", 300, day(12)), ("due", 100, day(-30)),
        ]  # fmt: skip

    def test_an_instalment_that_was_missed_is_late_like_its_invoice(self) -> None:
        assert expected(owing(1000, day(-30)), plan((-10, 400), (5, 600))) == [
            ("promised", 600, day(5)), ("due", 400, day(-30)),
        ]  # fmt: skip

    @pytest.mark.parametrize("reason", [HoldReason.INSOLVENCY, HoldReason.SAID_PAID, HoldReason.HANDED_OVER])
    def test_of_what_is_apart_nobody_knows_when_it_comes(self, reason: HoldReason) -> None:
        assert expected(owing(), said(reason), promise(4)) == [("apart", 1000, None)]

    def test_of_a_dispute_its_part_is_apart(self) -> None:
        assert expected(owing(), said(HoldReason.DISPUTE, amount=300)) == [
            ("apart", 300, None), ("due", 700, TODAY),
        ]  # fmt: skip
        assert expected(owing(), said(HoldReason.DISPUTE)) == [("apart", 1000, None)]
        assert expected(owing(), said(HoldReason.DISPUTE, -1)) == [("due", 1000, TODAY)]


class TestWeeks:
    def test_a_week_begins_on_monday_and_the_first_is_that_of_today(self) -> None:
        found = of(DueDay("EUR", TODAY, 1, 100), DueDay("EUR", day(5), 1, 10), DueDay("EUR", day(6), 1, 1))

        assert [x.since for x in found.weeks] == [day(7 * n - 1) for n in range(WEEKS)]
        assert [x.due for x in found.weeks][:3] == [110, 1, 0]

    def test_late_undated_and_far_away_stand_by_themselves(self) -> None:
        found = of(DueDay("EUR", day(-1), 1, 5), DueDay("EUR", None, 1, 7), DueDay("EUR", day(400), 1, 9))

        assert (found.overdue, found.undated, found.later) == (5, 7, 9)

    def test_a_promise_takes_its_invoice_out_of_what_is_overdue(self) -> None:
        late = owing(1000, day(-9))

        found = of(DueDay("EUR", day(-9), 3, 2500), about=((late, [promise(8, amount=600)]),))

        assert (found.overdue, found.weeks[1].promised, found.total) == (1900, 600, 2500)

    @given(st.data())
    def test_all_that_is_open_stands_in_one_place(self, data: st.DataObject) -> None:
        amounts, days = st.integers(1, 10**9), st.integers(-90, 120)
        reasons = st.sampled_from([*HoldReason])
        holds = st.builds(
            lambda reason, until, amount, then, parts: replace(
                said(reason, until, amount=amount, open_then=then),
                instalments=tuple(Instalment(day(n), x) for n, x in parts),
            ),
            reasons, st.none() | days, st.none() | amounts, st.none() | amounts,
            st.lists(st.tuples(days, amounts), max_size=3),
        )  # fmt: skip
        invoices = st.builds(lambda x, n: owing(x, None if n is None else day(n)), amounts, st.none() | days)
        about = data.draw(st.lists(st.tuples(invoices, st.lists(holds, max_size=3)), min_size=1, max_size=3))
        others = data.draw(
            st.lists(st.builds(lambda x, n: DueDay("EUR", day(n), 1, x), amounts, days), max_size=4)
        )
        every = [*others, *(DueDay("EUR", x.expected_on, 1, x.open) for x, _ in about)]

        (found,) = cash_due(every, about, TODAY)

        assert found.total == sum(x.open for x in every)
        places = (found.overdue, found.later, found.undated, found.apart)
        assert all(x >= 0 for x in (*places, *(y for x in found.weeks for y in (x.due, x.promised))))
        for invoice, spoken in about:
            parts = list(shares(invoice, spoken, TODAY))
            assert sum(x.amount for x in parts) == invoice.open
            assert all(x.amount > 0 for x in parts)


def test_currencies_are_apart() -> None:
    found = cash_due([DueDay("EUR", TODAY, 1, 5), DueDay("CHF", TODAY, 1, 7)], [], TODAY)

    assert [(x.currency, x.total) for x in found] == [("CHF", 7), ("EUR", 5)]


def test_monday_is_its_own() -> None:
    assert (monday(day(-1)), monday(day(5)), monday(day(6))) == (day(-1), day(-1), day(6))
