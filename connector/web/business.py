"""What a business is called and where it is, to be corrected."""

from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from connector.core.errors import Refused
from connector.files.countries import countries, currency_of, zones_of
from connector.usecases.organisations import change_organisation
from connector.web.organisations import LONGEST_NAME, name_typed, named_countries
from connector.web.site import Site
from connector.web.visit import Visit, Visiting

_FIELDS = ("name", "country", "timezone", "currency")


def business(site: Site) -> APIRouter:
    """`/o/{id}/business`: four fields, as they were said when it was added."""
    router = APIRouter(prefix="/o/{organisation_id}/business")

    @router.get("")
    def show(visit: Visiting, done: bool = False) -> HTMLResponse:
        return _page(site, visit, is_done=done)

    @router.post("")
    def keep(visit: Visiting) -> Response:
        wrong = _wrong(visit) or _refused(site, visit)
        if wrong:
            return _page(site, visit, wrong)
        return RedirectResponse(f"/o/{visit.whose.id}/business?done=1", HTTPStatus.SEE_OTHER)

    return router


def _wrong(visit: Visit) -> str:
    """The first thing that is wrong with what was typed."""
    form = visit.form
    if not 0 < len(name_typed(visit)) <= LONGEST_NAME:
        return "name_needed"
    if form.get("country", "") not in countries():
        return "country_needed"
    if form.get("timezone", "") not in _zones(visit, form["country"]):
        return "which_zone"
    try:
        currency_of(form["country"], form.get("currency", "") or None)
    except Refused:
        return "currency_wrong"
    return ""


def _refused(site: Site, visit: Visit) -> str:
    """Keeps what differs from what is known; the zone stays unless another one was chosen."""
    known, form = visit.whose, visit.form
    typed = {
        "name": name_typed(visit),
        "country": form["country"],
        "timezone": form["timezone"],
        "currency": currency_of(form["country"], form.get("currency", "") or None),
    }
    fields = {name: value for name, value in typed.items() if value != getattr(known, name)}
    if not fields:
        return ""
    try:
        change_organisation(site.app, known.id, visit.who.user.email, **fields)
    except Refused:
        return "name_taken"
    return ""


def _zones(visit: Visit, country: str) -> list[str]:
    return sorted({visit.whose.timezone, *zones_of(visit.whose.country), *zones_of(country)})


def _page(site: Site, visit: Visit, wrong: str = "", is_done: bool = False) -> HTMLResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    typed = {name: visit.form.get(name, getattr(visit.whose, name)) for name in _FIELDS}
    return site.page(
        "business.html", visit, status, here="setup", typed=typed, wrong=wrong, is_done=is_done,
        countries=named_countries(visit.reader),
        zones=[(x, x.replace("_", " ")) for x in _zones(visit, typed["country"])],
    )  # fmt: skip
