"""Returned payments: an invoice that was paid and is open again waits for a person's look."""

from datetime import date
from uuid import uuid4

from connector.core.invoice import Hold, HoldReason, Invoice, Scope
from connector.core.ladder import Beginning, Ladder
from connector.core.ledger import CustomerFacts, MergeReport
from connector.core.ports import UnitOfWork
from connector.usecases.application import Application
from connector.usecases.outlook import Outlook, facts_of, outlook

#: Who notes it.
AUTHOR = "sync"


def hold_returned(app: Application, unit: UnitOfWork, report: MergeReport) -> None:
    """Holds each invoice whose payment came back; one whose ladder had ended begins a new cycle."""
    if not report.returned:
        return
    now = app.clock.now()
    view = outlook(app, unit, now)
    for invoice in unit.ledger.invoices(report.returned):
        facts = facts_of(unit, invoice.customer_id)
        if _is_finished(view, facts, invoice):
            unit.ledger.change_invoice(invoice.id, cycle=invoice.cycle + 1)
        unit.holds.add(_hold(invoice, view.day_of(facts.customer)), now)
        unit.audit(now, AUTHOR, "payment.returned", invoice=invoice.id)


def _is_finished(view: Outlook, facts: CustomerFacts, invoice: Invoice) -> bool:
    due_on = invoice.counts_from
    if due_on is None:
        return False
    language = view.language(facts.customer)
    steps = view.choice(facts, invoice).policy.steps_for(invoice, facts.customer, language)
    calendar = view.calendar(facts.customer)
    lines = facts.history.lines
    said = tuple(x for x in lines if x.invoice_id == invoice.id and x.cycle == invoice.cycle)
    ladder = Ladder(Beginning.of(invoice, due_on), steps, said, calendar)
    return ladder.on(calendar.day(view.now)).step is None


def _hold(invoice: Invoice, since_on: date) -> Hold:
    return Hold(
        str(uuid4()),
        HoldReason.RETURNED_DEBIT,
        Scope.INVOICE,
        since_on,
        customer_id=invoice.customer_id,
        invoice_id=invoice.id,
        open_then=invoice.open,
        author=AUTHOR,
    )
