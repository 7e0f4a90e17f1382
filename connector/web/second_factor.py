"""One's own second factor: turned on by a picture and a code, off by the password and a code."""

from http import HTTPStatus

import segno
from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from connector.core.accounts import AccountRefused, Why
from connector.usecases import second_factor as factors
from connector.usecases.sign_in import is_proven
from connector.web.sign_in import said_of_own, status_of
from connector.web.site import Site
from connector.web.visit import Visit, Visiting

HERE = "/account/second-factor"


def second_factor(site: Site) -> APIRouter:
    """`/account/second-factor` and its forms. Recovery codes are shown by the answer that made them."""
    router = APIRouter(prefix=HERE)

    @router.get("")
    def own(visit: Visiting, done: str = "") -> HTMLResponse:
        return _page(site, visit, done=done if done == "off" else "")

    @router.post("/begin")
    def begin(visit: Visiting) -> Response:
        try:
            factors.begin(site.entrance, visit.who, visit.form.get("password", ""), visit.client)
        except AccountRefused as refused:
            return _page(site, visit, refused, "begin")
        return _done()

    @router.post("/confirm")
    def confirm(visit: Visiting) -> HTMLResponse:
        try:
            made = factors.confirm(site.entrance, visit.who, visit.form.get("code", ""))
        except AccountRefused as refused:
            return _page(site, visit, refused, "confirm")
        return _recovery(site, visit, made, is_new=True)

    _once_on(router, site)
    return router


def _once_on(router: APIRouter, site: Site) -> None:
    """What is asked of a factor that is on."""

    @router.post("/recovery")
    def renew(visit: Visiting) -> HTMLResponse:
        code = visit.form.get("code", "")
        try:
            made = factors.renew_recovery(site.entrance, visit.who, code, visit.client)
        except AccountRefused as refused:
            return _page(site, visit, refused, "recovery")
        return _recovery(site, visit, made)

    @router.post("/off")
    def turn_off(visit: Visiting) -> Response:
        password, code = visit.form.get("password", ""), visit.form.get("off_code", "")
        try:
            factors.turn_off(site.entrance, visit.who, password, code, visit.client)
        except AccountRefused as refused:
            return _page(site, visit, refused, "off")
        return _done("?done=off")


def _page(
    site: Site, visit: Visit, refused: AccountRefused | None = None, at: str = "", done: str = ""
) -> HTMLResponse:
    """With what was refused beside the form `at` which it was."""
    begun = factors.set_up(site.entrance, visit.who)
    return site.page(
        "second_factor.html", visit, status_of(refused), here="account",
        picture=picture_of(begun.address) if begun else "", secret=_in_groups(begun.secret) if begun else "",
        factor=factors.factor_of(site.entrance, visit.who), owes=visit.who.owes_factor,
        is_proven=is_proven(site.entrance, visit.who), done=done, problem=said_of_own(visit, refused), at=at,
        wrong=_field(at, refused),
    )  # fmt: skip


def _field(at: str, refused: AccountRefused | None) -> str:
    """Of that form the one that this is about; waiting is for the first one of each."""
    if refused is None:
        return ""
    password, code = {"begin": ("password", ""), "off": ("password", "off_code")}.get(at, ("code", "code"))
    return {Why.WRONG: password, Why.WAIT: password, Why.WRONG_FACTOR: code}.get(refused.why, "")


def _recovery(site: Site, visit: Visit, made: tuple[str, ...], is_new: bool = False) -> HTMLResponse:
    return site.page("recovery_codes.html", visit, here="account", codes=made, is_new=is_new)


def picture_of(address: str) -> str:
    """A QR code as SVG by attributes alone, dark on light whatever the page's own colours are."""
    made: str = segno.make(address, micro=False).svg_inline(scale=5, dark="#000", light="#fff", border=4)
    return made


def _in_groups(secret: str) -> str:
    return " ".join(secret[n : n + 4] for n in range(0, len(secret), 4))


def _done(rest: str = "") -> RedirectResponse:
    return RedirectResponse(f"{HERE}{rest}", HTTPStatus.SEE_OTHER)
