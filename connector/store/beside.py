"""Beside: one gap for who is one customer, and for customers whose messages go to one address."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from connector.core.history import TAKEN, ContactMade, Sort, State, Through
from connector.core.invoice import Customer, Role
from connector.store.linked import Linked
from connector.store.merge_customers import email_key
from connector.store.schema import contacts
from connector.store.schema_sending import reminders
from connector.store.scope import IDS, Scope, chunked, query, query_by

_BEARERS = query_by(
    "ix_contacts_organisation_id_email_key", contacts, contacts.c.email_key, contacts.c.customer_id
).where(contacts.c.email_key.in_(IDS), contacts.c.role == Role.BILLING)
#: What is leaving has its day already: of two at once, the second one sees the first.
_HEARD = (
    query(reminders, *(reminders.c[x] for x in ("customer_id", "left_on", "currency", "language", "sort")))
    .with_hint(reminders, "INDEXED BY ix_reminders_organisation_id_customer_id", "sqlite")
    .where(reminders.c.customer_id.in_(IDS), reminders.c.state.in_((*TAKEN, State.SENDING)))
    .where(reminders.c.left_on.is_not(None), reminders.c.is_contact)
    .distinct()
)


def contacts_beside(
    scope: Scope, customers: Sequence[Customer], linked: Linked
) -> Mapping[str, tuple[ContactMade, ...]]:
    """By customer the contacts made with him under another record, and with others who have one of the
    usable billing addresses that he has under any."""
    keys = {x.id: _keys(x.addresses(), linked.addresses(x.id)) for x in customers}
    bearers = _bearers(scope, {key for each in keys.values() for key in each})
    others = linked.everybody.union(*bearers.values())
    if not others:
        return {}
    heard = _heard(scope, others)
    found = {}
    for customer_id, mine in keys.items():
        beside = {x for key in mine for x in bearers.get(key, ())} - {customer_id}
        heard_by = (*_made(heard, beside, linked.others(customer_id)), *linked.payments(customer_id))
        made = tuple(dict.fromkeys(heard_by))
        if made:
            found[customer_id] = made
    return found


def _keys(*addresses: Iterable[str]) -> set[str]:
    return {email_key(address) for each in addresses for address in each}


def _made(
    heard: Mapping[str, Sequence[ContactMade]], beside: set[str], linked: frozenset[str]
) -> Iterator[ContactMade]:
    for customer_id in sorted(beside - linked):
        yield from heard.get(customer_id, ())
    for customer_id in sorted(linked):
        yield from (replace(contact, through=Through.LINK) for contact in heard.get(customer_id, ()))


def _bearers(scope: Scope, keys: Iterable[str]) -> dict[str, set[str]]:
    """Whose the addresses are, of those that several customers have: one is usable for all or for none."""
    found: dict[str, set[str]] = defaultdict(set)
    for chunk in chunked(sorted(keys)):
        for key, customer_id in scope.rows(_BEARERS, ids=chunk):
            found[key].add(customer_id)
    return {key: customers for key, customers in found.items() if len(customers) > 1}


def _heard(scope: Scope, customer_ids: Iterable[str]) -> dict[str, list[ContactMade]]:
    found: dict[str, list[ContactMade]] = defaultdict(list)
    for chunk in chunked(sorted(customer_ids)):
        for customer_id, left_on, currency, language, sort in scope.rows(_HEARD, ids=chunk):
            voice: tuple[str, str, Sort] = (currency, language, sort)
            found[customer_id].append(ContactMade(left_on, voice, Through.ADDRESS))
    return found
