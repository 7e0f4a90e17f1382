"""Who is connected to which tenant: `/connections`, one list for every token of a person and an app."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from ..oauth import Grant

TenantType = Literal["ORGANISATION", "PRACTICE"]


@dataclass(frozen=True)
class XeroTenant:
    """What a person can open: an organisation, or a practice, which has no books."""

    id: str
    name: str
    type: TenantType = "ORGANISATION"


@dataclass
class Connection:
    """One tenant opened by one person to one app; `auth_event` is the consent that last opened it."""

    client_id: str
    user: str
    tenant: XeroTenant
    auth_event: str
    created_at: datetime
    updated_at: datetime
    id: str = field(default_factory=lambda: str(uuid.uuid4()))

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "authEventId": self.auth_event,
            "tenantId": self.tenant.id,
            "tenantType": self.tenant.type,
            "tenantName": self.tenant.name,
            "createdDateUtc": _seven_digits(self.created_at),
            "updatedDateUtc": _seven_digits(self.updated_at),
        }


@dataclass
class Connections:
    """Kept in the order of their first consent."""

    rows: list[Connection] = field(default_factory=list)

    def open(self, grant: Grant, tenants: list[XeroTenant]) -> None:
        """A consent opens these tenants; one that was open already is moved to this consent."""
        for tenant in tenants:
            known = self.to(grant, tenant.id)
            if known is None:
                at = grant.granted_at
                self.rows.append(Connection(grant.client_id, grant.user, tenant, grant.id, at, at))
            else:
                known.auth_event, known.updated_at = grant.id, grant.granted_at

    def of(self, grant: Grant) -> list[Connection]:
        """Older consents of the same person to the same app included."""
        return [row for row in self.rows if (row.client_id, row.user) == (grant.client_id, grant.user)]

    def to(self, grant: Grant, tenant_id: str) -> Connection | None:
        return next((row for row in self.of(grant) if row.tenant.id == tenant_id), None)

    def close(self, rows: list[Connection]) -> None:
        self.rows = [row for row in self.rows if row not in rows]


def _seven_digits(at: datetime) -> str:
    """Seven fractional digits and no zone, as Xero writes these two instants."""
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond:06d}0"
