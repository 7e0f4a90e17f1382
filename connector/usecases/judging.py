"""Judging promises: kept or broken, said once, when their customer is looked at."""

from datetime import timedelta

from connector.core.happenings import about, of_customer, of_hold, of_invoice
from connector.core.holds import in_force, is_kept, promise_ends_on
from connector.core.hooks import Happening
from connector.core.invoice import Hold, HoldReason, Invoice, Scope, Status
from connector.core.ledger import CustomerFacts
from connector.core.ports import UnitOfWork
from connector.usecases.outlook import Outlook

#: A verdict comes with the first look after the grace; one that nobody asked for in time is not made up.
JUDGED_WITHIN = timedelta(days=7)
_VERDICTS = (Happening.PROMISE_KEPT, Happening.PROMISE_BROKEN)


def judge_promises(view: Outlook, unit: UnitOfWork, facts: CustomerFacts) -> None:
    """Tells which promises about one invoice were kept, and which were broken.

    One that a person has ended, or that another day has taken the place of, is neither.
    """
    day = view.day_of(facts.customer)
    promises = [x for x in facts.holds if _is_promise(x) and in_force(x, day)]
    if not promises or not any(unit.hooks.hears(x) for x in _VERDICTS):
        return
    found = {x.id: x for x in unit.ledger.invoices([str(x.invoice_id) for x in promises])}
    for promise in promises:
        invoice = found[str(promise.invoice_id)]
        verdict = _verdict(view, facts, promise, invoice)
        if verdict is not None:
            _tell(view, unit, facts, verdict, promise, invoice)


def _is_promise(hold: Hold) -> bool:
    return hold.reason is HoldReason.PROMISE and hold.scope is Scope.INVOICE and hold.until_on is not None


def _verdict(view: Outlook, facts: CustomerFacts, promise: Hold, invoice: Invoice) -> Happening | None:
    """None while it runs, where the debt ended otherwise than by payment, and where it is long past."""
    calendar = view.calendar(facts.customer)
    day, ends_on = calendar.day(view.now), promise_ends_on(promise, calendar)
    if invoice.status not in (Status.OPEN, Status.PAID) or day > ends_on + JUDGED_WITHIN:
        return None
    has_come = invoice.status is Status.PAID or is_kept(promise, invoice)
    came_on = min(invoice.paid_on or day, day)
    if has_come and came_on <= ends_on:
        return Happening.PROMISE_KEPT
    return Happening.PROMISE_BROKEN if day > ends_on else None


def _tell(
    view: Outlook,
    unit: UnitOfWork,
    facts: CustomerFacts,
    verdict: Happening,
    promise: Hold,
    invoice: Invoice,
) -> None:
    customer = of_customer(facts.customer.id, facts.customer.name)
    data = about({"promise": of_hold(promise, invoice.currency)}, customer, [of_invoice(invoice)])
    unit.hooks.tell(verdict, view.now, lambda: data, key=f"promise:{promise.id}")
