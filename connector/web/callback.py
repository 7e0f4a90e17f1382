"""Where a provider sends people: back from a consent, or here to give it again."""

from http import HTTPStatus

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from connector.core.errors import Refused
from connector.usecases import connecting
from connector.usecases.connecting import Choice
from connector.web.connections import asker, may_connect
from connector.web.site import Site
from connector.web.visit import Visit, Visiting


def callback(site: Site) -> APIRouter:
    """`/connect/{provider}` is the app's own address for reconnecting, `…/callback` its redirect address."""
    router = APIRouter(prefix="/connect/{provider}")

    @router.get("")
    def give_again(visit: Visiting, provider: str) -> Response:
        try:
            system = site.app.systems.get(provider)
        except Refused:
            raise HTTPException(HTTPStatus.NOT_FOUND) from None
        if len(visit.organisations) == 1:
            return _to(visit.organisations[0].id)
        return site.page("reconnect.html", visit, title=system.title)

    @router.get("/callback")
    def answered(request: Request, visit: Visiting, provider: str) -> Response:
        given = dict(request.query_params)
        organisation_id = _organisation_of(site, visit, given.get("state", ""))
        answer = connecting.finish(site.app, organisation_id, provider, given, asker(visit))
        # Onward at once: neither code nor state stays in the address.
        if isinstance(answer, Choice):
            return _to(organisation_id, f"/choose/{answer.consent_id}")
        return _to(organisation_id, "?done=connected")

    return router


def _organisation_of(site: Site, visit: Visit, state: str) -> str:
    """Raises NotConnected, the same for a state that is not there and for one that he may not use."""
    found = connecting.organisation_of(site.app, state)
    if found is None or not may_connect(visit, found):
        raise connecting.not_open()
    return found


def _to(organisation_id: str, rest: str = "") -> RedirectResponse:
    return RedirectResponse(f"/o/{organisation_id}/connections{rest}", HTTPStatus.SEE_OTHER)
