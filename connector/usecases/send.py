"""Send: claim, read the balance again, render, decide again, commit the intent, hand over, record.

At most once: between the committed intent and the recorded outcome nothing is ever repeated.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import uuid4

from connector.core.decision import Reason
from connector.core.errors import LeaseLost, Refused
from connector.core.history import LATE, TWO_NEEDED, State
from connector.core.invoice import Customer
from connector.core.ledger import CustomerFacts
from connector.core.message import Outgoing, Reminder
from connector.core.money import Money
from connector.core.policy import Channel as Way
from connector.core.ports import Channel, UnitOfWork
from connector.core.told import plain_of
from connector.usecases.application import Application
from connector.usecases.compose import compose, recipients_of
from connector.usecases.conclude import ask_about, conclude, open_unknowns
from connector.usecases.documents import fetch_pay_links, with_documents
from connector.usecases.notes import note_in_history
from connector.usecases.outlook import Outlook, facts_of, outlook
from connector.usecases.page_links import with_hollow_links
from connector.usecases.reconcile import is_late
from connector.usecases.redeliver import redeliver
from connector.usecases.seals import mark_of
from connector.usecases.senders import NO_SENDER
from connector.usecases.sentences import say
from connector.usecases.signing import signer_in
from connector.usecases.through_provider import channel_for
from connector.usecases.turns import Turns
from connector.usecases.verify import (
    CLAIM_SECONDS,
    FRESH,
    Unread,
    Verdict,
    is_judged_otherwise,
    is_more,
    is_same,
    is_stopped,
    judge,
    lacks_one,
    read_again,
    verify,
    why_closed_now,
    without,
)

#: Every reminder waits for the window at some hour: it is told, and not written down.
_UNNOTED = (Reason.WINDOW.value,)
#: Messages that are shown as they would leave.
TO_LEAVE = (State.PLANNED, State.AWAITING_APPROVAL, State.APPROVED)


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of one reminder in this run; `reason` says why where it did not leave."""

    reminder: Reminder
    customer: str
    state: State
    reason: str


def send(app: Application, organisation_id: str) -> list[Sent]:
    """Sends every approved reminder that may leave now; each by itself, none twice.

    Then what left before, to those of its recipients who were refused for now.
    """
    sent = [Sending(app, organisation_id, x).run() for x in released(app, organisation_id)]
    redeliver(app, organisation_id)
    return sent


def released(app: Application, organisation_id: str) -> tuple[Reminder, ...]:
    """What may be tried now, largest first: approved, back from a retry, or given up by a lost claim.

    What was being handed over when its claim ran out is unknown, and shown to a person.
    """
    now = app.clock.now()
    with app.store.writing(organisation_id) as unit:
        unit.reminders.wake(now)
    with app.store.writing(organisation_id) as unit:
        open_unknowns(unit, unit.reminders.expire(), now)
    with app.store.writing(organisation_id) as unit:
        ask_about(unit, unit.redeliveries.expire(), now)
    with app.store.reading(organisation_id) as unit:
        approved = unit.reminders.in_states((State.APPROVED,))
    return tuple(sorted(approved, key=lambda x: Money(x.asked, x.currency).decimal, reverse=True))


@dataclass(frozen=True, slots=True)
class Preview:
    """What one reminder would say if it left now; `message` is None where it may not.

    Where nothing leaves, in shadow or because everything is stopped, it is shown all the same, with the
    reason `stopped`. With `is_more` it would ask for more than it was planned for.
    """

    reminder: Reminder
    customer: str
    message: Outgoing | None
    reason: str
    is_more: bool = False


def preview(app: Application, organisation_id: str) -> list[Preview]:
    """Renders what waits or is approved, without reading again, claiming or sending anything.

    Its links open nothing.
    """
    app = with_hollow_links(app)
    with app.store.reading(organisation_id) as unit:
        view = outlook(app, unit, app.clock.now())
        return [_preview(view, unit, x) for x in unit.reminders.in_states(TO_LEAVE) if not x.is_task]


def preview_one(app: Application, organisation_id: str, reminder_id: str) -> Preview | None:
    """The same of one message; None where there is none that could still leave."""
    app = with_hollow_links(app)
    with app.store.reading(organisation_id) as unit:
        reminder = unit.reminders.get(reminder_id)
        if reminder is None or reminder.is_task or reminder.state not in TO_LEAVE:
            return None
        return _preview(outlook(app, unit, app.clock.now()), unit, reminder)


def _preview(view: Outlook, unit: UnitOfWork, reminder: Reminder) -> Preview:
    known = facts_of(unit, reminder.customer_id)
    # As it will be once nothing stops everything any more.
    facts = replace(known, holds=tuple(x for x in known.holds if not x.stops_everything))
    verdict = judge(view, unit, reminder, facts)
    name = facts.customer.name
    if verdict.go is None:
        return Preview(reminder, name, None, verdict.cancel or verdict.wait or "")
    message, _, _ = compose(view, unit, verdict.go, facts)
    reason = Reason.STOPPED if is_stopped(view, known) else Reason.STEP_DUE
    more = is_more(reminder.live_lines, verdict.go.live_lines)
    return Preview(verdict.go, name, message, reason.value, more)


class Sending:
    """One reminder on its way out. Every step commits by itself; the token says that it is ours."""

    def __init__(self, app: Application, organisation_id: str, reminder: Reminder) -> None:
        self._app = app
        self._organisation_id = organisation_id
        self._reminder = reminder
        self._token = str(uuid4())
        self._customer = ""
        self._is_counted = False
        #: Ids of invoices of his that could not be read: nothing is said of them in this run.
        self._unreadable: frozenset[str] = frozenset()

    def run(self) -> Sent:
        """Takes it as far as it may go now; a fault of its own never stops the others.

        What a fault leaves claimed or sending comes back, or becomes unknown, when its claim runs out.
        Raises Refused when a policy is wrong: that is nobody's own.
        """
        try:
            return self._claim() or self._run()
        except LeaseLost:
            return self._sent(State.CLAIMED, Reason.CHANGED.value)
        except Refused:
            raise
        except Exception as error:  # noqa: BLE001 - the loop over reminders ends here
            self._app.fault(f"reminder {self._reminder.id}", error)
            return self._sent(State.CLAIMED, type(error).__name__)

    def _claim(self) -> Sent | None:
        """Makes it ours, or says why it stays where it is."""
        now = self._app.clock.now()
        with self._app.store.writing(self._organisation_id) as unit:
            unit.ledger.lock_customer(self._reminder.customer_id)
            customer = unit.ledger.customer(self._reminder.customer_id)
            self._customer = customer.name
            view = outlook(self._app, unit, now)
            if self._waits_for_two(view, unit, customer):
                return self._sent(State.AWAITING_APPROVAL, TWO_NEEDED)
            closed = self._why_not_now(view, unit, customer)
            if closed is not None and closed in (self._reminder.reason, *_UNNOTED):
                return self._sent(State.APPROVED, closed)
            if not unit.reminders.claim(self._reminder.id, self._token, CLAIM_SECONDS):
                return self._sent(State.CLAIMED, Reason.CHANGED.value)
            if closed is not None:
                # Written down once: who waits for his turn is not late when it comes.
                return self._step_back(unit, Verdict(wait=closed), now)
            return self._look_again(view, unit)

    def _look_again(self, view: Outlook, unit: UnitOfWork) -> Sent | None:
        """Takes it as it is now, not as it was listed; what merely waits is given back unread."""
        self._reminder = unit.reminders.get(self._reminder.id) or self._reminder
        facts = facts_of(unit, self._reminder.customer_id)
        verdict = verify(view, unit, self._reminder, facts)
        if verdict.wait is not None:
            return self._step_back(unit, verdict, view.now)
        calendar = view.calendar(facts.customer)
        if is_late(calendar, self._reminder, calendar.day(view.now)):
            why = self._reminder.reason or LATE
            unit.reminders.release(self._reminder.id, self._token, why)
            unit.reminders.miss(self._reminder.id, view.now)
            return self._sent(State.MISSED, why)
        return None

    def _run(self) -> Sent:
        try:
            return self._take_out()
        except Refused as refused:
            return self._give_back(Unread(str(refused)), str(refused))

    def _take_out(self) -> Sent:
        read_at = self._app.clock.now()
        unread = read_again(self._app, self._organisation_id, self._reminder)
        if isinstance(unread, Unread):
            return self._give_back(unread)
        self._unreadable = unread
        fetch_pay_links(self._app, self._organisation_id, self._reminder, read_at)
        prepared = self._prepare()
        if isinstance(prepared, Sent):
            return prepared
        message = with_documents(self._app, self._organisation_id, self._reminder, prepared, read_at)
        channel = channel_for(self._app, self._organisation_id, self._reminder)
        kept_back = self._in_turn(read_at, message)
        return kept_back or self._hand_over(channel, message)

    # ------------------------------------------------------------ before

    def _waits_for_two(self, view: Outlook, unit: UnitOfWork, customer: Customer) -> bool:
        """Gives it back where two people must release it and have not, as their organisation speaks now."""
        if not view.organisation.four_eyes:
            return False
        signer = signer_in(view, unit, self._reminder)
        mark = mark_of(view.organisation, view.written, customer, signer)
        return unit.reminders.ask_two(self._reminder.id, mark)

    def _why_not_now(self, view: Outlook, unit: UnitOfWork, customer: Customer) -> str | None:
        closed = self._why_nobody_writes(view) or why_closed_now(view, self._reminder, customer)
        is_over = closed is None and self._is_over_cap(view, unit, view.day_of(customer))
        return Reason.CAP.value if is_over else closed

    def _why_nobody_writes(self, view: Outlook) -> str | None:
        is_ours = self._reminder.channel is not Way.PROVIDER
        return NO_SENDER if is_ours and view.sender is None else None

    def _is_over_cap(self, view: Outlook, unit: UnitOfWork, today: date) -> bool:
        organisation = view.organisation
        if organisation.daily_cap is None and not self._reminder.is_first_wave:
            return False
        turns = Turns.on(unit, view, today)
        if organisation.daily_cap is not None and turns.in_all >= organisation.daily_cap:
            return True
        return self._reminder.is_first_wave and turns.first_wave >= organisation.first_wave_cap

    def _give_back(self, unread: Unread, reason: str = Reason.OUTSIDE_TRUST.value) -> Sent:
        told = {"reminder": self._reminder.id, "why": plain_of(unread.why)}
        with self._app.store.writing(self._organisation_id) as unit:
            unit.reminders.release(self._reminder.id, self._token, reason)
            unit.audit(self._app.clock.now(), "send", "reminder.unread", **told)
        return self._sent(State.APPROVED, reason)

    def _prepare(self) -> "Outgoing | Sent":
        """Decides again, makes the message again where less is owed, stores it as it will leave."""
        now = self._app.clock.now()
        with self._app.store.writing(self._organisation_id) as unit:
            view = outlook(self._app, unit, now)
            facts, verdict = self._judged(view, unit)
            if verdict.go is None:
                return self._step_back(unit, verdict, now)
            if verdict.ask:
                unit.reminders.rewrite(self._reminder.id, self._token, verdict.go)
                why = (
                    TWO_NEEDED if lacks_one(view, self._reminder, verdict.go, facts) else Reason.CHANGED.value
                )
                unit.reminders.unapprove(self._reminder.id, self._token, verdict.go.lines, why)
                return self._sent(State.AWAITING_APPROVAL, why)
            if not is_same(self._reminder, verdict.go) or self._is_of_another_policy(verdict.go):
                unit.reminders.rewrite(self._reminder.id, self._token, verdict.go)
            self._is_counted = verdict.go.is_first_wave or view.organisation.daily_cap is not None
            message, version, stated = compose(view, unit, verdict.go, facts)
            self._reminder = replace(verdict.go, message_id=message.message_id)
            unit.reminders.store_message(self._reminder.id, self._token, message, version, stated)
            return message

    def _judged(self, view: Outlook, unit: UnitOfWork) -> tuple[CustomerFacts, Verdict]:
        """Of what could be read of him; where the rest would say which rule he is under it waits for it."""
        whole = facts_of(unit, self._reminder.customer_id)
        facts = without(whole, self._unreadable)
        if is_judged_otherwise(view, whole, facts):
            return facts, Verdict(wait=Reason.OUTSIDE_TRUST.value)
        return facts, verify(view, unit, self._reminder, facts)

    def _is_of_another_policy(self, go: Reminder) -> bool:
        before = self._reminder
        return (before.policy, before.policy_version) != (go.policy, go.policy_version)

    def _step_back(self, unit: UnitOfWork, verdict: Verdict, now: datetime) -> Sent:
        if verdict.cancel is not None and self._unreadable:
            # Without what could not be read, his money may seem to be meant for another invoice.
            verdict = Verdict(wait=Reason.OUTSIDE_TRUST.value)
        if verdict.cancel is not None:
            unit.reminders.drop(self._reminder.id, self._token, verdict.cancel, now)
            unit.audit(now, "send", "reminder.cancelled", reminder=self._reminder.id, reason=verdict.cancel)
            return self._sent(State.CANCELLED, verdict.cancel)
        reason = verdict.wait or Reason.CHANGED.value
        unit.reminders.release(self._reminder.id, self._token, reason)
        return self._sent(State.APPROVED, reason)

    def _in_turn(self, read_at: datetime, message: Outgoing) -> Sent | None:
        """Where so many leave in a day, one at a time: two senders must not take the same last turn."""
        if not self._is_counted:
            return self._intend(read_at, message)
        name = f"turn:{self._organisation_id}"
        # As long as a claim: whoever slept through the lease has lost his claim too.
        if not self._app.store.leases.take(name, self._token, CLAIM_SECONDS):
            return self._give_back(Unread(say("another_sender")), Reason.CAP.value)
        try:
            return self._intend(read_at, message)
        finally:
            self._app.store.leases.give_back(name, self._token)

    def _intend(self, read_at: datetime, message: Outgoing) -> Sent | None:
        """The point of no return: one transaction decides once more and commits the intent."""
        with self._app.store.writing(self._organisation_id) as unit:
            whose = self._reminder.customer_id
            # Who is one with him or reads the same address has the same gap: of two at once the second one
            # sees the first.
            unit.ledger.lock_customer(whose, bearers_of=unit.ledger.customer(whose).addresses())
            now = self._app.clock.now()
            view = outlook(self._app, unit, now)
            facts, verdict = self._judged(view, unit)
            if verdict.go is None:
                return self._step_back(unit, verdict, now)
            is_changed = verdict.ask or recipients_of(self._reminder, facts) != message.to
            if is_changed or not is_same(self._reminder, verdict.go) or now - read_at >= FRESH:
                return self._step_back(unit, Verdict(wait=Reason.CHANGED.value), now)
            closed = self._why_not_now(view, unit, facts.customer)
            if closed is not None:
                return self._step_back(unit, Verdict(wait=closed), now)
            today = view.calendar(facts.customer).day(now)
            unit.reminders.intend(self._reminder.id, self._token, now, today)
        return None

    # ------------------------------------------------------------ after

    def _hand_over(self, channel: Channel, message: Outgoing) -> Sent:
        outcome = channel.deliver(message)
        with self._app.store.writing(self._organisation_id) as unit:
            conclude(unit, self._reminder, self._token, outcome, self._app.clock.now())
        if outcome.state is State.SENT:
            note_in_history(self._app, self._organisation_id, self._reminder)
        return self._sent(outcome.state, outcome.reason)

    def _sent(self, state: State, reason: str) -> Sent:
        return Sent(replace(self._reminder, state=state), self._customer, state, reason)
