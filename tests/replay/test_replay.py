"""A made-up book lived through twice, day by day: the messages that arrive are the oracle's, and no others.

The oracle knows the rules alone; the real thing reads an account and a ledger file, keeps its ledger in
SQLite and sends over SMTP. On sampled days every open invoice's decision is compared as well.
"""

from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from connector.channels.catcher import Catcher
from connector.core.calendar import BusinessDays
from connector.core.decision import Reason
from connector.core.invoice import Customer
from connector.core.message import Reminder
from connector.core.policy import Policies, Policy
from connector.usecases import promised
from connector.usecases import send as sending
from connector.usecases import verify as verifying
from connector.usecases.outlook import Outlook
from tests.replay.adapter import Figures, Replay
from tests.replay.ledger import make_world
from tests.scenarios.office import database

#: Forty days with public holidays in each country.
AROUND_EASTER: dict[str, Any] = {"seed": 11, "count": 100, "days": 40, "first": "2026-03-23"}
Break = Callable[[pytest.MonkeyPatch], None]


def live_through(
    tmp_path: Path, seed: int, count: int, days: int, sampled: int, first: str = "2026-02-02"
) -> Figures:
    """So many days with so many invoices; every `sampled`-th day is compared in full."""
    world = make_world(seed, count, days, first)
    chosen = [day for day in world.days if (day - world.first).days % sampled == 0]
    store = database(f"sqlite:///{tmp_path / f'{seed}.sqlite'}")
    try:
        with Catcher(kept=100_000) as catcher:
            figures = Replay(world, store, catcher, chosen).run()
    finally:
        store.close()
        database.cache_clear()
    print(figures)
    return figures


def assert_the_same(figures: Figures) -> None:
    assert figures.broken == []
    assert figures.differences == []


def test_a_small_book_lives_as_the_oracle_says_every_day_of_it(tmp_path: Path) -> None:
    figures = live_through(tmp_path, **AROUND_EASTER, sampled=1)

    assert_the_same(figures)
    assert figures.messages > 30


def test_two_thousand_invoices_live_ninety_days_as_the_oracle_says(tmp_path: Path) -> None:
    figures = live_through(tmp_path, seed=5, count=2000, days=90, sampled=15)

    assert_the_same(figures)
    assert figures.messages > 900
    assert figures.decisions > 2500
    assert figures.stopped > 0
    assert {"step_due", "first_contact", "gap", "cap", "promise", "plan", "dispute"} <= figures.reasons.keys()


@pytest.mark.prove
def test_two_thousand_invoices_live_two_years_as_the_oracle_says(tmp_path: Path) -> None:
    assert_the_same(live_through(tmp_path, seed=7, count=2000, days=730, sampled=10))


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(100, 130))
def test_many_books_live_as_the_oracle_says_every_day_of_them(tmp_path: Path, seed: int) -> None:
    assert_the_same(live_through(tmp_path, seed, count=250, days=75, sampled=1))


# ---------------------------------------------------------------- the replay can fail


def _no_gap(patch: pytest.MonkeyPatch) -> None:
    from connector.core.contacts import Contacts

    patch.setattr(Contacts, "gap_ends_on", lambda self, case, step, day: date.min)


def _no_holds(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("connector.core.holds.in_force", lambda hold, day: False)


def _no_reading_again(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sending, "read_again", lambda app, organisation_id, reminder: None)


def _no_holidays(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(BusinessDays, "__contains__", lambda self, day: day.weekday() < 5)


def _no_weekends(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(BusinessDays, "__contains__", lambda self, day: True)


def _no_long_terms(patch: pytest.MonkeyPatch) -> None:
    choose = Policies.choose

    def standard(self: Policies, *facts: Any) -> Policy:
        chosen = choose(self, *facts)
        return self.by_name["standard"] if chosen.name == "long-terms" else chosen

    patch.setattr(Policies, "choose", standard)


def _no_returned_debits(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(promised, "hold_returned", lambda app, unit, report: None)


def _one_minute_late(patch: pytest.MonkeyPatch) -> None:
    judged = verifying.why_closed_now

    def late(view: Outlook, reminder: Reminder, customer: Customer) -> str | None:
        local = view.now.astimezone(view.calendar(customer).zone)
        return Reason.WINDOW.value if local.time() == time(9) else judged(view, reminder, customer)

    patch.setattr(sending, "why_closed_now", late)


LEFT_OUT = [_no_reading_again]
MORE_LEFT_OUT = [
    _no_gap,
    _no_holds,
    _no_holidays,
    _one_minute_late,
    _no_weekends,
    _no_long_terms,
    _no_returned_debits,
]


def assert_it_is_seen(tmp_path: Path) -> None:
    figures = live_through(tmp_path, **AROUND_EASTER, sampled=40)

    assert figures.broken or figures.differences


@pytest.mark.parametrize("broken", LEFT_OUT)
def test_a_rule_that_is_left_out_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: Break
) -> None:
    broken(monkeypatch)

    assert_it_is_seen(tmp_path)


@pytest.mark.prove
@pytest.mark.parametrize("broken", MORE_LEFT_OUT)
def test_more_rules_that_are_left_out_are_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: Break
) -> None:
    broken(monkeypatch)

    assert_it_is_seen(tmp_path)
