"""A year of a made-up business: nothing said, a mail every seven days, and the standard set-up."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random

from bench.book import application
from bench.market import Market
from bench.tempers import PAYS_WITHIN, WEARS_BY, assumptions
from connector.channels.catcher import Catcher
from connector.channels.smtp import SmtpChannel
from connector.core.history import State
from connector.core.invoice import Hold, HoldReason, Mode, Organisation, Scope
from connector.core.message import Reminder
from connector.core.policy import Channel, Severity
from connector.store.engine import open_store
from connector.store.migrate import migrate
from connector.usecases import people, to_do
from connector.usecases.application import Application
from connector.usecases.approve import approve_all
from connector.usecases.organisations import add_organisation
from connector.usecases.plan import sweep
from connector.usecases.send import send
from connector.usecases.sync import import_ledger
from connector.usecases.whom import Whom

SEED, CUSTOMERS = 11, 500
FIRST, DAYS = date(2026, 1, 1), 365
#: Until then the first invoices fall due.
WARM_UP = 90
NAIVE_EVERY = 7
#: Of the calls that are to be made.
REACHED = 0.6
ANNA = "Anna"


@dataclass
class Told:
    """What one way of asking came to."""

    name: str
    messages: int = 0
    calls: int = 0
    letters: int = 0
    owed: list[int] = field(default_factory=list)
    overdue: list[int] = field(default_factory=list)


class Naive:
    """Every seven days after the due date, to whom something is overdue in the books: the same mail, whatever
    he said."""

    def __init__(self, market: Market, told: Told) -> None:
        self.market, self.told = market, told

    def day(self, day: date) -> None:
        """One mail for each customer."""
        late: dict[str, list[str]] = {}
        for bill in self.market.bills.values():
            days = (day - bill.due_on).days
            if days > 0 and days % NAIVE_EVERY == 0 and bill.is_open_in_books(day):
                late.setdefault(bill.customer, []).append(bill.number)
        for numbers in late.values():
            self.told.messages += 1
            self.market.hear(day, numbers, [Severity.FRIENDLY] * len(numbers))

    def close(self) -> None:
        """Nothing is held."""


class Silent(Naive):
    """Nothing is ever said."""

    def day(self, day: date) -> None:
        """Nothing."""


@dataclass
class _Hand:
    moment: datetime

    def now(self) -> datetime:
        return self.moment


class Standard:
    """The product as it is shipped, by its use cases: a ledger file each morning, a real mail server, and an
    owner who notes what he is answered; one who `works` makes his calls and posts his letters a day later."""

    def __init__(self, market: Market, told: Told, folder: Path, *, works: bool) -> None:
        self.market, self.told, self.works = market, told, works
        self.catcher = Catcher(kept=10).start()
        for name, temper in market.tempers.items():
            if not temper.is_reachable:
                self.catcher.script.always_say(f"{name}@customers.example", "550 5.1.1 No such user")
        self.channel = SmtpChannel(self.catcher.url)
        url = f"sqlite:///{folder / f'{works}.sqlite'}"
        migrate(url)
        self.store = open_store(url)
        self.clock = _Hand(datetime.combine(FIRST, time(8), UTC))
        channels = {"email": self.channel}
        self.app: Application = replace(application(self.store), clock=self.clock, channels=channels)
        own = Organisation(
            "", "Bench", "FR", "Europe/Paris", "fr", "EUR", Mode.AUTO,
            contact="Anna Martin", sender="anna@bench.example",
        )  # fmt: skip
        self.id = add_organisation(self.app, own).id
        self.said: set[tuple[str, str, int]] = set()
        self.disputed: dict[str, date] = {}

    def day(self, day: date) -> None:
        """The morning of an owner, weekends apart; messages leave on any day that their policy allows."""
        self.clock.moment = datetime.combine(day, time(8, 30), UTC)
        if day.isoweekday() <= 5:
            self._import(day)
            self._note(day)
            if self.works:
                self._do_tasks(day)
        sweep(self.app, self.id)
        approve_all(self.app, self.id, ANNA)
        before = self.catcher.count
        left = [x.reminder for x in send(self.app, self.id) if x.state is State.SENT]
        if self.catcher.count - before != len(left):
            raise AssertionError(f"{day}: {len(left)} were sent, {self.catcher.count - before} arrived")
        self.told.messages += len(left)
        for reminder in left:
            self._heard(day, reminder)

    def _import(self, day: date) -> None:
        if any(x.issued_on <= day for x in self.market.bills.values()):
            import_ledger(self.app, self.id, "books", [self.market.books(day)])

    def _note(self, day: date) -> None:
        """What was answered yesterday; and what owner and customer are at one about by now."""
        for answer in self.market.take_answers():
            bill = self.market.bills[answer.number]
            if not bill.is_open_in_books(day):
                continue
            reason = HoldReason.DISPUTE if answer.until_on is None else HoldReason.PROMISE
            draft = Hold("", reason, Scope.INVOICE, day, until_on=answer.until_on, author=ANNA)
            people.hold(self.app, self.id, Whom(answer.number), draft)
            if answer.until_on is None:
                self.disputed[answer.number] = self.market.settled_on(bill)
        for number in [x for x, settled_on in self.disputed.items() if settled_on <= day]:
            del self.disputed[number]
            if self.market.bills[number].is_open_in_books(day):
                people.release(self.app, self.id, Whom(number), HoldReason.DISPUTE, ANNA)

    def _do_tasks(self, day: date) -> None:
        with self.store.reading(self.id) as unit:
            waiting = [x for x in unit.reminders.in_states((State.AWAITING_APPROVAL,)) if x.is_task]
        for task in waiting:
            if task.planned_on >= day:
                continue
            is_call = task.channel is Channel.CALL
            is_reached = Random(task.lines[0].number).random() < REACHED
            word = ("reached" if is_reached else "not-reached") if is_call else "done"
            to_do.resolve(self.app, self.id, task.id, word, ANNA)
            self.told.calls += is_call
            self.told.letters += task.channel is Channel.LETTER
            if word != "not-reached" and (is_call or task.channel is Channel.LETTER):
                self._heard(day, task)

    def _heard(self, day: date, reminder: Reminder) -> None:
        for line in reminder.live_lines:
            key = (line.number, line.step_id, line.cycle)
            if key in self.said:
                raise AssertionError(f"{day}: {key} was said twice")
            self.said.add(key)
        numbers = [x.number for x in reminder.live_lines]
        self.market.hear(day, numbers, [x.severity for x in reminder.live_lines])

    def close(self) -> None:
        """Lets go of the mail server and of the database."""
        self.channel.close()
        self.catcher.stop()
        self.store.close()


def live_a_year(folder: Path, fraction: int) -> Iterator[str]:
    """Days sales outstanding, messages and complaints of each; the customers are assumptions, told first."""
    customers = CUSTOMERS // fraction
    yield f"a year of a made-up business with {customers} customers; assumed, not measured:"
    for line in assumptions():
        yield f"  {line}"
    yield f"  what is moved is paid within {PAYS_WITHIN} days; each repeat works {WEARS_BY} times as well"
    ways: tuple[tuple[str, Callable[[Market, Told], Naive | Standard]], ...] = (
        ("no reminders", Silent),
        (f"a mail every {NAIVE_EVERY} days", Naive),
        ("standard, its mails alone", lambda market, said: Standard(market, said, folder, works=False)),
        ("standard", lambda market, said: Standard(market, said, folder, works=True)),
    )
    for name, way in ways:
        market, said = Market(SEED, customers, FIRST, DAYS), Told(name)
        _live(market, said, way(market, said))
        yield _line(market, said)


def _live(market: Market, said: Told, way: Naive | Standard) -> None:
    try:
        for n in range(DAYS):
            day = FIRST + timedelta(days=n)
            market.live(day)
            way.day(day)
            is_owed = [x for x in market.bills.values() if x.is_open(day)]
            said.owed.append(sum(x.amount for x in is_owed))
            said.overdue.append(sum(x.amount for x in is_owed if x.due_on < day))
    finally:
        way.close()


def _line(market: Market, said: Told) -> str:
    """DSO: what was owed on the average day, over what was sold in a day; both after the first months."""
    start = FIRST + timedelta(days=WARM_UP)
    sold = sum(x.amount for x in market.bills.values() if x.issued_on >= start) / (DAYS - WARM_UP)
    owed, overdue = (sum(x[WARM_UP:]) / (DAYS - WARM_UP) for x in (said.owed, said.overdue))
    recovered = sum(x.amount for x in market.bills.values() if x.heard and x.paid_on) / 100_000
    each = f", {said.messages / recovered:.2f} per 1,000 EUR paid after one" if recovered else ""
    by_hand = f", {said.calls} calls, {said.letters} letters" if said.calls or said.letters else ""
    return (
        f"  {said.name}: DSO {owed / sold:.1f} days, {overdue / owed:.0%} of it overdue; "
        f"{said.messages:,} messages{each}{by_hand}; {market.complaints} complaints"
    )
