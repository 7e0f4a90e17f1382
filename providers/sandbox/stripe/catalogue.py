"""Products and prices, as far as a subscription's lines need them."""

from .billing import INTERVALS, Price, Product
from .book import Book, found, newest_first
from .call import Call, Routes
from .errors import ApiError
from .events import emit
from .params import Params
from .wire import Json

ROUTES = Routes()


@ROUTES.add("POST", "/v1/products", "product")
def create_product(call: Call) -> Json:
    params = call.params
    name, words, metadata = params.needed("name"), params.text("description"), params.metadata({})
    params.done()
    return call.answer(add_product(call.book, name, description=words, metadata=metadata))


def add_product(
    book: Book, name: str, *, description: str | None = None, metadata: dict[str, str] | None = None
) -> Product:
    product = Product(book.new_id("prod"), book.now(), name, description, metadata=metadata or {})
    book.products[product.id] = product
    emit(book, "product.created", product)
    return product


@ROUTES.add("GET", "/v1/products/{id}", "product")
def read_product(call: Call) -> Json:
    return call.read(call.book.products, "product")


@ROUTES.add("GET", "/v1/products", "product")
def list_products(call: Call) -> Json:
    is_active = call.params.flag("active")
    rows = newest_first(call.book.products.values())
    return call.listed("/v1/products", "product", rows, lambda row: is_active in (None, row.is_active))


@ROUTES.add("POST", "/v1/prices", "price")
def create_price(call: Call) -> Json:
    price = price_from(call.params, call.book)
    paths = call.expansions("price")
    call.params.done()
    return call.answer(keep_price(call.book, price), paths)


def price_from(params: Params, book: Book) -> Price:
    """From the parameters of a price, or of a `price_data`; not kept yet."""
    product, named = params.text("product"), params.part("product_data")
    if product is None:
        product = add_product(book, named.needed("name")).id
    found(book.products, product, "product", param="product", status=400)
    amount = params.integer("unit_amount", 0)
    if amount is None:
        raise ApiError(
            400, "Missing required param: unit_amount.", code="parameter_missing", param="unit_amount"
        )
    recurring = params.part("recurring")
    return Price(
        id=book.new_id("price"),
        created=book.now(),
        product=product,
        currency=params.needed("currency").lower(),
        amount=amount,
        interval=recurring.choice("interval", INTERVALS),
        interval_count=recurring.integer("interval_count", 1) or 1,
        nickname=params.text("nickname"),
        metadata=params.metadata({}),
    )


def keep_price(book: Book, price: Price) -> Price:
    book.prices[price.id] = price
    emit(book, "price.created", price)
    return price


@ROUTES.add("GET", "/v1/prices/{id}", "price")
def read_price(call: Call) -> Json:
    return call.read(call.book.prices, "price")


@ROUTES.add("GET", "/v1/prices", "price")
def list_prices(call: Call) -> Json:
    product, is_active = call.params.text("product"), call.params.flag("active")

    def keep(row: Price) -> bool:
        return product in (None, row.product) and is_active in (None, row.is_active)

    return call.listed("/v1/prices", "price", newest_first(call.book.prices.values()), keep)
