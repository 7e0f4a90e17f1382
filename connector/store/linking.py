"""Linking: who may be one, what a person has said of it, and who is one with whom."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import combinations, groupby, islice, product
from operator import itemgetter
from typing import Any

from sqlalchemy import func, literal_column, union_all

from connector.core.invoice import Role
from connector.core.linked import Alike, Link, Pair, Party, Proposal, groups
from connector.store.schema import (
    OPEN,
    STANDING,
    connections,
    contacts,
    customer_links,
    customer_sources,
    customers,
    invoices,
)
from connector.store.scope import IDS, Scope, chunked, query, query_by

_SAID_OF = customer_links.c
_PAIR = (_SAID_OF.customer_id, _SAID_OF.other_id)
#: Written out, so that the partial indexes serve it.
_STANDS: Any = literal_column(f"customer_links.{STANDING}")
_BOTH_WAYS = union_all(
    *(
        query_by(index, customer_links, *_PAIR).where(_STANDS, _SAID_OF.is_one, end.in_(IDS))
        for index, end in zip(("uq_customer_links_standing", "ix_customer_links_other"), _PAIR, strict=True)
    )
)
#: Asked first: two lists of five hundred ids cost more than all else where nobody is linked.
_IS_ANYBODY = (
    query_by("uq_customer_links_standing", customer_links, _SAID_OF.id)
    .where(_STANDS, _SAID_OF.is_one, _SAID_OF.customer_id > "")
    .limit(1)
)


def one_with(scope: Scope, customer_ids: Iterable[str]) -> frozenset[str]:
    """These customers, and all who are one with any of them."""
    given = frozenset(customer_ids)
    return given.union(*groups_of(scope, given).values())


def groups_of(scope: Scope, customer_ids: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """By customer all who are one with him. From link to link; one query where nobody is linked."""
    if scope.ask(_IS_ANYBODY).first() is None:
        return {}
    pairs: set[Pair] = set()
    known: set[str] = set()
    wanted = set(customer_ids)
    while wanted:
        known |= wanted
        for chunk in chunked(sorted(wanted)):
            pairs.update(Pair(*row) for row in scope.rows(_BOTH_WAYS, ids=chunk))
        wanted = {x for pair in pairs for x in (pair.one, pair.other)} - known
    return groups(pairs)


# ---------------------------------------------------------------- who may be one

#: An address, or a made-up number, that hundreds have would make more pairs than anybody answers.
MOST = 5000

_ENDED = query(connections, connections.c.id).where(connections.c.ended_at.is_not(None))


def _stands_in(customer_id: Any) -> Any:
    """The connection by which he owes something; none where nothing is open, or it is disconnected."""
    owed = query_by("ix_invoices_open", invoices, invoices.c.connection_id)
    owed = owed.where(invoices.c.status == OPEN, invoices.c.customer_id == customer_id)
    return owed.where(invoices.c.connection_id.not_in(_ENDED)).limit(1).scalar_subquery()


def _bearers(index: str, key: Any, customer_id: Any, *usable: Any) -> Any:
    """What several bear, where each of them stands, and who he is.

    They are paired outside the database: it would compare all of one connection with each other first.
    """
    several = query_by(index, key.table, key).where(*usable).group_by(key).having(func.count() > 1)
    borne = query_by(index, key.table, key, _stands_in(customer_id), customer_id)
    return borne.where(key.in_(several), *usable)


_BY_TAX_NUMBER = _bearers(
    "ix_customers_tax_key", customers.c.tax_key, customers.c.id, customers.c.tax_key.is_not(None)
)
_BY_EMAIL = _bearers(
    "ix_contacts_organisation_id_email_key",
    contacts.c.email_key,
    contacts.c.customer_id,
    contacts.c.role == Role.BILLING,
    contacts.c.suppressed_at.is_(None),
)
_SAID_PAIRS = query(customer_links, *_PAIR).where(_STANDS)


def _paired(bearers: Sequence[Any]) -> Iterator[Pair]:
    """Each of one connection with each of another who bears the same; nobody who stands in none."""
    standing = sorted(tuple(row) for row in bearers if row[1] is not None)
    for _, same in groupby(standing, key=itemgetter(0)):
        places = [[row[2] for row in there] for _, there in groupby(same, key=itemgetter(1))]
        for mine, theirs in combinations(places, 2):
            yield from (Pair.of(one, other) for one, other in product(mine, theirs))


_NAMES = query(customers, customers.c.id, customers.c.name_key).where(customers.c.id.in_(IDS))

# ---------------------------------------------------------------- who they are

_WHO = query(customers, customers.c.id, customers.c.name, customers.c.tax_number).where(
    customers.c.id.in_(IDS)
)
_STAND = query(customer_sources, customer_sources.c.customer_id, customer_sources.c.connection_id).where(
    customer_sources.c.customer_id.in_(IDS), customer_sources.c.connection_id.not_in(_ENDED)
)
_ADDRESSES = (
    query_by("ix_contacts_organisation_id_customer_id", contacts, contacts.c.customer_id, contacts.c.email)
    .where(
        contacts.c.customer_id.in_(IDS), contacts.c.role == Role.BILLING, contacts.c.suppressed_at.is_(None)
    )
    .order_by(contacts.c.position, contacts.c.email)
)
_OWED = (
    query_by(
        "ix_invoices_open",
        invoices,
        *(invoices.c.customer_id, invoices.c.currency, func.sum(invoices.c.open)),
    )
    .where(
        invoices.c.status == OPEN, invoices.c.customer_id.in_(IDS), invoices.c.connection_id.not_in(_ENDED)
    )
    .group_by(invoices.c.customer_id, invoices.c.currency)
    .order_by(invoices.c.customer_id, invoices.c.currency)
)

_LINK = (*_PAIR, *(_SAID_OF[x] for x in ("is_one", "alike", "said_by", "said_at")))
_SAID = query(customer_links, _SAID_OF.id, *_LINK).where(_STANDS).order_by(_SAID_OF.said_at, _SAID_OF.id)


class SqlLinking:
    """The Linking port over the table `customer_links`."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def proposed(self) -> tuple[Proposal, ...]:
        """By tax number first; then those of one name, then by name."""
        said = {Pair(*row) for row in self._scope.rows(_SAID_PAIRS)}
        found: dict[Pair, Alike] = {}
        for alike, made in ((Alike.EMAIL, _BY_EMAIL), (Alike.TAX_NUMBER, _BY_TAX_NUMBER)):
            asked = (pair for pair in _paired(self._scope.rows(made)) if pair not in said)
            found |= dict.fromkeys(islice(asked, MOST), alike)
        names: dict[str, str] = {}
        for chunk in chunked(sorted({x for pair in found for x in (pair.one, pair.other)})):
            names.update((of, name) for of, name in self._scope.rows(_NAMES, ids=chunk))

        def place(pair: Pair) -> tuple[Any, ...]:
            both = sorted((names[pair.one], names[pair.other]))
            return (found[pair] is Alike.EMAIL, both[0] != both[1], *both, pair.one, pair.other)

        return tuple(Proposal(pair, found[pair]) for pair in sorted(found, key=place))

    def standing(self) -> tuple[Link, ...]:
        """What was said and not taken back, oldest first."""
        rows = self._scope.rows(_SAID)
        return tuple(Link(link_id, Pair(one, other), *said) for link_id, one, other, *said in rows)

    def parties(self, customer_ids: Sequence[str]) -> Mapping[str, Party]:
        """By customer's id."""
        found: dict[str, Party] = {}
        for chunk in chunked(sorted(set(customer_ids))):
            found |= {x.customer_id: x for x in self._parties(chunk)}
        return found

    def _parties(self, ids: list[str]) -> list[Party]:
        stand: dict[str, str] = dict(map(tuple, self._scope.rows(_STAND, ids=ids)))
        addresses: dict[str, list[str]] = defaultdict(list)
        for of, email in self._scope.rows(_ADDRESSES, ids=ids):
            addresses[of].append(email)
        owes: dict[str, dict[str, int]] = defaultdict(dict)
        for of, currency, minor in self._scope.rows(_OWED, ids=ids):
            owes[of][currency] = int(minor)
        return [
            Party(of, name, stand.get(of), tax_number, tuple(dict.fromkeys(addresses[of])), owes[of])
            for of, name, tax_number in self._scope.rows(_WHO, ids=ids)
        ]

    def add(self, link: Link) -> None:
        """All of both groups are looked at again: what counts for one counts for all from now on."""
        row = {
            "id": link.id,
            "customer_id": link.pair.one,
            "other_id": link.pair.other,
            "is_one": link.is_one,
            "alike": link.alike,
            "said_by": link.said_by,
            "said_at": link.said_at,
        }
        self._scope.add(customer_links, [row])
        self._look_again(link.pair)

    def undo(self, link: Link, by: str, at: datetime) -> None:
        """All who were one are looked at again; does nothing to what was taken back already."""
        self._look_again(link.pair)
        mine = self._scope.update(customer_links).where(_SAID_OF.id == link.id, _STANDS)
        self._scope.run(mine.values(undone_by=by, undone_at=at))

    def _look_again(self, pair: Pair) -> None:
        self._scope.look_now(one_with(self._scope, (pair.one, pair.other)))
