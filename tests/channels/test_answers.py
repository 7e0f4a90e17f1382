"""The table of replies: who is written to again, and who is not."""

import pytest

from connector.channels.answers import Reply, ended, nobody_took_it, relay_id, verdict_of
from connector.channels.reasons import REASONS, DeliveryReason
from connector.core.history import State
from connector.core.message import Outcome, RecipientAnswer, Verdict

ACCEPTED, BAD, REFUSED = Verdict.ACCEPTED, Verdict.BAD_ADDRESS, Verdict.REFUSED
LATER, LARGE = Verdict.LATER, Verdict.TOO_LARGE


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        ("250 2.1.5 OK", ACCEPTED),
        ("251 User not local; will forward", ACCEPTED),
        ("252 Cannot verify", ACCEPTED),
        ("550 5.1.1 The email account does not exist", BAD),
        ("550 5.1.2 Host unknown", BAD),
        ("501 5.1.3 Bad syntax", BAD),
        ("551 5.1.6 Moved", BAD),
        ("556 5.1.10 Null MX", BAD),
        ("550 5.4.4 Unable to route", BAD),
        ("550 5.01.001 leading noughts", BAD),
        ("550 5.1.11 another code", REFUSED),
        ("550 5.1.8 Bad sender", REFUSED),
        ("550 5.2.1 Disabled", REFUSED),
        ("550 5.7.1 Relaying denied: user unknown", REFUSED),
        ("550 5.4.1 Recipient address rejected: Access denied", REFUSED),
        ("552 5.7.0 Content blocked", REFUSED),
        ("554 5.7.26 Unauthenticated", REFUSED),
        ("450 4.2.1 Mailbox busy", LATER),
        ("451 Greylisted", LATER),
        ("450 5.1.1 contradicts itself", LATER),
        ("421 Closing", LATER),
        ("552 5.2.2 Mailbox full", LATER),
        ("550 5.3.1 System full", LATER),
        ("550 5.4.5 Congestion", LATER),
        ("523 5.2.3 Too large for this mailbox", LARGE),
        ("554 5.3.4 Too large for this system", LARGE),
        ("550 User unknown", BAD),
        ("550 No such user here", BAD),
        ("550 5.0.0 Unknown user", BAD),
        ("550 5.1.0 Address unknown", BAD),
        ("550 4.1.1 Recipient not found", BAD),
        ("550 Requested action not taken: mailbox does not exist", BAD),
        ("550 <x@lune.example>: Recipient address rejected: User unknown in virtual mailbox table", BAD),
        ("551 User not local; try <y@lune.example>", BAD),
        ("553 no mailbox here by that name", BAD),
        ("550 Requested action not taken: mailbox unavailable", REFUSED),
        ("550 Sender address does not exist", REFUSED),
        ("550 Unknown user in Return-Path", REFUSED),
        ("550 Administrative prohibition", REFUSED),
        ("554 Transaction failed", REFUSED),
    ],
)
def test_what_a_reply_says_of_a_recipient(line: str, verdict: Verdict) -> None:
    assert verdict_of(Reply.of(line), has_attachments=True) is verdict
    assert verdict_of(Reply.of(line), has_attachments=False) is verdict


def test_a_bare_552_means_the_pdf_if_there_is_one_and_else_the_mailbox() -> None:
    bare = Reply.of("552 Exceeded storage allocation")

    assert verdict_of(bare, has_attachments=True) is LARGE
    assert verdict_of(bare, has_attachments=False) is LATER


def answered(*lines: str, has_attachments: bool = False) -> Outcome:
    replies = [Reply.of(line) for line in lines]
    answers = [
        RecipientAnswer(f"{n}@lune.example", verdict_of(reply, has_attachments), reply.code, reply.text)
        for n, reply in enumerate(replies)
    ]
    return nobody_took_it(answers, has_attachments)


@pytest.mark.parametrize(
    ("lines", "has_attachments", "state", "reason", "is_too_large"),
    [
        (["550 5.1.1 x", "550 5.1.1 x"], False, State.FAILED, "bad_address", False),
        (["550 5.1.1 x", "550 5.7.1 x"], False, State.FAILED, "refused", False),
        (["550 5.1.1 x", "450 4.7.1 Greylisted"], False, State.RETRY, "greylisted", False),
        (["550 5.7.1 x", "450 4.2.2 x"], False, State.RETRY, "mailbox_full", False),
        (["552 5.2.3 x", "550 5.1.1 x"], True, State.RETRY, "too_large", True),
        (["552 5.2.3 x", "450 4.2.1 x"], True, State.RETRY, "too_large", True),
        (["552 5.2.3 x", "450 4.2.1 x"], False, State.RETRY, "try_later", False),
        (["552 5.2.3 x", "550 5.1.1 x"], False, State.FAILED, "too_large", False),
    ],
)
def test_when_nobody_took_it_the_most_hopeful_answer_decides(
    lines: list[str], has_attachments: bool, state: State, reason: str, is_too_large: bool
) -> None:
    outcome = answered(*lines, has_attachments=has_attachments)

    assert (outcome.state, outcome.reason, outcome.is_too_large) == (state, reason, is_too_large)
    assert len(outcome.answers) == len(lines)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2.0.0 Ok: queued as 4Zk1QF0Yz2", "4Zk1QF0Yz2"),
        ("OK id=1tAbCd-000000012Ab-3xYz", "1tAbCd-000000012Ab-3xYz"),
        ("2.0.0 OK  1762867200 d2e1a72-7b8c.12 - gsmtp", "d2e1a72-7b8c.12"),
        ("2.6.0 <a@b> [InternalId=12345, Hostname=X.example] 9 bytes Queued mail for delivery", "12345"),
        ("2.0.0 5AB8 Message accepted for delivery", "5AB8"),
        ("Ok 0102018f3c9a7e11-0a1b2c3d-000000", "0102018f3c9a7e11-0a1b2c3d-000000"),
        ("2.0.0 OK", None),
        ("", None),
    ],
)
def test_the_servers_own_id_is_read(text: str, said: str | None) -> None:
    assert relay_id(text) == said


@pytest.mark.parametrize("reason", DeliveryReason)
def test_every_reason_has_a_state_and_a_sentence(reason: DeliveryReason) -> None:
    meaning = REASONS[reason]

    assert meaning.state in (State.SENT, State.RETRY, State.FAILED, State.UNKNOWN)
    assert meaning.sentence.endswith(".")
    assert ended(reason).state is meaning.state
