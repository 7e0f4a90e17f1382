"""The meter before every call: blocks of a budget, places in flight, and the provider's own word."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from connector.core.budgets import Limit, Priority
from connector.core.errors import RateLimited
from connector.store.engine import SqlStore, open_store
from providers._budget import BLOCK, Limits, Meter

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
LIMITS = Limits(
    (Limit("minute", 60, timedelta(minutes=1)), Limit("day", 1000, timedelta(days=1))),
    in_flight=2,
    headers={"minute": "X-MinLimit-Remaining", "day": "X-DayLimit-Remaining"},
)


class Hand:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.moment = NOON

    def now(self) -> datetime:
        return self.moment


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def store(migrated_url: str, clock: Hand) -> Iterator[SqlStore]:
    opened = open_store(migrated_url, lease_clock=clock.now)
    yield opened
    opened.close()


def meter(store: SqlStore, clock: Hand, priority: Priority = Priority.SEND, limits: Limits = LIMITS) -> Meter:
    return Meter("acme:1", limits, store.budgets, store.leases, clock, priority)


def left(store: SqlStore, clock: Hand) -> dict[str, int]:
    """What another process finds, after the call it takes itself."""
    return dict(store.budgets.take("acme:1", LIMITS.spans, Priority.SEND, 1, clock.now()).left)


def call(ours: Meter, times: int = 1) -> None:
    for _ in range(times):
        with ours.call():
            pass


def test_calls_are_taken_out_of_the_budget_in_blocks(store: SqlStore, clock: Hand) -> None:
    call(meter(store, clock), BLOCK)
    assert left(store, clock) == {"minute": 54, "day": 994}

    call(meter(store, clock), BLOCK + 1)

    assert left(store, clock) == {"minute": 43, "day": 983}


def test_no_call_is_made_beyond_the_budget(store: SqlStore, clock: Hand) -> None:
    ours = meter(store, clock)
    call(ours, 60)

    with pytest.raises(RateLimited) as refused, ours.call():
        pytest.fail("it was sent")

    assert refused.value.retry_at == NOON + timedelta(minutes=1)


def test_a_block_is_not_used_after_its_span(store: SqlStore, clock: Hand) -> None:
    ours = meter(store, clock)
    call(ours)

    clock.moment = NOON + timedelta(minutes=1)
    call(ours)

    assert left(store, clock)["minute"] == 54


def test_no_more_calls_are_under_way_than_allowed(store: SqlStore, clock: Hand) -> None:
    ours = meter(store, clock)

    with ours.call(), meter(store, clock).call():  # noqa: SIM117 - the third is the one that is refused
        with pytest.raises(RateLimited, match="under way"), meter(store, clock).call():
            pytest.fail("it was sent")
    call(ours)


def test_a_place_is_free_again_when_its_call_failed(store: SqlStore, clock: Hand) -> None:
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), meter(store, clock).call():
            raise ZeroDivisionError

    call(meter(store, clock))


def test_the_place_of_a_dead_process_is_free_after_a_minute(store: SqlStore, clock: Hand) -> None:
    for n in range(2):
        store.leases.take(f"call:acme:1:{n}", "dead", 60)
    with pytest.raises(RateLimited):
        call(meter(store, clock))

    clock.moment = NOON + timedelta(seconds=60)

    call(meter(store, clock))


def test_what_the_provider_says_is_left_is_believed(store: SqlStore, clock: Hand) -> None:
    ours = meter(store, clock)
    call(ours)

    ours.heard({"X-MinLimit-Remaining": "7", "X-DayLimit-Remaining": "994"})

    assert left(store, clock) == {"minute": 6, "day": 993}


def test_a_small_difference_is_not_written_down(store: SqlStore, clock: Hand) -> None:
    ours = meter(store, clock)
    call(ours)

    ours.heard({"X-MinLimit-Remaining": "52"})

    assert left(store, clock)["minute"] == 54


def test_what_is_heard_before_the_first_call_counts(store: SqlStore, clock: Hand) -> None:
    meter(store, clock).heard({"X-MinLimit-Remaining": "2"})

    assert left(store, clock)["minute"] == 1


@pytest.mark.parametrize("said", ["", "-1", "many", "1.5"])
def test_a_header_that_makes_no_sense_changes_nothing(store: SqlStore, clock: Hand, said: str) -> None:
    ours = meter(store, clock)
    call(ours)

    ours.heard({"X-MinLimit-Remaining": said})

    assert left(store, clock)["minute"] == 54


def test_a_pause_stops_everybody_at_once(store: SqlStore, clock: Hand) -> None:
    ours = meter(store, clock)
    call(ours)

    ours.paused(NOON + timedelta(minutes=30))

    for one in (ours, meter(store, clock)):
        with pytest.raises(RateLimited, match="pause"):
            call(one)


def test_where_any_number_may_be_under_way_no_place_is_taken(store: SqlStore, clock: Hand) -> None:
    free = Limits(LIMITS.spans)

    with meter(store, clock, limits=free).call(), meter(store, clock, limits=free).call():
        call(meter(store, clock, limits=free))
