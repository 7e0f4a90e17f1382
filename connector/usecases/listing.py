"""Listing: a page of invoices with what is decided about each, or of customers; and what one looks for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from connector.core.decision import Decision
from connector.core.holds import GRACE_DAYS
from connector.core.invoice import Hold, Invoice
from connector.core.ledger import CustomerFacts
from connector.core.listing import (
    CustomersWanted,
    InvoicesWanted,
    ListedCustomer,
    ListedInvoice,
    Totals,
    amount_of,
    looked_for,
    turned_to,
)
from connector.core.money import Money
from connector.core.ports import UnitOfWork
from connector.usecases.application import Application
from connector.usecases.credits import FoundCredit, with_what_they_silence
from connector.usecases.outlook import Outlook, outlook
from connector.usecases.turns import FEW_OTHERS, decide_several
from connector.usecases.whom import INVOICE_ID

#: Lines on one page.
PAGE = 50
#: So many invoices, and so many customers, are shown of what was looked for.
FOUND = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One invoice. `decision` is None once it is closed; `holds` are those of people that speak of it.

    `name` is what its page is found by: its number, or its id where several bear that number.
    """

    listed: ListedInvoice
    name: str
    days_late: int
    decision: Decision | None = None
    holds: tuple[Hold, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One page of invoices; `totals` are of what its text and holds let pass, whenever it is due."""

    rows: tuple[Row, ...]
    number: int
    pages: int
    totals: Totals


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """One page of customers, and how many there are on all."""

    rows: tuple[ListedCustomer, ...]
    number: int
    pages: int
    count: int


@dataclass(frozen=True, slots=True)
class Found:
    """What was looked for. `exact` is the one that was meant, where exactly one is called so."""

    invoices: tuple[Row, ...] = ()
    customers: tuple[ListedCustomer, ...] = ()
    credits: tuple[FoundCredit, ...] = ()
    exact: Row | ListedCustomer | None = None
    is_cut: bool = False


def today(app: Application, organisation_id: str) -> date:
    """The organisation's own day, that lists count from."""
    with app.store.reading(organisation_id) as unit:
        return unit.organisation().day(app.clock.now())


def grace_over_on(app: Application, organisation_id: str) -> date:
    """The last day whose promises have had their grace, by the organisation's business days."""
    with app.store.reading(organisation_id) as unit:
        own = unit.organisation()
    business, today = app.calendars.business_days(own.country, own.region), own.day(app.clock.now())
    days = (today - timedelta(days=n) for n in count(1))
    return next(day for day in days if business.after(day, GRACE_DAYS) < today)


def open_totals(app: Application, organisation_id: str) -> Totals:
    """What all that is open comes to."""
    with app.store.reading(organisation_id) as unit:
        return unit.listing.totals(InvoicesWanted(unit.organisation().day(app.clock.now())))


def list_invoices(app: Application, organisation_id: str, wanted: InvoicesWanted, page: int = 1) -> Page:
    """What is decided is found out for the customers on the page alone, and is what the plan says."""
    with app.store.reading(organisation_id) as unit:
        totals = unit.listing.totals(wanted)
        number, pages = turned_to(page, totals.of(wanted.due, wanted.currency).count, PAGE)
        listed = unit.listing.invoices(wanted, PAGE, (number - 1) * PAGE)
        view = outlook(app, unit, app.clock.now())
        rows = _rows(view, unit, listed, wanted.on)
    return Page(rows, number, pages, totals)


def _rows(view: Outlook, unit: UnitOfWork, listed: Sequence[ListedInvoice], on: date) -> tuple[Row, ...]:
    facts = list(unit.ledger.facts(sorted({x.invoice.customer_id for x in listed if x.is_open})))
    decided = {d.invoice.id: d for own in decide_several(view, unit, facts, FEW_OTHERS).values() for d in own}
    known = {x.customer.id: x for x in facts}

    def with_decision(row: Row) -> Row:
        invoice = row.listed.invoice
        if not row.listed.is_open:
            return row
        return replace(row, decision=decided[invoice.id], holds=_holds(known[invoice.customer_id], invoice))

    return tuple(map(with_decision, _bare_rows(unit, listed, on)))


def _bare_rows(unit: UnitOfWork, listed: Sequence[ListedInvoice], on: date) -> Iterator[Row]:
    shared = unit.listing.shared_numbers([x.invoice.number for x in listed])
    for x in listed:
        due_on = x.invoice.expected_on
        days_late = (on - due_on).days if x.is_open and x.invoice.card is None and due_on else 0
        name = x.invoice.id if x.invoice.number in shared else x.invoice.number
        yield Row(x, name, max(days_late, 0))


def _holds(facts: CustomerFacts, invoice: Invoice) -> tuple[Hold, ...]:
    """What people said of it; of a pause of everybody the page tells above."""
    standing = (x for x in facts.holds if x.ended_on is None and not x.stops_everything)
    return tuple(x for x in standing if x.covers(invoice))


def list_customers(
    app: Application, organisation_id: str, wanted: CustomersWanted, page: int = 1
) -> CustomerPage:
    """One page of them."""
    with app.store.reading(organisation_id) as unit:
        count = unit.listing.count_customers(wanted)
        number, pages = turned_to(page, count, PAGE)
        return CustomerPage(unit.listing.customers(wanted, PAGE, (number - 1) * PAGE), number, pages, count)


def invoices_after(
    app: Application, organisation_id: str, wanted: InvoicesWanted, after: str, limit: int
) -> tuple[Row, ...]:
    """By their ids, from behind this one, with what is decided about each."""
    with app.store.reading(organisation_id) as unit:
        listed = unit.listing.invoices_after(wanted, after, limit)
        return _rows(outlook(app, unit, app.clock.now()), unit, listed, wanted.on)


def customers_after(
    app: Application, organisation_id: str, wanted: CustomersWanted, after: str, limit: int
) -> tuple[ListedCustomer, ...]:
    """Likewise by their ids."""
    with app.store.reading(organisation_id) as unit:
        return unit.listing.customers_after(wanted, after, limit)


def each_invoice(app: Application, organisation_id: str, wanted: InvoicesWanted) -> Iterator[ListedInvoice]:
    """All pages of one moment, streamed."""
    with app.store.reading(organisation_id) as unit:
        yield from unit.listing.each_invoice(wanted)


def each_customer(
    app: Application, organisation_id: str, wanted: CustomersWanted
) -> Iterator[ListedCustomer]:
    """All pages of one moment, streamed."""
    with app.store.reading(organisation_id) as unit:
        yield from unit.listing.each_customer(wanted)


# ---------------------------------------------------------------- looking for one thing


def look_for(app: Application, organisation_id: str, typed: str) -> Found:
    """Invoices by number, amount or the beginning of an id; credit notes by number; customers by name or
    address."""
    text = looked_for(typed)
    if not text:
        return Found()
    with app.store.reading(organisation_id) as unit:
        on = unit.organisation().day(app.clock.now())
        invoices = tuple(_bare_rows(unit, _numbered(unit, text), on))
        customers = unit.listing.customers(CustomersWanted(on, text, is_everybody=True), FOUND + 1)
        numbered = unit.listing.credits_numbered(text, FOUND + 1)
        credits = with_what_they_silence(app, unit, numbered[:FOUND])
    is_cut = max(map(len, (invoices, customers, numbered))) > FOUND
    meant = None if any(_is_called(x, text) for x in credits) else _exact(invoices, customers, text)
    return Found(invoices[:FOUND], customers[:FOUND], credits, meant, is_cut)


def _is_called(found: FoundCredit, text: str) -> bool:
    return found.listed.credit.number.casefold() == text.casefold()


def _numbered(unit: UnitOfWork, text: str) -> list[ListedInvoice]:
    found = {x.invoice.id: x for x in unit.listing.numbered(text, FOUND + 1)}
    if len(text) >= INVOICE_ID:
        ids = [x.id for x in unit.ledger.find_invoices_by_id(text.lower())[: FOUND + 1]]
        found |= {x.invoice.id: x for x in unit.listing.listed(ids)}
    return list(found.values())


def _exact(
    invoices: Sequence[Row], customers: Sequence[ListedCustomer], text: str
) -> Row | ListedCustomer | None:
    """The only one that is called so; where none is, the only one of that amount."""
    called: list[Row | ListedCustomer] = [x for x in invoices if _is_named(x.listed.invoice, text)]
    called += [x for x in customers if text.casefold() in {y.casefold() for y in (x.name, *x.addresses)}]
    of_amount = [x for x in invoices if amount_of(text) in _amounts(x.listed.invoice)]
    meant = called or of_amount
    return meant[0] if len(meant) == 1 else None


def _is_named(invoice: Invoice, text: str) -> bool:
    is_id = len(text) >= INVOICE_ID and invoice.id.startswith(text.lower())
    return is_id or invoice.number.casefold() == text.casefold()


def _amounts(invoice: Invoice) -> set[Decimal]:
    return {Money(minor, invoice.currency).decimal for minor in (invoice.total, invoice.open)}
