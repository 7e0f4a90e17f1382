"""The page of one customer: what comes next, what stands against it, all that was, and what people decide."""

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import quote

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from connector.core.errors import Refused
from connector.core.invoice import CustomerType, Hold
from connector.core.listing import Owed, turned_to
from connector.core.tongues import LANGUAGES
from connector.usecases import changes, people
from connector.usecases.customer_file import CustomerFile, Entry, Kind, customer_file
from connector.usecases.explain import told_of
from connector.usecases.marks import tags_of, word_of
from connector.usecases.unfit import NotThere
from connector.usecases.whom import Whom
from connector.web import deciding, overview
from connector.web.deciding import NOTHING, SILENCES, Tried
from connector.web.site import Site
from connector.web.visit import Visit, Visiting

Mark = TypeVar("Mark")
#: Lines of the timeline on one page.
PAGE = 50
HERE = "customers"
#: What the page may say was done, beside a hold and a change.
SAID = ("note", "address", "recorded", "released", "ended", "undone")


def customers_files(site: Site) -> APIRouter:
    """One page, and a form for each thing that may be decided."""
    router = APIRouter(prefix="/o/{organisation_id}/customers/{customer_id}")

    @router.get("")
    def one(visit: Visiting, customer_id: str, page: int = 1, done: str = "") -> HTMLResponse:
        return _page(site, visit, _found(site, visit, customer_id), page, done)

    @router.post("/hold")
    def hold(visit: Visiting, customer_id: str) -> Response:
        whom = Whom(customer_id=_found(site, visit, customer_id).customer.id)
        done = deciding.attempt(visit, "silence", lambda: deciding.hold(site, visit, whom, None))
        return _answer(site, visit, customer_id, done)

    @router.post("/change")
    def change(visit: Visiting, customer_id: str) -> Response:
        _found(site, visit, customer_id)
        opened = visit.form.get("what", "")
        done = deciding.attempt(visit, opened, lambda: _change(site, visit, customer_id))
        return _answer(site, visit, customer_id, done)

    @router.post("/addresses")
    def add_address(visit: Visiting, customer_id: str) -> Response:
        _found(site, visit, customer_id)
        done = deciding.attempt(visit, "address", lambda: _add_address(site, visit, customer_id))
        return _answer(site, visit, customer_id, done)

    @router.post("/notes")
    def note(visit: Visiting, customer_id: str) -> Response:
        _found(site, visit, customer_id)
        done = deciding.attempt(visit, "note", lambda: _note(site, visit, customer_id))
        return _answer(site, visit, customer_id, done)

    @router.post("/holds/{hold_id}/end")
    def end(visit: Visiting, customer_id: str, hold_id: str) -> Response:
        try:
            people.end_hold(site.app, visit.whose.id, hold_id, visit.who.user.email)
        except NotThere:
            raise HTTPException(HTTPStatus.NOT_FOUND) from None
        return _back(visit, customer_id, "ended")

    @router.post("/changes/{number}/undo")
    def undo(visit: Visiting, customer_id: str, number: int) -> Response:
        try:
            changes.undo_change(site.app, visit.whose.id, number, visit.who.user.email)
        except NotThere:
            raise HTTPException(HTTPStatus.NOT_FOUND) from None
        return _back(visit, customer_id, "undone")

    return router


def _found(site: Site, visit: Visit, customer_id: str) -> CustomerFile:
    try:
        return customer_file(site.app, visit.whose.id, customer_id)
    except Refused as refused:
        if "no customer" in str(refused):
            raise HTTPException(HTTPStatus.NOT_FOUND) from None
        raise


def _change(site: Site, visit: Visit, customer_id: str) -> str:
    fields = _fields(visit.form)
    whom = Whom(customer_id=customer_id)
    people.change_customer(site.app, visit.whose.id, whom, visit.who.user.email, **fields)
    return "change"


def _fields(form: Mapping[str, str]) -> dict[str, str | bool | frozenset[str] | None]:
    what = form.get("what")
    if what == "policy":
        return {"policy": form.get("policy") or None}
    if what == "language":
        return {"language": form.get("language") or None}
    if what == "type" and form.get("type") in set(CustomerType):
        return {"type": CustomerType(form["type"])}
    if what == "marks":
        return {
            "tags": _marks(form, "tags", _tags),
            "sector": _marks(form, "sector", _sector),
        }
    if what == "exclude":
        return {"is_excluded": form.get("is_excluded") == "yes"}
    raise HTTPException(HTTPStatus.BAD_REQUEST)


def _marks(form: Mapping[str, str], name: str, read: Callable[[str], Mark]) -> Mark:
    try:
        return read(form.get(name, ""))
    except Refused:
        raise deciding.Mistake(name, "long_mark") from None


def _tags(typed: str) -> frozenset[str]:
    return tags_of([typed])


def _sector(typed: str) -> str | None:
    return word_of(typed) or None


def _add_address(site: Site, visit: Visit, customer_id: str) -> str:
    whom, address = Whom(customer_id=customer_id), deciding.address_in(visit, "address")
    people.add_address(site.app, visit.whose.id, whom, address, visit.who.user.email)
    return "address"


def _note(site: Site, visit: Visit, customer_id: str) -> str:
    changes.note(site.app, visit.whose.id, customer_id, visit.form.get("text", ""), visit.who.user.email)
    return "note"


def _answer(site: Site, visit: Visit, customer_id: str, done: str | Tried) -> Response:
    if isinstance(done, str):
        return _back(visit, customer_id, done)
    return _page(site, visit, _found(site, visit, customer_id), tried=done)


def _back(visit: Visit, customer_id: str, done: str) -> RedirectResponse:
    """To where the button stands: his page, or the one of an invoice."""
    number = visit.form.get("invoice")
    place = f"customers/{quote(customer_id)}" if number is None else f"invoices/{quote(number)}"
    return RedirectResponse(f"/o/{visit.whose.id}/{place}?done={done}", HTTPStatus.SEE_OTHER)


def _page(
    site: Site, visit: Visit, file: CustomerFile, number: int = 1, done: str = "", tried: Tried = NOTHING
) -> HTMLResponse:
    rows = [
        overview.Row(x.customer, x.decision, overview.days_late(x.decision, file.today)) for x in file.owed
    ]
    number, pages = turned_to(number, len(file.entries), PAGE)
    return site.page(
        "customer_file.html", visit, HTTPStatus.UNPROCESSABLE_ENTITY if tried.opened else HTTPStatus.OK,
        here=HERE, file=file, rows=rows, owed=_owed(rows), told_of=told_of,
        entries=file.entries[(number - 1) * PAGE : number * PAGE], page=number, pages=pages,
        said=done if done in SAID else "", made=made(file.holds, done),
        changed=changed(file.entries) if done == "change" else None,
        tried=tried, silences=SILENCES, policies=file.policies, languages=LANGUAGES,
        kinds=tuple(CustomerType),
    )  # fmt: skip


def _owed(rows: Sequence[overview.Row]) -> list[Owed]:
    """By currency; of a card that ends nothing is owed."""
    owing = [x for x in rows if x.decision.invoice.card is None]
    currencies = sorted({x.decision.invoice.currency for x in owing})
    return [Owed(of, *_sums([x for x in owing if x.decision.invoice.currency == of])) for of in currencies]


def _sums(rows: Sequence[overview.Row]) -> tuple[int, int]:
    amounts = [(x.decision.invoice.open, x.days_late > 0) for x in rows]
    return sum(minor for minor, _ in amounts), sum(minor for minor, is_late in amounts if is_late)


def made(holds: tuple[Hold, ...], done: str) -> Hold | None:
    """The hold that was made a moment ago, while it stands."""
    return next((x for x in holds if done == f"hold.{x.id}"), None)


def changed(entries: tuple[Entry, ...]) -> Entry | None:
    """The last change, where it can be taken back."""
    return next((x for x in entries if x.kind is Kind.CHANGE and x.is_undoable), None)
