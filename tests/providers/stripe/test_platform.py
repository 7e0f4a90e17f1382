"""Stripe Connect's own dialect on the wire: what is sent, what is believed, and what no message repeats."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from connector.core.errors import (
    AuthExpired,
    Malformed,
    ProviderError,
    RateLimited,
    Refused,
    Rejected,
    Unavailable,
)
from connector.core.grants import LASTING, Tenant, Tokens
from connector.core.invoice import Invoice
from providers._http import Answer, Key
from providers._opened import Opened
from providers.sandbox import Handle
from providers.stripe import Stripe
from providers.stripe.answers import judged
from providers.stripe.consent import Platform, registration
from tests.providers.oauth.given import NOON
from tests.providers.oauth.token_server import TokenServer, serving
from tests.providers.stripe.connected import SandboxTime

APP, SECRET, TEST_SECRET = "ca_ours", "sk_live_0fThePlatform", "sk_test_0fThePlatform"
BACK = "https://relance.example/connect/stripe/callback"
GIVEN = {
    "access_token": "sk_live_0fTheAccount", "livemode": True, "refresh_token": "rt_1", "token_type": "bearer",
    "stripe_publishable_key": "pk_live_1", "stripe_user_id": "acct_1", "scope": "read_write",
}  # fmt: skip
LIVE = Tokens("sk_live_0fTheAccount", LASTING, "rt_1")
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def server() -> Iterator[TokenServer]:
    with serving(TokenServer()) as running:
        yield running


def settings(server: TokenServer, **fields: str) -> dict[str, str]:
    url = server.url
    places = {"AUTHORIZE_URL": f"{url}/authorize", "TOKEN_URL": f"{url}/token", "REVOKE_URL": f"{url}/revoke"}
    return {"CLIENT_ID": APP, "CLIENT_SECRET": SECRET} | places | fields


def platform(server: TokenServer, **fields: str) -> Platform:
    return Platform(registration(settings(server, **fields)), lambda: NOON)


def answers(server: TokenServer, body: Any, status: int = 200) -> None:
    server.answer = status, body if isinstance(body, str) else json.dumps(body), JSON


def test_the_page_asks_which_account_and_knows_no_narrower_scope(server: TokenServer) -> None:
    address = platform(server).address("state-1", "verifier", BACK)

    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert asked == {
        "response_type": "code", "client_id": APP, "redirect_uri": BACK, "scope": "read_write",
        "state": "state-1", "stripe_landing": "login", "always_prompt": "true",
    }  # fmt: skip


def test_a_code_is_exchanged_with_what_stripe_documents_and_no_more(server: TokenServer) -> None:
    answers(server, GIVEN)

    tokens = platform(server).exchange("ac_1", "verifier", BACK)

    (form, headers), *others = server.seen
    assert form == {"grant_type": "authorization_code", "code": "ac_1"}
    assert headers["Authorization"] == f"Bearer {SECRET}" and others == []
    assert tokens == LIVE


def test_a_refusal_renews_with_the_refresh_token_and_keeps_it_where_no_other_comes(
    server: TokenServer,
) -> None:
    answers(server, {"access_token": "sk_live_another", "livemode": True})

    tokens = platform(server).refresh(LIVE)

    assert server.seen[0][0] == {"grant_type": "refresh_token", "refresh_token": "rt_1"}
    assert tokens == Tokens("sk_live_another", LASTING, "rt_1")


@pytest.mark.parametrize(
    ("status", "said", "error", "words"),
    [
        (400, {"error": "invalid_grant", "error_description": "ac_1"}, Rejected, "one of test mode and one"),
        (401, {"error": "invalid_client", "error_description": "No such API key"}, Rejected, "CLIENT_ID and"),
        (400, {"error": "invalid_request"}, Rejected, "invalid_request"),
        (401, {"error": {"message": "Invalid API Key provided"}}, Rejected, "CLIENT_ID and"),
        (429, {"error": "temporarily"}, RateLimited, "pause"),
        (500, "", Unavailable, "trouble"),
        (502, "<html>", Unavailable, "trouble"),
        (400, "<html>", Malformed, "without saying why"),
        (302, "", Malformed, "cannot be read"),
        (200, "<html>", Malformed, "cannot be read"),
        (200, "[]", Malformed, "cannot be read"),
        (200, {"error": "invalid_grant"}, Rejected, "connect once more"),
        (200, {"livemode": True}, Malformed, "lack what they must have"),
        (200, {"access_token": "sk_live_0fTheAccount"}, Malformed, "of which mode"),
        (200, GIVEN | {"livemode": False}, Rejected, "is of Stripe's test mode"),
    ],
)
def test_what_is_no_token_of_this_mode_has_its_class_and_repeats_no_secret(
    server: TokenServer, status: int, said: Any, error: type[ProviderError], words: str
) -> None:
    answers(server, said, status)

    with pytest.raises(error, match=words) as refused:
        platform(server).exchange("ac_1", "verifier", BACK)

    told = f"{refused.value}{getattr(refused.value, 'payload', '')}"
    assert not any(x in told for x in (SECRET, "ac_1", "0fTheAccount", "rt_1"))


def test_the_owner_has_taken_it_back(server: TokenServer) -> None:
    answers(server, {"error": "invalid_grant"}, 400)

    with pytest.raises(AuthExpired, match="no longer honours"):
        platform(server).refresh(LIVE)


def test_a_key_of_test_mode_is_never_asked_to_renew_what_is_live(server: TokenServer) -> None:
    """Stripe would answer with a token of test mode: another ledger in the place of the real one."""
    ours = platform(server, CLIENT_SECRET=TEST_SECRET)

    for refused in (lambda: ours.refresh(LIVE), lambda: ours.revoke(LIVE, "acct_1")):
        with pytest.raises(Rejected, match="of Stripe's live mode"):
            refused()
    assert server.seen == []


def test_the_account_is_named_when_its_consent_is_ended(server: TokenServer) -> None:
    answers(server, {"stripe_user_id": "acct_1"})

    platform(server).revoke(LIVE, "acct_1")
    platform(server, CLIENT_SECRET=TEST_SECRET).revoke(LIVE, "acct_1 (test)")

    (live, headers), (test, _) = server.seen
    assert live == test == {"client_id": APP, "stripe_user_id": "acct_1"}
    assert headers["Authorization"] == f"Bearer {SECRET}"


@pytest.mark.parametrize(
    ("status", "said", "error"),
    [
        (200, {}, Malformed),
        (200, {"stripe_user_id": "acct_2"}, Malformed),
        (200, "<html>", Malformed),
        (401, {"error": "invalid_client", "error_description": "not connected to acct_1"}, Rejected),
        (500, "", Unavailable),
    ],
)
def test_what_stripe_did_not_say_is_not_called_ended(
    server: TokenServer, status: int, said: Any, error: type[ProviderError]
) -> None:
    answers(server, said, status)

    with pytest.raises(error):
        platform(server).revoke(LIVE, "acct_1")


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"CLIENT_ID": ""}, "set RELANCE_STRIPE_CLIENT_ID"),
        ({"CLIENT_ID": "acct_1"}, "begins with ca_"),
        ({"CLIENT_ID": SECRET}, "begins with ca_"),
        ({"CLIENT_SECRET": ""}, "sk_live_"),
        ({"CLIENT_SECRET": "rk_live_Restricted"}, "sk_live_"),
        ({"CLIENT_SECRET": "pk_live_Publishable"}, "sk_live_"),
        ({"CLIENT_SECRET": "sk_live_Mistłyped"}, "sk_live_"),
        ({"CLIENT_ID": "ca_ł"}, "begins with ca_"),
        ({"REVOKE_URL": "https://[connect.example.com/oauth"}, "https://"),
        ({"TOKEN_URL": "http://connect.example.com/oauth/token"}, "https://"),
    ],
)
def test_settings_that_are_no_platforms_are_named_and_not_repeated(
    server: TokenServer, fields: dict[str, str], says: str
) -> None:
    with pytest.raises(Refused, match=says) as refused:
        platform(server, **fields)

    assert not any(x in str(refused.value) for x in (SECRET, "Restricted", "Publishable", "Mist"))


def test_a_key_that_was_rolled_at_stripe_is_named_in_the_shape_of_its_api(server: TokenServer) -> None:
    answers(server, {"error": {"message": "Invalid API Key provided", "type": "invalid_request_error"}}, 401)

    with pytest.raises(Rejected, match=r"our app \(status 401\): check RELANCE_STRIPE_CLIENT_ID and"):
        platform(server).refresh(LIVE)


def test_blanks_around_what_was_pasted_do_no_harm(server: TokenServer) -> None:
    assert registration(settings(server, CLIENT_ID=f" {APP}\n", CLIENT_SECRET=f"{SECRET} ")) == registration(
        settings(server)
    )


def test_nothing_shows_the_platforms_key(server: TokenServer) -> None:
    assert SECRET not in repr(registration(settings(server)))


def test_an_account_that_no_longer_lets_the_platform_in_waits_for_its_owner() -> None:
    said = {"error": {"code": "account_invalid", "message": "Application access may have been revoked."}}

    assert type(judged(Answer(403, {}, json.dumps(said).encode()))) is AuthExpired


class Token:
    """What a consent has given; there is no other."""

    def access(self) -> str:
        return "sk_test_0fTheAccount"

    def after_refusal(self, access: str) -> str:
        return access


@pytest.mark.parametrize(
    ("secret", "tenant"),
    [
        (SECRET, Tenant("acct_1SandboxRelance", "Relance Sandbox")),
        (TEST_SECRET, Tenant("acct_1SandboxRelance (test)", "Relance Sandbox (test)")),
    ],
)
def test_an_account_bears_its_name_and_says_when_it_is_in_test_mode(
    sandbox: Handle, secret: str, tenant: Tenant
) -> None:
    settings = {"API_URL": sandbox.stripe_url, "CLIENT_SECRET": secret}

    assert Stripe.tenants(Opened(Token(), settings, SandboxTime(sandbox.clock)), {}) == (tenant,)


def test_an_account_in_test_mode_mails_nothing_whichever_way_it_is_connected(sandbox: Handle) -> None:
    clock = SandboxTime(sandbox.clock)
    invoice: Any = Invoice
    for opened in (Opened(Key("rk_test_1"), {}, clock), Opened(Token(), {}, clock, "acct_1 (test)")):
        with pytest.raises(Rejected, match="mails nothing"):
            Stripe(opened).send(invoice, "reminder-1/1")


def test_a_secret_key_is_taken_as_a_consents_token_and_never_as_a_key(sandbox: Handle) -> None:
    with pytest.raises(Refused, match="That is a secret key"):
        Stripe(Opened(Key("sk_test_1"), {}, SandboxTime(sandbox.clock), "acct_1 (test)"))
