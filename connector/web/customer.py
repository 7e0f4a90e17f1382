"""The customer's own page: another card for a failed charge, by a link that works for weeks."""

from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from connector.core.errors import Ambiguous, ProviderError, Refused
from connector.log import logger
from connector.render.clean import web_link
from connector.usecases.cards import Came, OpenCharge, came_back, card_page, opened
from connector.web.site import Site
from connector.web.visit import Visit, Visiting


def customer(site: Site) -> APIRouter:
    """Nobody signs in here: the token says which invoice, and nothing else can be asked."""
    router = APIRouter(prefix="/r/{token}")

    @router.get("")
    def show(visit: Visiting, token: str) -> HTMLResponse:
        try:
            return _page(site, visit, opened(site.app, token), token)
        except Refused:
            return _gone(site, visit)

    @router.get("/card")
    def change(visit: Visiting, token: str) -> Response:
        try:
            charge = opened(site.app, token)
        except Refused:
            return _gone(site, visit)
        try:
            return RedirectResponse(card_page(site.app, token), HTTPStatus.SEE_OTHER)
        except (Refused, ProviderError) as why:
            return _by_invoice(site, visit, charge, token, why)

    @router.get("/back")
    def back(visit: Visiting, token: str) -> HTMLResponse:
        try:
            charge = opened(site.app, token)
        except Refused:
            return _gone(site, visit)
        try:
            came = _came_back(site, token)
        except ProviderError as why:
            _note(why)
            return _page(site, visit, charge, token, is_closed=True)
        return _page(site, visit, opened(site.app, token), token, came)

    return router


def _came_back(site: Site, token: str) -> Came:
    """What nobody knows is under way until the next reading."""
    try:
        return came_back(site.app, token)
    except Ambiguous as why:
        _note(why)
        return Came.TRIED


def _by_invoice(site: Site, visit: Visit, charge: OpenCharge, token: str, why: Exception) -> Response:
    """Where no page for the card can be had, the invoice's own page takes the money."""
    _note(why)
    link = web_link(charge.invoice.pay_link)
    if link is not None and charge.is_open:
        return RedirectResponse(link, HTTPStatus.SEE_OTHER)
    return _page(site, visit, charge, token, status=HTTPStatus.SERVICE_UNAVAILABLE, is_closed=True)


def _note(why: Exception) -> None:
    logger("relance").warning("card_page", why=str(why)[:300])


def _page(
    site: Site,
    visit: Visit,
    charge: OpenCharge,
    token: str,
    came: Came | None = None,
    status: HTTPStatus = HTTPStatus.OK,
    is_closed: bool = False,
) -> HTMLResponse:
    return site.page(
        "customer.html", visit, status_code=status, charge=charge, token=token, came=came, is_closed=is_closed
    )


def _gone(site: Site, visit: Visit) -> HTMLResponse:
    """The same for what never was, has run out, or is nobody's any more."""
    return site.page("customer.html", visit, status_code=HTTPStatus.NOT_FOUND, charge=None)
