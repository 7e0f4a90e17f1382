"""Linking: who may be one customer in two connections, side by side, with what a person has said of it."""

from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from connector.core.errors import Refused
from connector.core.linked import Pair
from connector.core.listing import turned_to
from connector.usecases import linking
from connector.web.connections import HERE, may_connect
from connector.web.site import Site
from connector.web.visit import Visit, Visiting

#: Proposals on one page.
PAGE = 20
DONE = ("one", "two", "undone")


def customers_linked(site: Site) -> APIRouter:
    """The proposals and what was said; each button says one thing, which another takes back."""
    router = APIRouter(prefix="/o/{organisation_id}/links")

    @router.get("")
    def everything(visit: Visiting, page: int = 1, done: str = "") -> HTMLResponse:
        return _page(site, visit, page, done if done in DONE else "")

    @router.post("")
    def say(visit: Visiting) -> Response:
        pair = Pair.of(visit.form.get("one", ""), visit.form.get("other", ""))
        is_one = visit.form.get("is_one") == "yes"
        try:
            linking.say(site.app, visit.whose.id, pair, is_one, visit.who.user.email)
        except Refused:
            return _page(site, visit, is_too_late=True)
        return _back(visit, "one" if is_one else "two")

    @router.post("/{link_id}/undo")
    def undo(visit: Visiting, link_id: str) -> Response:
        try:
            linking.undo(site.app, visit.whose.id, link_id, visit.who.user.email)
        except Refused:
            return _page(site, visit, is_too_late=True)
        return _back(visit, "undone")

    return router


def _page(
    site: Site, visit: Visit, number: int = 1, done: str = "", is_too_late: bool = False
) -> HTMLResponse:
    found = linking.offers(site.app, visit.whose.id)
    number, pages = turned_to(number, len(found), PAGE)
    return site.page(
        "links.html", visit, HTTPStatus.CONFLICT if is_too_late else HTTPStatus.OK, here=HERE, done=done,
        is_too_late=is_too_late, offers=found[(number - 1) * PAGE : number * PAGE], count=len(found),
        page=number, pages=pages, spoken=linking.spoken(site.app, visit.whose.id),
        may_link=may_connect(visit, visit.whose.id), titles={x.name: x.title for x in site.app.systems.all()},
    )  # fmt: skip


def _back(visit: Visit, done: str) -> RedirectResponse:
    return RedirectResponse(f"/o/{visit.whose.id}/links?done={done}", HTTPStatus.SEE_OTHER)
