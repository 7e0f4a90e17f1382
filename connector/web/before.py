"""Before the first message: who is left out, and what was already said."""

from datetime import date
from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from connector.usecases.before import late_customers, record_before
from connector.usecases.people import change_customer
from connector.usecases.whom import Whom
from connector.web.site import Site
from connector.web.visit import Visit, Visiting

#: So many customers stand on the page.
SHOWN = 200


def before(site: Site) -> APIRouter:
    """One page, one button for each thing that is said."""
    router = APIRouter(prefix="/o/{organisation_id}/before")

    @router.get("")
    def everybody(visit: Visiting, noted: int = -1) -> HTMLResponse:
        return _page(site, visit, noted=noted)

    @router.post("/exclude")
    def leave_out(visit: Visiting) -> Response:
        is_excluded = visit.form.get("is_excluded") == "1"
        whom, by = Whom(customer_id=visit.form.get("customer", "")), visit.who.user.email
        change_customer(site.app, visit.whose.id, whom, by, is_excluded=is_excluded)
        return _back(visit)

    @router.post("/record")
    def note(visit: Visiting) -> Response:
        return _noted(site, visit)

    return router


def _noted(site: Site, visit: Visit) -> Response:
    form = visit.form
    try:
        on = date.fromisoformat(form.get("on", ""))
    except ValueError:
        return _page(site, visit, problems=(visit.reader.say("before.which_day"),))
    found = record_before(
        site.app, visit.whose.id, form.get("customer", ""), form.get("invoice", ""), form.get("step", ""), on,
        visit.who.user.email,
    )  # fmt: skip
    if not found.refused:
        return _back(visit, f"?noted={found.count}")
    reader = visit.reader
    told = [f"{number}{reader.colon} {reader.say(f'unfit.{why}')}" for number, why in found.refused]
    return _page(site, visit, problems=tuple(told))


def _back(visit: Visit, rest: str = "") -> RedirectResponse:
    return RedirectResponse(f"/o/{visit.whose.id}/before{rest}", HTTPStatus.SEE_OTHER)


def _page(site: Site, visit: Visit, noted: int = -1, problems: tuple[str, ...] = ()) -> HTMLResponse:
    customers, count = late_customers(site.app, visit.whose.id, SHOWN)
    status = HTTPStatus.CONFLICT if problems else HTTPStatus.OK
    return site.page(
        "before.html", visit, status, here="setup", customers=customers, more=count - len(customers),
        noted=noted, problems=problems, today=visit.whose.day(site.app.clock.now()), typed=visit.form,
    )  # fmt: skip
