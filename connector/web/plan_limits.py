"""Which plans of payment customers may ask for on their own page."""

from dataclasses import replace
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from connector.core.plan_limits import DAYS, PARTS, PlanLimits
from connector.usecases.organisations import change_organisation
from connector.web.site import Site
from connector.web.visit import Visit, Visiting

#: Each field that is a number.
NUMBERS = ("most_parts", "days", "first_percent", "least_open")


def plan_limits(site: Site) -> APIRouter:
    """One form."""
    router = APIRouter(prefix="/o/{organisation_id}/instalments")

    @router.get("")
    def ask(visit: Visiting, done: int = 0) -> HTMLResponse:
        return _form(site, visit, _known(visit.whose.plan_limits), is_done=bool(done))

    @router.post("")
    def keep(visit: Visiting) -> Response:
        return _kept(site, visit)

    return router


def _known(limits: PlanLimits) -> dict[str, str]:
    return {name: str(getattr(limits, name)) for name in NUMBERS} | {
        "is_at_once": "yes" if limits.is_at_once else "no"
    }


def _kept(site: Site, visit: Visit) -> Response:
    typed = _known(PlanLimits()) | {name: x.strip() for name, x in visit.form.items()}
    limits, wrong = PlanLimits(is_at_once=typed["is_at_once"] == "yes"), set[str]()
    for name in NUMBERS:
        text = typed[name]
        number = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1
        one: dict[str, Any] = {name: number}
        wrong |= set() if replace(PlanLimits(), **one).are_sensible else {name}
        limits = replace(limits, **one)
    if wrong:
        return _form(site, visit, typed, wrong)
    if limits != visit.whose.plan_limits:
        change_organisation(site.app, visit.whose.id, visit.who.user.email, plan_limits=limits)
    return RedirectResponse(f"/o/{visit.whose.id}/instalments?done=1", HTTPStatus.SEE_OTHER)


def _form(
    site: Site, visit: Visit, typed: dict[str, str], wrong: set[str] | None = None, is_done: bool = False
) -> HTMLResponse:
    return site.page(
        "plan_limits.html", visit, HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
        here="setup", typed=typed, wrong=wrong or set(), is_done=is_done, most=PARTS, days=DAYS,
    )  # fmt: skip
