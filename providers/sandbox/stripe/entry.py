"""Ways into a book that Stripe itself has not got: dated in the past, paid later, spoiled on purpose."""

from datetime import datetime
from typing import Any

from . import catalogue, lifecycle, subscribing, timeline
from .billing import Interval, Price, Subscription
from .book import ADDRESS_PARTS, DAY, Book, Collection, Customer, Invoice, found
from .errors import ApiError
from .events import changing, emit, emit_again
from .methods import attach
from .money import Method


def add_customer(
    book: Book,
    *,
    name: str | None = None,
    email: str | None = None,
    phone: str | None = None,
    preferred_locales: list[str] | None = None,
    country: str | None = None,
    state: str | None = None,
    currency: str | None = None,
    balance: int = 0,
    card: str | None = None,
    id: str | None = None,
) -> Customer:
    """A customer of now. `balance` below zero is unused credit; `card` is "ok" or a decline code."""
    address: dict[str, str | None] | None = None
    if country is not None:
        address = dict.fromkeys(ADDRESS_PARTS)
        address |= {"country": country, "state": state}
    customer = Customer(
        id=id or book.new_id("cus"),
        created=book.now(),
        name=name,
        email=email,
        phone=phone,
        preferred_locales=preferred_locales or [],
        address=address,
        currency=currency or book.currency,
        balance=balance,
    )
    book.add_customer(customer)
    emit(book, "customer.created", customer)
    if card is not None:
        add_card(book, customer, decline=None if card == "ok" else card)
    return customer


def add_card(book: Book, customer: Customer, *, is_default: bool = True, **facts: Any) -> Method:
    """A payment method of this customer; `facts` are those of money.Method: `decline="lost_card"`,
    `declines_left=2`, `needs_confirmation=True`, `exp_month=11, exp_year=2026`, `type="sepa_debit"`.
    """
    timeline.catch_up(book)
    method = Method(id=book.new_id("pm"), created=book.now(), **facts)
    book.methods[method.id] = attach(book, method, customer)
    if is_default:
        with changing(book, customer):
            customer.default_payment_method = method.id
    return method


def turn_card(book: Book, card: str, **facts: Any) -> None:
    """How it behaves from now on, without an event: the card itself does not know."""
    timeline.catch_up(book)
    method = found(book.methods, card, "payment_method")
    for name, value in facts.items():
        if not hasattr(method, name):
            raise ValueError(f"a payment method has no {name}: see Method in money.py")
        setattr(method, name, value)


def add_invoice(
    book: Book,
    customer: str,
    amount: int,
    *,
    currency: str | None = None,
    number: str | None = None,
    created: datetime | None = None,
    due: datetime | None = None,
    collection_method: Collection = "send_invoice",
    credit_notes: int = 0,
    next_payment_attempt: datetime | None = None,
    is_draft: bool = False,
) -> Invoice:
    """One invoice over `amount` minor units, finalised at its creation unless it is to stay a draft."""
    owner = book.live_customer(customer)
    made_at = _unix(created) or book.now()
    invoice = Invoice(
        id=book.new_id("in"),
        customer=owner.id,
        created=made_at,
        currency=(currency or owner.currency or book.currency).lower(),
        collection_method=collection_method,
        number=number,
        due_date=_unix(due),
        credit_notes=credit_notes,
    )
    book.invoices[invoice.id] = invoice
    with book.quietly():
        lifecycle.add_item(book, owner, invoice, amount, invoice.currency, "Work done")
        if not is_draft:
            lifecycle.finalize(book, invoice)
            invoice.finalized_at = invoice.effective_at = made_at
            invoice.next_payment_attempt = _unix(next_payment_attempt)
    emit(book, "invoice.created", invoice)
    if not is_draft:
        emit_again(book, "invoice.finalized")
    return invoice


def add_subscription(
    book: Book,
    customer: str,
    amount: int,
    *,
    name: str = "Subscription",
    currency: str | None = None,
    interval: Interval = "month",
    began: datetime | None = None,
    trial_days: int = 0,
    days_until_due: int | None = None,
) -> Subscription:
    """One item for `amount` minor units each interval; the clock's doings since `began` are done at once.

    With `days_until_due` its invoices are sent instead of charged.
    """
    owner = book.live_customer(customer)
    start = _unix(began) or book.now()
    with book.at(start):
        product = catalogue.add_product(book, name)
        price = Price(
            id=book.new_id("price"),
            created=start,
            product=product.id,
            currency=(currency or owner.currency or book.currency).lower(),
            amount=amount,
            interval=interval,
        )
        wish = subscribing.Wish(
            customer=owner.id,
            parts=((catalogue.keep_price(book, price).id, 1),),
            collection_method="charge_automatically" if days_until_due is None else "send_invoice",
            days_until_due=days_until_due,
            trial_end=start + trial_days * DAY if trial_days else None,
        )
        subscription = subscribing.begin(book, wish)
    book.played_until = min(book.played_until, start)
    timeline.catch_up(book)
    return subscription


def take_payment(
    book: Book, invoice: Invoice, *, amount: int | None = None, at: datetime | None = None
) -> None:
    """Now, or when the clock reaches `at`; all that remains unless an amount is given."""
    timeline.catch_up(book)
    if at is None:
        lifecycle.receive(book, invoice, invoice.amount_remaining if amount is None else amount)
    else:
        invoice.pays_at.append((int(at.timestamp()), amount))


def spoil(shown: Customer | Invoice, changes: dict[str, Any]) -> None:
    """Replaces fields of the JSON shown, whatever they are; the value "(dropped)" takes one out."""
    shown.overrides |= changes


def _unix(instant: datetime | None) -> int | None:
    if instant is None:
        return None
    if instant.tzinfo is None:
        raise ApiError(400, "An instant needs its offset from UTC, like 2026-11-21T09:00:00Z.")
    return int(instant.timestamp())
