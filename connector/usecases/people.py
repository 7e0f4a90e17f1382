"""What people decide: holds and their release, and what was sent by hand."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from connector.core.history import State
from connector.core.holds import OLD_DAYS
from connector.core.invoice import (
    SENSIBLE_YEARS,
    Contact,
    Customer,
    Hold,
    HoldReason,
    Invoice,
    Role,
    Scope,
    Status,
)
from connector.core.message import Reminder
from connector.core.ports import UnitOfWork
from connector.core.self_service import told as told_by_himself
from connector.core.tasks import TaskKind
from connector.usecases.application import Application
from connector.usecases.by_hand import sent_by_hand, supersede
from connector.usecases.linking import one_with
from connector.usecases.outlook import Outlook, facts_of, outlook
from connector.usecases.unfit import NotThere, Unfit, Why
from connector.usecases.whom import Whom, by_name, customers_meant, invoice_meant, the_invoice

# ---------------------------------------------------------------- holds


def hold(app: Application, organisation_id: str, whom: Whom, draft: Hold) -> Hold:
    """Keeps silent about an invoice, a customer or everybody, for a reason; see `Hold`.

    `draft` carries reason, until_on, amount, instalments, author and note. Raises Refused for a
    promise or an absence without a day, a plan that is not of one invoice, an amount too large.
    """
    with app.store.writing(organisation_id) as unit:
        return hold_in(app, unit, whom, draft)[0]


def hold_in(
    app: Application, unit: UnitOfWork, whom: Whom, draft: Hold, view: Outlook | None = None
) -> tuple[Hold, bool]:
    """The same in a unit that is open; and whether it is a new one.

    Here and below `view` is the unit's own outlook, where whoever asks about many has it already.
    """
    now = app.clock.now()
    parts = tuple(sorted(draft.instalments, key=lambda part: part.due_on))
    drafted = replace(draft, id=str(uuid4()), instalments=parts)
    made = _made(view or outlook(app, unit, now), unit, whom, drafted)
    _refuse_nonsense(unit, made)
    if made.customer_id is not None:
        unit.ledger.lock_customer(made.customer_id)
        if (same := _told_already(unit, made)) is not None:
            return same, False
    unit.holds.add(made, now)
    told = {"hold": made.id, "until": str(made.until_on), "customer": made.customer_id}
    unit.audit(now, made.author, f"hold.{made.reason}", **told)
    _answer_asking(unit, made, now)
    return made, True


def _answer_asking(unit: UnitOfWork, made: Hold, now: datetime) -> None:
    """Ends the pause by which the customer asked for the plan that is made here, and the question of it."""
    if made.reason is not HoldReason.PLAN:
        return
    said = told_by_himself(facts_of(unit, str(made.customer_id)).holds, made.invoice_id)
    asked = {x.id for x in said if x.reason is HoldReason.PAUSE}
    pauses = [x for x in unit.holds.active() if x.id in asked]
    for pause in pauses:
        unit.holds.end(pause.id, unit.organisation().day(now), now)
        told = {"holds": [pause.id], "invoice": pause.invoice_id, "customer": made.customer_id}
        unit.audit(now, made.author, "hold.released", **told)
    for invoice_id in {made.invoice_id, *(x.invoice_id for x in pauses)}:
        unit.tasks.close_key(f"{TaskKind.ASKS_PLAN}:{invoice_id}", made.reason, now)


def _told_already(unit: UnitOfWork, made: Hold) -> Hold | None:
    """The same, said by the same person on the same day: a form that was sent twice. A reply is another
    each time."""
    if made.reason is HoldReason.REPLY:
        return None
    his = (x.hold for x in unit.past.holds([str(made.customer_id)]))
    return next((x for x in his if replace(x, id=made.id) == made), None)


def _made(view: Outlook, unit: UnitOfWork, whom: Whom, draft: Hold) -> Hold:
    if whom.is_all:
        # Some customer's day is still yesterday: what is said now holds for him too.
        return replace(draft, scope=Scope.ORGANISATION, since_on=view.today - timedelta(days=1))
    invoice = invoice_meant(unit, whom)
    if invoice is not None:
        if invoice.status is not Status.OPEN:
            raise Unfit(
                Why.CLOSED, f"{invoice.number} is closed ({invoice.status}): there is nothing to hold."
            )
        return replace(
            draft,
            scope=Scope.INVOICE,
            since_on=_since_on(view, unit, invoice.customer_id),
            customer_id=invoice.customer_id,
            invoice_id=invoice.id,
            open_then=invoice.open,
        )
    # Of several records of one customer any will do: it holds for all of them.
    customer = customers_meant(unit, whom)[0]
    since_on = _since_on(view, unit, customer.id)
    return replace(draft, scope=Scope.CUSTOMER, since_on=since_on, customer_id=customer.id)


def _since_on(view: Outlook, unit: UnitOfWork, customer_id: str) -> date:
    """His day; where it is still yesterday under another record of his, what is said now holds there too."""
    return min(view.day_of(unit.ledger.customer(x)) for x in one_with(unit, [customer_id]))


def _refuse_nonsense(unit: UnitOfWork, made: Hold) -> None:
    is_one_invoice = made.scope is Scope.INVOICE
    if made.reason is HoldReason.PROMISE and made.until_on is None:
        raise Unfit(Why.NO_DAY, "A promise needs its day: add --until DATE.")
    days = (made.until_on, *(x.due_on for x in made.instalments))
    if any(x is not None and x.year not in SENSIBLE_YEARS for x in days):
        raise Unfit(Why.TOO_FAR, "That day is too far away: leave --until out for a hold without an end.")
    if made.until_on is not None and made.until_on < made.since_on:
        raise Unfit(Why.PAST, f"{made.until_on} is past: give a day from {made.since_on} on.")
    if made.reason is HoldReason.PLAN and not (is_one_invoice and made.instalments):
        advice = "A payment plan is made for one invoice: add --instalment DATE=AMOUNT for each part."
        raise Unfit(Why.NO_INSTALMENTS, advice)
    if made.amount is not None and not is_one_invoice:
        raise Unfit(Why.NOT_OF_ONE, "An amount belongs to one invoice: name its number.")
    most = made.open_then or 0
    if made.amount is not None and not 0 < made.amount <= most:
        raise Unfit(Why.AMOUNT, "The amount must be more than nothing and at most what is open.")
    if sum(x.amount for x in made.instalments) > most and made.instalments:
        raise Unfit(Why.TOO_MUCH, "The instalments come to more than is open.")


def release(app: Application, organisation_id: str, whom: Whom, reason: HoldReason | None, by: str) -> int:
    """Ends the holds of exactly this invoice, customer (under all his records) or everybody; only those of
    `reason` if given.

    Releasing an invoice also lets a first contact over 180 days late, a failed delivery, or one that
    unmatched money seems to pay, go on.
    Raises Refused when there was nothing to release.
    """
    with app.store.writing(organisation_id) as unit:
        ended, let_go = release_in(app, unit, whom, reason, by)
    return len(ended) + let_go


def release_in(
    app: Application, unit: UnitOfWork, whom: Whom, reason: HoldReason | None, by: str,
    view: Outlook | None = None,
) -> tuple[list[Hold], bool]:  # fmt: skip
    """The same in a unit that is open: what has ended, and whether an invoice was let go on."""
    now = app.clock.now()
    view = view or outlook(app, unit, now)
    invoice = invoice_meant(unit, whom)
    is_his = whom.customer_id is not None or whom.customer is not None
    named = customers_meant(unit, whom) if is_his else ()
    ended = [x for x in _standing(unit, invoice, named) if reason in (None, x.reason)]
    for item in ended:
        unit.holds.end(item.id, view.today, now)
    let_go = invoice is not None and reason is None and go_on(view, unit, invoice)
    if not ended and not let_go:
        raise Unfit(Why.NOTHING_HELD, "Nothing holds it.")
    whose = invoice.customer_id if invoice is not None else next((x.id for x in named), None)
    told = {"holds": [x.id for x in ended], "invoice": invoice and invoice.id, "customer": whose}
    unit.audit(now, by, "hold.released", **told)
    return ended, let_go


def _standing(unit: UnitOfWork, invoice: Invoice | None, named: Sequence[Customer]) -> list[Hold]:
    """What nobody has ended of exactly this invoice, of this customer under all his records, or of all."""
    if invoice is not None:
        mine = (unit.holds.get(x) for x in sorted(held_by(unit, invoice)))
        return [x for x in mine if x is not None and x.ended_on is None]
    if named:
        records = sorted(one_with(unit, [x.id for x in named]))
        his = (x.hold for x in unit.past.holds(records))
        return [x for x in his if x.scope is Scope.CUSTOMER and x.ended_on is None]
    return list(unit.holds.of_everybody())


def end_hold(app: Application, organisation_id: str, hold_id: str, by: str) -> Hold:
    """Ends one hold of a customer or of an invoice; ending it twice is ending it once.

    What holds everybody is ended by `release` and `resume`. Raises Refused where there is no such hold.
    """
    with app.store.writing(organisation_id) as unit:
        return end_in(app, unit, hold_id, by)


def end_in(app: Application, unit: UnitOfWork, hold_id: str, by: str) -> Hold:
    """The same in a unit that is open."""
    now = app.clock.now()
    found = unit.holds.get(hold_id)
    if found is None or found.scope is Scope.ORGANISATION:
        raise NotThere("There is no such hold of one customer or one invoice.")
    whose = customer_held(unit, found)
    if found.ended_on is None:
        unit.ledger.lock_customer(whose)
        unit.holds.end(found.id, unit.organisation().day(now), now)
        told = {"holds": [found.id], "invoice": found.invoice_id, "customer": whose}
        unit.audit(now, by, "hold.released", **told)
    return replace(found, customer_id=whose)


def customer_held(unit: UnitOfWork, hold: Hold) -> str:
    """The customer whom a hold of one invoice, or of him, keeps silent."""
    return hold.customer_id or unit.ledger.invoices([str(hold.invoice_id)])[0].customer_id


def held_by(unit: UnitOfWork, invoice: Invoice) -> frozenset[str]:
    """Ids of the holds of this one invoice, and of the debt that it is under another connection."""
    facts = facts_of(unit, invoice.customer_id)
    return frozenset(x.id for x in facts.holds if x.scope is Scope.INVOICE and x.invoice_id == invoice.id)


def go_on(view: Outlook, unit: UnitOfWork, invoice: Invoice) -> bool:
    """Notes that a person released a first contact very late, a failure or money seen; False for none."""
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


# ---------------------------------------------------------------- customers and past reminders


def change_customer(
    app: Application, organisation_id: str, whom: str | Whom, by: str, **fields: Any
) -> Customer:
    """Sets fields of a customer (policy, is_excluded, language…) under each record of that name.

    Who is included again is so under all his records. Raises Refused for an unknown policy.
    """
    with app.store.writing(organisation_id) as unit:
        return change_in(app, unit, by_name(whom), by, fields)[0]


def change_in(
    app: Application, unit: UnitOfWork, whom: Whom, by: str, fields: Mapping[str, Any],
    view: Outlook | None = None,
) -> tuple[Customer, list[dict[str, Any]]]:  # fmt: skip
    """The same in a unit that is open; and what was written down of it."""
    now = app.clock.now()
    named = [x.id for x in customers_meant(unit, whom)]
    refuse_unknown(view or outlook(app, unit, now), fields.get("policy"))
    unit.ledger.lock_customer(named[0])
    is_included = fields.get("is_excluded") is False
    others = sorted(one_with(unit, named) - set(named)) if is_included else ()
    changes = [(x, fields) for x in named] + [(x, {"is_excluded": False}) for x in others]
    told = [set_customer(unit, customer_id, changed, now, by) for customer_id, changed in changes]
    return unit.ledger.customer(named[0]), [x for x in told if x]


def refuse_unknown(view: Outlook, policy: str | None) -> None:
    """None stands for the one that would be followed otherwise."""
    known = view.policies.of_invoices
    if policy is not None and policy not in known:
        there = ", ".join(sorted(known))
        raise Unfit(Why.NO_POLICY, f"No policy is called «{policy}»: there are {there}.")


def set_customer(
    unit: UnitOfWork, customer_id: str, fields: Mapping[str, Any], now: datetime, by: str
) -> dict[str, Any]:
    """Sets them, and writes down what they were: nothing where they are so already. What it wrote down."""
    before = unit.ledger.customer(customer_id)
    was = {name: getattr(before, name) for name in fields if getattr(before, name) != fields[name]}
    if not was:
        return {}
    unit.ledger.change_customer(customer_id, **{name: fields[name] for name in was})
    told = {"customer": customer_id} | {name: plain(fields[name]) for name in was}
    if all(is_plain(value) for value in was.values()):
        told["was"] = was
    unit.audit(now, by, "customer.changed", **told)
    return told


def is_plain(value: Any) -> bool:
    """Whether an event can keep it, and give it back."""
    return value is None or isinstance(value, str | bool)


def plain(value: Any) -> Any:
    """As an event tells it: of several things each, in one order."""
    if isinstance(value, Collection) and not isinstance(value, str):
        return ", ".join(sorted(map(str, value))) or None
    return value if is_plain(value) else str(value)


def add_address(app: Application, organisation_id: str, whom: str | Whom, address: str, by: str) -> None:
    """Adds a billing address to a customer, under each record of that name; a failed delivery may then be
    tried again. One that he has already is left alone."""
    now = app.clock.now()
    with app.store.writing(organisation_id) as unit:
        named = customers_meant(unit, by_name(whom))
        unit.ledger.lock_customer(named[0].id)
        for customer in named:
            add_address_in(unit, customer, address, by, now)


def add_address_in(unit: UnitOfWork, customer: Customer, address: str, by: str, now: datetime) -> None:
    """The same in a unit that is open, and that holds his lock."""
    if not _has(customer, address):
        unit.ledger.add_contact(customer.id, Contact(address), now)
        unit.audit(now, by, "contact.added", customer=customer.id, address=address)


def _has(customer: Customer, address: str) -> bool:
    """Raises Refused where it is one that is never written to again."""
    same = [x for x in customer.contacts if x.email.casefold() == address.casefold()]
    if same and all(x.suppressed_at is not None for x in same):
        raise Unfit(Why.SUPPRESSED, f"{address} was refused by its server as no address: add another one.")
    return any(x.role is Role.BILLING for x in same)


def record(app: Application, organisation_id: str, number: str, step_id: str, on: date, by: str) -> Reminder:
    """Notes a reminder that was sent by hand, or before Relance: it is a step taken; an id will do.

    Raises Refused for a step that the invoice's policy does not have, a day to come or before the
    invoice, or a step already taken.
    """
    with app.store.writing(organisation_id) as unit:
        return record_in(app, unit, number, step_id, on, by)


def record_in(
    app: Application, unit: UnitOfWork, number: str, step_id: str, on: date, by: str,
    view: Outlook | None = None,
) -> Reminder:  # fmt: skip
    """The same in a unit that is open."""
    now = app.clock.now()
    view = view or outlook(app, unit, now)
    if on > view.today:
        raise Unfit(Why.NOT_YET, f"{on} has not come yet: record what was sent, not what will be.")
    invoice = the_invoice(unit, number)
    if on.year not in SENSIBLE_YEARS or (invoice.issued_on is not None and on < invoice.issued_on):
        raise Unfit(Why.TOO_EARLY, f"{on} is before the invoice: give the day on which it was sent.")
    customer = unit.ledger.customer(invoice.customer_id)
    language = view.language(customer)
    policy = view.choice(facts_of(unit, customer.id), invoice).policy
    step = next((x for x in policy.steps if x.id == step_id), None)
    if step is None:
        ids = ", ".join(x.id for x in policy.steps)
        raise Unfit(Why.NO_STEP, f"Policy {policy.name} has no step «{step_id}»: it has {ids}.")
    made = sent_by_hand(view, invoice, language, policy, step, on)
    unit.ledger.lock_customer(customer.id)
    supersede(unit, invoice, step_id, app)
    if not unit.reminders.record(made):
        raise Unfit(Why.TAKEN, f"Step {step_id} of {invoice.number} was already taken.")
    unit.audit(now, by, "reminder.recorded", invoice=invoice.id, step=step_id, on=str(on))
    return made
