"""Endpoints: what the owner does with the addresses that are told what happens."""

import secrets as randomly
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import uuid4

from connector.core.errors import Refused
from connector.core.hooks import (
    CHOICES,
    OLD_SECRET_FOR,
    Delivery,
    Endpoint,
    WhyOff,
    secret_of,
)
from connector.core.ports import UnitOfWork
from connector.usecases.application import Application
from connector.usecases.delivering import deliver_to
from connector.usecases.sentences import say
from connector.usecases.unfit import NotThere

#: More addresses than this in one organisation are a mistake.
MOST = 10
SECRET_BYTES = 32
#: What was given up within this time is trouble that the owner hears of.
TROUBLE_FOR = timedelta(days=1)


class WhyNoHook(StrEnum):
    """What is wrong with an endpoint that is asked for."""

    ADDRESS = "address"
    KINDS = "kinds"
    THERE = "there"
    MOST = "most"
    NEWER = "newer"


class NoHook(Refused):
    """Refused, with its code."""

    def __init__(self, why: WhyNoHook, sentence: str) -> None:
        super().__init__(sentence)
        self.why = why


@dataclass(frozen=True, slots=True)
class Trouble:
    """An endpoint that needs its owner: it was switched off, or gave up on so many events of late."""

    endpoint: Endpoint
    given_up: int = 0


def endpoints(app: Application, organisation_id: str) -> tuple[Endpoint, ...]:
    """Oldest first."""
    with app.store.reading(organisation_id) as unit:
        return unit.hooks.endpoints()


def logged(
    app: Application, organisation_id: str, endpoint_id: str, most: int, before: int | None = None
) -> tuple[Endpoint, tuple[Delivery, ...]]:
    """One endpoint with the latest that it was told, or was told before a number. Raises NotThere."""
    with app.store.reading(organisation_id) as unit:
        return _one(unit, endpoint_id), unit.hooks.log(endpoint_id, most, before)


def add_endpoint(
    app: Application, organisation_id: str, address: str, kinds: Sequence[str], by: str
) -> tuple[Endpoint, str]:
    """A new endpoint that is told of these, of everything where none is named; and its secret, which is
    shown this once.

    Raises NoHook for an address that can never be told anything, or that is told already.
    """
    _check_address(app, address)
    _check_kinds(kinds)
    now, secret = app.clock.now(), secret_of(randomly.token_bytes(SECRET_BYTES))
    made = Endpoint(str(uuid4()), address, tuple(kinds), now)
    with app.store.writing(organisation_id) as unit:
        unit.lock_organisation(is_shared=False)
        known = unit.hooks.endpoints()
        if any(x.address == address for x in known):
            raise NoHook(WhyNoHook.THERE, "This address is told already: change what it is told.")
        if len(known) >= MOST:
            raise NoHook(WhyNoHook.MOST, f"There are {MOST} addresses already: remove one first.")
        unit.hooks.add(made, secret)
        unit.audit(now, by, "webhook.added", endpoint=made.id, address=address, kinds=list(kinds))
    return made, secret


def change_kinds(
    app: Application, organisation_id: str, endpoint_id: str, kinds: Sequence[str], by: str
) -> None:
    """From now on it is told of these. Raises NoHook."""
    _check_kinds(kinds)
    with app.store.writing(organisation_id) as unit:
        before = _one(unit, endpoint_id)
        if before.kinds != tuple(kinds):
            unit.hooks.change(endpoint_id, kinds=tuple(kinds))
            told = {"endpoint": endpoint_id, "kinds": list(kinds), "was": {"kinds": list(before.kinds)}}
            unit.audit(app.clock.now(), by, "webhook.changed", **told)


def rotate(app: Application, organisation_id: str, endpoint_id: str, seen: str, by: str) -> str:
    """Another secret, shown this once; the one before signs too for a day.

    `seen` is what `mark_of` said when the page was made: a form that is sent twice changes it once, and the
    secret of the first time stays. Raises NoHook.
    """
    now, secret = app.clock.now(), secret_of(randomly.token_bytes(SECRET_BYTES))
    with app.store.writing(organisation_id) as unit:
        unit.lock_organisation(is_shared=False)
        if mark_of(_one(unit, endpoint_id)) != seen:
            raise NoHook(WhyNoHook.NEWER, "The secret was changed meanwhile: look at the page again.")
        unit.hooks.rotate(endpoint_id, secret, now + OLD_SECRET_FOR)
        unit.audit(now, by, "webhook.rotated", endpoint=endpoint_id)
    return secret


def mark_of(endpoint: Endpoint) -> str:
    """Stands for the secret that it has now."""
    return "first" if endpoint.old_until is None else endpoint.old_until.isoformat()


def switch(app: Application, organisation_id: str, endpoint_id: str, is_on: bool, by: str) -> None:
    """On: what still waits is tried again at once. Off: nothing more is told; what waits goes on waiting."""
    now = app.clock.now()
    with app.store.writing(organisation_id) as unit:
        if (_one(unit, endpoint_id).off_at is None) is is_on:
            return
        off = {"off_at": None, "why_off": None} if is_on else {"off_at": now, "why_off": WhyOff.BY_HAND}
        unit.hooks.change(endpoint_id, failing_since=None, rest_until=None, **off)
        what = "webhook.switched_on" if is_on else "webhook.switched_off"
        unit.audit(now, by, what, endpoint=endpoint_id)


def remove(app: Application, organisation_id: str, endpoint_id: str, by: str) -> None:
    """With its secret and its log; removed twice it is removed once."""
    with app.store.writing(organisation_id) as unit:
        found = unit.hooks.get(endpoint_id)
        if found is not None:
            unit.hooks.remove(endpoint_id)
            told = {"endpoint": endpoint_id, "address": found.address}
            unit.audit(app.clock.now(), by, "webhook.removed", **told)


def try_endpoint(app: Application, organisation_id: str, endpoint_id: str, by: str) -> str:
    """Sends a test, and what waits for it, now; what was answered stands in the log.

    Returns the id of the test. It may wait behind a crowd of others.
    """
    now = app.clock.now()
    with app.store.writing(organisation_id) as unit:
        _one(unit, endpoint_id)
        unit.hooks.change(endpoint_id, rest_until=None)
        event_id = unit.hooks.tell_one(endpoint_id, now)
        unit.audit(now, by, "webhook.tried", endpoint=endpoint_id)
    deliver_to(app, organisation_id, endpoint_id)
    return event_id


def send_again(app: Application, organisation_id: str, endpoint_id: str, event_id: str, by: str) -> None:
    """One event once more, whatever became of it, from the first try on. Raises NotThere."""
    now = app.clock.now()
    with app.store.writing(organisation_id) as unit:
        if not unit.hooks.again(endpoint_id, event_id, now):
            raise NotThere("There is no such event for this address any more.")
        unit.hooks.change(endpoint_id, rest_until=None)
        unit.audit(now, by, "webhook.sent_again", endpoint=endpoint_id, event=event_id)
    deliver_to(app, organisation_id, endpoint_id)


def troubles(unit: UnitOfWork, now: datetime) -> tuple[Trouble, ...]:
    """Endpoints that need their owner, oldest first."""
    dead = unit.hooks.dead_since(now - TROUBLE_FOR)
    found = (Trouble(x, dead.get(x.id, 0)) for x in unit.hooks.endpoints())
    return tuple(x for x in found if x.given_up or x.endpoint.why_off in (WhyOff.FAILING, WhyOff.GONE))


def _one(unit: UnitOfWork, endpoint_id: str) -> Endpoint:
    found = unit.hooks.get(endpoint_id)
    if found is None:
        raise NotThere("There is no such address of a webhook, or not any more.")
    return found


def _check_address(app: Application, address: str) -> None:
    try:
        if app.hook_sender is None:
            raise Refused(say("nothing_told"))
        app.hook_sender.check(address)
    except Refused as refused:
        raise NoHook(WhyNoHook.ADDRESS, str(refused)) from None


def _check_kinds(kinds: Sequence[str]) -> None:
    if not set(kinds) <= {x.value for x in CHOICES}:
        raise NoHook(WhyNoHook.KINDS, "Choose from the events that are listed.")
