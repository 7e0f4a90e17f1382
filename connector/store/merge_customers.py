"""Merging customers: what the source changed is taken over, what a person set stays."""

import json
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import delete

from connector.core.invoice import CustomerType, Role
from connector.core.source import Batch
from connector.store.schema import contacts, customer_sources, customers, suppressions
from connector.store.scope import LOOK_NOW, Row, Scope, chunked, name_key
from connector.store.staging import Staging

_TAKEN_OVER = ("name", "phone", "language", "country", "region", "timezone", "type")


class CustomerMerge:
    """One merge of one connection. `touched` collects the customers whose facts changed."""

    def __init__(self, scope: Scope, connection_id: str, at: datetime) -> None:
        self._scope = scope
        self._connection_id = connection_id
        self._at = at
        self._revision = scope.revision()
        self.touched: set[str] = set()

    def run(self, staged: Staging) -> tuple[str, ...]:
        """Returns sentences about customers that the source names without showing them."""
        for page in staged.customers():
            fresh = [(row, json.loads(row.said)) for row in page if row.customer_id is None]
            self._add(fresh)
            for row in page:
                if row.customer_id is not None:
                    self._change(row, json.loads(row.said))
        nameless = staged.nameless()
        self._add_nameless([source_id for source_id, _ in nameless])
        return tuple(
            f"Invoice {number} belongs to customer «{source_id}», whom the source does not describe."
            for source_id, number in nameless
        )

    def _add(self, fresh: list[tuple[Any, Row]]) -> None:
        ids = [str(uuid4()) for _ in fresh]
        self._scope.add(customers, [self._customer(i, said) for i, (_, said) in zip(ids, fresh, strict=True)])
        self._scope.add(
            customer_sources,
            [
                self._source(i, row.source_id, said, row.content_hash)
                for i, (row, said) in zip(ids, fresh, strict=True)
            ],
        )
        found = [(i, said["emails"]) for i, (_, said) in zip(ids, fresh, strict=True) if said["emails"]]
        self._add_contacts(found)

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
        row |= {"id": customer_id, "name_key": name_key(said["name"])}
        return row | {"look_at": LOOK_NOW, "revision": self._revision}

    def _source(self, customer_id: str, source_id: str, said: Row, content_hash: str | None) -> Row:
        place = {"connection_id": self._connection_id, "source_id": source_id}
        return place | {"customer_id": customer_id, "said": said, "content_hash": content_hash}

    def _change(self, row: Any, said: Row) -> None:
        before = row.said_before
        changed = {name: said[name] for name in _TAKEN_OVER if said[name] != before.get(name)}
        if "name" in changed:
            changed["name_key"] = name_key(changed["name"])
        if "type" in changed:
            changed["type"] = changed["type"] or CustomerType.UNKNOWN
        if said["emails"] != before.get("emails", []):
            changed["address_changed_at"] = self._at
            self._replace_contacts(row.customer_id, said["emails"])
        if changed:
            self._scope.run(
                self._scope.update(customers).where(customers.c.id == row.customer_id).values(**changed)
            )
            self.touched.add(row.customer_id)
        self._remember(row, said)

    def _remember(self, row: Any, said: Row) -> None:
        mine = self._scope.update(customer_sources).where(
            customer_sources.c.connection_id == self._connection_id,
            customer_sources.c.source_id == row.source_id,
        )
        self._scope.run(mine.values(said=said, content_hash=row.content_hash))

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


def strangers(scope: Scope, connection_id: str, batch: Batch) -> tuple[str, ...]:
    """Source ids of customers whom `batch` names, and whom neither it nor the ledger knows; sorted."""
    named = {x.customer_source_id for x in batch.invoices}
    named |= {x.customer_source_id for x in batch.credits}
    named |= {x.bill_to for x in batch.customers if x.bill_to is not None}
    named -= {x.source_id for x in batch.customers} | {""}
    known = scope.select(customer_sources, customer_sources.c.source_id).where(
        customer_sources.c.connection_id == connection_id, customer_sources.c.content_hash.is_not(None)
    )
    for chunk in chunked(sorted(named)):
        named -= set(scope.run(known.where(customer_sources.c.source_id.in_(chunk))).scalars())
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
