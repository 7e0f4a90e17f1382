"""The invoice endpoints: list, read, create, and the moves of an invoice's life."""

from . import lifecycle
from .book import COLLECTIONS, DAY, STATUSES, Book, Collection, Customer, Invoice
from .call import Call, Routes
from .errors import ApiError
from .paging import Page
from .params import Params
from .wire import Json, customer_json, invoice_json, item_json, list_json, payment_json

ROUTES = Routes()
_EXPANDABLE = ("customer", "payments", "lines", "discounts", "default_payment_method", "application")


def _expansions(params: Params, prefix: str = "") -> list[str]:
    wanted = params.words("expand")
    for word in wanted:
        if not word.startswith(prefix) or word.removeprefix(prefix) not in _EXPANDABLE:
            raise ApiError(400, f"This property cannot be expanded ({word}).", param="expand")
    return [word.removeprefix(prefix) for word in wanted]


def _shown(call: Call, invoices: list[Invoice], expand: list[str]) -> list[Json]:
    late = call.book.delinquent_customers() if "customer" in expand else frozenset()
    return [_one(call, invoice, expand, late) for invoice in invoices]


def _one(call: Call, invoice: Invoice, expand: list[str], late: frozenset[str]) -> Json:
    shown = invoice_json(call.book, invoice, call.base_url)
    if "customer" in expand and shown.get("customer") == invoice.customer:
        owner = call.book.customer(invoice.customer)
        shown["customer"] = customer_json(owner, is_delinquent=owner.id in late)
    if "payments" in expand:
        rows = [payment_json(invoice, payment) for payment in invoice.payments]
        shown["payments"] = list_json("/v1/invoice_payments", rows)
    return shown


def _answer(call: Call, invoice: Invoice, expand: list[str]) -> Json:
    return _shown(call, [invoice], expand)[0]


@ROUTES.add("GET", "/v1/invoices", "invoice")
def list_invoices(call: Call) -> Json:
    params, book = call.params, call.book
    page = Page.taken_from(params)
    status = params.choice("status", STATUSES)
    collection = params.choice("collection_method", COLLECTIONS)
    customer = params.text("customer")
    subscription = params.text("subscription")
    created, due = params.span("created"), params.span("due_date")
    expand = _expansions(params, "data.")
    params.done()

    everything = book.newest_invoices()
    rows = [
        invoice
        for invoice in everything
        if status in (None, invoice.status)
        and collection in (None, invoice.collection_method)
        and customer in (None, invoice.customer)
        and subscription is None
        and created.holds(invoice.created)
        and due.holds(invoice.due_date)
    ]
    shown, has_more = page.cut(rows, everything, "invoice")
    return list_json("/v1/invoices", _shown(call, shown, expand), has_more=has_more)


@ROUTES.add("GET", "/v1/invoices/{id}", "invoice")
def read_invoice(call: Call) -> Json:
    expand = _expansions(call.params)
    call.params.done()
    return _answer(call, _by_id(call), expand)


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
        description=params.text("description"),
        metadata=params.mapping("metadata") or {},
    )
    expand = _expansions(params)
    params.done()
    invoice.id = book.new_id("in")
    book.invoices[invoice.id] = invoice
    if takes_pending:
        _take_pending(book, customer, invoice)
    return _answer(call, invoice, expand)


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
    described, metadata = params.text("description"), params.mapping("metadata")
    days, due = params.integer("days_until_due", 0), params.integer("due_date")
    expand = _expansions(params)
    params.done()
    is_money = days is not None or due is not None
    if is_money and invoice.status != "draft":
        raise ApiError(400, "Finalized invoices can't be updated in this way.", code="invoice_not_editable")
    if is_money:
        invoice.due_date = due if days is None else invoice.created + days * DAY
    invoice.description = described if params.has("description") else invoice.description
    invoice.metadata |= metadata or {}
    return _answer(call, invoice, expand)


@ROUTES.add("DELETE", "/v1/invoices/{id}", "invoice")
def delete_invoice(call: Call) -> Json:
    call.params.done()
    call.book.delete_draft(_by_id(call))
    return {"id": call.sought, "object": "invoice", "deleted": True}


@ROUTES.add("POST", "/v1/invoices/{id}/finalize", "invoice")
def finalize_invoice(call: Call) -> Json:
    auto_advance = call.params.flag("auto_advance")
    expand = _expansions(call.params)
    call.params.done()
    invoice = _by_id(call)
    lifecycle.finalize(call.book, invoice)
    invoice.auto_advance = invoice.auto_advance if auto_advance is None else auto_advance
    return _answer(call, invoice, expand)


@ROUTES.add("POST", "/v1/invoices/{id}/pay", "invoice")
def pay_invoice(call: Call) -> Json:
    method, is_outside = call.params.text("payment_method"), call.params.flag("paid_out_of_band") or False
    call.params.flag("off_session")
    expand = _expansions(call.params)
    call.params.done()
    invoice = _by_id(call)
    lifecycle.pay(call.book, invoice, method=method, is_outside=is_outside)
    return _answer(call, invoice, expand)


@ROUTES.add("POST", "/v1/invoices/{id}/void", "invoice")
def void_invoice(call: Call) -> Json:
    expand = _expansions(call.params)
    call.params.done()
    invoice = _by_id(call)
    lifecycle.void(call.book, invoice)
    return _answer(call, invoice, expand)


@ROUTES.add("POST", "/v1/invoices/{id}/mark_uncollectible", "invoice")
def write_off_invoice(call: Call) -> Json:
    expand = _expansions(call.params)
    call.params.done()
    invoice = _by_id(call)
    lifecycle.write_off(call.book, invoice)
    return _answer(call, invoice, expand)


@ROUTES.add("POST", "/v1/invoices/{id}/send", "invoice")
def send_invoice(call: Call) -> Json:
    """As in Stripe's test mode: answered, and no mail leaves."""
    expand = _expansions(call.params)
    call.params.done()
    invoice = _by_id(call)
    if invoice.collection_method != "send_invoice":
        raise ApiError(400, "You can only send invoices whose collection_method is send_invoice.")
    if invoice.status == "draft":
        lifecycle.finalize(call.book, invoice)
    return _answer(call, invoice, expand)


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
