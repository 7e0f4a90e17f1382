"""The address of the mail server, as the owner writes it."""

import pytest

from connector.channels.server import Security, SmtpServer, parse_smtp_url
from connector.core.errors import Refused

HOST = "mail.example.com"


@pytest.mark.parametrize(
    ("text", "server"),
    [
        (f"smtp://{HOST}", SmtpServer(HOST, 587, Security.REQUIRED)),
        (f"smtps://{HOST}", SmtpServer(HOST, 465, Security.IMPLICIT)),
        (f" smtps://{HOST}:8465/ \n", SmtpServer(HOST, 8465, Security.IMPLICIT)),
        (f"smtp://{HOST}:25?starttls=never", SmtpServer(HOST, 25, Security.NEVER)),
        (f"smtp://{HOST}?starttls=offered", SmtpServer(HOST, 587, Security.OFFERED)),
        ("smtp://localhost:1025", SmtpServer("localhost", 1025, Security.OFFERED)),
        ("smtp://127.0.0.1:1025", SmtpServer("127.0.0.1", 1025, Security.OFFERED)),
        ("smtp://[::1]:1025", SmtpServer("::1", 1025, Security.OFFERED)),
        ("smtp://localhost?starttls=required", SmtpServer("localhost", 587, Security.REQUIRED)),
        (
            "smtp://anna%40nord.example:a%2Fb%23%25@[::1]:25?starttls=never",
            SmtpServer("::1", 25, Security.NEVER, "anna@nord.example", "a/b#%"),
        ),
        (
            f"smtp://anna:p@ss@{HOST}?starttls=offered",
            SmtpServer(HOST, 587, Security.OFFERED, "anna", "p@ss"),
        ),
    ],
)
def test_an_address_is_read(text: str, server: SmtpServer) -> None:
    assert parse_smtp_url(text) == server


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "must begin with smtp:// or smtps://"),
        ("mail.example.com:587", "must begin with"),
        ("http://mail.example.com", "must begin with"),
        ("smtp://", "names no host"),
        ("smtp://:587", "names no host"),
        ("smtp://mail..example.com", "names no host, or a wrong one"),
        ("smtp://[::1", "cannot be read"),
        (f"smtp://{HOST}:0", "from 1 to 65535"),
        (f"smtp://{HOST}:99999", "from 1 to 65535"),
        (f"smtp://{HOST}:mail", "from 1 to 65535"),
        (f"smtp://{HOST}/inbox", "after its port"),
        (f"smtp://anna@{HOST}", "has no password"),
        (f"smtp://:secret@{HOST}", "has no user name"),
        (f"smtp://anna:secret@{HOST}?starttls=never", "in clear"),
        (f"smtp://{HOST}?starttls=yes", "required, offered or never"),
        (f"smtp://{HOST}?starttls=implicit", "required, offered or never"),
        (f"smtp://{HOST}?starttls=", "required, offered or never"),
        (f"smtp://{HOST}?tls=1", "only starttls="),
        (f"smtps://{HOST}?starttls=required", "encrypted from the start"),
        (f"smtp://anna:a%00b@{HOST}", "%00"),
    ],
)
def test_a_wrong_one_is_refused_with_what_to_write(text: str, said: str) -> None:
    with pytest.raises(Refused, match=said.replace("?", r"\?")):
        parse_smtp_url(text)


@pytest.mark.parametrize(
    "text",
    [
        f"smtp://anna:hu/sh@{HOST}",
        f"smtp://anna:hu#sh@{HOST}",
        f"smtp://anna:hu?sh@{HOST}",
        f"smtp://anna:hush@{HOST}:x",
        f"anna:hush@{HOST}",
        f"smtp://anna:hush@{HOST}?starttls=never",
        "smtp://anna:hush@[::1",
    ],
)
def test_a_refusal_never_shows_the_password(text: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_smtp_url(text)

    assert "hu" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


def test_a_server_does_not_show_its_password() -> None:
    assert "hush" not in repr(parse_smtp_url(f"smtp://anna:hush@{HOST}"))


@pytest.mark.parametrize(
    ("host", "is_loopback"),
    [
        ("LOCALHOST", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("10.0.0.1", False),
        ("localhost.example.com", False),
        (HOST, False),
    ],
)
def test_what_stays_on_this_machine(host: str, is_loopback: bool) -> None:
    assert SmtpServer(host, 25, Security.NEVER).is_loopback is is_loopback
