"""What holds however the days go on (section 5): no step twice, the gap, the spacing, the deadlines."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from connector.core.decision import Action, Reason
from connector.core.history import Sort
from connector.core.policy import Severity
from tests.core.builders import (
    a_hold,
)
from tests.core.story import Story
from tests.core.strategies import busy_stories

EVENTS = st.sampled_from(["send"] * 6 + ["task", "task", "nothing", "pay", "pay all", "promise", "release"])
#: Days ahead, what happens then, to which invoice.
WALKS = st.lists(st.tuples(st.integers(1, 4), EVENTS, st.integers(1, 3)), min_size=20, max_size=40)


def _walk(story: Story, walk: list[tuple[int, str, int]]) -> None:
    for days, event, n in walk:
        story.day(story.today + timedelta(days=days))
        _happens(story, event, f"F-{n}")


def _happens(story: Story, event: str, number: str) -> None:
    invoice, today = story.invoices[number], str(story.today)
    if event in ("send", "task"):
        story.send(tasks=event == "task")
        story.day(story.today)  # and a second run on the same day
        story.send(tasks=event == "task")
    elif event == "pay" and invoice.open > 100:
        story.pay(invoice.open // 3, number, on=today)
    elif event == "pay all" and invoice.open > 0:
        story.pay(None, number, on=today)
    elif event == "promise":
        until = story.today + timedelta(days=2)
        story.hold(a_hold("promise", today, str(until), invoice_id=number, id=f"{number} {today}"))
    elif event == "release":
        story.release(today)


@given(busy_stories(), WALKS)
def test_no_step_is_taken_twice_whatever_happens(story: Story, walk: list[tuple[int, str, int]]) -> None:
    _walk(story, walk)

    taken = [(x.invoice_id, x.step_id) for x in story.lines if x.is_taken]
    assert len(set(taken)) == len(taken)


@given(busy_stories(), WALKS)
def test_three_days_lie_between_two_days_of_contact(story: Story, walk: list[tuple[int, str, int]]) -> None:
    """Partial payments count as contacts after which three days pass."""
    _walk(story, walk)

    said = {x.left_on for x in story.lines if x.left_on}
    paid = {payment.seen_on for payment in story.payments if payment.is_partial}
    pairs = ((one, two) for one in said | paid for two in said)
    assert all(one == two or one > two or (two - one).days >= 3 for one, two in pairs)


@given(busy_stories(), WALKS)
def test_the_steps_of_an_invoice_keep_their_distance(story: Story, walk: list[tuple[int, str, int]]) -> None:
    """Section 5, spacing: the smaller of 7 days and the distance of the offsets; promises apart."""
    _walk(story, [step for step in walk if step[1] != "promise"])

    for number in story.invoices:
        mine = [x for x in story.lines if x.invoice_id == number and x.left_on]
        for earlier, later in pairwise(mine):
            assert earlier.left_on
            assert later.left_on
            assert (later.left_on - earlier.left_on).days >= min(7, abs(later.offset - earlier.offset))


@given(busy_stories(), WALKS)
def test_a_formal_notice_comes_after_a_firm_reminder_and_every_deadline(
    story: Story, walk: list[tuple[int, str, int]]
) -> None:
    """Section 5, deadlines."""
    for days, event, n in walk:
        story.day(story.today + timedelta(days=days))
        _check_formal_notices(story)
        _happens(story, "task" if event == "send" else event, f"F-{n}")


def _check_formal_notices(story: Story) -> None:
    for decision in story.decisions.values():
        is_asked_for = decision.action in (Action.SEND, Action.TASK) and decision.sort is Sort.FORMAL
        if is_asked_for and decision.reason is not Reason.NEEDS_PERSON:
            said = [x for x in story.lines if x.invoice_id == decision.invoice.id]
            assert any(x.severity is Severity.FIRM for x in said)
            assert all(x.deadline_on is None or x.deadline_on < story.today for x in said)


@given(busy_stories())
def test_paid_is_silence_for_ever(story: Story) -> None:
    """Promise 2, as far as the core can keep it."""
    story.invoices = {number: replace(x, open=0) for number, x in story.invoices.items()}

    assert story.walk("2026-03-02", "2026-04-30", tasks=True) == []
