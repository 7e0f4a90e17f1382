"""Tells what happened: each change of an object becomes an event, and a delivery for who wants it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from .book import DAY, Book, newest_first
from .notices import Delivery, Event
from .versions import API_VERSION, is_old
from .view import View
from .wire import Json

KEPT_DAYS = 30
_OLD_VERSION = "2024-06-20"
_FAMILIES = {
    "charge": "charge",
    "credit_note": "credit_note",
    "customer": "customer",
    "dispute": "charge.dispute",
    "invoice": "invoice",
    "payment_method": "payment_method",
    "price": "price",
    "product": "product",
    "refund": "refund",
    "subscription": "customer.subscription",
}
#: These change without an event of their own.
_SILENT = frozenset(("payment_intent",))


def emit(book: Book, name: str, thing: Any, previous: dict[bool, Json] | None = None) -> None:
    """One event of now, with the object as it is now in every shape that someone may ask for."""
    if book.is_quiet:
        return
    shown = {is_older: _snapshot(book, thing, is_older) for is_older in _shapes(book)}
    before = {is_older: json.dumps(fields) for is_older, fields in (previous or {}).items()}
    request, key = book.asked_by
    version = book.rules.api_version
    _keep(book, Event(book.new_id("evt"), book.now(), name, version, shown, before, request, key))


def emit_again(book: Book, name: str) -> None:
    """The object just told of, unchanged, under another name: many invoices are entered at once."""
    if not book.is_quiet:
        last = next(reversed(book.events.values()))
        _keep(book, replace(last, id=book.new_id("evt"), type=name))


def _keep(book: Book, event: Event) -> None:
    book.events[event.id] = event
    for endpoint in book.endpoints.values():
        if endpoint.wants(event.type):
            book.deliveries.append(Delivery(event.id, endpoint.id, event.created))


@contextmanager
def changing(book: Book, *things: Any) -> Iterator[None]:
    """Afterwards each of `things` that has changed says so, with what it was before."""
    if book.is_quiet:
        yield
        return
    shapes = _shapes(book)
    before = [{old: json.loads(_snapshot(book, thing, old)) for old in shapes} for thing in things]
    yield
    for thing, was in zip(things, before, strict=True):
        _tell_change(book, thing, was)


def _tell_change(book: Book, thing: Any, was: dict[bool, Json]) -> None:
    previous = {
        old: _difference(fields, json.loads(_snapshot(book, thing, old))) for old, fields in was.items()
    }
    noun = str(next(iter(was.values()))["object"])
    if any(previous.values()) and noun not in _SILENT:
        emit(book, f"{_FAMILIES[noun]}.updated", thing, previous)


def _shapes(book: Book) -> set[bool]:
    versions = [endpoint.api_version for endpoint in book.endpoints.values() if endpoint.api_version]
    return {is_old(version) for version in (book.rules.api_version, *versions)}


def _snapshot(book: Book, thing: Any, is_older: bool) -> str:
    if isinstance(thing, dict):
        return json.dumps(thing)
    return json.dumps(View(book, _OLD_VERSION if is_older else API_VERSION).show(thing))


def _difference(before: Json, after: Json) -> Json:
    """The fields that have changed, as they were; within an object only what changed there."""
    changed: Json = {}
    for name in before.keys() | after.keys():
        was, is_now = before.get(name), after.get(name)
        if was == is_now:
            continue
        if isinstance(was, dict) and isinstance(is_now, dict):
            changed[name] = _difference(was, is_now)
        else:
            changed[name] = was
    return dict(sorted(changed.items()))


def event_json(event: Event, *, version: str | None = None, pending: int = 0) -> Json:
    """The envelope; `version` is an endpoint's own, else the account's at that time."""
    spoken = version or event.api_version
    old = is_old(spoken)
    shown = event.shown.get(old) or next(iter(event.shown.values()))
    data: Json = {"object": json.loads(shown)}
    before = json.loads(event.previous.get(old, "{}"))
    if before:
        data["previous_attributes"] = before
    return {
        "id": event.id,
        "object": "event",
        "api_version": spoken,
        "created": event.created,
        "data": data,
        "livemode": False,
        "pending_webhooks": pending,
        "request": {"id": event.request, "idempotency_key": event.idempotency_key},
        "type": event.type,
    }


def pending(book: Book, event: Event) -> int:
    """How many endpoints have not answered yet."""
    return sum(1 for d in book.deliveries if d.event == event.id and not d.is_delivered)


def remembered(book: Book) -> list[Event]:
    """Those of the last thirty days, the newest first."""
    since = book.now() - KEPT_DAYS * DAY
    return newest_first(event for event in book.events.values() if event.created >= since)
