"""What waits for a person."""

from http import HTTPStatus

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse

from connector.usecases import to_do
from connector.usecases.guide import Guide, guide
from connector.web.site import Site, message_response
from connector.web.visit import Visit, Visiting


def tasks(site: Site) -> APIRouter:
    """One list; how to close each stands beside it."""
    router = APIRouter(prefix="/o/{organisation_id}")

    @router.get("/tasks")
    def waiting(visit: Visiting) -> HTMLResponse:
        found = to_do.tasks(site.app, visit.whose.id)
        return site.page("tasks.html", visit, here="tasks", tasks=found)

    @router.get("/tasks/{reminder_id}")
    def words(visit: Visiting, reminder_id: str) -> HTMLResponse:
        return site.page("guide.html", visit, here="tasks", made=_guide(site, visit, reminder_id))

    @router.get("/tasks/{reminder_id}/html")
    def sheet(visit: Visiting, reminder_id: str) -> HTMLResponse:
        return message_response(_guide(site, visit, reminder_id).words.html)

    return router


def _guide(site: Site, visit: Visit, reminder_id: str) -> Guide:
    with site.app.store.reading(visit.whose.id) as unit:
        if unit.reminders.get(reminder_id) is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
    return guide(site.app, visit.whose.id, reminder_id)
