"""What waits for a person."""

from http import HTTPStatus

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse

from connector.usecases import to_do
from connector.usecases.guide import guide
from connector.web.site import Site
from connector.web.visit import Visiting


def tasks(site: Site) -> APIRouter:
    """One list; how to close each stands beside it."""
    router = APIRouter(prefix="/o/{organisation_id}")

    @router.get("/tasks")
    def waiting(visit: Visiting) -> HTMLResponse:
        found = to_do.tasks(site.app, visit.whose.id)
        return site.page("tasks.html", visit, here="tasks", tasks=found)

    @router.get("/tasks/{reminder_id}")
    def words(visit: Visiting, reminder_id: str) -> HTMLResponse:
        with site.app.store.reading(visit.whose.id) as unit:
            if unit.reminders.get(reminder_id) is None:
                raise HTTPException(HTTPStatus.NOT_FOUND)
        made = guide(site.app, visit.whose.id, reminder_id)
        return site.page("guide.html", visit, here="tasks", made=made)

    return router
