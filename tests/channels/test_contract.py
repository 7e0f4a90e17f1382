"""What every channel must do, on the real one against a real mail server and on the one in memory."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from connector.channels.catcher import Catcher
from connector.channels.memory import WHOLE_MESSAGE, MemoryChannel, Script
from connector.channels.smtp import SmtpChannel
from connector.core.history import State
from connector.core.message import Verdict
from connector.core.ports import Channel
from tests.channels.made import PDF, a_message, verdicts

BILLING = "compta@lune.example"
OTHER = "achats@lune.example"
COPY = "anna@nord.example"


@dataclass(frozen=True)
class Stage:
    """A channel, what the other side will say, and for whom messages were taken."""

    channel: Channel
    script: Script
    messages: "Catcher | MemoryChannel"

    def taken_for(self) -> list[tuple[str, ...]]:
        if isinstance(self.messages, Catcher):
            return [caught.rcpt_to for caught in self.messages.all()]
        return [delivered.accepted for delivered in self.messages.delivered]


def smtp_stage() -> Iterator[Stage]:
    with Catcher() as catcher, SmtpChannel(catcher.url) as channel:
        yield Stage(channel, catcher.script, catcher)


def memory_stage() -> Iterator[Stage]:
    channel = MemoryChannel()
    yield Stage(channel, channel.script, channel)


@pytest.fixture(params=[smtp_stage, memory_stage], ids=["smtp", "memory"])
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    yield from request.param()


class TestEveryChannel:
    def test_a_message_is_sent_once(self, stage: Stage) -> None:
        outcome = stage.channel.deliver(a_message())

        assert (outcome.state, outcome.reason, outcome.is_too_large) == (State.SENT, "sent", False)
        assert verdicts(outcome) == {BILLING: Verdict.ACCEPTED}
        assert outcome.relay_id == "1"
        assert stage.taken_for() == [(BILLING,)]

    def test_copies_go_with_it(self, stage: Stage) -> None:
        outcome = stage.channel.deliver(
            a_message(to=(BILLING, OTHER), cc=(COPY,), bcc=("boss@nord.example",))
        )

        assert outcome.state is State.SENT
        assert stage.taken_for() == [(BILLING, OTHER, COPY, "boss@nord.example")]

    def test_an_address_named_twice_gets_it_once(self, stage: Stage) -> None:
        stage.channel.deliver(a_message(to=(BILLING, BILLING), cc=(BILLING, COPY), bcc=(COPY,)))

        assert stage.taken_for() == [(BILLING, COPY)]

    def test_one_who_was_left_out_gets_it_alone_and_word_for_word(self, stage: Stage) -> None:
        stage.script.say(OTHER, "450 4.2.0 Busy")
        whole = a_message(to=(BILLING, OTHER), cc=(COPY,), bcc=("boss@nord.example",))

        first = stage.channel.deliver(whole)
        second = stage.channel.deliver(replace(whole, only_for=(OTHER,)))

        assert verdicts(first)[OTHER] is Verdict.LATER
        assert (second.state, verdicts(second)) == (State.SENT, {OTHER: Verdict.ACCEPTED})
        assert stage.taken_for() == [(BILLING, COPY, "boss@nord.example"), (OTHER,)]
        if isinstance(stage.messages, Catcher):
            assert len({caught.content for caught in stage.messages.all()}) == 1

    def test_one_who_was_left_out_is_left_out_again(self, stage: Stage) -> None:
        stage.script.say(OTHER, "450 4.2.0 Busy")

        outcome = stage.channel.deliver(a_message(to=(BILLING, OTHER), only_for=(OTHER,)))

        assert (outcome.state, verdicts(outcome)) == (State.RETRY, {OTHER: Verdict.LATER})
        assert stage.taken_for() == []

    def test_without_a_billing_address_it_has_failed(self, stage: Stage) -> None:
        outcome = stage.channel.deliver(a_message(to=(), cc=(COPY,)))

        assert (outcome.state, outcome.reason) == (State.FAILED, "no_recipient")
        assert stage.taken_for() == []

    @pytest.mark.parametrize(
        ("reply", "state", "reason", "verdict"),
        [
            ("550 5.1.1 User unknown", State.FAILED, "bad_address", Verdict.BAD_ADDRESS),
            ("550 5.7.1 Relaying denied", State.FAILED, "refused", Verdict.REFUSED),
            ("451 4.7.1 Greylisted, come back", State.RETRY, "greylisted", Verdict.LATER),
            ("452 4.5.3 Too many", State.RETRY, "try_later", Verdict.LATER),
            ("552 5.2.2 Mailbox full", State.RETRY, "mailbox_full", Verdict.LATER),
            ("552 5.2.3 Too big", State.FAILED, "too_large", Verdict.TOO_LARGE),
        ],
    )
    def test_the_only_recipient_is_refused(
        self, stage: Stage, reply: str, state: State, reason: str, verdict: Verdict
    ) -> None:
        stage.script.say(BILLING, reply)

        outcome = stage.channel.deliver(a_message())

        assert (outcome.state, outcome.reason) == (state, reason)
        assert [(a.verdict, f"{a.code} {a.text}") for a in outcome.answers] == [(verdict, reply)]
        assert stage.taken_for() == []

    def test_greylisted_and_tried_again_is_sent_once(self, stage: Stage) -> None:
        stage.script.say(BILLING, "451 4.7.1 Greylisted")

        states = [stage.channel.deliver(a_message()).state for _ in range(2)]

        assert states == [State.RETRY, State.SENT]
        assert stage.taken_for() == [(BILLING,)]

    def test_one_of_two_is_refused_and_the_other_gets_it(self, stage: Stage) -> None:
        stage.script.always_say(OTHER, "550 5.1.1 User unknown")

        outcome = stage.channel.deliver(a_message(to=(OTHER, BILLING)))

        assert outcome.state is State.SENT
        assert verdicts(outcome) == {OTHER: Verdict.BAD_ADDRESS, BILLING: Verdict.ACCEPTED}
        assert stage.taken_for() == [(BILLING,)]

    def test_where_only_copies_would_be_accepted_nothing_leaves(self, stage: Stage) -> None:
        stage.script.always_say(BILLING, "550 5.1.1 User unknown")

        outcome = stage.channel.deliver(a_message(cc=(COPY,), bcc=("boss@nord.example",)))

        assert (outcome.state, outcome.reason) == (State.FAILED, "bad_address")
        assert verdicts(outcome) == {BILLING: Verdict.BAD_ADDRESS}
        assert stage.taken_for() == []

    def test_a_refused_copy_does_not_keep_the_message_back(self, stage: Stage) -> None:
        stage.script.say(COPY, "550 5.1.1 User unknown")

        outcome = stage.channel.deliver(a_message(cc=(COPY,)))

        assert outcome.state is State.SENT
        assert verdicts(outcome) == {BILLING: Verdict.ACCEPTED, COPY: Verdict.BAD_ADDRESS}

    def test_what_is_no_address_is_a_bad_one(self, stage: Stage) -> None:
        outcome = stage.channel.deliver(a_message(to=("x@y.example>\r\nRCPT TO:<all@example.com",)))

        assert (outcome.state, outcome.reason) == (State.FAILED, "bad_address")
        assert stage.taken_for() == []

    @pytest.mark.parametrize(
        "reply", ["552 5.3.4 Message too big", "552 5.2.3 Too big", "552 Too much mail data"]
    )
    def test_too_large_asks_for_another_try_without_the_pdf(self, stage: Stage, reply: str) -> None:
        stage.script.say(WHOLE_MESSAGE, reply)

        first = stage.channel.deliver(a_message(attachments=(PDF,)))
        second = stage.channel.deliver(a_message())

        assert (first.state, first.reason, first.is_too_large) == (State.RETRY, "too_large", True)
        assert (second.state, second.is_too_large) == (State.SENT, False)
        assert stage.taken_for() == [(BILLING,)]

    def test_too_large_without_any_pdf_has_failed(self, stage: Stage) -> None:
        stage.script.say(WHOLE_MESSAGE, "552 5.3.4 Message too big")

        outcome = stage.channel.deliver(a_message())

        assert (outcome.state, outcome.reason, outcome.is_too_large) == (State.FAILED, "too_large", False)

    @pytest.mark.parametrize(
        ("reply", "state", "reason", "verdict"),
        [
            ("451 4.3.0 Try again", State.RETRY, "try_later", Verdict.LATER),
            ("554 5.7.1 Looks like spam", State.FAILED, "refused", Verdict.REFUSED),
            ("550 5.1.1 User unknown", State.FAILED, "bad_address", Verdict.BAD_ADDRESS),
        ],
    )
    def test_the_whole_message_is_refused(
        self, stage: Stage, reply: str, state: State, reason: str, verdict: Verdict
    ) -> None:
        stage.script.say(WHOLE_MESSAGE, reply)
        stage.script.say(OTHER, "550 5.7.1 Not you")

        outcome = stage.channel.deliver(a_message(to=(BILLING, OTHER)))

        assert (outcome.state, outcome.reason) == (state, reason)
        assert verdicts(outcome) == {BILLING: verdict, OTHER: Verdict.REFUSED}
        assert stage.taken_for() == []

    def test_a_whole_message_refused_for_an_address_blames_nobody_of_two(self, stage: Stage) -> None:
        stage.script.say(WHOLE_MESSAGE, "550 5.1.1 User unknown")

        outcome = stage.channel.deliver(a_message(to=(BILLING, OTHER)))

        assert (outcome.state, outcome.reason) == (State.FAILED, "refused")
        assert set(verdicts(outcome).values()) == {Verdict.REFUSED}
