"""Two small made-up organisations: customers of several kinds, invoices at every stage, the same each run."""

import random
from datetime import UTC, date, datetime, time, timedelta

from ..clock import SandboxClock
from . import entry
from .book import Book, Organisation
from .connections import XeroTenant
from .rows import Contact, Invoice, Line, Person, TermType

BRINDILLE = Organisation(
    "5f0c0f4e-3d55-4f5a-9a86-0d3b6a1c7e01",
    "Atelier Brindille",
    country="FR",
    currency="EUR",
    zone="Europe/Paris",
    timezone="ROMANCESTANDARDTIME",
    short_code="!brin1",
)
GLENMORE = Organisation(
    "b7a2b1c9-61f4-4f0e-8c1d-5b9e2f7d4a02",
    "Glenmore Tyres Ltd",
    country="GB",
    currency="GBP",
    zone="Europe/London",
    timezone="GMTSTANDARDTIME",
    short_code="!glen2",
)
PRACTICE = XeroTenant("c1d4e8f0-2a6b-4c3d-9e5f-7a8b9c0d1e03", "Finch & Daughters, bookkeepers", "PRACTICE")

_TERMS: tuple[tuple[int, TermType] | None, ...] = (
    (30, "DAYSAFTERBILLDATE"),
    (14, "DAYSAFTERBILLDATE"),
    (20, "OFFOLLOWINGMONTH"),
    None,
)
_CUSTOMERS = {
    BRINDILLE.id: (
        ("Menuiserie Kervadec", "bureau@kervadec.example", "Quimper", "France", "EUR"),
        ("Vélos du Canal", "facturation@velosducanal.example", "Liège", "Belgium", "EUR"),
        ("Sägewerk Immenstadt", "buchhaltung@immenstadt.example", "Immenstadt", "Germany", "EUR"),
        ("Panadería La Lonja", "administracion@lalonja.example", "Gijón", "Spain", "EUR"),
        ("Harrow & Finch Ltd", "accounts@harrowfinch.example", "Leeds", "United Kingdom", "GBP"),
        ("Marché des Halles", "", "Nantes", "France", "EUR"),
    ),
    GLENMORE.id: (
        ("Tay Valley Farms", "office@tayvalley.example", "Perth", "United Kingdom", "GBP"),
        ("Ochil Couriers", "accounts@ochil.example", "Stirling", "United Kingdom", "GBP"),
        ("Kinross Council", "ap@kinross.example", "Kinross", "United Kingdom", "GBP"),
        ("Strath Plant Hire", "ledger@strath.example", "Aviemore", "United Kingdom", "GBP"),
        ("Blue Mesa Studio", "ap@bluemesa.example", "Tucson", "United States", "USD"),
    ),
}
_WORK = ("Consulting", "Repair", "Delivery", "Fitting", "Workshop day", "Spare parts")


def books_of(clock: SandboxClock, seed: int | None) -> list[Book]:
    """Both organisations: with a made-up year behind them, or empty where there is no seed."""
    books = [Book(BRINDILLE, clock), Book(GLENMORE, clock)]
    if seed is not None:
        for rank, book in enumerate(books):
            fill(book, seed + rank)
    return books


def fill(book: Book, seed: int, invoices: int = 40) -> None:
    """Customers and `invoices` sales of the months before the clock's now, each with its own past."""
    chance = random.Random(seed)
    real, today = book.clock, book.today()
    book.clock = SandboxClock(real.now)
    try:
        _move(book, today - timedelta(days=400))
        people = [_customer(book, rank, *row) for rank, row in enumerate(_CUSTOMERS[book.organisation.id])]
        for age in sorted((chance.randrange(3, 150) for _ in range(invoices)), reverse=True):
            _sale(book, chance, chance.choice(people), today, age)
        _move(book, today - timedelta(days=2))
        _one_of_each(book, people, today)
    finally:
        book.clock = real


def _move(book: Book, day: date) -> None:
    book.clock.set(datetime.combine(day, time(9, 30), UTC))


def _customer(
    book: Book, rank: int, name: str, email: str, city: str, country: str, currency: str
) -> Contact:
    persons = [
        Person("Camille", "Roy", f"camille@{name.rsplit(maxsplit=1)[-1].lower()}.example", is_included=True),
        Person("Ash", "Lowe", f"ash@{name.rsplit(maxsplit=1)[-1].lower()}.example", is_included=False),
    ]
    return entry.add_contact(
        book,
        name,
        email,
        first_name="Alex",
        last_name="Martin",
        persons=persons[: rank % 3],
        phone="555 0100",
        city=city,
        country=country,
        currency=currency,
        terms=_TERMS[rank % len(_TERMS)],
    )


def _sale(book: Book, chance: random.Random, contact: Contact, today: date, age: int) -> None:
    issued_on = today - timedelta(days=age)
    _move(book, issued_on)
    lines = [Line(words, chance.randrange(1_500, 400_000)) for words in chance.sample(_WORK, 2)]
    total = sum(line.amount for line in lines)
    invoice = entry.add_invoice(
        book,
        contact,
        total + total // 5,
        issued_on=issued_on,
        due_on=issued_on + timedelta(days=chance.choice((14, 30, 45))),
        total_tax=total // 5,
        lines=lines,
        reference=f"PO {chance.randrange(100, 999)}",
        is_sent=True,
    )
    _move(book, min(today, issued_on + timedelta(days=chance.randrange(2, 40))))
    _what_became_of_it(book, chance, invoice)


def _what_became_of_it(book: Book, chance: random.Random, invoice: Invoice) -> None:
    drawn = chance.random()
    if drawn < 0.25:
        entry.pay(book, invoice)
    elif drawn < 0.30:
        entry.void(book, invoice)
    elif drawn < 0.42:
        entry.pay(book, invoice, max(1, invoice.total // 3))


def _one_of_each(book: Book, people: list[Contact], today: date) -> None:
    """Whatever was drawn: every status, credit, promise and end of a contact is there."""
    first, second, third, last = people[0], people[1], people[2], people[-1]
    draft = entry.add_invoice(book, first, 12_000, status="DRAFT", due_on=today + timedelta(days=30))
    entry.add_invoice(book, second, 8_000, status="SUBMITTED", due_on=today + timedelta(days=14))
    entry.delete(book, entry.add_invoice(book, first, 500, status="DRAFT", number=f"{draft.number}-B"))
    entry.void(book, entry.add_invoice(book, second, 700, number="INV-VOID"))
    entry.add_invoice(book, third, 4_200, number="INV-NO-DUE")
    entry.add_invoice(book, last, 64_000, number="BILL-7", is_bill=True, due_on=today)
    promised = entry.add_invoice(book, first, 30_000, number="INV-PROMISE", due_on=today - timedelta(days=9))
    entry.expect(book, promised, today + timedelta(days=5))
    credited = entry.add_invoice(book, first, 50_000, number="INV-CREDIT", due_on=today - timedelta(days=20))
    entry.allocate(book, entry.add_credit(book, first, 20_000), credited)
    entry.add_credit(book, second, 15_000)
    entry.add_credit(book, third, 2_500, "overpayment", reference="paid twice")
    entry.add_credit(book, third, 9_900, "prepayment", reference="deposit")
    entry.archive(book, entry.add_contact(book, "Closed & Co", "old@closed.example"))
    entry.erase(book, entry.add_contact(book, "Jo Rowe", "jo@rowe.example"))
    entry.merge(book, entry.add_contact(book, f"{first.name} (old)", "old@twin.example"), first)
