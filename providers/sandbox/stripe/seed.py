"""A small made-up book: customers of several countries, invoices at every stage, the same each run."""

import random
from dataclasses import dataclass

from ..clock import SandboxClock
from . import lifecycle
from .book import ADDRESS_PARTS, DAY, Book, Collection, Customer, Invoice
from .seed_subscriptions import add_subscriptions


@dataclass(frozen=True)
class _Debtor:
    name: str
    email: str
    locale: str
    country: str
    city: str
    currency: str
    phone: str | None = None


_DEBTORS = (
    _Debtor("Atelier Brindille", "compta@brindille.example", "fr-FR", "FR", "Nantes", "eur", "+33240000101"),
    _Debtor("Menuiserie Kervadec", "bureau@kervadec.example", "fr", "FR", "Quimper", "eur"),
    _Debtor(
        "Harrow & Finch Ltd", "accounts@harrowfinch.example", "en-GB", "GB", "Leeds", "gbp", "+441130000102"
    ),
    _Debtor("Glenmore Tyres", "office@glenmore.example", "en-GB", "GB", "Perth", "gbp"),
    _Debtor("Blue Mesa Studio", "ap@bluemesa.example", "en-US", "US", "Tucson", "usd", "+15205550103"),
    _Debtor("Sägewerk Immenstadt", "buchhaltung@immenstadt.example", "de", "DE", "Immenstadt", "eur"),
    _Debtor("Hinode Kagu", "keiri@hinode.example", "ja", "JP", "Sendai", "jpy"),
    _Debtor("Al Marsa Trading", "finance@almarsa.example", "ar", "KW", "Kuwait City", "kwd"),
    _Debtor("Panadería La Lonja", "administracion@lalonja.example", "es-ES", "ES", "Gijón", "eur"),
    _Debtor("Vélos du Canal", "facturation@velosducanal.example", "fr-BE", "BE", "Liège", "eur"),
)
_WORK = ("Consulting", "Repair", "Delivery", "Subscription", "Workshop day", "Spare parts")


def empty_book(account: str, clock: SandboxClock) -> Book:
    """An account without customers."""
    return Book(account, clock, name="Relance Sandbox", country="FR", currency="eur", zone="Europe/Paris")


def seeded_book(clock: SandboxClock, seed: int = 7, invoices: int = 40) -> Book:
    """`invoices` invoices of the months before the clock's now; some will be paid in the next weeks.

    Beside them subscribers, whose newest charges went well or failed in every way there is.
    """
    book = empty_book("acct_1SandboxRelance", clock)
    chance = random.Random(seed)
    made_at = book.now() - 400 * DAY
    with book.quietly():
        debtors = [_customer(book, debtor, made_at + rank * DAY) for rank, debtor in enumerate(_DEBTORS)]
        ages = [*sorted((chance.randrange(3, 150) for _ in range(invoices - 1)), reverse=True), 1]
        for age in ages:
            _invoice(book, chance, chance.choice(debtors), age)
        _one_of_each_end(book)
        _leave_credit(debtors[0])
    add_subscriptions(book)
    return book


def _customer(book: Book, debtor: _Debtor, created: int) -> Customer:
    address: dict[str, str | None] = dict.fromkeys(ADDRESS_PARTS)
    address |= {"city": debtor.city, "country": debtor.country}
    return book.add_customer(
        Customer(
            id=book.new_id("cus"),
            created=created,
            name=debtor.name,
            email=debtor.email,
            phone=debtor.phone,
            preferred_locales=[debtor.locale],
            address=address,
            currency=debtor.currency,
        )
    )


def _invoice(book: Book, chance: random.Random, customer: Customer, age: int) -> None:
    """Made `age` days ago; a draft at first, final after two days."""
    created = book.now() - age * DAY
    collection: Collection = "charge_automatically" if chance.random() < 0.15 else "send_invoice"
    invoice = Invoice(
        id=book.new_id("in"),
        customer=customer.id,
        created=created,
        currency=customer.currency or book.currency,
        collection_method=collection,
        due_date=created + chance.choice((14, 30, 45)) * DAY if collection == "send_invoice" else None,
    )
    book.invoices[invoice.id] = invoice
    for words in chance.sample(_WORK, chance.randrange(1, 4)):
        lifecycle.add_item(book, customer, invoice, chance.randrange(1_500, 400_000), invoice.currency, words)
    if age <= 2:
        return
    lifecycle.finalize(book, invoice)
    invoice.finalized_at = invoice.effective_at = created + 3_600
    if collection == "charge_automatically":
        invoice.attempt_count = 1
        invoice.next_payment_attempt = book.now() + 2 * DAY
    _what_became_of_it(book, chance, invoice)


def _what_became_of_it(book: Book, chance: random.Random, invoice: Invoice) -> None:
    drawn = chance.random()
    if drawn < 0.25:
        lifecycle.receive(book, invoice, invoice.amount_remaining)
    elif drawn < 0.30:
        lifecycle.void(book, invoice)
    elif drawn < 0.45:
        lifecycle.receive(book, invoice, max(1, invoice.amount_remaining // 3))
    elif drawn < 0.70:
        invoice.pays_at.append((book.now() + chance.randrange(3, 40) * DAY, None))


def _one_of_each_end(book: Book) -> None:
    """Whatever was drawn, a void and a written-off invoice are there; the youngest is a draft."""
    live = [invoice for invoice in book.invoices.values() if invoice.status == "open"]
    lifecycle.void(book, live[0])
    lifecycle.write_off(book, live[1])


def _leave_credit(customer: Customer) -> None:
    """Money that came in and no invoice has used."""
    customer.balance = -12_500
