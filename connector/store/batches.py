"""Batches: what was asked of the business itself, and what it said of each message."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, update

from connector.core.batches import Answer, Asked, Batch
from connector.store.schema_portfolio import batch_messages, batches
from connector.store.scope import IDS, Scope, columns_of, own, query, query_by
from connector.store.types import Instant

_IT, _SAID = batches.c, batch_messages.c
_HEAD = (_IT.id, _IT.asked_by, _IT.asked_at, _IT.until, _IT.undone_by, _IT.undone_at)
_WHICH = _IT.id == bindparam("which")
_ONE = query(batches, *_HEAD).where(_WHICH)
_LATEST = (
    query_by("ix_batches_organisation_id_asked_at", batches, *_HEAD)
    .order_by(_IT.asked_at.desc(), _IT.id.desc())
    .limit(bindparam("count"))
)
_MESSAGES = (
    query(batch_messages, _SAID.batch_id, *columns_of(Asked, batch_messages))
    .where(_SAID.batch_id.in_(IDS))
    .order_by(_SAID.reminder_id)
)
#: What is set is said with parameters that no column is called by.
_ANSWERED = (
    update(batch_messages)
    .where(own(batch_messages), _SAID.batch_id == bindparam("which"), _SAID.answer.is_(None))
    .where(_SAID.reminder_id == bindparam("message"))
    .values(
        answer=bindparam("said", type_=_SAID.answer.type),
        words=bindparam("why"),
        answered_at=bindparam("at", type_=Instant()),
    )
)
_UNDONE = (
    update(batches)
    .where(own(batches), _WHICH, _IT.undone_at.is_(None))
    .values(undone_by=bindparam("by"), undone_at=bindparam("at", type_=Instant()))
)


class SqlBatches:
    """The Batches port."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def add(self, batch: Batch) -> None:
        head = {"id": batch.id, "asked_by": batch.asked_by, "asked_at": batch.asked_at, "until": batch.until}
        self._scope.add(batches, [head])
        said = [{"batch_id": batch.id, "reminder_id": x.reminder_id, "seal": x.seal} for x in batch.messages]
        self._scope.add(batch_messages, said)

    def get(self, batch_id: str) -> Batch | None:
        return next(iter(self._with_messages(self._scope.rows(_ONE, which=batch_id))), None)

    def latest(self, count: int) -> Sequence[Batch]:
        return self._with_messages(self._scope.rows(_LATEST, count=count))

    def answer(
        self, batch_id: str, reminder_id: str, answer: Answer, words: str | None, at: datetime
    ) -> bool:
        said = {"which": batch_id, "message": reminder_id, "said": answer, "why": words, "at": at}
        return bool(self._scope.ask(_ANSWERED, **said).rowcount)

    def undo(self, batch_id: str, by: str, at: datetime) -> bool:
        return bool(self._scope.ask(_UNDONE, which=batch_id, by=by, at=at).rowcount)

    def _with_messages(self, heads: Sequence[Any]) -> list[Batch]:
        of: dict[str, list[Asked]] = defaultdict(list)
        for batch_id, *asked in self._scope.rows(_MESSAGES, ids=[head[0] for head in heads]):
            of[batch_id].append(Asked(*asked))
        return [
            Batch(key, by, at, until, tuple(of[key]), undone_by, undone_at)
            for key, by, at, until, undone_by, undone_at in heads
        ]
