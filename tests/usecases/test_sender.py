"""A test message to oneself."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from connector.channels.reasons import DeliveryReason
from connector.core.domain import Standing
from connector.core.errors import Refused
from connector.core.history import State
from connector.usecases.sender import FAILED_AN_HOUR, TESTS_AN_HOUR, TrialWords, examine_sender, try_sender
from tests.scenarios.office import Office

Story = Callable[..., Office]
WORDS = TrialWords("A test", "From <Nord>.")


def try_it(office: Office) -> State:
    return try_sender(office.app, office.id, "me@atelier.example", WORDS, "me").state


def test_it_leaves_by_the_real_channel_as_a_reminder_would(story: Story) -> None:
    office = story(reply_to="answers@atelier.example")

    assert try_it(office) is State.SENT

    (sent,) = [x.message for x in office.mail.delivered]
    assert (sent.to, sent.sender, sent.subject) == (("me@atelier.example",), "anna@atelier.example", "A test")
    assert sent.sender_name.startswith("Anna Martin (")
    assert (sent.reply_to, sent.html) == ("answers@atelier.example", "<p>From &lt;Nord&gt;.</p>")


def test_so_many_an_hour_and_no_more(story: Story) -> None:
    office, other = story(), story()
    for _ in range(TESTS_AN_HOUR):
        try_it(office)

    with pytest.raises(Refused, match="try again later"):
        try_it(office)

    assert len(office.mail.delivered) == TESTS_AN_HOUR
    assert try_it(other) is State.SENT


def test_what_was_not_taken_locks_nobody_out_who_corrects_a_password(story: Story) -> None:
    office = story()
    for _ in range(TESTS_AN_HOUR + 1):
        office.mail.break_off(DeliveryReason.SMTP_AUTH)
        assert try_it(office) is State.RETRY

    assert try_it(office) is State.SENT


def test_but_nobody_tries_passwords_without_end(story: Story) -> None:
    office = story()
    for _ in range(FAILED_AN_HOUR):
        office.mail.break_off(DeliveryReason.SMTP_AUTH)
        try_it(office)

    with pytest.raises(Refused, match="have failed within an hour"):
        try_it(office)


def test_without_a_sender_or_a_mail_server_it_says_what_to_set(story: Story) -> None:
    office = story(sender=None)
    with pytest.raises(Refused, match="has no sender"):
        try_it(office)

    office.app = replace(office.app, channels={})
    with pytest.raises(Refused, match="RELANCE_SMTP_URL"):
        try_it(office)


def test_the_records_of_the_sender_s_domain_are_looked_at(story: Story) -> None:
    office = story()
    office.app = replace(
        office.app, domain_texts=lambda name: ("v=spf1 -all",) if name == "atelier.example" else ()
    )

    domain, found = examine_sender(office.app, office.id)

    assert domain == "atelier.example"
    assert [x.standing for x in found] == [Standing.THERE, Standing.UNSEEN, Standing.MISSING]


def test_where_no_mail_leaves_the_machine_nobody_is_asked(story: Story) -> None:
    office = story()

    with pytest.raises(Refused, match="nothing is asked"):
        examine_sender(office.app, office.id)
