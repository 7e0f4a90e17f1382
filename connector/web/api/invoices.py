"""Invoices: a list, one with its decision explained, and what is decided of it."""

from dataclasses import asdict
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from connector.core.errors import NotThere
from connector.core.history import State
from connector.core.invoice import Invoice
from connector.core.listing import LONGEST_TEXT, Due, InvoicesWanted, Shown, looked_for
from connector.core.passed_over import Over, PassedOver
from connector.core.policy import Choice, ChosenBy
from connector.render.chosen import chosen
from connector.render.reasons import sentence
from connector.usecases import changes, listing, people
from connector.usecases.explain import Explanation, explain
from connector.usecases.letting_go import let_go
from connector.usecases.tokens import Caller
from connector.web.api.operation import Calling
from connector.web.api.said import (
    Invoices,
    ToldDecision,
    ToldHold,
    ToldInvoice,
    ToldReminder,
    decision_told,
    holds_told,
    invoice_told,
    reminder_told,
)
from connector.web.api.words import Asked, Currency, Cursor, Day, Limit, Text, Told, after, cut
from connector.web.site import Site

Looked = Annotated[
    str, Query(max_length=LONGEST_TEXT, description="Part of a number or a name, or an amount.")
]


class ToldSaying(Told):
    """One thing that was said, or is about to be, about the invoice."""

    reminder_id: str
    step: str
    state: State
    left_on: Day | None


class ToldChoice(Told):
    """Which policy an invoice follows, and why."""

    name: str
    by: ChosenBy = Field(
        description="What made it so: a choice for the invoice or the customer, a segment, the policy's own "
        "conditions, the terms, the organisation; `own` of failed charges and cards."
    )
    segment: str | None = Field(description="The segment that the customer is in with this invoice.")
    signed_by: str | None = Field(description="Who signs by it; null: who signs everything else.")
    sentence: str = Field(description="The same for a person, in English.")


class ToldLeftOut(Told):
    """A step of its ladder that is not taken any more."""

    step: str
    why: Over
    by: str | None = Field(description="The later step that took its place.")


class ToldTimeBar(Told):
    """From when on the claim may be out of time, if nothing interrupted it; no legal advice."""

    on: Day
    since: Day = Field(description="From here its years run.")
    years: int
    articles: str = Field(description="The law that says so.")


class ToldExplanation(Told):
    """Why this was sent, why not, what comes next and when."""

    invoice: ToldInvoice
    why: str = Field(description="The code of the sentence; its status once it is closed.")
    sentence: str = Field(description="The same for a person, in English.")
    decision: ToldDecision | None
    said: list[ToldSaying]
    holds: list[ToldHold]
    left_out: list[ToldLeftOut]
    policy: ToldChoice | None = Field(description="Null once it is closed.")
    time_bar: ToldTimeBar | None = Field(description="Null once it is closed, and where none is known.")


class InvoiceChange(Asked):
    """What of an invoice is to be different."""

    policy: Text | None = Field(
        max_length=100,
        description="A name of `GET /policies`; null for the one it follows by itself.",
        examples=["firm"],
    )


class Recorded(Asked):
    """A step that was taken by hand, or before Relance."""

    step: Text = Field(max_length=100, examples=["friendly"], description="A step of the policy it follows.")
    on: Day = Field(description="The day on which it was said.", examples=["2026-11-20"])


def known_invoice(site: Site, caller: Caller, invoice_id: str) -> Invoice:
    """By its whole id, at the caller's own organisation. Raises NotThere."""
    with site.app.store.reading(caller.organisation.id) as unit:
        found = unit.ledger.invoices([invoice_id])
    if not found:
        raise NotThere("There is no invoice with this id.")
    return found[0]


def invoices(site: Site, router: APIRouter) -> None:
    """Its routes; making a hold is in holds.py."""

    @router.get("/invoices")
    def list_invoices(
        caller: Calling,
        q: Looked = "",
        show: Shown = Shown.OPEN,
        due: Due | None = None,
        currency: Currency | None = None,
        held: bool = False,
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> Invoices:
        """Invoices by their ids: each that stays on the list is met once, whatever comes and goes."""
        on = listing.today(site.app, caller.organisation.id)
        wanted = InvoicesWanted(on, looked_for(q), show, due, currency, held)
        found = listing.invoices_after(site.app, caller.organisation.id, wanted, after(cursor), limit + 1)
        page, following = cut(found, limit, lambda x: x.listed.invoice.id)
        told = [invoice_told(x.listed.invoice, x.decision) for x in page]
        return Invoices(items=told, next_cursor=following)

    @router.get("/invoices/{invoice_id}")
    def get_invoice(caller: Calling, invoice_id: str) -> ToldInvoice:
        """One invoice, open or closed."""
        told = _explained(site, caller, invoice_id)
        return invoice_told(told.invoice, told.decision)

    @router.get("/invoices/{invoice_id}/explanation")
    def explain_invoice(caller: Calling, invoice_id: str) -> ToldExplanation:
        """Why this was sent, why not, what comes next and when."""
        return _explanation(site, caller, invoice_id)

    _decided(site, router)


def _decided(site: Site, router: APIRouter) -> None:
    @router.patch("/invoices/{invoice_id}")
    def change_invoice(caller: Calling, invoice_id: str, asked: InvoiceChange) -> ToldInvoice:
        """Chooses the policy that it follows."""
        known = known_invoice(site, caller, invoice_id)
        changes.choose_policy(site.app, caller.organisation.id, known.id, asked.policy, caller.who)
        told = _explained(site, caller, invoice_id)
        return invoice_told(told.invoice, told.decision)

    @router.post("/invoices/{invoice_id}/records", status_code=201)
    def record_reminder(caller: Calling, invoice_id: str, asked: Recorded) -> ToldReminder:
        """Notes a reminder that was sent by hand, or before Relance: it is a step taken."""
        known = known_invoice(site, caller, invoice_id)
        on: date = asked.on
        made = people.record(site.app, caller.organisation.id, known.id, asked.step, on, caller.who)
        return reminder_told(made)

    @router.post("/invoices/{invoice_id}/release")
    def release_invoice(caller: Calling, invoice_id: str) -> ToldExplanation:
        """Lets it go on from what it waits for a person for; no other hold of it ends."""
        known = known_invoice(site, caller, invoice_id)
        let_go(site.app, caller.organisation.id, known.id, caller.who)
        return _explanation(site, caller, invoice_id)


def _explained(site: Site, caller: Caller, invoice_id: str) -> Explanation:
    return explain(site.app, caller.organisation.id, known_invoice(site, caller, invoice_id).id)


def _explanation(site: Site, caller: Caller, invoice_id: str) -> ToldExplanation:
    told = _explained(site, caller, invoice_id)
    said = [
        ToldSaying(reminder_id=x.reminder.id, step=x.line.step_id, state=x.state, left_on=x.reminder.left_on)
        for x in told.said
    ]
    with site.app.store.reading(caller.organisation.id) as unit:
        holds = holds_told(unit, told.holds)
    return ToldExplanation(
        invoice=invoice_told(told.invoice, told.decision),
        why=told.why,
        sentence=sentence(told.why, "en"),
        decision=None if told.decision is None else decision_told(told.decision),
        said=said,
        holds=holds,
        left_out=[_left_out_told(x) for x in told.left_out],
        policy=None if told.choice is None else _choice_told(told.choice),
        time_bar=None if told.time_bar is None else ToldTimeBar(**asdict(told.time_bar)),
    )


def _left_out_told(over: PassedOver) -> ToldLeftOut:
    return ToldLeftOut(step=over.step.id, why=over.why, by=None if over.by is None else over.by.id)


def _choice_told(choice: Choice) -> ToldChoice:
    segment = choice.segment
    return ToldChoice(
        name=choice.policy.name,
        by=choice.by,
        segment=None if segment is None else segment.name,
        signed_by=None if choice.signer is None else choice.signer.name,
        sentence=chosen(choice),
    )
