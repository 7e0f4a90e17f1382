"""Signing in at an identity provider: the way there, what comes back, binding one's account."""

from http import HTTPStatus
from urllib.parse import urlsplit

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from connector.core.accounts import AccountRefused, Why
from connector.log import logger
from connector.usecases import openid
from connector.web.account import account_page
from connector.web.sign_in import let_in, on_to, safe_path, said, status_of
from connector.web.site import Site
from connector.web.user import shown
from connector.web.visit import Visit, Visiting

HERE = "/sign-in/openid"


def openid_sign_in(site: Site) -> APIRouter:
    """`/sign-in/openid`, where it comes back to, and the forms of one's account; 404 without a provider."""
    router = APIRouter()

    @router.post(HERE)
    def go(request: Request, visit: Visiting) -> Response:
        token = visit.form.get("invitation") or None
        back = safe_path(f"/invitation/{token}" if token else visit.form.get("next", "/"))
        is_anew = "anew" in visit.form
        try:
            _check_set(site)
            _check_address(site, request)
            address = openid.go(site.entrance, visit.seal, back, visit.client, token, is_anew)
        except AccountRefused as refused:
            return _refused(site, visit, back, refused)
        return _onward(site, visit, address)

    @router.get(openid.OPENID_BACK)
    def come(request: Request, visit: Visiting) -> Response:
        _check_set(site)
        given = dict(request.query_params)
        came = openid.come(site.entrance, given, visit.seal, visit.client, visit.visitor)
        if came.refused is not None:
            return _refused(site, visit, came.back, came.refused)
        # Onward at once: neither code nor state stays in the address.
        return on_to(came.back) if came.opened is None else let_in(visit, came.opened, came.back)

    _accounts(site, router)
    return router


def _accounts(site: Site, router: APIRouter) -> None:
    """Binds one's own account to one there, and lets go of it; an owner lets go of another's."""

    @router.post("/account/openid/bind")
    def bind(request: Request, visit: Visiting) -> Response:
        back, password = "/account?done=openid", visit.form.get("openid_password", "")
        try:
            _check_set(site)
            _check_address(site, request)
            address = openid.go_to_bind(site.entrance, visit.who, password, visit.seal, back, visit.client)
        except AccountRefused as refused:
            return account_page(site, visit, refused, "openid")
        return _onward(site, visit, address)

    @router.post("/account/openid/unbind")
    def unbind(visit: Visiting) -> Response:
        _check_set(site)
        try:
            openid.unbind(site.entrance, visit.who)
        except AccountRefused as refused:
            return account_page(site, visit, refused, "openid")
        return RedirectResponse("/account?done=openid_off", HTTPStatus.SEE_OTHER)

    @router.post("/users/{user_id}/openid")
    def unbind_another(visit: Visiting, user_id: str) -> Response:
        _check_set(site)
        try:
            openid.unbind_another(site.entrance, visit.who, user_id)
        except AccountRefused as refused:
            return _refused(site, visit, f"/users/{user_id}", shown(refused))
        return RedirectResponse(f"/users/{user_id}?done=openid", HTTPStatus.SEE_OTHER)


def _check_set(site: Site) -> None:
    if site.entrance.openid is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)


def _check_address(site: Site, request: Request) -> None:
    """It sends people back to the base URL: what proves the browser elsewhere does not count there."""
    if request.headers.get("host", "").lower() != urlsplit(site.base_url).netloc:
        raise AccountRefused(
            Why.OPENID_ADDRESS, f"Open Relance at {site.base_url} for this.", address=site.base_url
        )


def _onward(site: Site, visit: Visit, address: str) -> HTMLResponse:
    """A page that leads on by itself: a form may lead to our own pages only, and a browser holds us to it."""
    return site.page("openid_onward.html", visit, address=address, host=urlsplit(address).netloc)


def _refused(site: Site, visit: Visit, back: str, refused: AccountRefused) -> HTMLResponse:
    if refused.__cause__ is not None:
        logger("relance").warning("sign-in elsewhere", problem=str(refused.__cause__))
    return site.page(
        "openid_refused.html", visit, status_of(refused), problem=said(visit, refused), back=safe_path(back)
    )
