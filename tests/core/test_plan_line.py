"""What a decision names beside its reason: the day, the step and the channel (section 11, `plan`)."""

from dataclasses import replace

import pytest

from connector.core.decision import Action
from connector.core.invoice import Customer
from connector.core.policy import Policy
from tests.core.builders import (
    CALL,
    FIRM,
    FRIENDLY,
    LADDER_5_15_30,
    STANDARD,
    a_customer,
    a_hold,
    a_ladder,
    a_line,
    an_invoice,
    day,
)
from tests.core.story import Story

NO_ADDRESS = a_customer(contacts=())
BY_LETTER = a_ladder(replace(FRIENDLY, channel=STANDARD.steps[-1].channel))


@pytest.mark.parametrize(("customer", "channel"), [(a_customer(), "email"), (NO_ADDRESS, "task")])
def test_a_step_that_is_not_due_names_how_it_will_go(customer: Customer, channel: str) -> None:
    """Section 11: only a hold and a stop have no channel."""
    story = Story(customer=customer)

    assert story.says("2026-09-04") == "wait friendly until 2026-09-07, not_due"
    assert story.decisions["F-1"].channel == channel


@pytest.mark.parametrize(("customer", "channel"), [(a_customer(), "email"), (NO_ADDRESS, "task")])
def test_a_step_that_waits_for_the_gap_names_how_it_will_go(customer: Customer, channel: str) -> None:
    """Section 11: only a hold and a stop have no channel."""
    story = Story(customer=customer, history=[a_line(FIRM, "2026-09-05", "F-9")])

    assert story.says("2026-09-07") == "wait friendly until 2026-09-08, gap"
    assert story.decisions["F-1"].channel == channel


@pytest.mark.parametrize(("customer", "channel"), [(a_customer(), "email"), (NO_ADDRESS, "task")])
def test_a_step_that_an_old_ledger_keeps_back_names_how_it_would_go(customer: Customer, channel: str) -> None:
    """Section 11: with ledger_too_old the day alone is not known."""
    story = Story(customer=customer)
    story.readings = {}

    assert story.says("2026-09-07") == "wait friendly, ledger_too_old"
    assert story.decisions["F-1"].channel == channel


@pytest.mark.parametrize(
    ("policy", "customer", "said"),
    [
        (a_ladder(replace(CALL, offset=5)), a_customer(), "task call, call_due"),
        (BY_LETTER, a_customer(), "task friendly, letter_due"),
        (LADDER_5_15_30, NO_ADDRESS, "task friendly, no_address"),
    ],
)
def test_a_task_is_one_for_today(policy: Policy, customer: Customer, said: str) -> None:
    """Section 11: `on` of what is to be done is the day of the plan."""
    story = Story(policy=policy, customer=customer)

    assert story.says("2026-09-07") == said
    assert story.decisions["F-1"].on == day("2026-09-07")


def test_a_call_that_gives_way_to_a_message_and_is_then_too_late_names_the_step_after_it() -> None:
    """Section 5: until the gap is over the call is skipped; the firm words' deadline ends on 1 October."""
    patient = replace(FIRM, deadline_days=14)
    ladder = a_ladder(FRIENDLY, patient, CALL, replace(STANDARD.steps[-1], offset=22))
    story = Story(
        an_invoice("F-1"),
        an_invoice("F-2", due_on="2026-09-17"),
        policy=ladder,
        history=[a_line(FRIENDLY, "2026-09-07"), a_line(patient, "2026-09-17")],
    )

    assert story.says("2026-09-22", "F-2") == "send friendly, step_due"
    assert story.says("2026-09-22", "F-1") == "wait formal until 2026-10-02, gap"


@pytest.mark.parametrize("text", ["2026-09-04", "2026-09-07", "2026-09-08"])
def test_whatever_is_decided_is_decided_in_the_customer_s_language(text: str) -> None:
    """Section 2: a customer has a language; what waits, leaves or is held bears it."""
    story = Story(customer=a_customer(language="de"), holds=[a_hold("pause", "2026-09-08")])

    assert story.day(text)["F-1"].language == "de"


@pytest.mark.parametrize(("reason", "action"), [("pause", Action.HOLD), ("handed_over", Action.STOP)])
def test_what_is_silent_tells_what_would_be_asked(reason: str, action: Action) -> None:
    """Section 11: the amount of a line is the open amount less its disputed part."""
    part = a_hold("dispute", "2026-09-03", amount=3_000)

    decision = Story(holds=[part, a_hold(reason, "2026-09-03")]).day("2026-09-07")["F-1"]

    assert (decision.action, decision.asked, decision.disputed) == (action, 7_000, 3_000)
