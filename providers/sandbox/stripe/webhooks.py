"""Webhooks over HTTP when a caller says so: signed, and doubled, lost, reordered or tried again as wished."""

import hashlib
import hmac
import json
import random
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

import requests

from . import timeline
from .book import DAY, Book
from .events import event_json, pending
from .notices import Delivery, Endpoint, Event

Order = Literal["as_made", "reversed", "shuffled"]
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_TIME_OUT = 20


@dataclass(frozen=True)
class Wish:
    """How this round goes wrong: fractions of a hundred by `seed`, the same each time.

    `to` goes there instead of to the endpoint's address; `signed_at` is Unix seconds, else the clock's now.
    """

    to: str | None = None
    order: Order = "as_made"
    doubled_percent: int = 0
    lost_percent: int = 0
    seed: int = 7
    signed_at: int | None = None


@dataclass(frozen=True)
class Try:
    """One POST, or one that was lost on the way (`status` is then None)."""

    event: str
    type: str
    endpoint: str
    status: int | None


def signature(payload: str, secrets: Iterable[str], at: int) -> str:
    """The header: `t` and one `v1` for each secret in force."""
    marks = [
        hmac.new(secret.encode(), f"{at}.{payload}".encode(), hashlib.sha256).hexdigest()
        for secret in secrets
    ]
    return ",".join([f"t={at}", *(f"v1={mark}" for mark in marks)])


def secrets_in_force(endpoint: Endpoint, now: int) -> list[str]:
    old = [endpoint.old_secret] if endpoint.old_secret and now < endpoint.old_secret_until else []
    return [endpoint.secret, *old]


def roll(book: Book, endpoint: Endpoint, hours: float = 24) -> str:
    """A new secret; the old one signs too for `hours`."""
    endpoint.old_secret, endpoint.old_secret_until = endpoint.secret, book.now() + int(hours * 3_600)
    endpoint.secret = book.new_id("whsec")
    return endpoint.secret


def payload(book: Book, endpoint: Endpoint, event: Event) -> str:
    """In the endpoint's own version, as its bytes will be."""
    return json.dumps(event_json(event, version=endpoint.api_version, pending=pending(book, event)), indent=2)


def deliver(book: Book, wish: Wish | None = None) -> list[Try]:
    """Send all that is due by the clock; what is not answered with 2xx is due again later.

    Refuses (ValueError) an address beyond loopback: nothing leaves the machine.
    """
    wished = wish or Wish()
    chance = random.Random(wished.seed)
    with book.lock:
        timeline.catch_up(book)
        posts = [_Post.of(book, delivery, wished) for delivery in _due(book)]
    if wished.order == "reversed":
        posts.reverse()
    elif wished.order == "shuffled":
        chance.shuffle(posts)
    tries: list[Try] = []
    for post in posts:
        is_lost = chance.randrange(100) < wished.lost_percent
        is_doubled = chance.randrange(100) < wished.doubled_percent
        rounds = 2 if is_doubled else 1
        statuses = [None if is_lost else post.send() for _ in range(1 if is_lost else rounds)]
        tries += [Try(post.event.id, post.event.type, post.delivery.endpoint, status) for status in statuses]
        with book.lock:
            _note(book, post.delivery, statuses)
    return tries


def _due(book: Book) -> list[Delivery]:
    now = book.now()
    return [d for d in book.deliveries if d.due_at is not None and d.due_at <= now and d.event in book.events]


@dataclass(frozen=True)
class _Post:
    """One request as it will leave; made under the book's lock, sent without it."""

    delivery: Delivery
    event: Event
    url: str
    body: str
    header: str

    @classmethod
    def of(cls, book: Book, delivery: Delivery, wish: Wish) -> "_Post":
        endpoint, event = book.endpoints[delivery.endpoint], book.events[delivery.event]
        url = wish.to or endpoint.url
        if urlsplit(url).hostname not in _LOOPBACK:
            raise ValueError(f"{url} is not on this machine: the sandbox delivers to loopback only.")
        body, at = payload(book, endpoint, event), wish.signed_at or book.now()
        return cls(delivery, event, url, body, signature(body, secrets_in_force(endpoint, book.now()), at))

    def send(self) -> int | None:
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": self.header,
            "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        }
        try:
            answer = requests.post(
                self.url, self.body.encode(), headers=headers, timeout=_TIME_OUT, allow_redirects=False
            )
        except requests.RequestException:
            return None
        return answer.status_code


def _note(book: Book, delivery: Delivery, statuses: list[int | None]) -> None:
    delivery.tries += 1
    if any(status is not None and 200 <= status < 300 for status in statuses):
        delivery.is_delivered, delivery.due_at = True, None
        return
    gaps = book.rules.webhook_gaps_hours
    is_last = delivery.tries > len(gaps)
    delivery.due_at = None if is_last else book.now() + int(gaps[delivery.tries - 1] * DAY / 24)
