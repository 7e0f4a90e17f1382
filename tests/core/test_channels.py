"""How a step reaches the customer: an address that is missing is never silence (section 5, channels)."""

from dataclasses import replace

import pytest

from connector.core.invoice import Contact, Role
from connector.core.policy import Channel
from tests.core.builders import CALL, FRIENDLY, a_customer, a_ladder, a_line, at, told
from tests.core.story import Story

SMS = replace(FRIENDLY, channel=Channel.SMS)
OR_LETTER = replace(FRIENDLY, fallbacks=(Channel.SMS, Channel.LETTER))
#: Nobody at the customer's can be written to.
UNKNOWN_ADDRESS = a_customer(contacts=(), phone=None)


def test_an_email_goes_to_the_billing_contacts() -> None:
    """Section 2: billing by default."""
    assert Story().day("2026-09-07")["F-1"].channel is Channel.EMAIL


def test_without_an_address_and_another_channel_somebody_must_find_one() -> None:
    """Section 5, channels: else a task."""
    story = Story(customer=UNKNOWN_ADDRESS)

    assert story.says("2026-09-07") == "task friendly, no_address"
    assert story.decisions["F-1"].channel is Channel.TASK


def test_without_an_address_the_next_channel_is_taken() -> None:
    """Section 5, channels: the policy names a letter next."""
    story = Story(customer=UNKNOWN_ADDRESS, policy=a_ladder(replace(FRIENDLY, fallbacks=(Channel.LETTER,))))

    assert story.says("2026-09-07") == "task friendly, letter_due"
    assert story.decisions["F-1"].channel is Channel.LETTER


@pytest.mark.parametrize(("phone", "channel"), [("+33 1", Channel.SMS), (None, Channel.LETTER)])
def test_a_text_message_needs_a_telephone(phone: str | None, channel: Channel) -> None:
    """Section 5, channels: no address, so the next channel."""
    story = Story(customer=a_customer(contacts=(), phone=phone), policy=a_ladder(OR_LETTER))

    assert story.day("2026-09-07")["F-1"].channel is channel


def test_a_text_message_to_nobody_s_telephone_is_a_task() -> None:
    """Section 5, channels: no address is not silence."""
    story = Story(customer=a_customer(phone=None), policy=a_ladder(SMS))

    assert story.says("2026-09-07") == "task friendly, no_address"


def test_a_step_whose_channel_was_opted_out_is_a_task() -> None:
    """Section 5, channels: opting out concerns a channel, never the debt."""
    story = Story(customer=a_customer(opted_out=frozenset({"email"})))

    assert story.says("2026-09-07") == "task friendly, opted_out"


def test_opting_out_of_one_channel_leaves_the_next() -> None:
    """Section 5, channels."""
    story = Story(customer=a_customer(opted_out=frozenset({"email", "sms"})), policy=a_ladder(OR_LETTER))

    assert story.says("2026-09-07") == "task friendly, letter_due"


def test_opting_out_of_text_messages_does_not_touch_the_emails() -> None:
    """Section 5, channels."""
    story = Story(customer=a_customer(opted_out=frozenset({"sms"})))

    assert story.says("2026-09-07") == "send friendly, step_due"


def test_a_missing_address_is_said_before_an_opted_out_channel() -> None:
    """Section 5, reasons, in order of precedence."""
    story = Story(customer=replace(UNKNOWN_ADDRESS, opted_out=frozenset({"email"})))

    assert story.says("2026-09-07") == "task friendly, no_address"


def test_a_customer_who_wants_no_calls_is_a_task_for_a_person() -> None:
    """Section 5, channels."""
    story = Story(customer=a_customer(opted_out=frozenset({"call"})), policy=a_ladder(CALL))

    assert story.says("2026-09-22") == "task call, opted_out"


def test_a_suppressed_address_is_no_address() -> None:
    """Scenario 34: find a contact."""
    dead = Contact("compta@atelier.test", suppressed_at=at("2026-08-01T09:00"))

    assert Story(customer=a_customer(contacts=(dead,))).says("2026-09-07") == "task friendly, no_address"


def test_a_step_writes_to_the_roles_it_names() -> None:
    """Section 2: a step names the roles it writes to."""
    chief = replace(FRIENDLY, roles=(Role.ESCALATION,))
    known = a_customer(contacts=(Contact("chief@atelier.test", Role.ESCALATION),))

    assert told(Story(customer=known, policy=a_ladder(chief)).day("2026-09-07")["F-1"]).startswith("send")
    assert Story(policy=a_ladder(chief)).says("2026-09-07") == "task friendly, no_address"


def test_addresses_come_in_order_and_each_once() -> None:
    """Section 2: a contact has one role or several."""
    customer = a_customer(
        contacts=(
            Contact("b@atelier.test"),
            Contact("a@atelier.test", Role.COPY),
            Contact("b@atelier.test", Role.COPY),
            Contact("c@atelier.test", suppressed_at=at("2026-08-01T09:00")),
        )
    )

    assert customer.addresses() == ("b@atelier.test",)
    assert customer.addresses((Role.BILLING, Role.COPY)) == ("b@atelier.test", "a@atelier.test")


def test_what_a_person_did_in_another_way_is_a_step_taken() -> None:
    """Section 5: a task with an outcome counts."""
    story = Story(customer=UNKNOWN_ADDRESS, history=[a_line(FRIENDLY, "2026-09-08", channel=Channel.TASK)])

    assert story.says("2026-09-09") == "wait firm until 2026-09-17, not_due"
