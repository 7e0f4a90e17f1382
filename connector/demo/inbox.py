"""The catcher's inbox and the demo's clock, in the browser."""

from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from connector.channels.catcher import Catcher, Caught
from connector.demo.days import Days
from connector.web.reader import Reader
from connector.web.site import Extras, Link, Site, message_response

PAGES = Path(__file__).parent / "pages"
INBOX = "/demo/inbox"
#: Messages on one page.
PAGE = 200

_READS = "Shows what the demo's own mail server caught: nobody real is in it."
DOORS: Mapping[str, str] = {
    "/demo/inbox": _READS,
    "/demo/inbox/{number}": _READS,
    "/demo/inbox/{number}/html": _READS,
    "/demo/clock": "Moves the day of the demo, which has no real customer; only its own pages may ask.",
}


def extras(catcher: Catcher, days: Days) -> Extras:
    """What the demo adds to the pages."""
    holder: list[Site] = []

    def band(reader: Reader) -> str:
        return holder[0].words(
            "band.html", reader, today=days.today, progress=days.progress, fault=days.fault
        )

    def routes(site: Site) -> APIRouter:
        holder.append(site)
        return _routes(site, catcher, days)

    return Extras(
        links=(Link(INBOX, "Customers' inbox", "Boîte des clients"),),
        band=band,
        routers=(routes,),
        templates=(PAGES,),
        doors=DOORS,
        refresh=lambda: 1 if days.progress is not None else None,
    )


def _routes(site: Site, catcher: Catcher, days: Days) -> APIRouter:
    router = APIRouter(prefix="/demo")

    @router.get("/inbox")
    def inbox(page: int = 1) -> HTMLResponse:
        return _inbox(site, catcher, page)

    @router.get("/inbox/{number}")
    def one(number: int) -> HTMLResponse:
        caught = _caught(catcher, number)
        files = [part.get_filename("") for part in caught.message.iter_attachments()]
        return _page(site, "caught.html", caught=caught, files=files)

    @router.get("/inbox/{number}/html")
    def as_html(number: int) -> HTMLResponse:
        return message_response(_caught(catcher, number).html)

    @router.post("/clock")
    def move(request: Request, days_ahead: Literal["1", "7"]) -> RedirectResponse:
        days.move(int(days_ahead))
        return RedirectResponse(_came_from(request), HTTPStatus.SEE_OTHER)

    return router


def _inbox(site: Site, catcher: Catcher, page: int) -> HTMLResponse:
    every = catcher.all()[::-1]
    pages = max(1, -(-len(every) // PAGE))
    page = min(max(page, 1), pages)
    shown = every[(page - 1) * PAGE : page * PAGE]
    return _page(site, "inbox.html", caught=shown, count=catcher.count, page=page, pages=pages, address=INBOX)


def _page(site: Site, template: str, **names: Any) -> HTMLResponse:
    organisation = site.organisations()[0]
    return site.page(template, Reader.of(organisation), organisation, here=INBOX, **names)


def _caught(catcher: Catcher, number: int) -> Caught:
    found = catcher.get(number)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return found


def _came_from(request: Request) -> str:
    """The page of ours on which the button was; the door has seen that it is ours."""
    path = urlsplit(request.headers.get("referer", "")).path
    return path if path.startswith("/") and not path.startswith("//") else "/"
