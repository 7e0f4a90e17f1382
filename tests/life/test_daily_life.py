"""Weeks of three connected organisations: at every midnight our ledger is their books to the cent.

Invoices, payments, credits, voids, merges; webhooks lost, doubled, in disorder; servers that fail.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from connector.opener import Opener
from connector.store.engine import SqlStore, open_store
from connector.store.vault import Vault
from connector.usecases.application import Application
from connector.usecases.run_once import SYNC_EVERY
from connector.usecases.sync import Synced, sync_what_is_old
from providers.sandbox import Handle, serve
from providers.sandbox.faults import Fault, FaultKind
from tests.life.quickbooks import QuickBooksLife
from tests.life.stripe import StripeLife
from tests.life.world import Books
from tests.life.xero import XeroLife
from tests.providers.quickbooks.connected import settings_of
from tests.providers.xero.connected import settings
from tests.served import served

START = datetime(2026, 11, 2, 0, 5, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
#: Rounds of a day: the last ends at midnight, and nothing goes wrong in it.
ROUNDS = 2
SECRET = "whsec_of_all_three"
FAULTS: tuple[FaultKind, ...] = (
    "rate_limited", "server_error", "html", "half_page", "broken_page", "dropped",
)  # fmt: skip


class World:
    """The installation, its pages served for the webhooks, and the three accounts."""

    def __init__(self, sandbox: Handle, store: SqlStore) -> None:
        self.sandbox = sandbox
        quickbooks = QuickBooksLife(sandbox, store)
        self.books: tuple[Books, ...] = (quickbooks, XeroLife(sandbox, store), StripeLife(sandbox, store))
        known: Mapping[str, Mapping[str, str]] = {
            "quickbooks": settings_of(sandbox),
            "xero": settings(sandbox),
            "stripe": {"API_URL": sandbox.stripe_url},
        }
        opener = Opener(
            lambda name: {**known[name], "WEBHOOK_SECRET": SECRET}, store, quickbooks.company.clock
        )
        self.faults = quickbooks.company.faults
        self.app: Application = replace(
            quickbooks.company.app, sources=opener.source, documents=opener.documents, systems=opener
        )

    def read(self, books: Books) -> list[Synced]:
        """What the schedule does in a round."""
        return sync_what_is_old(self.app, books.id, SYNC_EVERY)

    def round(self, dice: Random, is_last: bool) -> None:
        """Some hours: things happen and are told; what was told is read soon, the rest in its turn."""
        for books in self.books:
            for _ in range(dice.randint(0, 4)):
                dice.choice(books.happenings())(dice)
                self.sandbox.clock.advance(MINUTE)
            books.tell(dice)
        if not is_last:
            self._spoil(dice)
        for later in (MINUTE, timedelta(hours=24 / ROUNDS) - 20 * MINUTE):
            self.sandbox.clock.advance(later)
            for books in self.books:
                self.read(books)
        self.sandbox.faults.clear()

    def _spoil(self, dice: Random) -> None:
        for _ in range(dice.choice((0, 0, 1, 3))):
            kind, provider = dice.choice(FAULTS), dice.choice(self.books).provider
            self.sandbox.faults.plan(
                Fault(kind, times=dice.randint(1, 3), skip=dice.randint(0, 2), provider=provider)
            )

    def midnight(self) -> None:
        """The day's last reading, and the comparison."""
        self.sandbox.clock.advance(SYNC_EVERY)
        for books in self.books:
            done = self.read(books)
            assert [(x.connection.provider, x.problem) for x in done] == [(books.provider, None)]
            assert books.ledger() == books.truth() != {}
            assert books.credits() == books.unused()
        assert self.faults == []


@pytest.fixture
def world(migrated_url: str) -> Iterator[World]:
    """Read once."""
    with serve(now=lambda: START, seed=7) as sandbox:
        sandbox.clock.set(START)
        store = open_store(migrated_url, vault=Vault({"1": b"k" * 32}))
        made = World(sandbox, store)
        with served(made.app, store) as address:
            for books in made.books:
                made.read(books)
                books.listen(address, SECRET)
            yield made
        store.close()


def lived(world: World, days: int, seed: int) -> None:
    dice = Random(seed)
    world.midnight()
    for _ in range(days):
        for n in range(ROUNDS):
            world.round(dice, is_last=n == ROUNDS - 1)
        world.midnight()


@pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)
def test_a_month(world: World) -> None:
    lived(world, 30, seed=1)


@pytest.mark.prove
@pytest.mark.parametrize("seed", [2, 3])
def test_half_a_year(world: World, seed: int) -> None:
    lived(world, 182, seed)
