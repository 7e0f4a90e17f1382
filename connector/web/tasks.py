"""What waits for a person."""

from http import HTTPStatus

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from connector.core.errors import Refused
from connector.core.tasks import TaskKind
from connector.usecases import to_do
from connector.usecases.guide import Guide, guide
from connector.usecases.to_do import Waiting
from connector.web.site import Site, message_response
from connector.web.visit import Visit, Visiting


def tasks(site: Site) -> APIRouter:
    """One list; each is closed by what a person says became of it."""
    router = APIRouter(prefix="/o/{organisation_id}")

    @router.get("/tasks")
    def waiting(visit: Visiting) -> HTMLResponse:
        found = to_do.tasks(site.app, visit.whose.id)
        return site.page("tasks.html", visit, here="tasks", tasks=found)

    @router.get("/tasks/{task_id}/close")
    def ask(visit: Visiting, task_id: str) -> HTMLResponse:
        return _close(site, visit, _waiting(site, visit, task_id))

    @router.post("/tasks/{task_id}/close")
    def close(visit: Visiting, task_id: str) -> Response:
        return _answered(site, visit, _waiting(site, visit, task_id))

    @router.get("/tasks/{reminder_id}")
    def words(visit: Visiting, reminder_id: str) -> HTMLResponse:
        return site.page("guide.html", visit, here="tasks", made=_guide(site, visit, reminder_id))

    @router.get("/tasks/{reminder_id}/html")
    def sheet(visit: Visiting, reminder_id: str) -> HTMLResponse:
        return message_response(_guide(site, visit, reminder_id).words.html)

    return router


def _waiting(site: Site, visit: Visit, task_id: str) -> Waiting:
    for task in to_do.tasks(site.app, visit.whose.id):
        if task.id == task_id and task.kind != TaskKind.FINAL_ACTION:
            return task
    raise HTTPException(HTTPStatus.NOT_FOUND)


def _answered(site: Site, visit: Visit, task: Waiting) -> Response:
    answer = visit.form.get("answer", "")
    if answer not in task.answers:
        raise HTTPException(HTTPStatus.BAD_REQUEST)
    try:
        to_do.resolve(site.app, visit.whose.id, task.id, answer, visit.who.user.email)
    except Refused as refused:
        return _close(site, visit, task, str(refused), HTTPStatus.CONFLICT)
    return RedirectResponse(f"/o/{visit.whose.id}/tasks", HTTPStatus.SEE_OTHER)


def _close(
    site: Site, visit: Visit, task: Waiting, problem: str = "", status: HTTPStatus = HTTPStatus.OK
) -> HTMLResponse:
    return site.page("close.html", visit, status, here="tasks", task=task, problem=problem)


def _guide(site: Site, visit: Visit, reminder_id: str) -> Guide:
    with site.app.store.reading(visit.whose.id) as unit:
        if unit.reminders.get(reminder_id) is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
    return guide(site.app, visit.whose.id, reminder_id)
