"""Xero's limits, counted by the store that all processes share: by minute, by day in each tier, at once."""

from datetime import timedelta

import pytest

from connector.core.budgets import Priority
from connector.core.errors import RateLimited
from providers.sandbox import Handle
from tests.providers.xero.connected import APP, calls, forget
from tests.providers.xero.installation import Connected, Installation

#: The free tier and the others, calls a day.
TIERS = (1000, 5000)


@pytest.fixture
def ours(installation: Installation, seeded: Handle) -> Connected:
    """Not read yet."""
    return installation.connect(installation.consent(), seeded.xero.book)


def _allow(sandbox: Handle, per_day: int, used: int = 0) -> None:
    """Xero's own limits, of which another program has used some."""
    limits, tenant = sandbox.xero.limits, sandbox.xero.book.organisation.id
    limits.per_day = per_day
    for _ in range(used):
        with limits.call(tenant, APP):
            pass
    sandbox.clock.advance(timedelta(minutes=1))
    limits.at_once, limits.per_minute = 5, 60


@pytest.mark.parametrize("per_day", TIERS)
def test_a_first_reading_fits_into_each_tier(ours: Connected, seeded: Handle, per_day: int) -> None:
    """A part is kept for sending: were it of more than the account has, no first reading would begin."""
    _allow(seeded, per_day)

    assert ours.sync().problem is None
    assert ours.ledger() == ours.owed()


@pytest.mark.parametrize("per_day", TIERS)
def test_what_others_have_used_is_heard_of_and_a_part_is_left_for_sending(
    ours: Connected, seeded: Handle, per_day: int
) -> None:
    """39."""
    assert ours.sync().problem is None
    _allow(seeded, per_day, used=per_day - 130)
    forget(seeded)

    said = []
    for _ in range(8):
        said.append(ours.sync().problem)
        seeded.clock.advance(timedelta(minutes=1))

    assert said[0] is None
    assert said[-1] == "The calls of this day are used up."
    assert {seen.status for seen in seeded.xero.front.seen} == {200}
    assert 20 <= len(calls(seeded)) <= 30
    sought = next(iter(seeded.xero.book.invoices.rows))
    source = ours.installation.opener.source(ours.connection, None, Priority.SEND)
    assert len(source.read([sought])) == 1


def test_a_minute_that_is_used_up_is_waited_for_by_nobody(ours: Connected, seeded: Handle) -> None:
    """39."""
    ours.sync()
    _allow(seeded, 5000)
    forget(seeded)

    said = [ours.sync().problem for _ in range(14)]
    seeded.clock.advance(timedelta(minutes=1))

    assert said[-1] == "The calls of this minute are used up."
    assert {seen.status for seen in seeded.xero.front.seen} == {200}
    assert ours.sync().problem is None


def test_a_pause_that_xero_asks_for_is_kept_by_every_process(ours: Connected, seeded: Handle) -> None:
    """39: another organisation goes on."""
    other = list(seeded.xero.books.values())[1]
    neighbour = ours.installation.connect(ours.installation.consent(), other)
    seeded.xero.limits.per_minute = 0
    ours.sync()
    seeded.xero.limits.per_minute = None
    forget(seeded)

    source = ours.installation.opener.source(ours.connection, None, Priority.SEND)
    with pytest.raises(RateLimited) as refused:
        source.read(["00000000-0000-4000-a000-000000000000"])

    assert refused.value.retry_at == seeded.clock.now() + timedelta(minutes=1)
    assert calls(seeded) == []
    assert neighbour.sync().problem is None
