"""Replies and absences in six languages, written apart from the rules: how many of them are read right.

A sort is a suggestion to a person. What must not be wrong is a day of payment, and that it is paid.
"""

import json
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from connector.core.incoming import Incoming, IncomingKind, ReplySort, SortedReply
from connector.core.mail_read import read_incoming

HERE = Path(__file__).parent


def told(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((HERE / name).read_text(encoding="utf-8"))
    return found


@dataclass(frozen=True)
class Read:
    """A mail as it was written, what it is, and what we make of it."""

    known: dict[str, Any]
    read: Incoming

    @property
    def sorted(self) -> SortedReply:
        assert self.read.sorted is not None, self.known["subject"]
        return self.read.sorted


def read(known: dict[str, Any], **headers: str) -> Read:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "someone@customer.example", known["subject"]
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(known["text"])
    return Read(known, read_incoming(bytes(mail), date.fromisoformat(known["today"])))


REPLIES = [read(x) for x in told("replies.json")]
ABSENCES = [read(x, Auto_Submitted="auto-replied") for x in told("absences.json")]


def test_more_than_half_are_sorted_right() -> None:
    """They were made to be hard, and without sight of the rules: 38 of 72 when they were first read."""
    wrong = [
        f"{x.known['language']} {x.known['sort']}, read as {x.sorted.sort}: {x.known['note']}"
        for x in REPLIES
        if x.sorted.sort.value != x.known["sort"]
    ]
    assert len(wrong) < len(REPLIES) / 2, "\n".join(wrong)


def test_no_day_of_payment_is_made_up() -> None:
    wrong = [
        f"{x.known['language']} {x.known['day']}, read as {x.sorted.day}: {x.known['note']}"
        for x in REPLIES
        if x.sorted.sort is ReplySort.PROMISE and x.sorted.day and str(x.sorted.day) != x.known["day"]
    ]
    assert wrong == []


def test_nothing_is_read_as_paid_that_is_not() -> None:
    wrong = [
        f"{x.known['language']} {x.known['sort']}: {x.sorted.sentence}"
        for x in REPLIES
        if x.sorted.sort is ReplySort.PAID and x.known["sort"] != "paid"
    ]
    assert wrong == []


@pytest.mark.parametrize("one", REPLIES, ids=lambda x: x.known["subject"])
def test_the_sentence_that_decided_is_his_own(one: Read) -> None:
    assert one.read.kind is IncomingKind.REPLY
    words = " ".join(f"{one.known['subject']} {one.known['text']}".split())
    assert one.sorted.sentence in words
    assert bool(one.sorted.sentence) is (one.sorted.sort is not ReplySort.OTHER)


def test_who_is_away_is_back_on_his_day() -> None:
    wrong = [
        f"{x.known['language']} {x.known['back_on']}, read as {x.read.back_on}: {x.known['text'][:80]}"
        for x in ABSENCES
        if str(x.read.back_on) != str(x.known["back_on"])
    ]
    assert wrong == []
