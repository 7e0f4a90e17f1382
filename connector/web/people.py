"""Who may see one organisation, and as what: for its own owner."""

from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from connector.core.accounts import AccountRefused
from connector.usecases import members
from connector.web.sign_in import said, status_of
from connector.web.site import Site
from connector.web.user import role_typed, shown
from connector.web.visit import Visit, Visiting


def people(site: Site) -> APIRouter:
    """`/o/{organisation_id}/people` and its forms."""
    router = APIRouter(prefix="/o/{organisation_id}/people")

    @router.get("")
    def everybody(visit: Visiting, done: str = "") -> HTMLResponse:
        return _page(site, visit, done=done if done == "role" else "")

    @router.post("/{user_id}")
    def change(visit: Visiting, user_id: str) -> Response:
        try:
            members.change_role(site.entrance, visit.who, user_id, role_typed(visit), visit.whose.id)
        except AccountRefused as refused:
            return _page(site, visit, shown(refused))
        return RedirectResponse(f"/o/{visit.whose.id}/people?done=role", HTTPStatus.SEE_OTHER)

    return router


def _page(site: Site, visit: Visit, refused: AccountRefused | None = None, done: str = "") -> HTMLResponse:
    return site.page(
        "people.html", visit, status_of(refused), here="people",
        everyone=members.members(site.entrance, visit.whose.id), problem=said(visit, refused), done=done,
    )  # fmt: skip
