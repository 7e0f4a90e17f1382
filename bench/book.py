"""A book of open invoices of any size, seeded, written through the real merge."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from uuid import uuid4

from connector.core.invoice import Mode, Organisation
from connector.core.source import Batch, Connection, ConnectionKind, SourceCustomer, SourceInvoice
from connector.files.calendars import HolidayCalendars
from connector.files.policies import YamlPolicyShelf
from connector.files.whereabouts import data_root, template_folders
from connector.opener import Opener
from connector.render.renderer import JinjaRenderer
from connector.store.engine import SqlStore, open_store
from connector.store.migrate import migrate
from connector.usecases.application import Application

TODAY = date(2026, 9, 1)
NOW = datetime(2026, 9, 1, 8, tzinfo=UTC)
PAGE = 5000
COUNTRIES = ("FR", "FR", "FR", "GB", "DE")


class StillClock:
    """The moment of the benchmark."""

    def now(self) -> datetime:
        return NOW


def batches(invoices: int, customers: int, seed: int = 7) -> Iterator[Batch]:
    """Pages of invoices due between 60 days ago and 60 days ahead, ten to a customer or as it falls."""
    dice = Random(seed)
    for start in range(0, invoices, PAGE):
        page = [_invoice(n, n % customers, dice) for n in range(start, min(start + PAGE, invoices))]
        names = sorted({x.customer_source_id for x in page})
        yield Batch(tuple(_customer(name) for name in names), tuple(page))


def _customer(key: str) -> SourceCustomer:
    country = COUNTRIES[int(key[1:]) % len(COUNTRIES)]
    return SourceCustomer(key, f"Customer {key}", (f"{key}@customers.example",), country=country)


def _invoice(n: int, customer: int, dice: Random) -> SourceInvoice:
    due_on = TODAY + timedelta(days=dice.randint(-60, 60))
    amount = dice.randint(20_00, 9_000_00)
    return SourceInvoice(
        source_id=f"i{n}",
        customer_source_id=f"c{customer}",
        number=f"F-{n:07}",
        currency="EUR",
        total=amount,
        open=amount,
        issued_on=due_on - timedelta(days=30),
        due_on=due_on,
    )


def open_book(folder: Path, invoices: int, customers: int) -> tuple[Application, str]:
    """An application over a new SQLite file that holds so many open invoices."""
    url = f"sqlite:///{folder / f'{invoices}.sqlite'}"
    migrate(url)
    store = open_store(url)
    app = application(store)
    return app, add_book(app, "Bench", invoices, customers, first_wave_cap=invoices)


def add_book(app: Application, name: str, invoices: int, customers: int, first_wave_cap: int = 20) -> str:
    """A new organisation that holds so many open invoices, read just now; its id."""
    organisation = Organisation(
        str(uuid4()), name, "FR", "Europe/Paris", "fr", "EUR", Mode.APPROVE, first_wave_cap=first_wave_cap
    )
    app.store.directory.add(organisation, NOW)
    connection = Connection(str(uuid4()), "bench", "file", ConnectionKind.FILE)
    with app.store.writing(organisation.id) as unit:
        unit.connections.add(connection)
        unit.ledger.merge(connection, batches(invoices, customers), NOW, TODAY, is_whole=True)
        unit.connections.change(connection.id, read_at=NOW)
    return organisation.id


def application(store: SqlStore) -> Application:
    """Real ports throughout; nothing is sent."""
    config = data_root() / "config"

    def no_account(connection: Connection, secret: str | None) -> None:
        raise LookupError(connection.name)

    def fault(what: str, error: Exception) -> None:
        raise error

    return Application(
        store=store,
        clock=StillClock(),
        calendars=HolidayCalendars(config),
        policies=YamlPolicyShelf([config / "policies"]),
        renderer=JinjaRenderer(template_folders()),
        channels={},
        sources=no_account,  # type: ignore[arg-type]
        documents=no_account,  # type: ignore[arg-type]
        systems=Opener(lambda _: {}, store, StillClock()),
        can_send=lambda connection: False,
        takes_notes=lambda connection: False,
        note_taker=no_account,  # type: ignore[arg-type]
        through_provider=no_account,  # type: ignore[arg-type]
        fault=fault,
    )
