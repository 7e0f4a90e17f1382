"""A step through the provider: the plain case alone is left to it (decision 0015)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from connector.core.history import State
from connector.core.invoice import Contact, Reading
from connector.core.policy import Channel, Conditions
from tests.core.builders import (
    FIRM,
    FORMAL,
    FRIENDLY,
    a_credit,
    a_customer,
    a_hold,
    a_ladder,
    a_line,
    an_invoice,
    at,
    day,
    policies,
)
from tests.core.story import Story

THROUGH = replace(FRIENDLY, channel=Channel.PROVIDER)
OR_LETTER = replace(THROUGH, fallbacks=(Channel.LETTER,))
GONE = Contact("old@atelier.test", suppressed_at=at("2026-08-01T09:00"))


def a_story(*invoices: Any, step: Any = THROUGH, can_send: bool = True, **facts: Any) -> Story:
    """F-1 is due on 2 September, its friendly step on Monday the 7th."""
    story = Story(*invoices, policy=a_ladder(step, FIRM), **facts)
    now = at("2026-09-01T09:00")
    story.readings = {"file": Reading(now, now + timedelta(days=60), can_send)}
    return story


def channels(story: Story, on: str = "2026-09-07") -> set[str]:
    return {str(x.channel) for x in story.day(on).values()}


def test_the_account_mails_what_is_plain() -> None:
    assert channels(a_story()) == {"provider"}


@pytest.mark.parametrize(
    ("facts", "channel"),
    [
        ({"can_send": False}, "email"),
        ({"credits": [a_credit(10_00, "2026-09-01")]}, "email"),
        ({"credits": [a_credit(10_00, "2026-09-01", currency="USD")]}, "provider"),
        ({"holds": [a_hold("dispute", "2026-09-01", amount=10_00)]}, "email"),
        ({"customer": a_customer(contacts=(GONE, Contact("new@atelier.test")))}, "email"),
        ({"customer": a_customer(contacts=())}, "task"),
        ({"customer": a_customer(opted_out=frozenset({"email"}))}, "task"),
        ({"customer": a_customer(opted_out=frozenset({"provider"}))}, "task"),
        ({"customer": a_customer(opted_out=frozenset({"provider"})), "step": OR_LETTER}, "letter"),
        ({"customer": a_customer(opted_out=frozenset({"sms"}))}, "provider"),
    ],
    ids=str,
)
def test_our_own_mailer_stands_in_where_it_cannot_say_what_we_would(
    facts: dict[str, Any], channel: str
) -> None:
    assert channels(a_story(**facts)) == {channel}


def test_of_an_account_that_was_never_read_nothing_is_left_to_it() -> None:
    story = a_story()
    story.readings = {}

    assert story.says("2026-09-07") == "wait friendly, ledger_too_old"
    assert story.decisions["F-1"].channel is Channel.EMAIL


def test_two_due_invoices_go_in_one_voice_by_our_own_mailer() -> None:
    story = a_story(an_invoice("F-1"), an_invoice("F-2"))

    assert channels(story) == {"email"}
    assert [len(x.decisions) for x in story.messages("2026-09-07")] == [2]


def test_beside_a_mail_of_another_step_too() -> None:
    story = a_story(an_invoice("F-1"), an_invoice("F-2", due_on=day("2026-08-21")))
    story.lines.append(a_line(FRIENDLY, "2026-08-26", "F-2"))

    assert channels(story) == {"email"}


def test_what_waits_beside_it_leaves_it_to_the_account() -> None:
    story = a_story(an_invoice("F-1"), an_invoice("F-2", due_on=day("2026-09-09")))

    assert story.day("2026-09-07")["F-1"].channel is Channel.PROVIDER


def test_what_the_account_refused_waits_for_a_person() -> None:
    story = a_story()
    refused: dict[str, Any] = {"state": State.FAILED, "failed_at": at("2026-09-07T09:00")}
    story.lines.append(a_line(THROUGH, None, **refused))

    assert story.says("2026-09-08") == "hold, delivery_failed"


def test_where_the_step_names_another_channel_that_one_is_taken() -> None:
    story = a_story(step=OR_LETTER)
    refused: dict[str, Any] = {"state": State.FAILED, "failed_at": at("2026-09-07T09:00")}
    story.lines.append(a_line(THROUGH, None, **refused))

    assert story.says("2026-09-08") == "task friendly, letter_due"


def test_which_policy_names_it_may_depend_on_his_language() -> None:
    story = a_story()
    french = Conditions(languages=frozenset({"fr"}))
    story.policies = policies(a_ladder(THROUGH, FIRM), a_ladder(OR_LETTER, name="french", conditions=french))
    refused: dict[str, Any] = {"state": State.FAILED, "failed_at": at("2026-09-07T09:00")}
    story.lines.append(a_line(THROUGH, None, **refused))

    assert story.says("2026-09-08") == "task friendly, letter_due"


def test_once_its_cause_has_changed_the_account_is_asked_again() -> None:
    story = a_story(step=OR_LETTER, customer=a_customer(address_changed_at=at("2026-09-07T10:00")))
    refused: dict[str, Any] = {"state": State.FAILED, "failed_at": at("2026-09-07T09:00")}
    story.lines.append(a_line(THROUGH, None, **refused))

    assert channels(story, "2026-09-08") == {"provider"}


class TestAFormalNotice:
    def test_does_not_follow_the_account_s_words_alone(self) -> None:
        """Section 5, deadlines: the firm step is what must have been said."""
        story = a_story()
        story.policies = Story(
            policy=a_ladder(FRIENDLY, replace(FIRM, channel=Channel.PROVIDER), FORMAL)
        ).policies
        story.lines.append(a_line(replace(FIRM, channel=Channel.PROVIDER), "2026-09-17", deadline_on=None))

        assert story.says("2026-10-02") == "task formal, needs_person"

    def test_follows_a_friendly_reminder_of_ours_where_the_firm_one_is_the_account_s(self) -> None:
        story = a_story()
        through = replace(FIRM, channel=Channel.PROVIDER)
        story.policies = Story(policy=a_ladder(FRIENDLY, through, FORMAL)).policies
        story.lines.append(a_line(FRIENDLY, "2026-09-07"))
        story.lines.append(a_line(through, "2026-09-17", deadline_on=None))

        assert story.says("2026-10-02") == "task formal, letter_due"

    def test_is_not_prepared_by_a_step_of_the_account(self) -> None:
        story = a_story()
        story.policies = Story(
            policy=a_ladder(FRIENDLY, replace(FIRM, channel=Channel.PROVIDER), FORMAL)
        ).policies

        assert story.says("2026-10-02") == "send friendly, step_due"
