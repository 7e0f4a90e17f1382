"""Every event as Relance tells it, of one made-up company; ids are masked, so that a page can show them."""

import json
import re
from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Any

from connector.channels.memory import MemoryChannel
from connector.core.declines import Failure
from connector.core.errors import AuthExpired
from connector.core.history import State
from connector.core.hooks import Happening
from connector.core.invoice import Mode, Status
from connector.core.message import Outcome, RecipientAnswer, Verdict
from connector.store.engine import SqlStore
from connector.usecases import people, to_do
from connector.usecases.whom import Whom
from tests.scenarios.listening import heard, listen
from tests.scenarios.office import Office

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
Told = dict[str, Any]


class _Refusing(MemoryChannel):
    """A mail server that ends every hand-over so."""

    def __init__(self, state: State, verdict: Verdict) -> None:
        super().__init__()
        self._said = (state, verdict)

    def deliver(self, message: Any) -> Outcome:
        state, verdict = self._said
        answers = tuple(RecipientAnswer(x, verdict, 550, "No such user.") for x in message.to)
        reason = "interrupted" if state is State.UNKNOWN else "refused"
        return Outcome(state, reason, answers)


def events(store: SqlStore) -> dict[str, Told]:
    """The first of each kind."""
    found: dict[str, Told] = {}
    for story in (_sent_and_paid, _promised_and_held, _refused, _unknown, _charged, _ended):
        for told in story(store):
            found.setdefault(told["type"], _masked(told))
    return found


def _office(store: SqlStore, tell: Callable[[Office], object], channel: Any = None) -> list[Told]:
    office = Office(store, channel=channel)
    office.invoice("F-101", "2026-09-03", 1250_00)
    office.sync()
    ear = listen(office)
    tell(office)
    return heard(office, ear)


def _sent_and_paid(store: SqlStore) -> list[Told]:
    def tell(office: Office) -> None:
        office.cycle("2026-09-08")
        office.account.pay("F-101", 250_00)
        office.sync()
        office.account.pay("F-101", on=date(2026, 9, 10))
        office.cycle("2026-09-11")
        office.change("F-101", status=Status.OPEN, open=1250_00)
        office.sync()

    return _office(store, tell)


def _promised_and_held(store: SqlStore) -> list[Told]:
    def tell(office: Office) -> None:
        office.invoice("F-102", "2026-09-03", 310_50)
        office.sync()
        office.hold("dispute", "F-101", amount=400_00)
        people.release(office.app, office.id, Whom(number="F-101"), None, "anna@atelier.example")
        for number in ("F-101", "F-102"):
            office.hold("promise", number, until="2026-09-16")
        office.account.pay("F-102", on=date(2026, 9, 15))
        office.cycle("2026-09-21")

    return _office(store, tell)


def _refused(store: SqlStore) -> list[Told]:
    return _office(store, lambda x: x.cycle("2026-09-08"), _Refusing(State.FAILED, Verdict.BAD_ADDRESS))


def _unknown(store: SqlStore) -> list[Told]:
    def tell(office: Office) -> None:
        office.cycle("2026-09-08")
        (reminder,) = office.reminders()
        to_do.resolve(office.app, office.id, reminder.id, "sent", "anna@atelier.example")

    return _office(store, tell, _Refusing(State.UNKNOWN, Verdict.LATER))


def _charged(store: SqlStore) -> list[Told]:
    def tell(office: Office) -> None:
        failure = Failure("insufficient_funds", date(2026, 9, 1), date(2026, 9, 4))
        office.invoice("S-7", "2026-09-01", 49_00, is_charge=True, failure=failure)
        office.sync()
        office.change("S-7", failure=None, status=Status.PAID, open=0, paid_on=date(2026, 9, 4))
        office.sync()

    return _office(store, tell)


def _ended(store: SqlStore) -> list[Told]:
    def tell(office: Office) -> None:
        office.invoice("F-102", "2026-09-03", 310_50)
        office.sync()
        office.change("F-101", status=Status.CREDITED, open=0)
        office.change("F-102", status=Status.VOID, open=0)
        office.sync()
        office.set_mode(Mode.APPROVE)
        office.account.error = AuthExpired("The key was taken back.")
        office.sync()
        with office.store.writing(office.id) as unit:
            (ear,) = unit.hooks.endpoints()
            unit.hooks.tell_one(ear.id, office.now())

    return _office(store, tell)


def _masked(told: Told) -> Told:
    """Each id is another each time: here they are counted."""
    text = json.dumps(told).replace(told["organisation"]["name"], "Atelier Nord")
    text = re.sub(r'"ear-[^"]*"', '"5e1c0000-0000-4000-8000-000000000000"', text)
    known: dict[str, str] = {}
    numbers = count(1)

    def mask(found: re.Match[str]) -> str:
        if found[0].startswith("5e1c0000"):
            return found[0]
        if found[0] not in known:
            known[found[0]] = f"5e1c000{next(numbers):x}-0000-4000-8000-000000000000"
        return known[found[0]]

    masked: Told = json.loads(_ID.sub(mask, text))
    return masked


def every_kind() -> list[str]:
    return [x.value for x in Happening]
