"""What a mail server gives back: reports after RFC 3464, and those in its own words."""

from datetime import date

import pytest

from connector.core.bounces import bounced
from connector.core.incoming import Bounced, BounceKind, Incoming, IncomingKind
from connector.core.mail_read import read_incoming

ANNA = "anna@atelier.example"
DAEMON = "MAILER-DAEMON@mx.example"
OURS = (
    "Received: from a by mx.example with ESMTP id 4Zx9Yw1234; Mon\n"
    "Message-ID: <ours@atelier.example>\nTo: d@d.example\n"
)


def report(
    *groups: str, sender: str = DAEMON, head: str = "report; report-type=delivery-status", back: str = OURS
) -> bytes:
    """A report of several groups of fields, with the headers of what came back."""
    fields = "\n".join(
        f"{x.strip()}\n" for x in ("Reporting-MTA: dns; mx.example\nX-Postfix-Queue-ID: 4ABC", *groups)
    )
    return (
        f"From: {sender}\nTo: {ANNA}\nSubject: Undelivered\n"
        f'Content-Type: multipart/{head}; boundary="cut"\n\n'
        f"--cut\n\nIt could not be delivered.\n--cut\nContent-Type: message/delivery-status\n\n{fields}"
        f"--cut\nContent-Type: text/rfc822-headers\n\n{back}\n--cut--\n"
    ).encode()


def group(address: str = "d@d.example", status: str = "5.1.1", action: str = "failed", **more: str) -> str:
    fields = {"Final-Recipient": f"rfc822; {address}", "Action": action, "Status": status}
    fields |= {name.replace("_", "-"): value for name, value in more.items()}
    return "".join(f"{name}: {value}\n" for name, value in fields.items() if value)


def notice(text: str, sender: str = DAEMON, **head: str) -> bytes:
    headers = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in head.items())
    return f"From: {sender}\nTo: {ANNA}\n{headers}\n{text}".encode()


def read(raw: bytes) -> Incoming:
    return read_incoming(raw, date(2026, 11, 24))


def back_of(raw: bytes) -> list[tuple[str, str, str]]:
    found = read(raw)
    assert found.kind is IncomingKind.BOUNCE
    return [(x.address, x.kind.value, x.status) for x in found.bounced]


def test_a_report_names_the_address_the_message_and_its_names_on_the_way() -> None:
    found = read(report(group(Diagnostic_Code="smtp; 550 5.1.1 nobody here")))

    assert found.bounced == (
        Bounced("d@d.example", BounceKind.BAD_ADDRESS, "5.1.1", "550 5.1.1 nobody here"),
    )
    assert found.answers == ("ours@atelier.example",)
    assert found.relay_ids == ("4ABC", "4Zx9Yw1234", "ours")


def test_what_is_delayed_or_was_delivered_is_not_given_back() -> None:
    said = (group(action="delayed", status="4.4.1"), group("e@d.example", "2.0.0", "delivered"))

    assert back_of(report(*said)) == []


@pytest.mark.parametrize(("status", "count"), [("5.1.1", 1), ("4.4.1", 0), ("2.1.5", 0), ("", 1)])
def test_where_the_action_is_missing_the_code_says_it(status: str, count: int) -> None:
    assert len(back_of(report(group(status=status, action="")))) == count


def test_whom_we_wrote_to_counts_before_where_it_ended() -> None:
    forwarded = group("inner@elsewhere.example", Original_Recipient="rfc822;d+2Bx@d.example")

    assert [x[0] for x in back_of(report(forwarded))] == ["d+x@d.example"]


def test_each_address_is_given_back_once() -> None:
    assert [x[0] for x in back_of(report(group(), group(), group("e@d.example")))] == [
        "d@d.example",
        "e@d.example",
    ]


@pytest.mark.parametrize("recipient", ["x400; /c=fr", "rfc822; nobody", r"utf-8; \x{110000}"])
def test_a_recipient_that_is_no_address_is_left_out(recipient: str) -> None:
    said = f"Final-Recipient: {recipient}\nAction: failed\nStatus: 5.1.1\n"

    assert back_of(report(said)) == []


def test_a_report_without_the_message_names_none() -> None:
    found = read(report(group(), back=""))

    assert (found.answers, found.relay_ids) == ((), ("4ABC",))
    assert len(found.bounced) == 1


def test_a_report_that_a_person_forwards_is_his_mail() -> None:
    raw = report(group(), sender="dupont@dupont.example", head="mixed")

    assert read(raw).kind is IncomingKind.REPLY
    assert read(b"Return-Path: <>\n" + raw).kind is IncomingKind.BOUNCE


def test_of_very_many_addresses_the_first_are_given_back() -> None:
    assert len(back_of(report(*(group(f"d{n}@d.example") for n in range(120))))) == 50


@pytest.mark.parametrize(
    ("status", "words", "kind"),
    [
        ("5.1.1", "", "bad_address"),
        ("4.2.2", "", "passing"),
        ("5.2.2", "", "passing"),
        ("5.2.1", "", "passing"),
        ("5.2.3", "", "too_large"),
        ("5.7.1", "", "policy"),
        ("5.6.0", "", "unclear"),
        ("", "mailbox is full", "passing"),
        ("", "550 no such user", "bad_address"),
        ("", "550 sender address unknown user unknown", "unclear"),
        ("5.0.0", "Host or domain name not found", "bad_address"),
        ("", "message size exceeds the limit", "too_large"),
        ("", "550 blocked by our spam filter", "policy"),
        ("", "451 later, please", "passing"),
        ("", "552 no more", "passing"),
        ("", "connection timed out", "passing"),
        ("", "550 no", "unclear"),
        ("5.0.0", "550 5.0.0 then 5.1.1 there", "bad_address"),
    ],
)
def test_a_refusal_says_of_its_address(status: str, words: str, kind: str) -> None:
    assert bounced("d@d.example", status, words).kind.value == kind


QMAIL = (
    "Hi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to deliver your message.\n\n"
    "<d@d.example>:\n10.0.0.1 does not like recipient.\nIt said: 550 5.1.1 no such user\nGiving up.\n\n"
    "--- Below this line is a copy of the message.\n\nReturn-Path: <anna@atelier.example>\n"
    "Message-ID: <ours@atelier.example>\n\nDear customer\n"
)
EXIM = (
    "A message that you sent could not be delivered to one or more of its recipients.\n\n"
    "  d@d.example\n    all relevant MX records point to non-existent hosts: 550 unknown domain\n\n"
    "------ This is a copy of the message's headers. ------\n\nMessage-ID: <ours@atelier.example>\n"
)


@pytest.mark.parametrize("text", [QMAIL, EXIM])
def test_a_server_may_tell_in_its_own_words(text: str) -> None:
    found = read(notice(text, Subject="failure notice"))

    assert [(x.address, x.kind) for x in found.bounced] == [("d@d.example", BounceKind.BAD_ADDRESS)]
    assert found.answers == ("ours@atelier.example",)


def test_a_list_of_failed_recipients_counts_before_the_words() -> None:
    raw = notice(EXIM, X_Failed_Recipients="e@d.example, anna@atelier.example")

    assert [x[0] for x in back_of(raw)] == ["e@d.example"]


def test_an_address_within_a_sentence_is_found_by_its_refusal() -> None:
    text = "Delivery has failed.\n\nThe mail for d@d.example was refused: 550 5.1.1 user unknown"

    assert back_of(notice(text)) == [("d@d.example", "bad_address", "5.1.1")]


def test_where_no_address_is_named_whoever_alone_it_went_to_is_meant() -> None:
    text = "It was undeliverable: mailbox is full.\n\n--- original message follows\n\n"

    assert back_of(notice(f"{text}Message-ID: <ours@x>\nTo: d@d.example\n\nDear")) == [
        ("d@d.example", "passing", "")
    ]
    assert back_of(notice(f"{text}Message-ID: <ours@x>\nTo: d@d.example, e@d.example\n")) == []


def test_a_server_that_still_tries_gives_nothing_back() -> None:
    text = "Your message to d@d.example has not yet been delivered. It will be retried: 451 4.4.1 no answer"

    assert back_of(notice(text, Subject="Delivery delayed")) == []


def test_who_may_not_be_answered_is_no_mail_server_for_that() -> None:
    away = "I am away until 4 December. For urgent matters: colleague@d.example, 450 12 12"

    assert read(notice(away, sender="d@d.example", Return_Path="<>")).kind is not IncomingKind.BOUNCE
    told = "Delivery has failed: 550 5.1.1 d@d.example"
    assert read(notice(told, sender="relay@mx.example", Return_Path="<>")).kind is IncomingKind.BOUNCE


def test_a_daemon_that_tells_of_something_else_gives_nothing_back() -> None:
    assert read(notice("Your password ends soon.")).kind is not IncomingKind.BOUNCE


def test_a_separator_without_headers_brings_no_message() -> None:
    found = read(
        notice("undeliverable:\nd@d.example 550 5.1.1 unknown user\n--- original message\n\n\nnothing of it")
    )

    assert found.answers == ()
    assert [x.address for x in found.bounced] == ["d@d.example"]


def test_what_is_said_of_an_address_first_counts() -> None:
    text = "It could not be delivered.\n\nd@d.example\n550 5.1.1 unknown user\n\nd@d.example\n451 later\n"

    assert back_of(notice(text)) == [("d@d.example", "bad_address", "5.1.1")]


def test_words_of_one_address_end_with_a_blank_line() -> None:
    text = "It could not be delivered:\n\nd@d.example\n\n550 5.1.1 unknown user\n\nRegards, 554 spam\n"

    (found,) = read(notice(text)).bounced
    assert (found.kind, found.words) == (BounceKind.BAD_ADDRESS, "550 5.1.1 unknown user")
