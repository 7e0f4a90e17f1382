"""Fields of a JSON body that a client may write, read into the book's own words."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from .book import Applied, Book, Line, Term
from .entry import known_currency, money
from .errors import Json, malformed, required

Read = Callable[[Any, str], Any]
#: The element of the body, what it is called in the book, and how it is read.
Fields = dict[str, tuple[str, Read]]


def text(value: Any, element: str) -> str | None:
    """None for what is empty, as clients send every field they know."""
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise malformed(element, f"{element} is no text: {value}")
    return value


def truth(value: Any, element: str) -> bool:
    if value not in (None, "", True, False):
        raise malformed(element, f"{element} is neither true nor false: {value}")
    return bool(value)


def day(value: Any, element: str) -> date | None:
    given = text(value, element)
    try:
        return None if given is None else date.fromisoformat(given)
    except ValueError:
        raise malformed(element, f"{element} is no day: {given}") from None


def amount(value: Any, element: str) -> Decimal:
    return money(str(value or 0), element)


def rate(value: Any, element: str) -> Decimal:
    money(str(value or 1), element)
    return Decimal(str(value or 1))


def part(value: Any, element: str, name: str) -> str | None:
    """One text inside an object, such as `BillEmail.Address`."""
    if value is None:
        return None
    if not isinstance(value, dict):
        raise malformed(element, f"{element} is no object: {value}")
    return text(value.get(name), f"{element}.{name}")


def ref(value: Any, element: str) -> str | None:
    return part(value, element, "value")


def address(value: Any, element: str) -> str | None:
    return part(value, element, "Address")


def currency(value: Any, element: str) -> str | None:
    given = ref(value, element)
    return None if given is None else known_currency(given)


def term(book: Book) -> Read:
    def read(value: Any, element: str) -> str | None:
        sought = ref(value, element)
        return None if sought is None else book.find(Term, sought).id

    return read


def lines(value: Any, element: str) -> list[Line]:
    """Sums and texts without an amount of their own are left out."""
    if not isinstance(value, list) or not value:
        raise required(element)
    own = [row for row in value if row.get("DetailType") not in ("SubTotalLineDetail", "DescriptionOnly")]
    return [
        Line(text(row.get("Description"), element), amount(row.get("Amount"), f"{element}.Amount"))
        for row in own
    ]


def applied(value: Any, element: str) -> list[Applied]:
    """A payment's lines, each naming one invoice or credit memo."""
    found = []
    for row in value or []:
        linked = row.get("LinkedTxn") or []
        if len(linked) != 1 or linked[0].get("TxnType") not in ("Invoice", "CreditMemo"):
            raise malformed(element, "a line of a payment names one Invoice or CreditMemo")
        sum_ = amount(row.get("Amount"), f"{element}.Amount")
        found.append(Applied(linked[0]["TxnType"], str(linked[0].get("TxnId")), sum_))
    return found


def write(row: Any, body: Json, fields: Fields, *, is_sparse: bool) -> None:
    """Sets what the body says; a full update also empties what it leaves out. All or nothing."""
    read = {
        name: form(body.get(element), element)
        for element, (name, form) in fields.items()
        if element in body or not is_sparse
    }
    for name, value in read.items():
        setattr(row, name, value)
