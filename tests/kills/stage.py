"""The test's side of a kill: who is ordered to send, who goes on after him, and what must then hold."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import msgspec

from connector.channels.catcher import Catcher, Caught
from connector.channels.smtp import SmtpChannel
from connector.core.history import State
from connector.core.message import Reminder
from connector.core.redelivery import Redelivery
from connector.core.source import SourceCustomer
from connector.core.tasks import TaskKind
from connector.store.engine import SqlStore, open_store
from connector.store.migrate import migrate
from connector.store.vault import Vault
from connector.usecases import to_do
from tests.kills.account import AccountOnDisk
from tests.kills.victim import KEYS, Order
from tests.scenarios.office import Office, lines_of

ROOT = Path(__file__).parents[2]
#: In seconds; the first is longer than a claim.
CLAIM_RUN_OUT = 600
A_DAY = 86400
FINAL = frozenset({State.SENT, State.FAILED, State.CANCELLED, State.MISSED})
DUPONTS = ("dupont@dupont.example", "chef@dupont.example")


class Program:
    """The victims' program, running: it forks one process for each order."""

    def __init__(self) -> None:
        self._desk, theirs = socket.socketpair()
        self._process = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "tests.kills.victim"], stdin=theirs.fileno(), cwd=ROOT
        )
        theirs.close()

    def begin(self, order: Order) -> "Victim":
        ours, theirs = socket.socketpair()
        socket.send_fds(self._desk, [msgspec.json.encode(order)], [theirs.fileno()])
        theirs.close()
        return Victim(self, self._answer(), ours)

    def wait(self, pid: int) -> int:
        """Its exit code; the negative number of the signal that ended it."""
        self._desk.sendall(json.dumps({"wait": pid}).encode())
        return self._answer()

    def close(self) -> None:
        self._desk.close()
        self._process.wait()

    def _answer(self) -> int:
        answer = self._desk.recv(64)
        assert answer.endswith(b"\n"), "the victims' program has ended"
        return int(answer)


class Told(NamedTuple):
    """The moment at which a victim waits, and the reminder it last claimed."""

    at: str
    reminder_id: str


class Victim:
    """One process that sends, from its first word to its last."""

    def __init__(self, program: Program, pid: int, line: socket.socket) -> None:
        self._program, self.pid, self._line = program, pid, line
        self._words = line.makefile("rb")
        assert self._hear() == {"begun": True}

    def stops(self) -> "Told | None":
        """Where it now waits; None when it came to its end without."""
        told = self._hear()
        if "at" in told:
            return Told(told["at"], told["reminder"])
        self._over(told)
        return None

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        assert self._program.wait(self.pid) == -signal.SIGKILL
        self._close()

    def wake(self) -> None:
        self._line.sendall(b"\n")

    def ends(self) -> dict[str, Any]:
        """Its last words."""
        told = self._hear()
        self._over(told)
        return told

    def _over(self, told: dict[str, Any]) -> None:
        assert self._program.wait(self.pid) == 0
        assert told["faults"] == []
        self._close()

    def _hear(self) -> dict[str, Any]:
        word = self._words.readline()
        assert word, "the victim died by itself: its traceback is on standard error"
        told: dict[str, Any] = json.loads(word)
        return told

    def _close(self) -> None:
        self._words.close()
        self._line.close()


@dataclass
class Stage:
    """One database, one mail server, one program of victims; scenes take place on it."""

    url: str
    folder: Path
    program: Program
    catcher: Catcher
    ahead: timedelta = timedelta()
    store: SqlStore = field(init=False)
    channel: SmtpChannel = field(init=False)

    def __post_init__(self) -> None:
        migrate(self.url)
        self.store = open_store(
            self.url, lease_clock=lambda: datetime.now(UTC) + self.ahead, vault=Vault(KEYS)
        )
        self.channel = SmtpChannel(self.catcher.url)

    def close(self) -> None:
        self.channel.close()
        self.store.close()


class Scene:
    """One organisation with messages to two customers due, F-1 and F-2 in one, F-3 in the other."""

    numbers: tuple[str, ...] = ("F-1", "F-2", "F-3")
    customers: tuple[str, ...] = ("Dupont", "Dupont", "Durand")
    policy = "standard"
    #: Whether the account mails by itself what a step leaves to it.
    can_send = False

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        stage.ahead = timedelta()
        stage.catcher.clear()
        self.office = Office(stage.store, channel=stage.channel, policy=self.policy)
        self.account = AccountOnDisk(stage.folder / f"{uuid4()}.json")
        self.account.can_send = self.can_send
        self.office.account = self.account
        self.office.app = self.office.make_app()
        for number, customer in zip(self.numbers, self.customers, strict=True):
            self.office.invoice(number, "2026-08-28", customer=customer)
        self.account.keep()
        self.office.sync()
        self.office.at("2026-09-02")
        self.office.sync()

    # ------------------------------------------------------------ what happens

    def leave_one_out(self) -> None:
        """Dupont's message has left for his first address, and is owed to his second from 09:15 on."""
        self.account.customers["Dupont"] = SourceCustomer("Dupont", "Dupont", DUPONTS)
        self.account.keep()
        self.stage.catcher.script.say(DUPONTS[1], "450 4.2.0 Busy, come back")
        self.go_on("2026-09-02T09:00")
        self.office.at("2026-09-02T09:15")

    def begin(self, stop: str | int | None = None, turn: int = 1, lease_ahead: int = 0) -> Victim:
        """A process of its own that plans and sends at the office's moment."""
        order = Order(
            self.stage.url, self.office.id, str(self.account.path), self.stage.catcher.url,
            self.office.clock.now(), stop, turn, lease_ahead,
        )  # fmt: skip
        return self.stage.program.begin(order)

    def kill_at(self, stop: str, turn: int = 1, lease_ahead: int = 0) -> str:
        """Kills one process there; the id of the reminder it was at, if it was at one."""
        victim = self.begin(stop, turn, lease_ahead)
        told = victim.stops()
        assert told is not None, f"{stop} was never reached"
        victim.kill()
        return told.reminder_id

    def say(self, reply: str) -> None:
        """What the mail server says once to each recipient."""
        for customer in self.account.customers.values():
            self.stage.catcher.script.say(customer.emails[0], reply)

    def go_on(self, *moments: str, lease_ahead: int = 0) -> None:
        """An unharmed sender's cycles at these moments."""
        self.stage.ahead = timedelta(seconds=lease_ahead)
        for moment in moments:
            self.office.cycle(moment)

    def to_the_end(self) -> None:
        """Every claim has run out, and whoever is well sends: today, and when the gap is over."""
        self.go_on("2026-09-02T11:00", "2026-09-07", lease_ahead=A_DAY)

    def to_the_next_step(self) -> None:
        """The ladder goes on."""
        self.go_on("2026-09-14", "2026-09-15", lease_ahead=A_DAY)

    # ------------------------------------------------------------ what came of it

    def reminders(self) -> dict[str, Reminder]:
        """By id; calls and letters are left out."""
        return {x.id: x for x in self.office.reminders() if not x.is_task}

    def state(self, reminder_id: str) -> State:
        return self.reminders()[reminder_id].state

    def arrivals(self) -> Counter[str]:
        """How often each reminder lies at the mail server, by its Message-ID, or left through the account."""
        through = Counter(key.rpartition("-")[0] for _, key in self.account.mailed_by_all())
        return through + Counter(_reminder_of(x) for x in self.stage.catcher.all())

    def reached(self, reminder_id: str, address: str) -> int:
        """How often it lies in this mailbox."""
        mine = [x for x in self.stage.catcher.all() if _reminder_of(x) == reminder_id]
        return sum(address in x.rcpt_to for x in mine)

    def owed(self) -> list[Redelivery]:
        """Every recipient who was once left out, whatever became of him."""
        with self.stage.store.reading(self.office.id) as unit:
            return [one for x in self.reminders() for one in unit.redeliveries.of_reminder(x)]

    def asked_about(self) -> set[str]:
        """The reminders about which a person is asked whether they left."""
        waiting = to_do.tasks(self.office.app, self.office.id)
        return {x.id for x in waiting if x.kind == TaskKind.UNKNOWN}

    def broken(self) -> list[str]:
        """Every promise that does not hold, in words; none in a world as it should be."""
        reminders = self.reminders()
        return [
            *_doubles(self.stage.catcher.all(), reminders),
            *_mailed_twice(self.account.mailed_by_all()),
            *_unaccounted(reminders, self.arrivals(), self.asked_about()),
            *(word for one in self.owed() for word in self._astray(one)),
            *(f"fault: {x!r}" for x in self.office.faults),
        ]

    def _astray(self, one: Redelivery) -> list[str]:
        came = self.reached(one.reminder_id, one.address)
        if one.state not in FINAL | {State.UNKNOWN}:
            return [f"without an end: {one.address} is {one.state}"]
        with self.stage.store.reading(self.office.id) as unit:
            asked = {x.key for x in unit.tasks.waiting()}
        is_asked = f"unknown_recipient:{one.reminder_id}:{one.address}" in asked
        if (one.state is State.UNKNOWN) != is_asked:
            return [f"nobody is asked about {one.address}, or without need: it is {one.state}"]
        if one.state is not State.UNKNOWN and came != (one.state is State.SENT):
            return [f"untrue: {one.address} is {one.state} and was reached {came} times"]
        return []


class AccountScene(Scene):
    """Two customers with an invoice each, whose friendly step is left to the account."""

    numbers = ("F-1", "F-2")
    customers = ("Dupont", "Durand")
    policy = "account"
    can_send = True


def _doubles(caught: Iterable[Caught], reminders: dict[str, Reminder]) -> list[str]:
    ids: Counter[str] = Counter()
    steps: Counter[tuple[str, str]] = Counter()
    strange = []
    for mail, address in [(one, address) for one in caught for address in one.rcpt_to]:
        ids[f"{mail.message_id} for {address}"] += 1
        reminder = reminders.get(_reminder_of(mail))
        lines = () if reminder is None else lines_of(reminder)
        steps.update((f"{step} of {number}", address) for number, step in lines)
        if not lines or any(number not in mail.text for number, _ in lines):
            strange.append(f"strange: {mail.message_id} does not say what was planned")
    twice = [f"twice: {what} arrived {n} times" for what, n in ids.items() if n > 1]
    return strange + twice + [f"twice: {step} was said {n} times" for step, n in steps.items() if n > 1]


def _mailed_twice(mailed: Iterable[tuple[str, str]]) -> list[str]:
    """Of the ladder one step alone is left to the account here: each invoice is mailed once."""
    times = Counter(number for number, _ in mailed)
    return [f"twice: the account has mailed {number} {n} times" for number, n in times.items() if n > 1]


def _unaccounted(reminders: dict[str, Reminder], arrivals: Counter[str], asked: set[str]) -> list[str]:
    found = []
    for key, reminder in reminders.items():
        state, came = reminder.state, arrivals[key]
        if state not in FINAL | {State.UNKNOWN}:
            found.append(f"without an end: {key} is {state}")
        if (state is State.UNKNOWN) != (key in asked):
            found.append(f"nobody is asked about {key}, or without need: it is {state}")
        if (state is State.SENT and not came) or (state not in (State.SENT, State.UNKNOWN) and came):
            found.append(f"untrue: {key} is {state} and arrived {came} times")
    return found


def _reminder_of(mail: Caught) -> str:
    return mail.message_id.strip("<>").partition("@")[0]
