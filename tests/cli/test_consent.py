"""`relance connect` and `disconnect` where a consent is asked for, without a browser on the machine."""

from collections.abc import Mapping
from urllib.parse import urlencode

import pytest

from providers.sandbox import Handle
from providers.sandbox.addresses import settings_of
from tests.cli.terminal import Ran, Terminal
from tests.consenting import BRINDILLE, GLENMORE, answered, register, settings_at
from tests.providers.quickbooks.connected import settings_of as quickbooks_settings
from tests.providers.xero.connected import settings as xero_settings


def platform_of(sandbox: Handle) -> Mapping[str, str]:
    """An operator who has a platform at Stripe, and a key beside it."""
    return settings_of(sandbox.url)["stripe"]


def consented(sandbox: Handle) -> Mapping[str, str]:
    """The same without a key."""
    return {name: value for name, value in platform_of(sandbox).items() if name != "API_KEY"}


#: An app as its owner registered it, by provider.
REGISTERED = {"xero": xero_settings, "quickbooks": quickbooks_settings, "stripe": consented}


@pytest.fixture
def sandbox(empty_sandbox: Handle, monkeypatch: pytest.MonkeyPatch) -> Handle:
    register(monkeypatch)
    for name, fields in settings_at(empty_sandbox).items():
        for field, value in fields.items():
            monkeypatch.setenv(f"RELANCE_{name}_{field}".upper(), value)
    return empty_sandbox


@pytest.fixture
def desk(relance: Terminal, sandbox: Handle) -> Terminal:
    relance("org", "add", "Northwind", "--country", "GB")
    return relance


def came_back(address: str, **said: object) -> str:
    """The address in the browser's bar after the consent."""
    return f"http://127.0.0.1:8000/connect/x/callback?{urlencode(answered(address, **said))}"  # type: ignore[arg-type]


def connected(desk: Terminal, provider: str, *more: str, **said: object) -> Ran:
    begun = desk("connect", provider)
    return desk("connect", provider, "--callback", came_back(begun.out.strip(), **said), *more)


def test_the_address_is_printed_and_the_pasted_one_connects(desk: Terminal) -> None:
    begun = desk("connect", "single")
    done = desk("connect", "single", "--callback", came_back(begun.out.strip()))

    assert begun.out.startswith("http://127.0.0.1:")
    assert "http://127.0.0.1:8000/connect/single/callback" in begun.err
    assert "relance connect single --callback" in begun.err
    assert done.out.startswith("Connected single account Company ")
    assert done.out.endswith("to «Northwind».\n")


def test_no_secret_is_printed_but_in_the_address_to_open(desk: Terminal) -> None:
    begun = desk("connect", "several")
    given = answered(begun.out.strip())
    done = desk("connect", "several", "--callback", f"http://x/?{urlencode(given)}", "--account", GLENMORE)

    assert given["state"] not in begun.err + done.out + done.err
    assert given["code"] not in done.out + done.err + "\n".join(desk.kept())
    assert given["state"] not in "\n".join(desk.kept())


def test_of_several_the_named_one_is_connected(desk: Terminal) -> None:
    done = connected(desk, "several", "--account", GLENMORE.lower())

    assert done.out == f"Connected several account {GLENMORE} to «Northwind».\n"


def test_of_several_one_must_be_named(desk: Terminal) -> None:
    ran = connected(desk, "several")

    assert BRINDILLE in ran.sentence and GLENMORE in ran.sentence and "--account" in ran.sentence


@pytest.mark.parametrize("pasted", ["", "http://127.0.0.1:8000/", "not an address"])
def test_what_is_no_callback_is_refused(desk: Terminal, pasted: str) -> None:
    assert "ends in ?code=" in desk("connect", "single", "--callback", pasted or " ").sentence


def test_a_pasted_address_is_good_once(desk: Terminal) -> None:
    address = came_back(desk("connect", "single").out.strip())
    desk("connect", "single", "--callback", address)

    assert "is not open" in desk("connect", "single", "--callback", address).sentence


def test_a_named_account_that_is_connected_is_reconnected(desk: Terminal) -> None:
    name = connected(desk, "single").out.removeprefix("Connected single account ").partition(" to ")[0]

    begun = desk("connect", "single", "--account", name)
    again = desk("connect", "single", "--callback", came_back(begun.out.strip()))

    assert again.out.startswith(f"Connected single account {name}")


def test_an_unknown_provider_is_named(desk: Terminal) -> None:
    assert "«nobody» cannot be connected: there is " in desk("connect", "nobody").sentence


class TestDisconnecting:
    def test_needs_a_yes(self, desk: Terminal) -> None:
        connected(desk, "single")

        asked = desk("disconnect", "single")
        done = desk("disconnect", "single", "--yes")

        assert "add --yes" in asked.sentence
        assert "The consent is revoked there and forgotten here." in done.out
        assert "no such account" in desk("disconnect", "single", "--yes").sentence

    def test_of_two_one_must_be_named(self, desk: Terminal) -> None:
        connected(desk, "several", "--account", GLENMORE)
        connected(desk, "several", "--account", BRINDILLE)

        which = desk("disconnect", "several", "--yes")
        done = desk("disconnect", "several", BRINDILLE, "--yes")

        assert "more than one" in which.sentence and f"«{GLENMORE}»" in which.sentence
        assert BRINDILLE in done.out and "was not revoked" not in done.out


@pytest.mark.parametrize(
    ("provider", "account"),
    [("xero", "Atelier Brindille"), ("quickbooks", None), ("stripe", None)],
    ids=["xero", "quickbooks", "stripe"],
)
class TestTheRealConnectors:
    """From the address to open to invoices in the ledger, at the sandbox."""

    @pytest.fixture
    def shop(
        self, relance: Terminal, provider: str, empty_sandbox: Handle, monkeypatch: pytest.MonkeyPatch
    ) -> Terminal:
        empty_sandbox.reset(7)
        for name, value in REGISTERED[provider](empty_sandbox).items():
            monkeypatch.setenv(f"RELANCE_{provider}_{name}".upper(), value)
        relance("org", "add", "Atelier", "--country", "FR")
        return relance

    def test_are_connected_read_and_disconnected(
        self, shop: Terminal, provider: str, account: str | None
    ) -> None:
        more = ("--account", account) if account else ()
        done = connected(shop, provider, *more)
        read = shop("sync", "--json").json
        ended = shop("disconnect", provider, "--yes")

        assert done.out.startswith(f"Connected {provider} account ")
        assert read[0]["problem"] is None and read[0]["new"] > 0
        assert "The consent is revoked there and forgotten here." in ended.out
        assert shop("sync", "--json").json == []


class TestEitherWay:
    """Stripe: a key that is set is meant, unless a consent is asked for."""

    @pytest.fixture
    def shop(self, desk: Terminal, sandbox: Handle, monkeypatch: pytest.MonkeyPatch) -> Terminal:
        for name, value in platform_of(sandbox).items():
            monkeypatch.setenv(f"RELANCE_STRIPE_{name}", value)
        return desk

    def test_a_key_that_is_set_is_meant(self, shop: Terminal) -> None:
        assert shop("connect", "stripe").out.startswith("Connected stripe account acct_")

    def test_a_consent_is_asked_for_and_takes_its_place(
        self, shop: Terminal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shop("connect", "stripe")
        begun = shop("connect", "stripe", "--consent", "--account", "acct_1SandboxRelance (test)")
        done = shop("connect", "stripe", "--callback", came_back(begun.out.strip()))
        monkeypatch.setenv("RELANCE_STRIPE_API_KEY", "")
        again = shop("connect", "stripe", "--account", "acct_1SandboxRelance (test)")

        kept = [x for x in shop.kept() if x.startswith('INSERT INTO "connections"')]
        assert done.out.startswith("Connected stripe account ") and len(kept) == 1
        assert begun.out.startswith("http://127.0.0.1:") and again.out.startswith("http://127.0.0.1:")
        assert "The consent is revoked there" in shop("disconnect", "stripe", "--yes").out

    @pytest.mark.parametrize(
        ("name", "value", "says"),
        [
            ("CLIENT_SECRET", "rk_test_Secret", "RELANCE_STRIPE_CLIENT_SECRET is not the secret key"),
            ("CLIENT_ID", "Secret", "RELANCE_STRIPE_CLIENT_ID is no platform's"),
            ("CLIENT_SECRET", "sk_live_Secret", "one of test mode and one of live"),
        ],
    )
    def test_what_is_set_wrongly_is_said_and_the_key_goes_on(
        self, shop: Terminal, name: str, value: str, says: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        address = shop("connect", "stripe", "--consent").out.strip()
        monkeypatch.setenv(f"RELANCE_STRIPE_{name}", value)

        ran = shop("connect", "stripe", "--consent")
        if ran.code == 0:
            ran = shop("connect", "stripe", "--callback", came_back(address))

        assert says in ran.sentence and "Secret" not in ran.sentence
        assert shop("connect", "stripe").out.startswith("Connected stripe account acct_")

    def test_a_key_of_a_system_that_takes_none_is_not_meant(
        self, shop: Terminal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("RELANCE_SINGLE_API_KEY", "rk_1")

        assert shop("connect", "single").out.startswith("http://127.0.0.1:")

    def test_without_a_platform_the_key_is_asked_for(
        self, shop: Terminal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("CLIENT_ID", "CLIENT_SECRET", "API_KEY"):
            monkeypatch.delenv(f"RELANCE_STRIPE_{name}")

        assert "Set RELANCE_STRIPE_API_KEY" in shop("connect", "stripe").sentence
        assert "with a key here" in shop("connect", "stripe", "--consent").sentence


def test_another_clock_is_refused_where_a_consent_of_the_account_lies_elsewhere(
    desk: Terminal, sandbox: Handle, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The addresses of a consent count for an account that stands on one, also those that are not set."""
    for name, value in platform_of(sandbox).items():
        monkeypatch.setenv(f"RELANCE_STRIPE_{name}", value)
    desk("connect", "stripe")
    monkeypatch.delenv("RELANCE_STRIPE_TOKEN_URL")
    with_key = desk("run-once", "--as-of", "2026-11-23")
    monkeypatch.setenv("RELANCE_STRIPE_TOKEN_URL", platform_of(sandbox)["TOKEN_URL"])
    begun = desk("connect", "stripe", "--consent")
    desk("connect", "stripe", "--callback", came_back(begun.out.strip()))
    monkeypatch.delenv("RELANCE_STRIPE_TOKEN_URL")

    assert with_key.code == 0
    assert "connected stripe account" in desk("run-once", "--as-of", "2026-11-23").sentence
