"""Consents begun for one organisation: a state is used once, by compare-and-set."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete

from connector.core.consents import BegunConsent
from connector.core.errors import Refused
from connector.core.grants import Tenant
from connector.store.schema import consents
from connector.store.scope import Row, Scope
from connector.store.vault import Vault

_C = consents.c
_CONSENT = [_C.id, _C.provider, _C.person, _C.session, _C.connection_id, _C.grant_id, _C.tenants]


class SqlConsents:
    """The Consents port over the table `consents`."""

    def __init__(self, scope: Scope, vault: Vault | None) -> None:
        self._scope = scope
        self._vault = vault

    def begin(self, consent: BegunConsent, state_hash: str, verifier: str, seconds: int) -> None:
        """Open for `seconds` of real time; those that ran out are swept away."""
        over = delete(consents).where(self._scope.own(consents), _C.expires_at <= self._scope.lease_now())
        self._scope.run(over)
        row: Row = {
            "id": consent.id, "provider": consent.provider, "person": consent.person,
            "session": consent.session, "state_hash": state_hash,
            "sealed_verifier": self._open_vault().seal(verifier, *self._place(consent.id)),
            "connection_id": consent.connection_id, "tenants": [],
        }  # fmt: skip
        fresh = self._scope.insert(consents).values(**self._scope.owned([row])[0])
        self._scope.run(fresh.values(expires_at=self._scope.lease_now(seconds)))

    def begun(self, state_hash: str) -> BegunConsent | None:
        """One that is open and not answered yet."""
        return self._one(_C.state_hash == state_hash, _C.sealed_verifier.is_not(None))

    def use(self, state_hash: str, provider: str, session: str) -> tuple[BegunConsent, str] | None:
        """The consent with its PKCE verifier, once.

        None, and nothing written, for one that is not open, or another session's or provider's.
        """
        his = (_C.state_hash == state_hash, _C.provider == provider, _C.session == session)
        found = self._one(*his, _C.sealed_verifier.is_not(None))
        if found is None:
            return None
        mine = self._scope.select(consents, _C.sealed_verifier).where(_C.id == found.id)
        sealed = self._scope.run(mine).scalar()
        used = self._scope.update(consents).where(_C.id == found.id, _C.sealed_verifier.is_not(None))
        if self._scope.run(used.values(sealed_verifier=None)).rowcount != 1:
            return None  # somebody else was quicker
        return found, self._open_vault().open(sealed, *self._place(found.id))

    def offer(self, consent_id: str, grant_id: str, tenants: Sequence[Tenant], seconds: int) -> None:
        """It was answered: one of these is to be chosen within `seconds` of real time."""
        mine = self._scope.update(consents).where(_C.id == consent_id)
        named = [[x.id, x.name] for x in tenants]
        until = self._scope.lease_now(seconds)
        self._scope.run(mine.values(grant_id=grant_id, tenants=named, sealed_verifier=None, expires_at=until))

    def offered(self, consent_id: str, session: str) -> BegunConsent | None:
        """One that is open to be chosen from."""
        return self._one(_C.id == consent_id, _C.session == session, _C.grant_id.is_not(None))

    def take(self, consent_id: str, session: str) -> BegunConsent | None:
        """The same, once."""
        found = self.offered(consent_id, session)
        gone = delete(consents).where(self._scope.own(consents), _C.id == consent_id)
        return found if found and self._scope.run(gone).rowcount == 1 else None

    def _one(self, *conditions: Any) -> BegunConsent | None:
        is_open = _C.expires_at > self._scope.lease_now()
        row = self._scope.run(self._scope.select(consents, *_CONSENT).where(is_open, *conditions)).first()
        if row is None:
            return None
        tenants = tuple(Tenant(*one) for one in row.tenants)
        return BegunConsent(
            row.id, row.provider, row.person, row.session, row.connection_id, row.grant_id, tenants
        )

    def _open_vault(self) -> Vault:
        if self._vault is None:
            raise Refused("Without a secret key no consent can be kept: set RELANCE_SECRET_KEY.")
        return self._vault

    def _place(self, consent_id: str) -> tuple[str, str, str]:
        return self._scope.organisation_id, consent_id, "consents.sealed_verifier"
