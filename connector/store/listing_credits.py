"""Listing: credit notes by their number."""

from sqlalchemy import and_, case, func

from connector.core.invoice import Credit
from connector.core.listing import ListedCredit
from connector.store.schema import credits, customers
from connector.store.scope import Scope, columns_of
from connector.store.sought import ESCAPE, holding

_WHOSE = and_(
    customers.c.organisation_id == credits.c.organisation_id, customers.c.id == credits.c.customer_id
)


def credits_numbered(scope: Scope, text: str, limit: int) -> tuple[ListedCredit, ...]:
    """Money without a number, such as a payment that nobody has matched, is not even read."""
    number, exact = credits.c.number, func.lower(credits.c.number) == func.lower(text)
    columns = (credits.c.ended_at, customers.c.name, *columns_of(Credit, credits))
    made = scope.by("ix_credits_organisation_id_number", credits, *columns)
    made = made.select_from(credits.join(customers, _WHOSE))
    made = made.where(number > "", number.ilike(holding(text), escape=ESCAPE))
    made = made.order_by(
        case((exact, 0), else_=1), credits.c.ended_at.is_not(None), number, credits.c.id
    ).limit(limit)
    return tuple(ListedCredit(Credit(*credit), name, ended) for ended, name, *credit in scope.ask(made))
