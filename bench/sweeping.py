"""A sweep with a hundred customers due: it must cost what is due, not what exists."""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from bench.book import NOW, open_book
from connector.usecases.application import Application
from connector.usecases.plan import sweep

FEW, MANY = 10_000, 1_000_000
DUE = 100
MOST = 2


def sweep_few_among_many(folder: Path, fraction: int) -> Iterator[str]:
    """100 customers due among a million invoices against the same among ten thousand."""
    large = MANY // fraction
    few, many = (_best(folder, size, size // 10) for size in (FEW, large))
    ratio = many / few
    yield f"sweep of {DUE} due: {few * 1000:.0f} ms among {FEW:,}, {many * 1000:.0f} ms among {large:,}"
    yield f"  ratio {ratio:.2f}, limit {MOST}: {'kept' if ratio <= MOST else 'BROKEN'}"


def _best(folder: Path, invoices: int, customers: int) -> float:
    app, organisation_id = open_book(folder, invoices, customers)
    with app.store.reading(organisation_id) as unit:
        ids = [facts.customer.id for facts in unit.ledger.facts()]
    _look_later(app, organisation_id, ids)
    return min(_one_sweep(app, organisation_id, ids) for _ in range(5))


def _look_later(app: Application, organisation_id: str, ids: list[str]) -> None:
    with app.store.writing(organisation_id) as unit:
        unit.ledger.look_again(dict.fromkeys(ids, NOW + timedelta(days=9)))


def _one_sweep(app: Application, organisation_id: str, ids: list[str]) -> float:
    due = ids[:: max(1, len(ids) // DUE)][:DUE]
    with app.store.writing(organisation_id) as unit:
        unit.ledger.look_again(dict.fromkeys(due, NOW))
    start = time.perf_counter()
    looked = sweep(app, organisation_id)
    seconds = time.perf_counter() - start
    if looked != DUE:
        raise AssertionError(f"{looked} looked at instead of {DUE}")
    return seconds
