"""Promised: a day of payment that was announced at the source keeps silent like one that was told us."""

from datetime import date
from uuid import uuid4

from connector.core.invoice import Hold, HoldReason, Invoice, Scope, Status
from connector.core.ledger import MergeReport
from connector.core.ports import UnitOfWork
from connector.usecases.application import Application
from connector.usecases.doubled import hold_doubled
from connector.usecases.outlook import outlook
from connector.usecases.returned import hold_returned

#: Who notes it.
AUTHOR = "source"


def hold_as_told(app: Application, unit: UnitOfWork, report: MergeReport) -> None:
    """What a merge has shown that keeps silent: payments that came back, days announced for others,
    debts that are chased, or were closed, in another connection."""
    hold_returned(app, unit, report)
    hold_promised(app, unit, report)
    hold_doubled(app, unit, report)


def hold_promised(app: Application, unit: UnitOfWork, report: MergeReport) -> None:
    """Ends what the source announced before, and begins a promise for each day that is still to come.

    Each other day is another promise, and the third needs a person (architecture section 5).
    """
    if not report.promised:
        return
    now = app.clock.now()
    view = outlook(app, unit, now)
    days = dict(report.promised)
    # Not the facts': there what another source announced of the same debt stands under this invoice too.
    active = unit.holds.active()
    for invoice in unit.ledger.invoices(list(days)):
        today = view.day_of(unit.ledger.customer(invoice.customer_id))
        for hold in active:
            if _is_ours(hold, invoice):
                unit.holds.end(hold.id, today, now)
        promised_on = days[invoice.id]
        if promised_on is not None and promised_on >= today and invoice.status is Status.OPEN:
            unit.holds.add(_hold(invoice, today, promised_on), now)
            unit.audit(now, AUTHOR, "promise.announced", invoice=invoice.id, on=promised_on.isoformat())


def _is_ours(hold: Hold, invoice: Invoice) -> bool:
    is_promise = hold.reason is HoldReason.PROMISE and hold.author == AUTHOR
    return is_promise and hold.invoice_id == invoice.id


def _hold(invoice: Invoice, since_on: date, until_on: date) -> Hold:
    return Hold(
        str(uuid4()),
        HoldReason.PROMISE,
        Scope.INVOICE,
        since_on,
        until_on=until_on,
        customer_id=invoice.customer_id,
        invoice_id=invoice.id,
        open_then=invoice.open,
        author=AUTHOR,
    )
