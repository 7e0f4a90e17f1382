"""QuickBooks tells of changes, in either form, doubled and out of order: our books are right after (41)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from connector.opener import Opener
from connector.store.engine import SqlStore, open_store
from connector.store.vault import Vault
from connector.usecases.sync import sync_what_is_old
from providers.sandbox import Handle
from providers.sandbox.quickbooks import lifecycle
from providers.sandbox.quickbooks.seed import books
from providers.sandbox.quickbooks.webhooks import Form
from tests.providers.quickbooks.company import Company, owed_in
from tests.providers.quickbooks.connected import settings_of
from tests.served import served

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
TOKEN = "a-verifier-of-the-tests"


@pytest.fixture
def store(migrated_url: str) -> Iterator[SqlStore]:
    opened = open_store(migrated_url, vault=Vault({"1": b"k" * 32}))
    yield opened
    opened.close()


@pytest.fixture
def company(sandbox: Handle, store: SqlStore) -> Iterator[Company]:
    """Read once; QuickBooks knows where to tell of it."""
    sandbox.quickbooks.start_over(*books(sandbox.clock, 7))
    made = Company(sandbox, store)
    assert made.sync().problem is None
    opener = Opener(lambda _: {**settings_of(sandbox), "WEBHOOK_SECRET": TOKEN}, store, made.clock)
    with served(replace(made.app, systems=opener), store) as address:
        sandbox.clock.advance(MINUTE)
        sandbox.quickbooks.webhooks.verifier_token = TOKEN
        sandbox.quickbooks.webhooks.address = f"{address}/webhooks/quickbooks/app"
        yield made


def of_round(company: Company) -> int:
    company.sandbox.clock.advance(MINUTE)
    return len(sync_what_is_old(company.app, company.id, HOUR))


def a_day(company: Company) -> None:
    """Three invoices are paid."""
    book = company.sandbox.quickbooks.book
    owed = [x for x in book.invoices.rows.values() if x.balance == x.total > 0][:3]
    for invoice in owed:
        lifecycle.pay(book, invoice)


@pytest.mark.parametrize("form", ["cloudevents", "envelope"])
def test_doubled_and_out_of_order_they_make_one_reading(company: Company, form: Form) -> None:
    a_day(company)
    assert of_round(company) == 0

    told = company.sandbox.quickbooks.webhooks.deliver(form=form, copies=2, order="reversed", per_post=1)

    assert len(told) > 2 and {each.status for each in told} == {200}
    assert of_round(company) == 1
    assert company.owed() == owed_in(company.sandbox.quickbooks.book)
    assert of_round(company) == 0


def test_forged_ones_change_nothing(company: Company) -> None:
    a_day(company)

    told = company.sandbox.quickbooks.webhooks.deliver(signed_with="another")

    assert {each.status for each in told} == {401}
    assert of_round(company) == 0


def test_what_is_lost_is_read_in_its_turn(company: Company) -> None:
    a_day(company)
    hooks = company.sandbox.quickbooks.webhooks
    assert hooks.deliver(lost=len(hooks.pending)) == []
    assert of_round(company) == 0

    company.sandbox.clock.advance(HOUR)

    assert of_round(company) == 1
    assert company.owed() == owed_in(company.sandbox.quickbooks.book)
