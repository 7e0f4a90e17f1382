"""Setting up an organisation: the steps in order, with what is done and what is left."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from connector.usecases.setup import OPTIONAL, SetupStep, progress
from connector.web.site import Site
from connector.web.visit import Visiting

#: Where each step is done.
PLACES = {
    SetupStep.SOURCE: "ledger-file",
    SetupStep.SENDER: "sender",
    SetupStep.POLICY: "policy",
    SetupStep.BEFORE: "before",
    SetupStep.START: "start",
}


def setup(site: Site) -> APIRouter:
    """One page; whoever leaves it in the middle finds it as the facts are."""
    router = APIRouter(prefix="/o/{organisation_id}")

    @router.get("/setup")
    def steps(visit: Visiting) -> HTMLResponse:
        found = progress(site.app, visit.whose.id)
        return site.page(
            "setup.html", visit, here="setup", found=found, steps=list(SetupStep), places=PLACES,
            optional=OPTIONAL,
        )  # fmt: skip

    return router
