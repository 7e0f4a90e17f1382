"""Open invoices with their decisions, and the explanation of one."""

from collections import Counter
from http import HTTPStatus

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse

from connector.core.decision import Action
from connector.core.errors import Refused
from connector.usecases.explain import explain
from connector.web import overview
from connector.web.site import Site
from connector.web.visit import Visit, Visiting

#: Invoices on one page.
PAGE = 500


def invoices(site: Site) -> APIRouter:
    """The list, and one page for each number."""
    router = APIRouter(prefix="/o/{organisation_id}")

    @router.get("/invoices")
    def all_open(visit: Visiting, show: Action | None = None, page: int = 1) -> HTMLResponse:
        return _list(site, visit, show, page)

    @router.get("/invoices/{number:path}")
    def one(visit: Visiting, number: str) -> HTMLResponse:
        return _one(site, visit, number)

    return router


def _list(site: Site, visit: Visit, show: Action | None, page: int) -> HTMLResponse:
    organisation = visit.whose
    rows = overview.rows(site.app, organisation)
    counts = Counter(row.decision.action.value for row in rows)
    chosen = [row for row in rows if show is None or row.decision.action is show]
    pages = max(1, -(-len(chosen) // PAGE))
    page = min(max(page, 1), pages)
    return site.page(
        "invoices.html",
        visit,
        here="invoices",
        rows=chosen[(page - 1) * PAGE : page * PAGE],
        show=show.value if show else "",
        actions=[(action.value, counts[action.value]) for action in Action],
        count=len(rows),
        page=page,
        pages=pages,
        has_connection=bool(rows) or bool(overview.status(site.app, organisation).connections),
    )


def _one(site: Site, visit: Visit, number: str) -> HTMLResponse:
    organisation = visit.whose
    try:
        told = explain(site.app, organisation.id, number)
    except Refused as refused:
        if "No invoice" in str(refused):
            raise HTTPException(HTTPStatus.NOT_FOUND) from None
        raise
    decision = told.decision
    rungs = overview.ladder(site.app, organisation, decision, told.customer) if decision else []
    return site.page(
        "invoice.html", visit, here="invoices", told=told, rungs=rungs,
        today=overview.today(site.app, organisation),
    )  # fmt: skip
