"""Where providers tell of changes: who has signed is heard, nobody else changes anything (41)."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient
from stripe import WebhookSignature

from connector.core.source import Connection, ConnectionKind
from connector.opener import Opener
from connector.web.webhooks import LARGEST_BODY
from tests.scenarios.office import Office
from tests.web.browsing import ADDRESS, pages_over

FIRST, SECOND = "whsec_of_one_account", "whsec_of_another"
SETTINGS: Mapping[str, Mapping[str, str]] = {"stripe": {"WEBHOOK_SECRET": f"{FIRST}  {SECOND}"}}


@pytest.fixture
def account(office: Office) -> Connection:
    """A Stripe account that was read a minute ago."""
    read_at = office.now() - timedelta(minutes=1)
    tenant = f"acct_{uuid4().hex}"
    made = Connection(str(uuid4()), "stripe", "Shop", ConnectionKind.ACCOUNT, tenant=tenant, read_at=read_at)
    with office.store.writing(office.id) as unit:
        unit.connections.add(made)
    return made


@pytest.fixture
def client(office: Office) -> TestClient:
    """A provider: no browser, no cookie, no page it comes from."""
    opener = Opener(lambda name: SETTINGS.get(name, {}), office.store, office.clock)
    app = replace(office.app, systems=opener)
    return TestClient(pages_over(app, office.store), base_url=ADDRESS)


def event(**fields: Any) -> bytes:
    return json.dumps({"id": f"evt_{uuid4().hex}", "object": "event"} | fields).encode()


def tell(
    client: TestClient,
    office: Office,
    body: bytes,
    endpoint: str,
    secret: str = FIRST,
    ago: int = 0,
    said: Mapping[str, str] | None = None,
) -> Any:
    at = int(office.now().timestamp()) - ago
    signed = WebhookSignature.generate_signature_header(body.decode("utf-8", "replace"), secret, timestamp=at)
    headers = {"stripe-signature": signed, "content-type": "application/json"} | dict(said or {})
    return client.post(f"/webhooks/stripe/{endpoint}", content=body, headers=headers)


def is_told(office: Office, account: Connection) -> bool:
    with office.store.reading(office.id) as unit:
        return account.id in unit.connections.told()


@pytest.mark.parametrize("secret", [FIRST, SECOND])
def test_what_is_signed_is_kept_and_answered_barely(
    client: TestClient, office: Office, account: Connection, secret: str
) -> None:
    answer = tell(client, office, event(), account.id, secret)

    assert (answer.status_code, answer.content) == (200, b"")
    assert "set-cookie" not in answer.headers
    assert is_told(office, account)


def test_an_app_hears_of_all_its_accounts(client: TestClient, office: Office, account: Connection) -> None:
    tell(client, office, event(account="acct_of_somebody_else"), "app")
    assert not is_told(office, account)

    tell(client, office, event(account=account.tenant), "app")
    assert is_told(office, account)


@pytest.mark.parametrize(
    ("secret", "ago"),
    [("whsec_guessed", 0), (FIRST, 3600), (FIRST, -3600)],
    ids=["forged", "of an hour ago", "from the future"],
)
def test_what_is_forged_or_replayed_changes_nothing(
    client: TestClient, office: Office, account: Connection, secret: str, ago: int
) -> None:
    answer = tell(client, office, event(), account.id, secret, ago)

    assert (answer.status_code, answer.content) == (401, b"")
    assert "set-cookie" not in answer.headers
    assert not is_told(office, account)


def test_who_has_not_signed_learns_nothing_about_an_endpoint(
    client: TestClient, office: Office, account: Connection
) -> None:
    there, nowhere = (tell(client, office, event(), x, "whsec_guessed") for x in (account.id, str(uuid4())))

    assert there.status_code == nowhere.status_code == 401


def test_an_endpoint_that_is_not_ours_is_not_there(client: TestClient, office: Office) -> None:
    assert tell(client, office, event(), str(uuid4())).status_code == 404


@pytest.mark.parametrize("provider", ["xero", "acme", "ledger_file"])
def test_a_provider_without_a_secret_tells_nothing(client: TestClient, provider: str) -> None:
    assert client.post(f"/webhooks/{provider}/app", content=b"{}").status_code == 404


def test_what_is_signed_and_cannot_be_read_is_said_so(
    client: TestClient, office: Office, account: Connection
) -> None:
    assert tell(client, office, b"<html>", account.id).status_code == 400
    assert not is_told(office, account)


def test_nobody_sends_a_megabyte(client: TestClient, office: Office, account: Connection) -> None:
    largest = event().ljust(LARGEST_BODY)

    assert tell(client, office, largest, account.id).status_code == 200
    assert tell(client, office, largest + b" ", account.id).status_code == 413


def test_a_page_of_somebody_else_cannot_make_a_browser_speak(
    client: TestClient, office: Office, account: Connection
) -> None:
    answer = tell(client, office, event(), account.id, said={"origin": "https://evil.example"})

    assert answer.status_code == 403
    assert not is_told(office, account)


def test_a_form_is_no_other_thing(client: TestClient, office: Office, account: Connection) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}

    assert tell(client, office, event(), account.id, "whsec_guessed", said=form).status_code == 401
    assert tell(client, office, event(), account.id, said=form).status_code == 200


def test_only_what_is_posted_is_heard(client: TestClient, account: Connection) -> None:
    assert client.get(f"/webhooks/stripe/{account.id}").status_code == 405
