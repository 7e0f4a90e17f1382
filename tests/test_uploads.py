"""Files that were handed in on a page: whose they are, and how long they are there."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connector.core.invoice import Organisation
from connector.core.ledger_files import FileRead
from connector.core.wishes import Wishes
from connector.uploads import KEPT, MOST, Uploads

NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)
OURS = Organisation("ours", "Nord", "FR", "Europe/Paris", "fr", "EUR")
THEIRS = Organisation("theirs", "Sud", "FR", "Europe/Paris", "fr", "EUR")
LEDGER = b"number,customer,total,open,due_on\nF-1,Dupont,100.00,100.00,2026-08-01\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "uploads"


@pytest.fixture
def uploads(folder: Path) -> Uploads:
    return Uploads(folder)


def the_one(folder: Path, key: str) -> Path:
    (found,) = folder.glob(f"*{key}")
    return found


def read(uploads: Uploads, key: str, whose: Organisation = OURS, at: datetime = NOW) -> FileRead | None:
    return uploads.read(whose, key, Wishes(), at)


def test_what_was_kept_is_read_by_another_process_too(uploads: Uploads, folder: Path) -> None:
    key = uploads.keep("ours", LEDGER, NOW)

    found = read(Uploads(folder), key)

    assert found is not None and found.is_sound
    assert (found.rows, found.columns["customer"], found.headers[0]) == (1, "customer", "number")
    assert [x.number for batch in found.batches for x in batch.invoices] == ["F-1"]


def test_only_this_user_of_the_machine_may_read_it(uploads: Uploads, folder: Path) -> None:
    key = uploads.keep("ours", LEDGER, NOW)

    assert (folder.stat().st_mode & 0o777, the_one(folder, key).stat().st_mode & 0o777) == (0o700, 0o600)


def test_another_organisation_finds_nothing_under_the_same_key(uploads: Uploads) -> None:
    key = uploads.keep("ours", LEDGER, NOW)

    assert read(uploads, key, THEIRS) is None


@pytest.mark.parametrize("key", ["", "..", "../secret_key", "f" * 63, "F" * 64, "0" * 64, "a" * 64 + "\n"])
def test_no_other_file_can_be_named(uploads: Uploads, folder: Path, key: str) -> None:
    uploads.keep("ours", LEDGER, NOW)
    (folder.parent / "secret_key").write_bytes(LEDGER)

    uploads.drop("ours", key)

    assert read(uploads, key) is None
    assert (folder.parent / "secret_key").exists()


def test_a_file_that_was_changed_meanwhile_is_not_read(uploads: Uploads, folder: Path) -> None:
    key = uploads.keep("ours", LEDGER, NOW)
    the_one(folder, key).write_bytes(LEDGER.replace(b"100.00", b"900.00"))

    assert read(uploads, key) is None


def test_it_is_gone_after_an_hour_and_once_it_was_dropped(uploads: Uploads, folder: Path) -> None:
    old, new = uploads.keep("ours", LEDGER, NOW), uploads.keep("ours", LEDGER + b"\n", NOW + KEPT)
    assert read(uploads, old, at=NOW + KEPT) is not None
    assert read(uploads, old, at=NOW + KEPT + timedelta(seconds=1)) is None

    uploads.drop("ours", new)
    uploads.drop("ours", new)

    assert list(folder.iterdir()) == []


def test_of_too_many_the_oldest_goes(uploads: Uploads, folder: Path) -> None:
    for n in range(MOST + 3):
        uploads.keep("ours", b"%d" % n, NOW + timedelta(seconds=n))

    assert len(list(folder.iterdir())) == MOST
    assert read(uploads, uploads.keep("ours", LEDGER, NOW + timedelta(minutes=1))) is not None


def test_the_many_of_one_organisation_push_out_nobody_else_s(uploads: Uploads) -> None:
    key = uploads.keep("theirs", LEDGER, NOW)
    for n in range(MOST + 3):
        uploads.keep("ours", b"%d" % n, NOW + timedelta(seconds=n + 1))

    assert read(uploads, key, THEIRS) is not None


def test_a_header_that_is_not_known_is_told_all_the_same(uploads: Uploads) -> None:
    found = read(uploads, uploads.keep("ours", b"Nr;Wer;Was;Wann\n1;a;2,50;2026-08-01\n", NOW))

    assert found is not None and not found.is_sound
    assert found.headers == ("Nr", "Wer", "Was", "Wann")
    assert found.batches == ()
