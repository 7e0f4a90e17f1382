"""Facts of any kind, for the tests of what always holds."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from connector.core.history import PastLine, State
from connector.core.invoice import Hold, HoldReason, Instalment, Invoice, Scope, Status
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
#: The notice waits for the deadline of the firm step, and meanwhile the steps after it come.
AFTER_THE_NOTICE = a_ladder(
    FRIENDLY, FIRM, replace(FORMAL, offset=16), an_email("again", 20), replace(CALL, offset=22)
)
LADDERS = st.sampled_from(
    [
        LADDER_5_15_30,
        STANDARD,
        BY_EMAIL,
        a_ladder(NOTICE, an_email("today", 0), FRIENDLY, CALL, FIRM, LAST, FORMAL),
        AFTER_THE_NOTICE,
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
