"""Payment methods: made, attached, changed, detached. A card is a test card or a number of testcards.py."""

from . import testcards
from .book import Book, Customer, newest_first
from .call import Call, Routes
from .declines import Decline
from .errors import ApiError
from .events import changing, emit
from .money import Method
from .wire import Json

ROUTES = Routes()
_TYPES = ("card", "sepa_debit")


def attach(book: Book, method: Method, customer: Customer) -> Method:
    """The customer's own from now on."""
    method.customer = customer.id
    method.name, method.email = method.name or customer.name, method.email or customer.email
    emit(book, "payment_method.attached", method)
    return method


def detach(book: Book, method: Method) -> None:
    """No one's default any more."""
    customer = book.customers.get(method.customer or "")
    method.customer = None
    emit(book, "payment_method.detached", method)
    if customer is not None and customer.default_payment_method == method.id:
        with changing(book, customer):
            customer.default_payment_method = None
    for subscription in book.subscriptions.values():
        if subscription.default_payment_method == method.id:
            with changing(book, subscription):
                subscription.default_payment_method = None


def typed_card(book: Book, number: str, exp_month: int, exp_year: int) -> Method:
    """A card by its number. ApiError 402 for one that the bank refuses at once."""
    digits = number.replace(" ", "")
    if digits in testcards.REFUSED_NUMBERS:
        raise _refused(testcards.REFUSED_NUMBERS[digits])
    if digits not in testcards.NUMBERS:
        raise ApiError(402, "Your card number is incorrect.", type="card_error", code="incorrect_number")
    facts = testcards.NUMBERS[digits]
    method = Method(book.new_id("pm"), book.now(), exp_month=exp_month, exp_year=exp_year, **facts)
    book.methods[method.id] = method
    return method


def _refused(reason: str) -> ApiError:
    decline = Decline(reason)
    said = {
        "decline_code": reason,
        "advice_code": decline.advice,
        "network_decline_code": decline.network_code,
    }
    return ApiError(402, decline.message, type="card_error", code=decline.code, extra=said)


@ROUTES.add("POST", "/v1/payment_methods", "payment_method")
def create_method(call: Call) -> Json:
    params, book = call.params, call.book
    kind = params.choice("type", _TYPES)
    params.mapping("billing_details")
    if kind == "sepa_debit":
        iban = params.part("sepa_debit").needed("iban")
        params.done()
        method = Method(
            book.new_id("pm"), book.now(), "sepa_debit", last4=iban[-4:], country=iban[:2], brand=""
        )
        book.methods[method.id] = method
        return call.answer(method)
    card = params.part("card")
    number, month, year = card.text("number"), card.integer("exp_month", 1, 12), card.integer("exp_year")
    card.text("cvc")
    is_visa = card.choice("token", ("tok_visa",)) is not None
    params.done()
    digits = "4242424242424242" if is_visa else number or ""
    return call.answer(typed_card(book, digits, month or 12, year or 2034))


@ROUTES.add("GET", "/v1/payment_methods", "payment_method")
def list_methods(call: Call) -> Json:
    customer, kind = call.params.text("customer"), call.params.choice("type", _TYPES)
    rows = [m for m in newest_first(call.book.methods.values()) if m.customer is not None]

    def keep(row: Method) -> bool:
        return customer in (None, row.customer) and kind in (None, row.type)

    return call.listed("/v1/payment_methods", "payment_method", rows, keep)


@ROUTES.add("GET", "/v1/payment_methods/{id}", "payment_method")
def read_method(call: Call) -> Json:
    return call.read(call.book.methods, "payment_method")


@ROUTES.add("POST", "/v1/payment_methods/{id}", "payment_method")
def update_method(call: Call) -> Json:
    method, params = call.it(call.book.methods, "payment_method"), call.params
    card, metadata = params.part("card"), params.metadata(method.metadata)
    month, year = card.integer("exp_month", 1, 12), card.integer("exp_year", 2000)
    params.done()
    with changing(call.book, method):
        method.exp_month, method.exp_year = month or method.exp_month, year or method.exp_year
        method.metadata = metadata
    return call.answer(method)


@ROUTES.add("POST", "/v1/payment_methods/{id}/attach", "payment_method")
def attach_method(call: Call) -> Json:
    """A test payment method becomes one of this book, with an id of its own."""
    book, customer = call.book, call.book.live_customer(call.params.needed("customer"))
    call.params.done()
    return call.answer(attach(book, _attachable(call, customer), customer))


def _attachable(call: Call, customer: Customer) -> Method:
    card = testcards.named(call.sought)
    if card is not None:
        method = Method(call.book.new_id("pm"), call.book.now(), **card.facts)
        call.book.methods[method.id] = method
        return method
    method = call.it(call.book.methods, "PaymentMethod")
    if method.customer not in (None, customer.id):
        raise ApiError(400, "The payment method is attached to another customer already.", param="id")
    return method


@ROUTES.add("POST", "/v1/payment_methods/{id}/detach", "payment_method")
def detach_method(call: Call) -> Json:
    method = call.it(call.book.methods, "payment_method")
    call.params.done()
    if method.customer is None:
        raise ApiError(400, "The payment method is not attached to a customer.", param="id")
    detach(call.book, method)
    return call.answer(method)


def replace_card(book: Book, customer: Customer, number: str, exp_month: int, exp_year: int) -> Method:
    """As the portal does: the new card is the default of the customer and of whoever used the old one."""
    method = attach(book, typed_card(book, number, exp_month, exp_year), customer)
    with changing(book, customer):
        customer.default_payment_method = method.id
    for subscription in book.subscriptions.values():
        is_his = subscription.customer == customer.id and subscription.is_live
        if is_his and subscription.default_payment_method is not None:
            with changing(book, subscription):
                subscription.default_payment_method = method.id
    return method


def renew_by_network(
    book: Book, method: Method, exp_month: int, exp_year: int, last4: str | None = None
) -> None:
    """The card's network sent its new date, perhaps with a new number; it pays again."""
    method.exp_month, method.exp_year = exp_month, exp_year
    method.last4 = last4 or method.last4
    method.decline = None
    emit(book, "payment_method.automatically_updated", method)
