"""Against Dovecot, which shares no line of code with ours: no trace, protection, names, refusals."""

import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from imaplib import IMAP4
from itertools import count
from typing import Any

import pytest

from connector.core.errors import AuthExpired, Rejected
from connector.core.mailbox import MailboxAccess, Security
from connector.core.told import Told
from connector.inbox.bounds import Allowance
from connector.inbox.imap import ImapMailReader
from connector.inbox.wire import Client
from tests.mailserver import PASSWORD, Dovecot, dovecot, needs_dovecot

pytestmark = needs_dovecot
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
RAW = b"Subject: one\r\n\r\nHello\r\n"
_names = count(1)


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with dovecot() as running:
        yield running


@pytest.fixture
def user() -> str:
    return f"bruno{next(_names)}"


@pytest.fixture
def reader(server: Dovecot) -> ImapMailReader:
    return ImapMailReader(ca_file=server.certificate.ca_file)


def raws(reader: ImapMailReader, access: MailboxAccess) -> list[bytes]:
    return [x.raw for x in reader.read(access, None, LONG_AGO).mails]


def flags_and_counts(other: IMAP4) -> list[Any]:
    """What another program sees of the folder; asking it changes nothing."""
    return [
        other.status("INBOX", "(MESSAGES RECENT UNSEEN UIDNEXT UIDVALIDITY)"),
        other.select("INBOX", readonly=True),
        other.fetch("1:*", "(UID FLAGS)"),
    ]


def test_reading_leaves_no_trace(server: Dovecot, reader: ImapMailReader, user: str) -> None:
    mailbox = server.mailbox(user)
    for n in range(3):
        mailbox.deliver(b"Subject: %d\r\n\r\n" % n)
    with server.beside(user) as other:
        other.select("INBOX")
        other.store("2", "+FLAGS", "(\\Seen \\Flagged)")
        mailbox.deliver(RAW)
        other.noop()
        other.close()
        before, files = flags_and_counts(other), mailbox.files()

        brought = reader.read(server.access(user), None, LONG_AGO)

        assert len(brought.mails) == 4
        assert flags_and_counts(other) == before
        assert mailbox.files() == files


def test_what_is_new_stays_new_for_the_program_that_opens_it_next(
    server: Dovecot, reader: ImapMailReader, user: str
) -> None:
    mailbox = server.mailbox(user)
    mailbox.deliver(RAW)

    reader.read(server.access(user), None, LONG_AGO)
    reader.check(server.access(user))

    assert [x.parent.name for x in mailbox.folder.rglob("*.mail.example")] == ["new"]
    with server.beside(user) as other:
        other.select("INBOX")
        assert other.response("RECENT") == ("RECENT", [b"1"])


@pytest.mark.parametrize("security", Security)
def test_it_reads_under_each_protection(
    server: Dovecot, reader: ImapMailReader, user: str, security: Security
) -> None:
    server.mailbox(user).deliver(RAW)

    assert raws(reader, server.access(user, security)) == [RAW]


@pytest.mark.parametrize(
    "folder", ["Boîte de réception", 'Notes & "Dettes"', "日本 (1)", "Back\\slash", "123"]
)
def test_a_folder_is_found_whatever_its_name(
    server: Dovecot, reader: ImapMailReader, user: str, folder: str
) -> None:
    server.mailbox(user).deliver(RAW)
    server.mailbox(user).create(folder).deliver(RAW + b"there")

    assert raws(reader, server.access(user, folder=folder)) == [RAW + b"there"]


def test_a_folder_that_is_not_there_is_told_with_those_that_are(
    server: Dovecot, reader: ImapMailReader, user: str
) -> None:
    server.mailbox(user).deliver(RAW)
    server.mailbox(user).create("Boîte de réception")

    with pytest.raises(Rejected, match=r"«Posteingang».*There are: .*Boîte de réception.*") as caught:
        reader.check(server.access(user, folder="Posteingang"))

    assert "INBOX" in str(caught.value)


NAME = 'zoé "zo" \\ roy'


def test_a_name_and_a_password_are_taken_as_they_are(server: Dovecot, reader: ImapMailReader) -> None:
    server.mailbox(NAME).deliver(RAW)

    assert raws(reader, server.access(NAME)) == [RAW]
    assert not PASSWORD.isascii() and '"' in PASSWORD and "\\" in PASSWORD


def test_they_are_quoted_for_a_server_that_takes_them_by_its_first_command_alone(server: Dovecot) -> None:
    context = ssl.create_default_context(cafile=server.certificate.ca_file)
    client = Client(server.access(NAME), context, Allowance(lambda: 0.0))

    client.wire.login(NAME, PASSWORD)

    assert client.wire.state == "AUTH"
    client.leave(politely=True)


@pytest.mark.parametrize("wrong", ["wrong", "", " ", PASSWORD + "x", "é" * 300])
def test_a_wrong_password_is_told_and_not_repeated(
    server: Dovecot, reader: ImapMailReader, user: str, wrong: str
) -> None:
    with pytest.raises(AuthExpired) as caught:
        reader.check(server.access(user, password=wrong))

    told = caught.value.args[0]
    assert isinstance(told, Told) and told.code == "not_in"
    assert len(wrong) < 2 or (wrong not in f"{told}{told.others}" and wrong not in repr(caught.value))


@pytest.mark.parametrize("field", ["user", "password", "folder"])
@pytest.mark.parametrize("sign", ["\r\nA1 LOGOUT\r\n", "\0", "\x7f", "\ud800"])
def test_what_could_end_a_line_is_not_sent(
    server: Dovecot, reader: ImapMailReader, user: str, field: str, sign: str
) -> None:
    access = server.access(user)
    typed: dict[str, Any] = {field: f"{getattr(access, field)}{sign}"}
    changed = replace(access, **typed)

    with pytest.raises(AuthExpired, match="a character that cannot be typed"):
        reader.check(changed)


def test_another_program_may_be_in_it_meanwhile(server: Dovecot, reader: ImapMailReader, user: str) -> None:
    mailbox = server.mailbox(user)
    for n in range(3):
        mailbox.deliver(b"Subject: %d\r\n\r\n" % n)
    with server.beside(user) as other:
        other.select("INBOX")
        first = reader.read(server.access(user), None, LONG_AGO)
        other.store("1:2", "+FLAGS", "\\Deleted")
        other.expunge()
        mailbox.deliver(RAW)

        second = reader.read(server.access(user), first.place, LONG_AGO)

    assert ([x.raw for x in second.mails], second.is_more) == ([RAW], False)


def test_a_server_that_came_back_is_read_from_where_it_was(user: str) -> None:
    with dovecot() as other:
        reader = ImapMailReader(ca_file=other.certificate.ca_file)
        other.mailbox(user).deliver(RAW)
        place = reader.read(other.access(user), None, LONG_AGO).place
        other.stop()
        with pytest.raises(Exception, match="takes no connection"):
            reader.read(other.access(user), place, LONG_AGO)
        other.start()
        other.mailbox(user).deliver(RAW + b"2")

        assert [x.raw for x in reader.read(other.access(user), place, LONG_AGO).mails] == [RAW + b"2"]
