"""What waits for a person."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from connector.usecases import people
from connector.web.reader import Reader
from connector.web.site import Site


def tasks(site: Site) -> APIRouter:
    """One list; how to close each stands beside it."""
    router = APIRouter(prefix="/o/{organisation_id}")

    @router.get("/tasks")
    def waiting(organisation_id: str) -> HTMLResponse:
        organisation = site.organisation(organisation_id)
        found = people.tasks(site.app, organisation.id)
        return site.page("tasks.html", Reader.of(organisation), organisation, here="tasks", tasks=found)

    return router
