"""Letting go: what waits for a person goes on by his word, and no other hold of it ends."""

from connector.core.decision import Decision, Reason, first_of
from connector.core.holds import ran_out
from connector.core.invoice import Hold, Invoice
from connector.core.ports import UnitOfWork
from connector.usecases.application import Application
from connector.usecases.outlook import Outlook, facts_of, outlook
from connector.usecases.people import go_on, held_by
from connector.usecases.unfit import Unfit, Why
from connector.usecases.whom import the_invoice

#: What waits for a person to look at it, and goes on once he has let it go.
WAITING = (Reason.OLD_FIRST_CONTACT, Reason.DELIVERY_FAILED, Reason.MONEY_SEEN, Reason.NEEDS_PERSON)


def let_go(app: Application, organisation_id: str, number: str, by: str) -> None:
    """Lets the invoice go on from what its page says it waits for, by its number or id.

    Of its holds only those end that ran out into just that question. Raises Refused where it does not
    wait for a person.
    """
    now = app.clock.now()
    with app.store.writing(organisation_id) as unit:
        unit.ledger.lock_customer(the_invoice(unit, number).customer_id)
        view, invoice = outlook(app, unit, now), the_invoice(unit, number)
        decision = _waiting(view, unit, invoice)
        ended = _answered(view, unit, decision) if decision is not None else []
        for item in ended:
            unit.holds.end(item.id, view.today, now)
        if not ended and (decision is None or not go_on(view, unit, invoice)):
            raise Unfit(Why.NOTHING_HELD, "It does not wait for a person.")
        told = {"holds": [x.id for x in ended], "invoice": invoice.id, "customer": invoice.customer_id}
        unit.audit(now, by, "hold.released", **told)


def _waiting(view: Outlook, unit: UnitOfWork, invoice: Invoice) -> Decision | None:
    decided = view.decide(facts_of(unit, invoice.customer_id))
    return next((x for x in decided if x.invoice.id == invoice.id and x.reason in WAITING), None)


def _answered(view: Outlook, unit: UnitOfWork, decision: Decision) -> list[Hold]:
    """Its own holds that ran out into what its page says; none where it waits for something else."""
    if decision.reason is not Reason.NEEDS_PERSON:
        return []
    invoice = decision.invoice
    facts, mine = facts_of(unit, invoice.customer_id), held_by(unit, invoice)
    found = ran_out(invoice, facts.holds, view.calendar(facts.customer), view.day_of(facts.customer))
    places = {place for place, _ in found} | ({Reason.MONEY_SEEN} if decision.credit_id else set())
    return [x for place, x in found if x.id in mine and place is first_of(places)]
