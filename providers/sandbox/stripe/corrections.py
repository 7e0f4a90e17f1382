"""What takes money back: refunds, credit notes, disputes."""

from . import lifecycle
from .book import Book, Invoice, found, newest_first
from .call import Call, Routes
from .errors import ApiError
from .events import changing, emit
from .money import Charge, CreditNote, Dispute, Refund
from .params import Params
from .wire import Json

ROUTES = Routes()
_REASONS = ("duplicate", "fraudulent", "requested_by_customer")
_NOTE_REASONS = ("duplicate", "fraudulent", "order_change", "product_unsatisfactory")


def give_back(book: Book, charge: Charge, amount: int | None = None, reason: str | None = None) -> Refund:
    """All that is left of the charge, or `amount`."""
    left = charge.amount - charge.refunded
    if charge.status != "succeeded" or left == 0:
        raise ApiError(400, f"Charge {charge.id} cannot be refunded.", code="charge_already_refunded")
    if amount is not None and not 0 < amount <= left:
        raise ApiError(
            400, f"Refund amount is greater than unrefunded amount on charge ({left}).", param="amount"
        )
    refund = Refund(book.new_id("re"), book.now(), charge.id, amount or left, charge.currency, reason)
    book.refunds[refund.id] = refund
    charge.refunded += refund.amount
    emit(book, "refund.created", refund)
    emit(book, "charge.refunded", charge)
    return refund


@ROUTES.add("POST", "/v1/refunds", "charge")
def create_refund(call: Call) -> Json:
    params, book = call.params, call.book
    charge, amount = _charge(params, book), params.integer("amount", 1)
    reason, metadata = params.choice("reason", _REASONS), params.metadata({})
    paths = call.expansions("refund")
    params.done()
    refund = give_back(book, charge, amount, reason)
    refund.metadata = metadata
    return call.answer(refund, paths)


def _charge(params: Params, book: Book) -> Charge:
    named, intent = params.text("charge"), params.text("payment_intent")
    if intent is not None:
        named = found(
            book.intents, intent, "payment_intent", param="payment_intent", status=400
        ).latest_charge
    if named is None:
        raise ApiError(400, "One of the following params should be provided: charge, payment_intent.")
    return found(book.charges, named, "charge", param="charge", status=400)


@ROUTES.add("GET", "/v1/refunds", "charge")
def list_refunds(call: Call) -> Json:
    charge = call.params.text("charge")
    rows = newest_first(call.book.refunds.values())
    return call.listed("/v1/refunds", "refund", rows, lambda row: charge in (None, row.charge))


@ROUTES.add("GET", "/v1/refunds/{id}", "charge")
def read_refund(call: Call) -> Json:
    return call.read(call.book.refunds, "refund")


@ROUTES.add("POST", "/v1/credit_notes", "credit_note")
def create_credit_note(call: Call) -> Json:
    """On an open invoice it lowers what is due; on a paid one it says where the money goes."""
    params, book = call.params, call.book
    invoice = found(book.invoices, params.needed("invoice"), "invoice", param="invoice", status=400)
    amount = params.integer("amount", 1)
    credit, refund = params.integer("credit_amount", 0) or 0, params.integer("refund_amount", 0) or 0
    outside = params.integer("out_of_band_amount", 0) or 0
    reason, memo = params.choice("reason", _NOTE_REASONS), params.text("memo")
    metadata, paths = params.metadata({}), call.expansions("credit_note")
    params.done()
    if amount is None:
        raise ApiError(400, "Missing required param: amount.", code="parameter_missing", param="amount")
    note = credit_invoice(book, invoice, amount, to_balance=credit, refunded=refund, outside=outside)
    note.reason, note.memo, note.metadata = reason, memo, metadata
    return call.answer(note, paths)


def credit_invoice(
    book: Book, invoice: Invoice, amount: int, *, to_balance: int = 0, refunded: int = 0, outside: int = 0
) -> CreditNote:
    """Amounts in minor units. ApiError 400 where they do not fit the invoice."""
    if invoice.status not in ("open", "paid"):
        raise ApiError(400, f"An invoice that is {invoice.status} takes no credit note.", param="invoice")
    before = amount if invoice.status == "open" else 0
    if before > invoice.amount_remaining:
        raise ApiError(400, f"The credit note may be at most {invoice.amount_remaining}.", param="amount")
    if invoice.status == "paid" and to_balance + refunded + outside != amount:
        words = (
            "The sum of credit_amount, refund_amount and out_of_band_amount must be the credit note's amount."
        )
        raise ApiError(400, words)
    note = CreditNote(
        id=book.new_id("cn"),
        created=book.now(),
        invoice=invoice.id,
        customer=invoice.customer,
        number=f"{invoice.number}-CN-{_next_number(book, invoice):02d}",
        amount=amount,
        currency=invoice.currency,
        before_payment=before,
        to_balance=to_balance,
        outside=outside,
    )
    _apply(book, invoice, note, refunded)
    return note


def _next_number(book: Book, invoice: Invoice) -> int:
    return 1 + sum(1 for note in book.credit_notes.values() if note.invoice == invoice.id)


def _apply(book: Book, invoice: Invoice, note: CreditNote, refunded: int) -> None:
    customer = book.customer(invoice.customer)
    if refunded:
        refund = give_back(book, _paid_charge(book, invoice), refunded)
        note.refunds.append((refund.id, refunded))
    with changing(book, customer, invoice):
        if note.to_balance:
            entry = lifecycle.change_balance(
                book, customer, -note.to_balance, type="credit_note", invoice=invoice.id, credit_note=note.id
            )
            note.balance_transaction = entry.id
        invoice.credit_notes += note.before_payment
        invoice.credited_after += note.amount - note.before_payment
        was_open = invoice.status == "open"
        if was_open:
            lifecycle.close_if_paid(book, invoice)
    book.credit_notes[note.id] = note
    emit(book, "credit_note.created", note)
    if was_open:
        lifecycle.announce_paid(book, invoice, None)


def _paid_charge(book: Book, invoice: Invoice) -> Charge:
    paid = [c for c in book.charges.values() if c.invoice == invoice.id and c.status == "succeeded"]
    if not paid:
        raise ApiError(
            400, "This invoice was not paid by a charge that could be refunded.", param="refund_amount"
        )
    return paid[-1]


@ROUTES.add("GET", "/v1/credit_notes", "credit_note")
def list_credit_notes(call: Call) -> Json:
    customer, invoice = call.params.text("customer"), call.params.text("invoice")

    def keep(row: CreditNote) -> bool:
        return customer in (None, row.customer) and invoice in (None, row.invoice)

    return call.listed("/v1/credit_notes", "credit_note", newest_first(call.book.credit_notes.values()), keep)


@ROUTES.add("GET", "/v1/credit_notes/{id}", "credit_note")
def read_credit_note(call: Call) -> Json:
    return call.read(call.book.credit_notes, "credit_note")


@ROUTES.add("POST", "/v1/credit_notes/{id}/void", "credit_note")
def void_credit_note(call: Call) -> Json:
    book, note = call.book, call.it(call.book.credit_notes, "credit_note")
    paths = call.expansions("credit_note")
    call.params.done()
    invoice = book.invoices[note.invoice]
    if note.voided_at is not None or invoice.status != "open":
        raise ApiError(400, "Only a credit note on an open invoice can be voided, once.", param="id")
    note.voided_at = book.now()
    with changing(book, invoice):
        invoice.credit_notes -= note.before_payment
    emit(book, "credit_note.voided", note)
    return call.answer(note, paths)


def contest(book: Book, charge: Charge, reason: str = "fraudulent") -> Dispute:
    """The customer's bank takes the money back until the dispute is decided."""
    dispute = Dispute(book.new_id("du"), book.now(), charge.id, charge.amount, charge.currency, reason)
    book.disputes[dispute.id] = dispute
    with changing(book, charge):
        charge.is_disputed = True
    emit(book, "charge.dispute.created", dispute)
    emit(book, "charge.dispute.funds_withdrawn", dispute)
    return dispute


def decide(book: Book, dispute: Dispute, *, is_won: bool) -> None:
    dispute.status = "won" if is_won else "lost"
    emit(book, "charge.dispute.closed", dispute)
    if is_won:
        emit(book, "charge.dispute.funds_reinstated", dispute)


@ROUTES.add("GET", "/v1/disputes", "charge")
def list_disputes(call: Call) -> Json:
    charge, intent = call.params.text("charge"), call.params.text("payment_intent")

    def keep(row: Dispute) -> bool:
        return charge in (None, row.charge) and intent in (None, call.book.charges[row.charge].intent)

    return call.listed("/v1/disputes", "dispute", newest_first(call.book.disputes.values()), keep)


@ROUTES.add("GET", "/v1/disputes/{id}", "charge")
def read_dispute(call: Call) -> Json:
    return call.read(call.book.disputes, "dispute")
