"""A new organisation: its name, its country, and what follows from the country."""

from http import HTTPStatus
from unicodedata import combining, normalize

from babel import Locale
from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from connector.core.errors import Refused
from connector.core.invoice import Organisation
from connector.files.countries import LANGUAGES, countries, currency_of, locale_of, zones_of
from connector.usecases.organisations import add_organisation
from connector.web.reader import Reader
from connector.web.site import Site
from connector.web.visit import Visit, Visiting

#: What a browser names that nobody has told where it is: it says nothing of a business.
_UNTOLD = "en-US"
LONGEST_NAME = 200


def organisations(site: Site) -> APIRouter:
    """`/organisations/new`; who is made here begins in shadow."""
    router = APIRouter(prefix="/organisations")

    @router.get("/new")
    def ask(visit: Visiting) -> HTMLResponse:
        return _form(site, visit)

    @router.post("/new")
    def add(visit: Visiting) -> Response:
        wrong = _wrong(site, visit)
        if wrong is not None:
            return _form(site, visit, wrong)
        try:
            made = add_organisation(site.app, _draft(site, visit))
        except Refused:
            return _form(site, visit, "name_taken")
        return RedirectResponse(f"/o/{made.id}/setup", HTTPStatus.SEE_OTHER)

    return router


def _wrong(site: Site, visit: Visit) -> str | None:
    """The first thing that is wrong with what was typed, or is still to be said."""
    country, currency = visit.form.get("country", ""), visit.form.get("currency", "")
    if not 0 < len(name_typed(visit)) <= LONGEST_NAME:
        return "name_needed"
    if country not in countries():
        return "country_needed"
    if _zone(visit) is None and site.app.calendars.timezone(country, None) is None:
        return "which_zone"
    try:
        currency_of(country, currency or None)
    except Refused:
        return "currency_wrong"
    return None


def name_typed(visit: Visit) -> str:
    """What stands in the field for the name, without the blanks around it."""
    return " ".join(visit.form.get("name", "").split())


def _zone(visit: Visit) -> str | None:
    """The one that was chosen, if it is its country's."""
    chosen = visit.form.get("timezone")
    return chosen if chosen in zones_of(visit.form.get("country", "")) else None


def _draft(site: Site, visit: Visit) -> Organisation:
    form = visit.form
    language = form["language"] if form.get("language") in LANGUAGES else None
    country, timezone, tongue, currency = locale_of(
        site.app.calendars, form["country"], None, _zone(visit), language, form.get("currency") or None
    )
    return Organisation(
        id="", name=name_typed(visit), country=country, timezone=timezone, language=tongue, currency=currency
    )  # fmt: skip


def _form(site: Site, visit: Visit, wrong: str | None = None) -> HTMLResponse:
    form = visit.form
    country = form.get("country") or _guess(visit)
    zones = zones_of(country) if site.app.calendars.timezone(country, None) is None else ()
    status = HTTPStatus.CONFLICT if wrong else HTTPStatus.OK
    return site.page(
        "organisation_new.html", visit, status, wrong=wrong, typed=form, country=country,
        countries=named_countries(visit.reader),
        zones=[(x, _zone_words(x)) for x in zones if wrong == "which_zone"],
        languages=[(x, visit.reader.say(f"language.{x}")) for x in LANGUAGES],
    )  # fmt: skip


def _zone_words(zone: str) -> str:
    """`New York (America)`."""
    region, _, place = zone.replace("_", " ").partition("/")
    return f"{place} ({region})" if place else region


def _guess(visit: Visit) -> str:
    """The country that the browser's first language names; France for who says no more than French, and
    none where it is not sure."""
    first = visit.accepted.partition(",")[0].partition(";")[0].strip()
    if first == _UNTOLD:
        return ""
    code = first.rpartition("-")[2].upper() if "-" in first else first.upper()
    return code if code in countries() and (code == "FR" or "-" in first) else ""


def named_countries(reader: Reader) -> list[tuple[str, str]]:
    """Every country by its name in the reader's language."""
    names = Locale.parse(reader.language).territories
    return sorted(((x, names.get(x, x)) for x in countries()), key=lambda pair: _without_accents(pair[1]))


def _without_accents(name: str) -> str:
    return "".join(x for x in normalize("NFKD", name.casefold()) if not combining(x))
