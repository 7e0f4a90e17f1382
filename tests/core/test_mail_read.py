"""Whole mails: of what kind they are, and what they answer."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.core.incoming import Incoming, IncomingKind, ReplySort
from connector.core.mail_read import read_incoming

TODAY = date(2026, 11, 24)
REPLY = """From: "Boss <boss@else.example>" <Dupont@Dupont.example>
To: Anna <anna+t0Ken@atelier.example>
Cc: x@atelier.example
Subject: =?utf-8?q?Re=3A_Facture_r=C3=A9gl=C3=A9e=3F?=
Message-ID: <his@dupont.example>
In-Reply-To: <second@atelier.example>
References: <first@atelier.example> <second@atelier.example>
Date: Tue, 24 Nov 2026 09:00:00 +0100

We will pay on Friday.

On 23 Nov 2026 Anna wrote:
> Please pay by 1 December.
"""


def read(text: str, **headers: str) -> Incoming:
    head = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in headers.items())
    return read_incoming((head + text).encode(), TODAY)


def test_a_reply_is_read_whole() -> None:
    mail = read(REPLY)

    assert mail.kind is IncomingKind.REPLY
    assert (mail.sender, mail.subject) == ("dupont@dupont.example", "Re: Facture réglée?")
    assert mail.message_id == "his@dupont.example"
    assert mail.answers == ("second@atelier.example", "first@atelier.example")
    assert mail.relay_ids == ("second", "first")
    assert mail.written_to == ("anna+t0Ken@atelier.example", "x@atelier.example")
    assert mail.sent_at == datetime(2026, 11, 24, 8, tzinfo=UTC)
    assert mail.text == "We will pay on Friday."
    assert mail.sorted is not None
    assert (mail.sorted.sort, mail.sorted.day) == (ReplySort.PROMISE, date(2026, 11, 27))


def test_a_page_is_read_where_there_is_no_plain_text() -> None:
    mail = read("Content-Type: text/html\n\n<p>We contest it.</p><blockquote>Pay!</blockquote>")

    assert mail.text.startswith("We contest it.")
    assert mail.sorted is not None and mail.sorted.sort is ReplySort.DISPUTE


def test_what_is_attached_is_not_said() -> None:
    raw = (
        'Content-Type: multipart/mixed; boundary="cut"\n\n--cut\n\nSee there.\n'
        "--cut\nContent-Disposition: attachment\n\nWe paid.\n--cut--\n"
    )

    assert read(raw).text == "See there."


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; x"},
        {"Precedence": "bulk"},
        {"X_Autoreply": "yes"},
        {"Subject": "Réponse automatique : Facture"},
        {"Subject": "Out of office"},
    ],
)
def test_what_no_person_wrote_is_automatic(headers: dict[str, str]) -> None:
    mail = read("\nBack on 4 December.", From="d@d.example", **headers)

    assert (mail.kind, mail.back_on) == (IncomingKind.AUTOMATIC, date(2026, 12, 4))


@pytest.mark.parametrize("headers", [{"Auto_Submitted": "no"}, {"Subject": "Re: Out of office"}, {}])
def test_what_a_person_wrote_is_a_reply(headers: dict[str, str]) -> None:
    assert read("\nHello", From="d@d.example", **headers).kind is IncomingKind.REPLY


@pytest.mark.parametrize(
    "head",
    [
        'Content-Type: multipart/report; report-type=disposition-notification; boundary="cut"\n\n--cut--',
        'Content-Type: multipart/report; boundary="cut"\n\n'
        "--cut\nContent-Type: message/disposition-notification\n\nx\n--cut--",
    ],
)
def test_who_opened_a_mail_has_answered_nothing(head: str) -> None:
    mail = read(head, In_Reply_To="<ours@atelier.example>")

    assert (mail.kind, mail.answers, mail.back_on) == (
        IncomingKind.AUTOMATIC,
        ("ours@atelier.example",),
        None,
    )


@pytest.mark.parametrize(("date_", "at"), [("", None), ("yesterday", None), ("Tue, 24 Nov 2026 09:00:00", 9)])
def test_when_it_was_written_may_not_be_known(date_: str, at: int | None) -> None:
    found = read("\n", Date=date_).sent_at

    assert found == (None if at is None else datetime(2026, 11, 24, at, tzinfo=UTC))


def test_what_it_answers_itself_counts_before_what_came_earlier() -> None:
    mail = read("\n", In_Reply_To="<this@x>", References="<first@x> <second@x>")

    assert mail.answers == ("this@x", "second@x", "first@x")


def test_whoever_names_nobody_is_nobody() -> None:
    mail = read("From: nobody at all\n\nHello")

    assert (mail.sender, mail.message_id, mail.answers, mail.written_to) == ("", "", (), ())


@given(st.binary(max_size=400))
def test_any_bytes_are_read(raw: bytes) -> None:
    mail = read_incoming(raw, TODAY)

    assert "\0" not in mail.text + mail.subject


@given(st.integers(0, len(REPLY)), st.binary(max_size=30), st.dates())
def test_a_mail_may_break_anywhere_on_any_day(place: int, noise: bytes, today: date) -> None:
    raw = REPLY.encode()
    read_incoming(raw[:place] + noise + raw[place:], today, is_cut=True)
