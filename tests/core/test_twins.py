"""One debt in two connections: which of its invoices is chased."""

import itertools
from collections.abc import Iterable
from typing import Any

import pytest

from connector.core.invoice import Twin
from connector.core.twins import Followed, Standing, Why, follow
from tests.core.builders import a_hold, day
from tests.core.story import Story


def known(**facts: Any) -> Standing:
    return Standing(**{"invoice_id": "old", **facts})


def new(**facts: Any) -> Standing:
    return Standing("new", **facts)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ("is_held", Why.HELD),
        ("has_said", Why.SAID),
        ("is_charge", Why.CHARGE),
        ("is_account", Why.ACCOUNT),
    ],
)
def test_each_mark_tells_whichever_came_first(facts: str, why: Why) -> None:
    marked = {facts: True}

    assert follow(new(**marked), (known(),)) == (Followed("old", "new", why),)
    assert follow(new(), (known(**marked),)) == (Followed("new", "old", why),)


def test_the_first_mark_of_the_list_tells() -> None:
    assert follow(new(is_held=True), (known(has_said=True, is_charge=True),))[0].why is Why.HELD
    assert follow(new(is_charge=True, is_account=True), (known(has_said=True),))[0].by == "old"


@pytest.mark.parametrize("facts", [{}, {"is_account": True}, {"has_said": True, "is_charge": True}])
def test_of_two_alike_the_one_that_was_there_goes_on(facts: dict[str, bool]) -> None:
    assert follow(new(**facts), (known(**facts),)) == (Followed("new", "old", Why.FIRST),)


def test_who_follows_already_is_no_rival_but_follows_too() -> None:
    held = known(invoice_id="held", follows=True, has_said=True)

    found = follow(new(is_charge=True), (known(invoice_id="lead"), held))

    assert [(x.invoice_id, x.by) for x in found] == [("lead", "new"), ("held", "new")]


def test_who_follows_somebody_leads_nobody() -> None:
    assert follow(new(follows=True, has_said=True), (known(),)) == (Followed("new", "old", Why.SAID),)


@pytest.mark.parametrize("marks", list(itertools.permutations(("is_held", "has_said", "is_charge", ""))))
def test_whatever_comes_in_which_order_exactly_one_is_chased(marks: tuple[str, ...]) -> None:
    """And still one, whichever of them end."""
    arrived: list[Standing] = []
    followed: list[Followed] = []
    for n, mark in enumerate(marks):
        newcomer = Standing(str(n), **({mark: True} if mark else {}))
        at_hand = tuple(_now(x, followed) for x in arrived)
        followed += follow(newcomer, at_hand)
        arrived.append(newcomer)

    for size in range(1, 5):
        for left in itertools.combinations("0123", size):
            assert len(_chased(left, followed)) == 1


def _now(one: Standing, followed: Iterable[Followed]) -> Standing:
    follows = any(x.invoice_id == one.invoice_id for x in followed)
    return Standing(one.invoice_id, one.is_held, one.has_said, one.is_charge, one.is_account, follows)


def _chased(left: tuple[str, ...], followed: Iterable[Followed]) -> set[str]:
    return set(left) - {x.invoice_id for x in followed if x.by in left}


def a_twin(closed: str | None = None, is_gone: bool = False) -> Twin:
    return Twin("F-1 elsewhere", None if closed is None else day(closed), is_gone)


def said(twin: Twin, *days: str, until: str | None = None, ended: str | None = None) -> list[str]:
    """What is decided of F-1 on each of these days, held since the first of September."""
    ended_on = None if ended is None else day(ended)
    hold = a_hold("duplicate_source", "2026-09-01", until, twin=twin, ended_on=ended_on)
    story = Story(holds=[hold])
    return [story.says(each) for each in days]


class TestItsHold:
    """F-1 is due on Wednesday 2 September; its friendly step on Monday the 7th."""

    def test_is_silent_as_long_as_its_twin_is_chased(self) -> None:
        assert said(a_twin(), "2026-09-07", "2027-09-07") == ["hold, duplicate_source"] * 2

    def test_lets_go_once_the_twins_connection_has_ended(self) -> None:
        assert said(a_twin(is_gone=True), "2026-09-07") == ["send friendly, step_due"]

    @pytest.mark.parametrize("is_gone", [False, True])
    def test_asks_a_person_five_business_days_after_its_twin_was_closed(self, is_gone: bool) -> None:
        twin = a_twin(closed="2026-09-07", is_gone=is_gone)

        found = said(twin, "2026-09-07", "2026-09-14", "2026-09-15", "2027-09-15")

        assert found == ["hold until 2026-09-15, duplicate_source"] * 2 + ["task, needs_person"] * 2

    def test_of_the_one_that_was_chased_asks_likewise(self) -> None:
        twin = a_twin(closed="2026-09-07")

        found = said(twin, "2026-09-14", "2026-09-15", until="2026-09-07")

        assert found == ["hold until 2026-09-15, duplicate_source", "task, needs_person"]

    def test_of_the_one_that_was_chased_lets_go_when_the_other_is_open_again(self) -> None:
        assert said(a_twin(), "2026-09-07", until="2026-09-03") == ["send friendly, step_due"]

    def test_is_over_once_a_person_has_ended_it(self) -> None:
        assert said(a_twin(), "2026-09-07", ended="2026-09-02") == ["send friendly, step_due"]
