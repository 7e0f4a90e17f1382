"""What waits for approval: read it, release it as it was shown, take it back while it has not left."""

from collections.abc import Iterable
from hashlib import sha256
from http import HTTPStatus

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from connector.core.errors import Refused
from connector.core.history import State
from connector.usecases import approve
from connector.usecases.approve import Desk, Shown
from connector.usecases.send import Preview, preview_one
from connector.web.site import Site, message_response
from connector.web.visit import Visit, Visiting

#: So many of each stand on the page, and are released by one button.
SHOWN = 200
HERE = "approvals"


def approvals(site: Site) -> APIRouter:
    """The list, each message as it would leave, and their buttons."""
    router = APIRouter(prefix="/o/{organisation_id}/approvals")

    @router.get("")
    def waiting(visit: Visiting, done: int = 0, changed: int = 0) -> HTMLResponse:
        return _list(site, visit, done=done, changed=changed)

    @router.post("")
    def release(visit: Visiting) -> Response:
        return _release(site, visit)

    @router.get("/{reminder_id}")
    def one(visit: Visiting, reminder_id: str) -> HTMLResponse:
        return _one(site, visit, reminder_id)

    @router.get("/{reminder_id}/html")
    def as_it_would_leave(visit: Visiting, reminder_id: str) -> HTMLResponse:
        message = _preview(site, visit, reminder_id).message
        if message is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return message_response(message.html)

    @router.post("/{reminder_id}/take-back")
    def take_back(visit: Visiting, reminder_id: str) -> Response:
        try:
            approve.take_back(site.app, visit.whose.id, reminder_id, visit.who.user.email)
        except Refused:
            return _list(site, visit, is_too_late=True)
        return _back(visit)

    return router


def mark(one: Shown) -> str:
    """What the form of a message bears: which one it is, and to whom it was shown to go."""
    recipients = sha256("\n".join(one.to).encode()).hexdigest()[:16]
    return f"{one.reminder.id}.{recipients}"


def _list(
    site: Site, visit: Visit, done: int = 0, changed: int = 0, is_too_late: bool = False
) -> HTMLResponse:
    status = HTTPStatus.CONFLICT if is_too_late else HTTPStatus.OK
    desk = approve.desk(site.app, visit.whose.id, SHOWN)
    return site.page(
        "approvals.html", visit, status, here=HERE, desk=desk, mark=mark, all_of_them=_marks(desk.waiting),
        done=done, changed=changed, is_too_late=is_too_late, mode=visit.whose.mode.value,
    )  # fmt: skip


def _marks(messages: Iterable[Shown]) -> str:
    return " ".join(map(mark, messages))


def _release(site: Site, visit: Visit) -> Response:
    """Those of the form that still are as they were shown."""
    asked = set(visit.form.get("shown", "").split())
    if not asked:
        raise HTTPException(HTTPStatus.BAD_REQUEST)
    desk = approve.desk(site.app, visit.whose.id, SHOWN)
    same = {x.reminder.id: x.to for x in desk.waiting if mark(x) in asked}
    done, _ = approve.approve_shown(site.app, visit.whose.id, same, visit.who.user.email)
    changed = len(asked) - done
    following = _following(desk, same) if visit.form.get("then") == "next" and not changed else None
    if following is not None:
        return RedirectResponse(f"{_address(visit)}/{following}", HTTPStatus.SEE_OTHER)
    return _back(visit, f"?done={done}&changed={changed}")


def _following(desk: Desk, released: Iterable[str]) -> str | None:
    """The message after these; the first that is left where they were the last."""
    gone = set(released)
    ids = [x.reminder.id for x in desk.waiting]
    last = max((n for n, x in enumerate(ids) if x in gone), default=-1)
    return next((x for x in (*ids[last + 1 :], *ids) if x not in gone), None)


def _address(visit: Visit) -> str:
    return f"/o/{visit.whose.id}/approvals"


def _back(visit: Visit, found: str = "") -> RedirectResponse:
    return RedirectResponse(f"{_address(visit)}{found}", HTTPStatus.SEE_OTHER)


def _preview(site: Site, visit: Visit, reminder_id: str) -> Preview:
    found = preview_one(site.app, visit.whose.id, reminder_id)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return found


def _one(site: Site, visit: Visit, reminder_id: str) -> HTMLResponse:
    found = _preview(site, visit, reminder_id)
    desk = approve.desk(site.app, visit.whose.id, SHOWN)
    ids = [x.reminder.id for x in desk.waiting]
    at = ids.index(reminder_id) if reminder_id in ids else None
    return site.page(
        "approval.html", visit, here=HERE, found=found, reminder=found.reminder,
        mark=None if at is None else mark(desk.waiting[at]), place=at, count=len(ids),
        before=ids[at - 1] if at else None, after=None if at is None else next(iter(ids[at + 1 :]), None),
        is_released=found.reminder.state is State.APPROVED,
    )  # fmt: skip
