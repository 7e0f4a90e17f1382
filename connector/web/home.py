"""The organisations, and the day of one."""

from datetime import datetime, timedelta
from functools import partial

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from connector.core.listing import Due
from connector.core.portfolio import Need
from connector.usecases import listing, to_do
from connector.usecases.portfolio import portfolio
from connector.usecases.today import today
from connector.web import overview
from connector.web.reader import Reader
from connector.web.site import Site
from connector.web.visit import Visit, Visiting

#: So many lines of each list stand on the overview.
SHOWN = 8


def home(site: Site) -> APIRouter:
    """`/`: the day of the only organisation there is, or how all of them stand."""
    router = APIRouter()

    @router.get("/")
    def first_page(visit: Visiting) -> HTMLResponse:
        if len(visit.organisations) == 1:
            return _overview(site, visit.about(visit.organisations[0]))
        return _portfolio(site, visit) if visit.organisations else site.page("organisations.html", visit)

    @router.get("/o/{organisation_id}")
    def of_one(visit: Visiting) -> HTMLResponse:
        return _overview(site, visit)

    return router


def _portfolio(site: Site, visit: Visit) -> HTMLResponse:
    """Amounts as the reader writes them, hours as each client's clock shows them."""
    found = portfolio(site.app, visit.organisations)
    now = site.app.clock.now()
    rows = [(x, partial(_lately, Reader.of(visit.reader.language, x.organisation), now)) for x in found]
    waiting = sum(x.client.waiting for x in found)
    return site.page(
        "portfolio.html", visit, here="portfolio", rows=rows, waiting=waiting, need=Need,
        month=_last_month(visit, now),
    )  # fmt: skip


def _last_month(visit: Visit, now: datetime) -> str:
    """The last whole one, as its report is named."""
    first = now.astimezone(visit.reader.zone).date().replace(day=1)
    return f"{first - timedelta(days=1):%Y-%m}"


def _lately(reader: Reader, now: datetime, at: datetime) -> str:
    """The hour of what was today, else the day, by the client's clock."""
    day = at.astimezone(reader.zone).date()
    return reader.hour(at) if day == now.astimezone(reader.zone).date() else reader.day(day)


def _overview(site: Site, visit: Visit) -> HTMLResponse:
    organisation = visit.whose
    app = site.app
    totals = listing.open_totals(app, organisation.id)
    coming, _ = overview.soonest(app, organisation)
    due = [x for x in coming if x.hours is not None and x.hours.is_today]
    missed = [x for x in due if x.hours is not None and x.hours.reopens_at is not None]
    leaving = [x for x in due if x not in missed]
    later = [x for x in coming if x not in due]
    sent = overview.went_out(app, organisation, SHOWN + 1)
    tasks = to_do.ids(app, organisation.id)
    return site.page(
        "overview.html",
        visit,
        here="overview",
        status=overview.status(app, organisation),
        owed=totals.owed,
        open_count=totals.count,
        late_count=totals.of(Due.LATE).count,
        titles={x.name: x.title for x in app.systems.all()},
        now=app.clock.now(),
        day=today(app, organisation.id),
        leaving=leaving[:SHOWN],
        has_more_leaving=len(leaving) > SHOWN,
        too_late=missed[:SHOWN],
        has_more_too_late=len(missed) > SHOWN,
        coming=later[:SHOWN],
        has_more_coming=len(later) > SHOWN,
        shown=SHOWN,
        sent=sent[:SHOWN],
        has_more_sent=len(sent) > SHOWN,
        tasks=to_do.tasks(app, organisation.id, tasks[:SHOWN]),
        task_count=len(tasks),
    )
