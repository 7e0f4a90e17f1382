"""Holds: why nothing is sent for now; promises, disputes, payment plans and pauses among them."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from connector.core.errors import NotThere
from connector.core.invoice import Hold, HoldReason, Instalment, Scope
from connector.usecases import people
from connector.usecases.tokens import Caller
from connector.usecases.whom import Whom
from connector.web.api.customers import customer_told
from connector.web.api.invoices import known_invoice
from connector.web.api.operation import Calling
from connector.web.api.said import Holds, ToldHold, holds_told
from connector.web.api.words import Asked, Cursor, Day, Decimals, Limit, Text, minor_of, onward
from connector.web.site import Site

#: Parts of a payment plan, at most.
PARTS = 60
LONGEST_NOTE = 2000


class OfInvoice(StrEnum):
    """Why one invoice is left in peace."""

    PROMISE = HoldReason.PROMISE.value
    SAID_PAID = HoldReason.SAID_PAID.value
    DISPUTE = HoldReason.DISPUTE.value
    PLAN = HoldReason.PLAN.value
    PAUSE = HoldReason.PAUSE.value
    INSOLVENCY = HoldReason.INSOLVENCY.value
    HANDED_OVER = HoldReason.HANDED_OVER.value
    FACTORED = HoldReason.FACTORED.value


class OfCustomer(StrEnum):
    """Why a customer is left in peace, whatever he owes."""

    PAUSE = HoldReason.PAUSE.value
    INSOLVENCY = HoldReason.INSOLVENCY.value
    HANDED_OVER = HoldReason.HANDED_OVER.value
    FACTORED = HoldReason.FACTORED.value


class Part(Asked):
    """One part of a payment plan."""

    due_on: Day = Field(examples=["2026-12-15"])
    amount: Decimals


class InvoiceHold(Asked):
    """A word about one invoice that keeps us silent."""

    reason: OfInvoice = Field(examples=["promise"])
    until_on: Day | None = Field(
        default=None, description="Silent through that day; a promise needs its day.", examples=["2026-12-04"]
    )
    amount: Decimals | None = Field(
        default=None, description="What is disputed or promised; null: all of it."
    )
    instalments: list[Part] = Field(default=[], max_length=PARTS, description="Of a payment plan.")
    note: Text = Field(default="", max_length=LONGEST_NOTE)


class CustomerHold(Asked):
    """A word about a customer that keeps us silent about all he owes."""

    reason: OfCustomer = Field(examples=["pause"])
    until_on: Day | None = Field(
        default=None, description="Silent through that day.", examples=["2026-12-04"]
    )
    note: Text = Field(default="", max_length=LONGEST_NOTE)


def holds(site: Site, router: APIRouter) -> None:
    """Its routes."""

    @router.get("/holds")
    def list_holds(
        caller: Calling,
        reason: Annotated[HoldReason | None, Query(description="Of this reason alone.")] = None,
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> Holds:
        """Holds that nobody has ended, by their ids; a promise or pause whose day has passed among them."""
        with site.app.store.reading(caller.organisation.id) as unit:
            standing = [x for x in unit.holds.active() if reason in (None, x.reason)]
            page, following = onward(standing, cursor, limit, lambda x: x.id)
            return Holds(items=holds_told(unit, tuple(page)), next_cursor=following)

    @router.get("/holds/{hold_id}")
    def get_hold(caller: Calling, hold_id: str) -> ToldHold:
        """One hold, ended or not."""
        return _told(site, caller, hold_id)

    _made(site, router)


def _made(site: Site, router: APIRouter) -> None:
    @router.post("/invoices/{invoice_id}/holds", status_code=201)
    def hold_invoice(caller: Calling, invoice_id: str, asked: InvoiceHold) -> ToldHold:
        """Keeps silent about one invoice: a promise, a dispute, a payment plan, money said to be paid."""
        invoice = known_invoice(site, caller, invoice_id)
        currency = invoice.currency
        amount = None if asked.amount is None else minor_of(asked.amount, currency, "amount")
        parts = tuple(
            Instalment(x.due_on, minor_of(x.amount, currency, f"instalments.{n}.amount"))
            for n, x in enumerate(asked.instalments)
        )
        draft = _draft(caller, HoldReason(asked.reason), asked.until_on, asked.note, amount, parts)
        made = people.hold(site.app, caller.organisation.id, Whom(number=invoice.id), draft)
        return _told(site, caller, made.id)

    @router.post("/customers/{customer_id}/holds", status_code=201)
    def hold_customer(caller: Calling, customer_id: str, asked: CustomerHold) -> ToldHold:
        """Keeps silent about all that a customer owes, under each of his records."""
        customer_told(site, caller, customer_id)
        draft = _draft(caller, HoldReason(asked.reason), asked.until_on, asked.note)
        made = people.hold(site.app, caller.organisation.id, Whom(customer_id=customer_id), draft)
        return _told(site, caller, made.id)

    @router.post("/holds/{hold_id}/end")
    def end_hold(caller: Calling, hold_id: str) -> ToldHold:
        """Ends it; ending it twice is ending it once. A stop of everything is ended by resuming."""
        people.end_hold(site.app, caller.organisation.id, hold_id, caller.who)
        return _told(site, caller, hold_id)


def _draft(
    caller: Caller,
    reason: HoldReason,
    until_on: date | None,
    note: str,
    amount: int | None = None,
    parts: tuple[Instalment, ...] = (),
) -> Hold:
    """The use case says from when on, and whom it covers."""
    return Hold(
        "", reason, Scope.CUSTOMER, date.min, until_on=until_on, amount=amount, instalments=parts,
        author=caller.who, note=note.strip(),
    )  # fmt: skip


def _told(site: Site, caller: Caller, hold_id: str) -> ToldHold:
    with site.app.store.reading(caller.organisation.id) as unit:
        found = unit.holds.get(hold_id)
        if found is None:
            raise NotThere("There is no hold with this id.")
        return holds_told(unit, (found,))[0]
