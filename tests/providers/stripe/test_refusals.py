"""What goes wrong on the way, and the class of error that says what to do about it."""

from datetime import UTC, datetime, timedelta

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
from providers._http import Key
from providers._opened import Opened
from providers.sandbox import Handle
from providers.sandbox.faults import Fault
from providers.sandbox.stripe import entry
from providers.stripe import Stripe
from tests.providers.stripe.connected import KEY, SandboxTime, connect, together

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def stripe(sandbox: Handle) -> Stripe:
    """Connected to an account of 150 open invoices, its time zone already known."""
    book = sandbox.stripe.book
    customer = entry.add_customer(book, name="Acme", email="ap@acme.example")
    for _ in range(150):
        entry.add_invoice(book, customer.id, 9_000)
    connected = connect(sandbox)
    connected.check()
    return connected


def _sweep(stripe: Stripe) -> None:
    list(stripe.open_invoices())


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault("rate_limited"), RateLimited),
        (Fault("server_error"), Unavailable),
        (Fault("server_error", status=503), Unavailable),
        (Fault("server_error", status=409), Unavailable),
        (Fault("html", status=502), Unavailable),
        (Fault("html", status=200), Malformed),
        (Fault("html", status=403), Malformed),
        (Fault("error_in_200"), Malformed),
        (Fault("half_page"), Malformed),
        (Fault("broken_page"), Unavailable),
        (Fault("dropped"), Unavailable),
        (Fault("html", status=302), Rejected),
    ],
    ids=lambda given: f"{given.kind}-{given.status}" if isinstance(given, Fault) else given.__name__,
)
@pytest.mark.parametrize("page", [1, 2])
def test_each_fault_has_its_class_on_any_page(
    sandbox: Handle, stripe: Stripe, fault: Fault, error: type[ProviderError], page: int
) -> None:
    sandbox.faults.plan(Fault(fault.kind, status=fault.status, path="/v1/invoices", skip=page - 1))

    with pytest.raises(error) as raised:
        _sweep(stripe)

    assert type(raised.value) is error
    assert str(raised.value).startswith(("Stripe", "None of"))
    assert len(together(stripe.open_invoices()).invoices) == 150


@pytest.mark.parametrize(
    ("header", "pause"),
    [
        ("30", timedelta(seconds=30)),
        ("43200", timedelta(hours=12)),
        (None, timedelta(minutes=1)),
        ("soon", timedelta(minutes=1)),
        ("0", timedelta(seconds=1)),
        ("-5", timedelta(minutes=1)),
        ("99999999999999999999", timedelta(days=1)),
        ("Sat, 21 Nov 2026 12:05:00 GMT", timedelta(minutes=5)),
        ("Sat, 21 Nov 2020 12:05:00 GMT", timedelta(seconds=1)),
        ("Sat, 21 Nov 2099 12:05:00 GMT", timedelta(days=1)),
    ],
)
def test_a_rate_limit_says_when_to_come_back(
    sandbox: Handle, stripe: Stripe, header: str | None, pause: timedelta
) -> None:
    sandbox.faults.plan(Fault("rate_limited", retry_after=header))

    with pytest.raises(RateLimited) as raised:
        _sweep(stripe)

    assert raised.value.retry_at == NOON + pause


def test_a_slow_answer_is_unavailable(sandbox: Handle) -> None:
    sandbox.faults.plan(Fault("slow"))

    with pytest.raises(Unavailable, match="no answer in time"):
        connect(sandbox, time_out=0.05).read(["in_x"])


def test_nothing_is_repeated_behind_our_back(sandbox: Handle, stripe: Stripe) -> None:
    sandbox.stripe.seen.clear()
    sandbox.faults.plan(Fault("dropped", times=5))

    with pytest.raises(Unavailable):
        _sweep(stripe)

    assert len(sandbox.stripe.seen) == 1


def test_a_server_that_is_not_there_is_unavailable(sandbox: Handle) -> None:
    nowhere = Stripe(Opened(Key(KEY), {"API_URL": "http://127.0.0.1:9"}, SandboxTime(sandbox.clock)))

    with pytest.raises(Unavailable):
        _sweep(nowhere)


def test_a_revoked_key_asks_to_connect_again(sandbox: Handle, stripe: Stripe) -> None:
    sandbox.stripe.revoked.add(KEY)

    with pytest.raises(AuthExpired, match="Connect Stripe again") as raised:
        _sweep(stripe)

    assert KEY not in str(raised.value)


def test_a_missing_permission_is_named(sandbox: Handle) -> None:
    sandbox.stripe.denied[KEY] = {"customer_read"}

    with pytest.raises(Rejected, match="customer_read"):
        connect(sandbox).check()


def test_the_account_is_named_when_the_key_is_checked(sandbox: Handle) -> None:
    account = connect(sandbox).check()

    assert (account.id, account.zone, account.is_test) == (
        "acct_1SandboxRelance (test)",
        "Europe/Paris",
        True,
    )
    assert account.name == "Relance Sandbox"


def test_a_key_that_may_not_read_the_account_still_works(sandbox: Handle) -> None:
    sandbox.stripe.denied[KEY] = {"account_read"}

    account = connect(sandbox).check()

    assert (account.id, account.zone) == (None, None)


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("sk_live_abcdefghijk", "secret key"),
        ("sk_test_abcdefghijk", "does not let software like this ask for one"),
        ("pk_live_abcdefghijk", "publishable key"),
        ("whsec_abcdefghijk", "not a restricted key"),
        ("", "not a restricted key"),
        ("rk_live_", "not a restricted key"),
        ("rk_live_abc\r\nX-Evil: 1", "not a restricted key"),
    ],
)
def test_any_other_key_is_refused_with_the_way_out_and_not_repeated(
    sandbox: Handle, key: str, reason: str
) -> None:
    with pytest.raises(Refused, match=reason) as raised:
        connect(sandbox, key)

    assert "Create restricted key" in str(raised.value)
    assert "abcdefghijk" not in str(raised.value)


def test_spaces_around_a_key_do_not_matter(sandbox: Handle) -> None:
    assert connect(sandbox, f"  {KEY}\n").check().is_test


@pytest.mark.parametrize(
    "url", ["http://api.stripe.example", "ftp://127.0.0.1", "127.0.0.1:9000", "http://10.0.0.1/stripe"]
)
def test_a_key_never_leaves_this_machine_in_clear(sandbox: Handle, url: str) -> None:
    with pytest.raises(Refused, match="https"):
        Stripe(Opened(Key(KEY), {"API_URL": url}, SandboxTime(sandbox.clock)))


def test_a_malformed_answer_is_kept_without_keys(sandbox: Handle, stripe: Stripe) -> None:
    entry.spoil(sandbox.stripe.book.newest_invoices()[0], {"account_country": KEY})
    sandbox.faults.plan(Fault("half_page", path="/v1/invoices"))

    with pytest.raises(Malformed) as raised:
        _sweep(stripe)

    assert "(key)" in raised.value.payload
    assert len(raised.value.payload) <= 500
    assert KEY not in raised.value.payload


def test_a_list_that_promises_more_and_does_not_go_on_is_malformed(sandbox: Handle, stripe: Stripe) -> None:
    book = sandbox.stripe.book
    for _ in range(100):
        entry.add_invoice(book, next(iter(book.customers)), 9_000)
    newest = book.newest_invoices()
    entry.spoil(newest[199], {"id": newest[99].id})

    with pytest.raises(Malformed):
        _sweep(stripe)
