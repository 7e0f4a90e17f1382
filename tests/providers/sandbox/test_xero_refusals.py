"""Xero's refusals as the official client meets them: tokens, tenants, scopes, limits and planned faults."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
import requests
from xero_python.api_client.oauth2 import TokenApi
from xero_python.exceptions import HTTPStatusException, NotFoundException, RateLimitException

from providers.sandbox import Handle
from providers.sandbox.exchange import Answer, Arrived
from providers.sandbox.faults import Fault
from providers.sandbox.front import Work
from providers.sandbox.xero import entry
from providers.sandbox.xero.seed import GLENMORE
from tests.providers.sandbox.xero_sdk import SCOPES, Sdk, point_token_api

READ = "/Organisation"


@pytest.fixture
def sdk(sandbox: Handle, monkeypatch: pytest.MonkeyPatch) -> Sdk:
    for name, address in point_token_api(sandbox).items():
        monkeypatch.setattr(TokenApi, name, address)
    return Sdk(sandbox)


def _body(sdk: Sdk, casing: str, sandbox: Handle) -> dict[str, Any]:
    ways = {"unauthorized_casing": casing, "forbidden_casing": casing}
    requests.post(f"{sandbox.url}/_sandbox/xero/ways", json=ways, timeout=10)
    body: dict[str, Any] = sdk.get(READ).json()
    body.pop("Instance" if casing == "upper" else "instance")
    return body


def test_an_expired_token_is_refused_in_either_casing(sandbox: Handle, sdk: Sdk) -> None:
    sandbox.clock.advance(timedelta(minutes=30))
    detail = "TokenExpired: token expired at 11/21/2026 12:30:00"

    assert _body(sdk, "upper", sandbox) == {
        "Type": None, "Title": "Unauthorized", "Status": 401, "Detail": detail, "Extensions": {},
    }  # fmt: skip
    assert _body(sdk, "lower", sandbox) == {"title": "Unauthorized", "status": 401, "detail": detail}


def test_the_client_refreshes_a_token_it_knows_to_be_old(sandbox: Handle, sdk: Sdk) -> None:
    old = dict(sdk.token)
    sandbox.clock.advance(timedelta(hours=1))
    sdk.token["expires_at"] = 0

    found = sdk.accounting.get_organisations(sdk.tenant)

    assert found.organisations[0].name == "Atelier Brindille"
    assert sdk.token["access_token"] != old["access_token"]
    assert sdk.token["refresh_token"] != old["refresh_token"]
    assert [each.outcome for each in sandbox.xero.oauth.grants[0].refreshes] == ["new"]


def test_the_client_hears_that_the_owner_disconnected_it(sandbox: Handle, sdk: Sdk) -> None:
    sandbox.xero.oauth.revoke(sandbox.xero.oauth.grants[0])
    status = sdk.get(READ).status_code
    sdk.token["expires_at"] = 0

    with pytest.raises(HTTPStatusException) as refused:
        sdk.accounting.get_organisations(sdk.tenant)

    assert status == 401
    assert b"invalid_grant" in refused.value.http_resp.data


def test_the_client_revokes_and_every_connection_is_gone(sandbox: Handle, sdk: Sdk) -> None:
    token = sdk.client.configuration.oauth2_token
    token.update_token(**sdk.token)

    assert token.revoke_access_token(sdk.client)
    sdk.client.last_response.drain_conn()  # the client never reads this answer

    assert sandbox.xero.connections.rows == []
    assert sandbox.xero.oauth.grants[0].is_revoked


def test_one_organisation_is_detached_by_its_connection(sandbox: Handle, sdk: Sdk) -> None:
    first = sdk.identity.get_connections()[0]

    sdk.identity.delete_connection(first.id)

    assert sdk.tenant not in {row.tenant_id for row in sdk.identity.get_connections()}
    assert sdk.get(READ).status_code == 403
    with pytest.raises(NotFoundException):
        sdk.identity.delete_connection(first.id)


def test_the_owner_takes_one_organisation_away(sandbox: Handle, sdk: Sdk) -> None:
    requests.post(f"{sandbox.url}/_sandbox/xero/disconnect/{sdk.tenant}", timeout=10)

    assert sdk.get(READ).status_code == 403
    assert sdk.accounting.get_organisations(GLENMORE.id).organisations[0].name == "Glenmore Tyres Ltd"


@pytest.mark.parametrize("tenant", ["", "00000000-0000-0000-0000-000000000000"])
def test_a_wrong_tenant_is_forbidden_in_either_casing(sandbox: Handle, sdk: Sdk, tenant: str) -> None:
    sdk.tenant = tenant

    assert _body(sdk, "lower", sandbox) == {
        "title": "Forbidden", "status": 403, "detail": "AuthenticationUnsuccessful",
    }  # fmt: skip
    assert _body(sdk, "upper", sandbox)["Detail"] == "AuthenticationUnsuccessful"


def test_an_organisation_opened_to_another_app_is_not_open_to_this_one(sandbox: Handle, sdk: Sdk) -> None:
    sandbox.xero.disconnect(sdk.tenant)
    Sdk(sandbox, client_id="another")

    assert sdk.get(READ).status_code == 403


def test_without_a_token_nothing_opens(sandbox: Handle) -> None:
    address = f"{sandbox.xero_url}/api.xro/2.0{READ}"

    assert requests.get(address, timeout=10).json()["Detail"] == "AuthenticationUnsuccessful"
    assert requests.get(f"{sandbox.xero_url}/connections", timeout=10).status_code == 401


@pytest.mark.parametrize(
    ("place", "missing"),
    [
        ("/Invoices", "accounting.invoices"),
        ("/CreditNotes", "accounting.invoices"),
        ("/Overpayments", "accounting.payments.read"),
        ("/Payments", "accounting.payments.read"),
        ("/Contacts", "accounting.contacts.read"),
        ("/InvoiceReminders/Settings", "accounting.settings.read"),
    ],
)
def test_each_list_needs_its_scope(sandbox: Handle, place: str, missing: str) -> None:
    scopes = [scope for scope in SCOPES.split() if scope != missing]

    answer = Sdk(sandbox, scopes=" ".join(scopes)).get(place)

    assert (answer.status_code, answer.json()["Detail"]) == (401, "AuthorizationUnsuccessful")
    assert Sdk(sandbox).get(place).status_code == 200


def test_reading_scopes_write_nothing(sandbox: Handle) -> None:
    customer = entry.add_contact(sandbox.xero.book, "Acme", "ap@acme.example")
    entry.add_invoice(sandbox.xero.book, customer, 100, number="A")
    sdk = Sdk(sandbox, scopes="accounting.invoices.read")

    answer = requests.post(
        f"{sdk.base}/api.xro/2.0/Invoices/A/Email", json={}, headers=sdk.headers(), timeout=10
    )

    assert sdk.get("/Invoices/A").status_code == 200
    assert answer.status_code == 401


def test_what_is_not_there_is_not_found_in_plain_text(sandbox: Handle, sdk: Sdk) -> None:
    with pytest.raises(NotFoundException):
        sdk.accounting.get_invoice(sdk.tenant, "NOT-THERE")

    answer = sdk.get("/Invoices/NOT-THERE")
    assert answer.headers["Content-Type"].startswith("text/plain")


def test_a_method_that_is_not_there_is_refused(sdk: Sdk) -> None:
    address = f"{sdk.base}/api.xro/2.0/Invoices/A/History"

    assert requests.post(address, json={}, headers=sdk.headers(), timeout=10).status_code == 405


def test_the_headers_count_down_what_is_left(sandbox: Handle, sdk: Sdk) -> None:
    sdk.get(READ)

    headers = sdk.get(READ).headers

    assert headers["X-MinLimit-Remaining"] == "58"
    assert headers["X-DayLimit-Remaining"] == "4998"
    assert headers["X-AppMinLimit-Remaining"] == "9998"


def test_the_sixty_first_call_of_a_minute_waits_for_the_minute(sandbox: Handle, sdk: Sdk) -> None:
    for _ in range(60):
        sdk.get(READ)
    sandbox.clock.advance(timedelta(seconds=20))

    with pytest.raises(RateLimitException) as refused:
        sdk.accounting.get_organisations(sdk.tenant)

    assert refused.value.rate_limit == "minute"
    assert refused.value.http_resp.urllib3_response.headers["Retry-After"] == "40"
    sandbox.clock.advance(timedelta(seconds=40))
    assert sdk.get(READ).status_code == 200


def test_another_organisation_has_its_own_minute(sandbox: Handle, sdk: Sdk) -> None:
    for _ in range(60):
        sdk.get(READ)

    assert sdk.accounting.get_organisations(GLENMORE.id).organisations[0].name == "Glenmore Tyres Ltd"


def test_the_limit_of_a_day_lasts_many_hours(sandbox: Handle, sdk: Sdk) -> None:
    limits = {"per_day": 2, "per_minute": None}
    requests.post(f"{sandbox.url}/_sandbox/xero/limits", json=limits, timeout=10)
    sdk.get(READ)
    sdk.get(READ)
    sandbox.clock.advance(timedelta(minutes=10))

    answer = sdk.get(READ)

    assert (answer.status_code, answer.headers["X-Rate-Limit-Problem"]) == (429, "day")
    assert answer.headers["Retry-After"] == str(86_400 - 600)


def test_five_calls_at_once_are_taken_and_the_sixth_is_not(sandbox: Handle, sdk: Sdk) -> None:
    headers = [(name.lower().encode(), value.encode()) for name, value in sdk.headers().items()]
    scope = {
        "scheme": "http",
        "method": "GET",
        "path": f"/api.xro/2.0{READ}",
        "query_string": b"",
        "headers": headers,
    }

    async def at_once() -> list[Answer]:
        go_on = asyncio.Event()

        async def slowly(work: Work) -> Answer:
            await go_on.wait()
            return work()

        calls = [asyncio.ensure_future(sandbox.xero.answer(Arrived(scope, b""), slowly)) for _ in range(6)]
        refused, _ = await asyncio.wait(calls, return_when=asyncio.FIRST_COMPLETED)
        go_on.set()
        return [each.result() for each in refused] + list(await asyncio.gather(*calls))

    first, *every = asyncio.run(at_once())

    assert (first.status, first.headers) == (429, {"X-Rate-Limit-Problem": "concurrent"})
    assert [answer.status for answer in every] == [200, 200, 200, 200, 200, 429]
    assert sdk.get(READ).status_code == 200


@pytest.mark.parametrize(
    ("retry_after", "problem"), [(None, "concurrent"), ("7", "minute"), ("43200", "day")]
)
def test_a_planned_limit_names_the_limit_that_fits_its_time(
    sandbox: Handle, sdk: Sdk, retry_after: str | None, problem: str
) -> None:
    sandbox.faults.plan(Fault("rate_limited", provider="xero", retry_after=retry_after))

    answer = sdk.get(READ)

    assert (answer.status_code, answer.headers["X-Rate-Limit-Problem"]) == (429, problem)
    assert answer.headers.get("Retry-After") == retry_after
    assert sdk.get(READ).status_code == 200


@pytest.mark.parametrize(
    ("fault", "status", "kind"),
    [
        (Fault("server_error"), 500, "application/json"),
        (Fault("server_error", status=401), 401, "application/json"),
        (Fault("server_error", status=503), 503, "text/plain"),
        (Fault("html", status=503), 503, "text/html"),
        (Fault("error_in_200"), 200, "application/json"),
        (Fault("half_page"), 200, "application/json"),
    ],
)
def test_a_planned_fault_comes_once(sandbox: Handle, sdk: Sdk, fault: Fault, status: int, kind: str) -> None:
    whole = sdk.get("/Invoices?page=1").text
    sandbox.faults.plan(fault)

    answer = sdk.get("/Invoices?page=1")

    assert (answer.status_code, answer.headers["Content-Type"].partition(";")[0]) == (status, kind)
    assert len(answer.text) != len(whole)
    assert len(sdk.get("/Invoices?page=1").text) == len(whole)


@pytest.mark.parametrize("kind", ["dropped", "broken_page"])
def test_a_planned_fault_breaks_the_connection(sandbox: Handle, sdk: Sdk, kind: Any) -> None:
    sandbox.faults.plan(Fault(kind))

    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        sdk.get(READ)


def test_a_fault_planned_for_another_provider_spares_this_one(sandbox: Handle, sdk: Sdk) -> None:
    sandbox.faults.plan(Fault("server_error", provider="stripe"))

    assert sdk.get(READ).status_code == 200
