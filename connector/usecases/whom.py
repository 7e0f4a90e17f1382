"""Whom: the invoice or the customer that a person speaks of, by number, by name or by id."""

from dataclasses import dataclass

from connector.core.errors import Refused
from connector.core.invoice import Customer, Invoice
from connector.core.money import decimal_text
from connector.core.ports import UnitOfWork
from connector.usecases.linking import one_with
from connector.usecases.sentences import say


@dataclass(frozen=True, slots=True)
class Whom:
    """What a person speaks of: one invoice by number or id, one customer by name or by id, or all."""

    number: str | None = None
    customer: str | None = None
    is_all: bool = False
    customer_id: str | None = None


#: So many signs of its id name an invoice: no number that was mistyped is taken for one.
INVOICE_ID = 13


def the_invoice(unit: UnitOfWork, number: str) -> Invoice:
    """The invoice of that number, an open one first, else of an id that begins so.

    Raises Refused for none, or for several, naming each with its id.
    """
    found = unit.ledger.find_invoices(number)
    chosen = [x for x in found if x.status == "open"] or list(found)
    if not chosen and len(number) >= INVOICE_ID:
        chosen = list(unit.ledger.find_invoices_by_id(number))
    if not chosen:
        raise Refused(say("no_such_number", number=number))
    if len(chosen) > 1:
        each = "; ".join(_with_id(unit, x) for x in chosen)
        raise Refused(say("several_of_number", count=len(chosen), number=number, each=each))
    return chosen[0]


def _with_id(unit: UnitOfWork, invoice: Invoice) -> str:
    name = unit.ledger.customer(invoice.customer_id).name
    open_now = f"{decimal_text(invoice.open, invoice.currency)} {invoice.currency}"
    known = (*unit.connections.all(), *unit.connections.former())
    place = next(x.name for x in known if x.id == invoice.connection_id)
    return f"{invoice.id[:INVOICE_ID]} ({name}, {open_now}, due {invoice.expected_on or '?'}, {place})"


def the_customers(unit: UnitOfWork, name: str) -> tuple[Customer, ...]:
    """The customer of that name: each of his records that bears it. Raises Refused for none or several."""
    found = unit.ledger.find_customers(name)
    if not found:
        raise Refused(say("no_such_customer", name=name))
    if len(found) > 1 and not {x.id for x in found} <= one_with(unit, [found[0].id]):
        raise Refused(say("several_of_name", count=len(found), name=name))
    return found


def invoice_meant(unit: UnitOfWork, whom: Whom) -> Invoice | None:
    """None where it is of a customer or of everybody."""
    return None if whom.number is None else the_invoice(unit, whom.number)


def customers_meant(unit: UnitOfWork, whom: Whom) -> tuple[Customer, ...]:
    """One record by its id, else each of that name."""
    if whom.customer_id is not None:
        return (unit.ledger.customer(whom.customer_id),)
    return the_customers(unit, whom.customer or "")


def by_name(whom: str | Whom) -> Whom:
    """A name that was given in the place of more."""
    return Whom(customer=whom) if isinstance(whom, str) else whom
