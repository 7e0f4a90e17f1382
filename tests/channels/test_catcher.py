"""The mail catcher keeps what it gets, and no more than it may."""

import smtplib
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest

from connector.channels.catcher import Catcher
from connector.channels.smtp import SmtpChannel
from connector.core.errors import Refused
from tests.channels.made import PDF, a_message


def test_a_message_is_kept_with_its_envelope(catcher: Catcher) -> None:
    message = a_message(cc=("boss@nord.example",), bcc=("archive@nord.example",), attachments=(PDF,))

    with SmtpChannel(catcher.url) as channel:
        channel.deliver(message)

    (caught,) = catcher.all()
    assert (caught.number, caught.mail_from) == (1, "anna@nord.example")
    assert caught.rcpt_to == ("compta@lune.example", "boss@nord.example", "archive@nord.example")
    assert (caught.message_id, caught.text, caught.html) == (message.message_id, message.text, message.html)
    assert [part.get_filename() for part in caught.message.iter_attachments()] == [PDF.name]
    assert catcher.get(1) is caught
    assert catcher.get(2) is None


def test_lines_that_begin_with_a_dot_arrive_as_they_were(catcher: Catcher) -> None:
    text = ".\n..\n.invoice\n" + "a" * 75 + ".\n." + "b" * 80 + "\n.\n"

    with SmtpChannel(catcher.url) as channel:
        channel.deliver(a_message(text=text))

    assert catcher.all()[0].text == text


def test_an_address_outside_ascii_gets_its_mail(catcher: Catcher) -> None:
    with SmtpChannel(catcher.url) as channel:
        channel.deliver(a_message(to=("jürgen@münchen.example",), sender="zoë@nord.example"))

    (caught,) = catcher.all()
    assert caught.rcpt_to == ("jürgen@xn--mnchen-3ya.example",)
    assert caught.mail_from == "zoë@nord.example"
    assert "To: jürgen@".encode() in caught.content


def test_only_the_newest_messages_stay() -> None:
    with Catcher(kept=2) as catcher, SmtpChannel(catcher.url) as channel:
        for _ in range(3):
            channel.deliver(a_message())

        assert [caught.number for caught in catcher.all()] == [2, 3]
        assert catcher.count == 3
        catcher.clear()
        assert catcher.all() == ()


def test_it_takes_mail_from_several_at_once_and_is_read_meanwhile(catcher: Catcher) -> None:
    def one(_: int) -> int:
        with SmtpChannel(catcher.url) as channel:
            channel.deliver(a_message())
        return len(catcher.all())

    with ThreadPoolExecutor(4) as threads:
        seen = list(threads.map(one, range(20)))

    assert max(seen) == 20
    assert sorted(caught.number for caught in catcher.all()) == list(range(1, 21))


def test_it_listens_on_this_machine_only(catcher: Catcher) -> None:
    assert catcher.url == f"smtp://127.0.0.1:{catcher.port}"
    assert catcher.port != 0


def test_a_taken_port_is_refused_with_a_sentence(catcher: Catcher) -> None:
    with pytest.raises(Refused, match=f"Port {catcher.port} .* Choose another one"):
        Catcher(catcher.port).start()


def test_a_stopped_catcher_is_gone_and_what_it_caught_is_not() -> None:
    catcher = Catcher().start()
    line = smtplib.SMTP("127.0.0.1", catcher.port, "[127.0.0.1]")
    with SmtpChannel(catcher.url) as channel:
        channel.deliver(a_message())

    catcher.stop()
    catcher.stop()

    assert len(catcher.all()) == 1
    with pytest.raises(smtplib.SMTPServerDisconnected):
        line.noop()
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", catcher.port)):
        pass
