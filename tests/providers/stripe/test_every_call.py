"""Each fault at each call of each reading: the class of error that says what to do, and nothing else."""

from collections.abc import Callable
from typing import Any

import pytest

from connector.core.errors import AuthExpired, Malformed, ProviderError, RateLimited, Rejected, Unavailable
from connector.core.invoice import Status
from providers.sandbox import Handle
from providers.sandbox.faults import Fault
from providers.stripe import Stripe
from tests.providers.stripe.account import ON, again, asked, begun, changed, named
from tests.providers.stripe.connected import connect, together

FAULTS: list[tuple[Fault, type[ProviderError]]] = [
    (Fault("rate_limited"), RateLimited),
    (Fault("server_error", status=401), AuthExpired),
    (Fault("html", status=401), AuthExpired),
    (Fault("server_error"), Unavailable),
    (Fault("server_error", status=503), Unavailable),
    (Fault("server_error", status=409), Unavailable),
    (Fault("html", status=502), Unavailable),
    (Fault("html", status=200), Malformed),
    (Fault("html", status=400), Malformed),
    (Fault("html", status=403), Malformed),
    (Fault("html", status=404), Malformed),
    (Fault("html", status=302), Rejected),
    (Fault("error_in_200"), Malformed),
    (Fault("half_page"), Malformed),
    (Fault("broken_page"), Unavailable),
    (Fault("dropped"), Unavailable),
    (Fault("dropped", is_after=True), Unavailable),
]
#: What is asked, and the calls that it makes after a day of changes.
ASKED: dict[str, tuple[Callable[[Stripe, str, list[str]], Any], list[str]]] = {
    "everything": (
        lambda stripe, _, __: list(stripe.open_invoices()),
        ["events", "invoices", "account", "invoice", "subscriptions"],
    ),
    "changes": (
        lambda stripe, cursor, _: list(stripe.changes(cursor)),
        ["events", "in", "in", "in", "account", "invoice", "cus"],
    ),
    "invoices": (
        lambda stripe, _, ids: stripe.read(ids[:2]),
        ["in", "account", "in", "invoice"],
    ),
    "customers": (
        lambda stripe, _, ids: stripe.read_customers(ids[2:]),
        ["cus", "account"],
    ),
}
EVERY_CALL = [(name, call) for name, (_, calls) in ASKED.items() for call in range(len(calls))]


class Account:
    """After a day of changes; `cursor` is of before."""

    def __init__(self, sandbox: Handle) -> None:
        self.sandbox = sandbox
        book = begun(sandbox)
        sandbox.clock.advance(ON)
        self.cursor = list(connect(sandbox).open_invoices())[-1].cursor or ""
        changed(sandbox, book)
        kinds = {x.collection_method: x.id for x in book.newest_invoices() if x.status == "open"}
        self.ids = [kinds["send_invoice"], kinds["charge_automatically"], named(book, "Edda").id]
        sandbox.stripe.seen.clear()

    def ask(self, what: str, time_out: float = 10) -> Any:
        return ASKED[what][0](connect(self.sandbox, time_out=time_out), self.cursor, self.ids)


@pytest.fixture
def account(sandbox: Handle) -> Account:
    return Account(sandbox)


@pytest.mark.parametrize("what", ASKED)
def test_a_reading_makes_these_calls(account: Account, what: str) -> None:
    account.ask(what)

    assert asked(account.sandbox) == ASKED[what][1]


@pytest.mark.parametrize(("what", "call"), EVERY_CALL)
def test_each_fault_has_its_class_at_every_call(account: Account, what: str, call: int) -> None:
    """40."""
    right = account.ask(what)
    asked(account.sandbox)

    for fault, error in FAULTS:
        account.sandbox.faults.plan(again(fault, call))
        with pytest.raises(ProviderError) as raised:
            account.ask(what)
        assert (fault, type(raised.value).__mro__[0]) == (fault, error)
        assert "Stripe" in str(raised.value)
        assert asked(account.sandbox) == ASKED[what][1][: call + 1]

    assert account.ask(what) == right


@pytest.mark.parametrize(("what", "call"), EVERY_CALL)
def test_a_slow_answer_to_any_call_is_unavailable(account: Account, what: str, call: int) -> None:
    account.sandbox.faults.plan(again(Fault("slow"), call))

    with pytest.raises(Unavailable, match="no answer in time"):
        account.ask(what, time_out=0.1)


def test_nothing_of_a_page_is_told_before_all_of_it_was_read(account: Account) -> None:
    """Page by page is what is kept: half of one would move the place to go on from past the other half."""
    for call in range(1, len(ASKED["changes"][1])):
        account.sandbox.faults.plan(again(Fault("dropped"), call))
        told = connect(account.sandbox).changes(account.cursor)

        with pytest.raises(Unavailable):
            next(told)


def test_an_answer_on_the_way_is_not_taken_for_an_invoice_that_is_gone(account: Account) -> None:
    account.sandbox.faults.plan(Fault("html", status=404, path="/v1/invoices/"))

    with pytest.raises(Malformed):
        account.ask("invoices")
    assert {x.status for x in account.ask("invoices")} == {Status.OPEN}


def test_a_redirect_is_not_taken_for_a_key_that_may_not(account: Account) -> None:
    """Days would be those of UTC, and what failed would be unknown, for no better reason."""
    stripe = connect(account.sandbox)
    for path in ("/v1/account", "/v1/invoice_payments", "/v1/events"):
        account.sandbox.faults.plan(Fault("html", status=302, path=path))

        with pytest.raises(Rejected, match="redirect"):
            list(stripe.open_invoices())
    assert [x.failure is not None for x in together(stripe.open_invoices()).invoices].count(True) == 1
