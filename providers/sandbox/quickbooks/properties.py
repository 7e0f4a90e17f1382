"""What each entity can be asked by: its queryable properties, their kinds, and what they hold in a row."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from operator import attrgetter, eq, ge, gt, le, lt
from typing import Any, Literal

from . import times
from .book import CreditMemo, Customer, Invoice, Payment, Term, customer_balance
from .statement import Condition, unfit

Held = Callable[[Any], Any]
Test = Callable[[Any], bool]
UPDATED = "MetaData.LastUpdatedTime"
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {"=": eq, "<": lt, ">": gt, "<=": le, ">=": ge}


@dataclass(frozen=True)
class Property:
    """`held` takes it from a row; None is a property without a value, which no comparison fits."""

    kind: Literal["text", "id", "number", "day", "instant", "truth"]
    held: Held

    def read(self, name: str, text: str) -> Any:
        """The value in a statement as rows hold it. ApiError 4001 when it is of another kind."""
        try:
            return _READERS[self.kind](text)
        except (KeyError, ValueError, InvalidOperation):
            raise unfit(
                f"value '{text}' does not fit the property '{name}', which is a {self.kind}"
            ) from None


_READERS: dict[str, Callable[[str], Any]] = {
    "text": str,
    "id": lambda text: int(text) if text.isdigit() else -1,
    "number": Decimal,
    "day": date.fromisoformat,
    "instant": times.read,
    "truth": lambda text: {"true": True, "false": False}[text.lower()],
}


def _text(name: str) -> Property:
    return Property("text", attrgetter(name))


def _id(name: str) -> Property:
    held = attrgetter(name)
    return Property("id", lambda row: None if held(row) is None else int(held(row)))


def _number(name: str) -> Property:
    return Property("number", attrgetter(name))


def _day(name: str) -> Property:
    return Property("day", attrgetter(name))


def _truth(name: str) -> Property:
    return Property("truth", attrgetter(name))


_EVERY = {
    "Id": _id("id"),
    "MetaData.CreateTime": Property("instant", attrgetter("created")),
    UPDATED: Property("instant", attrgetter("updated")),
}
ENTITIES: dict[type, dict[str, Property]] = {
    Invoice: {
        **_EVERY,
        "DocNumber": _text("number"),
        "TxnDate": _day("issued_on"),
        "DueDate": _day("due_on"),
        "CustomerRef": _id("customer"),
        "SalesTermRef": _id("term"),
        "Balance": _number("balance"),
        "TotalAmt": _number("total"),
    },
    Customer: {
        **_EVERY,
        "Active": _truth("is_active"),
        "Balance": Property("number", customer_balance),
        "CompanyName": _text("company_name"),
        "DisplayName": _text("display_name"),
        "FamilyName": _text("family_name"),
        "GivenName": _text("given_name"),
        "Job": Property("truth", lambda customer: customer.parent is not None),
        "PrimaryEmailAddr": _text("email"),
    },
    Payment: {
        **_EVERY,
        "CustomerRef": _id("customer"),
        "PaymentRefNum": _text("reference"),
        "TotalAmt": _number("total"),
        "TxnDate": _day("paid_on"),
    },
    CreditMemo: {
        **_EVERY,
        "CustomerRef": _id("customer"),
        "DocNumber": _text("number"),
        "TotalAmt": _number("total"),
        "TxnDate": _day("issued_on"),
    },
    Term: {**_EVERY, "Active": _truth("is_active"), "Name": _text("name")},
}


def property_of(kind: type, name: str) -> Property:
    """ApiError 4001 when this entity cannot be asked by it."""
    try:
        return ENTITIES[kind][name]
    except KeyError:
        raise unfit(f"property '{name}' is not queryable on {kind.__name__}") from None


def test_of(kind: type, condition: Condition) -> Test:
    """Whether a row fits the condition."""
    asked = property_of(kind, condition.property)
    held = asked.held
    if condition.operator == "LIKE":
        return _like(condition, asked)
    values = [asked.read(condition.property, text) for text in condition.values]
    if condition.operator == "IN":
        return lambda row: held(row) in values
    compare, value = _COMPARE[condition.operator], values[0]

    def fits(row: Any) -> bool:
        found = held(row)
        return found is not None and compare(found, value)

    return fits


def _like(condition: Condition, asked: Property) -> Test:
    if asked.kind != "text":
        raise unfit(f"LIKE needs a text; the property '{condition.property}' is a {asked.kind}")
    parts = (re.escape(part) for part in condition.values[0].split("%"))
    pattern = re.compile(".*".join(parts), re.DOTALL)
    held = asked.held
    return lambda row: held(row) is not None and pattern.fullmatch(held(row)) is not None
