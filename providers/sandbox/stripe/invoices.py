"""The invoice endpoints: list, read, create, and the moves of an invoice's life."""

from . import collecting, lifecycle
from .book import COLLECTIONS, DAY, STATUSES, Book, Collection, Customer, Invoice
from .call import Call, Routes
from .errors import ApiError
from .events import changing, emit
from .params import Params
from .wire import Json, item_json

ROUTES = Routes()


@ROUTES.add("GET", "/v1/invoices", "invoice")
def list_invoices(call: Call) -> Json:
    params = call.params
    status = params.choice("status", STATUSES)
    collection = params.choice("collection_method", COLLECTIONS)
    customer, subscription = params.text("customer"), params.text("subscription")
    due = params.span("due_date")

    def keep(invoice: Invoice) -> bool:
        return (
            status in (None, invoice.status)
            and collection in (None, invoice.collection_method)
            and customer in (None, invoice.customer)
            and subscription in (None, invoice.subscription)
            and due.holds(invoice.due_date)
        )

    return call.listed("/v1/invoices", "invoice", call.book.newest_invoices(), keep)


@ROUTES.add("GET", "/v1/invoices/{id}", "invoice")
def read_invoice(call: Call) -> Json:
    paths = call.expansions("invoice")
    call.params.done()
    return call.answer(_by_id(call), paths)


def _by_id(call: Call) -> Invoice:
    if call.sought not in call.book.invoices:
        raise ApiError(404, f"No such invoice: '{call.sought}'", code="resource_missing", param="invoice")
    return call.book.invoices[call.sought]


@ROUTES.add("POST", "/v1/invoices", "invoice")
def create_invoice(call: Call) -> Json:
    params, book = call.params, call.book
    customer = book.live_customer(params.needed("customer"))
    collection = params.choice("collection_method", COLLECTIONS) or "charge_automatically"
    takes_pending = params.choice("pending_invoice_items_behavior", ("exclude", "include")) == "include"
    invoice = Invoice(
        id="",
        customer=customer.id,
        created=book.now(),
        currency=(params.text("currency") or customer.currency or book.currency).lower(),
        collection_method=collection,
        due_date=_due_date(params, collection, book.now()),
        effective_at=params.integer("effective_at"),
        number=params.text("number"),
        auto_advance=params.flag("auto_advance") or False,
        default_payment_method=params.text("default_payment_method"),
        description=params.text("description"),
        metadata=params.metadata({}),
    )
    expand = call.expansions("invoice")
    params.done()
    invoice.id = book.new_id("in")
    book.invoices[invoice.id] = invoice
    if takes_pending:
        _take_pending(book, customer, invoice)
    emit(book, "invoice.created", invoice)
    return call.answer(invoice, expand)


def _due_date(params: Params, collection: Collection, now: int) -> int | None:
    days, due = params.integer("days_until_due", 0), params.integer("due_date")
    if collection == "charge_automatically":
        if days is not None or due is not None:
            raise ApiError(400, "A due date needs collection_method 'send_invoice'.", param="due_date")
        return None
    if days is not None:
        return now + days * DAY
    if due is None:
        raise ApiError(400, "With 'send_invoice' give due_date or days_until_due.", param="days_until_due")
    return due


def _take_pending(book: Book, customer: Customer, invoice: Invoice) -> None:
    for item in [i for i in book.pending if i.customer == customer.id and i.currency == invoice.currency]:
        book.pending.remove(item)
        invoice.items.append(item)


@ROUTES.add("POST", "/v1/invoices/{id}", "invoice")
def update_invoice(call: Call) -> Json:
    params, invoice = call.params, _by_id(call)
    described, metadata = params.text("description"), params.metadata(invoice.metadata)
    days, due = params.integer("days_until_due", 0), params.integer("due_date")
    auto_advance, method = params.flag("auto_advance"), params.text("default_payment_method")
    expand = call.expansions("invoice")
    params.done()
    is_money = days is not None or due is not None
    if is_money and invoice.status != "draft":
        raise ApiError(400, "Finalized invoices can't be updated in this way.", code="invoice_not_editable")
    with changing(call.book, invoice):
        if is_money:
            invoice.due_date = due if days is None else invoice.created + days * DAY
        invoice.description = described if params.has("description") else invoice.description
        invoice.auto_advance = invoice.auto_advance if auto_advance is None else auto_advance
        invoice.default_payment_method = (
            method if params.has("default_payment_method") else invoice.default_payment_method
        )
        invoice.metadata = metadata
    return call.answer(invoice, expand)


@ROUTES.add("DELETE", "/v1/invoices/{id}", "invoice")
def delete_invoice(call: Call) -> Json:
    call.params.done()
    lifecycle.delete_draft(call.book, _by_id(call))
    return {"id": call.sought, "object": "invoice", "deleted": True}


@ROUTES.add("POST", "/v1/invoices/{id}/finalize", "invoice")
def finalize_invoice(call: Call) -> Json:
    auto_advance = call.params.flag("auto_advance")
    invoice, expand = _asked(call)
    lifecycle.finalize(call.book, invoice)
    invoice.auto_advance = invoice.auto_advance if auto_advance is None else auto_advance
    return call.answer(invoice, expand)


@ROUTES.add("POST", "/v1/invoices/{id}/pay", "invoice")
def pay_invoice(call: Call) -> Json:
    method, is_outside = call.params.text("payment_method"), call.params.flag("paid_out_of_band") or False
    call.params.flag("off_session")
    call.params.flag("forgive")
    call.params.text("mandate")
    invoice, expand = _asked(call)
    collecting.pay(call.book, invoice, method=method, is_outside=is_outside)
    return call.answer(invoice, expand)


@ROUTES.add("POST", "/v1/invoices/{id}/void", "invoice")
def void_invoice(call: Call) -> Json:
    invoice, expand = _asked(call)
    lifecycle.void(call.book, invoice)
    return call.answer(invoice, expand)


@ROUTES.add("POST", "/v1/invoices/{id}/mark_uncollectible", "invoice")
def write_off_invoice(call: Call) -> Json:
    invoice, expand = _asked(call)
    lifecycle.write_off(call.book, invoice)
    return call.answer(invoice, expand)


@ROUTES.add("POST", "/v1/invoices/{id}/send", "invoice")
def send_invoice(call: Call) -> Json:
    """As in Stripe's test mode: answered, and no mail leaves; the book's own `mail` may show it."""
    invoice, expand = _asked(call)
    if invoice.collection_method != "send_invoice":
        raise ApiError(400, "You can only send invoices whose collection_method is send_invoice.")
    if invoice.status == "draft":
        lifecycle.finalize(call.book, invoice)
    emit(call.book, "invoice.sent", invoice)
    _mail(call.book, invoice)
    return call.answer(invoice, expand)


def _asked(call: Call) -> tuple[Invoice, list[list[str]]]:
    """The invoice of a move, once all its parameters have been taken."""
    expand = call.expansions("invoice")
    call.params.done()
    return _by_id(call), expand


def _mail(book: Book, invoice: Invoice) -> None:
    to = invoice.frozen.get("customer_email")
    if book.mail is None or not to:
        return
    link = f"{book.base_url}/i/{book.account}/{invoice.id}"
    subject = f"Invoice {invoice.number} from {book.name}"
    book.mail(to, subject, f"{book.name} sent you invoice {invoice.number}.\n\nView and pay it: {link}\n")


@ROUTES.add("POST", "/v1/invoiceitems", "invoice")
def create_item(call: Call) -> Json:
    params, book = call.params, call.book
    customer = book.live_customer(params.needed("customer"))
    onto = params.text("invoice")
    invoice = book.invoice(onto) if onto else None
    amount = params.integer("amount")
    usual = invoice.currency if invoice else customer.currency or book.currency
    currency = (params.text("currency") or usual).lower()
    words = params.text("description")
    params.done()
    if amount is None:
        raise ApiError(400, "Missing required param: amount.", code="parameter_missing", param="amount")
    return item_json(lifecycle.add_item(book, customer, invoice, amount, currency, words))
