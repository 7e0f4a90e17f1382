"""At which point it broke decides: before 354 nothing has left, after it nobody knows."""

import pytest

from connector.channels.smtp import SmtpChannel
from connector.core.history import State
from connector.core.message import Outcome, Verdict
from tests.channels.made import PDF, a_message, verdicts
from tests.channels.raw_server import DROP, HANG, RawServer

BEFORE_354 = ["greeting", "EHLO", "MAIL", "RCPT", "DATA"]


def attempt(server: RawServer, timeout: float = 20.0, **changed: object) -> Outcome:
    with server, SmtpChannel(server.url, timeout=timeout) as channel:
        return channel.deliver(a_message(**changed))


@pytest.mark.parametrize("phase", BEFORE_354)
def test_broken_off_before_354_is_tried_again(phase: str) -> None:
    server = RawServer(**{phase: DROP})

    outcome = attempt(server)

    assert (outcome.state, outcome.reason) == (State.RETRY, "connection")
    assert server.messages == []


@pytest.mark.parametrize("phase", BEFORE_354)
def test_no_answer_before_354_is_tried_again(phase: str) -> None:
    server = RawServer(**{phase: HANG})

    outcome = attempt(server, timeout=0.3)

    assert (outcome.state, outcome.reason) == (State.RETRY, "timeout")
    assert server.messages == []


@pytest.mark.parametrize("phase", ["MAIL", "RCPT", "DATA"])
def test_421_before_354_is_tried_again(phase: str) -> None:
    server = RawServer(**{phase: "421 4.3.2 Closing"})

    outcome = attempt(server)

    assert (outcome.state, outcome.reason) == (State.RETRY, "busy")
    assert [(a.verdict, a.code) for a in outcome.answers] == [(Verdict.LATER, 421)]
    assert server.messages == []


def test_421_for_the_second_recipient_keeps_the_first_ones_message_back() -> None:
    server = RawServer(RCPT=["250 OK", "421 Too many"])

    outcome = attempt(server, to=("a@lune.example", "b@lune.example"))

    assert (outcome.state, server.messages) == (State.RETRY, [])
    assert "DATA" not in server.verbs


@pytest.mark.parametrize("phase", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("words", ["hello?", "150 wait", "250 " + "long" * 3000], ids=len)
def test_an_answer_without_sense_before_354_is_tried_again(phase: str, words: str) -> None:
    server = RawServer(**{phase: words})

    outcome = attempt(server)

    assert (outcome.state, outcome.reason, server.messages) == (State.RETRY, "protocol", [])


@pytest.mark.parametrize(
    ("greeting", "reason"),
    [("421 4.3.2 Too busy", "busy"), ("554 5.7.1 Your network is not welcome", "connection")],
)
def test_a_greeting_that_refuses_us_is_tried_again_with_its_words(greeting: str, reason: str) -> None:
    outcome = attempt(RawServer(greeting=greeting))

    assert (outcome.state, outcome.reason) == (State.RETRY, reason)
    assert [f"{a.code} {a.text}" for a in outcome.answers] == [greeting]


def test_no_server_at_all_is_tried_again() -> None:
    with RawServer() as server:
        url = server.url

    outcome = SmtpChannel(url).deliver(a_message())

    assert (outcome.state, outcome.reason, outcome.answers) == (State.RETRY, "connection", ())


def test_an_old_server_without_ehlo_is_spoken_to_as_well() -> None:
    server = RawServer(EHLO="502 5.5.1 not here")

    assert attempt(server).state is State.SENT
    assert server.verbs[:3] == ["EHLO", "HELO", "MAIL"]


@pytest.mark.parametrize(
    ("reply", "state", "reason", "verdict"),
    [
        ("451 4.3.0 Try again", State.RETRY, "try_later", Verdict.LATER),
        ("452 4.3.1 System storage", State.RETRY, "try_later", Verdict.LATER),
        ("552 5.3.1 System full", State.RETRY, "mailbox_full", Verdict.LATER),
        ("530 5.7.0 Authentication required", State.RETRY, "smtp_auth", Verdict.LATER),
        ("550 5.7.1 Not your domain", State.FAILED, "sender_refused", Verdict.REFUSED),
        ("550 5.1.1 No such user", State.FAILED, "sender_refused", Verdict.REFUSED),
        ("552 5.3.4 Too big", State.FAILED, "too_large", Verdict.TOO_LARGE),
    ],
)
def test_mail_from_is_refused(reply: str, state: State, reason: str, verdict: Verdict) -> None:
    server = RawServer(MAIL=reply)

    outcome = attempt(server, cc=("copy@nord.example",))

    assert (outcome.state, outcome.reason) == (state, reason)
    assert verdicts(outcome) == {"compta@lune.example": verdict, "copy@nord.example": verdict}
    assert "RCPT" not in server.verbs


def test_mail_from_is_refused_for_its_size_with_a_pdf() -> None:
    outcome = attempt(RawServer(MAIL="552 Message size exceeds fixed limit"), attachments=(PDF,))

    assert (outcome.state, outcome.is_too_large) == (State.RETRY, True)


def test_signing_in_asked_for_at_the_recipient_is_a_matter_of_settings() -> None:
    outcome = attempt(RawServer(RCPT="530 5.7.0 Authentication required"))

    assert (outcome.state, outcome.reason) == (State.RETRY, "smtp_auth")


def test_with_every_billing_address_refused_no_data_is_said() -> None:
    server = RawServer(RCPT=["550 5.1.1 No such user", "450 4.2.1 Later"])

    outcome = attempt(server, to=("a@lune.example", "b@lune.example"), cc=("copy@nord.example",))

    assert (outcome.state, outcome.reason) == (State.RETRY, "try_later")
    assert server.verbs.count("RCPT") == 2
    assert "DATA" not in server.verbs


@pytest.mark.parametrize(
    ("reply", "state", "reason"),
    [
        ("451 4.3.0 Not now", State.RETRY, "try_later"),
        ("554 5.5.1 No valid recipients", State.FAILED, "refused"),
        ("250 fine", State.RETRY, "protocol"),
    ],
)
def test_data_is_not_answered_with_354(reply: str, state: State, reason: str) -> None:
    server = RawServer(DATA=reply)

    outcome = attempt(server)

    assert (outcome.state, outcome.reason) == (state, reason)
    assert server.messages == []


@pytest.mark.parametrize("phase", ["content", "dot"])
def test_broken_off_after_354_nobody_knows(phase: str) -> None:
    outcome = attempt(RawServer(**{phase: DROP}))

    assert (outcome.state, outcome.reason) == (State.UNKNOWN, "broken_after_data")
    assert verdicts(outcome) == {"compta@lune.example": Verdict.ACCEPTED}


@pytest.mark.parametrize("phase", ["content", "dot"])
def test_no_answer_after_354_nobody_knows(phase: str) -> None:
    outcome = attempt(RawServer(**{phase: HANG}), timeout=1.0)

    assert (outcome.state, outcome.reason) == (State.UNKNOWN, "timeout_after_data")


def test_a_line_cut_in_the_middle_of_a_large_message_is_unknown() -> None:
    large = PDF.content * 800

    outcome = attempt(RawServer(content=DROP), attachments=(type(PDF)("big.pdf", large),))

    assert (outcome.state, outcome.reason) == (State.UNKNOWN, "broken_after_data")


@pytest.mark.parametrize("words", ["hello?", "354 more", "25"])
def test_a_last_answer_without_sense_is_unknown(words: str) -> None:
    outcome = attempt(RawServer(dot=words))

    assert (outcome.state, outcome.reason) == (State.UNKNOWN, "unclear_after_data")


@pytest.mark.parametrize(
    ("reply", "state", "reason"),
    [
        ("421 4.3.2 Closing", State.RETRY, "busy"),
        ("451 4.7.1 Greylisting in action", State.RETRY, "greylisted"),
        ("452 4.2.2 Over quota", State.RETRY, "mailbox_full"),
        ("550 5.7.26 Unauthenticated mail", State.FAILED, "refused"),
    ],
)
def test_a_definite_no_after_the_dot_is_believed(reply: str, state: State, reason: str) -> None:
    outcome = attempt(RawServer(dot=reply))

    assert (outcome.state, outcome.reason) == (state, reason)


def test_the_servers_own_id_is_kept() -> None:
    assert attempt(RawServer()).relay_id == "4Zk1"


def test_a_yes_without_any_words_is_a_yes() -> None:
    outcome = attempt(RawServer(dot="250"))

    assert (outcome.state, outcome.relay_id) == (State.SENT, None)
