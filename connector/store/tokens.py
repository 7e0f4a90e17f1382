"""Tokens of machines at one organisation, and what their requests were answered."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select

from connector.core.tokens import CARRIED_OUT_SECONDS, KEPT_SECONDS, Answered, Permit, Token
from connector.store.schema_tokens import api_answers, api_tokens
from connector.store.scope import Scope, columns_of, values_of
from connector.store.types import Instant

_T, _A = api_tokens.c, api_answers.c
_TOKEN = columns_of(Token, api_tokens)


class SqlTokens:
    """The Tokens port."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    @property
    def now(self) -> datetime:
        if self._scope.lease_clock is not None:
            return self._scope.lease_clock()
        found: datetime = self._scope.run(select(func.clock_timestamp(type_=Instant()))).scalar_one()
        return found

    def add(self, token: Token) -> bool:
        row = values_of(token) | {"permits": sorted(token.permits)}
        fresh = self._scope.insert(api_tokens).on_conflict_do_nothing().returning(_T.id)
        return self._scope.run(fresh.values(**self._scope.owned([row])[0])).first() is not None

    def all(self) -> Sequence[Token]:
        wanted = self._scope.select(api_tokens, *_TOKEN).order_by(_T.made_at.desc(), _T.id)
        return [_token(row) for row in self._scope.run(wanted)]

    def shown(self, token_hash: str) -> Token | None:
        wanted = self._scope.select(api_tokens, *_TOKEN).where(_T.token_hash == token_hash)
        row = self._scope.run(wanted).first()
        return None if row is None else _token(row)

    def use(self, token_id: str) -> None:
        used = self._scope.update(api_tokens).where(_T.id == token_id)
        self._scope.run(used.values(last_used_at=self._scope.lease_now()))

    def revoke(self, token_id: str) -> bool:
        mine = self._scope.update(api_tokens).where(_T.id == token_id, _T.revoked_at.is_(None))
        return bool(self._scope.run(mine.values(revoked_at=self._scope.lease_now())).rowcount)

    # ------------------------------------------------------------ what requests were answered

    def begin(self, token_id: str, key: str, request_hash: str) -> bool:
        """By the key of the table: of two at once one writes the row, and the other one sees it."""
        self._sweep(_A.begun_at <= self._scope.lease_now(-KEPT_SECONDS))
        self._sweep(_A.status.is_(None), _A.begun_at <= self._scope.lease_now(-CARRIED_OUT_SECONDS))
        row = {"token_id": token_id, "key": key, "request_hash": request_hash, "body": ""}
        fresh = self._scope.insert(api_answers).values(**self._scope.owned([row])[0])
        fresh = fresh.values(begun_at=self._scope.lease_now()).on_conflict_do_nothing()
        return self._scope.run(fresh.returning(_A.key)).first() is not None

    def answered(self, token_id: str, key: str) -> Answered | None:
        wanted = self._scope.select(api_answers, _A.request_hash, _A.status, _A.body)
        row = self._scope.run(wanted.where(_A.token_id == token_id, _A.key == key)).first()
        return None if row is None else Answered(*row)

    def answer(self, token_id: str, key: str, status: int, body: str) -> None:
        mine = self._scope.update(api_answers).where(_A.token_id == token_id, _A.key == key)
        self._scope.run(mine.values(status=status, body=body))

    def forget(self, token_id: str, key: str) -> None:
        self._sweep(_A.token_id == token_id, _A.key == key, _A.status.is_(None))

    def _sweep(self, *conditions: Any) -> None:
        self._scope.run(delete(api_answers).where(self._scope.own(api_answers), *conditions))


def _token(row: Any) -> Token:
    values = dict(row._mapping)
    return Token(**values | {"permits": frozenset(map(Permit, values["permits"]))})
