"""One decision about many rows of a list: say what, see with whom and who is left out, confirm."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from http import HTTPStatus
from urllib.parse import urlencode
from uuid import uuid4

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from connector.core.bulk import DEEDS_OF_CUSTOMERS, DEEDS_OF_INVOICES, Chosen, Deed, Order
from connector.core.invoice import HoldReason
from connector.core.views import ListOf
from connector.usecases import bulk, works
from connector.usecases.bulk import Foreseen
from connector.usecases.unfit import NotThere
from connector.web import customers, deciding, invoices, overview
from connector.web.deciding import NOTHING, Mistake, Tried
from connector.web.site import Site
from connector.web.visit import Visit, Visiting

#: Reasons for which many are held at once, and those of holds that many are released from.
HELD_FOR = (
    HoldReason.SAID_PAID, HoldReason.DISPUTE, HoldReason.INSOLVENCY, HoldReason.HANDED_OVER,
    HoldReason.FACTORED,
)  # fmt: skip
CUSTOMERS_HELD_FOR = HELD_FOR[2:]
RELEASED_FROM = (HoldReason.PAUSE, HoldReason.PROMISE, HoldReason.REPLY, *HELD_FOR)


class Which(StrEnum):
    """Which rows of it."""

    TICKED = "ticked"
    PAGE = "page"
    ALL = "all"


_DEEDS = {ListOf.INVOICES: DEEDS_OF_INVOICES, ListOf.CUSTOMERS: DEEDS_OF_CUSTOMERS}
#: These need nothing more to be said.
BARE = (Deed.EXCLUDE, Deed.INCLUDE)
FORM = "bulk"
#: So many names stand on a page; of the others their number.
SHOWN = 100
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
#: ListOf the list itself, as its own address says it.
_FILTER = ("q", "show", "due", "currency", "held", "sort", "only", "view")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address, or the form, asks for."""

    of: ListOf
    deed: Deed
    which: Which
    filter: Mapping[str, str]
    page: int
    ids: tuple[str, ...]
    typed: Mapping[str, str]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the next form keeps of it."""
        return self.sieve + [("id", x) for x in self.ids]

    @property
    def sieve(self) -> list[tuple[str, str]]:
        """The same without the rows that were ticked."""
        kept = [("do", self.deed.value), ("which", self.which.value), ("page", str(self.page))]
        return kept + [(name, value) for name, value in self.filter.items() if value]


def bulk_decisions(site: Site) -> APIRouter:
    """The form, its confirmation, and the deed; what becomes of it is a page of `works`."""
    router = APIRouter(prefix="/o/{organisation_id}")

    @router.get("/bulk/{of}")
    def ask(request: Request, visit: Visiting, of: ListOf) -> HTMLResponse:
        said = request.query_params
        return _ask(site, visit, _asked(of, said, tuple(said.getlist("id"))))

    @router.post("/bulk/{of}")
    def do(visit: Visiting, of: ListOf) -> Response:
        return _do(site, visit, _asked(of, visit.form, tuple(visit.form.get("ids", "").split())))

    return router


def _asked(of: ListOf, said: Mapping[str, str], ids: tuple[str, ...]) -> Asked:
    """Raises 400 for what no page of ours asks."""
    deed = next((x for x in _DEEDS[of] if x == said.get("do")), None)
    which = next((x for x in Which if x == said.get("which", Which.TICKED)), None)
    if deed is None or which is None or len(ids) > bulk.MOST:
        raise HTTPException(HTTPStatus.BAD_REQUEST)
    page = said.get("page", "1")[:6]
    kept = {name: said.get(name, "") for name in _FILTER}
    return Asked(of, deed, which, kept, int(page) if page.isascii() and page.isdecimal() else 1, ids, said)


def _meant(site: Site, visit: Visit, asked: Asked) -> tuple[list[Chosen], int]:
    """The rows that are meant now, and how many there are of them."""
    if asked.which is Which.TICKED:
        named = bulk.invoices_named if asked.of is ListOf.INVOICES else bulk.customers_named
        found = named(site.app, visit.whose.id, asked.ids)
        return found, len(found)
    page = asked.page if asked.which is Which.PAGE else None
    if asked.of is ListOf.INVOICES:
        wanted = invoices.Asked(**asked.filter).wanted(site, visit)
        return bulk.invoices_on(site.app, visit.whose.id, wanted, page)
    f = asked.filter
    whom = customers.Asked(f["q"], f["show"], f["sort"], f["only"]).wanted(site, visit)
    return bulk.customers_on(site.app, visit.whose.id, whom, page)


# ---------------------------------------------------------------- what to do with them


def _ask(site: Site, visit: Visit, asked: Asked) -> HTMLResponse:
    """The form where something is still to be said, else what it would come to."""
    chosen, count = _meant(site, visit, asked)
    if not chosen:
        return _form(site, visit, asked, 0, problem=visit.reader.say("bulk_none"))
    if count > bulk.MOST and asked.which is Which.ALL:
        words = visit.reader.say("bulk_too_many", count=count, most=bulk.MOST)
        return _form(site, visit, asked, 0, problem=words)
    if asked.deed not in BARE and not asked.typed.get("ready"):
        return _form(site, visit, asked, len(chosen))
    order = deciding.attempt(replace(visit, form=asked.typed), FORM, lambda: _order(visit, asked))
    if isinstance(order, Tried):
        return _form(site, visit, asked, len(chosen), tried=order)
    return _confirm(site, visit, asked, order, bulk.foresee(site.app, visit.whose.id, order, chosen))


def _order(visit: Visit, asked: Asked) -> Order:
    """Raises Mistake for what cannot be read; 400 for what no form of ours says."""
    said = replace(visit, form=asked.typed)
    order = Order(asked.deed, visit.who.user.email, note=asked.typed.get("note", "").strip())
    match asked.deed:
        case Deed.PAUSE:
            return replace(order, until_on=_day(said, "until"))
        case Deed.HOLD:
            reason = _reason(asked, CUSTOMERS_HELD_FOR if asked.of is ListOf.CUSTOMERS else HELD_FOR)
            return replace(order, reason=reason, until_on=deciding.day_in(said, "until"))
        case Deed.RELEASE:
            return replace(order, reason=_reason(asked, RELEASED_FROM))
        case Deed.POLICY:
            return replace(order, policy=asked.typed.get("policy") or None)
        case Deed.RECORD:
            return replace(order, step_id=asked.typed.get("step", ""), on=_day(said, "on"))
        case _:
            return order


def _day(visit: Visit, name: str) -> date:
    day = deciding.day_in(visit, name)
    if day is None:
        raise Mistake(name, "no_day")
    return day


def _reason(asked: Asked, known: Sequence[HoldReason]) -> HoldReason:
    reason = next((x for x in known if x == asked.typed.get("reason")), None)
    if reason is None:
        raise HTTPException(HTTPStatus.BAD_REQUEST)
    return reason


def _form(
    site: Site, visit: Visit, asked: Asked, count: int, problem: str = "", tried: Tried = NOTHING
) -> HTMLResponse:
    with site.app.store.reading(visit.whose.id) as unit:
        policies = site.app.policies.policies(visit.whose.policy, unit.texts.written())
    steps = {x.id: x.offset for one in policies.of_invoices for x in policies.by_name[one].steps}
    is_wrong = bool(problem or tried.opened)
    held_for = CUSTOMERS_HELD_FOR if asked.of is ListOf.CUSTOMERS else HELD_FOR
    return site.page(
        "bulk.html", visit, HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else HTTPStatus.OK,
        here=asked.of.value, asked=asked, count=count, problem=problem, tried=tried, back=_list(visit, asked),
        held_for=held_for, released_from=RELEASED_FROM,
        policies=policies.of_invoices, steps=sorted(steps, key=lambda x: (steps[x], x)),
        today=overview.today(site.app, visit.whose),
    )  # fmt: skip


def _list(visit: Visit, asked: Asked) -> str:
    """The list as it was left."""
    kept = {name: value for name, value in asked.filter.items() if value}
    if asked.page > 1:
        kept["page"] = str(asked.page)
    return f"/o/{visit.whose.id}/{asked.of.value}" + (f"?{urlencode(kept)}" if kept else "")


def _confirm(site: Site, visit: Visit, asked: Asked, order: Order, foreseen: Foreseen) -> HTMLResponse:
    fields = ("reason", "until", "note", "policy", "step", "on")
    return site.page(
        "bulk_confirm.html", visit, here=asked.of.value, asked=asked, order=order, foreseen=foreseen,
        work=uuid4(), back=_list(visit, asked), shown=SHOWN,
        hidden=[*asked.sieve, *((name, asked.typed.get(name, "")) for name in fields)],
        ids=" ".join(x.id for x in foreseen.done), others=" ".join(x.id for x, _ in foreseen.left_out),
    )  # fmt: skip


# ---------------------------------------------------------------- done


def _do(site: Site, visit: Visit, asked: Asked) -> Response:
    work_id = visit.form.get("work", "")
    if _UUID.fullmatch(work_id) is None or not asked.ids:
        raise HTTPException(HTTPStatus.BAD_REQUEST)
    order = deciding.attempt(visit, FORM, lambda: _order(visit, asked))
    if isinstance(order, Tried):
        return _form(site, visit, asked, len(asked.ids), tried=order)
    named = bulk.invoices_named if asked.of is ListOf.INVOICES else bulk.customers_named
    confirmed = named(site.app, visit.whose.id, asked.ids)
    changed, more = _meanwhile(site, visit, asked, confirmed)
    try:
        works.begin(site.app, visit.whose.id, work_id, asked.of, order, confirmed, changed, more)
    except NotThere:
        raise HTTPException(HTTPStatus.NOT_FOUND) from None
    works.start(site.app, visit.whose.id, work_id)
    return RedirectResponse(f"/o/{visit.whose.id}/works/{work_id}", HTTPStatus.SEE_OTHER)


def _meanwhile(
    site: Site, visit: Visit, asked: Asked, confirmed: Sequence[Chosen]
) -> tuple[list[Chosen], int]:
    """Of a whole list: those that match no more, and how many match that nobody was shown."""
    if asked.which is not Which.ALL:
        return [], 0
    found, count = _meant(site, visit, asked)
    now = {x.id for x in found}
    shown = {*asked.ids, *visit.form.get("others", "").split()}
    if count > bulk.MOST:
        return [], count - len(shown)
    return [x for x in confirmed if x.id not in now], len(now - shown)
