"""What a customer may say by himself: how far ahead, how much, how often; and what is no such thing."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.core.calendar import BusinessDays
from connector.core.instalments import proposed
from connector.core.invoice import Hold, HoldReason, Invoice, Scope
from connector.core.self_service import (
    LONGEST_WORDS,
    About,
    Before,
    NotSaid,
    Saying,
    Today,
    Wrong,
    address,
    before,
    drafted,
    told,
)

TUESDAY = date(2026, 9, 1)
TODAY = Today(TUESDAY, BusinessDays(frozenset()))
F1 = Invoice("i-1", "c-1", "k-1", "F-1", "EUR", 100_00, 90_00)


def draft(saying: Saying, **typed: str) -> Hold:
    return drafted(saying, typed, F1, TODAY)


def wrong(saying: Saying, **typed: str) -> tuple[str, Wrong]:
    with pytest.raises(NotSaid) as refused:
        draft(saying, **typed)
    return refused.value.field, refused.value.wrong


class TestAlreadyPaid:
    def test_is_held_with_its_day_and_reference(self) -> None:
        made = draft(Saying.PAID, on="2026-08-31", words=" VIR\r\n 42 ")

        assert (made.reason, made.scope, made.invoice_id) == (HoldReason.SAID_PAID, Scope.INVOICE, "i-1")
        assert (made.until_on, made.author, made.note) == (None, "customer", "2026-08-31 VIR 42")

    def test_needs_no_reference_and_may_be_today(self) -> None:
        assert draft(Saying.PAID, on="2026-09-01").note == "2026-09-01"

    @pytest.mark.parametrize(
        ("on", "why"),
        [
            ("", Wrong.NO_DAY),
            ("01/09/2026", Wrong.NO_DAY),
            ("2026-09-31", Wrong.NO_DAY),
            ("0001-01-01", Wrong.NO_DAY),
            ("9999-12-31", Wrong.NO_DAY),
            ("2026-09-02", Wrong.TO_COME),
            ("2025-08-30", Wrong.TOO_LONG_AGO),
        ],
    )
    def test_is_not_taken_for_another_day(self, on: str, why: Wrong) -> None:
        assert wrong(Saying.PAID, on=on) == ("on", why)

    def test_is_not_taken_with_a_reference_that_is_none(self) -> None:
        assert wrong(Saying.PAID, on="2026-09-01", words="x" * 101) == ("words", Wrong.TOO_LONG)


class TestAPromise:
    @pytest.mark.parametrize(
        ("on", "counts"),
        [("2026-09-01", "2026-09-01"), ("2026-09-05", "2026-09-07"), ("2026-09-15", "2026-09-15")],
    )
    def test_counts_as_the_next_business_day(self, on: str, counts: str) -> None:
        made = draft(Saying.PROMISE, on=on)

        assert (made.reason, str(made.until_on), made.open_then) == (HoldReason.PROMISE, counts, 90_00)

    @pytest.mark.parametrize(
        ("on", "why"),
        [("2026-08-31", Wrong.PAST), ("2026-09-16", Wrong.TOO_FAR), ("2999-01-01", Wrong.TOO_FAR)],
    )
    def test_lies_at_most_fourteen_days_ahead(self, on: str, why: Wrong) -> None:
        assert wrong(Saying.PROMISE, on=on) == ("on", why)


class TestADispute:
    @pytest.mark.parametrize(
        ("amount", "minor"),
        [("", None), ("30", 30_00), ("30,5", 30_50), (" 30.05 ", 30_05), ("90", 90_00), ("0,01", 1)],
    )
    def test_is_of_a_part_or_of_all(self, amount: str, minor: int | None) -> None:
        made = draft(Saying.DISPUTE, about="goods", amount=amount, words="Broken")

        assert (made.reason, made.amount) == (HoldReason.DISPUTE, minor)

    @pytest.mark.parametrize(
        ("amount", "mark", "minor"),
        [("1,000", ".", 1000_00), ("1.000", ",", 1000_00), ("1 230,00", ",", 1230_00), ("1.23", ",", 1_23)],
    )
    def test_is_of_what_he_means_by_the_mark_of_his_language(
        self, amount: str, mark: str, minor: int
    ) -> None:
        owed = replace(F1, open=2000_00)
        typed = {"about": "goods", "amount": amount, "words": "Broken"}

        assert drafted(Saying.DISPUTE, typed, owed, TODAY, mark).amount == minor

    @pytest.mark.parametrize(("amount", "mark"), [("1,000", ","), ("1,230", ","), ("1.000", ".")])
    def test_of_a_thousand_is_never_read_as_one(self, amount: str, mark: str) -> None:
        typed = {"about": "goods", "amount": amount, "words": "Broken"}

        with pytest.raises(NotSaid) as refused:
            drafted(Saying.DISPUTE, typed, F1, TODAY, mark)

        assert (refused.value.field, refused.value.wrong) == ("amount", Wrong.NO_AMOUNT)

    def test_says_what_it_is_about(self) -> None:
        made = draft(Saying.DISPUTE, about="goods", amount="30", words="One\r\nis <b>broken</b>")

        assert made.note == "about_goods\n30.00 EUR.\nOne is <b>broken</b>"

    @pytest.mark.parametrize("amount", ["1e9", "-1", "0", "90.01", "abc", "1,234.50", "1.005", "९", "9" * 30])
    def test_is_never_of_more_than_is_open_nor_of_nonsense(self, amount: str) -> None:
        field, why = wrong(Saying.DISPUTE, about="goods", amount=amount, words="Broken")

        assert field == "amount" and why in (Wrong.NO_AMOUNT, Wrong.NOT_OPEN)

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"about": "", "words": "x"}, ("about", Wrong.NO_CHOICE)),
            ({"about": "goods'; --", "words": "x"}, ("about", Wrong.NO_CHOICE)),
            ({"about": "other", "words": " \n "}, ("words", Wrong.NO_WORDS)),
            ({"about": "other", "words": "x" * (LONGEST_WORDS + 1)}, ("words", Wrong.TOO_LONG)),
        ],
    )
    def test_says_what_and_why(self, typed: dict[str, str], said: tuple[str, Wrong]) -> None:
        assert wrong(Saying.DISPUTE, **typed) == said

    @pytest.mark.parametrize("about", About)
    def test_may_be_about_each(self, about: About) -> None:
        assert draft(Saying.DISPUTE, about=about.value, words="x").note == f"about_{about}\nx"


class TestInstalments:
    def test_pause_the_invoice_and_are_said_as_the_owner_would_type_them(self) -> None:
        made = draft(Saying.INSTALMENTS, parts="3", on="2026-09-15")

        assert (made.reason, made.until_on) == (HoldReason.PAUSE, None)
        assert made.note == "2026-09-15=30.00, 2026-10-15=30.00, 2026-11-15=30.00"

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"parts": "1", "on": "2026-09-15"}, ("parts", Wrong.NO_PARTS)),
            ({"parts": "4", "on": "2026-09-15"}, ("parts", Wrong.NO_PARTS)),
            ({"parts": "1e9", "on": "2026-09-15"}, ("parts", Wrong.NO_PARTS)),
            ({"parts": "2", "on": ""}, ("on", Wrong.NO_DAY)),
            ({"parts": "2", "on": "2026-08-31"}, ("on", Wrong.PAST)),
            ({"parts": "3", "on": "2026-10-01"}, ("on", Wrong.TOO_FAR)),
            ({"parts": "3", "on": "9998-12-31"}, ("on", Wrong.TOO_FAR)),
        ],
    )
    def test_stay_within_the_limits(self, typed: dict[str, str], said: tuple[str, Wrong]) -> None:
        assert wrong(Saying.INSTALMENTS, **typed) == said

    @given(st.integers(2, 12), st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 10**12))
    def test_come_to_exactly_what_is_open_a_month_apart(self, count: int, on: date, amount: int) -> None:
        parts = proposed(count, on, amount)

        assert sum(x.amount for x in parts) == amount
        days = [x.due_on for x in parts]
        assert [(x.year * 12 + x.month) for x in days] == [on.year * 12 + on.month + n for n in range(count)]
        assert all(x.day == on.day or (x.day < on.day and (x + timedelta(days=1)).day == 1) for x in days)


class TestAnAddress:
    def test_is_taken_by_its_form(self) -> None:
        assert address({"email": " compta+x@dupont.example "}) == "compta+x@dupont.example"

    @pytest.mark.parametrize(
        "email",
        [
            "",
            "dupont",
            "@dupont.example",
            "a@b",
            "a@b.",
            "a@b@c.example",
            "A <a@b.example>",
            "a@b.example,c@d.example",
            "a@b.example\r\nBcc: x",
            "a" * 250 + "@b.example",
        ],
    )
    def test_is_nothing_else(self, email: str) -> None:
        with pytest.raises(NotSaid):
            address({"email": email})


class TestOnce:
    MADE = draft(Saying.PROMISE, on="2026-09-10")

    def test_for_each_invoice(self) -> None:
        other = replace(self.MADE, invoice_id="i-2")

        assert before(self.MADE, []) is before(self.MADE, [other]) is Before.NEVER

    def test_what_the_owner_noted_does_not_count(self) -> None:
        assert before(self.MADE, [replace(self.MADE, author="anna@atelier.example")]) is Before.NEVER

    def test_the_same_again_is_the_same(self) -> None:
        assert before(self.MADE, [replace(self.MADE, id="h-1")]) is Before.THE_SAME

    @pytest.mark.parametrize(
        "changed",
        [
            {"until_on": date(2026, 9, 11)},
            {"ended_on": TUESDAY},
            {"amount": 1},
            {"note": "x"},
            {"until_on": date(2026, 8, 20), "since_on": date(2026, 8, 10)},
        ],
    )
    def test_another_or_one_that_has_ended_is_enough(self, changed: dict[str, Any]) -> None:
        assert before(self.MADE, [replace(self.MADE, **changed)]) is Before.ENOUGH

    def test_another_kind_of_word_does_not_count(self) -> None:
        assert before(self.MADE, [draft(Saying.PAID, on="2026-09-01")]) is Before.NEVER
        assert told([self.MADE], "i-1") == [self.MADE]
