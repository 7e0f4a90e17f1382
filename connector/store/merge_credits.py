"""Merging unmatched money: seen on the first day it was shown, ended when it is gone."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import bindparam

from connector.core.source import Batch, SourceCredit
from connector.store.schema import credits, customer_sources
from connector.store.scope import Row, Scope, chunked, query

_STANDING = query(credits, credits.c.id, credits.c.source_id, credits.c.customer_id).where(
    credits.c.connection_id == bindparam("of_connection"), credits.c.ended_at.is_(None)
)


class CreditMerge:
    """The credits of one merge of one connection. `touched` collects whose credits changed."""

    def __init__(self, scope: Scope, connection_id: str, at: datetime, on: date) -> None:
        self._scope = scope
        self._connection_id = connection_id
        self._at = at
        self._on = on
        self._said: dict[str, SourceCredit] = {}
        self.touched: set[str] = set()

    @property
    def is_empty(self) -> bool:
        return not self._said

    def fill(self, batch: Batch) -> None:
        self._said.update((credit.source_id, credit) for credit in batch.credits)

    def run(self, is_whole: bool) -> tuple[str, ...]:
        """Returns sentences about credits whose customer nobody knows."""
        if not self._said and not is_whole:
            return ()
        known = {row.source_id: row for row in self._known(is_whole)}
        owners = self._owners()
        alarms, rows = [], []
        for source_id, said in self._said.items():
            if not said.customer_source_id:
                self._end([known[source_id]] if source_id in known else [])
            elif said.customer_source_id not in owners:
                alarms.append(f"Credit {source_id} belongs to a customer whom the source does not describe.")
            elif (row := self._row(said, known.get(source_id), owners[said.customer_source_id])) is not None:
                rows.append(row)
        self._put(rows)
        if is_whole:
            self._end([row for row in known.values() if row.source_id not in self._said])
        return tuple(alarms)

    def _known(self, is_whole: bool) -> list[Any]:
        here = self._scope.select(credits).where(credits.c.connection_id == self._connection_id)
        if is_whole:
            return list(self._scope.run(here))
        found: list[Any] = []
        for chunk in chunked(self._said):
            found.extend(self._scope.run(here.where(credits.c.source_id.in_(chunk))))
        return found

    def _owners(self) -> dict[str, str]:
        owners: dict[str, str] = {}
        source_id, customer_id = customer_sources.c.source_id, customer_sources.c.customer_id
        mine = self._scope.select(customer_sources, source_id, customer_id).where(
            customer_sources.c.connection_id == self._connection_id
        )
        for chunk in chunked({credit.customer_source_id for credit in self._said.values()}):
            owners.update((key, owner) for key, owner in self._scope.run(mine.where(source_id.in_(chunk))))
        return owners

    def _row(self, said: SourceCredit, known: Any, customer_id: str) -> Row | None:
        """The row to write, None when it says nothing new."""
        is_standing = known is not None and known.ended_at is None
        row = {
            "id": known.id if known is not None else str(uuid4()),
            "customer_id": customer_id,
            "currency": said.currency,
            "amount": said.amount,
            "dated_on": said.dated_on or (known.dated_on if is_standing else self._on),
            "seen_on": known.seen_on if is_standing else self._on,
            "number": said.number or (known.number if known is not None else ""),
            "total": said.total if said.total is not None or known is None else known.total,
            "ended_at": None if said.amount > 0 else self._at,
        }
        if not is_standing and said.amount <= 0:
            return None
        if is_standing and all(getattr(known, name) == value for name, value in row.items()):
            return None
        self.touched.add(customer_id)
        return row | {"source_id": said.source_id, "connection_id": self._connection_id}

    def _put(self, rows: list[Row]) -> None:
        if not rows:
            return
        fresh = self._scope.insert(credits)
        names = (
            "customer_id", "currency", "amount", "dated_on", "seen_on", "number", "total", "ended_at",
        )  # fmt: skip
        upsert = fresh.on_conflict_do_update(
            index_elements=["organisation_id", "connection_id", "source_id"],
            set_={name: fresh.excluded[name] for name in names},
        )
        for chunk in chunked(rows):
            self._scope.run(upsert, self._scope.owned(chunk))

    def _end(self, gone: list[Any]) -> None:
        standing = [row for row in gone if row.ended_at is None]
        self.touched.update(row.customer_id for row in standing)
        for chunk in chunked(row.id for row in standing):
            self._scope.run(
                self._scope.update(credits).where(credits.c.id.in_(chunk)).values(ended_at=self._at)
            )


def end_credits_but(scope: Scope, connection_id: str, source_ids: Collection[str], at: datetime) -> None:
    """What a reading of everything has not shown is used up; whose it was is looked at again."""
    standing = scope.rows(_STANDING, of_connection=connection_id)
    gone = [row for row in standing if row.source_id not in source_ids]
    scope.look_now({row.customer_id for row in gone})
    for chunk in chunked(row.id for row in gone):
        scope.run(scope.update(credits).where(credits.c.id.in_(chunk)).values(ended_at=at))
