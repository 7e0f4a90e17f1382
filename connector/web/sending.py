"""What goes out next, what went out, and each stored message."""

from http import HTTPStatus

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse

from connector.core.invoice import Organisation
from connector.core.listing import turned_to
from connector.core.message import Reminder
from connector.web import overview
from connector.web.site import Site, message_response
from connector.web.visit import Visit, Visiting

#: Messages on one page.
PAGE = 100
#: Of what goes out next only the beginning is shown.
NEXT = 50


def sending(site: Site) -> APIRouter:
    """Three pages, and the frame that shows a message as it left."""
    router = APIRouter(prefix="/o/{organisation_id}")

    @router.get("/next")
    def goes_out_next(visit: Visiting) -> HTMLResponse:
        return _next(site, visit)

    @router.get("/sent")
    def went_out(visit: Visiting, page: int = 1) -> HTMLResponse:
        return _sent(site, visit, page)

    @router.get("/sent/{reminder_id}")
    def one(visit: Visiting, reminder_id: str) -> HTMLResponse:
        return _one(site, visit, _stored(site, visit.whose, reminder_id))

    @router.get("/sent/{reminder_id}/html")
    def as_it_left(visit: Visiting, reminder_id: str) -> HTMLResponse:
        found = _stored(site, visit.whose, reminder_id)
        if found.html is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return message_response(site.unlinked(found.html))

    return router


def _next(site: Site, visit: Visit) -> HTMLResponse:
    organisation = visit.whose
    coming, is_all = overview.soonest(site.app, organisation)
    return site.page(
        "next.html", visit, here="next", coming=coming[:NEXT],
        has_more=not is_all or len(coming) > NEXT, mode=organisation.mode.value,
    )  # fmt: skip


def _sent(site: Site, visit: Visit, page: int) -> HTMLResponse:
    page, pages = turned_to(page, overview.count_went_out(site.app, visit.whose), PAGE)
    return site.page(
        "sent.html", visit, here="sent",
        sent=overview.went_out(site.app, visit.whose, PAGE, (page - 1) * PAGE),
        page=page, pages=pages, mode=visit.whose.mode.value,
    )  # fmt: skip


def _stored(site: Site, organisation: Organisation, reminder_id: str) -> Reminder:
    with site.app.store.reading(organisation.id) as unit:
        found = unit.reminders.get(reminder_id)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return found


def _one(site: Site, visit: Visit, reminder: Reminder) -> HTMLResponse:
    with site.app.store.reading(visit.whose.id) as unit:
        customer = unit.ledger.customer(reminder.customer_id)
        answers = unit.reminders.answers(reminder.id)
    return site.page(
        "message.html", visit, here="sent", reminder=reminder, customer=customer, answers=answers,
    )  # fmt: skip
