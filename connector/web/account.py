"""One's own account: language, password, and where one is signed in."""

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from connector.core.accounts import AccountRefused, Why
from connector.usecases import accounts
from connector.usecases import sign_in as entering
from connector.usecases.openid import identity_of
from connector.usecases.second_factor import factor_of
from connector.web.browsers import browser_named
from connector.web.sign_in import new_password, said_of_own, status_of
from connector.web.site import Site
from connector.web.visit import Visit, Visiting

_DONE = ("language", "password", "session", "openid", "openid_off")
LANGUAGES = {"fr": "Français", "en": "English"}


#: By the form that was refused: the field of it that this is about.
_FIELDS: Mapping[str, Mapping[Why, str]] = {
    "password": {
        Why.WRONG: "old", Why.WAIT: "old", Why.TOO_SHORT: "password", Why.TOO_LONG: "password",
        Why.NOT_THE_SAME: "again",
    },
    "openid": {Why.WRONG: "openid_password", Why.WAIT: "openid_password"},
}  # fmt: skip


def account(site: Site) -> APIRouter:
    """One page and its forms."""
    router = APIRouter(prefix="/account")

    @router.get("")
    def own(visit: Visiting, done: str = "") -> HTMLResponse:
        return account_page(site, visit, done=done if done in _DONE else "")

    @router.post("/language")
    def choose(visit: Visiting) -> Response:
        language = visit.form.get("language", "")
        if language not in LANGUAGES:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        accounts.choose_language(site.entrance, visit.who.user.id, language)
        return _done("language")

    @router.post("/password")
    def change(visit: Visiting) -> Response:
        old = visit.form.get("old", "")
        try:
            opened = entering.change_password(
                site.entrance, visit.who, old, new_password(visit), visit.client
            )
        except AccountRefused as refused:
            return account_page(site, visit, refused, "password")
        answer = _done("password")
        visit.cookies.keep(answer, opened)
        return answer

    _sessions(router, site)
    return router


def _sessions(router: APIRouter, site: Site) -> None:
    """Ends one of his, or all."""

    @router.post("/sessions/{session_id}")
    def end(visit: Visiting, session_id: str) -> Response:
        if not entering.end_session(site.entrance, visit.who, session_id):
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return _done("session")

    @router.post("/sign-out-everywhere")
    def end_all(visit: Visiting) -> Response:
        entering.sign_out_everywhere(site.entrance, visit.who)
        answer = RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
        visit.cookies.forget(answer)
        return answer


def account_page(
    site: Site, visit: Visit, refused: AccountRefused | None = None, at: str = "", done: str = ""
) -> HTMLResponse:
    """With what was refused beside the form `at` which it was: `password` or `openid`."""
    roles = [(one.name, visit.who.standing.role_in(one.id)) for one in visit.organisations]
    opened = entering.sessions(site.entrance, visit.who)
    return site.page(
        "account.html", visit, status_of(refused), here="account", languages=LANGUAGES, roles=roles,
        sessions=[(one, browser_named(one.browser)) for one in opened],
        identity=identity_of(site.entrance, visit.who.user.id),
        is_proven=entering.is_proven(site.entrance, visit.who), problem=said_of_own(visit, refused), at=at,
        wrong=_FIELDS[at].get(refused.why, "") if refused else "", done=done,
        factor=factor_of(site.entrance, visit.who),
    )  # fmt: skip


def _done(what: str) -> RedirectResponse:
    return RedirectResponse(f"/account?done={what}", HTTPStatus.SEE_OTHER)
