"""One user, for whoever owns the installation: roles, sessions, and his removal."""

from http import HTTPStatus

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from connector.core.accounts import AccountRefused, UserRole, Why
from connector.usecases import members, openid, second_factor
from connector.usecases.members import Sighted
from connector.web.browsers import browser_named
from connector.web.porter import NotYourRole
from connector.web.sign_in import said, status_of
from connector.web.site import Site
from connector.web.visit import Visit, Visiting

#: What stands in a form for the installation itself, and for no role.
INSTALLATION, NOTHING = "", "none"


def one_user(site: Site) -> APIRouter:
    """`/users/{user_id}` and its forms."""
    router = APIRouter(prefix="/users/{user_id}")

    @router.get("")
    def show(visit: Visiting, user_id: str, done: str = "") -> HTMLResponse:
        return _page(site, visit, user_id, done=done if done in ("role", "out", "factor", "openid") else "")

    @router.post("/role")
    def change(visit: Visiting, user_id: str) -> Response:
        place = place_typed(visit)
        try:
            members.change_role(site.entrance, visit.who, user_id, role_typed(visit), place)
        except AccountRefused as refused:
            return _page(site, visit, user_id, shown(refused))
        return RedirectResponse(f"/users/{user_id}?done=role", HTTPStatus.SEE_OTHER)

    @router.post("/sign-out")
    def sign_out(visit: Visiting, user_id: str) -> Response:
        try:
            members.sign_out_another(site.entrance, visit.who, user_id)
        except AccountRefused as refused:
            return _page(site, visit, user_id, shown(refused))
        return RedirectResponse(f"/users/{user_id}?done=out", HTTPStatus.SEE_OTHER)

    _taking(router, site)
    return router


def _taking(router: APIRouter, site: Site) -> None:
    """Takes his second factor off, or removes him."""

    @router.post("/second-factor")
    def reset(visit: Visiting, user_id: str) -> Response:
        try:
            second_factor.reset(site.entrance, visit.who, user_id)
        except AccountRefused as refused:
            return _page(site, visit, user_id, shown(refused))
        return RedirectResponse(f"/users/{user_id}?done=factor", HTTPStatus.SEE_OTHER)

    @router.get("/remove")
    def ask_first(visit: Visiting, user_id: str) -> HTMLResponse:
        found = _found(site, user_id)
        return site.page("user_remove.html", visit, here="users", person=found.user)

    @router.post("/remove")
    def remove(visit: Visiting, user_id: str) -> Response:
        try:
            members.remove(site.entrance, visit.who, user_id)
        except AccountRefused as refused:
            return _page(site, visit, user_id, shown(refused))
        return RedirectResponse("/users?done=removed", HTTPStatus.SEE_OTHER)


def role_typed(visit: Visit) -> UserRole | None:
    """None for no role. A word that is none answers as a page that is not there."""
    word = visit.form.get("role", "")
    if word == NOTHING:
        return None
    try:
        return UserRole(word)
    except ValueError:
        raise HTTPException(HTTPStatus.NOT_FOUND) from None


def shown(refused: AccountRefused) -> AccountRefused:
    """One that has its sentence on the page. Raises 404 for somebody who is not there, NotYourRole."""
    if refused.why is Why.UNKNOWN_USER:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    if refused.why is Why.NOT_YOURS:
        raise NotYourRole
    return refused


def place_typed(visit: Visit) -> str | None:
    """The organisation that the form names; None for the installation."""
    named = visit.form.get("organisation")
    if named == INSTALLATION:
        return None
    if named not in {one.id for one in visit.organisations}:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return named


def _found(site: Site, user_id: str) -> Sighted:
    try:
        return members.sighted(site.entrance, user_id)
    except AccountRefused:
        raise HTTPException(HTTPStatus.NOT_FOUND) from None


def _page(
    site: Site, visit: Visit, user_id: str, refused: AccountRefused | None = None, done: str = ""
) -> HTMLResponse:
    found = _found(site, user_id)
    roles = found.standing.roles
    places = [(one, roles[one.id].value) for one in visit.organisations if one.id in roles]
    return site.page(
        "user.html", visit, status_of(refused), here="users", person=found.user, places=places,
        free=[one for one in visit.organisations if one.id not in roles],
        sessions=[(one, browser_named(one.browser)) for one in found.sessions],
        identity=openid.identity_of(site.entrance, user_id),
        since=second_factor.since_when(site.entrance, user_id),
        is_self=found.user.id == visit.who.user.id, problem=said(visit, refused), done=done,
    )  # fmt: skip
