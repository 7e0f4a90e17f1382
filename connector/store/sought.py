"""What lists share: what is looked for, sign by sign, and amounts that compare as numbers."""

from typing import Any

from sqlalchemy import ColumnElement, Float, and_, case, cast, select

from connector.core.money import EXPONENTS
from connector.store.schema import OPEN, connections, customers, invoices
from connector.store.scope import own

ESCAPE = "\\"
#: An invoice and its customer.
WHOSE = and_(
    customers.c.organisation_id == invoices.c.organisation_id, customers.c.id == invoices.c.customer_id
)
_ENDED = select(connections.c.id).where(own(connections), connections.c.ended_at.is_not(None))
#: Still owed, in a connection that stands.
STANDS = and_(invoices.c.status == OPEN, invoices.c.connection_id.not_in(_ENDED))
#: What is open of it; of a card that ends nothing is owed.
OWED: ColumnElement[int] = case((invoices.c.card.is_(None), invoices.c.open), else_=0)
_DIVISOR = case(*((invoices.c.currency == of, 10.0**digits) for of, digits in EXPONENTS.items()), else_=100.0)


def as_number(minor: ColumnElement[Any]) -> ColumnElement[Any]:
    """Minor units of an invoice's currency, roughly, to be compared with those of other currencies."""
    return cast(minor, Float) / _DIVISOR


def holding(text: str) -> str:
    """The pattern of LIKE for what holds `text`, whose own signs stand for themselves."""
    for sign in (ESCAPE, "%", "_"):
        text = text.replace(sign, ESCAPE + sign)
    return f"%{text}%"
