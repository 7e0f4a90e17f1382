"""The rule that decides: facts and this moment in, one decision for every open invoice out."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import TypeAlias

from connector.core.calendar import Calendar
from connector.core.climber import Climber, sort_of
from connector.core.contacts import Contacts
from connector.core.decision import Action, Decision, Reason, first_of
from connector.core.history import History, PastLine, Sort, Through
from connector.core.holds import (
    Silence,
    Spoken,
    is_silent,
    money_seen,
    silences_of_facts,
    spoken,
)
from connector.core.invoice import (
    Credit,
    Customer,
    Hold,
    HoldReason,
    Invoice,
    Organisation,
    Reading,
    Status,
)
from connector.core.ladder import Beginning, Ladder, Rung, untouched
from connector.core.policy import Channel, Policies, Policy, Step
from connector.core.reach import in_one_voice, is_plain, is_refused, reached, without_detours
from connector.core.segments import NO_POSITION

_STOPS = {
    HoldReason.HANDED_OVER: Reason.HANDED_OVER,
    HoldReason.FACTORED: Reason.FACTORED,
}
#: So many days a notice of a plan is looked for once the gap is over: longer than any grace and spacing.
_LOOKS_AHEAD = 60
#: What is asked of one customer, by currency: all that is overdue (None), and what else is due, by its sort.
Asked: TypeAlias = Counter[tuple[str, Sort | None]]
_TASKS = {Channel.CALL: Reason.CALL_DUE, Channel.LETTER: Reason.LETTER_DUE}


def decide(
    organisation: Organisation,
    customer: Customer,
    invoices: Sequence[Invoice],
    policies: Policies,
    history: History,
    holds: Sequence[Hold],
    credits: Sequence[Credit],
    calendar: Calendar,
    read_at: Mapping[str, Reading],
    now: datetime,
) -> list[Decision]:
    """One decision for each of one customer's invoices, in their order; pure and total.

    `calendar` is the customer's; `read_at` says by connection until when its reading is trusted;
    `now` is an aware instant. Same facts, same moment: same decisions.
    """
    judge = _Judge(organisation, customer, policies, history, holds, credits, calendar, read_at, now)
    return judge.decide(invoices)


class _Judge:
    def __init__(
        self,
        organisation: Organisation,
        customer: Customer,
        policies: Policies,
        history: History,
        holds: Sequence[Hold],
        credits: Sequence[Credit],
        calendar: Calendar,
        read_at: Mapping[str, Reading],
        now: datetime,
    ) -> None:
        self.organisation = organisation
        self.customer = customer
        self.policies = policies
        self.holds = holds
        self.given = [hold for hold in holds if hold.reason in _STOPS]
        self.credits = credits
        self.calendar = calendar
        self.read_at = read_at
        self.trusted = frozenset(x for x, reading in read_at.items() if now < reading.trusted_until)
        self.today = calendar.day(now)
        self.language = customer.language or organisation.language
        self.contacts = Contacts.of(history, organisation.gap_days, self.today, self.language)
        #: What waits for its ledger, whatever record it is under, keeps nobody else waiting.
        self.is_charge_first = not self.trusted.isdisjoint(history.charges_first)
        self.position = NO_POSITION
        self._reached: dict[Step, tuple[Channel, Reason | None]] = {}
        self._untouched = untouched((), calendar)
        self._lines: dict[str, list[PastLine]] = {}
        for line in history.lines:
            self._lines.setdefault(line.invoice_id, []).append(line)

    def decide(self, invoices: Sequence[Invoice]) -> list[Decision]:
        country = self.organisation.country
        self.position = self.policies.position(self.customer, invoices, self.today, country)
        stopped = [(invoice, self._stop(invoice)) for invoice in invoices]
        seen = money_seen([invoice for invoice, stop in stopped if stop is None], self.credits)
        judged = [self._judge(invoice, stop, seen.get(invoice.id)) for invoice, stop in stopped]
        climbers = [case for case in judged if isinstance(case, Climber)]
        asked = self._asked_together(climbers)
        messages = self._decide_messages(climbers, asked)
        if any(x.channel is Channel.PROVIDER for x in messages.values()):
            messages = in_one_voice(messages)
        speaks = any(x.action is Action.SEND for x in messages.values())
        decisions = []
        for case in judged:
            if isinstance(case, Decision):
                decisions.append(case)
            elif case in messages:
                decisions.append(messages[case])
            else:
                decisions.append(self._decide_climber(case, asked, speaks))
        return decisions

    def _decide_messages(self, climbers: Sequence[Climber], asked: Asked) -> dict[Climber, Decision]:
        """A failed charge speaks first, and what is said of it starts the gap of the others; a card that
        ends speaks last."""
        due = [x for x in climbers if x.is_due and x.step.is_message]
        charges = [x for x in due if x.is_charge]
        cards = [x for x in due if x.is_card]
        owed = [x for x in due if not x.is_charge and not x.is_card]
        said: dict[Climber, Decision] = {}
        for cases in (charges, owed, cards):
            speaks = any(x.action is Action.SEND for x in said.values())
            said |= {x: self._decide_due(x, asked, speaks) for x in cases}
        return said

    # ------------------------------------------------------------ one invoice by itself

    def _judge(self, invoice: Invoice, stop: Reason | None, seen: Credit | None) -> Decision | Climber:
        lines = self._lines_of(invoice)
        said = spoken(invoice, self.holds, lines, self.calendar, self.today)
        due_on = invoice.counts_from
        facts = silences_of_facts(
            self.organisation,
            self.customer,
            invoice,
            due_on,
            seen,
            self._telling(invoice, lines) if lines else lines,
            self.calendar,
            self.today,
        )
        silences = (*said.silences, *facts)
        if stop is not None:
            return self._stopped(invoice, said.disputed, stop, silences)
        if silences or due_on is None:
            held = self._held(invoice, said.disputed, silences)
            return replace(held, credit_id=seen.id if seen else None)
        return self._climb(invoice, due_on, lines, said)

    def _lines_of(self, invoice: Invoice) -> tuple[PastLine, ...]:
        lines = self._lines.get(invoice.id)
        return tuple(x for x in lines if x.cycle == invoice.cycle) if lines else ()

    def _telling(self, invoice: Invoice, lines: tuple[PastLine, ...]) -> tuple[PastLine, ...]:
        if not any(x.channel is Channel.PROVIDER for x in lines):
            return lines
        return without_detours(lines, self._policy(invoice))

    def _policy(self, invoice: Invoice) -> Policy:
        return self.policies.choose(invoice, self.customer, self.language, self.position)

    def _stop(self, invoice: Invoice) -> Reason | None:
        if invoice.status is not Status.OPEN:
            return Reason(invoice.status)
        if invoice.open <= 0 and invoice.card is None:
            return Reason.PAID
        if self.given and (stops := self._given_away(invoice)):
            return first_of(_STOPS[hold.reason] for hold in stops)
        if self.customer.is_excluded:
            return Reason.EXCLUDED
        return Reason.CURRENCY_EXCLUDED if invoice.currency in self.organisation.excluded_currencies else None

    def _given_away(self, invoice: Invoice) -> list[Hold]:
        """Handed over or sold: somebody else collects it, for good or through a day."""
        return [hold for hold in self.given if hold.covers(invoice) and is_silent(hold, self.today)]

    def _stopped(
        self, invoice: Invoice, disputed: int, stop: Reason, silences: Sequence[Silence]
    ) -> Decision:
        """With the day on which it goes on, where all that stops or holds it has a known end."""
        stopped = self._silent(invoice, disputed, Action.STOP, stop)
        is_for_good = self.customer.is_excluded or invoice.currency in self.organisation.excluded_currencies
        if is_for_good or stop not in _STOPS.values():
            return stopped
        ends = [hold.until_on for hold in self._given_away(invoice)]
        return replace(stopped, on=self._goes_on([*ends, *(s.through_on for s in silences)]))

    def _goes_on(self, ends: Sequence[date | None]) -> date | None:
        """The first sending day after the last of these days; None where one of them is not known."""
        known = [end for end in ends if end is not None]
        return self.calendar.next_open(max(known) + timedelta(days=1)) if len(known) == len(ends) else None

    def _held(self, invoice: Invoice, disputed: int, silences: Sequence[Silence]) -> Decision:
        place = first_of(s.place for s in silences)
        if any(s.needs_person for s in silences if s.place is place):
            task = self._silent(invoice, disputed, Action.TASK, Reason.NEEDS_PERSON)
            return replace(task, on=self.today, channel=Channel.TASK)
        held = self._silent(invoice, disputed, Action.HOLD, place)
        return replace(held, on=self._goes_on([s.through_on for s in silences]))

    def _climb(
        self, invoice: Invoice, due_on: date, lines: tuple[PastLine, ...], said: Spoken
    ) -> Decision | Climber:
        policy = self._policy(invoice)
        steps = policy.steps_for(invoice, self.customer, self.language)
        ladder = self._ladder(Beginning.of(invoice, due_on), steps, lines, said)
        rung = ladder.on(self.today)
        if rung.step is None and rung.reason is not None:
            return replace(self._silent(invoice, said.disputed, Action.WAIT, rung.reason), on=rung.free_on)
        if rung.step is None:
            return self._silent(invoice, said.disputed, Action.STOP, Reason.LADDER_FINISHED)
        sort = sort_of(rung.step, invoice)
        return Climber(invoice, due_on, said.disputed, policy, ladder, rung, rung.step, sort)

    def _ladder(
        self, beginning: Beginning, steps: tuple[Step, ...], lines: tuple[PastLine, ...], said: Spoken
    ) -> Ladder:
        if lines or said.forced_from or said.plan_step:
            return Ladder(beginning, steps, lines, self.calendar, said.forced_from, said.plan_step)
        if steps is not self._untouched.steps:
            self._untouched = untouched(steps, self.calendar)
        return self._untouched[beginning]

    # ------------------------------------------------------------ all that is due together

    def _decide_climber(self, case: Climber, asked: Asked, speaks_today: bool) -> Decision:
        if case.is_due:
            return self._decide_due(case, asked, speaks_today)
        return self._wait(case)

    def _decide_due(self, case: Climber, asked: Asked, speaks_today: bool) -> Decision:
        """A call waits for the message of the same day (`speaks_today`) as for any other contact; so does
        a reminder for what is said of a failed charge, under whatever record of the customer."""
        if self._is_below_minimum(case, asked):
            return self._silent(case.invoice, case.disputed, Action.STOP, Reason.BELOW_MINIMUM)
        if case.invoice.connection_id not in self.trusted:
            channel = self._reach(case, case.step, case.rung)[0]
            return self._say(case, Action.WAIT, Reason.LEDGER_TOO_OLD, None, channel)
        if speaks_today or self.contacts.gap_ends_on(case, case.step, self.today) > self.today:
            return self._wait(case, speaks_today)
        if self.is_charge_first and not case.ladder.is_opening(case.step):
            return replace(self._wait(case, speaks_today=True), heard=Through.LINK)
        channel, obstacle = self._reach(case, case.step, case.rung)
        task = obstacle or _TASKS.get(channel)
        if task is not None:
            return self._say(case, Action.TASK, task, self.today, channel)
        return self._say(case, Action.SEND, self._send_reason(case), self.today, channel)

    def _asked_together(self, climbers: Sequence[Climber]) -> Asked:
        asked: Asked = Counter()
        for case in climbers:
            if self._is_overdue(case):
                asked[case.invoice.currency, None] += case.asked
            elif case.is_due:
                asked[case.invoice.currency, case.sort] += case.asked
        return asked

    def _is_below_minimum(self, case: Climber, asked: Asked) -> bool:
        if case.is_charge or case.is_card:
            return False
        currency = case.invoice.currency
        together = asked[currency, None] + asked[currency, case.sort]
        return together < self.organisation.minimums.get(currency, 0)

    def _is_overdue(self, case: Climber) -> bool:
        """Late and unheld; of a plan that runs nothing but its own notice is let through."""
        return case.due_on < self.today and case.sort is not Sort.PLAN and not case.is_charge

    def _send_reason(self, case: Climber) -> Reason:
        if case.sort is Sort.PLAN:
            return Reason.COMING_DUE
        if case.ladder.is_opening(case.step):
            return Reason.FIRST_CONTACT if case.ladder.is_first_contact else Reason.CHARGE_FAILED
        if case.ladder.is_first_contact and case.step.is_after_due:
            return Reason.FIRST_CONTACT
        return Reason.COMING_DUE if case.step.is_before_due else Reason.STEP_DUE

    def _reach(self, case: Climber, step: Step, rung: Rung) -> tuple[Channel, Reason | None]:
        """How the step is carried out, and why not as it should be; a task where nothing else is left."""
        if rung.is_stuck:
            return Channel.TASK, Reason.NEEDS_PERSON
        if step.channel is Channel.PROVIDER:
            return reached(step, self._around_provider(case, step), self.customer)
        known = self._reached.get(step)
        if known is None:
            known = self._reached[step] = reached(step, (step.channel, *step.fallbacks), self.customer)
        return known

    def _around_provider(self, case: Climber, step: Step) -> tuple[Channel, ...]:
        """Our own mailer stands in where the provider cannot say it; what it refused goes the step's way."""
        invoice, lines = case.invoice, self._lines_of(case.invoice)
        if is_refused(self.organisation, self.customer, invoice, step, lines, self.calendar):
            return step.fallbacks
        reading = self.read_at.get(invoice.connection_id)
        can = is_plain(invoice, case.disputed, self.customer, self.credits, reading)
        return (Channel.PROVIDER if can else Channel.EMAIL, *step.fallbacks)

    # ------------------------------------------------------------ waiting

    def _wait(self, case: Climber, speaks_today: bool = False) -> Decision:
        # The gap stands last in the list: it is said where nothing of the ladder's own keeps the step back.
        reason = case.rung.reason or Reason.GAP
        start = self.calendar.next_open(self.today + self.contacts.gap) if speaks_today else self.today
        is_of_plan = case.sort is Sort.PLAN
        on, rung = self._first_day_of_plan(case, start) if is_of_plan else self._first_day(case, start)
        step = rung.step or case.step
        channel = self._reach(case, step, rung)[0]
        waits = self._say(case, Action.WAIT, reason, on, channel, step)
        if reason is not Reason.GAP or speaks_today:
            return waits
        return replace(waits, heard=self.contacts.heard(case))

    def _first_day(self, case: Climber, day: date) -> tuple[date, Rung]:
        """The first day from `day` on which nothing keeps the invoice back, and its rung then."""
        if not self.contacts.made:
            return case.ladder.first_day(day)
        return case.ladder.first_free(day, partial(self.contacts.gap_ends_on, case))

    def _first_day_of_plan(self, case: Climber, start: date) -> tuple[date | None, Rung]:
        """The same of a notice, in whose place the plan says something else, or nothing, once its instalment
        is due: each day is asked anew. None where none is near."""
        for day in (start + timedelta(days=n) for n in range(self.contacts.gap.days + _LOOKS_AHEAD)):
            rung = self._rung_of_plan(case, day)
            if rung is not None:
                return day, rung
        return None, case.rung

    def _rung_of_plan(self, case: Climber, day: date) -> Rung | None:
        """What the plan says on `day`, where nothing keeps it back then."""
        lines = self._lines_of(case.invoice)
        said = spoken(case.invoice, self.holds, lines, self.calendar, day)
        beginning = Beginning.of(case.invoice, case.due_on)
        rung = Ladder(beginning, (), lines, self.calendar, plan_step=said.plan_step).on(day)
        if said.silences or rung.step is None or rung.reason is not None:
            return None
        return rung if self.contacts.gap_ends_on(case, rung.step, day) <= day else None

    # ------------------------------------------------------------ putting it into words

    def _silent(self, invoice: Invoice, disputed: int, action: Action, reason: Reason) -> Decision:
        asked = invoice.open - disputed
        return Decision(invoice, action, reason, asked, self.language, disputed=disputed)

    def _say(
        self,
        case: Climber,
        action: Action,
        reason: Reason,
        on: date | None,
        channel: Channel,
        step: Step | None = None,
    ) -> Decision:
        """`step`, where another than today's will be taken by then."""
        step = step or case.step
        return Decision(
            case.invoice,
            action,
            reason,
            case.asked,
            self.language,
            on=on,
            step=step,
            channel=channel,
            sort=case.sort_of(step),
            policy=case.policy,
            is_first_contact=case.ladder.is_first_contact,
            disputed=case.disputed,
        )
