"""Xero tells of a change, and it is in the ledger at the next round; what is lost is noticed (41)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from connector.opener import Opener
from connector.usecases.sync import sync_what_is_old
from providers.sandbox import Handle
from providers.sandbox.xero import entry
from providers.sandbox.xero.rows import Invoice
from tests.providers.xero.connected import settings
from tests.providers.xero.installation import Connected, Installation
from tests.served import served

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
KEY = "a-key-of-the-tests"


@pytest.fixture
def two(installation: Installation, seeded: Handle) -> Iterator[tuple[Connected, Connected]]:
    """Two organisations on one consent, read once; Xero knows where to tell of them."""
    books = list(seeded.xero.books.values())[:2]
    grant = installation.consent(*(book.organisation.id for book in books))
    made = [installation.connect(grant, book) for book in books]
    assert [each.sync().problem for each in made] == [None, None]
    opener = Opener(
        lambda _: settings(seeded) | {"WEBHOOK_SECRET": KEY}, installation.store, installation.clock
    )
    with served(replace(installation.app, systems=opener), installation.store) as address:
        seeded.clock.advance(MINUTE)
        seeded.xero.webhooks.key, seeded.xero.webhooks.url = KEY, f"{address}/webhooks/xero/app"
        yield made[0], made[1]


def of_round(ours: Connected) -> int:
    """How many accounts a round of the schedule reads, a minute later."""
    ours.installation.sandbox.clock.advance(MINUTE)
    return len(sync_what_is_old(ours.installation.app, ours.id, HOUR))


def paid(ours: Connected) -> Invoice:
    """An invoice that is paid there."""
    book = ours.book
    open_ones = [x for x in book.invoices.rows.values() if x.status == "AUTHORISED" and x.type == "ACCREC"]
    chosen = next(x for x in open_ones if not x.amount_paid and not x.amount_credited)
    entry.pay(book, chosen)
    return chosen


def test_the_check_of_the_endpoint_is_passed(two: tuple[Connected, Connected]) -> None:
    assert two[0].installation.sandbox.xero.webhooks.check_intent()


def test_a_payment_is_known_at_the_next_round_and_asked_for_once(two: tuple[Connected, Connected]) -> None:
    ours, other = two
    hooks = ours.installation.sandbox.xero.webhooks
    invoice = paid(ours)
    assert of_round(ours) == 0

    told = hooks.deliver()

    assert told is not None and told.status == 200
    assert (of_round(ours), of_round(other)) == (1, 0)
    assert ours.ledger()[invoice.number][0] == "paid"
    assert of_round(ours) == 0


def test_told_twice_it_is_read_once(two: tuple[Connected, Connected]) -> None:
    ours, _ = two
    hooks = ours.installation.sandbox.xero.webhooks
    paid(ours)
    hooks.deliver()
    assert of_round(ours) == 1

    again = hooks.repeat()

    assert again is not None and again.status == 200
    assert of_round(ours) == 0


def test_a_forged_one_changes_nothing(two: tuple[Connected, Connected]) -> None:
    ours, _ = two
    paid(ours)

    told = ours.installation.sandbox.xero.webhooks.deliver(is_signed_well=False)

    assert told is not None and told.status == 401
    assert of_round(ours) == 0


def test_what_was_lost_is_noticed_by_the_next_one(two: tuple[Connected, Connected]) -> None:
    ours, other = two
    hooks = ours.installation.sandbox.xero.webhooks
    paid(other)
    hooks.deliver()
    of_round(other)
    lost = paid(ours)
    assert hooks.lose() > 0
    paid(other)

    hooks.deliver()

    assert of_round(ours) == 1
    assert ours.ledger()[lost.number][0] == "paid"
