"""The short daily mail to the owner: sent, came back, held, waiting, tomorrow, and what needs him."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from connector.core.calendar import Calendar
from connector.core.daily import Alarm, AlarmKind, DailyFacts, DailyItem
from connector.core.decision import Action, Decision, Item, Reason, items
from connector.core.errors import Refused
from connector.core.history import State
from connector.core.invoice import Hold, HoldReason, PostingGuard
from connector.core.ledger import CustomerFacts
from connector.core.message import Outgoing, Reminder
from connector.core.policy import Channel
from connector.core.ports import UnitOfWork
from connector.core.self_service import BY_CUSTOMER, REASONS, saying_of
from connector.core.tasks import TaskKind
from connector.usecases.application import Application
from connector.usecases.compose import sender_name
from connector.usecases.hooks import troubles
from connector.usecases.outlook import Outlook, outlook
from connector.usecases.reconcile import posted_too_long_ago
from connector.usecases.senders import address_to_owner
from connector.usecases.standing import stands
from connector.usecases.turns import LOOK_BACK, Planned, Turns, cap

#: Real seconds for which a day's mail counts as sent: two days, so that no clock sends it again.
GUARD_SECONDS = 48 * 3600
#: Real seconds until a mail that was not worth sending, or could not be sent, is thought of again.
LATER_SECONDS = 900
#: A mail in one of these states was handed over, or may have been.
_GONE = (State.SENT, State.UNKNOWN)
_ALARMING = {
    Reason.NOT_DECIDED: AlarmKind.NOT_DECIDED,
    Reason.LEDGER_TOO_OLD: AlarmKind.LEDGER_TOO_OLD,
}
#: What a customer said that came to no hold.
_TOLD = (TaskKind.NAMES_CONTACT, TaskKind.WROTE_AGAIN)
_REFUSED = (TaskKind.DELIVERY_FAILED, TaskKind.FIND_CONTACT)


def daily_at_close(app: Application, organisation_id: str) -> bool:
    """What the schedule does: the daily mail once the organisation's own hours are over."""
    with app.store.reading(organisation_id) as unit:
        organisation = unit.organisation()
    local = app.clock.now().astimezone(ZoneInfo(organisation.timezone))
    return local.time() >= organisation.window_end and send_daily(app, organisation_id)


def send_daily(app: Application, organisation_id: str) -> bool:
    """Writes to the owner, at most once a day; False where there is nothing to say or nobody to tell.

    What keeps it from being written, such as a missing sender, is a fault once a day and no more.
    """
    with app.store.reading(organisation_id) as unit:
        organisation = unit.organisation()
    if organisation.owner_email is None or Channel.EMAIL not in app.channels:
        return False
    today = organisation.day(app.clock.now())
    name, owner = f"daily:{organisation_id}:{today}", str(uuid4())
    # The lease first: once the mail is gone, the ticks until midnight cost no more than this.
    if not app.store.leases.take(name, owner, GUARD_SECONDS):
        return False
    is_gone = False
    try:
        message = _message(app, organisation_id, organisation.owner_email)
        is_gone = message is not None and app.channels[Channel.EMAIL].deliver(message).state in _GONE
    except Refused as refused:
        if app.store.leases.take(f"{name}:refused", owner, GUARD_SECONDS):
            app.fault(f"daily mail of {organisation.name}", refused)
    finally:
        if not is_gone:
            # Later, not at the next tick: making the mail looks at everybody.
            app.store.leases.take(name, owner, LATER_SECONDS)
    return is_gone


def _is_worth_a_mail(view: Outlook, facts: DailyFacts) -> bool:
    """On days without business only what happened is news; what merely waits can wait."""
    happened = facts.sent + facts.came_back + facts.told
    waits = facts.waiting + facts.tomorrow + len(facts.alarms)
    return happened > 0 or (waits > 0 and _own_calendar(view).is_open(view.today))


def _own_calendar(view: Outlook) -> Calendar:
    own = view.organisation
    business = view.app.calendars.business_days(own.country, own.region)
    return Calendar(business, ZoneInfo(own.timezone), own.closures)


def _message(app: Application, organisation_id: str, owner_email: str) -> Outgoing | None:
    """The mail of this day, None where nothing is worth one."""
    with app.store.reading(organisation_id) as unit:
        view = outlook(app, unit, app.clock.now())
        facts = daily_facts(view, unit)
    if not _is_worth_a_mail(view, facts):
        return None
    rendered = view.app.renderer.render_daily(facts, view.written)
    sender = address_to_owner(app, view.organisation)
    return Outgoing(
        message_id=f"<daily-{view.today}-{view.organisation.id}@{sender.rpartition('@')[2]}>",
        sender=sender,
        sender_name=sender_name(view),
        to=(owner_email,),
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        date=view.now,
    )


# ---------------------------------------------------------------- the facts


def daily_facts(view: Outlook, unit: UnitOfWork) -> DailyFacts:
    """What happened on the organisation's day, what waits, and what would leave tomorrow."""
    everyone = list(unit.ledger.facts())
    names = {x.customer.id: x.customer.name for x in everyone}
    decided = [(x.customer.name, d) for x in everyone for d in view.decide_anyway(x)]
    sent = tuple(_said(unit, names, x) for x in _sent_today(view, unit))
    came_back = _came_back(view, unit)
    told = tuple(_told(view, unit, names))
    held = tuple(_held(name, d) for name, d in decided if d.action is Action.HOLD)
    waiting = tuple(_said(unit, names, x) for x in _waiting(unit))
    tomorrow = _tomorrow(view, everyone)
    is_asking = bool(sent or waiting or tomorrow)
    return DailyFacts(
        organisation=view.organisation.name,
        language=view.organisation.language,
        on=view.today,
        sent=len(sent),
        came_back=len(came_back),
        told=len(told),
        held=len(held),
        waiting=len(waiting),
        tomorrow=len(tomorrow),
        sent_items=sent,
        came_back_items=came_back,
        told_items=told,
        held_items=held,
        waiting_items=waiting,
        tomorrow_items=tomorrow,
        alarms=(*_kept_back(decided), *_alarms(view, unit), *(_posting(view, unit) if is_asking else ())),
        payments_known_on=unit.ledger.payments_known_on(),
        page_link=view.app.page_link,
    )


def _sent_today(view: Outlook, unit: UnitOfWork) -> Iterable[Reminder]:
    """By us, on the organisation's day; what a person did or sent by hand he knows."""
    left = unit.reminders.left_since(view.now - LOOK_BACK)
    return (x for x in left if x.left_at and _day(view, x.left_at) == view.today and x.message_id is not None)


def _waiting(unit: UnitOfWork) -> Iterable[Reminder]:
    return (x for x in unit.reminders.in_states((State.AWAITING_APPROVAL,)) if not x.is_task)


def _said(unit: UnitOfWork, names: dict[str, str], reminder: Reminder) -> DailyItem:
    customer = names.get(reminder.customer_id) or unit.ledger.customer(reminder.customer_id).name
    numbers = tuple(x.number for x in reminder.live_lines)
    return DailyItem(customer, numbers, reminder.asked_now or None, reminder.currency, reminder.step_id)


def _came_back(view: Outlook, unit: UnitOfWork) -> tuple[DailyItem, ...]:
    """What was refused since the last mail, one item for each reminder, with the server's words."""
    begin = _begin(view)
    asked = [x for x in unit.tasks.waiting() if x.kind in _REFUSED and x.opened_at >= begin]
    ids = dict.fromkeys(x.reminder_id for x in asked if x.reminder_id is not None)
    return tuple(_refused(unit, x) for reminder_id in ids for x in unit.reminders.find(reminder_id))


def _refused(unit: UnitOfWork, reminder: Reminder) -> DailyItem:
    last = {x.address: x for x in unit.reminders.answers(reminder.id)}
    words = [f"{x.address}: {x.code} {x.text}" for x in last.values() if x.code >= 400]
    customer = unit.ledger.customer(reminder.customer_id).name
    numbers = tuple(x.number for x in reminder.live_lines)
    said = ", ".join(words)
    return DailyItem(customer, numbers, reason=None if said else reminder.reason, words=said or None)


#: What a customer says comes to one of these.
_SAID = (*REASONS.values(), HoldReason.PLAN)


def _told(view: Outlook, unit: UnitOfWork, names: dict[str, str]) -> Iterable[DailyItem]:
    """What customers said on their own pages since the last mail: what holds, and what only a person can
    answer."""
    begin = _begin(view)
    for hold in _said_since(view, unit, begin):
        words = _said_words(hold)
        yield _words_of(unit, names, hold.customer_id, hold.invoice_id, f"says_{saying_of(hold)}", words)
    for task in (x for x in unit.tasks.waiting() if x.kind in _TOLD and x.opened_at >= begin):
        words = task.text.rpartition("\n")[2]
        yield _words_of(unit, names, task.customer_id, task.invoice_id, f"told_{task.kind}", words)


def _said_words(hold: Hold) -> str:
    days = ", ".join(str(x.due_on) for x in hold.instalments)
    return hold.note.rpartition("\n")[2] or days or str(hold.until_on)


def _begin(view: Outlook) -> datetime:
    """When the mail of the day before left: what came after it is in this one."""
    own = view.organisation
    return datetime.combine(view.today - timedelta(days=1), own.window_end, ZoneInfo(own.timezone))


def _said_since(view: Outlook, unit: UnitOfWork, begin: datetime) -> Iterable[Hold]:
    """His own day may be another one by two than the organisation's."""
    first_on = view.today - timedelta(days=3)
    said = [x for x in unit.holds.active() if x.author == BY_CUSTOMER and x.reason in _SAID]
    recent = {x.id: x for x in said if x.since_on >= first_on}
    whose = sorted({x.customer_id for x in recent.values() if x.customer_id is not None})
    made = {x.hold.id: x.made_at for x in unit.past.holds(whose)}
    return (x for x in recent.values() if made[x.id] >= begin)


def _words_of(
    unit: UnitOfWork,
    names: dict[str, str],
    customer_id: str | None,
    invoice_id: str | None,
    reason: str,
    words: str,
) -> DailyItem:
    numbers = tuple(x.number for x in unit.ledger.invoices([invoice_id] if invoice_id else []))
    customer = names.get(customer_id or "") or unit.ledger.customer(customer_id or "").name
    return DailyItem(customer, numbers, reason=reason, words=words)


def _held(customer: str, decision: Decision) -> DailyItem:
    invoice = decision.invoice
    return DailyItem(
        customer, (invoice.number,), invoice.open or None, invoice.currency, reason=decision.reason.value
    )


def _tomorrow(view: Outlook, everyone: Sequence[CustomerFacts]) -> tuple[DailyItem, ...]:
    """What would leave the day after if nothing were paid until then."""
    zone = ZoneInfo(view.organisation.timezone)
    morning = view.at(datetime.combine(view.today + timedelta(days=1), time(9), zone))
    planned = [
        Planned(x.customer, item)
        for x in everyone
        for item in items(morning.decide_anyway(x, fresh=True))
        if item.head.action is Action.SEND
    ]
    kept = cap(morning, planned, Turns(0, 0))
    return tuple(_planned(x.customer.name, x.item) for x in kept if x.item.head.action is Action.SEND)


def _planned(customer: str, item: Item) -> DailyItem:
    step = item.head.step
    return DailyItem(customer, item.numbers, item.asked_now or None, item.currency, step.id if step else None)


def _kept_back(decided: Sequence[tuple[str, Decision]]) -> tuple[Alarm, ...]:
    """How many invoices wait for something that only the owner can put right."""
    counts = Counter(d.reason for _, d in decided)
    return tuple(Alarm(kind, count=counts[reason]) for reason, kind in _ALARMING.items() if counts[reason])


def _alarms(view: Outlook, unit: UnitOfWork) -> Iterable[Alarm]:
    for stand in stands(view.app, unit.connections.all()):
        name = f"{stand.connection.provider} {stand.connection.name}"
        for words in stand.troubles:
            yield Alarm(AlarmKind.CONNECTION, name=name, words=words)
        if stand.ends_soon and stand.ends_at is not None:
            yield Alarm(AlarmKind.CONSENT_ENDS, name=name, on=_day(view, stand.ends_at))
    for one in troubles(unit, view.now):
        kind = AlarmKind.WEBHOOK_DEAD if one.endpoint.off_at is None else AlarmKind.WEBHOOK_OFF
        yield Alarm(kind, count=one.given_up, name=one.endpoint.address)


def _posting(view: Outlook, unit: UnitOfWork) -> tuple[Alarm, ...]:
    """Where customers are asked, and payments were last posted long ago."""
    if view.organisation.posting_guard is PostingGuard.OFF or not posted_too_long_ago(view, unit):
        return ()
    return (Alarm(AlarmKind.NOT_POSTED, on=unit.ledger.payments_known_on()),)


def _day(view: Outlook, at: datetime) -> date:
    return view.organisation.day(at)
