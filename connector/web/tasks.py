"""What waits for a person."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from connector.usecases import to_do
from connector.web.site import Site
from connector.web.visit import Visiting


def tasks(site: Site) -> APIRouter:
    """One list; how to close each stands beside it."""
    router = APIRouter(prefix="/o/{organisation_id}")

    @router.get("/tasks")
    def waiting(visit: Visiting) -> HTMLResponse:
        found = to_do.tasks(site.app, visit.whose.id)
        return site.page("tasks.html", visit, here="tasks", tasks=found)

    return router
