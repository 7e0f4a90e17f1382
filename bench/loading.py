"""The first reading of a large account, against the loop that a good engineer writes in forty lines."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import requests

from bench.accounts import APP, NOON
from bench.book import application
from bench.memory import peak_megabytes
from bench.serving import Served, xero_with
from connector.cli import look_for_cycles_rarely
from connector.core.grants import Tokens
from connector.core.invoice import Organisation
from connector.core.source import Connection, ConnectionKind
from connector.opener import Opener
from connector.store.engine import open_store
from connector.store.migrate import migrate
from connector.store.vault import Vault
from connector.usecases.sync import sync

INVOICES = 100_000
MEGABYTES = 250
#: Our rate must be at least this many times the bare loop's.
LEAST = 1.0
#: And this many times that of dlt, with the bare loop's fields and with all.
RIVALS = (("same", 6.0), ("all", 10.0))
RIVAL = Path(sys.prefix).parent / ".venv-rival" / "bin" / "python"


@dataclass
class Ticking:
    """A second goes by each time it is looked at: no minute of calls is ever used up."""

    moment: datetime = field(default=NOON)

    def now(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


def load_a_large_account(folder: Path, fraction: int) -> Iterator[str]:
    """Customers and open invoices, page by page, into a new SQLite file."""
    invoices = INVOICES // fraction
    with xero_with(invoices) as served:
        # A process of its own: its peak memory is that of loading alone.
        with get_context("spawn").Pool(1) as pool:
            ours, memory = pool.apply(_loaded, (folder / "ours.sqlite", served, invoices))
        bare = _seconds(lambda: _loop(folder / "bare.sqlite", served, json.loads))
        quick = _seconds(lambda: _loop(folder / "quick.sqlite", served, msgspec.json.decode))
        floor = _seconds(lambda: _loop(folder / "floor.sqlite", served, msgspec.json.decode, _INDEXED))
        rivals = [(fields, least, _rival(folder, served, fields)) for fields, least in RIVALS]
    ratio = bare / ours
    yield f"first load of {invoices:,}: {ours:.1f} s, {invoices / ours:,.0f} a second, {memory} MB"
    yield f"  bare loop {bare:.1f} s with json, {quick:.1f} s with msgspec"
    yield f"  {floor:.1f} s by msgspec into our keys and indexes: {floor / ours:.2f} times its rate"
    yield f"  {ratio:.2f} times the bare loop's rate, least {LEAST}: {_kept(ratio >= LEAST)}"
    for fields, least, seconds in rivals:
        faster = seconds / ours
        yield f"  dlt, {fields} fields {seconds:.1f} s: {faster:.1f} times its rate, least {least}: " + _kept(
            faster >= least
        )
    yield f"  memory {memory} MB, limit {MEGABYTES}: {_kept(memory <= MEGABYTES)}"


def _rival(folder: Path, served: Served, fields: str) -> float:
    """Seconds, by its own clock: what it imports first is not counted."""
    command = [
        str(RIVAL),
        str(Path(__file__).with_name("rival.py")),
        str(folder / f"{fields}.sqlite"),
        fields,
    ]
    told = json.dumps(asdict(served))
    quiet = os.environ | {"RUNTIME__DLTHUB_TELEMETRY": "false", "RUNTIME__LOG_LEVEL": "ERROR"}
    quiet |= {"LOAD__WORKERS": "1"}  # several lock each other out of SQLite, and say so at length
    done = subprocess.run(command, input=told, env=quiet, stdout=subprocess.PIPE, text=True, check=True)
    return float(done.stdout.splitlines()[-1])


def _kept(is_kept: bool) -> str:
    return "kept" if is_kept else "BROKEN"


def _seconds(act: Callable[[], None]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


# ---------------------------------------------------------------- ours


def _loaded(file: Path, served: Served, invoices: int) -> tuple[float, int]:
    look_for_cycles_rarely()
    seconds = _seconds(lambda: _load(file, served, invoices))
    return seconds, peak_megabytes()


def _load(file: Path, served: Served, invoices: int) -> None:
    url = f"sqlite:///{file}"
    migrate(url)
    store = open_store(url, vault=Vault({"1": b"k" * 32}))
    clock = Ticking()
    settings = {"CLIENT_ID": APP, "CLIENT_SECRET": "shh", "API_URL": f"{served.url}/api.xro/2.0"}
    opener = Opener(lambda _: settings | {"TOKEN_URL": f"{served.url}/connect/token"}, store, clock)
    app = replace(
        application(store), clock=clock, sources=opener.source, documents=opener.documents, systems=opener
    )
    organisation = Organisation(str(uuid4()), "Bench", "FR", "Europe/Paris", "fr", "EUR")
    store.directory.add(organisation, NOON)
    tokens = Tokens(served.access_token, NOON + timedelta(days=1), served.refresh_token)
    grant = store.grants.add("xero", "bench", tokens, NOON)
    with store.writing(organisation.id) as unit:
        unit.connections.add(
            Connection(
                str(uuid4()),
                "xero",
                "Bench",
                ConnectionKind.ACCOUNT,
                grant_id=grant.id,
                tenant=served.tenant,
            )
        )
    (done,) = sync(app, organisation.id)
    store.close()
    if done.problem is not None or done.report is None or done.report.new != invoices:
        raise RuntimeError(f"not all was read: {done}")


# ---------------------------------------------------------------- the bare loop

_CONTACTS = "create table contacts (id text primary key, name text, email text, phone text);"
_TEXTS = ", ".join(
    f"{name} text"
    for name in ("contact", "number", "currency", "total", "due", "status", "issued", "due_on", "expected")
)


_ORGANISATION, _CONNECTION = str(uuid4()), str(uuid4())


@dataclass(frozen=True, slots=True)
class _Table:
    """What is created, and what each of its invoices has beside what the provider says: its first columns."""

    created: str
    own: Callable[[], tuple[str, ...]] = tuple


_PLAIN = _Table(f"create table invoices (id text primary key, {_TEXTS});")
#: The keys and indexes of connector/store/schema.py: what no program that fills this table can do without.
_INDEXED = _Table(
    f"""
create table invoices (organisation text, connection text, key text, id text, {_TEXTS},
  primary key (organisation, key));
create unique index shown on invoices (organisation, connection, id);
create index numbered on invoices (organisation, number);
create index owed on invoices (organisation, contact);
create index still_open on invoices (organisation, contact, key) where status = 'AUTHORISED';
create index open_here on invoices (organisation, connection) where status = 'AUTHORISED';
""",
    lambda: (_ORGANISATION, _CONNECTION, str(uuid4())),
)


def _loop(file: Path, served: Served, loads: Callable[[bytes], Any], table: _Table = _PLAIN) -> None:
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {served.access_token}"
    session.headers["Accept"] = "application/json"
    session.headers["xero-tenant-id"] = served.tenant
    row = ", ".join("?" * (10 + len(table.own())))
    with sqlite3.connect(file) as base:
        base.executescript(_CONTACTS + table.created)
        for page in _pages(session, f"{served.url}/api.xro/2.0/Contacts", "Contacts", loads):
            base.executemany("insert or replace into contacts values (?, ?, ?, ?)", map(_contact, page))
            base.commit()
        for page in _pages(session, f"{served.url}/api.xro/2.0/Invoices", "Invoices", loads):
            found = (table.own() + _invoice(row) for row in page)
            base.executemany(f"insert or replace into invoices values ({row})", found)
            base.commit()
    base.close()


def _pages(
    session: requests.Session, url: str, name: str, loads: Callable[[bytes], Any]
) -> Iterator[list[Any]]:
    where = {"where": 'Type=="ACCREC" AND Status=="AUTHORISED"'} if name == "Invoices" else {}
    number = 1
    while True:
        answer = session.get(url, params=where | {"page": str(number), "pageSize": "1000"}, timeout=60)
        answer.raise_for_status()
        rows = loads(answer.content)[name]
        if not rows:
            return
        yield rows
        number += 1


def _contact(row: Any) -> tuple[Any, ...]:
    phones = row.get("Phones") or [{}]
    return row["ContactID"], row.get("Name"), row.get("EmailAddress"), phones[0].get("PhoneNumber")


def _invoice(row: Any) -> tuple[Any, ...]:
    amounts = (row["CurrencyCode"], str(row["Total"]), str(row["AmountDue"]), row["Status"])
    days = (row.get("DateString"), row.get("DueDateString"), row.get("ExpectedPaymentDate"))
    return row["InvoiceID"], row["Contact"]["ContactID"], row.get("InvoiceNumber"), *amounts, *days
