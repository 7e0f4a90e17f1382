"""Budgets: shared by all, kept to the provider's word, on both databases."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from connector.core.budgets import Block, Limit, Priority
from connector.core.errors import RateLimited
from connector.store.engine import SqlStore
from tests.store.desk import NOON

MINUTE = Limit("minute", 60, timedelta(minutes=1))
DAY = Limit("day", 1000, timedelta(days=1))


@pytest.fixture
def account() -> str:
    return f"acme:{uuid4()}"


def taken(
    store: SqlStore,
    account: str,
    calls: int = 5,
    priority: Priority = Priority.SEND,
    now: datetime = NOON,
    limits: Sequence[Limit] = (MINUTE, DAY),
) -> Block:
    return store.budgets.take(account, limits, priority, calls, now)


def test_a_block_is_taken_out_of_every_unit(store: SqlStore, account: str) -> None:
    first, second = taken(store, account), taken(store, account)

    assert (first.calls, first.until) == (5, NOON + timedelta(minutes=1))
    assert first.left == {"minute": 55, "day": 995}
    assert second.left == {"minute": 50, "day": 990}


def test_the_last_ones_are_a_smaller_block(store: SqlStore, account: str) -> None:
    taken(store, account, 58)

    assert taken(store, account).calls == 2


def test_what_is_used_up_is_there_again_when_its_span_ends(store: SqlStore, account: str) -> None:
    taken(store, account, 60)

    with pytest.raises(RateLimited, match="minute") as refused:
        taken(store, account, now=NOON + timedelta(seconds=59))

    assert refused.value.retry_at == NOON + timedelta(minutes=1)
    assert taken(store, account, now=refused.value.retry_at).left == {"minute": 55, "day": 935}


def test_a_refused_block_costs_nothing(store: SqlStore, account: str) -> None:
    short = Limit("minute", 10, timedelta(minutes=1))
    taken(store, account, 10, limits=(DAY, short))

    with pytest.raises(RateLimited):
        taken(store, account, limits=(DAY, short))

    assert taken(store, account, limits=(DAY,)).left == {"day": 985}


@pytest.mark.parametrize(
    ("priority", "most"), [(Priority.SEND, 60), (Priority.POLL, 54), (Priority.BACKFILL, 42)]
)
def test_each_purpose_leaves_a_part_to_what_matters_more(
    store: SqlStore, account: str, priority: Priority, most: int
) -> None:
    assert taken(store, account, 1000, priority).calls == most
    with pytest.raises(RateLimited):
        taken(store, account, 1, priority)


def test_reading_before_sending_goes_on_where_polling_has_to_wait(store: SqlStore, account: str) -> None:
    taken(store, account, 1000, Priority.POLL)

    assert taken(store, account, 1000, Priority.SEND).calls == 6


def test_accounts_do_not_share(store: SqlStore, account: str) -> None:
    taken(store, account, 60)

    assert taken(store, f"{account}-other").calls == 5


def test_the_provider_s_word_is_the_truth(store: SqlStore, account: str) -> None:
    taken(store, account)

    store.budgets.learn(account, MINUTE, 3, NOON + timedelta(seconds=30))

    last = taken(store, account, now=NOON + timedelta(seconds=31))
    assert (last.calls, last.until) == (3, NOON + timedelta(minutes=1))


def test_more_than_was_known_means_that_a_new_span_began(store: SqlStore, account: str) -> None:
    taken(store, account, 60)

    store.budgets.learn(account, MINUTE, 59, NOON + timedelta(seconds=30))

    block = taken(store, account, now=NOON + timedelta(seconds=31))
    assert (block.left["minute"], block.until) == (54, NOON + timedelta(seconds=90))


def test_a_pause_is_kept_by_everybody(store: SqlStore, account: str) -> None:
    store.budgets.shut(account, NOON + timedelta(hours=12))

    with pytest.raises(RateLimited, match="pause") as refused:
        taken(store, account, now=NOON + timedelta(hours=11))

    assert refused.value.retry_at == NOON + timedelta(hours=12)
    assert taken(store, account, now=NOON + timedelta(hours=12)).calls == 5


def test_a_clock_that_was_set_back_does_not_shut_an_account(store: SqlStore, account: str) -> None:
    taken(store, account, 60, now=NOON + timedelta(days=30))

    assert taken(store, account).calls == 5


def test_many_at_once_take_no_more_than_there_is(store: SqlStore, account: str) -> None:
    def take(_: int) -> int:
        try:
            return taken(store, account, 4, limits=(MINUTE,)).calls
        except RateLimited:
            return 0

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(take, range(40))) == 60


def test_without_limits_everything_is_allowed(store: SqlStore, account: str) -> None:
    assert taken(store, account, limits=()).calls == 5
