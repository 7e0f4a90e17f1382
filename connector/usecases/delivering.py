"""Delivering: each event to each address that listens, in order, until it was taken or given up.

At least once: an address that took an event just before this process died is told again, with the same id.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import SystemRandom
from uuid import uuid4

from connector.core.hooks import (
    OFF_AFTER,
    Answer,
    Delivery,
    DeliveryState,
    Endpoint,
    Happening,
    HookSender,
    Said,
    WhyOff,
    next_try,
    rests_until,
    signed,
)
from connector.core.ports import UnitOfWork
from connector.usecases.application import Application
from connector.usecases.leasing import leased

#: Events tried at one address in its turn, and how long all addresses of an organisation have together.
AT_ONCE = 100
TURN = timedelta(seconds=30)
#: Real seconds for which an address is this process's own; one try takes ten at most.
LEASE_SECONDS = 60
#: What was told stays in the log for so long; it is swept every few hours at most.
KEPT_FOR = timedelta(days=30)
SWEPT_SECONDS = 6 * 3600
#: Who switches an address off that takes nothing.
AUTHOR = "webhooks"
GONE = 410


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one turn came to."""

    taken: int = 0
    failed: int = 0

    def __add__(self, other: "Delivered") -> "Delivered":
        return Delivered(self.taken + other.taken, self.failed + other.failed)


def deliver(app: Application, organisation_id: str) -> Delivered:
    """Tries what is due, each address in its turn; one in trouble never stops the others.

    What the slow ones leave no time for is told next time: another organisation waits behind this one.
    """
    ends_at = app.clock.now() + TURN
    with app.store.reading(organisation_id) as unit:
        due = unit.hooks.due_endpoints(app.clock.now())
    done = Delivered()
    for endpoint_id in shuffled(due):
        done += deliver_to(app, organisation_id, endpoint_id, ends_at)
    if due and app.store.leases.take(f"hooks-swept:{organisation_id}", str(uuid4()), SWEPT_SECONDS):
        with app.store.writing(organisation_id) as unit:
            unit.hooks.forget(app.clock.now() - KEPT_FOR)
    return done


def shuffled(ids: Sequence[str]) -> list[str]:
    """So that a slow address does not always stand before the same others."""
    return SystemRandom().sample(ids, len(ids))


def deliver_to(
    app: Application, organisation_id: str, endpoint_id: str, ends_at: datetime | None = None
) -> Delivered:
    """What is due at one address, unless another process is at it; until then, or in a turn of its own."""
    if app.hook_sender is None:
        return Delivered()
    until = ends_at or app.clock.now() + TURN
    with leased(app, f"hook:{endpoint_id}", LEASE_SECONDS) as owner:
        if owner is None:
            return Delivered()
        try:
            return _Turn(app, app.hook_sender, organisation_id, endpoint_id, owner, until).run()
        except Exception as error:  # noqa: BLE001 - the loop over addresses ends here
            app.fault(f"webhook {endpoint_id}", error)
            return Delivered()


@dataclass(frozen=True, slots=True)
class _Turn:
    """One turn of one address, until `ends_at`; `owner` has its lease."""

    app: Application
    sender: HookSender
    organisation_id: str
    endpoint_id: str
    owner: str
    ends_at: datetime

    def run(self) -> Delivered:
        done = Delivered()
        with self.app.store.reading(self.organisation_id) as unit:
            due = unit.hooks.due(self.endpoint_id, self.app.clock.now(), AT_ONCE)
        for delivery in due:
            is_mine = self.app.store.leases.take(f"hook:{self.endpoint_id}", self.owner, LEASE_SECONDS)
            if not is_mine or self.app.clock.now() >= self.ends_at:
                break
            answer = self._ask(delivery)
            if answer is None:
                break
            is_taken = answer.said is Said.TAKEN
            done += Delivered(is_taken, not is_taken)
            with self.app.store.writing(self.organisation_id) as unit:
                if not record(unit, delivery, answer, self.app.clock.now()):
                    break
        return done

    def _ask(self, delivery: Delivery) -> Answer | None:
        """None where nothing is to be told there any more."""
        now = self.app.clock.now()
        with self.app.store.reading(self.organisation_id) as unit:
            endpoint = unit.hooks.get(self.endpoint_id)
            if endpoint is None or endpoint.off_at is not None:
                return None
            secrets = unit.hooks.secrets(self.endpoint_id, now)
        body = json.dumps(delivery.body, ensure_ascii=False, separators=(",", ":")).encode()
        headers = signed(delivery.event_id, now, body, secrets)
        headers |= {"content-type": "application/json", "user-agent": "Relance-Webhooks"}
        return self._posted(endpoint, headers, body)

    def _posted(self, endpoint: Endpoint, headers: Mapping[str, str], body: bytes) -> Answer:
        """An answer over which we break counts as none, or the same event would be sent for ever."""
        try:
            return self.sender.post(endpoint.address, headers, body)
        except Exception as error:  # noqa: BLE001 - whatever the other side found to say
            self.app.fault(f"webhook {endpoint.id}", error)
            return Answer(Said.NO_ANSWER, words=type(error).__name__)


def record(unit: UnitOfWork, delivery: Delivery, answer: Answer, now: datetime) -> bool:
    """Writes down what became of a try; False where nothing more is tried there for now.

    A test is tried once, and says nothing about the address but to who asked for it.
    """
    endpoint = unit.hooks.get(delivery.endpoint_id)
    if endpoint is None:
        return False
    if answer.said is Said.TAKEN:
        unit.hooks.record(delivery, DeliveryState.DELIVERED, answer, now, None)
        if endpoint.failing_since is not None:
            unit.hooks.change(endpoint.id, failing_since=None, rest_until=None)
        return True
    if delivery.kind is Happening.TEST:
        return unit.hooks.record(delivery, DeliveryState.DEAD, answer, now, None)
    due_at = next_try(delivery.attempts + 1, now, answer)
    state = DeliveryState.DEAD if due_at is None else DeliveryState.WAITING
    unit.hooks.record(delivery, state, answer, now, due_at)
    return _goes_on(unit, endpoint, answer, now)


def _goes_on(unit: UnitOfWork, endpoint: Endpoint, answer: Answer, now: datetime) -> bool:
    """Lets an address that fails rest, and switches off one that has failed for days."""
    since = endpoint.failing_since or now
    rest_until = rests_until(since, now, answer)
    unit.hooks.change(endpoint.id, failing_since=since, rest_until=rest_until)
    why = WhyOff.GONE if answer.status == GONE else WhyOff.FAILING if now - since >= OFF_AFTER else None
    if why is None:
        return rest_until is None
    unit.hooks.change(endpoint.id, off_at=now, why_off=why)
    told = {"endpoint": endpoint.id, "address": endpoint.address, "why": why.value}
    unit.audit(now, AUTHOR, "webhook.switched_off", **told)
    return False
