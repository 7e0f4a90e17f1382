"""What holds for any facts on any day (section 5): one decision each, and no silence broken."""

from collections.abc import Callable
from copy import copy
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

from hypothesis import given

from connector.core.decision import Action, Decision, Reason, items
from connector.core.invoice import Scope, Status
from connector.core.policy import Channel
from tests.core.builders import (
    a_credit,
    a_hold,
)
from tests.core.story import Story
from tests.core.strategies import FIRST, LAST_DAY, stories

ACTION_OF = {
    **dict.fromkeys(list(Reason)[:12], Action.STOP),
    **dict.fromkeys(list(Reason)[12:25], Action.HOLD),
    **dict.fromkeys(list(Reason)[25:31], Action.WAIT),
    **dict.fromkeys(list(Reason)[31:36], Action.TASK),
    **dict.fromkeys(list(Reason)[36:40], Action.SEND),
}


@given(stories())
def test_every_invoice_gets_one_decision_with_a_reason_of_its_action(story: Story) -> None:
    decisions = story.day(story.today)

    assert list(decisions) == list(story.invoices)
    assert all(ACTION_OF[decision.reason] is decision.action for decision in decisions.values())


@given(stories())
def test_the_same_facts_at_the_same_moment_give_the_same_decisions(story: Story) -> None:
    once = story.day(story.today)

    assert story.day(story.today) == once


@given(stories())
def test_the_order_in_which_facts_are_told_does_not_matter(story: Story) -> None:
    once = story.day(story.today)
    story.invoices = dict(reversed(story.invoices.items()))
    story.lines.reverse()
    story.holds.reverse()

    assert story.day(story.today) == once


def _with_hold(reason: str, **changes: Any) -> Callable[[Story, str], None]:
    def hold(story: Story, number: str) -> None:
        story.hold(a_hold(reason, str(story.today), invoice_id=number, **changes))

    return hold


def _with_change(**changes: Any) -> Callable[[Story, str], None]:
    return lambda story, number: story.change(number, **changes)


def _exclude(story: Story, _: str) -> None:
    story.customer = replace(story.customer, is_excluded=True)


def _see_money(story: Story, number: str) -> None:
    invoice = story.invoices[number]
    seen = a_credit(invoice.open, str(story.today), currency=invoice.currency, id="0")
    story.credits = [replace(seen, dated_on=FIRST - timedelta(days=900))]


SILENCES = [
    *(_with_hold(reason) for reason in ("insolvency", "dispute", "pause", "reply", "said_paid")),
    *(_with_hold(reason) for reason in ("duplicate_source", "returned_debit", "handed_over", "factored")),
    _with_hold("promise", until_on=LAST_DAY),
    _with_hold("pause", scope=Scope.CUSTOMER),
    _with_hold("pause", scope=Scope.ORGANISATION),
    *(_with_change(status=status) for status in Status if status is not Status.OPEN),
    *(_with_change(open=open_) for open_ in (0, -1)),
    _with_change(is_autopay=True),
    _with_change(due_on=None, terms=None),
    _exclude,
]


@given(stories())
def test_what_would_leave_is_silenced_by_each_fact_that_asks_for_it(story: Story) -> None:
    leaving = [number for number, x in story.day(story.today).items() if x.action is Action.SEND]

    for number, silence in product(leaving, SILENCES):
        told_more = copy(story)
        told_more.holds, told_more.invoices = list(story.holds), dict(story.invoices)
        silence(told_more, number)

        decision = told_more.day(story.today)[number]
        assert decision.action in (Action.HOLD, Action.STOP, Action.TASK)
        assert decision.step is None


@given(stories())
def test_money_that_is_seen_silences_an_invoice_of_its_amount(story: Story) -> None:
    leaving = [number for number, x in story.day(story.today).items() if x.action is Action.SEND]

    for number in leaving[:1]:
        _see_money(story, number)

        held = [x for x in story.day(story.today).values() if x.reason is Reason.MONEY_SEEN]
        assert [x.invoice.open for x in held] == [story.invoices[number].open]


@given(stories())
def test_nothing_is_sent_on_a_weekend_a_holiday_or_a_closure(story: Story) -> None:
    decisions = story.day(story.today).values()

    if any(decision.action is Action.SEND for decision in decisions):
        assert story.today.weekday() < 5
        assert story.today in story.calendar.business
        assert story.today not in story.calendar.closures


@given(stories())
def test_a_wait_ends_on_an_open_day_free_of_its_cause(story: Story) -> None:
    today = story.today
    waits = [x for x in story.day(today).values() if x.action is Action.WAIT]

    for wait in waits:
        assert wait.on is not None
        assert wait.on > today
        assert story.calendar.is_open(wait.on)
        later = story.day(wait.on)
        assert later[wait.invoice.number].reason is not wait.reason or _waits_for_a_message(wait, later)


@given(stories())
def test_nothing_leaves_before_the_day_that_a_wait_names(story: Story) -> None:
    today = story.today
    story.holds = [hold for hold in story.holds if hold.since_on <= today]
    waits = [x for x in story.day(today).values() if x.action is Action.WAIT]

    for wait in waits:
        assert wait.on is not None
        between = [today + timedelta(days=n) for n in range(1, (wait.on - today).days)]
        assert not [on for on in between if story.day(on)[wait.invoice.number].action is Action.SEND]


def _waits_for_a_message(wait: Decision, decisions: dict[str, Decision]) -> bool:
    """A call gives way again where the message that it gave way to was not sent meanwhile."""
    is_call = wait.step is not None and wait.step.channel is Channel.CALL
    return is_call and any(x.step and x.step.is_message and x.on for x in decisions.values())


@given(stories())
def test_a_hold_ends_on_an_open_day_after_today(story: Story) -> None:
    held = [x for x in story.day(story.today).values() if x.action in (Action.HOLD, Action.STOP)]

    for decision in held:
        assert (decision.step, decision.channel) == (None, None)
        assert decision.on is None or decision.on > story.today
        assert decision.on is None or story.calendar.is_open(decision.on)


@given(stories())
def test_items_hold_each_decision_once_and_their_amount_is_the_sum_of_their_lines(story: Story) -> None:
    decisions = story.day(story.today)

    found = items(list(decisions.values()))

    assert sorted(number for item in found for number in item.numbers) == sorted(decisions)
    for item in found:
        assert item.asked == sum(x.invoice.open - x.disputed for x in item.decisions)
        assert {x.invoice.currency for x in item.decisions} == {item.currency}
        assert item.head in item.decisions
        assert all(x.action is item.head.action for x in item.decisions)


@given(stories())
def test_one_message_is_one_voice(story: Story) -> None:
    messages = [
        item for item in items(list(story.day(story.today).values())) if item.head.action is Action.SEND
    ]

    voices = [(item.currency, item.head.language, item.head.sort) for item in messages]
    assert len(set(voices)) == len(voices)
    assert not (messages and any(x.reason is Reason.CALL_DUE for x in story.decisions.values()))
