"""What becomes of a subscription whose charge stayed unpaid: three buttons, one of them proposed."""

from http import HTTPStatus

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from connector.core.errors import ProviderError, Refused
from connector.core.invoice import FinalAction
from connector.core.tasks import TaskKind
from connector.usecases import to_do
from connector.usecases.ending import end_subscription
from connector.usecases.to_do import Waiting
from connector.web.site import Site
from connector.web.visit import Visit, Visiting


def subscriptions(site: Site) -> APIRouter:
    """Asked first, done by the button."""
    router = APIRouter(prefix="/o/{organisation_id}/subscriptions")

    @router.get("/{task_id}")
    def ask(visit: Visiting, task_id: str) -> HTMLResponse:
        return _page(site, visit, _waiting(site, visit, task_id))

    @router.post("/{task_id}")
    def decide(visit: Visiting, task_id: str) -> Response:
        task = _waiting(site, visit, task_id)
        action = next((x for x in FinalAction if x == visit.form.get("action")), None)
        if action is None:
            raise HTTPException(HTTPStatus.BAD_REQUEST)
        try:
            end_subscription(site.app, visit.whose.id, task_id, action, visit.who.user.email)
        except (Refused, ProviderError) as refused:
            return _page(site, visit, task, visit.reader.told(str(refused)), HTTPStatus.CONFLICT)
        return RedirectResponse(f"/o/{visit.whose.id}/tasks", HTTPStatus.SEE_OTHER)

    return router


def _waiting(site: Site, visit: Visit, task_id: str) -> Waiting:
    for task in to_do.tasks(site.app, visit.whose.id, [task_id]):
        if task.kind == TaskKind.FINAL_ACTION:
            return task
    raise HTTPException(HTTPStatus.NOT_FOUND)


def _page(
    site: Site, visit: Visit, task: Waiting, problem: str = "", status: HTTPStatus = HTTPStatus.OK
) -> HTMLResponse:
    proposed = task.detail.removeprefix("final_")
    actions = sorted(FinalAction, key=lambda x: x != proposed)
    return site.page(
        "subscription.html", visit, here="tasks", task=task, actions=actions, problem=problem,
        status_code=status,
    )  # fmt: skip
