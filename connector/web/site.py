"""What every page shares: the application, the look, and what an extension adds to it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from connector.render.clean import harmless, one_line
from connector.usecases.accounts import Entrance
from connector.usecases.application import Application
from connector.usecases.stopping import what_stops
from connector.web.doors import Door
from connector.web.guard import MESSAGE_POLICY
from connector.web.visit import Visit

HERE = Path(__file__).parent
STATIC = HERE / "static"


@dataclass(frozen=True, slots=True)
class Link:
    """A page of an extension, named in English and in French."""

    address: str
    english: str
    french: str


@dataclass(frozen=True)
class Extras:
    """What an extension adds: links in the menu, a band on top of every page, routes, templates.

    `doors` says of each route who may ask for it. The band and the note beside the sign-in form are HTML,
    already escaped; `refresh` the seconds after which a page asks again. `guest` is who a visitor is
    without signing in: only where nothing real can be reached.
    """

    links: Sequence[Link] = ()
    band: Callable[[Visit], str] = lambda visit: ""
    sign_in_note: Callable[[Visit], str] = lambda visit: ""
    routers: Sequence[Callable[["Site"], APIRouter]] = ()
    templates: Sequence[Path] = ()
    refresh: Callable[[], int | None] = lambda: None
    doors: Mapping[str, Door] = field(default_factory=dict)
    guest: str | None = None


class Site:
    """Makes pages; everything in them is escaped, and an undefined name is an error."""

    def __init__(
        self, app: Application, entrance: Entrance, extras: Extras, setup_code: str | None = None
    ) -> None:
        self.app = app
        self.entrance = entrance
        self.extras = extras
        #: Makes the first user; None where only the command line does.
        self.setup_code = setup_code
        self._environment = Environment(
            loader=FileSystemLoader([HERE / "pages", *extras.templates]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters["harmless"] = harmless
        self._environment.filters["one_line"] = one_line
        self._environment.filters["unlinked"] = self.unlinked
        self._environment.globals["version"] = _version()

    @property
    def base_url(self) -> str:
        """The address under which people open the pages."""
        return self.app.page_link or "http://127.0.0.1:8000"

    def unlinked(self, words: str) -> str:
        """A message as staff read it: by its links one would speak for the customer."""
        cut = _TOKEN.sub(r"/\1/…", words)
        return cut if self.app.links is None else self.app.links.without_tokens(cut)

    def words(self, template: str, visit: Visit, **names: object) -> str:
        """A page or a piece of one, escaped."""
        return self._environment.get_template(template).render(r=visit.reader, visit=visit, **names)

    def page(
        self,
        template: str,
        visit: Visit,
        status_code: int = HTTPStatus.OK,
        here: str = "",
        **names: object,
    ) -> HTMLResponse:
        """A whole page; `here` is the menu's own place."""
        text = self.words(
            template,
            visit,
            organisation=visit.organisation,
            here=here,
            links=self.extras.links if visit.visitor else (),
            refresh=self.extras.refresh(),
            band=self.extras.band(visit) if visit.visitor else "",
            stops=self._stops(visit),
            openid=self.entrance.openid.name if self.entrance.openid else "",
            **names,
        )
        answer = HTMLResponse(text, status_code=status_code)
        if visit.fresh is not None:
            visit.cookies.keep(answer, visit.fresh)
        return answer

    def fault(
        self, visit: Visit, kind: str, status_code: int, words: str, detail: str = "", here: str = ""
    ) -> HTMLResponse:
        """A page with one sentence; `kind` is the word of its heading."""
        heading = visit.reader.say(f"heading.{kind}")
        return self.page("fault.html", visit, status_code, here, heading=heading, words=words, detail=detail)

    def _stops(self, visit: Visit) -> frozenset[str]:
        """The reasons for which nothing of the organisation leaves."""
        if visit.visitor is None or visit.organisation is None:
            return frozenset()
        return frozenset(x.reason.value for x in what_stops(self.app, visit.organisation.id))


#: What stands in a customer's link after the page that it opens.
_TOKEN = re.compile(r"/([cr])/[A-Za-z0-9_-]{60,}")


def message_response(html: str) -> HTMLResponse:
    """A stored message on its own, for a sandboxed frame: it may neither act nor fetch anything."""
    return HTMLResponse(html, headers={"Content-Security-Policy": MESSAGE_POLICY})


def _version() -> str:
    """Changes with the style sheets and the script, so that no browser keeps an old one."""
    known = b"".join((STATIC / name).read_bytes() for name in ("relance.css", "pages.css", "relance.js"))
    return sha256(known).hexdigest()[:12]
