"""The customer endpoints, and the account the key belongs to."""

from . import standing
from .book import ADDRESS_PARTS, Book, Customer, found, newest_first
from .call import Call, Routes
from .errors import ApiError
from .events import changing, emit
from .lifecycle import change_balance
from .params import Params
from .wire import Json, account_json

ROUTES = Routes()
_TEXTS = ("name", "email", "phone", "description")


@ROUTES.add("GET", "/v1/customers", "customer")
def list_customers(call: Call) -> Json:
    email = call.params.text("email")
    everything = call.book.newest_customers()
    return call.listed("/v1/customers", "customer", everything, lambda row: email in (None, row.email))


@ROUTES.add("GET", "/v1/customers/{id}", "customer")
def read_customer(call: Call) -> Json:
    return call.read(call.book.customers, "customer")


@ROUTES.add("POST", "/v1/customers", "customer")
def create_customer(call: Call) -> Json:
    book, customer = call.book, Customer(id="", created=call.book.now())
    changes, expand = _changes(call.params, customer, book), call.expansions("customer")
    call.params.done()
    customer.id = book.new_id("cus")
    book.add_customer(customer)
    _apply(book, customer, changes)
    emit(book, "customer.created", customer)
    return call.answer(customer, expand)


@ROUTES.add("POST", "/v1/customers/{id}", "customer")
def update_customer(call: Call) -> Json:
    book, customer = call.book, call.book.live_customer(call.sought)
    changes, expand = _changes(call.params, customer, book), call.expansions("customer")
    call.params.done()
    with changing(book, customer):
        _apply(book, customer, changes)
    return call.answer(customer, expand)


def _changes(params: Params, customer: Customer, book: Book) -> Json:
    changes: Json = {name: params.text(name) for name in _TEXTS if params.has(name)}
    if params.has("balance"):
        changes["balance"] = params.integer("balance") or 0
        changes["currency"] = customer.currency or book.currency
    if params.has("preferred_locales"):
        changes["preferred_locales"] = params.words("preferred_locales")
    if params.has("address"):
        given = params.mapping("address") or {}
        changes["address"] = {part: given.get(part) for part in ADDRESS_PARTS}
    changes["metadata"] = params.metadata(customer.metadata)
    settings = params.part("invoice_settings")
    if settings.has("default_payment_method"):
        changes["default_payment_method"] = _default(settings, customer, book)
    return changes


def _default(settings: Params, customer: Customer, book: Book) -> str | None:
    """Only what is attached to the customer can be his default."""
    named = settings.text("default_payment_method")
    if named is None:
        return None
    method = found(
        book.methods, named, "PaymentMethod", param="invoice_settings[default_payment_method]", status=400
    )
    if method.customer != customer.id:
        raise ApiError(
            400,
            f"The customer does not have a payment method with the ID {named}. It must be attached first.",
            code="resource_missing",
            param="invoice_settings[default_payment_method]",
        )
    return named


def _apply(book: Book, customer: Customer, changes: Json) -> None:
    balance = changes.pop("balance", None)
    for name, value in changes.items():
        setattr(customer, name, value)
    if balance is not None and balance != customer.balance:
        change_balance(book, customer, balance - customer.balance)


@ROUTES.add("DELETE", "/v1/customers/{id}", "customer")
def delete_customer(call: Call) -> Json:
    call.params.done()
    remove(call.book, call.book.live_customer(call.sought))
    return {"id": call.sought, "object": "customer", "deleted": True}


def remove(book: Book, customer: Customer) -> None:
    """With its subscriptions, which end at once."""
    for subscription in book.subscriptions.values():
        if subscription.customer == customer.id and subscription.is_live:
            standing.end(book, subscription, "cancellation_requested")
    emit(book, "customer.deleted", customer)
    book.delete_customer(customer)


@ROUTES.add("GET", "/v1/customers/{id}/balance_transactions", "customer")
def list_balance(call: Call) -> Json:
    customer = call.it(call.book.customers, "customer")
    mine = [entry for entry in call.book.balance_entries.values() if entry.customer == customer.id]
    url = f"/v1/customers/{customer.id}/balance_transactions"
    return call.listed(url, "customer_balance_transaction", newest_first(mine))


@ROUTES.add("POST", "/v1/customers/{id}/balance_transactions", "customer")
def add_balance(call: Call) -> Json:
    params, book, customer = call.params, call.book, call.book.live_customer(call.sought)
    amount, currency = _whole(params), params.needed("currency").lower()
    words, metadata = params.text("description"), params.metadata({})
    paths = call.expansions("customer_balance_transaction")
    params.done()
    if customer.currency not in (None, currency):
        raise ApiError(400, f"The balance of this customer is in {customer.currency}.", param="currency")
    with changing(book, customer):
        customer.currency = currency
        entry = change_balance(book, customer, amount, description=words)
    entry.metadata.update(metadata)
    return call.answer(entry, paths)


def _whole(params: Params) -> int:
    params.needed("amount")
    return params.integer("amount") or 0


@ROUTES.add("GET", "/v1/customers/{id}/payment_methods", "payment_method")
def list_methods_of_customer(call: Call) -> Json:
    customer = call.book.live_customer(call.sought)
    kind = call.params.text("type")
    mine = [m for m in call.book.methods.values() if m.customer == customer.id and kind in (None, m.type)]
    return call.listed(f"/v1/customers/{customer.id}/payment_methods", "payment_method", newest_first(mine))


@ROUTES.add("GET", "/v1/account", "account")
def read_account(call: Call) -> Json:
    call.params.done()
    return account_json(call.book)
