"""How codes and refresh tokens live and die, by authlib as the client."""

import base64
import json
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from authlib.integrations.base_client.errors import OAuthError

from providers.sandbox import Handle
from providers.sandbox.faults import Fault
from providers.sandbox.oauth import Client
from tests.providers.sandbox.browser import decide, said
from tests.providers.sandbox.oauth_app import CALLBACK, VERIFIER, XERO_SCOPES, App, claims, why


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
    assert claims(token["id_token"])["sub"] == app.grant().user


def test_an_access_token_opens_nothing_after_its_time(sandbox: Handle) -> None:
    app = App(sandbox)
    token = app.connect()["access_token"]

    sandbox.clock.advance(timedelta(minutes=30))

    assert why(app, token) == "expired"
    assert why(app, "never-issued") == "unknown"


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
    assert why(app, token["access_token"]) == "revoked"
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
