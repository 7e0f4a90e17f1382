"""A reading into a real ledger: equal to the book it was read from, to the cent, at first and after a day."""

from datetime import date, timedelta

import pytest

from providers.sandbox import Handle
from providers.sandbox.faults import Fault
from providers.sandbox.xero import entry
from providers.sandbox.xero.book import Book
from tests.providers.xero.connected import calls, forget
from tests.providers.xero.installation import Connected, Installation

HOUR = timedelta(hours=1)


@pytest.fixture
def ours(installation: Installation, seeded: Handle) -> Connected:
    """Read once."""
    book = seeded.xero.book
    made = installation.connect(installation.consent(book.organisation.id), book)
    assert made.sync().problem is None
    return made


def _agree(ours: Connected) -> None:
    """The ledger knows all that is open there, and nothing of what it knows is otherwise."""
    known, told = ours.ledger(), ours.told()
    assert {n: said for n, said in known.items() if said[0] == "open"} == ours.owed()
    assert known.items() >= ours.owed().items()
    for number, said in known.items():
        if said[0] != "deleted":
            assert said == told[number]
        else:
            assert told[number][0] == "deleted"
    assert ours.credits() == ours.unused()


def test_the_ledger_is_the_book_to_the_cent(ours: Connected) -> None:
    _agree(ours)
    assert len(ours.ledger()) == len(ours.owed()) > 20
    assert {said[3] for said in ours.ledger().values()} == {"EUR", "GBP"}
    assert ours.unused()
    assert ours.connection.read_at == ours.installation.clock.now()


def test_everybody_is_written_to_where_the_book_says(ours: Connected) -> None:
    known = ours.addresses()

    assert known.items() <= ours.people().items()
    assert {said[4] for said in ours.ledger().values()} <= known.keys()


def _a_day(book: Book, sandbox: Handle) -> None:
    """New, paid, partly paid, voided, deleted, credited, promised; renamed, archived, erased, merged."""
    step = timedelta(minutes=20)
    acme = entry.add_contact(book, "Acme", "ap@acme.example", country="France")
    old = [x for x in book.invoices.rows.values() if x.status == "AUTHORISED" and x.type == "ACCREC"]
    whole = [x for x in old if not x.amount_paid and not x.amount_credited]
    sandbox.clock.advance(step)
    entry.add_invoice(book, acme, 123_45, number="NEW-1", due_on=date(2026, 12, 20))
    entry.add_invoice(book, acme, 1, number="NEW-2", due_on=date(2026, 12, 20), currency="USD")
    entry.add_invoice(book, acme, 99_00, number="NEW-DRAFT", status="DRAFT")
    entry.pay(book, entry.add_invoice(book, acme, 50_00, number="NEW-PAID"), paid_on=date(2026, 11, 20))
    sandbox.clock.advance(step)
    entry.pay(book, whole[0])
    entry.pay(book, whole[1], 1)
    entry.pay(book, whole[1], 2)
    entry.void(book, whole[2])
    whole[3].status = "DELETED"
    book.touch(whole[3])
    sandbox.clock.advance(step)
    debtor = book.contacts.rows[whole[4].contact]
    note = entry.add_credit(book, debtor, whole[4].total, currency=whole[4].currency)
    entry.allocate(book, note, whole[4])
    debtor = book.contacts.rows[whole[5].contact]
    part = entry.add_credit(book, debtor, 70_00, "overpayment", currency=whole[5].currency)
    entry.allocate(book, part, whole[5], 30_00)
    _use_what_stood(book)
    entry.expect(book, whole[6], date(2026, 12, 3))
    sandbox.clock.advance(step)
    entry.rename(book, book.contacts.rows[whole[6].contact], name="Another Name", email="new@name.example")
    entry.archive(book, book.contacts.rows[whole[1].contact])
    erased = entry.add_contact(book, "Jo Byron", "jo@byron.example")
    entry.add_invoice(book, erased, 10_00, number="ERASED", due_on=date(2026, 10, 1))
    entry.erase(book, erased)
    sandbox.clock.advance(step)
    kept = [x for x in book.contacts.rows.values() if x.status == "ACTIVE" and book.invoices_of(x.id)]
    entry.merge(book, kept[0], kept[-1])
    sandbox.clock.advance(step)


def _use_what_stood(book: Book) -> None:
    """A credit of before today is used for an invoice of today."""
    stood = next(x for x in book.credits["prepayment"].rows.values() if x.remaining)
    owner = book.contacts.rows[stood.contact]
    entry.allocate(
        book, stood, entry.add_invoice(book, owner, 500_00, number="NEW-3", currency=stood.currency)
    )


def test_after_a_day_of_changes_it_is_the_book_again_by_the_changes_alone(
    ours: Connected, seeded: Handle
) -> None:
    """37."""
    before = ours.ledger()
    _a_day(ours.book, seeded)
    forget(seeded)

    done = ours.sync()

    assert done.problem is None
    assert len(calls(seeded)) == 5
    _agree(ours)
    changed = {n: said for n, said in ours.ledger().items() if before.get(n) != said}
    assert {said[0] for said in changed.values()} == {"open", "paid", "credited", "void", "deleted"}
    assert "NEW-DRAFT" not in ours.ledger()
    addresses = ours.addresses()
    assert addresses["Jo Byron"] == ()
    assert addresses["Another Name"] == ("new@name.example", *addresses["Another Name"][1:])
    assert addresses.items() <= ours.people().items()


def test_the_changes_of_a_day_polled_each_twenty_minutes_come_to_the_same(
    ours: Connected, seeded: Handle
) -> None:
    end = seeded.clock.now() + 2 * HOUR
    _a_day(ours.book, seeded)
    seeded.clock.set(end)
    for _ in range(3):
        assert ours.sync().problem is None
        seeded.clock.advance(timedelta(minutes=20))

    _agree(ours)


def test_a_whole_reading_after_it_finds_nothing_more(ours: Connected, seeded: Handle) -> None:
    _a_day(ours.book, seeded)
    ours.sync()
    before = ours.ledger()
    seeded.clock.advance(timedelta(days=1))

    done = ours.sync()

    assert done.report is not None
    assert (done.report.new, done.report.changed) == (0, 0)
    assert (ours.ledger(), ours.connection.whole_at) == (before, seeded.clock.now())


def test_what_no_change_told_is_found_by_the_reading_of_the_day(ours: Connected, seeded: Handle) -> None:
    book = ours.book
    quiet = next(x for x in book.invoices.rows.values() if x.status == "AUTHORISED" and x.type == "ACCREC")
    del book.invoices.rows[quiet.id]
    book.invoices.changed(quiet)
    seeded.clock.advance(timedelta(days=1))

    ours.sync()

    with ours.installation.store.reading(ours.id) as unit:
        assert [x.status.value for x in unit.ledger.find_invoices(quiet.number)] == ["deleted"]


@pytest.mark.parametrize("kind", ["half_page", "dropped", "rate_limited"])
@pytest.mark.parametrize("call", [1, 4])
def test_a_reading_that_breaks_off_is_made_good_by_the_next(
    ours: Connected, seeded: Handle, kind: str, call: int
) -> None:
    """40."""
    _a_day(ours.book, seeded)
    cursor, read_at = ours.connection.cursor, ours.connection.read_at
    seeded.faults.plan(Fault(kind, path="/api.xro", skip=call))  # type: ignore[arg-type]

    broken = ours.sync()
    after = ours.connection
    seeded.clock.advance(timedelta(minutes=10))
    again = ours.sync()

    assert broken.problem is not None
    assert (after.cursor, after.read_at) == (cursor, read_at)
    assert again.problem is None
    _agree(ours)


def test_the_polling_of_a_day_stays_within_forty_calls_an_hour(ours: Connected, seeded: Handle) -> None:
    seeded.clock.advance(timedelta(hours=23, minutes=30))
    forget(seeded)

    for _ in range(6):
        assert ours.sync().problem is None
        seeded.clock.advance(timedelta(minutes=10))

    assert len(calls(seeded)) == 5 * 5 + 6


def test_a_first_reading_is_six_calls(installation: Installation, seeded: Handle) -> None:
    made = installation.connect(installation.consent(), seeded.xero.book)
    forget(seeded)

    made.sync()

    assert len(calls(seeded)) == 6


class TestTwoOrganisationsOnOneConsent:
    @pytest.fixture
    def both(self, installation: Installation, seeded: Handle) -> list[Connected]:
        grant = installation.consent()
        return [installation.connect(grant, book) for book in seeded.xero.books.values()]

    def test_are_each_read_from_their_own_book(self, both: list[Connected]) -> None:
        """Promise 4."""
        for each in both:
            assert each.sync().problem is None

        for each in both:
            _agree(each)
        first, second = (set(each.addresses()) for each in both)
        assert first
        assert second
        assert not first & second

    def test_one_that_is_taken_away_stops_alone(self, both: list[Connected], seeded: Handle) -> None:
        for each in both:
            each.sync()
        seeded.xero.disconnect(both[0].book.organisation.id)
        seeded.clock.advance(HOUR)

        gone, stays = (each.sync() for each in both)

        assert gone.problem is not None
        assert "no longer connected to Relance at Xero" in gone.problem
        assert both[0].connection.stopped_at == seeded.clock.now()
        assert (stays.problem, both[1].connection.stopped_at) == (None, None)

    def test_share_one_token_that_is_exchanged_once(self, both: list[Connected], seeded: Handle) -> None:
        """38."""
        for _ in range(3):
            for each in both:
                assert each.sync().problem is None
            seeded.clock.advance(timedelta(minutes=31))

        assert [refresh.outcome for refresh in seeded.xero.oauth.grants[-1].refreshes] == ["new", "new"]
