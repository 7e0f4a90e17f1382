"""The organisations, and the overview of one."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from connector.core.invoice import Organisation
from connector.usecases import people
from connector.web import overview
from connector.web.reader import Reader
from connector.web.site import Site

#: So many lines of each list stand on the overview.
SHOWN = 8


def home(site: Site) -> APIRouter:
    """`/`: the only organisation there is, or the list of them."""
    router = APIRouter()

    @router.get("/")
    def first_page(request: Request) -> HTMLResponse:
        everyone = site.organisations()
        if len(everyone) == 1:
            return _overview(site, everyone[0])
        reader = Reader.speaking(request.headers.get("accept-language", ""))
        return site.page("organisations.html", reader, everyone=everyone)

    @router.get("/o/{organisation_id}")
    def of_one(organisation_id: str) -> HTMLResponse:
        return _overview(site, site.organisation(organisation_id))

    return router


def _overview(site: Site, organisation: Organisation) -> HTMLResponse:
    app = site.app
    rows = overview.rows(app, organisation)
    coming = overview.coming(app, organisation, rows)
    sent = overview.went_out(app, organisation)
    tasks = people.tasks(app, organisation.id)
    return site.page(
        "overview.html",
        Reader.of(organisation),
        organisation,
        here="overview",
        status=overview.status(app, organisation),
        owed=overview.owed(rows),
        open_count=len(rows),
        late_count=sum(row.days_late > 0 for row in rows),
        coming=coming[:SHOWN],
        coming_count=len(coming),
        sent=sent[:SHOWN],
        sent_count=len(sent),
        tasks=tasks[:SHOWN],
        task_count=len(tasks),
    )
