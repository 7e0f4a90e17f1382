"""Files that were handed in on a page, in the data directory, and how they are read."""

import os
import re
from collections import Counter
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import providers
from connector.core.invoice import Organisation
from connector.core.ledger_files import FileColumn, FileProblem, FileRead
from connector.core.wishes import Wishes

#: So long a file waits for whoever looks at its preview.
KEPT = timedelta(hours=1)
#: More files than this nobody has in hand at once in one organisation: its oldest goes.
MOST = 20
_KEY = re.compile(r"[0-9a-f]{64}")


def read_file(path: Path, organisation: Organisation, wishes: Wishes) -> tuple[Any, Any]:
    """The ledger in a file of this organisation, and what is wrong with it."""
    reader = providers.load(providers.FILE_PROVIDER)
    found: tuple[Any, Any] = reader.read(
        path,
        currency=organisation.currency,
        mapping=wishes.mapping,
        dates=wishes.dates,
        country=organisation.country,
        all_open=wishes.all_open,
    )
    return found


class Uploads:
    """A folder that only this user of the machine reads.

    A file is named by the hash of its content and of the organisation it was handed in for, which is looked
    at again before it is read: whoever knows a key of another organisation reads nothing with it. Processes
    that share the data directory share the files.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def fields(self) -> tuple[str, ...]:
        known: tuple[str, ...] = providers.load(providers.FILE_PROVIDER).fields
        return known

    def keep(self, organisation_id: str, content: bytes, at: datetime) -> str:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = _key_of(organisation_id, content)
        draft = self._folder / f"{uuid4()}.part"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
        os.utime(draft, (at.timestamp(), at.timestamp()))
        draft.replace(self._path(organisation_id, key))
        self._tidy(at)
        return key

    def read(self, organisation: Organisation, key: str, wishes: Wishes, at: datetime) -> FileRead | None:
        self._tidy(at)
        if _KEY.fullmatch(key) is None:
            return None
        path = self._path(organisation.id, key)
        try:
            is_whole = _key_of(organisation.id, path.read_bytes()) == key
        except OSError:
            return None
        return _told(*read_file(path, organisation, wishes)) if is_whole else None

    def drop(self, organisation_id: str, key: str) -> None:
        if _KEY.fullmatch(key) is not None:
            self._path(organisation_id, key).unlink(missing_ok=True)

    def _path(self, organisation_id: str, key: str) -> Path:
        """The files of one organisation begin alike."""
        return self._folder / f"{sha256(organisation_id.encode()).hexdigest()}.{key}"

    def _tidy(self, at: datetime) -> None:
        """Removes what is older than an hour, and the oldest of too many of one organisation."""
        ages = []
        with suppress(OSError):
            ages = sorted(((x.stat().st_mtime, x) for x in self._folder.iterdir()), reverse=True)
        limit = (at - KEPT).timestamp()
        newer: Counter[str] = Counter()
        for changed, path in ages:
            whose = path.name.partition(".")[0]
            if changed < limit or newer[whose] >= MOST:
                path.unlink(missing_ok=True)
            newer[whose] += 1


def _key_of(organisation_id: str, content: bytes) -> str:
    return sha256(organisation_id.encode() + b"\0" + content).hexdigest()


def _told(ledger: Any, problems: Any) -> FileRead:
    facts = ledger.facts
    return FileRead(
        provider=providers.FILE_PROVIDER,
        batches=tuple(ledger.batches()),
        rows=facts.rows,
        headers=facts.headers,
        columns=facts.names,
        orders=facts.date_orders,
        problems=tuple(
            FileProblem(x.message, x.line, None if x.column is None else str(x.column), x.kind == "error")
            for x in problems
        ),
        seen=tuple(map(_column, facts.seen)),
    )


def _column(seen: Any) -> FileColumn:
    column = seen.column
    what = (seen.samples, seen.looks, seen.field, seen.guess, seen.is_unread)
    return FileColumn(column.called, *what, column.number, column.is_unnamed, column.is_shared, column.name)
