"""What goes wrong on the way, and the class of error that says what to do about it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

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
from connector.core.invoice import Invoice
from providers._oauth import Consent
from providers.quickbooks import QuickBooks
from providers.sandbox import Handle
from providers.sandbox.faults import Fault
from providers.sandbox.quickbooks import dialect, entry
from providers.sandbox.quickbooks.book import Book, Closed
from providers.sandbox.quickbooks.seed import REALM
from tests.providers.quickbooks.connected import asked, opened, settings_of, together

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
FAULTS: list[tuple[Fault, type[ProviderError]]] = [
    (Fault("rate_limited"), RateLimited),
    (Fault("rate_limited", retry_after="30"), RateLimited),
    (Fault("server_error"), Unavailable),
    (Fault("server_error", status=503), Unavailable),
    (Fault("server_error", status=401), AuthExpired),
    (Fault("server_error", status=403), Rejected),
    (Fault("html", status=502), Unavailable),
    (Fault("html", status=200), Malformed),
    (Fault("html", status=403), Malformed),
    (Fault("html", status=302), Rejected),
    (Fault("error_in_200"), Unavailable),
    (Fault("half_page"), Malformed),
    (Fault("broken_page"), Unavailable),
    (Fault("dropped"), Unavailable),
]
CALLS: dict[str, Callable[[QuickBooks], Any]] = {
    "everything": lambda quickbooks: list(quickbooks.open_invoices()),
    "changes": lambda quickbooks: list(quickbooks.changes(NOON.isoformat())),
    "invoices": lambda quickbooks: quickbooks.read(["101"]),
    "customers": lambda quickbooks: quickbooks.read_customers(["1"]),
    "pdf": lambda quickbooks: quickbooks.pdf(Invoice("1", "c", "k", "A/1", "USD", 1, 1, source_id="101")),
}


@pytest.fixture(autouse=True)
def owed(book: Book) -> None:
    """An invoice of a customer without an address, Ids 101 and 1."""
    customer = entry.add_customer(book, "Acme")
    entry.add_invoice(book, customer.id, 100)


def _named(given: object) -> str:
    if isinstance(given, Fault):
        return f"{given.kind}-{given.status or given.retry_after}"
    return given.__name__ if isinstance(given, type) else str(given)


@pytest.mark.parametrize(("fault", "error"), FAULTS, ids=_named)
@pytest.mark.parametrize("call", CALLS)
def test_each_fault_has_its_class_on_every_call(
    sandbox: Handle, quickbooks: QuickBooks, call: str, fault: Fault, error: type[ProviderError]
) -> None:
    CALLS[call](quickbooks)
    for skipped in range(len(asked(sandbox))):
        sandbox.faults.plan(replace(fault, path="/v3/", skip=skipped))

        with pytest.raises(error) as raised:
            CALLS[call](quickbooks)

        assert type(raised.value) is error
        assert "QuickBooks" in str(raised.value)
        assert sandbox.faults.planned == []
    CALLS[call](quickbooks)


@pytest.mark.parametrize(("fault", "error"), FAULTS, ids=_named)
def test_no_cursor_is_given_before_all_was_read(
    sandbox: Handle, quickbooks: QuickBooks, fault: Fault, error: type[ProviderError]
) -> None:
    shown = []
    sandbox.faults.plan(replace(fault, path="/v3/", skip=4))

    with pytest.raises(error):
        for page in quickbooks.open_invoices():
            shown.append(page.cursor)

    assert shown == [None] * 3


@pytest.mark.parametrize(("fault", "error"), FAULTS, ids=_named)
def test_many_changes_bear_no_cursor_before_the_last(
    sandbox: Handle, book: Book, quickbooks: QuickBooks, fault: Fault, error: type[ProviderError]
) -> None:
    for _ in range(1_000):
        entry.add_invoice(book, "1", 1)
    pages = quickbooks.changes(NOON.isoformat())
    first = next(pages)
    sandbox.faults.plan(replace(fault, path="/v3/", skip=2))

    with pytest.raises(error):
        assert [first.cursor, *(page.cursor for page in pages)] == []

    assert first.cursor is None


@pytest.mark.parametrize(
    ("closed", "advice"), [("no_access", "somebody who may"), ("subscription_ended", "renew it there")]
)
@pytest.mark.parametrize("call", CALLS)
def test_a_company_that_is_closed_to_us_waits_for_its_owner(
    book: Book, quickbooks: QuickBooks, call: str, closed: Closed, advice: str
) -> None:
    book.closed = closed

    with pytest.raises(AuthExpired, match=advice):
        CALLS[call](quickbooks)


def test_a_closed_company_inside_a_200_is_closed_as_well(
    sandbox: Handle, book: Book, quickbooks: QuickBooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = dialect._CLOSED["subscription_ended"]
    monkeypatch.setattr(ended, "status", 200)
    book.closed = "subscription_ended"

    with pytest.raises(AuthExpired, match="renew it there"):
        list(quickbooks.open_invoices())


@pytest.mark.parametrize(
    ("header", "pause"),
    [("30", timedelta(seconds=30)), (None, timedelta(minutes=1)), ("43200", timedelta(hours=12))],
)
def test_a_rate_limit_says_when_to_come_back(
    sandbox: Handle, quickbooks: QuickBooks, header: str | None, pause: timedelta
) -> None:
    sandbox.faults.plan(Fault("rate_limited", retry_after=header))

    with pytest.raises(RateLimited) as raised:
        list(quickbooks.open_invoices())

    assert raised.value.retry_at == NOON + pause


def test_a_token_that_ran_out_is_refused_in_words(sandbox: Handle, quickbooks: QuickBooks) -> None:
    sandbox.clock.advance(timedelta(hours=2))

    with pytest.raises(AuthExpired, match="AuthenticationFailed"):
        quickbooks.read(["101"])


def test_a_consent_that_was_taken_back_is_refused_by_xml(sandbox: Handle, quickbooks: QuickBooks) -> None:
    sandbox.quickbooks.oauth.revoke(sandbox.quickbooks.oauth.grants[-1])

    with pytest.raises(AuthExpired):
        quickbooks.read(["101"])


def test_a_token_that_is_refused_once_is_renewed_and_the_call_goes_on(sandbox: Handle) -> None:
    tokens = [str(sandbox.quickbooks.oauth.grant(client_id="relance")["access_token"]) for _ in range(2)]
    sandbox.quickbooks.oauth.revoke(sandbox.quickbooks.oauth.grants[-2])

    class Renewing:
        def access(self) -> str:
            return tokens[0]

        def after_refusal(self, access: str) -> str:
            return tokens[1]

    quickbooks = QuickBooks(replace(opened(sandbox), access=Renewing()))

    assert [x.source_id for x in quickbooks.read(["101"])] == ["101"]


def test_the_number_for_intuit_s_support_stands_in_the_sentence(
    sandbox: Handle, quickbooks: QuickBooks
) -> None:
    sandbox.faults.plan(Fault("server_error", status=503))

    with pytest.raises(Unavailable, match=r"\(intuit_tid 1-sandbox-\d+\)$"):
        quickbooks.read(["101"])


@pytest.mark.parametrize(("fault", "error"), FAULTS, ids=_named)
def test_no_secret_stands_in_any_sentence(sandbox: Handle, fault: Fault, error: type[ProviderError]) -> None:
    given = opened(sandbox)
    sandbox.faults.plan(replace(fault, path="/v3/"))

    with pytest.raises(error) as raised:
        QuickBooks(given).read(["101"])

    assert given.access.access() not in f"{raised.value} {vars(raised.value)}"


def test_a_slow_answer_is_given_up(sandbox: Handle) -> None:
    sandbox.faults.plan(Fault("slow", path="/v3/"))

    with pytest.raises(Unavailable, match="no answer in time"):
        QuickBooks(opened(sandbox, time_out=0.2)).read(["101"])


class TestConsent:
    @pytest.mark.parametrize("realm", [None, "", "12/../13", "acme"])
    def test_without_a_company_nothing_is_opened(self, sandbox: Handle, realm: str | None) -> None:
        with pytest.raises(Refused, match="which company"):
            QuickBooks(replace(opened(sandbox), tenant=realm))

    def test_what_a_consent_opened_is_named_by_the_callback(self, sandbox: Handle) -> None:
        (tenant,) = QuickBooks.tenants(replace(opened(sandbox), tenant=None), {"realmId": REALM})

        assert (tenant.id, tenant.name) == (REALM, "Sandbox Company")

    def test_a_callback_without_a_company_is_refused(self, sandbox: Handle) -> None:
        with pytest.raises(Refused, match="which company"):
            QuickBooks.tenants(opened(sandbox), {})

    def test_another_s_company_is_not_opened(self, sandbox: Handle) -> None:
        with pytest.raises(ProviderError):
            QuickBooks.tenants(opened(sandbox), {"realmId": "4620816365001002"})

    def test_the_app_asks_for_accounting_and_for_the_end_of_its_consent(self, sandbox: Handle) -> None:
        app = QuickBooks.registration(settings_of(sandbox) | {"SCOPES": ""})

        assert app.scopes == "com.intuit.quickbooks.accounting"
        assert (app.has_pkce, app.is_revoked_by_json, app.refresh_life) == (False, True, timedelta(days=100))
        assert app.headers == {"x-include-refresh-token-hard-expires-in": "true"}
        assert app.client_secret not in repr(app)

    def test_without_settings_it_speaks_to_intuit(self) -> None:
        app = QuickBooks.registration({"CLIENT_ID": "a", "CLIENT_SECRET": "b"})

        assert [app.authorize_url, app.token_url, app.revoke_url] == [
            "https://appcenter.intuit.com/connect/oauth2",
            "https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer",
            "https://developer.api.intuit.com/v2/oauth2/tokens/revoke",
        ]

    def test_without_an_app_no_consent_is_asked_for(self) -> None:
        with pytest.raises(Refused, match="RELANCE_QUICKBOOKS_CLIENT_ID"):
            Consent(QuickBooks.registration({}), lambda: NOON)


def test_every_call_goes_to_one_company(sandbox: Handle, quickbooks: QuickBooks) -> None:
    together(quickbooks.open_invoices())

    seen = sandbox.quickbooks.front.seen
    assert {request.path.split("/")[3] for request in seen if request.path.startswith("/v3")} == {REALM}
