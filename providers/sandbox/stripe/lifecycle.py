"""What happens to an invoice: finalised, paid, voided, written off. Refusals are Stripe's own kinds."""

from .book import DAY, Book, Customer, Invoice, Item, Payment
from .errors import ApiError

RETRY_AFTER_DAYS = 3
_BAD_CARDS = {
    "pm_card_chargeDeclined": "generic_decline",
    "pm_card_chargeDeclinedInsufficientFunds": "insufficient_funds",
}


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
    return item


def finalize(book: Book, invoice: Invoice) -> None:
    """Number it, freeze who owes it, use the customer's credit; nothing left to pay makes it paid."""
    if invoice.status != "draft":
        raise ApiError(
            400, "This invoice is already finalized.", code="invoice_already_finalized", param="id"
        )
    customer = book.customer(invoice.customer)
    invoice.status = "open"
    invoice.finalized_at = book.now()
    invoice.effective_at = invoice.effective_at or invoice.finalized_at
    if invoice.number is None:
        invoice.number = f"{customer.invoice_prefix}-{customer.next_invoice_sequence:04d}"
        customer.next_invoice_sequence += 1
    customer.currency = customer.currency or invoice.currency
    _freeze(invoice, customer)
    _use_balance(invoice, customer)
    if invoice.amount_due == 0:
        _close_as_paid(book, invoice)


def _freeze(invoice: Invoice, customer: Customer) -> None:
    invoice.frozen = {
        "customer_name": customer.name,
        "customer_email": customer.email,
        "customer_phone": customer.phone,
        "customer_address": customer.address,
    }


def _use_balance(invoice: Invoice, customer: Customer) -> None:
    if customer.balance == 0 or customer.currency != invoice.currency:
        invoice.ending_balance = 0
        return
    invoice.starting_balance = customer.balance
    owed = invoice.total + customer.balance
    customer.balance = min(owed, 0)
    invoice.ending_balance = customer.balance


def pay(book: Book, invoice: Invoice, *, method: str | None = None, is_outside: bool = False) -> None:
    """Through Stripe with the given or the customer's card, or recorded as paid outside it."""
    if invoice.status == "draft":
        finalize(book, invoice)
    if invoice.status == "paid":
        raise ApiError(400, "Invoice is already paid", code="invoice_already_paid")
    if invoice.status == "void":
        raise ApiError(400, "A void invoice cannot be paid.", code="invoice_not_payable")
    if not is_outside:
        _charge(book, invoice, method)
    receive(book, invoice, invoice.amount_remaining, is_outside=is_outside)


def _charge(book: Book, invoice: Invoice, method: str | None) -> None:
    card = book.customer(invoice.customer).card
    if method is not None:
        card = _BAD_CARDS.get(method, "ok")
    if card is None:
        raise ApiError(400, "This customer has no default payment method.", param="payment_method")
    if card == "ok":
        return
    if invoice.attempt_count == 0:
        invoice.attempt_count = 1
        invoice.next_payment_attempt = book.now() + RETRY_AFTER_DAYS * DAY
    declined = {"decline_code": card, "advice_code": "try_again_later"}
    raise ApiError(402, "Your card was declined.", type="card_error", code="card_declined", extra=declined)


def receive(book: Book, invoice: Invoice, amount: int, *, is_outside: bool = True) -> None:
    """Write one payment, whole or partial, on an open or written-off invoice."""
    if invoice.status not in ("open", "uncollectible"):
        raise ApiError(400, f"An invoice that is {invoice.status} takes no payment.", param="amount")
    if not 0 < amount <= invoice.amount_remaining:
        raise ApiError(400, f"The amount must be between 1 and {invoice.amount_remaining}.", param="amount")
    invoice.payments.append(Payment(book.new_id("inpay"), amount, book.now(), is_outside))
    if invoice.amount_remaining == 0:
        _close_as_paid(book, invoice)


def _close_as_paid(book: Book, invoice: Invoice) -> None:
    invoice.status = "paid"
    invoice.paid_at = book.now()
    invoice.next_payment_attempt = None


def void(book: Book, invoice: Invoice) -> None:
    if invoice.status not in ("open", "uncollectible"):
        raise ApiError(400, f"An invoice that is {invoice.status} cannot be voided.", param="id")
    invoice.status = "void"
    invoice.voided_at = book.now()
    invoice.next_payment_attempt = None


def write_off(book: Book, invoice: Invoice) -> None:
    if invoice.status != "open":
        raise ApiError(400, f"An invoice that is {invoice.status} cannot be uncollectible.", param="id")
    invoice.status = "uncollectible"
    invoice.marked_uncollectible_at = book.now()
    invoice.next_payment_attempt = None


def settle(book: Book) -> None:
    """Write in the payments that were promised for a moment the clock has reached."""
    for invoice in book.invoices.values():
        if not invoice.pays_at:
            continue
        ripe = [(at, amount) for at, amount in invoice.pays_at if at <= book.now()]
        invoice.pays_at = [(at, amount) for at, amount in invoice.pays_at if at > book.now()]
        for _, amount in ripe:
            if invoice.status == "open":
                receive(book, invoice, min(amount or invoice.amount_remaining, invoice.amount_remaining))
