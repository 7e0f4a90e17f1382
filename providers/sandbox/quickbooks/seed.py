"""Two small made-up companies: customers of several countries, invoices at every stage, the same each run."""

import random
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from ..clock import SandboxClock
from . import entry, lifecycle
from .book import Book, Customer, Invoice
from .times import pacific_day

REALM = "4620816365001001"
OTHER_REALM = "4620816365001002"
_DAY = 86_400


@dataclass(frozen=True)
class _Debtor:
    name: str
    email: str | None
    country: str
    region: str | None = None
    currency: str = "USD"
    phone: str | None = None


_DEBTORS = (
    _Debtor("Blue Mesa Studio", "ap@bluemesa.example", "US", "AZ", phone="+1 520 555 0103"),
    _Debtor("Harbor & Pine Outfitters", "billing@harborpine.example, owner@harborpine.example", "US", "ME"),
    _Debtor("O'Leary Plumbing", "office@oleary.example", "US", "OH"),
    _Debtor("Cedar Ridge Dental", None, "US", "CO", phone="+1 303 555 0104"),
    _Debtor("Northlight Farms", "ap@northlight.example", "CA", "ON", "CAD"),
    _Debtor("Boulangerie du Fjord", "compta@fjord.example", "CA", "QC", "CAD"),
    _Debtor("Harrow & Finch Ltd", "accounts@harrowfinch.example", "GB", None, "GBP"),
    _Debtor("Sägewerk Immenstadt", "buchhaltung@immenstadt.example", "DE", None, "EUR"),
    _Debtor("Hinode Kagu", "keiri@hinode.example", "JP", None, "JPY"),
)
_RATES = {"USD": "1", "CAD": "0.73", "GBP": "1.31", "EUR": "1.0834", "JPY": "0.0067"}


def empty_book(clock: SandboxClock, realm: str = REALM, name: str = "Sandbox Company") -> Book:
    """A company in US dollars, with terms and no customers."""
    book = Book(realm, clock, name=name)
    entry.add_term(book, "Due on receipt", 0)
    entry.add_term(book, "Net 15", 15)
    entry.add_term(book, "Net 30", 30)
    entry.add_term(book, "Net 60", 60)
    return book


def seeded_book(clock: SandboxClock, seed: int = 7, invoices: int = 40) -> Book:
    """`invoices` of the months before the clock's now; some will be paid in the next weeks."""
    opened_at = clock.now() - timedelta(days=400)
    book = empty_book(SandboxClock(lambda: opened_at))
    chance = random.Random(seed)
    debtors = [_customer(book, debtor) for debtor in _DEBTORS]
    debtors += _jobs(book, debtors[0])
    book.clock = clock
    ages = sorted((chance.randrange(1, 150) for _ in range(invoices)), reverse=True)
    for number, age in enumerate(ages, start=1001):
        _invoice(book, chance, chance.choice(debtors), age, None if number % 17 == 0 else str(number))
    _one_of_each_kind(book, debtors)
    return book


def _customer(book: Book, debtor: _Debtor) -> Customer:
    return entry.add_customer(
        book,
        debtor.name,
        debtor.email,
        currency=debtor.currency,
        company_name=debtor.name,
        phone=debtor.phone,
        country=debtor.country,
        region=debtor.region,
        term="3",
    )


def _jobs(book: Book, parent: Customer) -> list[Customer]:
    """One billed to its parent, one billed by itself."""
    return [
        entry.add_customer(book, "Warehouse fit-out", parent=parent.id, is_billed_with_parent=True),
        entry.add_customer(book, "Signage", "signage@bluemesa.example", parent=parent.id),
    ]


def _invoice(book: Book, chance: random.Random, customer: Customer, age: int, number: str | None) -> None:
    made = book.now() - age * _DAY
    cents = chance.randrange(1_500, 400_000)
    invoice = entry.add_invoice(
        book,
        customer.id,
        cents if customer.currency == "JPY" else Decimal(cents) / 100,
        number=number,
        term=chance.choice(("2", "3", "4")),
        rate=_RATES[customer.currency],
        bill_email=customer.email,
        is_payable_online=chance.random() < 0.5,
        made=made,
    )
    _what_became_of_it(book, chance, invoice, made)


def _what_became_of_it(book: Book, chance: random.Random, invoice: Invoice, made: int) -> None:
    drawn = chance.random()
    paid_at = chance.randrange(made, book.now())
    if drawn < 0.25:
        lifecycle.pay(book, invoice, at=paid_at)
    elif drawn < 0.40:
        lifecycle.pay(book, invoice, invoice.balance // 3, at=paid_at)
    elif drawn < 0.65:
        lifecycle.promise(book, invoice, book.now() + chance.randrange(3, 40) * _DAY)


def _one_of_each_kind(book: Book, debtors: list[Customer]) -> None:
    """Whatever was drawn, these are there: what a reader of the book must get right."""
    first = debtors[0].id
    today = pacific_day(book.now())
    issued_on = today - timedelta(days=40)

    def made(number: str, customer: str = first) -> Invoice:
        return entry.add_invoice(book, customer, "480.00", number=number, issued_on=issued_on, term="2")

    lifecycle.void(book, made("1901"))
    lifecycle.delete(book, made("1902"))
    entry.add_invoice(book, first, "75.00", number="1903", issued_on=issued_on)
    lifecycle.pay_unapplied(book, debtors[1].id, "120.50")
    lifecycle.pay(book, made("1904"), "100.00", received="150.00")
    lifecycle.apply_credit(book, entry.add_credit_memo(book, first, "60.00", number="CM-1"), made("1905"))
    entry.add_credit_memo(book, first, "35.00", number="CM-2")
    gone = entry.add_customer(book, "Blue Mesa Studios Inc", "old@bluemesa.example")
    made("1906", gone.id)
    lifecycle.merge(book, gone, debtors[0])


def books(clock: SandboxClock, seed: int | None) -> tuple[Book, Book]:
    """The company that is seeded, or empty when `seed` is None, and one that is always empty."""
    first = empty_book(clock) if seed is None else seeded_book(clock, seed)
    return first, empty_book(clock, OTHER_REALM, "Second Sandbox Company")
