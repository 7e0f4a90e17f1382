"""The page of one invoice: its decision explained, its ladder, and what people decide of it."""

from http import HTTPStatus
from urllib.parse import quote

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from connector.core.errors import Refused
from connector.core.past import Event
from connector.render.chosen import chosen
from connector.usecases import changes, people
from connector.usecases.customer_file import Entry, customer_file
from connector.usecases.explain import Explanation, explain
from connector.usecases.letting_go import WAITING, let_go
from connector.usecases.sample import policies_of
from connector.usecases.turns import FEW_OTHERS
from connector.usecases.whom import Whom
from connector.web import deciding, overview
from connector.web.customer_file import SAID, changed, made
from connector.web.deciding import NOTHING, PARTS, SILENCES, Tried
from connector.web.site import Site
from connector.web.visit import Visit, Visiting

HERE = "invoices"


def one_invoice(site: Site) -> APIRouter:
    """Its page by its number or id, and a form for each thing that may be decided, by its id."""
    router = APIRouter(prefix="/o/{organisation_id}/invoices")

    @router.post("/{invoice_id}/hold")
    def hold(visit: Visiting, invoice_id: str) -> Response:
        invoice = _told(site, visit, invoice_id).invoice
        whom, opened = Whom(number=invoice.id), visit.form.get("what", "")
        done = deciding.attempt(visit, opened, lambda: deciding.hold(site, visit, whom, invoice))
        return _answer(site, visit, invoice_id, done)

    @router.post("/{invoice_id}/policy")
    def policy(visit: Visiting, invoice_id: str) -> Response:
        _told(site, visit, invoice_id)
        done = deciding.attempt(visit, "policy", lambda: _choose(site, visit, invoice_id))
        return _answer(site, visit, invoice_id, done)

    @router.post("/{invoice_id}/record")
    def record(visit: Visiting, invoice_id: str) -> Response:
        _told(site, visit, invoice_id)
        done = deciding.attempt(visit, "record", lambda: _record(site, visit, invoice_id))
        return _answer(site, visit, invoice_id, done)

    @router.post("/{invoice_id}/release")
    def release(visit: Visiting, invoice_id: str) -> Response:
        _told(site, visit, invoice_id)
        done = deciding.attempt(visit, "release", lambda: _release(site, visit, invoice_id))
        return _answer(site, visit, invoice_id, done)

    @router.get("/{number:path}")
    def one(visit: Visiting, number: str, done: str = "") -> HTMLResponse:
        return _page(site, visit, _told(site, visit, number), done)

    return router


def _told(site: Site, visit: Visit, number: str) -> Explanation:
    try:
        return explain(site.app, visit.whose.id, number, FEW_OTHERS)
    except Refused as refused:
        if "No invoice" in str(refused):
            raise HTTPException(HTTPStatus.NOT_FOUND) from None
        raise


def _choose(site: Site, visit: Visit, invoice_id: str) -> str:
    policy, by = visit.form.get("policy") or None, visit.who.user.email
    changes.choose_policy(site.app, visit.whose.id, invoice_id, policy, by)
    return "change"


def _record(site: Site, visit: Visit, invoice_id: str) -> str:
    on = deciding.day_in(visit, "on")
    if on is None:
        raise deciding.Mistake("on", "no_day")
    step, by = visit.form.get("step", ""), visit.who.user.email
    people.record(site.app, visit.whose.id, invoice_id, step, on, by)
    return "recorded"


def _release(site: Site, visit: Visit, invoice_id: str) -> str:
    let_go(site.app, visit.whose.id, invoice_id, visit.who.user.email)
    return "released"


def _answer(site: Site, visit: Visit, invoice_id: str, done: str | Tried) -> Response:
    if isinstance(done, str):
        path = f"/o/{visit.whose.id}/invoices/{quote(invoice_id)}?done={done}"
        return RedirectResponse(path, HTTPStatus.SEE_OTHER)
    return _page(site, visit, _told(site, visit, invoice_id), tried=done)


def _page(
    site: Site, visit: Visit, told: Explanation, done: str = "", tried: Tried = NOTHING
) -> HTMLResponse:
    decision = told.decision
    today = overview.today(site.app, visit.whose)
    return site.page(
        "invoice.html", visit, HTTPStatus.UNPROCESSABLE_ENTITY if tried.opened else HTTPStatus.OK,
        here=HERE, told=told, today=today,
        rungs=overview.ladder(site.app, visit.whose, decision, told.customer) if decision else [],
        holds=told.holds, made=made(told.holds, done), said=done if done in SAID else "",
        changed=_changed(site, visit, told) if done == "change" else None,
        is_released=decision is not None and decision.reason in WAITING,
        invoices={told.invoice.id: told.invoice},
        policies=[x.name for x in policies_of(site.app, visit.whose.id)],
        tried=tried, silences=SILENCES, parts=PARTS, chosen=chosen,
    )  # fmt: skip


def _changed(site: Site, visit: Visit, told: Explanation) -> Entry | None:
    """The last change of this invoice, where it can be taken back."""
    file = customer_file(site.app, visit.whose.id, told.customer.id)
    of_it = [
        x for x in file.entries if isinstance(x.what, Event) and told.invoice.id in x.what.facts.values()
    ]
    return changed(tuple(of_it))
