"""What holds for any facts (section 5): one decision each, no silence broken, no step twice."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from connector.core.decision import Action, Decision, Reason, items
from connector.core.history import PastLine, Sort, State
from connector.core.invoice import Hold, HoldReason, Instalment, Invoice, Scope, Status
from connector.core.policy import Channel, Severity
from tests.core.builders import (
    BY_EMAIL,
    CALL,
    FIRM,
    FORMAL,
    FRANCE,
    FRIENDLY,
    LADDER_5_15_30,
    LAST,
    NOTICE,
    STANDARD,
    a_calendar,
    a_credit,
    a_customer,
    a_hold,
    a_ladder,
    a_line,
    an_email,
    an_invoice,
    an_organisation,
)
from tests.core.story import Story

#: Around Easter, May and the clock change of 29 March, so that holidays are never far.
FIRST, LAST_DAY = date(2026, 3, 2), date(2026, 6, 30)
DAYS = st.dates(FIRST, LAST_DAY)
EVERY_STEP = a_ladder(NOTICE, an_email("today", 0), FRIENDLY, FIRM, CALL, replace(LAST, offset=24), FORMAL)
LADDERS = st.sampled_from(
    [
        LADDER_5_15_30,
        STANDARD,
        BY_EMAIL,
        a_ladder(NOTICE, an_email("today", 0), FRIENDLY, CALL, FIRM, LAST, FORMAL),
    ]
)
SAID = st.sampled_from([NOTICE, FRIENDLY, FIRM, CALL, LAST, FORMAL, an_email("gone", 12)])
CALENDARS = st.sampled_from(
    [
        FRANCE,
        a_calendar("FR", "6AE", closures=["2026-04-08", "2026-05-11", "2026-05-12"]),
        a_calendar("GB", "SCT", "Europe/London"),
        a_calendar("NZ", "AUK", "Pacific/Auckland"),
    ]
)
ACTION_OF = {
    **dict.fromkeys(list(Reason)[:12], Action.STOP),
    **dict.fromkeys(list(Reason)[12:25], Action.HOLD),
    **dict.fromkeys(list(Reason)[25:31], Action.WAIT),
    **dict.fromkeys(list(Reason)[31:36], Action.TASK),
    **dict.fromkeys(list(Reason)[36:40], Action.SEND),
}


#: Most invoices stand where a step is due today, so that a guard that is missing shows as a message.
STEP_DAYS = st.sampled_from([-5, 0, 5, 5, 6, 15, 15, 16, 20, 30, 40])


@st.composite
def invoices(draw: st.DrawFn, number: str, today: date) -> Invoice:
    total = draw(st.integers(100, 500_000))
    near = today - timedelta(days=draw(STEP_DAYS))
    return an_invoice(
        number,
        total=total,
        open=draw(st.sampled_from([total] * 6 + [total // 2, 0, -500])),
        due_on=draw(st.sampled_from([near] * 8 + [today - timedelta(days=250), None])),
        terms=draw(st.sampled_from([None, None, 14, 30, 60])),
        status=draw(st.sampled_from([Status.OPEN] * 12 + list(Status))),
        currency=draw(st.sampled_from(["EUR", "EUR", "EUR", "JPY"])),
        is_autopay=draw(st.sampled_from([False] * 7 + [True])),
        cold_start_on=draw(st.sampled_from([None] * 5 + [today])),
    )


@st.composite
def holds(draw: st.DrawFn, serial: int, today: date) -> Hold:
    since = today - timedelta(days=draw(st.integers(-2, 20)))
    reason = draw(st.sampled_from(list(HoldReason)))
    length = draw(st.sampled_from([None, 0, 3, 9, 15, 30]))
    until = None if length is None else since + timedelta(days=length)
    parts = [Instalment(since + timedelta(days=20 * n), 30_000) for n in (1, 2, 3)]
    return a_hold(
        reason,
        str(since),
        str(until) if until else None,
        id=str(serial),
        scope=draw(st.sampled_from([Scope.INVOICE, Scope.INVOICE, Scope.CUSTOMER])),
        invoice_id=f"F-{draw(st.integers(1, 3))}",
        amount=draw(st.sampled_from([None, None, 5_000, 50])),
        ended_on=draw(st.sampled_from([None, None, None, since + timedelta(days=9)])),
        instalments=tuple(parts) if reason is HoldReason.PLAN else (),
    )


@st.composite
def lines(draw: st.DrawFn, today: date) -> PastLine:
    step, days = draw(SAID), draw(st.integers(0, 25))
    state = draw(st.sampled_from([State.SENT] * 4 + [State.UNKNOWN, State.CANCELLED, State.MISSED]))
    return a_line(step, str(today - timedelta(days=days)), f"F-{draw(st.integers(1, 3))}", state=state)


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """Facts of any kind around a day; `story.today` is that day."""
    today = draw(DAYS)
    serials = range(draw(st.sampled_from([0, 0, 1, 2])))
    story = Story(
        *(draw(invoices(f"F-{n}", today)) for n in range(1, draw(st.integers(1, 3)) + 1)),
        policy=draw(LADDERS),
        calendar=draw(CALENDARS),
        customer=a_customer(
            is_excluded=draw(st.sampled_from([False] * 9 + [True])),
            pays_by_direct_debit=draw(st.sampled_from([False] * 7 + [True])),
            opted_out=draw(st.sampled_from([frozenset[str]()] * 6 + [frozenset({"email"})])),
        ),
        organisation=an_organisation(minimums=draw(st.sampled_from([{}, {}, {"EUR": 20_000}]))),
        holds=[draw(holds(n, today)) for n in serials],
        credits=[a_credit(draw(st.integers(1, 400_000)), str(today))] if draw(st.integers(0, 3)) == 0 else [],
        history=draw(st.lists(lines(today), max_size=3)),
    )
    story.today = today
    return story


@st.composite
def busy_stories(draw: st.DrawFn) -> Story:
    """Three open invoices that come due in the weeks after FIRST, and nobody has said anything."""
    due = [FIRST + timedelta(days=draw(st.integers(0, 25))) for _ in range(3)]
    numbers = [f"F-{n}" for n in (1, 2, 3)]
    story = Story(
        *(an_invoice(number, due_on=str(due_on)) for number, due_on in zip(numbers, due, strict=True)),
        policy=draw(LADDERS),
        calendar=draw(CALENDARS),
    )
    story.today = FIRST
    return story


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


@given(stories())
def test_what_is_closed_held_or_excluded_is_never_sent(story: Story) -> None:
    silent = {HoldReason.INSOLVENCY, HoldReason.PAUSE, HoldReason.REPLY, HoldReason.DUPLICATE_SOURCE}

    sent = [x.invoice for x in story.day(story.today).values() if x.action is Action.SEND]

    for invoice in sent:
        assert invoice.status is Status.OPEN
        assert invoice.open > 0
        assert not story.customer.is_excluded
        assert not invoice.is_autopay
        standing = [hold for hold in story.holds if hold.covers(invoice) and _is_silent(hold, story.today)]
        assert not silent & {hold.reason for hold in standing}


def _is_silent(hold: Hold, today: date) -> bool:
    has_begun = hold.since_on <= today and (hold.until_on is None or today <= hold.until_on)
    return has_begun and (hold.ended_on is None or today < hold.ended_on)


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


# ---------------------------------------------------------------- a walk through the days

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
