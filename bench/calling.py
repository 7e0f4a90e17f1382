"""How many calls each operation costs at each provider: they are counted, not timed."""

from collections.abc import Iterator
from pathlib import Path

from bench.accounts import NOON, Account, accounts
from providers.sandbox import serve

INVOICES, CHANGES, SENT = 10_000, 50, 100


def count_calls(folder: Path, fraction: int) -> Iterator[str]:
    """A first load, an idle poll, a poll with changes, the balances before sending."""
    invoices = INVOICES // fraction
    yield f"calls: first load of {invoices:,}, idle poll, poll with {CHANGES} paid, {SENT} read singly"
    with serve(now=lambda: NOON, seed=None) as sandbox:
        sandbox.clock.set(NOON)
        for account in accounts(folder, sandbox, invoices):
            yield f"  {account.provider}: {', '.join(f'{n:,}' for n in _counts(account))}"


def _counts(account: Account) -> Iterator[int]:
    account.calls()
    account.read()
    yield account.calls()
    account.read()
    yield account.calls()
    account.pay(CHANGES)
    account.read()
    yield account.calls()
    account.read_singly(SENT)
    yield account.calls()
