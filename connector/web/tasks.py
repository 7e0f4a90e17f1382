"""What waits for a person."""

from http import HTTPStatus

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from connector.core.errors import Refused
from connector.core.listing import turned_to
from connector.core.tasks import TaskKind
from connector.usecases import to_do
from connector.usecases.finding import give_address
from connector.usecases.guide import Guide, guide
from connector.usecases.page_links import with_hollow_links
from connector.usecases.to_do import Waiting
from connector.web import deciding
from connector.web.deciding import NOTHING, Tried
from connector.web.site import Site, message_response
from connector.web.visit import Visit, Visiting

#: Tasks on one page.
PAGE = 50


def tasks(site: Site) -> APIRouter:
    """One list; each is closed by what a person says became of it."""
    router = APIRouter(prefix="/o/{organisation_id}")

    @router.get("/tasks")
    def waiting(visit: Visiting, page: int = 1, done: str = "") -> HTMLResponse:
        ids = to_do.ids(site.app, visit.whose.id)
        page, pages = turned_to(page, len(ids), PAGE)
        found = to_do.tasks(site.app, visit.whose.id, ids[(page - 1) * PAGE : page * PAGE])
        return site.page("tasks.html", visit, here="tasks", tasks=found, page=page, pages=pages, done=done)

    @router.get("/tasks/{task_id}/close")
    def ask(visit: Visiting, task_id: str) -> HTMLResponse:
        return _asked(site, visit, task_id)

    @router.post("/tasks/{task_id}/close")
    def close(visit: Visiting, task_id: str) -> Response:
        return _answered(site, visit, task_id)

    @router.post("/tasks/{task_id}/address")
    def address(visit: Visiting, task_id: str) -> Response:
        return _given(site, visit, task_id)

    @router.get("/tasks/{reminder_id}")
    def words(visit: Visiting, reminder_id: str) -> HTMLResponse:
        return site.page("guide.html", visit, here="tasks", made=_guide(site, visit, reminder_id))

    @router.get("/tasks/{reminder_id}/html")
    def sheet(visit: Visiting, reminder_id: str) -> HTMLResponse:
        html = _guide(site, visit, reminder_id).words.html
        return message_response(html if visit.keeps_books else site.unlinked(html))

    return router


def _waiting(site: Site, visit: Visit, task_id: str) -> Waiting | None:
    found = to_do.tasks(site.app, visit.whose.id, [task_id])
    return next((x for x in found if x.kind != TaskKind.FINAL_ACTION), None)


def _asked(site: Site, visit: Visit, task_id: str) -> HTMLResponse:
    task = _waiting(site, visit, task_id)
    if task is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return _close(site, visit, task)


def _answered(site: Site, visit: Visit, task_id: str) -> Response:
    """What was answered already, by him or by somebody else, is off the list."""
    task, answer = _waiting(site, visit, task_id), visit.form.get("answer", "")
    if task is not None and answer not in task.answers:
        raise HTTPException(HTTPStatus.BAD_REQUEST)
    if task is None:
        return _back(visit)
    try:
        to_do.resolve(site.app, visit.whose.id, task.id, answer, visit.who.user.email)
    except Refused:
        return _close(site, visit, task, visit.reader.say("answer_too_late"), HTTPStatus.CONFLICT)
    return _back(visit)


def _given(site: Site, visit: Visit, task_id: str) -> Response:
    """The address that it asks for; one that asks for none any more is off the list, or says its answers."""
    task = _waiting(site, visit, task_id)
    if task is None:
        return _back(visit)
    done = deciding.attempt(visit, "address", lambda: _give(site, visit, task))
    if isinstance(done, str):
        return _back(visit, done)
    return _close(site, visit, task, status=HTTPStatus.UNPROCESSABLE_ENTITY, tried=done)


def _give(site: Site, visit: Visit, task: Waiting) -> str:
    address = deciding.address_in(visit, "address")
    give_address(site.app, visit.whose.id, task.id, address, visit.who.user.email)
    return "?done=address"


def _back(visit: Visit, with_words: str = "") -> RedirectResponse:
    return RedirectResponse(f"/o/{visit.whose.id}/tasks{with_words}", HTTPStatus.SEE_OTHER)


def _close(
    site: Site,
    visit: Visit,
    task: Waiting,
    problem: str = "",
    status: HTTPStatus = HTTPStatus.OK,
    tried: Tried = NOTHING,
) -> HTMLResponse:
    return site.page("close.html", visit, status, here="tasks", task=task, problem=problem, tried=tried)


def _guide(site: Site, visit: Visit, reminder_id: str) -> Guide:
    with site.app.store.reading(visit.whose.id) as unit:
        if unit.reminders.get(reminder_id) is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
    app = site.app if visit.keeps_books else with_hollow_links(site.app)
    return guide(app, visit.whose.id, reminder_id)
