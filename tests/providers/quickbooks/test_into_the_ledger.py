"""A company read into a real ledger: equal to its book to the cent, then and a day of changes later."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from connector.store.engine import SqlStore, open_store
from connector.store.schema import account_budgets, connections
from connector.store.vault import Vault
from providers._budget import BLOCK
from providers.sandbox import Handle
from providers.sandbox.faults import Fault
from providers.sandbox.quickbooks import entry, lifecycle
from providers.sandbox.quickbooks.book import Book, Invoice
from providers.sandbox.quickbooks.seed import REALM, books
from tests.providers.quickbooks.company import Company, owed_in, unused_in
from tests.providers.quickbooks.conftest import NOON
from tests.store.conftest import shared_url

__all__ = ["shared_url"]


@pytest.fixture(scope="module")
def of_all(shared_url: str) -> Iterator[SqlStore]:
    opened = open_store(shared_url, vault=Vault({"1": b"k" * 32}))
    yield opened
    opened.close()


@pytest.fixture
def store(of_all: SqlStore) -> SqlStore:
    """No call was made yet, and nothing is connected."""
    with of_all.engine.connect() as made, made.begin():
        made.execute(delete(account_budgets))
        made.execute(update(connections).values(ended_at=NOON))
    return of_all


@pytest.fixture
def seeded(sandbox: Handle) -> Handle:
    """The made-up company, with three debtors of the kinds that are hardest to get right."""
    sandbox.quickbooks.start_over(*books(sandbox.clock, 7))
    book = sandbox.quickbooks.book
    job = next(x for x in book.customers.rows.values() if x.is_billed_with_parent)
    entry.add_invoice(book, job.id, "812.34", number="J-1")
    bare = entry.add_customer(book, "Bare Bones")
    entry.add_invoice(book, bare.id, "10.00", number="B-1", bill_email="bones@bare.example")
    lifecycle.pay_unapplied(book, job.id, "12.00")
    sandbox.clock.advance(timedelta(hours=1))
    return sandbox


@pytest.fixture
def company(seeded: Handle, store: SqlStore) -> Company:
    return Company(seeded, store)


def _book(company: Company) -> Book:
    return company.sandbox.quickbooks.book


def _open(book: Book, count: int) -> list[Invoice]:
    """Invoices of one currency of which nothing was paid yet, none of a kind that a test made."""
    fresh = [x for x in book.invoices.rows.values() if x.balance == x.total > 50 and x.currency == "USD"]
    return [x for x in fresh if x.number and x.number.isdigit() and x.number < "1900"][:count]


def test_the_first_reading_equals_the_book(company: Company) -> None:
    done = company.sync()

    assert (done.problem, company.faults) == (None, [])
    assert company.owed() == owed_in(_book(company))
    assert company.unused() == unused_in(_book(company))
    assert len(company.owed()) > 25
    assert company.owed()["J-1"][0] == "Blue Mesa Studio"
    assert company.emails()["Bare Bones"] == ["bones@bare.example"]
    assert ("Blue Mesa Studio", "USD", 1_200) in company.unused()


def test_a_second_reading_changes_nothing_and_is_one_call(company: Company) -> None:
    company.sync()
    company.calls()
    company.sandbox.clock.advance(timedelta(minutes=30))

    done = company.sync()

    assert company.calls() == ["cdc"]
    assert done.report is not None
    assert (done.report.new, done.report.changed) == (0, 0)
    assert company.owed() == owed_in(_book(company))


def test_another_whole_reading_changes_nothing_either(company: Company) -> None:
    company.sync()
    company.sandbox.clock.advance(timedelta(minutes=5))
    lifecycle.settle(_book(company))
    company.sync()
    emails = company.emails()
    with company.store.writing(company.id) as unit:
        unit.connections.change(company.connection.id, whole_at=None)

    done = company.sync()

    assert done.report is not None
    assert (done.report.new, done.report.changed, done.report.closed) == (0, 0, ())
    assert company.emails() == emails


def test_a_day_of_changes_is_followed_to_the_cent(company: Company) -> None:
    company.sync()
    book, clock = _book(company), company.sandbox.clock
    paid, part, void, gone, credited, moved = _open(book, 6)
    kept, leaving = (entry.add_customer(book, name, f"ap@{name}.example") for name in ("kept", "leaving"))
    entry.add_invoice(book, leaving.id, "77.00", number="M-1")
    clock.advance(timedelta(hours=6))
    company.sync()
    company.calls()

    clock.advance(timedelta(hours=3))
    lifecycle.pay(book, paid)
    lifecycle.pay(book, part, "20.01")
    lifecycle.void(book, void)
    lifecycle.delete(book, gone)
    lifecycle.apply_credit(book, entry.add_credit_memo(book, credited.customer, credited.total), credited)
    entry.add_invoice(book, moved.customer, "1.29", number="N-1", term="2")
    lifecycle.pay_unapplied(book, moved.customer, "0.07")
    renamed = book.customers.rows[moved.customer]
    renamed.display_name = "Renamed & Co"
    entry.change_email(book, renamed, "renamed@co.example")
    lifecycle.merge(book, leaving, kept)
    clock.advance(timedelta(hours=1))
    done = company.sync()

    assert done.problem is None
    assert set(company.calls()) == {"cdc"}
    assert company.owed() == owed_in(book)
    assert company.unused() == unused_in(book)
    assert [company.status(x.number or "") for x in (paid, part, void, gone, credited)] == [
        "paid", "open", "void", "deleted", "credited",
    ]  # fmt: skip
    assert company.owed()["M-1"][0] == "kept"
    assert company.emails()["Renamed & Co"] == ["renamed@co.example"]


def test_weeks_of_readings_stay_equal_to_the_book(company: Company) -> None:
    for _ in range(6):
        done = company.sync()
        assert done.problem is None
        assert company.owed() == owed_in(_book(company))
        assert company.unused() == unused_in(_book(company))
        company.sandbox.clock.advance(timedelta(days=2, hours=7))

    assert company.store.grants.get(company.grant.id).version > 3


def test_a_tie_between_two_customers_is_followed_too(company: Company) -> None:
    company.sync()
    book = _book(company)
    job = next(x for x in book.customers.rows.values() if x.is_billed_with_parent)
    company.sandbox.clock.advance(timedelta(hours=1))
    job.is_billed_with_parent = False
    entry.change_email(book, job, "fitting@bluemesa.example")
    company.sync()
    company.sandbox.clock.advance(timedelta(days=1))

    company.sync()

    assert company.owed() == owed_in(book)
    assert company.owed()["J-1"][0] == job.display_name
    assert company.emails()[job.display_name] == ["fitting@bluemesa.example"]


@pytest.mark.parametrize(
    "fault",
    [
        Fault("rate_limited"),
        Fault("server_error"),
        Fault("html", status=200),
        Fault("error_in_200"),
        Fault("half_page"),
        Fault("dropped"),
    ],
    ids=lambda fault: fault.kind,
)
def test_what_goes_wrong_leaves_the_place_to_go_on_from(company: Company, fault: Fault) -> None:
    company.sync()
    before = company.connection
    paid = _open(_book(company), 1)[0]
    company.sandbox.clock.advance(timedelta(minutes=30))
    lifecycle.pay(_book(company), paid)
    company.sandbox.faults.plan(Fault(fault.kind, status=fault.status, path="/v3/"))

    failed = company.sync()
    after = company.connection
    company.sandbox.clock.advance(timedelta(minutes=30))
    company.sync()

    assert failed.problem is not None
    assert (after.cursor, after.read_at, after.stopped_at) == (before.cursor, before.read_at, None)
    assert company.status(paid.number or "") == "paid"
    assert company.owed() == owed_in(_book(company))


@pytest.mark.parametrize("skip", range(5))
def test_a_first_reading_that_breaks_off_begins_again(company: Company, skip: int) -> None:
    company.sandbox.faults.plan(Fault("dropped", path="/v3/", skip=skip))

    failed = company.sync()
    cursor = company.connection.cursor
    company.sync()

    assert (failed.problem, cursor) == ("QuickBooks cannot be reached (no connection).", None)
    assert company.owed() == owed_in(_book(company))


def test_a_company_that_is_closed_to_us_waits_for_its_owner(company: Company) -> None:
    company.sync()
    _book(company).closed = "subscription_ended"

    company.sync()

    assert "renew it there" in (company.connection.alarm or "")
    assert company.connection.stopped_at is not None


def test_a_consent_that_was_taken_back_waits_for_its_owner(company: Company) -> None:
    company.sync()
    oauth = company.sandbox.quickbooks.oauth
    oauth.revoke(oauth.grants[-1])

    company.sync()

    assert "connect QuickBooks again" in (company.connection.alarm or "")
    assert company.connection.stopped_at is not None


def test_calls_are_counted_against_the_company(company: Company) -> None:
    company.sandbox.quickbooks.limits.per_minute = 500
    company.sync()
    blocks = -(-len(company.calls()) // BLOCK)

    with company.store.engine.connect() as connection:
        (budget,) = connection.execute(select(account_budgets)).all()

    assert (budget.account, budget.unit) == (f"quickbooks:{REALM}", "minute")
    assert budget.calls_left == 500 - blocks * BLOCK
