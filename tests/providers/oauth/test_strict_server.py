"""The consent and its refresh against a server that nobody here wrote, and that forgives nothing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from connector.bootstrap import FixedClock
from connector.core.errors import AuthExpired, Rejected
from connector.core.grants import Grant, Tokens
from connector.store.engine import SqlStore, open_store
from connector.store.vault import Vault
from providers._http import Wire
from providers._oauth import Consent, Keeper, Registration
from tests.migrated import Copies
from tests.providers.oauth.given import KEY, NOON, registration
from tests.providers.oauth.strict_server import CALLBACK, consented, denied, running

VERIFIER = "a-secret-of-at-least-forty-three-characters-"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """One server for all tests: each consents anew."""
    with running() as address:
        yield address


@pytest.fixture(scope="module")
def store(migrated_copies: Copies, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlStore]:
    folder: Path = tmp_path_factory.mktemp("strict")
    with migrated_copies("sqlite", folder) as database:
        opened = open_store(database, vault=Vault({"1": KEY}))
        yield opened
        opened.close()


@pytest.fixture(params=["app", "bare"])
def app(request: pytest.FixtureRequest, url: str) -> Registration:
    """An app with a secret, and one that is proved by PKCE alone."""
    return _app(url, request.param)


def _app(url: str, client: str = "app") -> Registration:
    return registration(
        url,
        client_id=client,
        client_secret="s3cret" if client == "app" else "",
        authorize_url=f"{url}/auth",
        token_url=f"{url}/token",
        revoke_url=f"{url}/token/revocation",
        scopes="openid invoices.read",
        has_pkce=True,
    )


def consent(app: Registration) -> Consent:
    return Consent(app, lambda: NOON)


def said(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def code(app: Registration) -> str:
    return said(consented(consent(app).address("a-state", VERIFIER, CALLBACK)))["code"]


def tokens(app: Registration) -> Tokens:
    return consent(app).exchange(code(app), VERIFIER, CALLBACK)


def opens(url: str, access: str) -> bool:
    """Whether the server takes this access token."""
    answer = _wire(url, _Fixed(access)).get("/me", also=(401,))
    return answer.status == 200


class _Fixed:
    def __init__(self, token: str) -> None:
        self._token = token

    def access(self) -> str:
        return self._token

    def after_refusal(self, access: str) -> str:
        return access


def _wire(url: str, access: "_Fixed | Keeper") -> Wire:
    return Wire("Acme", url, access=access, now=lambda: NOON, headers={}, explain=lambda _: None)


class TestAConsent:
    def test_is_given_on_its_page_and_opens_what_it_should(self, url: str, app: Registration) -> None:
        back = said(consented(consent(app).address("a-state", VERIFIER, CALLBACK)))

        given = consent(app).exchange(back["code"], VERIFIER, CALLBACK)

        assert back["state"] == "a-state"
        assert opens(url, given.access)
        assert given.access_until == NOON + timedelta(minutes=30)
        assert given.refresh

    def test_that_was_denied_comes_back_as_a_refusal(self, app: Registration) -> None:
        back = said(denied(consent(app).address("a-state", VERIFIER, CALLBACK)))

        assert (back["error"], back["state"]) == ("access_denied", "a-state")

    def test_is_not_for_whoever_has_the_code_without_the_verifier(self, app: Registration) -> None:
        given = code(app)

        with pytest.raises(Rejected, match="connect once more"):
            consent(app).exchange(given, VERIFIER[::-1], CALLBACK)

    def test_asked_for_without_a_challenge_is_refused(self, app: Registration) -> None:
        back = said(consented(consent(replace(app, has_pkce=False)).address("s", VERIFIER, CALLBACK)))

        assert back["error"] == "invalid_request"

    def test_is_exchanged_once_and_a_second_exchange_ends_it(self, url: str, app: Registration) -> None:
        given = code(app)
        first = consent(app).exchange(given, VERIFIER, CALLBACK)

        with pytest.raises(Rejected, match="connect once more"):
            consent(app).exchange(given, VERIFIER, CALLBACK)

        assert not opens(url, first.access)

    def test_with_another_way_back_is_refused(self, app: Registration) -> None:
        given = code(app)

        with pytest.raises(Rejected, match="connect once more"):
            consent(app).exchange(given, VERIFIER, f"{CALLBACK}/elsewhere")

    def test_of_an_app_with_a_wrong_secret_names_the_settings(self, url: str) -> None:
        ours = _app(url)
        given = code(ours)

        with pytest.raises(Rejected, match="RELANCE_ACME_CLIENT_SECRET"):
            consent(replace(ours, client_secret="other")).exchange(given, VERIFIER, CALLBACK)


class TestARefresh:
    def test_brings_new_tokens_both_ways(self, url: str, app: Registration) -> None:
        first = tokens(app)

        second = consent(app).refresh(first)

        assert len({first.access, first.refresh, second.access, second.refresh}) == 4
        assert opens(url, second.access)

    def test_can_be_followed_by_many(self, url: str, app: Registration) -> None:
        given = tokens(app)
        for _ in range(10):
            given = consent(app).refresh(given)

        assert opens(url, given.access)

    def test_with_a_used_token_ends_all_of_it(self, url: str, app: Registration) -> None:
        first = tokens(app)
        second = consent(app).refresh(first)

        with pytest.raises(AuthExpired, match="connect Acme Books again"):
            consent(app).refresh(first)

        assert not opens(url, second.access)
        with pytest.raises(AuthExpired):
            consent(app).refresh(second)


class TestARevocation:
    def test_ends_access_and_refresh(self, url: str, app: Registration) -> None:
        given = tokens(app)

        consent(app).revoke(given)

        assert not opens(url, given.access)
        with pytest.raises(AuthExpired):
            consent(app).refresh(given)

    def test_of_what_is_over_is_no_error(self, app: Registration) -> None:
        given = tokens(app)
        for _ in range(2):
            consent(app).revoke(given)


class TestTheKeeper:
    """One grant in a real store, with the strict server behind it."""

    def grant(self, store: SqlStore, given: Tokens) -> Grant:
        return store.grants.add("acme", "anna", given, NOON)

    def keeper(self, store: SqlStore, grant: Grant, app: Registration, later: timedelta) -> Keeper:
        clock = FixedClock(NOON + later)
        return Keeper(grant.id, store.grants, store.leases, Consent(app, clock.now), clock)

    def test_hands_out_a_new_token_each_half_hour(self, url: str, store: SqlStore, app: Registration) -> None:
        grant = self.grant(store, tokens(app))

        handed = [self.keeper(store, grant, app, timedelta(minutes=n)).access() for n in (0, 29, 59, 89, 119)]

        assert len(set(handed)) == len(handed)
        assert opens(url, handed[-1])

    def test_replaces_a_token_that_was_refused_before_its_time(
        self, url: str, store: SqlStore, app: Registration
    ) -> None:
        given = tokens(app)
        grant = self.grant(store, replace(given, access="of-another-life"))
        keeper = self.keeper(store, grant, app, timedelta())

        answer = _wire(url, keeper).get("/me")

        assert answer.status == 200
        assert store.grants.get(grant.id).version == grant.version + 1

    def test_says_so_when_another_copy_of_the_tokens_was_used(
        self, url: str, store: SqlStore, app: Registration
    ) -> None:
        """A restored back-up, or two installations on one consent: the server ends it for both."""
        given = tokens(app)
        grant, copy = self.grant(store, given), self.grant(store, given)
        elsewhere = self.keeper(store, copy, app, timedelta(hours=1))
        elsewhere.access()

        for _ in range(2):
            with pytest.raises(AuthExpired, match="connect Acme Books again"):
                self.keeper(store, grant, app, timedelta(hours=1)).access()

        assert "connect Acme Books again" in (store.grants.get(grant.id).problem or "")
        with pytest.raises(AuthExpired):
            elsewhere.keep_alive()
