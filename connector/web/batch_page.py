"""The page on which a business releases its own messages, by a link that runs out; nobody signs in."""

from dataclasses import replace
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from connector.core.accounts import AccountRefused
from connector.core.batches import LONGEST_WORDS
from connector.core.errors import Refused
from connector.usecases import batches as asking
from connector.usecases.batches import BatchPage, Standing
from connector.usecases.self_service import LANGUAGES
from connector.web.reader import Reader
from connector.web.site import Site, message_response
from connector.web.visit import Visit, Visiting


def batch_page(site: Site) -> APIRouter:
    """`/b/{token}`: the messages, each as it would leave; forms alone change anything."""
    router = APIRouter(prefix="/b/{token}")

    @router.get("")
    def show(visit: Visiting, token: str, done: int = 0, changed: int = 0, refused: int = 0) -> HTMLResponse:
        return _list(site, visit, token, done=done, changed=changed, refused=refused)

    @router.post("")
    def release(visit: Visiting, token: str) -> Response:
        return _released(site, visit, token)

    @router.get("/{reminder_id}")
    def one(visit: Visiting, token: str, reminder_id: str) -> HTMLResponse:
        return _one(site, visit, token, reminder_id)

    @router.get("/{reminder_id}/html")
    def as_it_would_leave(visit: Visiting, token: str, reminder_id: str) -> HTMLResponse:
        try:
            asking.check_asker(site.entrance, site.app, token)
            message = asking.reading(site.app, token, reminder_id).message
        except Refused:
            message = None
        if message is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return message_response(site.unlinked(message.html))

    @router.post("/{reminder_id}")
    def refuse(visit: Visiting, token: str, reminder_id: str) -> Response:
        return _refused(site, visit, token, reminder_id)

    return router


def _released(site: Site, visit: Visit, token: str) -> Response:
    seals = dict(x.partition(".")[::2] for x in visit.form.get("shown", "").split())
    try:
        asking.check_asker(site.entrance, site.app, token)
        asking.slow_down(site.entrance, site.app, token, visit.client)
        done, changed = asking.release(site.app, token, seals)
    except AccountRefused as wait:
        return _wait(site, visit, token, wait)
    except Refused:
        return _gone(site, visit)
    return RedirectResponse(f"/b/{token}?done={done}&changed={changed}", HTTPStatus.SEE_OTHER)


def _refused(site: Site, visit: Visit, token: str, reminder_id: str) -> Response:
    words = visit.form.get("words", "")
    try:
        asking.check_asker(site.entrance, site.app, token)
        asking.slow_down(site.entrance, site.app, token, visit.client)
    except AccountRefused as wait:
        return _wait(site, visit, token, wait)
    except Refused:
        return _gone(site, visit)
    if not words.strip() or len(words) > LONGEST_WORDS:
        return _one(site, visit, token, reminder_id, is_wrong=True)
    try:
        done = asking.refuse(site.app, token, reminder_id, words)
    except Refused:
        return _gone(site, visit)
    what = "refused=1" if done else "changed=1"
    return RedirectResponse(f"/b/{token}?{what}", HTTPStatus.SEE_OTHER)


def _list(
    site: Site, visit: Visit, token: str, problem: str = "", status: int = HTTPStatus.OK, **told: int
) -> HTMLResponse:
    try:
        asking.check_asker(site.entrance, site.app, token)
        page = asking.opened(site.app, token)
    except Refused:
        return _gone(site, visit)
    every = " ".join(f"{x.asked.reminder_id}.{x.asked.seal}" for x in page.still_open)
    known = {"done": 0, "changed": 0, "refused": 0} | told
    return _page(site, visit, page, "batch.html", status, token=token, every=every, problem=problem, **known)


def _one(site: Site, visit: Visit, token: str, reminder_id: str, is_wrong: bool = False) -> HTMLResponse:
    try:
        asking.check_asker(site.entrance, site.app, token)
        page = asking.opened(site.app, token)
        found = asking.reading(site.app, token, reminder_id)
    except Refused:
        return _list(site, visit, token, changed=1)
    asked, standing = next(
        (x.asked, x.standing) for x in page.questions if x.asked.reminder_id == reminder_id
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else HTTPStatus.OK
    return _page(
        site, visit, page, "batch_message.html", status, token=token, found=found, is_wrong=is_wrong,
        mark=f"{asked.reminder_id}.{asked.seal}", longest=LONGEST_WORDS, typed=visit.form.get("words", ""),
        may_release=found.message is not None and not found.is_more and standing is Standing.OPEN,
    )  # fmt: skip


def _page(
    site: Site, visit: Visit, page: BatchPage, template: str, status: int, **names: Any
) -> HTMLResponse:
    answer = site.page(template, _as_client(visit, page), status_code=status, page=page, **names)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    if visit.visitor is None:
        visit.cookies.keep_form(answer, visit.seal)
    return answer


def _as_client(visit: Visit, page: BatchPage) -> Visit:
    """Whoever is signed in here sees it as the business does, in its language."""
    place = page.organisation
    his = place.language[:2]
    found = his if his in LANGUAGES else Reader.asked_for(visit.accepted)
    return replace(visit, visitor=None, organisations=(), organisation=place, accepted=found)


def _wait(site: Site, visit: Visit, token: str, wait: AccountRefused) -> HTMLResponse:
    words = visit.reader.say("refused.wait", seconds=wait.seconds)
    return _list(site, visit, token, problem=words, status=HTTPStatus.TOO_MANY_REQUESTS)


def _gone(site: Site, visit: Visit) -> HTMLResponse:
    """The same for what never was, has run out, or was taken back."""
    page = site.page("batch_gone.html", replace(visit, visitor=None), status_code=HTTPStatus.NOT_FOUND)
    page.headers["X-Robots-Tag"] = "noindex, nofollow"
    return page
