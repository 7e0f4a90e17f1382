"""What the business itself is asked to release: the links that were made, each with what came of it."""

from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from connector.core.batches import Batch
from connector.core.errors import Refused
from connector.usecases import batches as asking
from connector.web.reader import Reader
from connector.web.site import Site
from connector.web.visit import Visit, Visiting

#: So many of the last ones stand on the page.
SHOWN = 20


def batches(site: Site) -> APIRouter:
    """`/o/{id}/batches`: asks, shows the link to copy, takes it back."""
    router = APIRouter(prefix="/o/{organisation_id}/batches")

    @router.get("")
    def show(visit: Visiting) -> HTMLResponse:
        return _page(site, visit)

    @router.post("")
    def ask(visit: Visiting) -> Response:
        try:
            asking.ask(site.app, visit.whose.id, visit.who.user.email, _words(visit))
        except Refused as refused:
            return _page(site, visit, visit.reader.told(str(refused)))
        return _back(visit)

    @router.post("/{batch_id}/undo")
    def undo(visit: Visiting, batch_id: str) -> Response:
        asking.undo(site.app, visit.whose.id, batch_id, visit.who.user.email)
        return _back(visit)

    return router


def _words(visit: Visit) -> asking.Words:
    """Of the mail, in the language of the business."""
    reader, name = Reader.of(visit.whose.language[:2], visit.whose), visit.whose.name

    def words(address: str, count: int) -> tuple[str, str]:
        subject = reader.say("batch.mail.subject", name=name, count=count)
        return subject, reader.say("batch.mail.text", name=name, count=count, address=address)

    return words


def _back(visit: Visit) -> RedirectResponse:
    return RedirectResponse(f"/o/{visit.whose.id}/batches", HTTPStatus.SEE_OTHER)


def _page(site: Site, visit: Visit, problem: str = "") -> HTMLResponse:
    app, now = site.app, site.app.clock.now()
    with app.store.reading(visit.whose.id) as unit:
        known = unit.batches.latest(SHOWN)
    found = [(x, _address(site, visit, x) if x.is_open(now) else None) for x in known]
    status = HTTPStatus.CONFLICT if problem else HTTPStatus.OK
    return site.page(
        "batches.html", visit, status, here="approvals", batches=found, problem=problem, now=now,
        owner_email=visit.whose.owner_email, can_mail="email" in app.channels,
    )  # fmt: skip


def _address(site: Site, visit: Visit, batch: Batch) -> str | None:
    """None where RELANCE_BASE_URL was taken away since."""
    try:
        return asking.address_of(site.app, visit.whose.id, batch)
    except Refused:
        return None
