"""A ledger in pages: whole, and each page complete in itself."""

from pathlib import Path

import pytest

from providers.ledger_file import Ledger
from tests.providers.ledger_file.given import accepted


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    rows = "".join(f"F{number},Customer {number % 3},2026-03-31,5\n" for number in range(7))
    credits_ = "".join(f"A{number},Customer {number},2026-03-31,-5\n" for number in range(9))
    return accepted(tmp_path, "number,customer,due_on,total\n" + rows + credits_)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_the_pages_together_are_the_ledger(ledger: Ledger, size: int) -> None:
    pages = list(ledger.batches(size))

    assert [one for page in pages for one in page.invoices] == list(ledger.invoices)
    assert [one for page in pages for one in page.credits] == list(ledger.credits)
    assert {one for page in pages for one in page.customers} == set(ledger.customers)
    assert all(len(page.invoices) <= size for page in pages)


def test_each_page_holds_the_customers_it_speaks_of_once(ledger: Ledger) -> None:
    for page in ledger.batches(2):
        named = {one.customer_source_id for one in page.invoices}
        named |= {one.customer_source_id for one in page.credits}

        assert sorted(one.source_id for one in page.customers) == sorted(named)


def test_a_refused_ledger_has_no_page() -> None:
    assert list(Ledger().batches()) == []
