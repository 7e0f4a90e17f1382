"""Authlib, a client nobody here wrote, is let in, kept out and thrown out by each provider's rules."""

import base64
import json
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session

from providers.sandbox import Handle
from providers.sandbox.faults import Fault
from providers.sandbox.oauth import Client, Grant, OAuthServer, TokenRefused
from tests.providers.sandbox.browser import decide, offered, said

CALLBACK = "http://localhost:8000/oauth/callback"
XERO_SCOPES = "offline_access accounting.invoices.read accounting.contacts.read"
VERIFIER = "a-verifier-of-at-least-forty-three-letters-0123456789"


class App:
    """A client of one stand-in, by authlib."""

    def __init__(self, sandbox: Handle, provider: str = "xero", *, secret: str | None = "shh") -> None:
        self.server: OAuthServer = getattr(sandbox, provider).oauth
        self.base = sandbox.url_of(provider)
        self.rules = self.server.rules
        self.scope = XERO_SCOPES if provider == "xero" else "com.intuit.quickbooks.accounting"
        self.session = OAuth2Session(
            "relance",
            secret,
            scope=self.scope,
            redirect_uri=CALLBACK,
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_basic" if secret else "none",
        )

    def authorize_url(self, **extra: str) -> str:
        address = f"{self.base}{self.rules.authorize_path}"
        url, self.state = self.session.create_authorization_url(address, **extra)
        return str(url)

    def exchange(self, callback: str, **extra: str) -> dict[str, Any]:
        address = f"{self.base}{self.rules.exchange_path}"
        token: dict[str, Any] = self.session.fetch_token(
            address, authorization_response=callback, state=self.state, **extra
        )
        return token

    def connect(self) -> dict[str, Any]:
        return self.exchange(decide(self.authorize_url()))

    def refresh(self, token: str, **extra: str) -> dict[str, Any]:
        address = f"{self.base}{self.rules.exchange_path}"
        renewed: dict[str, Any] = self.session.refresh_token(address, refresh_token=token, **extra)
        return renewed

    def grant(self) -> Grant:
        return self.server.grants[-1]


def _why(app: App, token: str) -> str:
    with pytest.raises(TokenRefused) as refused:
        app.server.opened(f"Bearer {token}")
    return refused.value.why


def _claims(token: str) -> dict[str, Any]:
    body = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return claims


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
    assert _claims(token["access_token"])["authentication_event_id"] == app.grant().id


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


def test_a_code_works_once(sandbox: Handle) -> None:
    app = App(sandbox)
    callback = decide(app.authorize_url())
    app.exchange(callback)

    with pytest.raises(OAuthError, match="invalid_grant"):
        app.exchange(callback)


def test_a_code_lives_five_minutes(sandbox: Handle) -> None:
    app = App(sandbox)
    callback = decide(app.authorize_url())
    sandbox.clock.advance(timedelta(minutes=5, seconds=1))

    with pytest.raises(OAuthError, match="invalid_grant"):
        app.exchange(callback)


def test_the_address_at_the_exchange_is_the_one_of_the_request(sandbox: Handle) -> None:
    app = App(sandbox)
    callback = decide(app.authorize_url())

    with pytest.raises(OAuthError, match="invalid_grant"):
        app.exchange(callback, redirect_uri=f"{CALLBACK}?x=1")


@pytest.mark.parametrize(
    ("sent", "shown", "is_right"),
    [
        (VERIFIER, VERIFIER, True),
        (VERIFIER, VERIFIER[::-1], False),
        (VERIFIER, None, False),
        (None, VERIFIER, False),
    ],
)
def test_a_challenge_is_answered_by_its_verifier_alone(
    sandbox: Handle, sent: str | None, shown: str | None, is_right: bool
) -> None:
    app = App(sandbox)
    callback = decide(app.authorize_url(**({} if sent is None else {"code_verifier": sent})))
    extra = {} if shown is None else {"code_verifier": shown}

    if is_right:
        assert app.exchange(callback, **extra)["access_token"]
    else:
        with pytest.raises(OAuthError, match="invalid_grant"):
            app.exchange(callback, **extra)


def test_an_app_without_a_secret_gets_in_by_its_challenge_and_refreshes(sandbox: Handle) -> None:
    app = App(sandbox, secret=None)
    app.server.clients.register(Client("relance", is_public=True))

    token = app.exchange(decide(app.authorize_url(code_verifier=VERIFIER)), code_verifier=VERIFIER)

    assert app.refresh(token["refresh_token"])["access_token"]


def test_an_app_without_a_secret_needs_a_challenge(sandbox: Handle) -> None:
    app = App(sandbox, secret=None)
    app.server.clients.register(Client("relance", is_public=True))

    answer = requests.get(app.authorize_url(), allow_redirects=False, timeout=10)

    assert said(answer.headers["Location"])["error"] == "invalid_request"


def test_a_wrong_secret_is_refused_in_the_provider_s_status(sandbox: Handle) -> None:
    app = App(sandbox)
    app.server.clients.register(Client("relance", secret="another"))
    form = {"grant_type": "refresh_token", "refresh_token": "x"}

    by_basic = requests.post(f"{app.base}/connect/token", form, auth=("relance", "shh"), timeout=10)
    by_form = requests.post(
        f"{app.base}/connect/token", form | {"client_id": "relance", "client_secret": "shh"}, timeout=10
    )

    assert [answer.status_code for answer in (by_basic, by_form)] == [400, 400]
    assert [answer.json()["error"] for answer in (by_basic, by_form)] == ["invalid_client"] * 2


def test_a_client_without_any_proof_is_refused(sandbox: Handle) -> None:
    app = App(sandbox)
    callback = decide(app.authorize_url())
    form = {"grant_type": "authorization_code", "code": said(callback)["code"], "redirect_uri": CALLBACK}

    answer = requests.post(f"{app.base}/connect/token", form | {"client_id": "relance"}, timeout=10)

    assert answer.json()["error"] == "invalid_client"


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({}, "invalid_request"),
        ({"grant_type": "refresh_token"}, "invalid_request"),
        ({"grant_type": "refresh_token", "refresh_token": "never issued"}, "invalid_grant"),
        ({"grant_type": "refresh_token", "client_secret": "twice"}, "invalid_request"),
    ],
)
def test_the_token_endpoint_names_what_is_wrong(sandbox: Handle, form: dict[str, str], error: str) -> None:
    answer = requests.post(f"{sandbox.xero_url}/connect/token", form, auth=("relance", "shh"), timeout=10)

    assert (answer.status_code, answer.json()["error"]) == (400, error)


def test_without_offline_access_there_is_no_refresh_token(sandbox: Handle) -> None:
    app = App(sandbox)
    app.session.scope = "openid accounting.invoices.read"

    token = app.connect()

    assert "refresh_token" not in token
    assert _claims(token["id_token"])["sub"] == app.grant().user


def test_an_access_token_opens_nothing_after_its_time(sandbox: Handle) -> None:
    app = App(sandbox)
    token = app.connect()["access_token"]

    sandbox.clock.advance(timedelta(minutes=30))

    assert _why(app, token) == "expired"
    assert _why(app, "never-issued") == "unknown"


def test_xero_gives_a_new_refresh_token_each_time_and_both_access_tokens_work(sandbox: Handle) -> None:
    app = App(sandbox)
    first = app.connect()

    second = app.refresh(first["refresh_token"])

    assert second["refresh_token"] != first["refresh_token"]
    assert app.server.opened(f"Bearer {first['access_token']}") is app.grant()
    assert app.server.opened(f"Bearer {second['access_token']}") is app.grant()


@pytest.mark.parametrize(("minutes", "is_accepted"), [(30, True), (31, False)])
def test_xero_takes_an_old_refresh_token_for_thirty_minutes_more(
    sandbox: Handle, minutes: int, is_accepted: bool
) -> None:
    app = App(sandbox)
    old = app.connect()["refresh_token"]
    newer = app.refresh(old)["refresh_token"]
    sandbox.clock.advance(timedelta(minutes=minutes))

    if is_accepted:
        assert app.refresh(old)["refresh_token"] not in (old, newer)
    else:
        with pytest.raises(OAuthError, match="invalid_grant"):
            app.refresh(old)
    assert app.refresh(newer)["access_token"]


@pytest.mark.parametrize(("provider", "days"), [("xero", 60)])
def test_an_unused_refresh_token_dies(sandbox: Handle, provider: str, days: int) -> None:
    app = App(sandbox, provider)
    token = app.connect()["refresh_token"]
    sandbox.clock.advance(timedelta(days=days, seconds=-1))
    newer = app.refresh(token)["refresh_token"]
    sandbox.clock.advance(timedelta(days=days))

    with pytest.raises(OAuthError, match="invalid_grant"):
        app.refresh(newer)


def test_the_thirty_minutes_count_from_the_first_use(sandbox: Handle) -> None:
    app = App(sandbox)
    old = app.connect()["refresh_token"]
    app.refresh(old)
    sandbox.clock.advance(timedelta(minutes=20))
    app.refresh(old)
    sandbox.clock.advance(timedelta(minutes=20))

    with pytest.raises(OAuthError, match="invalid_grant"):
        app.refresh(old)


def test_a_refresh_needs_the_secret_that_the_exchange_had(sandbox: Handle) -> None:
    form = {"grant_type": "refresh_token", "refresh_token": App(sandbox).connect()["refresh_token"]}

    answer = requests.post(f"{sandbox.xero_url}/connect/token", form | {"client_id": "relance"}, timeout=10)

    assert answer.json()["error"] == "invalid_client"


def test_a_refresh_token_belongs_to_the_client_it_was_given_to(sandbox: Handle) -> None:
    token = App(sandbox).connect()["refresh_token"]
    form = {"grant_type": "refresh_token", "refresh_token": token}

    answer = requests.post(f"{sandbox.xero_url}/connect/token", form, auth=("thief", "shh"), timeout=10)

    assert answer.json()["error"] == "invalid_grant"


def test_a_refresh_may_narrow_the_scopes_asked_and_never_widens_them(sandbox: Handle) -> None:
    app = App(sandbox)
    token = app.connect()["refresh_token"]

    with pytest.raises(OAuthError, match="invalid_scope"):
        app.refresh(token, scope=f"{XERO_SCOPES} accounting.invoices")


def test_an_answer_lost_on_the_way_leaves_the_old_token_good_for_a_while(sandbox: Handle) -> None:
    app = App(sandbox)
    token = app.connect()["refresh_token"]
    sandbox.faults.plan(Fault("dropped", path="/connect/token", is_after=True))

    with pytest.raises(requests.ConnectionError):
        app.refresh(token)

    assert app.refresh(token)["access_token"]
    assert [(each.number, each.outcome) for each in app.grant().refreshes] == [(1, "new"), (1, "new")]


def test_each_refresh_is_counted_with_the_token_it_used(sandbox: Handle) -> None:
    app = App(sandbox)
    first = app.connect()["refresh_token"]
    app.refresh(app.refresh(first)["refresh_token"])
    sandbox.clock.advance(timedelta(hours=1))
    with pytest.raises(OAuthError):
        app.refresh(first)

    shown = requests.get(f"{sandbox.url}/_sandbox/xero/oauth", timeout=10).json()["grants"][0]

    assert [(each["number"], each["outcome"]) for each in shown["refreshes"]] == [
        (1, "new"),
        (2, "new"),
        (1, "refused"),
    ]
    assert first not in json.dumps(shown)


def test_what_is_remembered_of_a_token_request_can_not_be_used_again(sandbox: Handle) -> None:
    app = App(sandbox)
    token = app.connect()
    app.refresh(token["refresh_token"])

    remembered = requests.get(f"{sandbox.url}/_sandbox/requests", timeout=10).text

    assert token["refresh_token"] not in remembered
    assert base64.b64encode(b"relance:shh").decode() not in remembered


def test_the_owner_disconnects_the_app_and_every_token_is_dead(sandbox: Handle) -> None:
    app = App(sandbox)
    token = app.connect()

    gone = requests.post(f"{sandbox.url}/_sandbox/xero/oauth/grants/all/revoke", timeout=10)

    assert gone.status_code == 204
    assert _why(app, token["access_token"]) == "revoked"
    with pytest.raises(OAuthError, match="invalid_grant"):
        app.refresh(token["refresh_token"])


def test_an_app_revokes_its_own_consent(sandbox: Handle) -> None:
    app = App(sandbox)
    token = app.connect()

    answer = app.session.revoke_token(f"{app.base}/connect/revocation", token=token["refresh_token"])

    assert answer.status_code == 200
    assert app.grant().is_revoked


def test_another_app_revokes_nothing_and_is_not_told(sandbox: Handle) -> None:
    app = App(sandbox)
    token = app.connect()["refresh_token"]

    answer = requests.post(
        f"{app.base}/connect/revocation", {"token": token}, auth=("thief", "shh"), timeout=10
    )

    assert answer.status_code == 200
    assert not app.grant().is_revoked


def test_tokens_can_be_had_without_a_browser(sandbox: Handle) -> None:
    form = {"client_id": "relance", "scopes": ["accounting.invoices.read"], "tenants": ["t-1"]}

    token = requests.post(f"{sandbox.url}/_sandbox/xero/oauth/grants", json=form, timeout=10).json()

    opened = sandbox.xero.oauth.opened(f"Bearer {token['access_token']}")
    assert (opened.tenants, opened.scopes) == (("t-1",), ("accounting.invoices.read",))


def test_the_callback_keeps_a_query_of_its_own(sandbox: Handle) -> None:
    app = App(sandbox)
    app.session.redirect_uri = f"{CALLBACK}?org=7"

    callback = decide(app.authorize_url())

    assert parse_qs(urlsplit(callback).query)["org"] == ["7"]
    assert app.exchange(callback)["access_token"]


def test_the_clock_of_the_sandbox_says_when_a_consent_was_given(sandbox: Handle) -> None:
    sandbox.clock.set(datetime.fromisoformat("2026-12-24T18:00:00+01:00"))
    app = App(sandbox)

    app.connect()

    assert app.grant().granted_at.isoformat() == "2026-12-24T17:00:00+00:00"
