"""Who may see one organisation, and as what: for its own owner. Who is invited to it, likewise."""

from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from connector.core.accounts import AccountRefused, UserRole
from connector.usecases import invitations, members
from connector.web.inviting import invited_page, take_back, wanted
from connector.web.sign_in import said, status_of
from connector.web.site import Site
from connector.web.user import role_typed, shown
from connector.web.visit import Visit, Visiting


def people(site: Site) -> APIRouter:
    """`/o/{organisation_id}/people` and its forms."""
    router = APIRouter(prefix="/o/{organisation_id}/people")

    @router.get("")
    def everybody(visit: Visiting, done: str = "") -> HTMLResponse:
        return _page(site, visit, done=done if done in ("role", "back") else "")

    @router.post("/{user_id}/role")
    def change(visit: Visiting, user_id: str) -> Response:
        try:
            members.change_role(site.entrance, visit.who, user_id, role_typed(visit), visit.whose.id)
        except AccountRefused as refused:
            return _page(site, visit, shown(refused))
        return RedirectResponse(f"/o/{visit.whose.id}/people?done=role", HTTPStatus.SEE_OTHER)

    @router.post("/invitations")
    def invite(visit: Visiting) -> Response:
        try:
            made = invitations.invite(site.entrance, visit.who, wanted(visit, visit.whose.id))
        except AccountRefused as refused:
            return _page(site, visit, shown(refused), "invite")
        return invited_page(site, visit, made, f"/o/{visit.whose.id}/people")

    @router.post("/invitations/{invitation_id}/take-back")
    def back(visit: Visiting, invitation_id: str) -> Response:
        take_back(site, visit, invitation_id, visit.whose.id)
        return RedirectResponse(f"/o/{visit.whose.id}/people?done=back", HTTPStatus.SEE_OTHER)

    return router


def _page(
    site: Site, visit: Visit, refused: AccountRefused | None = None, at: str = "", done: str = ""
) -> HTMLResponse:
    """What was refused `at` the form of an invitation stands there; else above."""
    return site.page(
        "members.html", visit, status_of(refused), here="people", at=at,
        everyone=members.members(site.entrance, visit.whose.id), problem=said(visit, refused), done=done,
        waiting=[x for x in invitations.waiting(site.entrance) if x.organisation_id == visit.whose.id],
        typed=visit.form.get("email", ""), chosen=visit.form.get("role", UserRole.VIEWER.value),
    )  # fmt: skip
