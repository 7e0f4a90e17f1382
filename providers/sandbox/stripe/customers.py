"""The customer endpoints, and the account the key belongs to."""

from .book import ADDRESS_PARTS, Customer
from .call import Call, Routes
from .paging import Page
from .params import Params
from .wire import Json, account_json, customer_json, list_json

ROUTES = Routes()
_TEXTS = ("name", "email", "phone", "description")


def _answer(call: Call, customer: Customer) -> Json:
    return customer_json(customer, is_delinquent=customer.id in call.book.delinquent_customers())


@ROUTES.add("GET", "/v1/customers", "customer")
def list_customers(call: Call) -> Json:
    params, book = call.params, call.book
    page, email, created = Page.taken_from(params), params.text("email"), params.span("created")
    params.done()
    everything = book.newest_customers()
    rows = [row for row in everything if email in (None, row.email) and created.holds(row.created)]
    shown, has_more = page.cut(rows, everything, "customer")
    late = book.delinquent_customers()
    return list_json(
        "/v1/customers",
        [customer_json(row, is_delinquent=row.id in late) for row in shown],
        has_more=has_more,
    )


@ROUTES.add("GET", "/v1/customers/{id}", "customer")
def read_customer(call: Call) -> Json:
    call.params.done()
    return _answer(call, call.book.customer(call.sought))


@ROUTES.add("POST", "/v1/customers", "customer")
def create_customer(call: Call) -> Json:
    customer = Customer(id="", created=call.book.now())
    changes = _changes(call.params, customer, call.book.currency)
    call.params.done()
    customer.id = call.book.new_id("cus")
    _apply(customer, changes)
    return _answer(call, call.book.add_customer(customer))


@ROUTES.add("POST", "/v1/customers/{id}", "customer")
def update_customer(call: Call) -> Json:
    customer = call.book.live_customer(call.sought)
    changes = _changes(call.params, customer, call.book.currency)
    call.params.done()
    _apply(customer, changes)
    return _answer(call, customer)


def _changes(params: Params, customer: Customer, account_currency: str) -> Json:
    changes: Json = {name: params.text(name) for name in _TEXTS if params.has(name)}
    if params.has("balance"):
        changes["balance"] = params.integer("balance") or 0
        changes["currency"] = customer.currency or account_currency
    if params.has("preferred_locales"):
        changes["preferred_locales"] = params.words("preferred_locales")
    if params.has("address"):
        given = params.mapping("address") or {}
        changes["address"] = {part: given.get(part) for part in ADDRESS_PARTS}
    if params.has("metadata"):
        changes["metadata"] = customer.metadata | (params.mapping("metadata") or {})
    return changes


def _apply(customer: Customer, changes: Json) -> None:
    for name, value in changes.items():
        setattr(customer, name, value)


@ROUTES.add("DELETE", "/v1/customers/{id}", "customer")
def delete_customer(call: Call) -> Json:
    call.params.done()
    call.book.delete_customer(call.book.live_customer(call.sought))
    return {"id": call.sought, "object": "customer", "deleted": True}


@ROUTES.add("GET", "/v1/account", "account")
def read_account(call: Call) -> Json:
    call.params.done()
    return account_json(call.book)
