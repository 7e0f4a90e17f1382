"""A story told by the calendar: decide on a day, send what is due, pay, hold, and see what comes next."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from connector.core.calendar import ONE_DAY, Calendar
from connector.core.decide import decide
from connector.core.decision import Action, Decision, Item, items
from connector.core.history import ContactMade, History, PastLine, State
from connector.core.invoice import Credit, Customer, Hold, Invoice, Organisation, Payment, Reading, Status
from connector.core.policy import Channel, Policies, Policy
from tests.core.builders import (
    FRANCE,
    LADDER_5_15_30,
    a_customer,
    an_invoice,
    an_organisation,
    at,
    deadline_of,
    policies,
    told,
    trusted,
)


class Story:
    """The facts of one customer as they grow; asking changes nothing, `send` and the rest do."""

    def __init__(
        self,
        *invoices: Invoice,
        policy: Policy | Policies = LADDER_5_15_30,
        customer: Customer | None = None,
        organisation: Organisation | None = None,
        calendar: Calendar = FRANCE,
        holds: Iterable[Hold] = (),
        credits: Iterable[Credit] = (),
        history: Iterable[PastLine] = (),
        beside: Iterable[ContactMade] = (),
        charges_first: Iterable[str] = (),
    ) -> None:
        self.invoices = {invoice.number: invoice for invoice in invoices or (an_invoice(),)}
        self.policies = policy if isinstance(policy, Policies) else policies(policy)
        self.customer = customer or a_customer()
        self.organisation = organisation or an_organisation()
        self.calendar = calendar
        self.holds = list(holds)
        self.credits = list(credits)
        self.lines = list(history)
        self.beside = tuple(beside)
        self.charges_first = frozenset(charges_first)
        self.payments: list[Payment] = []
        self.readings: Mapping[str, Reading] | None = None
        self.today = date.min
        self.decisions: dict[str, Decision] = {}

    # ------------------------------------------------------------ asking

    def day(self, text: str | date, time: str = "09:00") -> dict[str, Decision]:
        """What is decided on that day, at 09:00 on the customer's clock unless said otherwise."""
        now = at(f"{text}T{time}", self.calendar.zone.key)
        self.today = now.date()
        made = decide(
            self.organisation,
            self.customer,
            tuple(self.invoices.values()),
            self.policies,
            History(tuple(self.lines), tuple(self.payments), self.beside, self.charges_first),
            tuple(self.holds),
            tuple(self.credits),
            self.calendar,
            self.readings if self.readings is not None else trusted(now),
            now,
        )
        self.decisions = {decision.invoice.number: decision for decision in made}
        return self.decisions

    def says(self, text: str | date, number: str = "F-1", time: str = "09:00") -> str:
        """One invoice's decision of the day in one line."""
        return told(self.day(text, time)[number])

    def items(self, text: str | date) -> list[Item]:
        """The lines of the day's plan."""
        return items(tuple(self.day(text).values()))

    def messages(self, text: str | date) -> list[Item]:
        """What would leave that day."""
        return [item for item in self.items(text) if item.head.action is Action.SEND]

    # ------------------------------------------------------------ what happens

    def send(self, *, tasks: bool = False, state: State = State.SENT) -> list[str]:
        """Records what was last decided as sent, tasks as done where asked; says what, by invoice."""
        carried_out = {Action.SEND, Action.TASK} if tasks else {Action.SEND}
        said = [x for x in self.decisions.values() if x.action in carried_out and x.step is not None]
        self.lines += [self._line(x, state) for x in said]
        return [f"{x.invoice.number} {x.step.id}" for x in said if x.step]

    def _line(self, said: Decision, state: State) -> PastLine:
        assert said.step is not None
        assert said.channel is not None
        return PastLine(
            invoice_id=said.invoice.id,
            step_id=said.step.id,
            offset=said.step.offset,
            severity=said.step.severity,
            channel=said.channel,
            state=state,
            cycle=said.invoice.cycle,
            currency=said.invoice.currency,
            language=said.language,
            sort=said.sort,
            left_on=self.today if state in (State.SENT, State.UNKNOWN) else None,
            deadline_on=deadline_of(said.step, self.today) if said.channel is not Channel.CALL else None,
        )

    def sent_on(self, text: str) -> list[str]:
        """Decides and sends on one day; says what left."""
        self.day(text)
        return self.send()

    def walk(self, first: str, last: str, *, tasks: bool = False) -> list[str]:
        """Every day from the first to the last, sending all that is due; says what left and when."""
        found, today = [], date.fromisoformat(first)
        while today <= date.fromisoformat(last):
            self.day(today)
            found += [f"{today} {line}" for line in self.send(tasks=tasks)]
            today += ONE_DAY
        return found

    def change(self, number: str = "F-1", **changes: Any) -> None:
        """Changes an invoice."""
        self.invoices[number] = replace(self.invoices[number], **changes)

    def pay(self, amount: int | None = None, number: str = "F-1", on: str | None = None) -> None:
        """The whole invoice, or a part of it in minor units, comes in on a day (else yesterday's sync)."""
        invoice = self.invoices[number]
        rest = 0 if amount is None else invoice.open - amount
        self.change(number, open=rest, status=Status.OPEN if rest > 0 else Status.PAID)
        paid_on = date.fromisoformat(on) if on else None
        seen_on = paid_on or self.today - timedelta(days=1)
        self.payments.append(Payment(invoice.id, amount or invoice.open, paid_on, seen_on, rest > 0))

    def hold(self, hold: Hold) -> None:
        """Somebody asks for silence."""
        self.holds.append(hold)

    def release(self, text: str) -> None:
        """A person ends every hold and releases every invoice."""
        self.holds = [replace(hold, ended_on=date.fromisoformat(text)) for hold in self.holds]
        for number in self.invoices:
            self.change(number, released_on=date.fromisoformat(text))
