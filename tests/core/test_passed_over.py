"""The steps of a ladder that are not taken any more are named, with the reason."""

from dataclasses import replace

import pytest

from connector.core.history import PastLine, State
from connector.core.ladder import Beginning
from connector.core.passed_over import passed_over
from connector.core.policy import Step
from tests.core.builders import CALL, FIRM, FORMAL, FRANCE, FRIENDLY, NOTICE, STANDARD, a_line, day

#: Due on 2 September 2026; its own days are 28 August, 7, 17 and 22 September, 2 October.
DUE = Beginning(day("2026-09-02"), is_late_from_start=False, has_short_terms=False)
KNOWN_LATE = DUE._replace(is_late_from_start=True)
SHORT = DUE._replace(has_short_terms=True)
SENT = a_line(FRIENDLY, "2026-09-07")


def told(
    today: str,
    *lines: PastLine,
    following: Step | None = None,
    beginning: Beginning = DUE,
    is_finished: bool = False,
) -> list[tuple[str, str, str | None]]:
    found = passed_over(beginning, STANDARD.steps, lines, following, is_finished, FRANCE, day(today))
    return [(x.step.id, x.why.value, x.by.id if x.by else None) for x in found]


def test_nothing_is_left_out_before_its_day() -> None:
    assert told("2026-08-20", following=NOTICE) == []


def test_a_call_is_left_out_once_a_later_step_has_its_turn() -> None:
    firm = a_line(FIRM, "2026-09-25")

    said = told("2026-10-02", a_line(NOTICE, "2026-08-28"), SENT, firm, following=FORMAL)

    assert said == [("call", "later_due", "formal")]


def test_of_two_that_are_late_only_the_later_one_is_taken() -> None:
    assert told("2026-09-18", a_line(NOTICE, "2026-08-28"), following=FIRM) == [
        ("friendly", "later_due", "firm")
    ]


def test_one_whose_place_was_taken_says_by_which() -> None:
    said = told("2026-09-18", a_line(NOTICE, "2026-08-28"), a_line(FIRM, "2026-09-17"), following=CALL)

    assert said == [("friendly", "later_taken", "firm")]


def test_what_failed_was_not_taken() -> None:
    failed = a_line(FRIENDLY, None, state=State.FAILED)

    assert told("2026-09-18", a_line(NOTICE, "2026-08-28"), failed, following=FIRM)[0][0] == "friendly"


@pytest.mark.parametrize(
    ("beginning", "why"), [(DUE, "due_passed"), (SHORT, "short_terms"), (KNOWN_LATE, "known_late")]
)
def test_a_notice_that_comes_too_late_says_why(beginning: Beginning, why: str) -> None:
    assert told("2026-09-05", following=FRIENDLY, beginning=beginning) == [("notice", why, None)]


def test_short_terms_leave_the_notice_out_before_the_due_date_too() -> None:
    assert told("2026-08-30", following=FRIENDLY, beginning=SHORT) == [("notice", "short_terms", None)]


def test_where_it_is_silent_only_what_is_certain_is_told() -> None:
    assert told("2026-09-30", a_line(NOTICE, "2026-08-28"), SENT) == []


def test_a_step_of_no_ladder_changes_nothing() -> None:
    plan = Step("plan:1:notice", 0, FRIENDLY.channel, FRIENDLY.severity, "plan_notice")

    assert told("2026-09-30", a_line(NOTICE, "2026-08-28"), SENT, following=plan) == []


def test_of_a_ladder_that_is_finished_each_step_says_what_became_of_it() -> None:
    lines = (a_line(NOTICE, "2026-08-28"), SENT, a_line(FORMAL, "2026-10-05"))

    assert told("2026-10-20", *lines, is_finished=True) == [
        ("firm", "later_taken", "formal"),
        ("call", "later_taken", "formal"),
    ]


def test_where_nothing_took_its_place_nothing_is_claimed() -> None:
    found = passed_over(DUE, (FORMAL,), (), None, True, FRANCE, day("2026-09-05"))

    assert found == ()


def test_of_three_that_are_late_the_one_that_is_taken_has_the_place_of_both() -> None:
    calls = tuple(
        replace(CALL, id=name, offset=offset)
        for name, offset in (("first-call", 10), ("call", 20), ("last-call", 45))
    )

    found = passed_over(DUE, calls, (), calls[2], False, FRANCE, day("2026-10-25"))
    assert [(x.step.id, x.by and x.by.id) for x in found] == [
        ("first-call", "last-call"),
        ("call", "last-call"),
    ]


def test_what_was_said_under_an_earlier_policy_stands_at_the_place_of_its_like() -> None:
    earlier = a_line(replace(FRIENDLY, id="first-word", offset=6), "2026-09-08")

    assert told("2026-09-18", a_line(NOTICE, "2026-08-28"), earlier, following=FIRM) == []
