"""Merging customers: what the source changed is taken over, what a person set stays."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final, Self
from uuid import uuid4

from sqlalchemy import bindparam, delete

from connector.core.invoice import CustomerType, Role
from connector.core.linked import name_key, tax_key
from connector.core.source import Batch
from connector.store.families import Families
from connector.store.schema import contacts, customer_sources, customers, invoices, suppressions
from connector.store.scope import IDS, LOOK_NOW, Row, Scope, chunked, query
from connector.store.staging import Staging

#: In what is kept of a record: the record of whoever gets its bills.
_DEBTOR: Final = "debtor"
_TAKEN_OVER = ("name", "phone", "language", "country", "region", "timezone", "type", "tax_number")
_DESCRIBED = query(customer_sources, customer_sources.c.source_id).where(
    customer_sources.c.connection_id == bindparam("of_connection"),
    customer_sources.c.content_hash.is_not(None),
    customer_sources.c.source_id.in_(IDS),
)
_RECORDS = query(customer_sources).where(
    customer_sources.c.connection_id == bindparam("of_connection"), customer_sources.c.customer_id.in_(IDS)
)


@dataclass(frozen=True, slots=True)
class _Said:
    """What the source says of a customer now, what it said before, and whose record it was.

    `debtor` is the record that it was billed to before, None for its own; `own_id` is a fresh id.
    """

    source_id: str
    facts: Row
    before: Row
    customer_id: str | None
    debtor: str | None
    content_hash: str | None
    own_id: str

    @classmethod
    def of(cls, row: Any, families: Families) -> Self:
        before = row.said_before or {}
        # Without a hash he counts as changed when he is next shown: his parent may be known by then.
        content_hash = None if families.is_open(row.source_id) else row.content_hash
        facts, debtor = json.loads(row.said), before.get(_DEBTOR)
        return cls(row.source_id, facts, before, row.customer_id, debtor, content_hash, str(uuid4()))


class CustomerMerge:
    """One merge of one connection. `touched` collects the customers whose facts changed."""

    def __init__(self, scope: Scope, connection_id: str, at: datetime) -> None:
        self._scope = scope
        self._connection_id = connection_id
        self._at = at
        self.touched: set[str] = set()
        self._forsaken: set[str] = set()

    def run(self, staged: Staging) -> tuple[str, ...]:
        """Returns sentences about customers that the source names without showing them."""
        families = Families(self._scope, self._connection_id, staged.billed_elsewhere())
        for page in staged.customers():
            self._take([row for row in page if families.head(row.source_id) == row.source_id], families)
        # Only now: whatever page they came on, parents have their customers.
        for page in staged.customers():
            self._give([row for row in page if families.head(row.source_id) != row.source_id], families)
        self._follow()
        nameless = staged.nameless()
        self._add_nameless([source_id for source_id, _ in nameless])
        return tuple(
            f"Invoice {number} belongs to customer «{source_id}», whom the source does not describe."
            for source_id, number in nameless
        )

    @cached_property
    def _revision(self) -> int:
        return self._scope.revision()

    def _take(self, page: list[Any], families: Families) -> None:
        """Customers who get their own bills."""
        said = [_Said.of(row, families) for row in page]
        self._add([x for x in said if x.customer_id is None])
        for each in said:
            if each.customer_id is not None and each.debtor is None:
                self._change(each)
            elif each.customer_id is not None:
                self._add_customers([each])
                self._point(each, None, each.own_id)

    def _give(self, page: list[Any], families: Families) -> None:
        """Customers whose bills another gets: their records lead to him, and say nothing of him."""
        said = [_Said.of(row, families) for row in page]
        heads = {each.source_id: families.head(each.source_id) for each in said}
        owners = self._customers_of(heads.values())
        fresh = [x for x in said if x.customer_id is None]
        self._scope.add(customer_sources, [self._led(x, heads[x.source_id], owners) for x in fresh])
        for each in said:
            if each.customer_id is not None:
                self._point(each, heads[each.source_id], owners[heads[each.source_id]])

    def _led(self, each: "_Said", debtor: str, owners: Mapping[str, str]) -> Row:
        """A new record that leads to another's customer."""
        said = each.facts | {_DEBTOR: debtor}
        return self._source(owners[debtor], each.source_id, said, each.content_hash)

    def _point(self, each: "_Said", debtor: str | None, customer_id: str) -> None:
        """The record leads to this customer from now on."""
        said = each.facts if debtor is None else each.facts | {_DEBTOR: debtor}
        self._remember(each.source_id, said, each.content_hash, customer_id)
        if customer_id != each.customer_id:
            self._forsake(each.customer_id or "", customer_id)

    def _forsake(self, former: str, customer_id: str) -> None:
        """What the source showed of the former customer is taken up anew when it is next shown.

        Nobody here knows which of his invoices came by this record.
        """
        theirs = self._scope.update(invoices).where(
            invoices.c.connection_id == self._connection_id, invoices.c.customer_id == former
        )
        self._scope.run(theirs.values(content_hash=None))
        self.touched |= {former, customer_id}
        self._forsaken.add(former)

    def _follow(self) -> None:
        """Records that led to a former customer through another record go where that one went."""
        for chunk in chunked(sorted(self._forsaken)):
            rows = self._scope.rows(_RECORDS, of_connection=self._connection_id, ids=chunk)
            billed = [(x.source_id, x.said["bill_to"]) for x in rows if x.said.get("bill_to") is not None]
            families = Families(self._scope, self._connection_id, billed)
            heads = {source_id: families.head(source_id) for source_id, _ in billed}
            owners = self._customers_of(heads.values())
            for row in rows:
                debtor = heads.get(row.source_id, row.source_id)
                if debtor != row.source_id and owners[debtor] != row.customer_id:
                    said = row.said | {_DEBTOR: debtor}
                    self._remember(row.source_id, said, row.content_hash, owners[debtor])
                    self.touched.add(owners[debtor])

    def _customers_of(self, source_ids: Iterable[str]) -> dict[str, str]:
        record = customer_sources.c
        mine = self._scope.select(customer_sources, record.source_id, record.customer_id).where(
            record.connection_id == self._connection_id
        )
        found: dict[str, str] = {}
        for chunk in chunked(sorted(set(source_ids))):
            found.update(
                (x.source_id, x.customer_id) for x in self._scope.run(mine.where(record.source_id.in_(chunk)))
            )
        return found

    def _add(self, fresh: list["_Said"]) -> None:
        self._add_customers(fresh)
        self._scope.add(
            customer_sources,
            [self._source(x.own_id, x.source_id, x.facts, x.content_hash) for x in fresh],
        )

    def _add_customers(self, fresh: list["_Said"]) -> None:
        self._scope.add(customers, [self._customer(x.own_id, x.facts) for x in fresh])
        self._add_contacts([(x.own_id, x.facts["emails"]) for x in fresh if x.facts["emails"]])

    def _add_nameless(self, source_ids: list[str]) -> None:
        ids = [str(uuid4()) for _ in source_ids]
        self._scope.add(
            customers, [self._customer(i, {"name": name}) for i, name in zip(ids, source_ids, strict=True)]
        )
        self._scope.add(
            customer_sources,
            [self._source(i, name, {"name": name}, None) for i, name in zip(ids, source_ids, strict=True)],
        )

    def _customer(self, customer_id: str, said: Row) -> Row:
        row = {name: said.get(name) for name in _TAKEN_OVER}
        row["type"] = said.get("type") or CustomerType.UNKNOWN
        row |= {"id": customer_id, "name_key": name_key(said["name"]), "tax_key": tax_key(row["tax_number"])}
        return row | {"look_at": LOOK_NOW, "revision": self._revision}

    def _source(self, customer_id: str, source_id: str, said: Row, content_hash: str | None) -> Row:
        place = {"connection_id": self._connection_id, "source_id": source_id}
        return place | {"customer_id": customer_id, "said": said, "content_hash": content_hash}

    def _change(self, each: "_Said") -> None:
        said, before, customer_id = each.facts, each.before, each.customer_id or ""
        changed = {name: said[name] for name in _TAKEN_OVER if said[name] != before.get(name)}
        if "tax_number" in changed:
            changed |= _tax_number(changed.pop("tax_number"))
        if "name" in changed:
            changed["name_key"] = name_key(changed["name"])
        if "type" in changed:
            changed["type"] = changed["type"] or CustomerType.UNKNOWN
        if said["emails"] != before.get("emails", []):
            changed["address_changed_at"] = self._at
            self._replace_contacts(customer_id, said["emails"])
        if changed:
            self._scope.run(
                self._scope.update(customers).where(customers.c.id == customer_id).values(**changed)
            )
            self.touched.add(customer_id)
        self._remember(each.source_id, said, each.content_hash, customer_id)

    def _remember(self, source_id: str, said: Row, content_hash: str | None, customer_id: str) -> None:
        mine = self._scope.update(customer_sources).where(
            customer_sources.c.connection_id == self._connection_id,
            customer_sources.c.source_id == source_id,
        )
        self._scope.run(mine.values(said=said, content_hash=content_hash, customer_id=customer_id))

    def _replace_contacts(self, customer_id: str, emails: list[str]) -> None:
        old = self._scope.own(contacts) & (contacts.c.customer_id == customer_id)
        self._scope.run(delete(contacts).where(old, contacts.c.connection_id == self._connection_id))
        self._add_contacts([(customer_id, emails)])

    def _add_contacts(self, found: list[tuple[str, list[str]]]) -> None:
        rows = [
            contact_row(customer_id, email, position, self._connection_id)
            for customer_id, emails in found
            for position, email in enumerate(emails)
        ]
        keep_suppressed(self._scope, rows)
        self._scope.add(contacts, rows)


def _tax_number(said: str | None) -> Row:
    """What is not told is not gone: a customer who is read without an invoice may show less of himself."""
    return {} if said is None else {"tax_number": said, "tax_key": tax_key(said)}


def strangers(scope: Scope, connection_id: str, batch: Batch) -> tuple[str, ...]:
    """Source ids of customers whom `batch` names, and whom neither it nor the ledger knows; sorted."""
    named = {x.customer_source_id for x in batch.invoices}
    named |= {x.customer_source_id for x in batch.credits}
    named |= {x.bill_to for x in batch.customers if x.bill_to is not None}
    named -= {x.source_id for x in batch.customers} | {""}
    for chunk in chunked(sorted(named)):
        named -= set(scope.ask(_DESCRIBED, of_connection=connection_id, ids=chunk).scalars())
    return tuple(sorted(named))


def contact_row(customer_id: str, email: str, position: int, connection_id: str | None) -> Row:
    return {
        "id": str(uuid4()),
        "customer_id": customer_id,
        "connection_id": connection_id,
        "position": position,
        "email": email,
        "email_key": email_key(email),
        "role": Role.BILLING,
        "name": None,
        "suppressed_at": None,
    }


def email_key(address: str) -> str:
    """An address as it is compared."""
    return address.strip().casefold()


def keep_suppressed(scope: Scope, rows: list[Row]) -> None:
    """Marks the contacts whose address is on the organisation's suppression list."""
    listed = scope.select(suppressions, suppressions.c.email_key, suppressions.c.suppressed_at)
    since = dict(scope.run(listed).all()) if rows else {}
    for row in rows:
        row["suppressed_at"] = since.get(row["email_key"], row["suppressed_at"])
