"""Stripe Connect's OAuth, as the official client meets it."""

from datetime import timedelta
from typing import Any

import pytest
import requests
import stripe
from stripe.oauth_error import InvalidClientError, InvalidGrantError, UnsupportedGrantTypeError

from providers.sandbox import Handle
from providers.sandbox.oauth.clients import Client
from providers.sandbox.stripe import entry
from providers.sandbox.stripe.seed import empty_book
from tests.providers.sandbox.browser import decide, said
from tests.providers.sandbox.official import client

APP, SECRET = "ca_ofthetests", "sk_test_oftheplatform"
BACK = "http://localhost:8000/connect/stripe/callback"
OWN, OTHER = "acct_1SandboxRelance", "acct_2Other"


@pytest.fixture(autouse=True)
def platform(sandbox: Handle, monkeypatch: pytest.MonkeyPatch) -> Handle:
    """The official client's own settings, as a platform has them; two accounts may be let in."""
    for name, value in {
        "api_key": SECRET, "client_id": APP, "max_network_retries": 0,
        "connect_api_base": sandbox.stripe_url, "api_base": sandbox.stripe_url,
    }.items():  # fmt: skip
        monkeypatch.setattr(stripe, name, value)
    # The page's address alone is made from what was known when the client was imported.
    monkeypatch.setattr("stripe._oauth.connect_api_base", sandbox.stripe_url)
    sandbox.stripe.oauth.clients.register(Client(APP, SECRET, frozenset({BACK})))
    sandbox.stripe.add_book(empty_book(OTHER, sandbox.stripe.book.clock), "rk_test_other")
    return sandbox


def code(account: str = OWN) -> str:
    """What a person who lets the platform in brings back."""
    address = stripe.OAuth.authorize_url(scope="read_write", redirect_uri=BACK, state="s-1")
    answer = said(decide(address, tenants=[account]))
    assert (answer["state"], answer["scope"]) == ("s-1", "read_write")
    return answer["code"]


def token(**fields: Any) -> stripe.OAuth.OAuthToken:
    return stripe.OAuth.token(**{"grant_type": "authorization_code"} | fields)


def test_a_consent_gives_a_key_to_that_account_alone(platform: Handle) -> None:
    theirs = platform.stripe.book_of_account(OTHER)
    assert theirs is not None
    entry.add_customer(theirs, name="Of the other")

    mine, other = token(code=code(OWN)), token(code=code(OTHER))

    assert (other.stripe_user_id, other.livemode, other.scope) == (OTHER, False, "read_write")
    assert other.token_type == "bearer" and str(other.stripe_publishable_key).startswith("pk_test_")
    assert "expires_in" not in other
    assert [x.name for x in client(platform, str(other.access_token)).v1.customers.list().data] == [
        "Of the other"
    ]
    assert client(platform, str(mine.access_token)).v1.customers.list().data == []
    assert client(platform, str(other.access_token)).v1.accounts.retrieve_current().id == OTHER


def test_the_platforms_own_key_may_name_the_account_instead(platform: Handle) -> None:
    there: Any = {"stripe_account": OTHER}
    with pytest.raises(stripe.PermissionError):
        client(platform, SECRET).v1.customers.list({}, there)

    token(code=code(OTHER))

    assert client(platform, SECRET).v1.customers.list({}, there).data == []


def test_a_code_that_comes_twice_ends_what_it_gave(platform: Handle) -> None:
    given = code()
    key = str(token(code=given).access_token)

    with pytest.raises(InvalidGrantError) as refused:
        token(code=given)

    assert (refused.value.http_status, refused.value.code) == (400, "invalid_grant")
    with pytest.raises(stripe.AuthenticationError) as over:
        client(platform, key).v1.customers.list()
    assert over.value.http_status == 401


@pytest.mark.parametrize(
    ("key", "error"),
    [
        ("sk_live_oftheplatform", InvalidGrantError),
        ("sk_test_ofanotherplatform", InvalidGrantError),
        ("rk_test_restricted", InvalidClientError),
        ("nonsense", InvalidClientError),
    ],
)
def test_a_key_of_another_mode_or_platform_gets_nothing(key: str, error: type[Exception]) -> None:
    given = code()

    with pytest.raises(error):
        stripe.OAuth.token(api_key=key, grant_type="authorization_code", code=given)
    assert token(code=given).access_token


def test_what_is_wrong_with_a_code_is_said(platform: Handle) -> None:
    late = code()
    platform.clock.advance(timedelta(minutes=6))

    for given in (late, "ac_nobody_knows"):
        with pytest.raises(InvalidGrantError):
            token(code=given)
    with pytest.raises(UnsupportedGrantTypeError):
        stripe.OAuth.token(**{"grant_type": "password"})  # type: ignore[arg-type]


def test_nothing_ends_by_itself_and_a_refresh_token_gives_another_key(platform: Handle) -> None:
    first = token(code=code())
    platform.clock.advance(timedelta(days=4000))

    second = stripe.OAuth.token(grant_type="refresh_token", refresh_token=str(first.refresh_token))

    assert second.access_token != first.access_token
    for given in (first, second):
        assert client(platform, str(given.access_token)).v1.customers.list().data == []
    with pytest.raises(InvalidGrantError):
        stripe.OAuth.token(grant_type="refresh_token", refresh_token="rt_nobody_knows")


def test_deauthorising_ends_the_account_for_the_platform_and_no_other(platform: Handle) -> None:
    mine, other = token(code=code(OWN)), token(code=code(OTHER))

    done = stripe.OAuth.deauthorize(stripe_user_id=OTHER)

    assert done.stripe_user_id == OTHER
    assert client(platform, str(mine.access_token)).v1.customers.list().data == []
    with pytest.raises(stripe.AuthenticationError):
        client(platform, str(other.access_token)).v1.customers.list()
    with pytest.raises(stripe.PermissionError):
        client(platform, SECRET).v1.customers.list({}, {"stripe_account": OTHER})
    with pytest.raises(InvalidGrantError):
        stripe.OAuth.token(grant_type="refresh_token", refresh_token=str(other.refresh_token))


def test_what_is_not_connected_cannot_be_deauthorised() -> None:
    with pytest.raises(InvalidClientError, match=f"not connected to stripe account {OWN}") as refused:
        stripe.OAuth.deauthorize(stripe_user_id=OWN)
    assert refused.value.http_status == 401

    token(code=code())
    with pytest.raises(InvalidClientError):
        stripe.OAuth.deauthorize(client_id="ca_another", stripe_user_id=OWN)
    with pytest.raises(InvalidClientError):
        stripe.OAuth.deauthorize(api_key="sk_test_another", stripe_user_id=OWN)


def test_who_says_no_sends_back_an_error_and_a_plain_reader_is_not_let_in(platform: Handle) -> None:
    asked = stripe.OAuth.authorize_url(scope="read_write", redirect_uri=BACK, state="s-1")
    denied = said(decide(asked, is_allowed=False))
    narrow = stripe.OAuth.authorize_url(scope="read_only", redirect_uri=BACK)

    refused = requests.get(narrow, allow_redirects=False, timeout=10)

    assert (denied["error"], denied["state"]) == ("access_denied", "s-1")
    assert "error=invalid_scope" in refused.headers["location"]


def test_the_owner_may_end_it_from_outside_and_no_secret_is_remembered(platform: Handle) -> None:
    given = token(code=code())
    requests.post(f"{platform.url}/_sandbox/stripe/oauth/grants/all/revoke", timeout=10).raise_for_status()

    with pytest.raises(stripe.AuthenticationError):
        client(platform, str(given.access_token)).v1.customers.list()

    remembered = requests.get(f"{platform.url}/_sandbox/requests?provider=stripe", timeout=10).text
    assert "/oauth/token" in remembered
    for secret in (SECRET, str(given.access_token), str(given.refresh_token)):
        assert secret not in remembered
