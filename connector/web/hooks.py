"""Webhooks: the addresses that are told what happens, what each was told, and what it answered."""

from collections.abc import Callable, Mapping
from http import HTTPStatus

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from connector.core.hooks import CHOICES
from connector.usecases import hooks as using
from connector.usecases.hooks import NoHook, WhyNoHook
from connector.usecases.unfit import NotThere
from connector.web.lists import Behind
from connector.web.site import Site
from connector.web.visit import Visit, Visiting

HERE = "connections"
#: Deliveries on one page of the log.
PAGE = 50
ALL, KIND = "all", "kind:"
DONE = ("tried", "changed", "on", "off", "removed", "again")


def hooks(site: Site) -> APIRouter:
    """The list with its form, one page for each address, and what its buttons do."""
    router = APIRouter(prefix="/o/{organisation_id}/webhooks")

    @router.get("")
    def everything(visit: Visiting, done: str = "") -> HTMLResponse:
        return _list(site, visit, done=done if done in DONE else "")

    @router.post("")
    def add(visit: Visiting) -> Response:
        return _added(site, visit)

    @router.get("/{endpoint_id}")
    def one(visit: Visiting, endpoint_id: str, done: str = "", before: Behind = None) -> HTMLResponse:
        return _one(site, visit, endpoint_id, done if done in DONE else "", before)

    @router.post("/{endpoint_id}/{what}")
    def act(visit: Visiting, endpoint_id: str, what: str) -> Response:
        return _acted(site, visit, endpoint_id, what)

    @router.post("/{endpoint_id}/deliveries/{event_id}/again")
    def again(visit: Visiting, endpoint_id: str, event_id: str) -> Response:
        try:
            using.send_again(site.app, visit.whose.id, endpoint_id, event_id, visit.who.user.email)
        except NotThere:
            raise HTTPException(HTTPStatus.NOT_FOUND) from None
        return _to(visit, endpoint_id, "again")

    return router


def _list(site: Site, visit: Visit, refused: NoHook | None = None, done: str = "") -> HTMLResponse:
    """What was typed is kept where it was refused."""
    chosen = [x.value for x in CHOICES if visit.form.get(KIND + x.value)]
    status = HTTPStatus.CONFLICT if refused else HTTPStatus.OK
    return site.page(
        "webhooks.html", visit, status, here=HERE, endpoints=using.endpoints(site.app, visit.whose.id),
        choices=CHOICES, chosen=chosen, is_all=not refused or bool(visit.form.get(ALL)), all=ALL, kind=KIND,
        typed=visit.form.get("address", ""), refused=refused, most=using.MOST, done=done,
    )  # fmt: skip


def _added(site: Site, visit: Visit) -> Response:
    """The secret is shown by the answer itself: it stands in no address, and is not asked for again."""
    try:
        kinds = _chosen(visit.form)
        address = visit.form.get("address", "").strip()
        made, secret = using.add_endpoint(site.app, visit.whose.id, address, kinds, visit.who.user.email)
    except NoHook as refused:
        return _list(site, visit, refused)
    return _one(site, visit, made.id, secret=secret)


def _chosen(form: Mapping[str, str]) -> tuple[str, ...]:
    """None stands for everything. Raises NoHook where nothing at all was chosen."""
    if form.get(ALL):
        return ()
    kinds = tuple(x.value for x in CHOICES if form.get(KIND + x.value))
    if not kinds:
        raise NoHook(WhyNoHook.KINDS, "Choose one event at least, or all of them.")
    return kinds


def _one(
    site: Site,
    visit: Visit,
    endpoint_id: str,
    done: str = "",
    before: int | None = None,
    secret: str = "",
    refused: NoHook | None = None,
) -> HTMLResponse:
    try:
        found, log = using.logged(site.app, visit.whose.id, endpoint_id, PAGE + 1, before)
    except NotThere:
        raise HTTPException(HTTPStatus.NOT_FOUND) from None
    now = site.app.clock.now()
    return site.page(
        "webhook.html", visit, HTTPStatus.CONFLICT if refused else HTTPStatus.OK, here=HERE,
        endpoint=found, log=log[:PAGE], has_more=len(log) > PAGE, is_first=before is None,
        choices=CHOICES, all=ALL, kind=KIND, mark=using.mark_of(found), done=done, secret=secret,
        refused=refused, is_rotating=found.old_until is not None and now < found.old_until,
    )  # fmt: skip


def _acted(site: Site, visit: Visit, endpoint_id: str, what: str) -> Response:
    app, organisation_id, by = site.app, visit.whose.id, visit.who.user.email

    def rotate() -> Response:
        secret = using.rotate(app, organisation_id, endpoint_id, visit.form.get("mark", ""), by)
        return _one(site, visit, endpoint_id, secret=secret)

    def change() -> Response:
        using.change_kinds(app, organisation_id, endpoint_id, _chosen(visit.form), by)
        return _to(visit, endpoint_id, "changed")

    def attempt() -> Response:
        using.try_endpoint(app, organisation_id, endpoint_id, by)
        return _to(visit, endpoint_id, "tried")

    def switch() -> Response:
        using.switch(app, organisation_id, endpoint_id, what == "on", by)
        return _to(visit, endpoint_id, what)

    def remove() -> Response:
        using.remove(app, organisation_id, endpoint_id, by)
        return RedirectResponse(f"/o/{organisation_id}/webhooks?done=removed", HTTPStatus.SEE_OTHER)

    acts: Mapping[str, Callable[[], Response]] = {
        "rotate": rotate, "events": change, "test": attempt, "on": switch, "off": switch, "remove": remove,
    }  # fmt: skip
    try:
        return acts[what]()
    except NoHook as refused:
        return _one(site, visit, endpoint_id, refused=refused)
    except (KeyError, NotThere):
        raise HTTPException(HTTPStatus.NOT_FOUND) from None


def _to(visit: Visit, endpoint_id: str, done: str) -> RedirectResponse:
    return RedirectResponse(f"/o/{visit.whose.id}/webhooks/{endpoint_id}?done={done}", HTTPStatus.SEE_OTHER)
