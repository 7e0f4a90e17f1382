"""Stop everything, and start again: in reach on every page."""

from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import RedirectResponse

from connector.usecases import stopping as everything
from connector.web.site import Site
from connector.web.visit import Visit, Visiting


def stopping(site: Site) -> APIRouter:
    """Two buttons; each takes back what the other did."""
    router = APIRouter(prefix="/o/{organisation_id}")

    @router.post("/stop")
    def stop(visit: Visiting) -> RedirectResponse:
        everything.stop(site.app, visit.whose.id, visit.who.user.email)
        return _back(visit)

    @router.post("/resume")
    def resume(visit: Visiting) -> RedirectResponse:
        everything.resume(site.app, visit.whose.id, visit.who.user.email)
        return _back(visit)

    return router


def _back(visit: Visit) -> RedirectResponse:
    return RedirectResponse(f"/o/{visit.whose.id}", HTTPStatus.SEE_OTHER)
