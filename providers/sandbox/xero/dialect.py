"""Xero over HTTP."""

import json
from typing import Any

from fastapi import APIRouter

from ..clock import SandboxClock
from ..exchange import Answer, Arrived
from ..faults import Fault, Faults
from ..front import Front, Spoil
from ..oauth import XERO, Grant, OAuthServer, Tenant
from .connections import Connections, XeroTenant
from .errors import ApiError, limited, not_found, problem

_TENANTS = [XeroTenant("5f0c0f4e-3d55-4f5a-9a86-0d3b6a1c7e01", "Atelier Brindille")]


class XeroSandbox:
    """The dialect."""

    def __init__(self, clock: SandboxClock, faults: Faults, seed: int | None) -> None:
        self.connections = Connections()
        self.oauth = OAuthServer(XERO, clock, self._offered, on_consent=self._consented)
        self.front = Front("xero", clock, faults, self, self.oauth)

    def about(self) -> dict[str, Any]:
        return {}

    def control(self) -> APIRouter:
        return APIRouter(prefix="/xero")

    def start_over(self, seed: int | None) -> None:
        self.connections.rows.clear()
        self.oauth.start_over()
        self.front.seen.clear()

    def _offered(self) -> list[Tenant]:
        return [Tenant(tenant.id, tenant.name) for tenant in _TENANTS]

    def _consented(self, grant: Grant) -> None:
        self.connections.open(grant, [tenant for tenant in _TENANTS if tenant.id in grant.tenants])

    async def answer(self, request: Arrived, spoil: Spoil) -> Answer:
        return await spoil(lambda: self._connections(request))

    def _connections(self, request: Arrived) -> Answer:
        if request.path.lower() != "/connections":
            return not_found().answer()
        rows = self.connections.of(self.oauth.opened(request.headers.get("authorization")))
        return Answer(200, json.dumps([row.as_json() for row in rows]).encode())

    def wrong(self, fault: Fault) -> Answer:
        if fault.kind == "rate_limited":
            return limited("minute", fault.retry_after, fault.status or 429).answer()
        if fault.status in (401, 403):
            return problem(403, "AuthenticationUnsuccessful", "lower").answer()
        return ApiError(500, "An error occurred in Xero.").answer()
