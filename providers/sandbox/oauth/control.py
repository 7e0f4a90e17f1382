"""`/_sandbox/<provider>/oauth`: register an app, answer the consent page, see refreshes, disconnect."""

from typing import Any

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ConfigDict, Field

from ..hiding import short
from .clients import Client
from .grants import Grant
from .server import Consent, OAuthServer


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ClientForm(_Form):
    """Without `secret` any is accepted; without `redirect_uris` any https or loopback address."""

    client_id: str
    secret: str | None = None
    redirect_uris: list[str] = Field(default_factory=list)
    is_public: bool = False
    is_old: bool = False


class WaysForm(_Form):
    """`consent` answers the page at once; `is_strict` knows registered clients only."""

    consent: Consent | None = None
    is_strict: bool | None = None


class GrantForm(_Form):
    """A consent without a browser; null tenants and scopes: all there are."""

    client_id: str
    tenants: list[str] | None = None
    scopes: list[str] | None = None
    user: str = "owner@sandbox.example"


def control(provider: str, server: OAuthServer) -> APIRouter:
    """The routes, for one provider."""
    router = APIRouter(prefix=f"/{provider}/oauth")
    _ways(router, server)
    _grants(router, server)
    return router


def _ways(router: APIRouter, server: OAuthServer) -> None:
    @router.get("")
    def about() -> dict[str, Any]:
        with server.lock:
            return {
                "consent": server.consent,
                "is_strict": server.clients.is_strict,
                "clients": sorted(server.clients.registered),
                "grants": [_shown(grant) for grant in server.grants],
            }

    @router.post("")
    def change(form: WaysForm) -> dict[str, Any]:
        with server.lock:
            server.consent = form.consent or server.consent
            server.clients.is_strict = server.clients.is_strict if form.is_strict is None else form.is_strict
        return about()

    @router.post("/clients", status_code=201)
    def register(form: ClientForm) -> dict[str, Any]:
        given = form.model_dump() | {"redirect_uris": frozenset(form.redirect_uris)}
        with server.lock:
            return {"client_id": server.clients.register(Client(**given)).client_id}


def _grants(router: APIRouter, server: OAuthServer) -> None:
    @router.post("/grants", status_code=201)
    def grant(form: GrantForm) -> dict[str, Any]:
        tenants = None if form.tenants is None else tuple(form.tenants)
        scopes = None if form.scopes is None else tuple(form.scopes)
        return server.grant(client_id=form.client_id, tenants=tenants, scopes=scopes, user=form.user)

    @router.post("/grants/{sought}/revoke", status_code=204)
    def revoke(sought: str) -> None:
        found = [each for each in server.grants if sought in (each.id, "all")]
        if not found:
            raise HTTPException(
                404, f"No grant {sought}: GET /_sandbox/{server.rules.provider}/oauth lists them."
            )
        for each in found:
            server.revoke(each)


def _shown(grant: Grant) -> dict[str, Any]:
    return {
        "id": grant.id,
        "client_id": grant.client_id,
        "user": grant.user,
        "tenants": grant.tenants,
        "scopes": grant.scopes,
        "granted_at": grant.granted_at,
        "is_revoked": grant.is_revoked,
        "refresh_tokens": [
            {
                "number": token.number,
                "value": short(token.value),
                "issued_at": token.issued_at,
                "left_at": token.left_at,
            }
            for token in grant.refresh_tokens
        ],
        "refreshes": [
            {"at": each.at, "number": each.number, "outcome": each.outcome} for each in grant.refreshes
        ],
    }
