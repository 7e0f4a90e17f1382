"""Redeliver: a message that has left, once more for each recipient who was refused for now.

The protocol is that of send: claim, read again, verify, commit the intent, hand over, record. The words
stay as they left: what can no longer be said in them is not repeated, and the retry ends with its reason.
"""

from dataclasses import replace
from datetime import date, datetime
from uuid import uuid4

from connector.core.decision import Action, Decision, Reason
from connector.core.errors import LeaseLost, Refused
from connector.core.history import LATE, State
from connector.core.invoice import Role
from connector.core.ledger import CustomerFacts
from connector.core.message import Line, Outgoing, Reminder
from connector.core.ports import UnitOfWork
from connector.core.redelivery import Redelivery, Stated
from connector.core.tasks import SUPERSEDED
from connector.usecases.application import Application
from connector.usecases.compose import message_facts, recipients_of
from connector.usecases.conclude import ask_for_contact, conclude_again
from connector.usecases.documents import with_documents
from connector.usecases.outlook import Outlook, facts_of, outlook
from connector.usecases.reconcile import DAYS_UNTIL_MISSED, why_closed
from connector.usecases.verify import CLAIM_SECONDS, FRESH, Unread, is_stopped, read_again, why_closed_now

#: An invoice that is stopped for one of these is still owed.
_STILL_OWED = (Reason.LADDER_FINISHED, Reason.BELOW_MINIMUM)


def redeliver(app: Application, organisation_id: str) -> None:
    """Tries whoever may be tried now, each by himself, nobody twice."""
    with app.store.reading(organisation_id) as unit:
        due = unit.redeliveries.due(app.clock.now())
    for one in due:
        Redelivering(app, organisation_id, one).run()


class Redelivering:
    """One message on its way to one recipient. Every step commits by itself; the token says it is ours."""

    def __init__(self, app: Application, organisation_id: str, one: Redelivery) -> None:
        self._app = app
        self._organisation_id = organisation_id
        self._one = one
        self._token = str(uuid4())

    def run(self) -> None:
        """Takes it as far as it may go now; a fault of its own never stops the others.

        Raises Refused when a policy is wrong: that is nobody's own.
        """
        try:
            reminder = self._claim()
            if reminder is not None:
                self._run(reminder)
        except LeaseLost:
            return
        except Refused:
            raise
        except Exception as error:  # noqa: BLE001 - the loop over recipients ends here
            self._app.fault(f"reminder {self._one.reminder_id} for {self._one.address}", error)

    def _claim(self) -> Reminder | None:
        """The reminder, once its recipient is ours to try; None where he has to wait, or is done with."""
        with self._app.store.writing(self._organisation_id) as unit:
            reminder = unit.reminders.get(self._one.reminder_id)
            if reminder is None:
                return None
            unit.ledger.lock_customer(reminder.customer_id)
            view = outlook(self._app, unit, self._app.clock.now())
            facts = facts_of(unit, reminder.customer_id)
            if why_closed_now(view, reminder, facts.customer) is not None:
                return None
            if not unit.redeliveries.claim(self._one, self._token, CLAIM_SECONDS):
                return None
            return reminder if self._may(view, unit, reminder, facts) else None

    def _run(self, reminder: Reminder) -> None:
        try:
            self._take_out(reminder)
        except Refused as refused:
            self._give_back(str(refused))

    def _take_out(self, reminder: Reminder) -> None:
        read_at = self._app.clock.now()
        unread = read_again(self._app, self._organisation_id, reminder)
        if isinstance(unread, Unread) or unread:
            # The words name each invoice, or may: one that cannot be read keeps them back.
            self._give_back(Reason.OUTSIDE_TRUST.value)
            return
        with self._app.store.reading(self._organisation_id) as unit:
            words, stated = unit.redeliveries.stored(self._one)
        is_without_pdf = reminder.is_without_pdf or self._one.is_without_pdf
        as_left = replace(reminder, is_without_pdf=is_without_pdf)
        message = with_documents(self._app, self._organisation_id, as_left, words, read_at)
        if self._intend(reminder, read_at, stated):
            self._hand_over(reminder, message)

    # ------------------------------------------------------------ before

    def _may(self, view: Outlook, unit: UnitOfWork, reminder: Reminder, facts: CustomerFacts) -> bool:
        """Whether it may leave now; otherwise its retry ends, or it is given back, here."""
        decisions = {d.invoice.id: d for d in view.decide(facts)}
        over = _why_over(view, unit, reminder, self._one, facts, decisions)
        if over is not None:
            return self._end(unit, State.CANCELLED, over, view.now)
        if _is_late(view, reminder, facts):
            ask_for_contact(unit, reminder, self._one.address, view.now)
            return self._end(unit, State.MISSED, self._one.reason or LATE, view.now)
        wait = _why_wait(view, reminder, facts, decisions)
        if wait is not None:
            unit.redeliveries.release(self._one, self._token, wait)
        return wait is None

    def _intend(self, reminder: Reminder, read_at: datetime, stated: Stated) -> bool:
        """The point of no return: one transaction verifies once more and commits the intent."""
        with self._app.store.writing(self._organisation_id) as unit:
            unit.ledger.lock_customer(reminder.customer_id)
            now = self._app.clock.now()
            view = outlook(self._app, unit, now)
            facts = facts_of(unit, reminder.customer_id)
            if not self._may(view, unit, reminder, facts):
                return False
            if not stated.is_true_beside(Stated.by(message_facts(view, unit, reminder, facts))):
                return self._end(unit, State.CANCELLED, Reason.CHANGED.value, now)
            if now - read_at >= FRESH:
                unit.redeliveries.release(self._one, self._token, Reason.CHANGED.value)
                return False
            unit.redeliveries.intend(self._one, self._token, now)
        return True

    def _end(self, unit: UnitOfWork, state: State, reason: str, now: datetime) -> bool:
        unit.redeliveries.end(self._one, self._token, state, reason, now)
        told = {"reminder": self._one.reminder_id, "address": self._one.address, "reason": reason}
        unit.audit(now, "send", f"redelivery.{state}", **told)
        return False

    def _give_back(self, reason: str) -> None:
        with self._app.store.writing(self._organisation_id) as unit:
            unit.redeliveries.release(self._one, self._token, reason)

    # ------------------------------------------------------------ after

    def _hand_over(self, reminder: Reminder, message: Outgoing) -> None:
        outcome = self._app.channels[reminder.channel].deliver(message)
        with self._app.store.writing(self._organisation_id) as unit:
            conclude_again(unit, reminder, self._one, self._token, outcome, self._app.clock.now())


def _why_over(
    view: Outlook,
    unit: UnitOfWork,
    reminder: Reminder,
    one: Redelivery,
    facts: CustomerFacts,
    decisions: dict[str, Decision],
) -> str | None:
    """Why it is never repeated: a line is no longer asked for, more was said, or he is not to have it."""
    for line in reminder.live_lines:
        decision = decisions.get(line.invoice_id)
        if decision is None:
            return why_closed(unit, reminder)
        if not _is_asked(decision, line):
            return decision.reason.value
    if _is_overtaken(reminder, facts):
        return SUPERSEDED
    if reminder.channel in facts.customer.opted_out:
        return Reason.OPTED_OUT.value
    return None if one.address in _recipients(view, reminder, facts) else Reason.CHANGED.value


def _is_asked(decision: Decision, line: Line) -> bool:
    """Still owed, and nobody keeps silent about it; a plan is silent about all but its own notices, and
    a charge that is tried again about all but what was said of it."""
    if decision.action is Action.STOP:
        return decision.reason in _STILL_OWED
    if decision.action is Action.HOLD:
        if decision.reason is Reason.AUTOPAY:
            return decision.invoice.failure is not None
        return decision.reason is Reason.PLAN and line.step_id.startswith("plan:")
    return decision.reason is not Reason.NEEDS_PERSON


def _is_overtaken(reminder: Reminder, facts: CustomerFacts) -> bool:
    """Something was said about one of its invoices since."""
    mine = {x.invoice_id for x in reminder.live_lines}
    since = reminder.left_on or date.max
    others = (x for x in facts.history.lines if x.invoice_id in mine and x.reminder_id != reminder.id)
    return any(x.is_taken and x.taken_on >= since for x in others)


def _recipients(view: Outlook, reminder: Reminder, facts: CustomerFacts) -> tuple[str | None, ...]:
    copies = facts.customer.addresses((Role.COPY,))
    return (*recipients_of(reminder, facts), *copies, view.organisation.copy_to)


def _is_late(view: Outlook, reminder: Reminder, facts: CustomerFacts) -> bool:
    calendar = view.calendar(facts.customer)
    today = calendar.day(view.now)
    return today > calendar.business.after(reminder.left_on or today, DAYS_UNTIL_MISSED)


def _why_wait(
    view: Outlook, reminder: Reminder, facts: CustomerFacts, decisions: dict[str, Decision]
) -> str | None:
    if is_stopped(view, facts):
        return Reason.STOPPED.value
    connections = {decisions[x.invoice_id].invoice.connection_id for x in reminder.live_lines}
    readings = [view.readings.get(x) for x in connections]
    if any(x is None or view.now >= x.trusted_until for x in readings):
        return Reason.OUTSIDE_TRUST.value
    return why_closed_now(view, reminder, facts.customer)
