"""Who may sign in, and what happened to them: for who owns the installation."""

from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from connector.core.accounts import AccountEvent, AccountRefused, UserRole
from connector.usecases import accounts, invitations, openid
from connector.web.inviting import invited_page, take_back, wanted
from connector.web.sign_in import said, status_of
from connector.web.site import Site
from connector.web.user import place_typed, shown
from connector.web.visit import Visit, Visiting


def users(site: Site) -> APIRouter:
    """One page: the users with their roles, and the audit."""
    router = APIRouter()

    @router.get("/users")
    def everybody(visit: Visiting, done: str = "") -> HTMLResponse:
        return _page(site, visit, done=done if done in ("removed", "back") else "")

    @router.post("/users/invitations")
    def invite(visit: Visiting) -> Response:
        try:
            made = invitations.invite(site.entrance, visit.who, wanted(visit, place_typed(visit)))
        except AccountRefused as refused:
            return _page(site, visit, shown(refused), "invite")
        return invited_page(site, visit, made, "/users")

    @router.post("/users/invitations/{invitation_id}/take-back")
    def back(visit: Visiting, invitation_id: str) -> Response:
        take_back(site, visit, invitation_id, None)
        return RedirectResponse("/users?done=back", HTTPStatus.SEE_OTHER)

    return router


def _page(
    site: Site, visit: Visit, refused: AccountRefused | None = None, at: str = "", done: str = ""
) -> HTMLResponse:
    names = {one.id: one.name for one in visit.organisations}
    everyone = [
        (x.user, sorted((names[place], role.value) for place, role in x.roles.items()))
        for x in accounts.everyone(site.entrance)
    ]
    events = [(x, _about(visit, x, names)) for x in accounts.events(site.entrance)]
    return site.page(
        "users.html", visit, status_of(refused), here="users", everyone=everyone, events=events, names=names,
        waiting=invitations.waiting(site.entrance), problem=said(visit, refused), at=at, done=done,
        typed=visit.form.get("email", ""), chosen=visit.form.get("role", UserRole.VIEWER.value),
        place=visit.form.get("organisation", ""), identities=openid.identities(site.entrance),
    )  # fmt: skip


def _about(visit: Visit, event: AccountEvent, names: dict[str, str]) -> str:
    """The facts of an event in words: whom, what role, where, from where."""
    facts = event.facts
    told = [facts.get("user", "") if facts.get("user") != event.who else ""]
    told += [visit.reader.term("role", facts["role"])] if "role" in facts else []
    told += [
        names.get(facts.get("organisation", ""), ""),
        *(facts.get(x, "") for x in ("address", "count", "account", "by")),
    ]
    return ", ".join(one for one in told if one)
