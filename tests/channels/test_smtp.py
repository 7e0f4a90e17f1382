"""What only the mail server's channel does: the sender, and servers that cannot do everything."""

import pytest

from connector.channels.addresses import Mailbox
from connector.channels.catcher import Catcher
from connector.channels.smtp import SmtpChannel
from connector.core.errors import Refused
from connector.core.history import State
from connector.core.message import Verdict
from tests.channels.made import PDF, a_message, verdicts
from tests.channels.raw_server import RawServer

OWNER = Mailbox("Anna Martin, Atelier Nord", "billing@nord.example")


def test_a_wrong_address_of_the_server_is_refused_at_once() -> None:
    with pytest.raises(Refused, match="must begin with"):
        SmtpChannel("mail.example.com")


def test_a_message_without_a_sender_goes_out_in_the_owners_name(catcher: Catcher) -> None:
    with SmtpChannel(catcher.url, OWNER) as channel:
        channel.deliver(a_message(sender="", sender_name=""))
        channel.deliver(a_message())

    first, second = catcher.all()
    assert first.mail_from == OWNER.address
    assert first.message["From"] == '"Anna Martin, Atelier Nord" <billing@nord.example>'
    assert second.mail_from == "anna@nord.example"


@pytest.mark.parametrize("sender", ["", "nobody", "zoë@nord.example"])
def test_a_sender_the_server_cannot_take_fails_the_message(sender: str) -> None:
    with RawServer() as server, SmtpChannel(server.url) as channel:
        outcome = channel.deliver(a_message(sender=sender))

    assert (outcome.state, outcome.reason) == (State.FAILED, "sender_refused")
    assert "MAIL" not in server.verbs


def test_a_server_without_smtputf8_is_not_asked_for_what_it_cannot_do() -> None:
    with RawServer() as server, SmtpChannel(server.url) as channel:
        outcome = channel.deliver(a_message(to=("jürgen@lune.example", "compta@lune.example")))

    assert outcome.state is State.SENT
    assert verdicts(outcome) == {
        "jürgen@lune.example": Verdict.REFUSED,
        "compta@lune.example": Verdict.ACCEPTED,
    }
    assert server.verbs.count("RCPT") == 1
    assert b"To: compta@lune.example\r\n" in server.messages[0]


def test_what_the_server_can_do_is_used_and_nothing_else() -> None:
    able = "250-raw\r\n250-8BITMIME\r\n250 SMTPUTF8"

    with RawServer(EHLO=able) as server, SmtpChannel(server.url) as channel:
        channel.deliver(a_message())
        channel.deliver(a_message(to=("jürgen@lune.example",)))

    asked = [line for line in server.lines if line.upper().startswith("MAIL")]
    assert asked == [
        "mail FROM:<anna@nord.example>",
        "mail FROM:<anna@nord.example> BODY=8BITMIME SMTPUTF8",
    ]


def test_the_size_is_said_before_the_message_is() -> None:
    with RawServer() as server, SmtpChannel(server.url) as channel:
        channel.deliver(a_message(attachments=(PDF,)))

    assert f"mail FROM:<anna@nord.example> SIZE={len(server.messages[0])}" in server.lines


def test_a_message_larger_than_the_server_takes_is_not_even_said() -> None:
    with Catcher(data_size_limit=2000) as catcher, SmtpChannel(catcher.url) as channel:
        outcome = channel.deliver(a_message(attachments=(PDF,)))
        without = channel.deliver(a_message())

    assert (outcome.state, outcome.reason, outcome.is_too_large) == (State.RETRY, "too_large", True)
    assert without.state is State.SENT


def test_a_hostile_name_adds_no_recipient(catcher: Catcher) -> None:
    name = "Smith\r\nBcc: all@example.com"

    with SmtpChannel(catcher.url) as channel:
        channel.deliver(a_message(subject=f"Invoice of {name}", sender_name=name))

    (caught,) = catcher.all()
    assert caught.rcpt_to == ("compta@lune.example",)
    assert caught.message["Subject"] == "Invoice of Smith Bcc: all@example.com"
    assert caught.message["Bcc"] is None


def test_nothing_in_a_message_can_end_it_early() -> None:
    text = "first\r\n.\r\nMAIL FROM:<thief@example.com>\n.\nRCPT TO:<x@example.com>\r.\r"

    with RawServer() as server, SmtpChannel(server.url) as channel:
        channel.deliver(a_message(text=text))

    assert server.verbs == ["EHLO", "MAIL", "RCPT", "DATA", "QUIT"]
    assert len(server.messages) == 1
