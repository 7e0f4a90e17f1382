"""Linked: what is known of a customer under the records that a person has said to be his too."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import and_, select

from connector.core.history import NOT_LIVE, UNFINISHED, ContactMade, Sort, Through, contact_of
from connector.core.invoice import Customer, Hold, Payment
from connector.core.policy import BY_PERSON
from connector.store.customers import customers_of
from connector.store.holds import holds_of
from connector.store.linking import groups_of
from connector.store.schema import IS_PARTIAL, invoices, payments
from connector.store.schema_sending import reminder_lines, reminders
from connector.store.scope import IDS, Scope, chunked, columns_of, own, query_by

_LINE = reminder_lines.c
_OPENS = (
    select(invoices.c.connection_id)
    .select_from(
        reminder_lines.join(
            invoices,
            and_(invoices.c.organisation_id == _LINE.organisation_id, invoices.c.id == _LINE.invoice_id),
        )
    )
    .where(own(reminder_lines), _LINE.reminder_id == reminders.c.id)
    .where(_LINE.offset == 0, _LINE.state.not_in(NOT_LIVE))
    .limit(1)
    .correlate(reminders)
    .scalar_subquery()
)
#: The first notice of a failed charge that has not left yet, with the connection of what it tells of, None
#: for any other; what is a person's to do keeps nobody waiting.
_OPENING = (
    query_by("ix_reminders_organisation_id_customer_id", reminders, reminders.c.customer_id, _OPENS)
    .where(reminders.c.customer_id.in_(IDS), reminders.c.state.in_(UNFINISHED))
    .where(reminders.c.sort == Sort.CHARGE, reminders.c.channel.not_in(BY_PERSON))
)
_PARTIAL = query_by(
    "ix_payments_partial", payments, payments.c.customer_id, *columns_of(Payment, payments)
).where(IS_PARTIAL, payments.c.customer_id.in_(IDS))


@dataclass(frozen=True, slots=True)
class Linked:
    """What counts for each of some customers because a person has linked him with others."""

    _others: Mapping[str, frozenset[str]] = field(default_factory=dict)
    _customers: Mapping[str, Customer] = field(default_factory=dict)
    _holds: Mapping[str, Sequence[Hold]] = field(default_factory=dict)
    _payments: Mapping[str, Sequence[Payment]] = field(default_factory=dict)
    _opening: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @classmethod
    def read(cls, scope: Scope, customer_ids: Sequence[str]) -> "Linked":
        """One query where nobody is linked."""
        found = groups_of(scope, customer_ids)
        others = {x: found[x] - {x} for x in customer_ids if x in found}
        if not others:
            return NOBODY
        ids = sorted(frozenset().union(*others.values()))
        return cls(
            others,
            {x.id: x for chunk in chunked(ids) for x in customers_of(scope, chunk)},
            _each((of, x) for chunk in chunked(ids) for of, x in holds_of(scope, chunk) if x.is_of_customer),
            _each((of, Payment(*row)) for of, *row in _rows(scope, _PARTIAL, ids)),
            _each((of, connection) for of, connection in _rows(scope, _OPENING, ids) if connection),
        )

    @property
    def everybody(self) -> frozenset[str]:
        """All others, of all of them."""
        return frozenset().union(*self._others.values())

    def others(self, customer_id: str) -> frozenset[str]:
        return self._others.get(customer_id, frozenset())

    def addresses(self, customer_id: str) -> tuple[str, ...]:
        """The usable billing addresses that he has under the other records."""
        return tuple(x for other in self._of(customer_id) for x in other.addresses())

    def silenced(self, customer: Customer) -> Customer:
        """Who is excluded under one record is written to under none."""
        if customer.id not in self._others:
            return customer
        is_excluded = any(other.is_excluded for other in self._of(customer.id))
        return replace(customer, is_excluded=True) if is_excluded else customer

    def holds(self, customer_id: str) -> tuple[Hold, ...]:
        """What keeps all of him silent under another record, as if it had been said of this one."""
        theirs = (hold for x in sorted(self.others(customer_id)) for hold in self._holds.get(x, ()))
        return tuple(replace(hold, customer_id=customer_id) for hold in theirs)

    def payments(self, customer_id: str) -> Iterator[ContactMade]:
        """His partial payments under the other records, as the contacts that they are."""
        for other in sorted(self.others(customer_id)):
            for payment in self._payments.get(other, ()):
                yield from contact_of(payment, Through.LINK)

    def charges_first(self, customer_id: str) -> frozenset[str]:
        """The connections of failed charges whose first notice is about to leave under another record."""
        return frozenset(x for other in self.others(customer_id) for x in self._opening.get(other, ()))

    def _of(self, customer_id: str) -> Iterator[Customer]:
        return (self._customers[x] for x in sorted(self.others(customer_id)))


NOBODY = Linked()


def _rows(scope: Scope, made: Any, ids: Sequence[str]) -> Iterator[Any]:
    for chunk in chunked(ids):
        yield from scope.rows(made, ids=chunk)


def _each(pairs: Iterable[tuple[str, Any]]) -> Mapping[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for customer_id, fact in pairs:
        found[customer_id].append(fact)
    return found
