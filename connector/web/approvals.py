"""What waits for approval: read it, release it as it was shown, take it back while it has not left."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from connector.core.history import State
from connector.usecases import approve, refusing
from connector.usecases.approve import Approved, Shown, TakenBack
from connector.usecases.four_eyes import ENOUGH, approvers
from connector.usecases.opening import opens_next
from connector.usecases.reconcile import MACHINE
from connector.usecases.replaced import replaced
from connector.usecases.send import TO_LEAVE, Preview, preview_one
from connector.usecases.senders import sender_of
from connector.web import spots
from connector.web.site import Site, message_response
from connector.web.visit import Visit, Visiting

#: So many of each stand on the page, and are released by one button.
SHOWN = 200
HERE = "approvals"
#: What became of the message that was read before the one which is shown.
_AFTER = ("released", "half", "again")
NOTHING_TOLD: Mapping[str, int] = dict.fromkeys(("done", "changed", "half", "own", "again", "goes_on"), 0)


def approvals(site: Site) -> APIRouter:
    """The list, each message as it would leave, and their buttons."""
    router = APIRouter(prefix="/o/{organisation_id}/approvals")

    @router.get("")
    def waiting(
        visit: Visiting, done: int = 0, changed: int = 0, half: int = 0, own: int = 0, again: int = 0,
        refused: str = "", goes_on: int = 0,
    ) -> HTMLResponse:  # fmt: skip
        told = {"done": done, "changed": changed, "half": half, "own": own, "again": again}
        return _list(site, visit, told | {"goes_on": goes_on}, refused=refused)

    @router.post("")
    def release(visit: Visiting) -> Response:
        return _release(site, visit)

    @router.get("/{reminder_id}")
    def one(visit: Visiting, reminder_id: str, everywhere: bool = False, after: str = "") -> Response:
        return _one(site, visit, reminder_id, everywhere, after if after in _AFTER else "")

    @router.get("/{reminder_id}/html")
    def as_it_would_leave(visit: Visiting, reminder_id: str) -> HTMLResponse:
        message = _preview(site, visit, reminder_id).message
        if message is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return message_response(site.unlinked(message.html))

    _second_thoughts(router, site)
    return router


def _second_thoughts(router: APIRouter, site: Site) -> None:
    """The buttons beside those that release: not this one, and the same taken back."""

    @router.post("/{reminder_id}/take-back")
    def take_back(visit: Visiting, reminder_id: str) -> Response:
        found = approve.take_back(site.app, visit.whose.id, reminder_id, visit.who.user.email)
        return _back(visit) if found is TakenBack.DONE else _list(site, visit, too_late=found.value)

    @router.post("/{reminder_id}/refuse")
    def refuse(visit: Visiting, reminder_id: str) -> Response:
        is_done = refusing.refuse(site.app, visit.whose.id, reminder_id, visit.who.user.email)
        was_before = refusing.refused(site.app, visit.whose.id, reminder_id) is not None
        at = f"&at={visit.whose.id}" if _is_of_all(visit) else ""
        return _back(visit, f"?refused={reminder_id}{at}" if is_done or was_before else "?changed=1")

    @router.post("/{reminder_id}/go-on")
    def go_on(visit: Visiting, reminder_id: str) -> Response:
        refusing.go_on_after_all(site.app, visit.whose.id, reminder_id, visit.who.user.email)
        return _back(visit, "?goes_on=1")


def mark(one: Shown) -> str:
    """What the form of a message bears: which one it is, and the seal of what was shown of it."""
    return f"{one.reminder.id}.{one.seal}"


def _list(
    site: Site, visit: Visit, told: Mapping[str, int] = NOTHING_TOLD, too_late: str = "", refused: str = ""
) -> HTMLResponse:
    status = HTTPStatus.CONFLICT if too_late else HTTPStatus.OK
    desk = approve.desk(site.app, visit.whose.id, SHOWN)
    return site.page(
        "approvals.html", visit, status, here=HERE, desk=desk, mark=mark, machine=MACHINE,
        mine=marks(visit, desk.waiting), too_late=too_late,
        opens_at=opens_next(site.app, visit.whose.id), now=site.app.clock.now(), **told,
        refused=refusing.refused(site.app, visit.whose.id, refused) if refused else None,
        mode=visit.whose.mode.value, me=visit.who.user.email, is_alone=_is_alone(site, visit, desk.waiting),
    )  # fmt: skip


def _is_alone(site: Site, visit: Visit, waiting: Sequence[Shown]) -> bool:
    """Whether something waits for two people where there are not two."""
    return any(x.wants_two for x in waiting) and len(approvers(site.entrance, visit.whose.id)) < ENOUGH


def marks(visit: Visit, waiting: Sequence[Shown]) -> list[str]:
    """The marks of those that he may approve: not those for which he is the first of two already."""
    return [mark(x) for x in waiting if x.first_by != visit.who.user.email]


def _release(site: Site, visit: Visit) -> Response:
    """Those of the form that still are as they were shown."""
    asked = dict(x.partition(".")[::2] for x in visit.form.get("shown", "").split())
    if not asked:
        raise HTTPException(HTTPStatus.BAD_REQUEST)
    first, then = next(iter(asked)), visit.form.get("then")
    among = spots.everywhere(site, visit) if then in (spots.TO_LIST, spots.TO_NEXT) else None
    done = approve.approve_shown(site.app, visit.whose.id, asked, visit.who.user.email)
    told, is_done = _told(done, len(asked)), bool(done.released or done.halves or done.again)
    if among is not None:
        to = spots.onward(among, asked, str(then), told, is_done=is_done)
        return _on_to(visit, to, done)
    following = approve.following(site.app, visit.whose.id, first) if then == "next" and is_done else None
    if following is not None:
        return _on_to(visit, f"{_address(visit)}/{following}", done)
    return _back(visit, told)


def _on_to(visit: Visit, to: str, done: Approved) -> RedirectResponse:
    """Without our script a second click, meant for the message before, finds no button of the next one."""
    if "pause" in visit.form and "/approvals/" in to:
        after = "released" if done.released else "half" if done.halves else "again"
        to += f"{'&' if '?' in to else '?'}after={after}"
    return RedirectResponse(to, HTTPStatus.SEE_OTHER)


def _told(done: Approved, count: int) -> str:
    """What became of so many, as the address of the list says it."""
    others = {"half": len(done.halves), "own": len(done.own), "again": len(done.again)}
    more = "".join(f"&{name}={count}" for name, count in others.items() if count)
    return f"?done={len(done.released)}&changed={count - done.count - len(done.again)}{more}"


def _address(visit: Visit) -> str:
    return f"/o/{visit.whose.id}/approvals"


def _is_of_all(visit: Visit) -> bool:
    """Whether the form stood in the list over all clients."""
    return visit.form.get("then") == spots.TO_LIST


def _back(visit: Visit, found: str = "") -> RedirectResponse:
    """To the list that the form stood in."""
    to = "/approvals" if _is_of_all(visit) else _address(visit)
    return RedirectResponse(f"{to}{found}", HTTPStatus.SEE_OTHER)


def _preview(site: Site, visit: Visit, reminder_id: str) -> Preview:
    found = preview_one(site.app, visit.whose.id, reminder_id)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return found


def _ended(site: Site, visit: Visit, reminder_id: str) -> Response | None:
    """For whoever comes too late: what it said when it left, or what stands in its place."""
    found = replaced(site.app, visit.whose.id, reminder_id)
    if found is None:
        return None
    if found.reminder.state not in (State.CANCELLED, State.MISSED):
        return RedirectResponse(f"/o/{visit.whose.id}/sent/{reminder_id}", HTTPStatus.SEE_OTHER)
    is_listed = found.by is not None and found.by.state in TO_LEAVE
    return site.page("replaced.html", visit, HTTPStatus.GONE, here=HERE, found=found, is_listed=is_listed)


def _one(site: Site, visit: Visit, reminder_id: str, is_everywhere: bool, after: str) -> Response:
    if (ended := _ended(site, visit, reminder_id)) is not None:
        return ended
    if sender_of(site.app, visit.whose) is None:
        words = visit.reader.say("no_sender")
        return site.fault(visit, "cannot_be_shown", HTTPStatus.CONFLICT, words, here=HERE)
    # The seal first: of what changes in between it is the older one, and releases nothing unread.
    place = approve.place(site.app, visit.whose.id, reminder_id)
    found = _preview(site, visit, reminder_id)
    ids = place.ids if place is not None else (reminder_id,)
    among = spots.around(spots.everywhere(site, visit), reminder_id) if is_everywhere else None
    around = among or spots.within(visit.whose.id, ids, reminder_id)
    return site.page(
        "approval.html", visit, here=HERE, found=found, reminder=found.reminder, around=around,
        mark=mark(place.shown) if place is not None else None, me=visit.who.user.email,
        shown=place.shown if place is not None else None,
        back=f"/approvals#m-{reminder_id}" if is_everywhere else _address(visit),
        then=spots.TO_NEXT if is_everywhere else "next",
        may_release=place is not None and found.message is not None and not found.is_more,
        after=after,
        here_alone=f"{_address(visit)}/{reminder_id}{'?everywhere=1' if is_everywhere else ''}",
    )  # fmt: skip
