"""The SecondFactors port over its tables; a secret is sealed for its user and opens for no other."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from connector.core.errors import Refused
from connector.core.second_factor import HALF_OPEN_FOR, HalfOpen, SecondFactor
from connector.store.schema_factors import half_sign_ins, recovery_codes, second_factors
from connector.store.scope import columns_of, values_of
from connector.store.vault import Vault

#: A user is the installation's; his secret is sealed for it under this name.
OWNER = "installation"
_HALF = columns_of(HalfOpen, half_sign_ins)


class SqlSecondFactors:
    """Within one transaction; `now` is that of its unit."""

    def __init__(self, connection: Connection, now: datetime, vault: Vault | None) -> None:
        self._connection = connection
        self._now = now
        self._vault = vault

    def of(self, user_id: str) -> SecondFactor | None:
        row = self._run(select(second_factors).where(second_factors.c.user_id == user_id)).first()
        if row is None:
            return None
        secret = self._open_vault().open(row.sealed_secret, *_place(user_id))
        return SecondFactor(user_id, secret, row.last_step, row.began_at, row.confirmed_at)

    def put(self, factor: SecondFactor) -> None:
        sealed = self._open_vault().seal(factor.secret, *_place(factor.user_id))
        row = {name: value for name, value in values_of(factor).items() if name != "secret"}
        self._run(delete(second_factors).where(second_factors.c.user_id == factor.user_id))
        self._run(insert(second_factors).values(row | {"sealed_secret": sealed}))

    def remove(self, user_id: str) -> None:
        self._run(delete(second_factors).where(second_factors.c.user_id == user_id))
        self._run(delete(recovery_codes).where(recovery_codes.c.user_id == user_id))

    def set_recovery(self, user_id: str, hashes: Iterable[str]) -> None:
        self._run(delete(recovery_codes).where(recovery_codes.c.user_id == user_id))
        rows = [{"user_id": user_id, "code_hash": each} for each in hashes]
        self._connection.execute(insert(recovery_codes), rows)

    def spend_recovery(self, user_id: str, code_hash: str) -> bool:
        mine = (recovery_codes.c.user_id == user_id) & (recovery_codes.c.code_hash == code_hash)
        return bool(self._run(delete(recovery_codes).where(mine)).rowcount)

    def recovery_left(self, user_id: str) -> int:
        mine = select(func.count()).select_from(recovery_codes).where(recovery_codes.c.user_id == user_id)
        return int(self._run(mine).scalar_one())

    def open_half(self, half: HalfOpen) -> None:
        self._run(insert(half_sign_ins).values(values_of(half)))

    def half(self, token_hash: str) -> HalfOpen | None:
        row = self._run(select(*_HALF).where(half_sign_ins.c.token_hash == token_hash)).first()
        return None if row is None else HalfOpen(*row)

    def end_halves(self, user_id: str) -> None:
        self._run(delete(half_sign_ins).where(half_sign_ins.c.user_id == user_id))

    def sweep(self) -> None:
        self._run(delete(half_sign_ins).where(half_sign_ins.c.began_at <= self._now - HALF_OPEN_FOR))

    def _open_vault(self) -> Vault:
        if self._vault is None:
            raise Refused("Without a secret key no second factor can be kept: set RELANCE_SECRET_KEY.")
        return self._vault

    def _run(self, statement: Any) -> Any:
        return self._connection.execute(statement)


def _place(user_id: str) -> tuple[str, str, str]:
    return OWNER, user_id, "second_factors.sealed_secret"
