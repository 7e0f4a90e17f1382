"""Whom the consent page lets in, by authlib as the client."""

import pytest
import requests

from providers.sandbox import Handle
from providers.sandbox.oauth import Client
from tests.providers.sandbox.browser import decide, offered, said
from tests.providers.sandbox.oauth_app import CALLBACK, XERO_SCOPES, App, claims


def test_a_person_who_allows_it_sends_the_client_back_with_a_code_and_its_state(sandbox: Handle) -> None:
    app = App(sandbox)

    callback = decide(app.authorize_url())

    assert callback.startswith(f"{CALLBACK}?")
    assert said(callback)["state"] == app.state
    assert said(callback)["code"]


def test_the_code_becomes_tokens_that_open_what_was_chosen(sandbox: Handle) -> None:
    app = App(sandbox)
    tenant = next(iter(offered(app.authorize_url())))

    token = app.exchange(decide(app.authorize_url(), tenants=[tenant]))

    assert (token["token_type"], token["expires_in"]) == ("Bearer", 1_800)
    assert set(token["scope"].split()) == set(XERO_SCOPES.split())
    assert app.server.opened(f"Bearer {token['access_token']}").tenants == (tenant,)
    assert claims(token["access_token"])["authentication_event_id"] == app.grant().id


def test_a_person_who_cancels_sends_the_client_back_with_the_reason(sandbox: Handle) -> None:
    app = App(sandbox)

    callback = decide(app.authorize_url(), is_allowed=False)

    assert said(callback) == {"error": "access_denied", "state": app.state}
    assert app.server.grants == []


def test_a_script_is_let_in_without_a_person(sandbox: Handle) -> None:
    app = App(sandbox)

    answer = requests.get(app.authorize_url(approve="1"), allow_redirects=False, timeout=10)

    assert answer.status_code == 302
    assert app.exchange(answer.headers["Location"])["access_token"]


@pytest.mark.parametrize(("consent", "is_allowed"), [("approve", True), ("deny", False)])
def test_the_page_can_be_told_to_answer_by_itself(sandbox: Handle, consent: str, is_allowed: bool) -> None:
    app = App(sandbox)
    requests.post(f"{sandbox.url}/_sandbox/xero/oauth", json={"consent": consent}, timeout=10)

    answer = requests.get(app.authorize_url(), allow_redirects=False, timeout=10)

    assert ("code" in said(answer.headers["Location"])) is is_allowed


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "accounting.invoices.read accounting.everything"}, "invalid_scope"),
        ({"scope": "accounting.transactions.read"}, "invalid_scope"),
        ({"scope": ""}, "invalid_scope"),
        ({"code_challenge": "abc", "code_challenge_method": "plain"}, "invalid_request"),
    ],
)
def test_a_wrong_request_goes_back_with_its_error(
    sandbox: Handle, change: dict[str, str], error: str
) -> None:
    right = {"client_id": "relance", "response_type": "code", "scope": XERO_SCOPES, "redirect_uri": CALLBACK}
    address = f"{sandbox.xero_url}/identity/connect/authorize"

    answer = requests.get(address, params=right | {"state": "s"} | change, allow_redirects=False, timeout=10)

    assert said(answer.headers["Location"]) == {"error": error, "state": "s"}


def test_an_app_of_before_march_2026_may_still_ask_for_broad_scopes(sandbox: Handle) -> None:
    app = App(sandbox)
    app.server.clients.register(Client("relance", is_old=True))
    app.session.scope = "offline_access accounting.transactions.read"

    assert "code" in said(decide(app.authorize_url()))


@pytest.mark.parametrize(
    "address",
    ["http://relance.example/callback", "https://relance.example/#part", "relance.example", ""],
)
def test_an_unsafe_address_is_never_answered(sandbox: Handle, address: str) -> None:
    asked = {"client_id": "relance", "response_type": "code", "scope": XERO_SCOPES, "redirect_uri": address}

    answer = requests.get(
        f"{sandbox.xero_url}/identity/connect/authorize", params=asked, allow_redirects=False, timeout=10
    )

    assert answer.status_code == 400
    assert "Location" not in answer.headers


def test_a_registered_address_is_compared_to_the_letter(sandbox: Handle) -> None:
    app = App(sandbox)
    app.server.clients.register(Client("relance", redirect_uris=frozenset([f"{CALLBACK}/"])))

    answer = requests.get(app.authorize_url(), allow_redirects=False, timeout=10)

    assert answer.status_code == 400


def test_an_unregistered_client_is_refused_where_only_registered_ones_are_known(sandbox: Handle) -> None:
    app = App(sandbox)
    requests.post(f"{sandbox.url}/_sandbox/xero/oauth", json={"is_strict": True}, timeout=10)

    before = requests.get(app.authorize_url(), allow_redirects=False, timeout=10)
    requests.post(f"{sandbox.url}/_sandbox/xero/oauth/clients", json={"client_id": "relance"}, timeout=10)

    assert before.status_code == 400
    assert app.connect()["access_token"]
