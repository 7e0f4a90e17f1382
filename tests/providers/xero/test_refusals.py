"""What goes wrong on the way, and the class of error that says what to do about it."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from connector.core.errors import (
    AuthExpired,
    Malformed,
    ProviderError,
    RateLimited,
    Refused,
    Rejected,
    Unavailable,
)
from providers._http import Answer, Key
from providers._opened import Opened
from providers.sandbox import Handle
from providers.sandbox.faults import Fault
from providers.sandbox.xero import entry
from providers.xero import Xero
from providers.xero.answers import CONTACTS, sheet
from providers.xero.consent import SCOPES
from tests.providers.xero.connected import (
    Consented,
    SandboxTime,
    book,
    calls,
    connect,
    forget,
    opened,
    settings,
    together,
)

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
SINCE = "2026-11-21T10:00:00+00:00"
API = "/api.xro"

#: What is asked, and how many calls of it can go wrong.
ASKED: dict[str, tuple[Callable[[Xero, str], Any], int]] = {
    "everything": (lambda xero, _: list(xero.open_invoices()), 6),
    "changes": (lambda xero, _: list(xero.changes(SINCE)), 5),
    "invoices": (lambda xero, sought: xero.read([sought]), 1),
    "customers": (lambda xero, _: xero.read_customers(["00000000-0000-4000-a000-000000000000"]), 1),
}
EVERY_CALL = [(name, call) for name, (_, times) in ASKED.items() for call in range(times)]


@pytest.fixture
def sought(sandbox: Handle) -> str:
    """The id of an invoice that is open."""
    acme = entry.add_contact(book(sandbox), "Acme", "ap@acme.example")
    return entry.add_invoice(book(sandbox), acme, 9_000).id


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault("rate_limited"), RateLimited),
        (Fault("server_error"), Unavailable),
        (Fault("server_error", status=503), Unavailable),
        (Fault("server_error", status=409), Unavailable),
        (Fault("server_error", status=412), Rejected),
        (Fault("html", status=502), Unavailable),
        (Fault("html", status=200), Malformed),
        (Fault("html", status=400), Malformed),
        (Fault("html", status=302), Rejected),
        (Fault("error_in_200"), Malformed),
        (Fault("half_page"), Malformed),
        (Fault("broken_page"), Unavailable),
        (Fault("dropped"), Unavailable),
    ],
    ids=lambda given: f"{given.kind}-{given.status}" if isinstance(given, Fault) else given.__name__,
)
@pytest.mark.parametrize(("asked", "call"), EVERY_CALL)
def test_each_fault_has_its_class_on_every_call(
    sandbox: Handle, sought: str, fault: Fault, error: type[ProviderError], asked: str, call: int
) -> None:
    """40."""
    sandbox.faults.plan(Fault(fault.kind, status=fault.status, path=API, skip=call))
    xero, (ask, _) = connect(sandbox), ASKED[asked]
    forget(sandbox)

    with pytest.raises(error) as raised:
        ask(xero, sought)

    assert type(raised.value) is error
    assert "Xero" in str(raised.value)
    assert len(calls(sandbox)) == call + 1
    assert len(together(xero.open_invoices()).invoices) == 1


@pytest.mark.parametrize(
    ("header", "pause"),
    [
        ("30", timedelta(seconds=30)),
        ("43200", timedelta(hours=12)),
        (None, timedelta(minutes=1)),
        ("soon", timedelta(minutes=1)),
        ("99999999999", timedelta(days=1)),
    ],
)
def test_a_rate_limit_says_when_to_come_back(sandbox: Handle, header: str | None, pause: timedelta) -> None:
    """39."""
    sandbox.faults.plan(Fault("rate_limited", retry_after=header, path=API))

    with pytest.raises(RateLimited) as raised:
        list(connect(sandbox).open_invoices())

    assert raised.value.retry_at == NOON + pause
    assert len(calls(sandbox)) == 1


@pytest.mark.parametrize(("limit", "pause"), [("per_minute", 60), ("per_day", 86_400), ("at_once", 60)])
def test_each_of_xeros_own_limits_is_understood(sandbox: Handle, limit: str, pause: int) -> None:
    setattr(sandbox.xero.limits, limit, 0)

    with pytest.raises(RateLimited) as raised:
        list(connect(sandbox).open_invoices())

    assert raised.value.retry_at == NOON + timedelta(seconds=pause)


def test_a_slow_answer_is_unavailable(sandbox: Handle) -> None:
    sandbox.faults.plan(Fault("slow", path=API))

    with pytest.raises(Unavailable, match="no answer in time"):
        list(connect(sandbox, time_out=0.05).open_invoices())


def test_a_server_that_is_not_there_is_unavailable(sandbox: Handle) -> None:
    nowhere = Xero(Opened(Key("t"), {"API_URL": "http://127.0.0.1:9"}, SandboxTime(sandbox.clock), "org"))

    with pytest.raises(Unavailable):
        list(nowhere.open_invoices())


class TestAToken:
    @pytest.mark.parametrize("casing", ["upper", "lower"])
    @pytest.mark.parametrize("asked", ASKED)
    def test_that_is_refused_is_renewed_once(
        self, sandbox: Handle, sought: str, casing: Any, asked: str
    ) -> None:
        sandbox.xero.casings[401] = casing
        access = Consented(sandbox)
        sandbox.clock.advance(timedelta(minutes=31))

        ASKED[asked][0](connect(sandbox, access), sought)

        assert access.renewed == 1

    @pytest.mark.parametrize("casing", ["upper", "lower"])
    def test_that_is_refused_again_asks_to_connect_again(self, sandbox: Handle, casing: Any) -> None:
        sandbox.xero.casings[401] = casing
        sandbox.faults.plan(Fault("server_error", status=401, times=9, path=API))
        access = Consented(sandbox)

        with pytest.raises(AuthExpired, match="Connect Xero again"):
            list(connect(sandbox, access).open_invoices())

        assert (access.renewed, len(calls(sandbox))) == (1, 2)

    @pytest.mark.parametrize("casing", ["upper", "lower"])
    @pytest.mark.parametrize(
        "scope", ["accounting.contacts.read", "accounting.invoices.read", "accounting.payments.read"]
    )
    def test_that_lacks_a_permission_is_not_renewed(self, sandbox: Handle, scope: str, casing: Any) -> None:
        sandbox.xero.casings[401] = casing
        access = Consented(sandbox, SCOPES.replace(scope, ""))
        xero = connect(sandbox, access)

        for _ in range(3):
            with pytest.raises(AuthExpired, match="does not cover all that Relance reads"):
                list(xero.open_invoices())

        assert access.renewed == 0

    def test_that_may_not_read_the_settings_reads_all_the_rest(self, sandbox: Handle, sought: str) -> None:
        book(sandbox).has_reminders = True
        access = Consented(sandbox, SCOPES.replace("accounting.settings.read", ""))

        read = together(connect(sandbox, access).open_invoices())

        assert ([x.source_id for x in read.invoices], read.alarms) == ([sought], ())
        assert read.cursor is not None
        assert access.renewed == 0

    @pytest.mark.parametrize("status", [401, 403, 404])
    def test_whose_reminder_settings_are_refused_reads_all_the_same(
        self, sandbox: Handle, sought: str, status: int
    ) -> None:
        sandbox.faults.plan(Fault("server_error", status=status, path=f"{API}/2.0/InvoiceReminders"))
        access = Consented(sandbox)

        assert together(connect(sandbox, access).open_invoices()).cursor is not None
        assert access.renewed == 0

    def test_is_in_no_sentence(self, sandbox: Handle) -> None:
        access = Consented(sandbox)
        sandbox.xero.oauth.revoke(access.grant)

        with pytest.raises(AuthExpired) as raised:
            list(connect(sandbox, Key(access.access())).open_invoices())

        assert access.access() not in str(raised.value)


class TestAnOrganisation:
    @pytest.mark.parametrize("casing", ["upper", "lower"])
    @pytest.mark.parametrize("asked", ASKED)
    def test_that_was_taken_away_asks_to_be_connected_again(
        self, sandbox: Handle, sought: str, casing: Any, asked: str
    ) -> None:
        sandbox.xero.casings[403] = casing
        xero = connect(sandbox, Consented(sandbox))
        sandbox.xero.disconnect(book(sandbox).organisation.id)

        with pytest.raises(AuthExpired, match="no longer connected to Relance at Xero"):
            ASKED[asked][0](xero, sought)

    def test_that_is_still_connected_and_forbids_is_a_refusal(self, sandbox: Handle) -> None:
        sandbox.faults.plan(Fault("server_error", status=403, path=API))

        with pytest.raises(Rejected, match="AuthenticationUnsuccessful"):
            list(connect(sandbox).open_invoices())

    def test_is_not_given_up_where_nobody_can_tell(self, sandbox: Handle) -> None:
        sandbox.faults.plan(Fault("server_error", status=403, path=API))
        sandbox.faults.plan(Fault("server_error", status=503, path="/connections"))

        with pytest.raises(Unavailable):
            list(connect(sandbox).open_invoices())

    def test_is_not_given_up_for_a_gateways_page(self, sandbox: Handle) -> None:
        sandbox.faults.plan(Fault("html", status=403, path=API))

        with pytest.raises(Malformed):
            list(connect(sandbox).open_invoices())

        assert not [seen for seen in sandbox.xero.front.seen if seen.path == "/connections"]

    def test_must_be_known(self, sandbox: Handle) -> None:
        with pytest.raises(Refused, match="which organisation"):
            Xero(Opened(Key("t"), settings(sandbox), SandboxTime(sandbox.clock)))

    def test_of_another_consent_is_not_opened(self, sandbox: Handle) -> None:
        """Promise 4."""
        ours, other = sandbox.xero.books
        access = Consented(sandbox, tenants=(ours,))

        with pytest.raises(AuthExpired):
            list(connect(sandbox, access, tenant=other).open_invoices())


@pytest.mark.parametrize("name", ["API_URL", "CONNECTIONS_URL"])
@pytest.mark.parametrize("url", ["http://api.xero.example", "ftp://127.0.0.1", "http://10.0.0.1/xero"])
def test_a_token_never_leaves_this_machine_in_clear(sandbox: Handle, name: str, url: str) -> None:
    given = opened(sandbox)
    given = Opened(given.access, {**given.settings, name: url}, given.clock, given.tenant)

    with pytest.raises(Refused, match="https"):
        Xero(given) if name == "API_URL" else Xero.tenants(given, {})


class TestAServerOfItsOwnMind:
    @pytest.fixture
    def server(self) -> Iterator[HTTPServer]:
        with HTTPServer(host="127.0.0.1") as running:
            yield running

    def _xero(self, sandbox: Handle, server: HTTPServer) -> Xero:
        given = {"API_URL": server.url_for("/")}
        return Xero(Opened(Key("t"), given, SandboxTime(sandbox.clock), "org"))

    def test_that_shows_one_page_for_ever_is_malformed(self, sandbox: Handle, server: HTTPServer) -> None:
        page = {"Contacts": [{"ContactID": "c"}], "pagination": {"pageCount": 9, "itemCount": 9000}}
        server.expect_request("/Contacts").respond_with_json(page)

        with pytest.raises(Malformed, match="promises more and does not go on"):
            list(self._xero(sandbox, server).open_invoices())

        assert len(server.log) == 2

    def test_that_counts_no_pages_is_read_to_the_first_empty_one(
        self, sandbox: Handle, server: HTTPServer
    ) -> None:
        rows = {"1": ["a", "b"], "2": ["c"], "3": []}
        for number, ids in rows.items():
            asked = {"includeArchived": "true", "order": "UpdatedDateUTC", "page": number, "pageSize": "1000"}
            shown = {"Contacts": [{"ContactID": sought} for sought in ids]}
            server.expect_request("/Contacts", query_string=asked).respond_with_json(shown)
        for name in ("Invoices", "CreditNotes", "Overpayments", "Prepayments"):
            server.expect_request(f"/{name}").respond_with_json({name: []})
        server.expect_request("/InvoiceReminders/Settings").respond_with_data("no such place", status=404)

        read = together(self._xero(sandbox, server).open_invoices())

        assert [customer.source_id for customer in read.customers] == ["a", "b", "c"]

    @pytest.mark.parametrize(
        ("body", "says"),
        [
            ({"ErrorNumber": 16, "Type": "QueryParseException", "Message": "No property"}, "No property"),
            (
                {"Message": "Invalid", "Elements": [{"ValidationErrors": [{"Message": "Bad day"}]}]},
                "Bad day",
            ),
            ({"Title": "Gone wrong", "Elements": []}, "Gone wrong"),
        ],
    )
    def test_that_refuses_is_quoted(
        self, sandbox: Handle, server: HTTPServer, body: dict[str, Any], says: str
    ) -> None:
        server.expect_request("/Contacts").respond_with_json(body, status=400)

        with pytest.raises(Rejected, match=says):
            list(self._xero(sandbox, server).open_invoices())


@pytest.mark.parametrize(
    ("said", "headers", "moment"),
    [
        ("/Date(1795252816230)/", {"Date": "Sat, 21 Nov 2026 09:00:00 GMT"}, "2026-11-21T09:20:16.230+00:00"),
        (None, {"Date": "Sat, 21 Nov 2026 09:00:00 GMT"}, "2026-11-21T09:00:00.000+00:00"),
        ("today", {"Date": "Sat, 21 Nov 2026 09:00:00 GMT"}, "2026-11-21T09:00:00.000+00:00"),
        (None, {"Date": "today"}, "2026-11-21T12:00:00.000+00:00"),
        (None, {}, "2026-11-21T12:00:00.000+00:00"),
    ],
)
def test_the_moment_of_an_answer_is_xeros_own_where_it_says_so(
    said: str | None, headers: dict[str, str], moment: str
) -> None:
    body = json.dumps({"Contacts": [], "DateTimeUTC": said}).encode()

    told_at = sheet(CONTACTS, Answer(200, headers, body), NOON).page.told_at

    assert told_at.isoformat(timespec="milliseconds") == moment
