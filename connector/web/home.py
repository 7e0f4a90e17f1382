"""The organisations, and the day of one."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from connector.core.listing import Due
from connector.usecases import listing, to_do
from connector.usecases.today import today
from connector.web import overview
from connector.web.site import Site
from connector.web.visit import Visit, Visiting

#: So many lines of each list stand on the overview.
SHOWN = 8


def home(site: Site) -> APIRouter:
    """`/`: the only organisation there is, or the list of them."""
    router = APIRouter()

    @router.get("/")
    def first_page(visit: Visiting) -> HTMLResponse:
        if len(visit.organisations) == 1:
            return _overview(site, visit.about(visit.organisations[0]))
        return site.page("organisations.html", visit, everyone=visit.organisations)

    @router.get("/o/{organisation_id}")
    def of_one(visit: Visiting) -> HTMLResponse:
        return _overview(site, visit)

    return router


def _overview(site: Site, visit: Visit) -> HTMLResponse:
    organisation = visit.whose
    app = site.app
    totals = listing.open_totals(app, organisation.id)
    coming = overview.soonest(app, organisation)
    leaving = [x for x in coming if x.hours is not None and x.hours.is_today]
    later = [x for x in coming if x not in leaving]
    sent = overview.went_out_last(app, organisation, SHOWN)
    tasks = to_do.tasks(app, organisation.id)
    return site.page(
        "overview.html",
        visit,
        here="overview",
        status=overview.status(app, organisation),
        owed=totals.owed,
        open_count=totals.count,
        late_count=totals.of(Due.LATE).count,
        now=app.clock.now(),
        day=today(app, organisation.id),
        leaving=leaving[:SHOWN],
        has_more_leaving=len(leaving) > SHOWN,
        coming=later[:SHOWN],
        has_more_coming=len(later) > SHOWN,
        shown=SHOWN,
        sent=sent[:SHOWN],
        has_more_sent=len(sent) > SHOWN,
        tasks=tasks[:SHOWN],
        task_count=len(tasks),
    )
