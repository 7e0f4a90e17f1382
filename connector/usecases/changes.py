"""What people note of a customer or an invoice, and how they take back what they changed."""

from collections.abc import Mapping
from typing import Any

from connector.core.invoice import Customer, Invoice
from connector.core.past import Event
from connector.core.ports import UnitOfWork
from connector.usecases.application import Application
from connector.usecases.outlook import Outlook, outlook
from connector.usecases.people import plain, refuse_unknown, set_customer
from connector.usecases.unfit import NotThere, Unfit, Why
from connector.usecases.whom import the_invoice

#: What the events are called.
NOTED = "customer.noted"
CUSTOMER_CHANGED = "customer.changed"
INVOICE_CHANGED = "invoice.changed"
#: Those that may be taken back.
CHANGES = (CUSTOMER_CHANGED, INVOICE_CHANGED)
#: A note is a line to remember, not a document.
LONGEST_NOTE = 2000


def note(app: Application, organisation_id: str, customer_id: str, text: str, by: str) -> None:
    """Keeps a word about a customer, once where it is sent twice; nothing is decided by it.

    Raises Refused for none, or too many.
    """
    words = text.strip()
    if not 0 < len(words) <= LONGEST_NOTE:
        raise Unfit(Why.NO_WORDS, f"A note has between one and {LONGEST_NOTE} signs.")
    with app.store.writing(organisation_id) as unit:
        whose = unit.ledger.customer(customer_id).id
        last = [(x.what, x.who, x.facts.get("text")) for x in unit.past.events([whose])[-1:]]
        if last != [(NOTED, by, words)]:
            unit.audit(app.clock.now(), by, NOTED, customer=whose, text=words)


def choose_policy(
    app: Application, organisation_id: str, number: str, policy: str | None, by: str
) -> Invoice:
    """The policy of one invoice, by its number or id; None for the one it follows by itself.

    Raises Refused for an unknown one.
    """
    with app.store.writing(organisation_id) as unit:
        return choose_in(app, unit, number, policy, by)[0]


def choose_in(
    app: Application, unit: UnitOfWork, number: str, policy: str | None, by: str, view: Outlook | None = None
) -> tuple[Invoice, dict[str, Any]]:
    """The same in a unit that is open, by its own outlook; and what was written down of it."""
    refuse_unknown(view or outlook(app, unit, app.clock.now()), policy)
    known = the_invoice(unit, number)
    invoice = _locked(unit, known.customer_id, known.id)
    return invoice, _set_invoice(app, unit, invoice, {"policy": policy}, by)


def _locked(unit: UnitOfWork, customer_id: str, invoice_id: str) -> Invoice:
    """As it is once nobody else changes it."""
    unit.ledger.lock_customer(customer_id)
    return unit.ledger.invoices([invoice_id])[0]


def _set_invoice(
    app: Application, unit: UnitOfWork, invoice: Invoice, fields: dict[str, Any], by: str
) -> dict[str, Any]:
    was = {name: getattr(invoice, name) for name in fields}
    if was == fields:
        return {}
    unit.ledger.change_invoice(invoice.id, **fields)
    told = {"customer": invoice.customer_id, "invoice": invoice.id, "was": was, **fields}
    unit.audit(app.clock.now(), by, INVOICE_CHANGED, **told)
    return told


def undo_change(app: Application, organisation_id: str, number: int, by: str) -> Event:
    """Puts back what a change of a customer or an invoice set, unless it was set anew since.

    Taking it back twice is taking it back once. Raises Refused where there is no such change.
    """
    with app.store.writing(organisation_id) as unit:
        event = unit.past.event(number)
        if event is None or event.what not in CHANGES or "was" not in event.facts:
            raise NotThere("There is no such change to take back.")
        put_back(app, unit, event.facts, by)
    return event


def put_back(app: Application, unit: UnitOfWork, told: Mapping[str, Any], by: str) -> bool:
    """What was written down of a change is as it was before; False where it was set anew since."""
    customer_id, invoice_id = told["customer"], told.get("invoice")
    if invoice_id is not None:
        invoice = _locked(unit, customer_id, invoice_id)
        if stands(told, invoice):
            return bool(_set_invoice(app, unit, invoice, told["was"], by))
        return False
    unit.ledger.lock_customer(customer_id)
    if stands(told, unit.ledger.customer(customer_id)):
        return bool(set_customer(unit, customer_id, told["was"], app.clock.now(), by))
    return False


def stands(told: Mapping[str, Any], whose: Customer | Invoice) -> bool:
    """Whether what a change has set, as it was written down, still is so, and can be put back."""
    was = told.get("was")
    return was is not None and all(plain(getattr(whose, name)) == told[name] for name in was)
