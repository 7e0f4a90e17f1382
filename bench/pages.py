"""The pages over a large book, served by uvicorn in a process of its own: `python -m bench.pages <file>`."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

import requests

from bench import lighthouse
from bench.book import add_book, application
from bench.memory import peak_megabytes, processor_seconds
from connector.core.accounts import UserRole
from connector.store.engine import SqlStore, open_store
from connector.store.migrate import migrate
from connector.store.one_time_codes import TimedCodes
from connector.store.passwords import Argon2Passwords
from connector.usecases import accounts
from connector.usecases.accounts import Entrance
from connector.usecases.figures import keep_figures
from connector.usecases.plan import plan
from connector.usecases.portfolio import note_run
from connector.usecases.sign_in import Client, enter

INVOICES, ORGANISATIONS, PER_CUSTOMER = 100_000, 50, 10
#: How often each page is asked for, after a few times that do not count.
TIMES, BEFORE = 40, 3
MOST_MS, MOST_KB, MOST_MEGABYTES, MOST_SECONDS = 100, 100, 200, 3
OWNER = "bench@relance.example"
PAGES = {
    "overview": "",
    "invoices": "/invoices",
    "invoices, late, by amount": "/invoices?due=late&sort=-amount",
    "invoices, last page": "/invoices?page=9999",
    "invoices, searched": "/invoices?q=c12",
    "customers": "/customers",
    "search": "/search?q=F-00001",
    "one invoice": "/invoices/F-0000123",
    "tasks": "/tasks",
    "figures": "/figures",
    "to approve": "/approvals",
    "next": "/next",
    "sent": "/sent",
}
#: Over all organisations.
EVERYWHERE = {"portfolio": "/", "to approve, all clients": "/approvals"}
#: Of these, what Lighthouse looks at.
MAIN = ("overview", "invoices", "customers", "one invoice", "tasks")


@dataclass(frozen=True, slots=True)
class Served:
    """Where the pages answer, and what a browser that is signed in sends."""

    url: str
    cookie: str
    token: str
    organisations: list[str]
    pid: int

    def session(self) -> requests.Session:
        made = requests.Session()
        made.cookies.set(self.cookie, self.token)
        return made

    def addresses(self, names: Iterable[str]) -> dict[str, str]:
        """Of some pages of the first organisation, by name."""
        return {name: f"{self.url}/o/{self.organisations[0]}{PAGES[name]}" for name in names}


def serve_a_large_book(folder: Path, fraction: int) -> Iterator[str]:
    """100,000 open invoices in 50 organisations: each main page, how long it takes and how much it is."""
    file = folder / "pages.sqlite"
    invoices = INVOICES // ORGANISATIONS // fraction
    _fill(file, invoices)
    start = time.perf_counter()
    with _served(file) as served:
        session = served.session()
        _ask(session, f"{served.url}/o/{served.organisations[0]}")
        first, used = time.perf_counter() - start, processor_seconds(str(served.pid))
        yield f"pages: {ORGANISATIONS} organisations of {invoices:,} open invoices, uvicorn on one core"
        for name, path in PAGES.items():
            addresses = [f"{served.url}/o/{x}{path}" for x in served.organisations]
            yield _line(name, *_measured(session, served, addresses))
        for name, path in EVERYWHERE.items():
            yield _line(name, *_measured(session, served, [served.url + path]))
        megabytes = peak_megabytes(str(served.pid))
        yield from lighthouse.look(served.addresses(MAIN), f"{served.cookie}={served.token}")
    yield f"  memory {megabytes} MB, limit {MOST_MEGABYTES}: {_kept(megabytes < MOST_MEGABYTES)}"
    yield (
        f"  first page {first:.1f} s after start, of the processor {used:.1f} s, limit {MOST_SECONDS}: "
        f"{_kept(first < MOST_SECONDS)}"
    )


def _fill(file: Path, invoices: int) -> None:
    url = f"sqlite:///{file}"
    migrate(url)
    store = open_store(url)
    app = application(store)
    for n in range(ORGANISATIONS):
        organisation = add_book(app, f"Bench {n:02}", invoices, max(1, invoices // PER_CUSTOMER))
        plan(app, organisation)
        keep_figures(app, organisation)
        note_run(app, organisation)
    accounts.add_user(_entrance(store), OWNER, "correct horse battery", UserRole.OWNER, None, "bench")
    store.close()


def _entrance(store: SqlStore) -> Entrance:
    return Entrance(store.accounts, Argon2Passwords(), TimedCodes())


@contextmanager
def _served(file: Path) -> Iterator[Served]:
    command = [sys.executable, "-m", "bench.pages", str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("the pages have no pipes")
        try:
            yield Served(**json.loads(process.stdout.readline()), pid=process.pid)
        finally:
            process.stdin.close()
            process.terminate()


def _measured(
    session: requests.Session, served: Served, addresses: list[str]
) -> tuple[list[float], float, int]:
    """Milliseconds of each answer, those of the processor, and the bytes of the largest; one address after
    the other."""
    took, largest, used = [], 0, 0.0
    for n in range(BEFORE + TIMES):
        if n == BEFORE:
            used = processor_seconds(str(served.pid))
        start = time.perf_counter()
        answer = _ask(session, addresses[n % len(addresses)])
        took.append(1000 * (time.perf_counter() - start))
        largest = max(largest, len(answer.content))
    used = processor_seconds(str(served.pid)) - used
    return took[BEFORE:], 1000 * used / TIMES, largest


def _ask(session: requests.Session, address: str) -> requests.Response:
    answer = session.get(address, timeout=60)
    answer.raise_for_status()
    return answer


def _line(name: str, took: list[float], processor: float, size: int) -> str:
    middle, late = quantiles(took, n=20)[9], quantiles(took, n=20)[18]
    kept = late < MOST_MS and size < MOST_KB * 1000
    return (
        f"  {name}: {middle:.0f} ms, p95 {late:.0f} ms, of the processor {processor:.0f} ms, "
        f"{size / 1000:.0f} kB: limits {MOST_MS} ms and {MOST_KB} kB {_kept(kept)}"
    )


def _kept(is_kept: bool) -> str:
    return "kept" if is_kept else "BROKEN"


def main() -> None:
    """Serves until it is told to stop. Started as serve starts it, so that its imports count too."""
    from connector.cli import look_for_cycles_rarely
    from connector.web.app import create_app
    from connector.web.server import Server, address_of, listen

    look_for_cycles_rarely()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    store = open_store(f"sqlite:///{sys.argv[1]}")
    entrance = _entrance(store)
    token = enter(entrance, OWNER, Client("127.0.0.1", "bench")).token
    listener = listen("127.0.0.1", 0)
    url = address_of(listener)
    ids = [x.id for x in store.directory.all()][:3]
    served = {
        "url": url,
        "cookie": f"relance-session-{url.rpartition(':')[2]}",
        "token": token,
        "organisations": ids,
    }

    def announce() -> None:
        sys.stdout.write(json.dumps(served) + "\n")
        sys.stdout.flush()

    server = Server(create_app(application(store), entrance), listener, lambda _: announce())
    server.run(sockets=[listener])


if __name__ == "__main__":
    main()
