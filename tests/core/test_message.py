"""Reminders as plain values: what is still asked, and what a person does; errors that say what to do."""

from datetime import UTC, datetime

import pytest

from connector.core.errors import Malformed, ProviderError, RateLimited, Refused, RelanceError
from connector.core.history import NOT_LIVE, TAKEN, UNFINISHED, Sort, State
from connector.core.ledger import MergeReport
from connector.core.message import Line, Reminder
from connector.core.policy import Channel, Severity
from connector.core.source import Connection, ConnectionKind
from tests.core.builders import day

NOON = datetime(2026, 9, 7, 12, tzinfo=UTC)


def a_reminder_line(number: str, asked: int, state: State = State.APPROVED) -> Line:
    return Line(number, number, "friendly", 5, Severity.FRIENDLY, asked, 1, 7, state=state)


def a_reminder(*lines: Line, channel: Channel = Channel.EMAIL) -> Reminder:
    return Reminder(
        id="r-1",
        customer_id="atelier",
        currency="EUR",
        language="fr",
        sort=Sort.REMINDER,
        channel=channel,
        step_id="friendly",
        severity=Severity.FRIENDLY,
        template="friendly",
        roles=("billing",),
        policy="standard",
        policy_version="1",
        state=State.APPROVED,
        planned_on=day("2026-09-07"),
        planned_at=NOON,
        lines=lines,
    )


def test_a_line_that_was_taken_out_is_not_asked() -> None:
    """Section 6: taken out before handing over is cancelled."""
    stays, goes = a_reminder_line("F-1", 10_000), a_reminder_line("F-2", 5_000, State.CANCELLED)

    reminder = a_reminder(stays, goes)

    assert (reminder.live_lines, reminder.asked) == ((stays,), 10_000)


@pytest.mark.parametrize(
    ("channel", "is_task"),
    [
        (Channel.EMAIL, False),
        (Channel.SMS, False),
        (Channel.PROVIDER, False),
        (Channel.CALL, True),
        (Channel.LETTER, True),
        (Channel.TASK, True),
    ],
)
def test_calls_and_letters_are_done_by_a_person(channel: Channel, is_task: bool) -> None:
    """Section 5: tasks."""
    assert a_reminder(channel=channel).is_task is is_task


def test_a_state_may_leave_or_is_taken_or_stands_in_no_way() -> None:
    """Section 6: every state but the two of a finished line is in exactly one of the three."""
    assert set(State) == UNFINISHED | NOT_LIVE | TAKEN
    assert len(UNFINISHED) + len(NOT_LIVE) + len(TAKEN) == len(State)


def test_a_rate_limit_says_when_to_come_back() -> None:
    """Section 8: reschedule, never sleep."""
    error = RateLimited("Slow down.", NOON)

    assert (str(error), error.retry_at) == ("Slow down.", NOON)


def test_what_cannot_be_read_keeps_an_excerpt() -> None:
    """Section 8: keep the payload, alarm."""
    assert Malformed("No JSON.", "<html>").payload == "<html>"
    assert Malformed("No JSON.").payload == ""


def test_every_error_of_ours_has_one_root() -> None:
    """Section 8: what a provider says is a ProviderError, what an owner asks may be Refused."""
    assert issubclass(ProviderError, RelanceError)
    assert issubclass(Malformed, ProviderError)
    assert issubclass(Refused, RelanceError)
    assert not issubclass(Refused, ProviderError)


def test_a_connection_that_was_just_made_has_never_been_read() -> None:
    """Section 6: nothing leaves before it was."""
    connection = Connection("file", "ledger_file", "September", ConnectionKind.FILE)

    assert (connection.read_at, connection.alarm) == (None, None)


def test_a_merge_that_changed_nothing_says_so() -> None:
    """Scenario 42: the same ledger file imported twice."""
    assert MergeReport() == MergeReport()
    assert MergeReport().closed == ()
