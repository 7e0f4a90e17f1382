"""The catcher's inbox and the demo's clock, in the browser."""

from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any, Literal

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from connector.channels.catcher import Catcher, Caught
from connector.core.listing import turned_to
from connector.demo.days import Days
from connector.demo.people import PASSWORD, PEOPLE
from connector.web.doors import SIGNED_IN, Door
from connector.web.sign_in import safe_path
from connector.web.site import Extras, Link, Site, message_response
from connector.web.visit import Visit, Visiting

PAGES = Path(__file__).parent / "pages"
INBOX = "/demo/inbox"
#: Messages on one page.
PAGE = 200

#: The inbox of made-up customers, and a calendar that everybody may move.
DOORS: Mapping[str, Door] = {
    "GET /demo/inbox": SIGNED_IN,
    "GET /demo/inbox/{number}": SIGNED_IN,
    "GET /demo/inbox/{number}/html": SIGNED_IN,
    "POST /demo/clock": SIGNED_IN,
}


def extras(catcher: Catcher, days: Days) -> Extras:
    """What the demo adds to the pages."""
    holder: list[Site] = []

    def band(visit: Visit) -> str:
        return holder[0].words("band.html", visit, today=days.today, progress=days.progress, fault=days.fault)

    def people(visit: Visit) -> str:
        return holder[0].words("people.html", visit, people=PEOPLE, password=PASSWORD)

    def routes(site: Site) -> APIRouter:
        holder.append(site)
        return _routes(site, catcher, days)

    return Extras(
        links=(Link(INBOX, "Customers' inbox", "Boîte des clients"),),
        band=band,
        sign_in_note=people,
        guest=PEOPLE[0].email,
        routers=(routes,),
        templates=(PAGES,),
        doors=DOORS,
        refresh=lambda: 1 if days.progress is not None else None,
    )


def _routes(site: Site, catcher: Catcher, days: Days) -> APIRouter:
    router = APIRouter(prefix="/demo")

    @router.get("/inbox")
    def inbox(visit: Visiting, page: int = 1) -> HTMLResponse:
        return _inbox(site, visit, catcher, page)

    @router.get("/inbox/{number}")
    def one(visit: Visiting, number: int) -> HTMLResponse:
        caught = _caught(catcher, number)
        files = [part.get_filename("") for part in caught.message.iter_attachments()]
        return _page(site, visit, "caught.html", caught=caught, files=files)

    @router.get("/inbox/{number}/html")
    def as_html(number: int) -> HTMLResponse:
        return message_response(_caught(catcher, number).html)

    @router.post("/clock")
    def move(request: Request, days_ahead: Literal["1", "7"]) -> RedirectResponse:
        days.move(int(days_ahead))
        return RedirectResponse(_came_from(request), HTTPStatus.SEE_OTHER)

    return router


def _inbox(site: Site, visit: Visit, catcher: Catcher, page: int) -> HTMLResponse:
    every = catcher.all()[::-1]
    page, pages = turned_to(page, len(every), PAGE)
    shown = every[(page - 1) * PAGE : page * PAGE]
    return _page(
        site, visit, "inbox.html", caught=shown, count=catcher.count, page=page, pages=pages, address=INBOX
    )


def _page(site: Site, visit: Visit, template: str, **names: Any) -> HTMLResponse:
    return site.page(template, visit.about(visit.organisations[0]), here=INBOX, **names)


def _caught(catcher: Catcher, number: int) -> Caught:
    found = catcher.get(number)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return found


def _came_from(request: Request) -> str:
    """The page of ours on which the button was; the door has seen that it is ours."""
    referer = request.headers.get("referer", "")
    return safe_path(referer.removeprefix(str(request.base_url).rstrip("/")).partition("?")[0])
