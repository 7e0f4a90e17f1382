"""A reading that breaks off, at any call: the ledger waits for the next one, which is right to the cent."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from connector.core.invoice import Mode
from connector.core.source import Connection
from connector.store.engine import SqlStore
from connector.usecases.run_once import run_once
from connector.usecases.sync import Synced, sync
from providers.sandbox import Handle
from providers.sandbox.faults import Fault
from providers.sandbox.stripe import entry
from providers.sandbox.stripe.book import Book
from tests.migrated import Copies
from tests.providers.stripe.account import KEY, ON, again, asked, begun, changed
from tests.providers.stripe.connected import SandboxTime, connect
from tests.scenarios.office import Office, connection_of, office_store

FAULTS = [
    Fault("rate_limited"),
    Fault("server_error"),
    Fault("html", status=200),
    Fault("html", status=404),
    Fault("error_in_200"),
    Fault("half_page"),
    Fault("broken_page"),
    Fault("dropped"),
    Fault("dropped", is_after=True),
    Fault("server_error", status=401),
]
FIRST = ["events", "invoices", "account"]
CHANGES = ["events", "in", "in", "in", "account", "invoice", "cus"]
WHOLE = ["events", "events", "invoices", "account", "invoice", "subscriptions", "in"]
#: A charge that failed, and an invoice.
BEFORE_SENDING = ["in", "account", "invoice", "in", "account"]

Owed = dict[str, tuple[str, int, int, str]]


@pytest.fixture(scope="module")
def light(migrated_copies: Copies, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlStore]:
    """One SQLite database for the whole file."""
    with migrated_copies("sqlite", tmp_path_factory.mktemp("store")) as url:
        store = office_store(url)
        yield store
        store.close()


class Reader:
    """An organisation whose account is the sandbox's book of a key; its clock is the sandbox's."""

    def __init__(self, store: SqlStore, sandbox: Handle, key: str = KEY) -> None:
        self.sandbox = sandbox
        self.book: Book = sandbox.stripe.books.get(key, sandbox.stripe.book)
        self.time_out = 10.0
        self.office = Office(store, mode=Mode.AUTO)
        self.office.app = self.office.make_app(
            clock=SandboxTime(sandbox.clock),
            sources=lambda *_: connect(sandbox, key, self.time_out),
            documents=lambda *_: connect(sandbox, key),
            recoveries=lambda *_: connect(sandbox, key),
        )

    def sync(self) -> Synced:
        (done,) = sync(self.office.app, self.office.id)
        assert self.office.faults == []
        return done

    def breaks_off(self, fault: Fault, call: int) -> Synced:
        self.time_out = 0.1 if fault.kind == "slow" else 10.0
        self.sandbox.faults.plan(again(fault, call))
        done = self.sync()
        self.sandbox.faults.clear()
        self.time_out = 10.0
        return done

    @property
    def connection(self) -> Connection:
        return connection_of(self.office)

    def place(self) -> tuple[object, ...]:
        """Where the next reading goes on from, and how old the last one is."""
        return self.connection.cursor, self.connection.read_at, self.connection.whole_at

    def owed(self) -> Owed:
        """By number: customer and his address, total, open, why the charge failed."""
        with self.office.store.reading(self.office.id) as unit:
            return {
                x.number: (
                    f"{facts.customer.name} <{facts.customer.contacts[0].email}>",
                    x.total,
                    x.open,
                    x.failure.code if x.failure else "",
                )
                for facts in unit.ledger.facts()
                for x in facts.invoices
            }

    def owed_there(self) -> Owed:
        """The same, from the book itself."""
        found: Owed = {}
        for x in self.book.invoices.values():
            if x.status == "open":
                owner = self.book.customers[x.customer]
                why = "lost_card" if x.collection_method == "charge_automatically" else ""
                rest = x.amount_remaining
                found[x.number or ""] = (f"{owner.name} <{owner.email}>", x.total, rest, why)
        return found


@pytest.fixture
def ours(light: SqlStore, sandbox: Handle) -> Reader:
    """Read on 11 December and on the morning of the 21st; a day of changes has come since."""
    book = begun(sandbox)
    made = Reader(light, sandbox)
    for step in (timedelta(), ON):
        sandbox.clock.advance(step)
        assert made.sync().problem is None
    changed(sandbox, book)
    asked(sandbox)
    return made


@pytest.mark.parametrize("call", range(len(CHANGES)))
def test_an_answer_that_does_not_come_is_not_waited_for(ours: Reader, call: int) -> None:
    place, owed = ours.place(), ours.owed()

    done = ours.breaks_off(Fault("slow"), call)

    assert done.problem == "Stripe cannot be reached (no answer in time)."
    assert (ours.place(), ours.owed()) == (place, owed)
    assert ours.sync().problem is None
    assert ours.owed() == ours.owed_there()


def _is_malformed(fault: Fault) -> bool:
    return fault.kind in ("html", "half_page", "error_in_200")


def _loses_the_thread(ours: Reader) -> None:
    with ours.office.store.writing(ours.office.id) as unit:
        unit.connections.change(ours.connection.id, cursor="evt_of_long_ago")


@pytest.mark.parametrize("call", range(len(FIRST)))
def test_a_first_reading_that_breaks_off_begins_again(light: SqlStore, sandbox: Handle, call: int) -> None:
    begun(sandbox)
    ours = Reader(light, sandbox)

    for fault in FAULTS:
        assert ours.breaks_off(fault, call).problem is not None
        assert (fault, asked(sandbox)) == (fault, FIRST[: call + 1])
        assert (ours.place(), ours.owed()) == ((None, None, None), {})

    assert ours.sync().problem is None
    assert ours.owed() == ours.owed_there()
    assert len(ours.owed()) == 4


@pytest.mark.parametrize("call", range(len(CHANGES)))
def test_changes_that_break_off_are_made_good_by_the_next(ours: Reader, call: int) -> None:
    """40."""
    place, owed = ours.place(), ours.owed()

    for fault in FAULTS:
        done = ours.breaks_off(fault, call)
        assert done.problem is not None
        assert (fault, asked(ours.sandbox)) == (fault, CHANGES[: call + 1])
        assert (ours.place(), ours.owed()) == (place, owed)
        assert (ours.connection.stopped_at is not None) == (fault.status == 401)
    again_there = ours.sync()

    assert (again_there.problem, asked(ours.sandbox)) == (None, CHANGES)
    assert ours.owed() == ours.owed_there()
    assert sorted(x[1:] for x in ours.owed().values()) == [
        (2_000, 2_000, ""),
        (3_000, 3_000, ""),
        (4_900, 4_900, "lost_card"),
        (9_000, 7_000, ""),
    ]
    assert (ours.connection.stopped_at, ours.connection.alarm) == (None, None)


@pytest.mark.parametrize("call", range(len(WHOLE)))
def test_a_whole_reading_that_breaks_off_is_whole_again(ours: Reader, call: int) -> None:
    """What is missing from the open set is read last: a place kept before it would forget Cora's payment."""
    _loses_the_thread(ours)
    place = ours.place()
    # An invoice that cannot be read when it is read singly costs itself alone.
    faults = [x for x in FAULTS if call < len(WHOLE) - 1 or not _is_malformed(x)]
    for fault in faults:
        assert ours.breaks_off(fault, call).problem is not None
        assert (fault, asked(ours.sandbox)) == (fault, WHOLE[: call + 1])
        assert ours.place() == place

    assert ours.sync().problem is None
    assert asked(ours.sandbox) == WHOLE
    assert ours.owed() == ours.owed_there()


@pytest.mark.parametrize("fault", [Fault("half_page"), Fault("dropped")], ids=lambda fault: fault.kind)
def test_what_was_kept_of_several_pages_stays_and_the_next_goes_on_from_there(
    ours: Reader, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("providers.stripe.client.PAGE", 2)
    before = ours.place()
    pages = [n for n, x in enumerate(_asked_by_a_dry_run(ours)) if x == "events"]

    done = ours.breaks_off(fault, pages[-1])
    after = ours.place()
    asked(ours.sandbox)
    again_there = ours.sync()

    assert len(pages) > 2
    assert (done.problem is not None, again_there.problem) == (True, None)
    assert after[0] != before[0]
    assert after[1:] == before[1:]
    assert asked(ours.sandbox).count("events") == 1
    assert ours.owed() == ours.owed_there()


def _asked_by_a_dry_run(ours: Reader) -> list[str]:
    list(connect(ours.sandbox).changes(ours.connection.cursor or ""))
    return asked(ours.sandbox)


def test_another_organisation_is_read_all_the_same(ours: Reader, light: SqlStore) -> None:
    """Promise 4."""
    sandbox = ours.sandbox
    own = ours.book
    book = Book("acct_2Other", sandbox.clock, name="Other", country="FR", currency="eur", zone=own.zone)
    sandbox.stripe.add_book(book, "rk_test_oftheother")
    zoe = entry.add_customer(book, name="Zoe", email="ap@zoe.example")
    entry.add_invoice(book, zoe.id, 1_100, number="Zoe-1")
    other = Reader(light, sandbox, "rk_test_oftheother")

    for call in range(len(CHANGES)):
        for fault in (Fault("half_page"), Fault("server_error", status=401)):
            assert ours.breaks_off(fault, call).problem is not None
            assert other.sync().problem is None
            assert other.owed() == {"Zoe-1": ("Zoe <ap@zoe.example>", 1_100, 1_100, "")}

    assert (other.connection.alarm, other.connection.stopped_at) == (None, None)
    assert "Zoe-1" not in ours.owed()


@pytest.mark.parametrize("call", range(len(CHANGES) + len(BEFORE_SENDING)))
@pytest.mark.parametrize("fault", [Fault("half_page"), Fault("dropped")], ids=lambda fault: fault.kind)
def test_nothing_wrong_is_said_after_a_reading_that_broke_off(ours: Reader, fault: Fault, call: int) -> None:
    """Cora has paid, and Brun a part just now: only Dora and Alba hear, and each once."""
    ours.sandbox.faults.plan(again(fault, call))

    for _ in range(3):
        run_once(ours.office.app, ours.office.id)

    assert ours.sandbox.faults.planned == []
    mail = {x.message.to: x.message.text for x in ours.office.mail.delivered}
    assert len(ours.office.mail.delivered) == 2
    assert set(mail) == {("ap@alba.example",), ("ap@dora.example",)}
    assert "30,00" in mail["ap@dora.example",]


def test_a_card_that_the_key_may_no_longer_read_costs_itself_alone(light: SqlStore, sandbox: Handle) -> None:
    book = sandbox.stripe.book
    customer = entry.add_customer(book, name="Acme", email="ap@acme.example")
    entry.add_card(book, customer, exp_month=12, exp_year=2026)
    entry.add_subscription(book, customer.id, 4_900)
    invoice = entry.add_invoice(book, customer.id, 100, number="A-1")
    ours = Reader(light, sandbox)
    ours.sync()
    assert set(ours.owed()) == {"A-1", "Visa 4242 12/2026"}

    sandbox.stripe.denied[KEY] = {"subscription_read"}
    entry.take_payment(book, invoice)
    sandbox.clock.advance(timedelta(hours=25))
    done = ours.sync()

    assert done.problem is None
    assert set(ours.owed()) == {"Visa 4242 12/2026"}
    assert "Which cards end soon cannot be read" in (ours.connection.remark or "")
