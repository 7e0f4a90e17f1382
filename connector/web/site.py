"""What every page shares: the application, the look, and what an extension adds to it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from connector.core.invoice import Organisation
from connector.render.clean import harmless
from connector.usecases.application import Application
from connector.web.guard import MESSAGE_POLICY
from connector.web.reader import Reader

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

    `doors` says of each route why it needs no login. The band is HTML, already escaped; `refresh`
    the seconds after which a page asks again.
    """

    links: Sequence[Link] = ()
    band: Callable[[Reader], str] = lambda reader: ""
    routers: Sequence[Callable[["Site"], APIRouter]] = ()
    templates: Sequence[Path] = ()
    refresh: Callable[[], int | None] = lambda: None
    doors: Mapping[str, str] = field(default_factory=dict)


class Site:
    """Makes pages; everything in them is escaped, and an undefined name is an error."""

    def __init__(self, app: Application, extras: Extras) -> None:
        self.app = app
        self.extras = extras
        self._environment = Environment(
            loader=FileSystemLoader([HERE / "pages", *extras.templates]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters["harmless"] = harmless
        self._environment.globals["version"] = _version()

    def organisations(self) -> tuple[Organisation, ...]:
        return self.app.store.directory.all()

    def organisation(self, organisation_id: str) -> Organisation:
        """Raises 404 for one that is not there."""
        for one in self.organisations():
            if one.id == organisation_id:
                return one
        raise HTTPException(HTTPStatus.NOT_FOUND)

    def words(self, template: str, reader: Reader, **names: object) -> str:
        """A page or a piece of one, escaped."""
        return self._environment.get_template(template).render(r=reader, **names)

    def page(
        self,
        template: str,
        reader: Reader,
        organisation: Organisation | None = None,
        status_code: int = HTTPStatus.OK,
        here: str = "",
        **names: object,
    ) -> HTMLResponse:
        """A whole page; `here` is the menu's own place."""
        text = self.words(
            template,
            reader,
            organisation=organisation,
            here=here,
            links=self.extras.links,
            refresh=self.extras.refresh(),
            band=self.extras.band(reader),
            **names,
        )
        return HTMLResponse(text, status_code=status_code)


def message_response(html: str) -> HTMLResponse:
    """A stored message on its own, for a sandboxed frame: it may neither act nor fetch anything."""
    return HTMLResponse(html, headers={"Content-Security-Policy": MESSAGE_POLICY})


def _version() -> str:
    """Changes with the style sheet, so that no browser keeps an old one."""
    return sha256((STATIC / "relance.css").read_bytes()).hexdigest()[:12]
