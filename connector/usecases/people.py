"""What people decide: holds and their release, and what was sent by hand."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from connector.core.climber import sort_of
from connector.core.decision import Reason
from connector.core.errors import Refused
from connector.core.history import State
from connector.core.holds import OLD_DAYS
from connector.core.invoice import SENSIBLE_YEARS, Contact, Customer, Hold, HoldReason, Invoice, Scope, Status
from connector.core.message import Line, Reminder
from connector.core.money import decimal_text
from connector.core.policy import Policy, Step
from connector.core.ports import UnitOfWork
from connector.usecases.application import Application
from connector.usecases.linking import one_with
from connector.usecases.outlook import Outlook, facts_of, outlook

BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class Whom:
    """What a hold or release speaks of: one invoice by number, one customer by name, or all."""

    number: str | None = None
    customer: str | None = None
    is_all: bool = False


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
        raise Refused(f"No invoice has the number «{number}».")
    if len(chosen) > 1:
        each = "; ".join(_with_id(unit, x) for x in chosen)
        raise Refused(
            f"{len(chosen)} invoices are called «{number}»: {each}. Say the id of the one you mean."
        )
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
        raise Refused(f"No customer is called «{name}».")
    if len(found) > 1 and not {x.id for x in found} <= one_with(unit, [found[0].id]):
        raise Refused(f"{len(found)} customers are called «{name}»: hold their invoices by number.")
    return found


# ---------------------------------------------------------------- holds


def hold(app: Application, organisation_id: str, whom: Whom, draft: Hold) -> Hold:
    """Keeps silent about an invoice, a customer or everybody, for a reason; see `Hold`.

    `draft` carries reason, until_on, amount, instalments, author and note. Raises Refused for a
    promise or an absence without a day, a plan that is not of one invoice, an amount too large.
    """
    now = app.clock.now()
    with app.store.writing(organisation_id) as unit:
        parts = tuple(sorted(draft.instalments, key=lambda part: part.due_on))
        made = _made(app, unit, whom, replace(draft, id=str(uuid4()), instalments=parts))
        _refuse_nonsense(unit, made)
        if made.customer_id is not None:
            unit.ledger.lock_customer(made.customer_id)
        unit.holds.add(made, now)
        unit.audit(now, made.author, f"hold.{made.reason}", hold=made.id, until=str(made.until_on))
    return made


def _made(app: Application, unit: UnitOfWork, whom: Whom, draft: Hold) -> Hold:
    view = outlook(app, unit, app.clock.now())
    if whom.is_all:
        # Some customer's day is still yesterday: what is said now holds for him too.
        return replace(draft, scope=Scope.ORGANISATION, since_on=view.today - timedelta(days=1))
    if whom.number is not None:
        invoice = the_invoice(unit, whom.number)
        if invoice.status is not Status.OPEN:
            raise Refused(f"{invoice.number} is closed ({invoice.status}): there is nothing to hold.")
        return replace(
            draft,
            scope=Scope.INVOICE,
            since_on=_since_on(view, unit, invoice.customer_id),
            customer_id=invoice.customer_id,
            invoice_id=invoice.id,
            open_then=invoice.open,
        )
    # Of several records of one customer any will do: it holds for all of them.
    customer = the_customers(unit, whom.customer or "")[0]
    since_on = _since_on(view, unit, customer.id)
    return replace(draft, scope=Scope.CUSTOMER, since_on=since_on, customer_id=customer.id)


def _since_on(view: Outlook, unit: UnitOfWork, customer_id: str) -> date:
    """His day; where it is still yesterday under another record of his, what is said now holds there too."""
    return min(view.day_of(unit.ledger.customer(x)) for x in one_with(unit, [customer_id]))


def _refuse_nonsense(unit: UnitOfWork, made: Hold) -> None:
    is_one_invoice = made.scope is Scope.INVOICE
    if made.reason is HoldReason.PROMISE and made.until_on is None:
        raise Refused("A promise needs its day: add --until DATE.")
    days = (made.until_on, *(x.due_on for x in made.instalments))
    if any(x is not None and x.year not in SENSIBLE_YEARS for x in days):
        raise Refused("That day is too far away: leave --until out for a hold without an end.")
    if made.until_on is not None and made.until_on < made.since_on:
        raise Refused(f"{made.until_on} is past: give a day from {made.since_on} on.")
    if made.reason is HoldReason.PLAN and not (is_one_invoice and made.instalments):
        raise Refused("A payment plan is made for one invoice: add --instalment DATE=AMOUNT for each part.")
    if made.amount is not None and not is_one_invoice:
        raise Refused("An amount belongs to one invoice: name its number.")
    most = made.open_then or 0
    if made.amount is not None and not 0 < made.amount <= most:
        raise Refused("The amount must be more than nothing and at most what is open.")
    if sum(x.amount for x in made.instalments) > most and made.instalments:
        raise Refused("The instalments come to more than is open.")


def release(app: Application, organisation_id: str, whom: Whom, reason: HoldReason | None, by: str) -> int:
    """Ends the holds of exactly this invoice, customer (under all his records) or everybody; only those of
    `reason` if given.

    Releasing an invoice also lets a first contact over 180 days late, a failed delivery, or one that
    unmatched money seems to pay, go on.
    Raises Refused when there was nothing to release.
    """
    now = app.clock.now()
    with app.store.writing(organisation_id) as unit:
        view = outlook(app, unit, now)
        invoice = the_invoice(unit, whom.number) if whom.number is not None else None
        named = the_customers(unit, whom.customer) if whom.customer is not None else ()
        records = one_with(unit, [x.id for x in named])
        its = _held_by(unit, invoice) if invoice is not None else None
        ended = [x for x in unit.holds.active() if _is_meant(x, its, records, reason)]
        for item in ended:
            unit.holds.end(item.id, view.today, now)
        let_go = invoice is not None and reason is None and _let_go(view, unit, invoice)
        if not ended and not let_go:
            raise Refused("Nothing holds it.")
        unit.audit(now, by, "hold.released", holds=[x.id for x in ended], invoice=invoice and invoice.id)
    return len(ended) + let_go


def _held_by(unit: UnitOfWork, invoice: Invoice) -> frozenset[str]:
    """Ids of the holds of this one invoice, and of the debt that it is under another connection."""
    facts = facts_of(unit, invoice.customer_id)
    return frozenset(x.id for x in facts.holds if x.scope is Scope.INVOICE and x.invoice_id == invoice.id)


def _is_meant(
    item: Hold, its: frozenset[str] | None, records: frozenset[str], reason: HoldReason | None
) -> bool:
    if reason is not None and item.reason is not reason:
        return False
    if its is not None:
        return item.scope is Scope.INVOICE and item.id in its
    if records:
        return item.scope is Scope.CUSTOMER and item.customer_id in records
    return item.scope is Scope.ORGANISATION


def _let_go(view: Outlook, unit: UnitOfWork, invoice: Invoice) -> bool:
    today = view.day_of(unit.ledger.customer(invoice.customer_id))
    due_on, cold_on = invoice.expected_on, invoice.cold_start_on
    is_old = due_on is not None and cold_on is not None and cold_on - due_on > timedelta(days=OLD_DAYS)
    has_failed = any(x.state is State.FAILED for x in unit.reminders.of_invoice(invoice.id))
    credits = facts_of(unit, invoice.customer_id).credits
    is_money_seen = any(x.currency == invoice.currency for x in credits)
    if not (is_old or has_failed or is_money_seen) or invoice.released_on == today:
        return False
    unit.ledger.change_invoice(invoice.id, released_on=today)
    return True


# ---------------------------------------------------------------- everything at once


def what_stops(app: Application, organisation_id: str) -> tuple[Hold, ...]:
    """The holds for which nothing of the organisation leaves until a person ends them."""
    with app.store.reading(organisation_id) as unit:
        return tuple(x for x in unit.holds.of_everybody() if x.stops_everything)


def stop(app: Application, organisation_id: str, by: str) -> None:
    """Nothing of the organisation leaves from now on; done twice it is done once.

    Nothing else is looked at: it works where a policy or a calendar is wrong.
    """
    now = app.clock.now()
    with app.store.writing(organisation_id) as unit:
        if any(_is_stop(x) for x in unit.holds.of_everybody()):
            return
        since_on = unit.organisation().day(now) - timedelta(days=1)  # as of any hold of everybody
        made = Hold(str(uuid4()), HoldReason.PAUSE, Scope.ORGANISATION, since_on, author=by)
        unit.holds.add(made, now)
        unit.audit(now, by, "hold.pause", hold=made.id, until="None")


def resume(app: Application, organisation_id: str, by: str) -> bool:
    """Ends what `stop` began, and no pause that has an end of its own; False where nothing was stopped."""
    now = app.clock.now()
    with app.store.writing(organisation_id) as unit:
        ended = [x for x in unit.holds.of_everybody() if _is_stop(x)]
        for item in ended:
            unit.holds.end(item.id, unit.organisation().day(now), now)
        if ended:
            unit.audit(now, by, "hold.released", holds=[x.id for x in ended], invoice=None)
    return bool(ended)


def _is_stop(hold: Hold) -> bool:
    return hold.stops_everything and hold.reason is HoldReason.PAUSE


# ---------------------------------------------------------------- customers and past reminders


def change_customer(app: Application, organisation_id: str, name: str, by: str, **fields: Any) -> Customer:
    """Sets fields of a customer (policy, is_excluded, language…) under each record of that name.

    Who is included again is so under all his records. Raises Refused for an unknown policy.
    """
    now = app.clock.now()
    with app.store.writing(organisation_id) as unit:
        named = [x.id for x in the_customers(unit, name)]
        policy = fields.get("policy")
        known = outlook(app, unit, now).policies.of_invoices
        if policy is not None and policy not in known:
            raise Refused(f"No policy is called «{policy}»: there are {', '.join(sorted(known))}.")
        unit.ledger.lock_customer(named[0])
        is_included = fields.get("is_excluded") is False
        others = sorted(one_with(unit, named) - set(named)) if is_included else ()
        changes = [(x, fields) for x in named] + [(x, {"is_excluded": False}) for x in others]
        for customer_id, changed in changes:
            unit.ledger.change_customer(customer_id, **changed)
            told = {k: str(v) for k, v in changed.items()}
            unit.audit(now, by, "customer.changed", customer=customer_id, **told)
        return unit.ledger.customer(named[0])


def add_address(app: Application, organisation_id: str, name: str, address: str, by: str) -> None:
    """Adds a billing address to a customer, under each record of that name; a failed delivery may then be
    tried again."""
    now = app.clock.now()
    with app.store.writing(organisation_id) as unit:
        named = the_customers(unit, name)
        unit.ledger.lock_customer(named[0].id)
        for customer in named:
            unit.ledger.add_contact(customer.id, Contact(address), now)
            unit.audit(now, by, "contact.added", customer=customer.id, address=address)


def record(app: Application, organisation_id: str, number: str, step_id: str, on: date, by: str) -> Reminder:
    """Notes a reminder that was sent by hand, or before Relance: it is a step taken.

    Raises Refused for a step that the invoice's policy does not have, a day to come, or a step
    already taken.
    """
    now = app.clock.now()
    with app.store.writing(organisation_id) as unit:
        view = outlook(app, unit, now)
        if on > view.today:
            raise Refused(f"{on} has not come yet: record what was sent, not what will be.")
        invoice = the_invoice(unit, number)
        customer = unit.ledger.customer(invoice.customer_id)
        language = customer.language or view.organisation.language
        policy = view.policies.choose(invoice, customer, language)
        step = next((x for x in policy.steps if x.id == step_id), None)
        if step is None:
            ids = ", ".join(x.id for x in policy.steps)
            raise Refused(f"Policy {policy.name} has no step «{step_id}»: it has {ids}.")
        made = by_hand(view, invoice, language, policy, step, on)
        unit.ledger.lock_customer(customer.id)
        _supersede(unit, invoice, step_id, app)
        if not unit.reminders.record(made):
            raise Refused(f"Step {step_id} of {number} was already taken.")
        unit.audit(now, by, "reminder.recorded", invoice=invoice.id, step=step_id, on=str(on))
    return made


#: What has not been handed over yet and may be taken back.
_TAKEN_BACK = (State.PLANNED, State.AWAITING_APPROVAL, State.APPROVED, State.RETRY)


def _supersede(unit: UnitOfWork, invoice: Invoice, step_id: str, app: Application) -> None:
    """What waits to say the same is taken back."""
    for reminder in unit.reminders.of_invoice(invoice.id):
        says_it = any(x.invoice_id == invoice.id and x.step_id == step_id for x in reminder.live_lines)
        if says_it and reminder.state in _TAKEN_BACK:
            unit.reminders.cancel(reminder.id, Reason.CHANGED.value, app.clock.now())


def by_hand(view: Outlook, invoice: Invoice, language: str, policy: Policy, step: Step, on: date) -> Reminder:
    """A reminder that left on `on` without us."""
    deadline = step.deadline_days if step.is_after_due and step.is_message else None
    line = Line(
        invoice_id=invoice.id,
        number=invoice.number,
        step_id=step.id,
        offset=step.offset,
        severity=step.severity,
        asked=invoice.open,
        cycle=invoice.cycle,
        deadline_days=deadline,
        state=State.SENT,
    )
    return Reminder(
        id=str(uuid4()),
        customer_id=invoice.customer_id,
        currency=invoice.currency,
        language=language,
        sort=sort_of(step, invoice),
        channel=step.channel,
        step_id=step.id,
        severity=step.severity,
        template=step.template,
        roles=step.roles,
        policy=policy.name,
        policy_version=policy.version,
        state=State.SENT,
        planned_on=on,
        planned_at=view.now,
        lines=(line,),
        reason=BY_HAND,
        left_at=view.now,
        left_on=on,
    )
