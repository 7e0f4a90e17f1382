"""What webhooks told: each piece of news once, and whose turn it brings forward."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from connector.core.source import Connection, ConnectionKind
from connector.core.webhooks import APP, WebhookEvent
from connector.store.engine import SqlStore
from tests.store.desk import NOON, Desk

MINUTE = timedelta(minutes=1)


@pytest.fixture
def provider() -> str:
    """One of which no other test knows."""
    return f"acme-{uuid4()}"


class Account:
    """An account of the desk's, last read at noon."""

    def __init__(self, desk: Desk, provider: str) -> None:
        self.desk = desk
        self.tenant = str(uuid4())
        self.id = str(uuid4())
        made = Connection(self.id, provider, "Acme", ConnectionKind.ACCOUNT, tenant=self.tenant, read_at=NOON)
        with desk.writing() as unit:
            unit.connections.add(made)

    def change(self, at: datetime) -> None:
        with self.desk.writing() as unit:
            unit.connections.change(self.id, read_at=at)

    @property
    def is_told(self) -> bool:
        with self.desk.store.reading(self.desk.id) as unit:
            return self.id in unit.connections.told()


def test_an_event_tells_of_its_account_alone(store: SqlStore, desk: Desk, provider: str) -> None:
    mine, other = Account(desk, provider), Account(desk, provider)
    assert not mine.is_told

    store.webhook_events.keep(provider, APP, [WebhookEvent("e", mine.tenant)], NOON + MINUTE)

    assert (mine.is_told, other.is_told) == (True, False)


def test_a_reading_that_began_later_has_seen_it(store: SqlStore, desk: Desk, provider: str) -> None:
    mine = Account(desk, provider)
    store.webhook_events.keep(provider, APP, [WebhookEvent("e", mine.tenant)], NOON + MINUTE)

    mine.change(NOON + 2 * MINUTE)

    assert not mine.is_told


def test_what_came_at_the_very_moment_of_a_reading_is_read_once_more(
    store: SqlStore, desk: Desk, provider: str
) -> None:
    mine = Account(desk, provider)

    store.webhook_events.keep(provider, APP, [WebhookEvent("e", mine.tenant)], NOON)

    assert mine.is_told


def test_the_same_piece_of_news_counts_once(store: SqlStore, desk: Desk, provider: str) -> None:
    mine = Account(desk, provider)
    store.webhook_events.keep(provider, APP, [WebhookEvent("e", mine.tenant)], NOON + MINUTE)
    mine.change(NOON + 2 * MINUTE)

    store.webhook_events.keep(provider, APP, [WebhookEvent("e", mine.tenant)], NOON + 60 * MINUTE)

    assert not mine.is_told


def test_an_endpoint_of_one_account_tells_of_it(store: SqlStore, desk: Desk, provider: str) -> None:
    mine, other = Account(desk, provider), Account(desk, provider)

    store.webhook_events.keep(provider, mine.id, [WebhookEvent("e")], NOON + MINUTE)

    assert (mine.is_told, other.is_told) == (True, False)


def test_a_hole_in_the_sequence_tells_of_every_account(store: SqlStore, desk: Desk, provider: str) -> None:
    mine, other = Account(desk, provider), Account(desk, provider)
    store.webhook_events.keep(provider, APP, [WebhookEvent("e-1", mine.tenant, 1)], NOON - MINUTE)

    store.webhook_events.keep(provider, APP, [WebhookEvent("e-3", mine.tenant, 3)], NOON + MINUTE)

    assert (mine.is_told, other.is_told) == (True, True)


def test_nothing_is_told_by_nothing(store: SqlStore, desk: Desk, provider: str) -> None:
    mine = Account(desk, provider)

    store.webhook_events.keep(provider, APP, [], NOON + MINUTE)

    assert not mine.is_told


def test_what_was_disconnected_is_told_of_nothing(store: SqlStore, desk: Desk, provider: str) -> None:
    mine = Account(desk, provider)
    assert store.webhook_events.knows(provider, mine.id)
    store.webhook_events.keep(provider, APP, [WebhookEvent("e", mine.tenant)], NOON + MINUTE)

    with desk.writing() as unit:
        unit.connections.change(mine.id, ended_at=NOON)

    assert not mine.is_told
    assert not store.webhook_events.knows(provider, mine.id)
    assert not store.webhook_events.knows("another", mine.id)


def test_what_was_forgotten_is_told_anew(store: SqlStore, desk: Desk, provider: str) -> None:
    mine = Account(desk, provider)
    for n, at in enumerate((NOON + MINUTE, NOON + 3 * MINUTE)):
        store.webhook_events.keep(provider, APP, [WebhookEvent(f"e-{n}", mine.tenant)], at)

    store.webhook_events.forget(NOON + 2 * MINUTE)
    mine.change(NOON + 4 * MINUTE)
    store.webhook_events.keep(provider, APP, [WebhookEvent("e-1", mine.tenant)], NOON + 5 * MINUTE)
    assert not mine.is_told
    store.webhook_events.keep(provider, APP, [WebhookEvent("e-0", mine.tenant)], NOON + 5 * MINUTE)

    assert mine.is_told
