"""From the page of consent to the organisations it opened, through the sandbox's own sign-in."""

import base64
import json
from datetime import timedelta

import pytest

from connector.core.errors import AuthExpired, Rejected, Unavailable
from connector.core.grants import Tenant, Tokens
from providers import load
from providers._http import Key
from providers._oauth import Consent
from providers.sandbox import Handle
from providers.sandbox.faults import Fault
from providers.sandbox.oauth.clients import Client
from providers.xero import Xero
from providers.xero.consent import event_of
from tests.providers.sandbox.browser import decide, said
from tests.providers.xero.connected import Consented, SandboxTime, book, connect, opened, settings

CALLBACK = "http://localhost:8000/oauth/xero/callback"
VERIFIER = "a-verifier-of-at-least-forty-three-letters-0123456789"


def _consent(sandbox: Handle, **changed: str) -> Consent:
    return Consent(Xero.registration(settings(sandbox) | changed), SandboxTime(sandbox.clock).now)


def _given(sandbox: Handle, consent: Consent, tenants: list[str] | None = None) -> Tokens:
    """What a person's visit to the page of consent comes to."""
    back = said(decide(consent.address("state-1", VERIFIER, CALLBACK), tenants=tenants))
    assert back["state"] == "state-1"
    return consent.exchange(back["code"], VERIFIER, CALLBACK)


def _tenants(sandbox: Handle, token: str) -> tuple[Tenant, ...]:
    return Xero.tenants(opened(sandbox, Key(token)), {})


@pytest.fixture
def strict(sandbox: Handle) -> Handle:
    """An app registered by its owner, with its address, and nobody else."""
    sandbox.xero.oauth.clients.register(Client("relance", "shh", frozenset({CALLBACK})))
    sandbox.xero.oauth.clients.is_strict = True
    return sandbox


def test_a_consent_opens_the_organisations_that_were_chosen(strict: Handle) -> None:
    tokens = _given(strict, _consent(strict))

    assert _tenants(strict, tokens.access) == (
        Tenant("5f0c0f4e-3d55-4f5a-9a86-0d3b6a1c7e01", "Atelier Brindille"),
        Tenant("b7a2b1c9-61f4-4f0e-8c1d-5b9e2f7d4a02", "Glenmore Tyres Ltd"),
    )
    assert tokens.refresh_until == strict.clock.now() + timedelta(days=60)
    assert list(connect(strict, Key(tokens.access)).open_invoices())


def test_an_app_without_a_secret_is_proved_by_pkce(sandbox: Handle) -> None:
    sandbox.xero.oauth.clients.register(Client("relance", is_public=True))
    consent = _consent(sandbox, CLIENT_SECRET="")

    tokens = _given(sandbox, consent)

    assert consent.refresh(tokens).refresh != tokens.refresh
    with pytest.raises(Rejected):
        back = said(decide(consent.address("s", VERIFIER, CALLBACK)))
        consent.exchange(back["code"], VERIFIER.upper(), CALLBACK)


def test_only_what_this_consent_opened_is_offered(sandbox: Handle) -> None:
    brindille, glenmore = sandbox.xero.books
    first = _given(sandbox, _consent(sandbox), [brindille])
    second = _given(sandbox, _consent(sandbox), [glenmore])

    assert [tenant.id for tenant in _tenants(sandbox, second.access)] == [glenmore]
    assert [tenant.id for tenant in _tenants(sandbox, first.access)] == [brindille]


def test_a_practice_has_no_books_and_is_not_offered(sandbox: Handle) -> None:
    practice = sandbox.xero.practices[0].id
    tokens = _given(sandbox, _consent(sandbox), [practice])

    assert _tenants(sandbox, tokens.access) == ()


@pytest.mark.parametrize("tenants", [["first"], ["first", "second"]])
def test_where_the_token_names_no_consent_all_are_offered(sandbox: Handle, tenants: list[str]) -> None:
    ids = dict(zip(["first", "second"], sandbox.xero.books, strict=True))
    for name in tenants:
        Consented(sandbox, tenants=(ids[name],))
    access = Consented(sandbox, tenants=())
    sandbox.xero.connections.rows[0].auth_event = "another"

    assert len(_tenants(sandbox, access.access())) == len(tenants)


def test_a_consent_that_opened_nothing_new_offers_what_is_open(sandbox: Handle) -> None:
    Consented(sandbox, tenants=tuple(sandbox.xero.books))
    again = Consented(sandbox, tenants=())

    assert len(_tenants(sandbox, again.access())) == 2


@pytest.mark.parametrize(
    "token", ["opaque", "a.b", "a.%%%.c", "a.e30.c", "a.W10.c", "a.eyJhIjo.c", "", "a..c"]
)
def test_a_token_that_tells_nothing_is_no_error(token: str) -> None:
    assert event_of(token) is None


def test_a_token_tells_its_consent() -> None:
    claims = base64.urlsafe_b64encode(json.dumps({"authentication_event_id": "e-1"}).encode())

    assert event_of(f"head.{claims.decode().rstrip('=')}.sign") == "e-1"


def test_trouble_with_the_connections_has_its_class(sandbox: Handle) -> None:
    access = Consented(sandbox)
    sandbox.faults.plan(Fault("server_error", status=503, path="/connections"))

    with pytest.raises(Unavailable):
        _tenants(sandbox, access.access())


def test_a_consent_that_is_ended_opens_nothing(sandbox: Handle) -> None:
    consent = _consent(sandbox)
    tokens = _given(sandbox, consent)

    consent.revoke(tokens)

    assert sandbox.xero.oauth.grants[-1].is_revoked
    with pytest.raises(AuthExpired):
        consent.refresh(tokens)
    with pytest.raises(AuthExpired):
        list(connect(sandbox, Key(tokens.access)).open_invoices())


def test_the_addresses_are_xeros_own_unless_they_are_set() -> None:
    app = Xero.registration({"CLIENT_ID": "app"})

    assert (app.authorize_url, app.token_url, app.revoke_url) == (
        "https://login.xero.com/identity/connect/authorize",
        "https://identity.xero.com/connect/token",
        "https://identity.xero.com/connect/revocation",
    )
    assert Xero.registration({"CLIENT_ID": "app", "SCOPES": "offline_access"}).scopes == "offline_access"


def test_nothing_that_writes_is_asked_for() -> None:
    scopes = Xero.registration({}).scopes.split()

    assert "offline_access" in scopes
    assert all(scope.endswith(".read") for scope in scopes if scope != "offline_access")


def test_what_it_can_do_is_declared(sandbox: Handle) -> None:
    made = load("xero")

    assert made is Xero
    assert (made.capabilities.rotates_refresh_token, made.capabilities.can_send) == (True, True)
    assert {field.name for field in made.settings} == {
        *settings(sandbox),
        "SCOPES",
        "NOTES",
        "WEBHOOK_SECRET",
    }
    assert [field.name for field in made.settings if field.is_secret] == ["CLIENT_SECRET", "WEBHOOK_SECRET"]
    assert book(sandbox).organisation.id not in repr(made.settings)
