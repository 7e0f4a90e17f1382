"""The rules of QuickBooks: one company for a consent, a token that changes daily, an end after five years."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import requests
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from fastapi import APIRouter

from providers.sandbox import Handle, Sandbox
from providers.sandbox.exchange import Answer, Arrived
from providers.sandbox.faults import Fault
from providers.sandbox.front import Front, Spoil
from providers.sandbox.oauth import QUICKBOOKS, OAuthServer, Tenant
from providers.sandbox.server import serve_held
from providers.sandbox.stand_in import StandIn
from tests.providers.sandbox.browser import decide, said
from tests.providers.sandbox.clients import CLIENTS
from tests.providers.sandbox.conftest import NOON

CALLBACK = "http://localhost:8000/oauth/callback"
COMPANIES = [Tenant("310687", "Kervadec"), Tenant("310688", "Harrow & Finch")]


class _NoBooks:
    """Nothing behind the door but the door itself."""

    async def answer(self, request: Arrived, spoil: Spoil) -> Answer:
        return Answer(404, request.path.encode())

    def wrong(self, fault: Fault) -> Answer:
        return Answer(fault.status or 500, b"")


class Company:
    """A client of the server, by authlib."""

    def __init__(self, handle: Handle, server: OAuthServer) -> None:
        self.clock = handle.clock
        self.server = server
        self.base = handle.url_of("intuit")
        self.address = f"{self.base}/oauth2/v1/tokens/bearer"
        self.session = CLIENTS.enter_context(
            OAuth2Session("relance", "shh", scope="com.intuit.quickbooks.accounting", redirect_uri=CALLBACK)
        )

    def authorize(self) -> str:
        url, self.state = self.session.create_authorization_url(f"{self.base}/connect/oauth2")
        return str(url)

    def connect(self, **extra: Any) -> dict[str, Any]:
        callback = decide(self.authorize())
        token: dict[str, Any] = self.session.fetch_token(
            self.address, authorization_response=callback, state=self.state, **extra
        )
        return token

    def refresh(self, token: str) -> dict[str, Any]:
        renewed: dict[str, Any] = self.session.refresh_token(self.address, refresh_token=token)
        return renewed


@pytest.fixture
def company() -> Iterator[Company]:
    held = Sandbox(lambda: NOON, seed=None)
    server = OAuthServer(QUICKBOOKS, held.clock, lambda: COMPANIES)
    front = Front("intuit", held.clock, held.faults, _NoBooks(), server)
    held.stand_ins += (
        StandIn(
            provider="intuit",
            app=front,
            seen=front.seen,
            about=dict,
            control=lambda: APIRouter(prefix="/intuit"),
            reset=lambda _: server.start_over(),
            oauth=server,
        ),
    )
    with serve_held(held) as handle:
        yield Company(handle, server)


def test_one_consent_opens_one_company_named_on_the_callback_alone(company: Company) -> None:
    callback = decide(company.authorize(), tenants=["310688"])
    token = company.session.fetch_token(company.address, authorization_response=callback, state=company.state)

    assert said(callback)["realmId"] == "310688"
    assert company.server.opened(f"Bearer {token['access_token']}").tenants == ("310688",)
    assert "310688" not in json.dumps(token)


def test_a_second_company_needs_a_second_consent(company: Company) -> None:
    decide(company.authorize(), tenants=["310687", "310688"])

    assert company.server.grants[0].tenants == ("310687",)


def test_the_token_says_how_long_both_live(company: Company) -> None:
    token = company.connect()

    assert (token["expires_in"], token["x_refresh_token_expires_in"]) == (3_600, 8_640_000)
    assert (token["token_type"], "scope" in token) == ("bearer", False)
    assert "x_refresh_token_hard_expires_in" not in token


def test_the_hard_end_is_told_to_whoever_asks_for_it(company: Company) -> None:
    token = company.connect(headers={"x-include-refresh-token-hard-expires-in": "true"})

    assert token["x_refresh_token_hard_expires_in"] == 5 * 365 * 86_400


def test_the_refresh_token_stays_for_a_day_and_changes_then(company: Company) -> None:
    first = company.connect()["refresh_token"]

    company.clock.advance(timedelta(hours=23))
    same = company.refresh(first)["refresh_token"]
    company.clock.advance(timedelta(hours=1))
    newer = company.refresh(first)["refresh_token"]

    assert same == first
    assert newer != first
    assert [each.outcome for each in company.server.grants[0].refreshes] == ["same", "new"]


def test_the_token_before_works_for_another_day_and_leads_to_the_newest(company: Company) -> None:
    first = company.connect()["refresh_token"]
    company.clock.advance(timedelta(hours=24))
    newer = company.refresh(first)["refresh_token"]
    company.clock.advance(timedelta(hours=23))

    again = company.refresh(first)["refresh_token"]
    company.clock.advance(timedelta(hours=1, seconds=1))

    assert again == newer
    with pytest.raises(OAuthError, match="Incorrect or invalid refresh token"):
        company.refresh(first)
    assert company.refresh(newer)["access_token"]


def test_an_unused_token_dies_after_a_hundred_days(company: Company) -> None:
    token = company.connect()["refresh_token"]
    company.clock.advance(timedelta(days=100))

    with pytest.raises(OAuthError, match="invalid_grant"):
        company.refresh(token)


def test_a_consent_ends_after_five_years_however_often_it_was_refreshed(company: Company) -> None:
    token = company.connect()
    for _ in range(20):
        company.clock.advance(timedelta(days=90))
        token = company.refresh(token["refresh_token"])
    company.clock.advance(timedelta(days=25))

    with pytest.raises(OAuthError, match="invalid_grant"):
        company.refresh(token["refresh_token"])


@pytest.mark.parametrize(("sent_as", "status"), [("json", 200), ("data", 400)])
def test_a_token_is_revoked_by_json(company: Company, sent_as: str, status: int) -> None:
    token = company.connect()["refresh_token"]
    body: dict[str, Any] = {sent_as: {"token": token}}

    answer = requests.post(
        f"{company.base}/v2/oauth2/tokens/revoke", auth=("relance", "shh"), timeout=10, **body
    )

    assert answer.status_code == status
    assert company.server.grants[0].is_revoked is (status == 200)
