"""What was confirmed about many: how far it is, its cancelling and its undo; and all there ever was."""

from collections.abc import Callable
from http import HTTPStatus

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, RedirectResponse

from connector.usecases import works, works_seen
from connector.usecases.application import Application
from connector.usecases.unfit import NotThere
from connector.web.bulk import SHOWN
from connector.web.site import Site
from connector.web.visit import Visit, Visiting

Decide = Callable[[Application, str, str, str], None]


def works_done(site: Site) -> APIRouter:
    """The list, the page of one, and its two buttons."""
    router = APIRouter(prefix="/o/{organisation_id}/works")

    @router.get("")
    def every(visit: Visiting, page: int = 1) -> HTMLResponse:
        found = works_seen.works(site.app, visit.whose.id, page)
        return site.page("works.html", visit, here="works", found=found)

    @router.get("/{work_id}")
    def one(visit: Visiting, work_id: str) -> HTMLResponse:
        return _one(site, visit, work_id)

    @router.post("/{work_id}/cancel")
    def cancel(visit: Visiting, work_id: str) -> RedirectResponse:
        return _decide(site, visit, work_id, works.cancel)

    @router.post("/{work_id}/undo")
    def undo(visit: Visiting, work_id: str) -> RedirectResponse:
        return _decide(site, visit, work_id, works.take_back)

    return router


def _one(site: Site, visit: Visit, work_id: str) -> HTMLResponse:
    try:
        found = works_seen.progress(site.app, visit.whose.id, work_id)
    except NotThere:
        raise HTTPException(HTTPStatus.NOT_FOUND) from None
    work = found.work
    return site.page(
        "work.html", visit, here=work.of.value, found=found, work=work, of=work.of, shown=SHOWN,
        most=works.TRIES, path=f"/o/{visit.whose.id}/works/{work_id}",
    )  # fmt: skip


def _decide(site: Site, visit: Visit, work_id: str, decide: Decide) -> RedirectResponse:
    try:
        decide(site.app, visit.whose.id, work_id, visit.who.user.email)
    except NotThere:
        raise HTTPException(HTTPStatus.NOT_FOUND) from None
    works.start(site.app, visit.whose.id, work_id)
    return RedirectResponse(f"/o/{visit.whose.id}/works/{work_id}", HTTPStatus.SEE_OTHER)
