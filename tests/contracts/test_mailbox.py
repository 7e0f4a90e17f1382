"""What every reader of a mailbox does, on the real one at a real mail server and on the one in memory."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Protocol

import pytest

from connector.core.mailbox import MailboxAccess, MailReader, Place, Round, Security
from connector.inbox.bounds import ALTOGETHER, LARGEST, MESSAGES
from connector.inbox.imap import ImapMailReader
from connector.inbox.memory import MemoryMailReader
from tests.mailserver import Dovecot, Mailbox, dovecot, needs_dovecot

AT = datetime(2026, 3, 9, 8, 30, tzinfo=UTC)
LONG_AGO = AT - timedelta(days=30)
A, B, C = (f"Subject: {x}\r\n\r\n{x}\r\n".encode() for x in "ABC")


class Stage(Protocol):
    """A reader, and what happens in the mailbox meanwhile."""

    access: MailboxAccess

    @property
    def reader(self) -> MailReader: ...

    def arrives(self, raw: bytes, at: datetime = AT) -> None: ...

    def leaves(self, raw: bytes) -> None: ...

    def renumbered(self) -> None: ...


class _Real:
    def __init__(self, server: Dovecot, user: str) -> None:
        self._server, self._user = server, user
        self._mailbox: Mailbox = server.mailbox(user)
        self.access = server.access(user)
        self.reader = ImapMailReader(ca_file=server.certificate.ca_file)

    def arrives(self, raw: bytes, at: datetime = AT) -> None:
        self._mailbox.deliver(raw, at)

    def leaves(self, raw: bytes) -> None:
        self._mailbox.remove(raw)

    def renumbered(self) -> None:
        self._mailbox.renumber()


class _InMemory:
    access = MailboxAccess("mail.example", 993, Security.TLS, "anna", "secret")

    def __init__(self) -> None:
        self.reader = MemoryMailReader()

    def arrives(self, raw: bytes, at: datetime = AT) -> None:
        self.reader.arrives(raw, at)

    def leaves(self, raw: bytes) -> None:
        lying = self.reader.read(self.access, None, datetime.min.replace(tzinfo=UTC)).mails
        for mail in lying:
            if mail.raw == raw:
                self.reader.leaves(mail.uid)

    def renumbered(self) -> None:
        self.reader.renumbered()


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with dovecot() as running:
        yield running


_users = count(1)


@pytest.fixture(params=["memory", pytest.param("imap", marks=needs_dovecot)])
def stage(request: pytest.FixtureRequest) -> Stage:
    if request.param == "memory":
        return _InMemory()
    return _Real(request.getfixturevalue("server"), f"anna{next(_users)}")


def read(stage: Stage, place: Place | None = None, since: datetime = LONG_AGO) -> Round:
    return stage.reader.read(stage.access, place, since)


def raws(brought: Round) -> list[bytes]:
    return [x.raw for x in brought.mails]


class TestEveryMailReader:
    def test_what_has_arrived_is_read_oldest_first_with_its_moment(self, stage: Stage) -> None:
        stage.arrives(A, AT)
        stage.arrives(B, AT + timedelta(hours=1))

        brought = read(stage)

        assert [(x.raw, x.received_at, x.is_cut) for x in brought.mails] == [
            (A, AT, False),
            (B, AT + timedelta(hours=1), False),
        ]
        assert [x.uid for x in brought.mails] == sorted(x.uid for x in brought.mails)
        assert not brought.is_more
        assert brought.place.last_uid >= brought.mails[-1].uid

    def test_nothing_is_read_twice_and_nothing_that_comes_later_is_missed(self, stage: Stage) -> None:
        stage.arrives(A)
        first = read(stage)
        stage.arrives(B)
        second = read(stage, first.place)
        third = read(stage, second.place)
        stage.arrives(C)

        assert [raws(x) for x in (first, second, third)] == [[A], [B], []]
        assert third.place == second.place
        assert raws(read(stage, third.place)) == [C]

    def test_an_empty_folder_has_a_place_too(self, stage: Stage) -> None:
        first = read(stage)
        stage.arrives(A, LONG_AGO - timedelta(days=300))

        assert (first.mails, first.is_more) == ((), False)
        assert raws(read(stage, first.place)) == [A]

    def test_a_folder_that_was_emptied_keeps_its_place(self, stage: Stage) -> None:
        stage.arrives(A)
        place = read(stage).place
        stage.leaves(A)

        assert read(stage, place) == Round(place)

    def test_a_first_reading_begins_with_the_very_second(self, stage: Stage) -> None:
        stage.arrives(A, AT - timedelta(days=40))
        stage.arrives(B, AT - timedelta(seconds=1))
        stage.arrives(C, AT)

        assert raws(read(stage, since=AT)) == [C]

    def test_what_is_left_out_by_its_age_is_left_out_for_good(self, stage: Stage) -> None:
        stage.arrives(A, AT - timedelta(days=40))
        place = read(stage, since=AT).place
        stage.arrives(B, AT)

        assert raws(read(stage, place, since=AT)) == [B]

    def test_an_older_message_moved_in_behind_is_read(self, stage: Stage) -> None:
        place = read(stage, since=AT).place
        stage.arrives(A, AT - timedelta(days=40))

        assert raws(read(stage, place, since=AT)) == [A]

    def test_a_renumbered_folder_is_read_again_by_date_and_nothing_is_lost(self, stage: Stage) -> None:
        stage.arrives(A, AT - timedelta(days=40))
        stage.arrives(B, AT)
        first = read(stage, since=AT)
        stage.arrives(C, AT)
        stage.renumbered()

        second = read(stage, first.place, since=AT)
        third = read(stage, second.place, since=AT)

        assert raws(second) == [B, C]
        assert second.place.uid_validity != first.place.uid_validity
        assert raws(third) == []

    def test_a_round_is_bounded_and_the_rest_follows(self, stage: Stage) -> None:
        sent = [f"Subject: {n}\r\n\r\n".encode() for n in range(MESSAGES + 2)]
        for raw in sent:
            stage.arrives(raw)

        first = read(stage)
        second = read(stage, first.place)

        assert (len(first.mails), first.is_more) == (MESSAGES, True)
        assert first.place.last_uid == first.mails[-1].uid
        assert raws(first) + raws(second) == sent
        assert not second.is_more

    def test_a_round_is_bounded_in_bytes(self, stage: Stage) -> None:
        sent = [f"Subject: {n}\r\n\r\n".encode() + b"x" * (LARGEST - 100) for n in range(21)]
        for raw in sent:
            stage.arrives(raw)

        first = read(stage)
        second = read(stage, first.place)

        assert sum(map(len, raws(first))) <= ALTOGETHER
        assert first.is_more and not second.is_more
        assert raws(first) + raws(second) == sent

    def test_of_a_long_message_its_beginning_is_read(self, stage: Stage) -> None:
        long = b"Subject: long\r\n\r\n" + b"x" * (3 * LARGEST)
        exact = long[:LARGEST]
        for raw in (long, exact, B):
            stage.arrives(raw)

        assert [(x.raw, x.is_cut) for x in read(stage).mails] == [
            (exact, True),
            (exact, False),
            (B, False),
        ]

    def test_what_stands_there_is_counted(self, stage: Stage) -> None:
        before = stage.reader.check(stage.access)
        stage.arrives(A)
        stage.arrives(B)

        assert (before, stage.reader.check(stage.access)) == (0, 2)
