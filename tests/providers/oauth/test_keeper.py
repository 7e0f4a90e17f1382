"""One grant, many who ask: one exchange, nothing lost, whoever comes and whoever is killed."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connector.bootstrap import FixedClock
from connector.core.errors import AuthExpired, Unavailable
from connector.core.grants import Grant, Tokens, lease_of
from connector.store.engine import SqlStore, open_store
from connector.store.vault import Vault
from providers._oauth import LOOKS, Consent, Keeper
from tests.providers.oauth.given import KEY, NOON, STALE, registration
from tests.providers.oauth.token_server import TokenServer, serving

GOOD = Tokens("access-0", NOON + timedelta(hours=1), "refresh-0")
PROCESSES, USES = 4, 250


@pytest.fixture
def server() -> Iterator[TokenServer]:
    with serving(TokenServer()) as running:
        yield running


@pytest.fixture
def store(migrated_url: str) -> Iterator[SqlStore]:
    opened = open_store(migrated_url, vault=Vault({"1": KEY}))
    yield opened
    opened.close()


def grant(store: SqlStore, tokens: Tokens = STALE) -> Grant:
    return store.grants.add("acme", "anna", tokens, NOON - timedelta(hours=1))


def keeper(
    store: SqlStore,
    given: Grant,
    server: TokenServer,
    now: datetime = NOON,
    pause: Callable[[float], None] = lambda _: None,
) -> Keeper:
    clock = FixedClock(now)
    consent = Consent(registration(server.url), clock.now)
    return Keeper(given.id, store.grants, store.leases, consent, clock, pause)


class TestOneWhoAsks:
    def test_a_good_token_is_used_as_it_is(self, store: SqlStore, server: TokenServer) -> None:
        assert keeper(store, grant(store, GOOD), server).access() == "access-0"
        assert server.exchanged == []

    def test_one_that_ends_within_a_minute_is_exchanged_first(
        self, store: SqlStore, server: TokenServer
    ) -> None:
        soon = Tokens("access-0", NOON + timedelta(seconds=60), "refresh-0")

        assert keeper(store, grant(store, soon), server).access() == "access-1"
        assert server.exchanged == ["refresh-0"]

    def test_the_new_one_is_kept(self, store: SqlStore, server: TokenServer) -> None:
        given = grant(store)

        keeper(store, given, server).access()

        assert keeper(store, given, server).access() == "access-1"
        assert server.exchanged == ["refresh-0"]
        assert store.grants.held(given.id)[1].refresh == "refresh-1"

    def test_the_new_refresh_token_is_kept_before_the_new_access_token_is_used(
        self, store: SqlStore, server: TokenServer
    ) -> None:
        given = grant(store)
        access = keeper(store, given, server).access()

        assert store.grants.held(given.id)[1].access == access

    def test_a_refusal_of_the_present_token_exchanges_it_once(
        self, store: SqlStore, server: TokenServer
    ) -> None:
        ours = keeper(store, grant(store, GOOD), server)

        assert ours.after_refusal("access-0") == "access-1"
        assert ours.after_refusal("access-0") == "access-1"
        assert server.exchanged == ["refresh-0"]

    def test_an_idle_consent_is_kept_alive(self, store: SqlStore, server: TokenServer) -> None:
        given = grant(store, GOOD)

        keeper(store, given, server).keep_alive()

        assert server.exchanged == ["refresh-0"]
        assert store.grants.get(given.id).refreshed_at == NOON


class TestTheEndOfAConsent:
    def test_is_kept_and_asked_about_no_more(self, store: SqlStore, server: TokenServer) -> None:
        given = grant(store, Tokens("a", NOON, "unknown"))
        ours = keeper(store, given, server)

        for _ in range(2):
            with pytest.raises(AuthExpired, match="connect Acme Books again"):
                ours.access()

        assert len(server.seen) == 1
        assert store.grants.get(given.id).problem is not None

    def test_is_not_believed_of_tokens_that_were_exchanged_meanwhile(
        self, store: SqlStore, server: TokenServer
    ) -> None:
        given = grant(store, Tokens("a", NOON, "unknown"))

        class Reconnecting(Consent):
            def refresh(self, tokens: Tokens) -> Tokens:
                store.grants.give_again(given.id, GOOD, NOON)
                return super().refresh(tokens)

        clock = FixedClock(NOON)
        consent = Reconnecting(registration(server.url), clock.now)

        assert Keeper(given.id, store.grants, store.leases, consent, clock).access() == "access-0"
        assert store.grants.get(given.id).problem is None

    def test_trouble_at_the_provider_ends_nothing(self, store: SqlStore, server: TokenServer) -> None:
        given = grant(store)
        server.answer = 503, "", {}

        with pytest.raises(Unavailable):
            keeper(store, given, server).access()
        server.answer = None

        assert keeper(store, given, server).access() == "access-1"


class TestSeveralWhoAsk:
    def test_who_waits_takes_what_the_other_brought(self, store: SqlStore, server: TokenServer) -> None:
        given = grant(store)
        store.leases.take(lease_of(given.id), "other", 60)

        def meanwhile(_: float) -> None:
            store.grants.replace(store.grants.get(given.id), GOOD, NOON, "other")

        assert keeper(store, given, server, pause=meanwhile).access() == "access-0"
        assert server.seen == []

    def test_who_waits_hears_that_the_consent_is_over(self, store: SqlStore, server: TokenServer) -> None:
        given = grant(store)
        store.leases.take(lease_of(given.id), "other", 60)

        with pytest.raises(AuthExpired, match="revoked"):
            keeper(store, given, server, pause=lambda _: _ended(store, given)).access()

    def test_who_waits_for_too_long_gives_up(self, store: SqlStore, server: TokenServer) -> None:
        given = grant(store)
        store.leases.take(lease_of(given.id), "other", 60)
        waits: list[float] = []

        with pytest.raises(Unavailable, match="too long"):
            keeper(store, given, server, pause=waits.append).access()

        assert len(waits) == LOOKS

    def test_who_lost_the_lease_takes_what_is_stored(self, store: SqlStore, server: TokenServer) -> None:
        given = grant(store)
        clock = FixedClock(NOON)

        class Overtaken(Consent):
            def refresh(self, tokens: Tokens) -> Tokens:
                store.grants.give_again(given.id, GOOD, NOON)
                return Tokens("too late", NOON + timedelta(hours=1), "r")

        consent = Overtaken(registration(server.url), clock.now)

        assert Keeper(given.id, store.grants, store.leases, consent, clock).access() == "access-0"

    def test_nothing_is_used_that_could_not_be_kept(self, store: SqlStore, server: TokenServer) -> None:
        given = grant(store)
        clock = FixedClock(NOON)

        class Slow(Consent):
            def refresh(self, tokens: Tokens) -> Tokens:
                with store.engine.connect() as one, one.begin():
                    one.exec_driver_sql("DELETE FROM leases")
                return Tokens("not kept", NOON + timedelta(hours=1), "r")

        consent = Slow(registration(server.url), clock.now)

        with pytest.raises(Unavailable, match="longer than it may"):
            Keeper(given.id, store.grants, store.leases, consent, clock).access()

    def test_many_threads_make_one_exchange(self, store: SqlStore, server: TokenServer) -> None:
        given = grant(store)

        with ThreadPoolExecutor(8) as pool:
            tokens = set(pool.map(lambda _: keeper(store, given, server).access(), range(40)))

        assert tokens == {"access-1"}
        assert server.exchanged == ["refresh-0"]


def _ended(store: SqlStore, given: Grant) -> None:
    store.grants.end(store.grants.get(given.id), "It was revoked.")


# ---------------------------------------------------------------- processes of their own


class Contender:
    """Another process that asks for tokens."""

    def __init__(self, url: str, given: Grant, server: TokenServer, **more: Any) -> None:
        told = {"database": url, "grant": given.id, "url": server.url, "now": NOON.isoformat()}
        rest = {"uses": 1, "threads": 1, "stop": False} | more
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.providers.oauth.contender", json.dumps(told | rest)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.line() == "ready"

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def go(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def contend(migrated_url: str, server: TokenServer) -> Iterator[Callable[..., Contender]]:
    started: list[Contender] = []

    def start(given: Grant, **more: Any) -> Contender:
        started.append(Contender(migrated_url, given, server, **more))
        return started[-1]

    yield start
    for one in started:
        one.end()


def test_a_thousand_uses_at_once_from_four_processes_make_one_exchange(
    store: SqlStore, server: TokenServer, contend: Callable[..., Contender]
) -> None:
    given = grant(store)
    contenders = [contend(given, uses=USES, threads=8) for _ in range(PROCESSES)]

    for one in contenders:
        one.go()
    tokens = [token for one in contenders for token in json.loads(one.line())]

    assert tokens == ["access-1"] * (PROCESSES * USES)
    assert server.exchanged == ["refresh-0"]
    assert store.grants.held(given.id)[1].refresh == "refresh-1"


@pytest.mark.parametrize("grace", [1, 0])
def test_killed_between_answer_and_commit_it_lives_or_asks_to_reconnect(
    migrated_url: str,
    store: SqlStore,
    server: TokenServer,
    contend: Callable[..., Contender],
    grace: int,
) -> None:
    server.grace = grace
    given = grant(store)
    victim = contend(given, stop=True)
    victim.go()
    assert victim.line() == "answered"
    victim.end()
    later = open_store(migrated_url, lease_clock=_in_two_minutes, vault=Vault({"1": KEY}))

    if grace:
        assert keeper(later, given, server).access() == "access-2"
        assert server.exchanged == ["refresh-0", "refresh-0"]
    else:
        with pytest.raises(AuthExpired, match="connect Acme Books again"):
            keeper(later, given, server).access()
        assert later.grants.get(given.id).problem is not None
    later.close()


def _in_two_minutes() -> datetime:
    return datetime.now(UTC) + timedelta(minutes=2)
