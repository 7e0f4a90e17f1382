"""Late fees: what late interest and fixed sums come to for one customer; told, never booked."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from connector.core.fees import LateFees, NoFees, Without
from connector.core.invoice import Invoice
from connector.usecases.late_fees import account_of
from connector.web.api.customers import customer_told
from connector.web.api.operation import Calling
from connector.web.api.words import Day, Money, Told, money
from connector.web.site import Site


class LateDays(Told):
    """Days of delay with one sum and one rate."""

    since: Day
    until: Day = Field(description="Counted too.")
    days: int
    principal: Money
    rate: str = Field(description="A yearly per cent.", examples=["12.40"])


class InvoiceFees(Told):
    """What is added to one open invoice, or why nothing is."""

    invoice: str = Field(description="Its id.")
    number: str
    why: Without | None = Field(description="Why nothing is added; null where something is.")
    semester: str | None = Field(description="The half-year whose rate is not known.", examples=["2027-1"])
    interest: Money
    fixed_sum: Money
    articles: str = Field(description="Of the law that says so; empty where a contract does.")
    days: list[LateDays]


class ToldLateFees(Told):
    """For information: nothing of it is part of what is asked, and nothing is booked."""

    on: Day = Field(description="Counted through this day.")
    law: str | None = Field(description="The law that was confirmed; null while none is.")
    invoices: list[InvoiceFees]


def late_fees(site: Site, router: APIRouter) -> None:
    """Its route."""

    @router.get("/customers/{customer_id}/late-fees")
    def get_late_fees(
        caller: Calling,
        customer_id: str,
        on: Annotated[Day | None, Query(description="Through this day, today or later; today's.")] = None,
    ) -> ToldLateFees:
        """What late interest and fixed sums come to for each open invoice of one customer."""
        customer_told(site, caller, customer_id)
        found = account_of(site.app, caller.organisation.id, customer_id, on)
        law = None if found.law is None else found.law.code
        return ToldLateFees(on=found.on, law=law, invoices=[_told(*x) for x in found.found])


def _told(invoice: Invoice, fees: LateFees | NoFees) -> InvoiceFees:
    of = invoice.currency
    added = fees if isinstance(fees, LateFees) else None
    semester = fees.semester if isinstance(fees, NoFees) else None
    return InvoiceFees(
        invoice=invoice.id,
        number=invoice.number,
        why=fees.why if isinstance(fees, NoFees) else None,
        semester=None if semester is None else str(semester),
        interest=money(added.interest if added else 0, of),
        fixed_sum=money(added.indemnity if added else 0, of),
        articles=added.articles if added else "",
        days=[
            LateDays(
                since=x.since, until=x.until, days=x.days, principal=money(x.principal, of), rate=str(x.rate)
            )
            for x in (added.stretches if added else ())
        ],
    )
