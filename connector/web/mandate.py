"""The mandate: who agreed, and when, that a bookkeeper writes in the name of this business."""

from datetime import date
from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from connector.core.errors import Refused
from connector.usecases.mandates import note_mandate
from connector.web.site import Site
from connector.web.visit import Visit, Visiting


def mandate(site: Site) -> APIRouter:
    """`/o/{id}/mandate`: two fields, or none."""
    router = APIRouter(prefix="/o/{organisation_id}/mandate")

    @router.get("")
    def show(visit: Visiting, done: bool = False) -> HTMLResponse:
        known = visit.whose
        typed = {"given_by": known.mandate_by or "", "given_on": str(known.mandate_on or "")}
        return _page(site, visit, typed, is_done=done)

    @router.post("")
    def keep(visit: Visiting) -> Response:
        typed = {name: visit.form.get(name, "").strip() for name in ("given_by", "given_on")}
        try:
            on = date.fromisoformat(typed["given_on"]) if typed["given_on"] else None
            note_mandate(site.app, visit.whose.id, typed["given_by"], on, visit.who.user.email)
        except (Refused, ValueError):
            return _page(site, visit, typed, is_wrong=True)
        return RedirectResponse(f"/o/{visit.whose.id}/mandate?done=1", HTTPStatus.SEE_OTHER)

    return router


def _page(
    site: Site, visit: Visit, typed: dict[str, str], is_wrong: bool = False, is_done: bool = False
) -> HTMLResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else HTTPStatus.OK
    today = visit.whose.day(site.app.clock.now())
    return site.page(
        "mandate.html", visit, status, here="setup", typed=typed, is_wrong=is_wrong, is_done=is_done,
        today=today,
    )  # fmt: skip
