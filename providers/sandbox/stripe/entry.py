"""Ways into a book that Stripe itself has not got: dated in the past, paid later, spoiled on purpose."""

from datetime import datetime
from typing import Any

from . import lifecycle
from .book import ADDRESS_PARTS, Book, Collection, Customer, Invoice
from .errors import ApiError


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
        card=card,
    )
    return book.add_customer(customer)


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
    lifecycle.add_item(book, owner, invoice, amount, invoice.currency, "Work done")
    if not is_draft:
        lifecycle.finalize(book, invoice)
        invoice.finalized_at = invoice.effective_at = made_at
        invoice.next_payment_attempt = _unix(next_payment_attempt)
    return invoice


def take_payment(
    book: Book, invoice: Invoice, *, amount: int | None = None, at: datetime | None = None
) -> None:
    """Now, or when the clock reaches `at`; all that remains unless an amount is given."""
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
