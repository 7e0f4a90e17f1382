"""The API as one application, put under /api/v1 beside the pages.

Its gate is its own: a bearer token, which no browser sends by itself. No cookie is looked at here, so
nobody's session acts in it, and no form of another page can.
"""

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute

from connector.web.api.customers import customers
from connector.web.api.document import TITLE, document
from connector.web.api.doors import refuse_unknown_needs
from connector.web.api.figures import figures
from connector.web.api.holds import holds
from connector.web.api.invoices import invoices
from connector.web.api.late_fees import late_fees
from connector.web.api.ledger_files import ledger_files
from connector.web.api.operation import Gate, operations
from connector.web.api.organisation import organisation
from connector.web.api.pace import Pace
from connector.web.api.problems import show_problems
from connector.web.api.reminders import reminders
from connector.web.api.tasks import tasks
from connector.web.api.webhooks import webhooks
from connector.web.site import Site

RESOURCES = (
    organisation, figures, invoices, customers, late_fees, holds, reminders, tasks, ledger_files, webhooks
)  # fmt: skip


def api(site: Site, pace: Pace | None = None) -> FastAPI:
    """All operations over `site`."""
    made = FastAPI(
        title=TITLE, docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
    )  # fmt: skip

    def shown() -> JSONResponse:
        return JSONResponse(document(made))

    made.router.routes.append(APIRoute("/openapi.json", shown, include_in_schema=False))
    made.router.route_class = operations(Gate(site, pace or Pace()))
    for resource in RESOURCES:
        resource(site, made.router)
    refuse_unknown_needs(made.routes)
    show_problems(made)
    return made
