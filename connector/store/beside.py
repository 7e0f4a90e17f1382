"""Beside: customers whose messages go to one address have one gap between contacts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from connector.core.history import TAKEN, ContactMade, Sort, State
from connector.core.invoice import Customer, Role
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


def contacts_beside(scope: Scope, customers: Sequence[Customer]) -> Mapping[str, tuple[ContactMade, ...]]:
    """By customer the contacts made with others who have one of his usable billing addresses."""
    keys = {x.id: {email_key(address) for address in x.addresses()} for x in customers}
    bearers = _bearers(scope, {key for each in keys.values() for key in each})
    if not bearers:
        return {}
    heard = _heard(scope, {x for each in bearers.values() for x in each})
    found = {}
    for customer_id, mine in keys.items():
        others = {x for key in mine for x in bearers.get(key, ())} - {customer_id}
        made = tuple(dict.fromkeys(contact for x in sorted(others) for contact in heard.get(x, ())))
        if made:
            found[customer_id] = made
    return found


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
            found[customer_id].append(ContactMade(left_on, voice, is_beside=True))
    return found
