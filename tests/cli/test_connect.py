"""`relance connect` and `sync`, against an account served over HTTP on loopback."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from providers.sandbox import Handle, serve
from tests.cli.terminal import IMPORTED, Terminal

KEY = "rk_test_ofthetests"


@pytest.fixture(scope="module")
def served() -> Iterator[Handle]:
    with serve(now=lambda: datetime(2026, 11, 21, 12, tzinfo=UTC), seed=None) as handle:
        yield handle


@pytest.fixture
def account(served: Handle, monkeypatch: pytest.MonkeyPatch) -> Handle:
    """A seeded account, and the key to it in the environment."""
    served.reset(7)
    monkeypatch.setenv("RELANCE_STRIPE_API_KEY", KEY)
    monkeypatch.setenv("RELANCE_STRIPE_API_URL", served.stripe_url)
    return served


@pytest.fixture
def connected(relance: Terminal, account: Handle) -> Terminal:
    """A British business with that account connected."""
    relance("org", "add", "Northwind", "--country", "GB")
    relance("connect", "stripe")
    return relance


def test_an_account_is_connected_and_its_key_is_not_shown(relance: Terminal, account: Handle) -> None:
    relance("org", "add", "Northwind", "--country", "GB")

    first = relance("connect", "stripe")
    again = relance("connect", "stripe")

    assert first.out.startswith("Connected stripe account acct_")
    assert first.out.endswith("to «Northwind».\n")
    assert again.out == first.out
    assert KEY not in first.out + first.err + again.err


def test_another_key_of_the_same_account_takes_the_place_of_the_one_before(
    connected: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RELANCE_STRIPE_API_KEY", f"{KEY}2")
    before = connected.kept()

    again = connected("connect", "stripe")

    rows = [x for x in connected.kept() if x.startswith('INSERT INTO "connections"')]
    assert again.code == 0
    assert len(rows) == 1 and rows[0] not in before


def test_the_key_lies_sealed(connected: Terminal) -> None:
    kept = b"".join(path.read_bytes() for path in connected.data_dir.rglob("*") if path.is_file())

    assert KEY.encode() not in kept
    assert KEY not in "\n".join(connected.kept())


def test_sync_reads_the_account_without_the_setting(
    connected: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RELANCE_STRIPE_API_KEY")

    done = connected("sync", "--json", *IMPORTED).json

    assert [list(x) for x in done] == [["provider", "account", "problem", "new", "changed", "closed"]]
    assert done[0]["problem"] is None
    assert done[0]["new"] > 0
    assert len(connected("plan", "--json", *IMPORTED).json) > 0


def test_an_account_that_does_not_answer_is_said_and_is_no_refusal(
    connected: Terminal, account: Handle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RELANCE_STRIPE_API_URL", "http://127.0.0.1:1")

    ran = connected("sync", *IMPORTED)

    assert ran.code == 0
    assert "Stripe cannot be reached" in ran.out


@pytest.mark.parametrize(
    ("key", "says"),
    [("sk_live_1", "That is a secret key"), ("pk_live_1", "pk_"), ("hunter2", "rk_")],
)
def test_another_kind_of_key_is_refused_and_not_repeated(
    relance: Terminal, account: Handle, key: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    relance("org", "add", "Northwind", "--country", "GB")
    monkeypatch.setenv("RELANCE_STRIPE_API_KEY", key)
    before = relance.kept()

    ran = relance("connect", "stripe")

    assert says in ran.sentence
    assert key not in ran.sentence
    assert relance.kept() == before


def test_another_clock_is_refused_where_the_account_is_a_real_one(
    connected: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RELANCE_STRIPE_API_URL")

    ran = connected("run-once", *IMPORTED)

    assert ran.sentence == "--as-of does not write or send with a connected stripe account."


@pytest.mark.parametrize("name", ["API_URL", "TOKEN_URL", "CONNECTIONS_URL"])
def test_another_clock_is_refused_where_any_address_is_elsewhere(
    connected: Terminal, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(f"RELANCE_STRIPE_{name}", "https://elsewhere.example.com")

    assert "with a connected stripe account" in connected("run-once", *IMPORTED).sentence
