"""Tasks: what waits for a person, and his word on it."""

from fastapi import APIRouter
from pydantic import Field

from connector.core.errors import NotThere
from connector.core.tasks import TaskKind
from connector.usecases import to_do
from connector.usecases.to_do import Waiting
from connector.web.api.operation import Calling
from connector.web.api.problems import Kind, Refusal
from connector.web.api.words import NEXT, Asked, Cursor, Limit, Text, Told, onward
from connector.web.site import Site


class ToldTask(Told):
    """Something a person does: a call, a letter, a question to answer."""

    id: str
    kind: str = Field(description="What is asked, or how it is carried out: call, letter, task.")
    customer_id: str | None
    customer: str
    invoices: list[str] = Field(description="Numbers.")
    step: str
    detail: str
    answers: list[str] = Field(description="What may be said became of it.")
    stays_silent: bool = Field(description="Its invoice stays silent, whatever is answered here.")


class Tasks(Told):
    """A page of tasks."""

    items: list[ToldTask]
    next_cursor: str | None = NEXT


class Closing(Asked):
    """What became of a task."""

    answer: Text = Field(min_length=1, max_length=40, description="One of its `answers`.", examples=["done"])


def tasks(site: Site, router: APIRouter) -> None:
    """Its routes."""

    @router.get("/tasks")
    def list_tasks(caller: Calling, limit: Limit = 50, cursor: Cursor = None) -> Tasks:
        """What waits for a person, by their ids."""
        waiting = to_do.ids(site.app, caller.organisation.id)
        page, following = onward(waiting, cursor, limit, lambda x: x)
        found = to_do.tasks(site.app, caller.organisation.id, page)
        return Tasks(items=[_told(x) for x in found], next_cursor=following)

    @router.post("/tasks/{task_id}/close")
    def close_task(caller: Calling, task_id: str, asked: Closing) -> ToldTask:
        """Says what became of it. What becomes of a subscription is decided on the page alone."""
        found = next(iter(to_do.tasks(site.app, caller.organisation.id, [task_id])), None)
        if found is None:
            raise NotThere("No task with this id waits for anybody.")
        if found.kind == TaskKind.FINAL_ACTION:
            raise Refusal(Kind.REFUSED, "A person decides on the page what becomes of a subscription.")
        if asked.answer not in found.answers:
            raise Refusal(Kind.INVALID, f"Say one of {', '.join(found.answers)}.", "answer")
        to_do.resolve(site.app, caller.organisation.id, found.id, asked.answer, caller.who)
        return _told(found)


def _told(one: Waiting) -> ToldTask:
    return ToldTask(
        id=one.id,
        kind=one.kind,
        customer_id=one.customer_id,
        customer=one.customer,
        invoices=list(one.invoices),
        step=one.step_id,
        detail=one.detail,
        answers=[] if one.kind == TaskKind.FINAL_ACTION else list(one.answers),
        stays_silent=one.stays_silent,
    )
