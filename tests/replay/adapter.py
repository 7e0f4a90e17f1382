"""The same world lived through twice: by the oracle, and by the real thing with a real mail server."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from connector.channels.catcher import Catcher
from connector.channels.smtp import SmtpChannel
from connector.core.errors import Refused, Unavailable
from connector.core.history import State
from connector.core.invoice import Hold, HoldReason, Instalment, Scope
from connector.core.message import Reminder
from connector.core.policy import Channel
from connector.files.policies import YamlPolicyShelf
from connector.store.engine import SqlStore
from connector.usecases import people, to_do
from connector.usecases.approve import approve_all
from connector.usecases.organisations import change_organisation
from connector.usecases.plan import plan, sweep
from connector.usecases.send import send
from connector.usecases.sync import import_ledger
from connector.usecases.whom import Whom
from tests.oracle.days import Facts
from tests.oracle.replay import Walk
from tests.replay import compare
from tests.replay.ledger import POLICY_FOLDERS, World
from tests.replay.sources import Sources
from tests.scenarios.office import Office

#: When windows open, in Paris: Paris and Berlin, London, all of the United States.
WAVES = ("09:00", "10:00", "18:00")
#: After so many differences the rest of the days says nothing new.
ENOUGH = 40
ANNA = "Anna"


@dataclass
class Figures:
    """What was compared, and every difference and broken promise in words."""

    days: int = 0
    messages: int = 0
    lines: int = 0
    decisions: int = 0
    stopped: int = 0
    tasks_done: int = 0
    refused: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.days} days, {self.messages} messages, {self.lines} lines, {self.decisions} decisions, "
            f"{self.stopped} stopped at the last moment, {self.tasks_done} tasks done, "
            f"{self.refused} refused; {dict(self.reasons.most_common())}"
        )


class Replay:
    """One world in one organisation; `run` walks its days. On `sampled` days all decisions are compared."""

    def __init__(self, world: World, store: SqlStore, catcher: Catcher, sampled: Iterable[date] = ()) -> None:
        self.world = world
        self.catcher = catcher
        self.sampled = frozenset(sampled)
        self.figures = Figures()
        self.walk = Walk(world.facts, world.first.isoformat())
        self.sources = Sources(world.facts)
        self.channel = SmtpChannel(catcher.url)
        self.office = self._office(store)
        self.said: Counter[tuple[str, str, int]] = Counter()
        self._events: dict[str, list[Facts]] = {}
        for event in world.events:
            self._events.setdefault(event["on"], []).append(event)
        self._for_tomorrow: list[Facts] = []

    def _office(self, store: SqlStore) -> Office:
        ours = self.world.facts["organisation"]
        closures = frozenset(map(date.fromisoformat, ours["closures"]))
        excluded = frozenset(ours["excluded_currencies"])
        more = {"closures": closures, "excluded_currencies": excluded, "daily_cap": ours["daily_cap"]}
        office = Office(store, f"{self.world.first}T07:00", channel=self.channel, **more)
        office.account = self.sources.account
        office.app = office.make_app(policies=YamlPolicyShelf(POLICY_FOLDERS[::-1]))
        return office

    def run(self) -> Figures:
        """Every day, weekends included; stops early where the two sides have parted for good."""
        try:
            for day in self.world.days:
                self._day(day)
                if len(self.figures.differences) > ENOUGH:
                    break
            self._tell()
            compare.histories(self)
        finally:
            self.channel.close()
        self.figures.broken += [f"fault: {fault!r}" for fault in self.office.faults]
        return self.figures

    # ------------------------------------------------------------ one day

    def _day(self, day: date) -> None:
        today = self._events.get(day.isoformat(), [])
        is_account_read = any(x["kind"] == "reading" and x["connection"] == "account" for x in today)
        self.office.account.error = None if is_account_read else Unavailable("not today")
        self._tell()
        self.walk.until(day.isoformat())
        early = [x for x in today if not x.get("is_late")]
        self._happen(day, "08:00", [x for x in early if "connection" in x])
        # Not before 09:00: until then it is still yesterday in California.
        self._happen(day, WAVES[0], [x for x in early if "connection" not in x])
        self._plan(day)
        self._happen(day, WAVES[0], [x for x in today if x.get("is_late")])
        if day in self.sampled:
            self.office.sync()
            compare.decisions(self, day)
        expected = self.walk.messages()
        self._send(day)
        compare.messages(self, day, expected)
        self._do_tasks(day)
        self.figures.days += 1

    def _tell(self) -> None:
        """What people did after the messages of a day, the oracle learns before those of the next."""
        for fact in self._for_tomorrow:
            self.walk.happen(fact)
        self._for_tomorrow = []

    def _plan(self, day: date) -> None:
        """On sampled days for everybody, else as the schedule does it: for those whose moment has come."""
        self.office.at(f"{day}T{WAVES[0]}")
        if day in self.sampled:
            plan(self.office.app, self.office.id)
        else:
            sweep(self.office.app, self.office.id)
        approve_all(self.office.app, self.office.id, ANNA)

    def _send(self, day: date) -> None:
        for wave in WAVES:
            if not self.reminders(State.APPROVED):
                return
            self.office.at(f"{day}T{wave}")
            if wave != WAVES[0]:
                self.office.sync()
            tried = send(self.office.app, self.office.id)
            self.figures.stopped += sum(x.state is State.CANCELLED for x in tried)

    def reminders(self, state: State) -> tuple[Reminder, ...]:
        """Those in that state now."""
        with self.office.store.reading(self.office.id) as unit:
            return unit.reminders.in_states((state,))

    # ------------------------------------------------------------ what happens

    def _happen(self, day: date, moment: str, events: list[Facts]) -> None:
        self.office.at(f"{day}T{moment}")
        for event in _one_payment_a_day(events):
            for fact in self._told(event):
                self.walk.happen({"on": day.isoformat(), **fact})

    def _told(self, event: Facts) -> list[Facts]:
        """Lets it happen to the real thing; what the oracle is told, nothing where it was refused."""
        if event["kind"] in self.sources.kinds:
            return self.sources.happen(event)
        if event["kind"] == "reading":
            self._read(event)
            return [event]
        try:
            return getattr(self, f"_{event['kind']}")(event) or [event]
        except Refused as refused:
            self.figures.refused += 1
            self.figures.reasons[f"refused: {str(refused)[:40]}"] += 1
            return []

    def _read(self, event: Facts) -> None:
        if event["connection"] == "account":
            self.office.sync()
            return
        import_ledger(self.office.app, self.office.id, "a-file", self.sources.file_batches())
        if event["on"] == self.world.first.isoformat():
            self._know_customers()

    def _know_customers(self) -> None:
        """What the owner says of his customers, once they are there."""
        self.office.sync()
        for one in self.world.facts["customers"]:
            self._change(one["name"], one)

    def _change(self, name: str, said: Facts) -> None:
        names = {"excluded": "is_excluded", "direct_debit": "pays_by_direct_debit"}
        fields = {names.get(key, key): value for key, value in said.items()}
        wanted = ("policy", "opted_out", "is_excluded", "pays_by_direct_debit")
        fields = {key: fields[key] for key in wanted if fields.get(key)}
        if fields:
            people.change_customer(self.office.app, self.office.id, name, ANNA, **fields)

    def _customer(self, event: Facts) -> list[Facts] | None:
        said = event["set"]
        if "email" in said:
            people.add_address(self.office.app, self.office.id, event["customer"], said["email"][0], ANNA)
            return [{**event, "set": {**said, "address_changed_on": event["on"]}}]
        people.change_customer(self.office.app, self.office.id, event["customer"], ANNA, **said)
        return None

    def _organisation(self, event: Facts) -> None:
        closures = frozenset(map(date.fromisoformat, event["set"]["closures"]))
        change_organisation(self.office.app, self.office.id, ANNA, closures=closures)

    def _hold(self, event: Facts) -> None:
        said = event["hold"]
        parts = tuple(
            Instalment(date.fromisoformat(x["due_on"]), x["amount"]) for x in said.get("instalments", ())
        )
        until_on = said.get("until_on")
        draft = Hold(
            "",
            HoldReason(said["reason"]),
            Scope.INVOICE,
            date.fromisoformat(event["on"]),
            until_on=until_on and date.fromisoformat(until_on),
            amount=said.get("amount"),
            instalments=parts,
            author=ANNA,
        )
        whom = Whom(said.get("invoice"), said.get("customer"), said["scope"] == "organisation")
        people.hold(self.office.app, self.office.id, whom, draft)

    def _release(self, event: Facts) -> None:
        whom = Whom(event.get("invoice"), event.get("customer"))
        reason = event.get("reason") and HoldReason(event["reason"])
        people.release(self.office.app, self.office.id, whom, reason, ANNA)

    def _record(self, event: Facts) -> list[Facts]:
        left_on = date.fromisoformat(event["left_on"])
        made = people.record(self.office.app, self.office.id, event["invoice"], event["step"], left_on, ANNA)
        return _lines(made, left_on)

    # ------------------------------------------------------------ tasks

    def _do_tasks(self, day: date) -> None:
        """Calls are made and letters posted some days after they were asked for, or never."""
        self.office.at(f"{day}T18:30")
        for task in self.reminders(State.AWAITING_APPROVAL):
            dice = Random(f"{self.world.seed} {task.lines[0].number} {task.lines[0].step_id}")
            patience = dice.choice([0, 0, 1, 2, 4, 9, 999])
            if not task.is_task or day < task.planned_on + timedelta(days=patience):
                continue
            word = "done"
            if task.channel is Channel.CALL:
                word = dice.choice(["reached", "not-reached", "done"])
            to_do.resolve(self.office.app, self.office.id, task.id, word, ANNA)
            self.figures.tasks_done += 1
            self._for_tomorrow += _lines(task, day, is_contact=word != "not-reached")
            self.count(task)

    def count(self, reminder: Reminder) -> None:
        """Every (invoice, step, cycle) that was really said, however."""
        for line in reminder.live_lines:
            self.said[(line.number, line.step_id, line.cycle)] += 1


def _one_payment_a_day(events: list[Facts]) -> list[Facts]:
    """A ledger that is read in the morning shows two payments of one invoice as one."""
    kept: dict[object, Facts] = {}
    for event in events:
        is_payment = event["kind"] == "payment"
        key: object = (event["invoice"], event["connection"]) if is_payment else id(event)
        before = kept.get(key)
        kept[key] = event if before is None else {**event, "amount": before["amount"] + event["amount"]}
    return list(kept.values())


def _lines(reminder: Reminder, left_on: date, *, is_contact: bool = True) -> list[Facts]:
    """What the oracle's history keeps of a reminder that a person carried out."""
    return [
        {
            "kind": "line",
            "line": {
                "invoice": line.number,
                "step": line.step_id,
                "offset": line.offset,
                "severity": int(line.severity),
                "channel": reminder.channel.value,
                "state": "done",
                "left_on": left_on.isoformat(),
                "deadline_on": None,
                "currency": reminder.currency,
                "language": reminder.language,
                "sort": reminder.sort.value,
                "is_contact": is_contact,
                "failed_on": None,
            },
        }
        for line in reminder.live_lines
    ]
