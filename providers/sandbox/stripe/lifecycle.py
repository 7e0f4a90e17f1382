"""What happens to an invoice: finalised, paid, voided, written off. Refusals are Stripe's own kinds."""

from . import standing
from .book import Book, Customer, Invoice, Item, Payment
from .errors import ApiError
from .events import changing, emit
from .money import BalanceEntry, Intent
from .wire import payment_json


def add_item(
    book: Book, customer: Customer, invoice: Invoice | None, amount: int, currency: str, words: str | None
) -> Item:
    """A line on this draft, or one that waits for the customer's next invoice."""
    if invoice is not None and invoice.status != "draft":
        raise ApiError(
            400, "This invoice is no longer editable.", code="invoice_not_editable", param="invoice"
        )
    if invoice is not None and invoice.currency != currency:
        raise ApiError(
            400, f"The invoice is in {invoice.currency}, the item in {currency}.", param="currency"
        )
    item = Item(
        id=book.new_id("ii"),
        customer=customer.id,
        amount=amount,
        currency=currency,
        description=words,
        created=book.now(),
        invoice=invoice.id if invoice else None,
    )
    (invoice.items if invoice else book.pending).append(item)
    emit(book, "invoiceitem.created", item)
    return item


def delete_draft(book: Book, invoice: Invoice) -> None:
    if invoice.status != "draft":
        raise ApiError(400, "Only draft invoices can be deleted; void this one instead.", param="id")
    emit(book, "invoice.deleted", invoice)
    del book.invoices[invoice.id]


def finalize(book: Book, invoice: Invoice) -> None:
    """Number it, freeze who owes it, use the customer's credit; nothing left to pay makes it paid."""
    if invoice.status != "draft":
        raise ApiError(
            400, "This invoice is already finalized.", code="invoice_already_finalized", param="id"
        )
    customer = book.customer(invoice.customer)
    with changing(book, invoice):
        _number(invoice, customer)
        invoice.status = "open"
        invoice.finalized_at = book.now()
        invoice.effective_at = invoice.effective_at or invoice.finalized_at
        _freeze(invoice, customer)
        _use_balance(book, invoice, customer)
    emit(book, "invoice.finalized", invoice)
    if invoice.amount_due == 0:
        _close_as_paid(book, invoice)
        announce_paid(book, invoice, None)
    elif invoice.collection_method == "charge_automatically":
        open_intent(book, invoice)


def _number(invoice: Invoice, customer: Customer) -> None:
    customer.currency = customer.currency or invoice.currency
    if invoice.number is None:
        invoice.number = f"{customer.invoice_prefix}-{customer.next_invoice_sequence:04d}"
        customer.next_invoice_sequence += 1


def _freeze(invoice: Invoice, customer: Customer) -> None:
    invoice.frozen = {
        "customer_name": customer.name,
        "customer_email": customer.email,
        "customer_phone": customer.phone,
        "customer_address": customer.address,
    }


def _use_balance(book: Book, invoice: Invoice, customer: Customer) -> None:
    if customer.balance == 0 or customer.currency != invoice.currency:
        invoice.ending_balance = 0
        return
    invoice.starting_balance = customer.balance
    invoice.ending_balance = min(invoice.total + customer.balance, 0)
    used = invoice.ending_balance - customer.balance
    with changing(book, customer):
        change_balance(book, customer, used, type="applied_to_invoice", invoice=invoice.id)


def change_balance(
    book: Book,
    customer: Customer,
    amount: int,
    *,
    type: str = "adjustment",
    description: str | None = None,
    invoice: str | None = None,
    credit_note: str | None = None,
) -> BalanceEntry:
    """Below zero gives credit. The customer's own event is the caller's."""
    customer.balance += amount
    entry = BalanceEntry(
        id=book.new_id("cbtxn"),
        created=book.now(),
        customer=customer.id,
        amount=amount,
        currency=customer.currency or book.currency,
        ending_balance=customer.balance,
        type=type,
        description=description,
        invoice=invoice,
        credit_note=credit_note,
    )
    book.balance_entries[entry.id] = entry
    return entry


def open_intent(book: Book, invoice: Invoice) -> Intent:
    """The payment intent through which the invoice is collected, made when there is none."""
    if invoice.intent is not None:
        return book.intents[invoice.intent]
    intent = Intent(
        id=book.new_id("pi"),
        created=book.now(),
        customer=invoice.customer,
        amount=invoice.amount_remaining,
        currency=invoice.currency,
        invoice=invoice.id,
    )
    book.intents[intent.id] = intent
    payment = Payment(
        book.new_id("inpay"), intent.amount, None, is_outside=False, intent=intent.id, created=book.now()
    )
    invoice.payments.append(payment)
    emit(book, "payment_intent.created", intent)
    return intent


def receive(book: Book, invoice: Invoice, amount: int, *, is_outside: bool = True) -> None:
    """Write one payment, whole or partial, on an open or written-off invoice."""
    if invoice.status not in ("open", "uncollectible"):
        raise ApiError(400, f"An invoice that is {invoice.status} takes no payment.", param="amount")
    if not 0 < amount <= invoice.amount_remaining:
        raise ApiError(400, f"The amount must be between 1 and {invoice.amount_remaining}.", param="amount")
    payment = Payment(book.new_id("inpay"), amount, book.now(), is_outside, created=book.now())
    with changing(book, invoice):
        invoice.payments.append(payment)
        close_if_paid(book, invoice)
    announce_paid(book, invoice, payment)


def close_if_paid(book: Book, invoice: Invoice) -> None:
    if invoice.amount_remaining == 0:
        _close_as_paid(book, invoice)


def _close_as_paid(book: Book, invoice: Invoice) -> None:
    invoice.status = "paid"
    invoice.paid_at = book.now()
    _stop_collecting(book, invoice)


def _stop_collecting(book: Book, invoice: Invoice) -> None:
    invoice.next_payment_attempt = None
    for payment in invoice.payments:
        if payment.status == "open" and payment.intent is not None:
            payment.canceled_at = book.now()
            intent = book.intents[payment.intent]
            intent.status, intent.canceled_at = "canceled", book.now()
            emit(book, "payment_intent.canceled", intent)


def announce_paid(book: Book, invoice: Invoice, payment: Payment | None) -> None:
    """Tell of one payment, and of the invoice when that was the last."""
    if payment is not None:
        emit(book, "invoice_payment.paid", payment_json(invoice, payment))
    if invoice.status == "paid":
        emit(book, "invoice.paid", invoice)
        if payment is None or not payment.is_outside:
            emit(book, "invoice.payment_succeeded", invoice)
        standing.invoice_is_paid(book, invoice)


def void(book: Book, invoice: Invoice) -> None:
    if invoice.status not in ("open", "uncollectible"):
        raise ApiError(400, f"An invoice that is {invoice.status} cannot be voided.", param="id")
    with changing(book, invoice):
        invoice.status = "void"
        invoice.voided_at = book.now()
        _stop_collecting(book, invoice)
    emit(book, "invoice.voided", invoice)
    standing.invoice_is_given_up(book, invoice)


def write_off(book: Book, invoice: Invoice, reason: str = "user_forgiven") -> None:
    if invoice.status != "open":
        raise ApiError(400, f"An invoice that is {invoice.status} cannot be uncollectible.", param="id")
    with changing(book, invoice):
        invoice.status = "uncollectible"
        invoice.marked_uncollectible_at = book.now()
        invoice.written_off_because = reason
        invoice.next_payment_attempt = None
    emit(book, "invoice.marked_uncollectible", invoice)
    standing.invoice_is_given_up(book, invoice)
