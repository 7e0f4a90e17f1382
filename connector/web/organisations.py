"""A new organisation: its name, its country, and what follows from the country."""

from http import HTTPStatus
from unicodedata import combining, normalize

from babel import Locale
from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from connector.core.errors import Refused
from connector.core.invoice import Organisation
from connector.files.countries import LANGUAGES, countries, locale_of, zones_of
from connector.usecases.organisations import add_organisation
from connector.web.reader import Reader
from connector.web.site import Site
from connector.web.visit import Visit, Visiting

#: Where somebody lives who names no country: the most likely one for his language.
_LIKELY = {"fr": "FR", "en": "GB"}
LONGEST_NAME = 200


def organisations(site: Site) -> APIRouter:
    """`/organisations/new`; who is made here begins in shadow."""
    router = APIRouter(prefix="/organisations")

    @router.get("/new")
    def ask(visit: Visiting) -> HTMLResponse:
        return _form(site, visit)

    @router.post("/new")
    def add(visit: Visiting) -> Response:
        if _asks_zone(site, visit):
            return _form(site, visit, visit.reader.say("which_zone"), "timezone")
        try:
            made = add_organisation(site.app, _draft(site, visit))
        except Refused as refused:
            return _form(site, visit, str(refused), "name")
        return RedirectResponse(f"/o/{made.id}/setup", HTTPStatus.SEE_OTHER)

    return router


def _asks_zone(site: Site, visit: Visit) -> bool:
    """Whether its country has several, and none was chosen yet."""
    country = visit.form.get("country", "")
    if country not in countries() or visit.form.get("timezone") in zones_of(country):
        return False
    return site.app.calendars.timezone(country, None) is None


def _draft(site: Site, visit: Visit) -> Organisation:
    form = visit.form
    name = " ".join(form.get("name", "").split())
    if not name or len(name) > LONGEST_NAME:
        raise Refused(visit.reader.say("name_needed"))
    if form.get("country") not in countries():
        raise Refused(visit.reader.say("country_needed"))
    chosen = form.get("timezone")
    zone = chosen if chosen in zones_of(form["country"]) else None
    language = form["language"] if form.get("language") in LANGUAGES else None
    country, timezone, tongue, currency = locale_of(
        site.app.calendars, form["country"], None, zone, language, form.get("currency") or None
    )
    return Organisation(
        id="", name=name, country=country, timezone=timezone, language=tongue, currency=currency
    )  # fmt: skip


def _form(site: Site, visit: Visit, problem: str = "", wrong: str = "") -> HTMLResponse:
    form = visit.form
    country = form.get("country") or _guess(visit)
    zones = zones_of(country) if site.app.calendars.timezone(country, None) is None else ()
    status = HTTPStatus.CONFLICT if problem else HTTPStatus.OK
    return site.page(
        "organisation_new.html", visit, status, problem=problem, wrong=wrong, typed=form, country=country,
        countries=_named(visit.reader), zones=[(x, _zone_words(x)) for x in zones if wrong == "timezone"],
        languages=[(x, visit.reader.say(f"language.{x}")) for x in LANGUAGES],
    )  # fmt: skip


def _zone_words(zone: str) -> str:
    """`New York (America)`."""
    region, _, place = zone.replace("_", " ").partition("/")
    return f"{place} ({region})" if place else region


def _guess(visit: Visit) -> str:
    """The country that the browser's first language names, else the likely one."""
    first = visit.accepted.partition(",")[0].partition(";")[0].strip()
    code = first.rpartition("-")[2].upper() if "-" in first else ""
    return code if code in countries() else _LIKELY[visit.reader.language]


def _named(reader: Reader) -> list[tuple[str, str]]:
    """Every country by its name in the reader's language."""
    names = Locale.parse(reader.language).territories
    return sorted(((x, names.get(x, x)) for x in countries()), key=lambda pair: _without_accents(pair[1]))


def _without_accents(name: str) -> str:
    return "".join(x for x in normalize("NFKD", name.casefold()) if not combining(x))
