"""What the mailbox in memory does beyond every other: it fails and withholds when it is told to."""

from datetime import UTC, datetime

import pytest

from connector.core.errors import AuthExpired
from connector.core.mailbox import Fetched, MailboxAccess, Security
from connector.inbox.memory import MemoryMailReader

AT = datetime(2026, 3, 9, 8, 30, tzinfo=UTC)
ACCESS = MailboxAccess("mail.example", 993, Security.TLS, "anna", "secret")


def test_an_error_is_raised_once() -> None:
    reader = MemoryMailReader()
    reader.arrives(b"A", AT)
    reader.fails(AuthExpired("no"))

    with pytest.raises(AuthExpired):
        reader.read(ACCESS, None, AT)

    assert reader.check(ACCESS) == len(reader.read(ACCESS, None, AT).mails) == 1


def test_looking_fails_as_reading_does() -> None:
    reader = MemoryMailReader()
    reader.fails(AuthExpired("no"))

    with pytest.raises(AuthExpired):
        reader.check(ACCESS)


def test_one_that_is_withheld_is_told_and_keeps_so_under_another_number() -> None:
    reader = MemoryMailReader()
    gone = reader.arrives(b"A", AT)
    withheld = reader.withheld(AT)
    reader.leaves(gone)

    before = reader.read(ACCESS, None, AT).mails
    reader.renumbered()
    after = reader.read(ACCESS, None, AT).mails

    assert before == (Fetched(withheld, b"", None, is_cut=True),)
    assert after == (Fetched(1, b"", None, is_cut=True),)
