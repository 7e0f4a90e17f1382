"""Planning a large book from SQLite, against reading the same rows with the bare driver."""

import sqlite3
import time
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path

from bench.book import open_book
from bench.memory import peak_megabytes
from connector.usecases.plan import plan

INVOICES = 100_000
CUSTOMERS = 10_000
MOST_SECONDS, MOST_MEGABYTES = 5, 300


def plan_a_large_book(folder: Path, fraction: int) -> Iterator[str]:
    """100,000 open invoices of 10,000 customers: seconds, memory, and the ratio to the bare driver."""
    invoices, customers = INVOICES // fraction, CUSTOMERS // fraction
    open_book(folder, invoices, customers)
    path = folder / f"{invoices}.sqlite"
    bare = min(_bare_read(path) for _ in range(3))
    # A process of its own: its peak memory is that of planning alone.
    with get_context("spawn").Pool(1) as pool:
        seconds, used, megabytes, items = pool.apply(_plan, (str(folder), invoices))
    yield (
        f"plan {invoices:,} invoices of {customers:,} customers: {seconds:.2f} s, "
        f"of the processor {used:.2f} s, {megabytes} MB"
    )
    yield f"  {items:,} items, {1e6 * seconds / invoices:.1f} microseconds each"
    yield f"  ratio to reading the same rows with sqlite3 alone ({bare:.2f} s): {seconds / bare:.1f}"
    yield f"  limit {MOST_SECONDS} s: {'kept' if seconds < MOST_SECONDS else 'BROKEN'}"
    yield f"  limit {MOST_MEGABYTES} MB: {'kept' if megabytes < MOST_MEGABYTES else 'BROKEN'}"


def _bare_read(path: Path) -> float:
    connection = sqlite3.connect(path)
    start = time.perf_counter()
    for table in ("invoices", "customers", "contacts"):
        connection.execute(f"SELECT * FROM {table} ORDER BY 2").fetchall()
    seconds = time.perf_counter() - start
    connection.close()
    return seconds


def _plan(folder: str, invoices: int) -> tuple[float, float, int, int]:
    from bench.book import application
    from connector.cli import look_for_cycles_rarely
    from connector.store.engine import open_store

    look_for_cycles_rarely()
    store = open_store(f"sqlite:///{Path(folder) / f'{invoices}.sqlite'}")
    app = application(store)
    organisation = store.directory.all()[0]
    start, before = time.perf_counter(), time.process_time()
    planned = plan(app, organisation.id, is_stored=False)
    seconds, used = time.perf_counter() - start, time.process_time() - before
    store.close()
    return seconds, used, peak_megabytes(), len(planned)
