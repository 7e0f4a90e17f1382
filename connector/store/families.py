"""Who gets whose bills, among the records of one connection: parents, up to the debtor's own record."""

from collections.abc import Iterable

from sqlalchemy import select

from connector.store.schema import customer_sources
from connector.store.scope import Scope, chunked
from connector.store.staging import staged_customers


class Families:
    """The records in `billed` (source id, parent's source id) and all above them.

    What is staged goes before what is known; nothing is changed here.
    """

    def __init__(self, scope: Scope, connection_id: str, billed: Iterable[tuple[str, str]]) -> None:
        self._scope = scope
        self._connection_id = connection_id
        self._parents: dict[str, str | None] = dict(billed)
        #: The customer of each record above them that the ledger knows already.
        self.customers: dict[str, str] = {}
        above = {parent for parent in self._parents.values() if parent is not None}
        self._known = set(self._parents)
        while wanted := sorted(above - self._known):
            found = self._look_up(wanted)
            self._known |= set(found)
            self._parents |= found
            above = {parent for parent in found.values() if parent is not None}

    def head(self, source_id: str) -> str:
        """The record of the debtor; his own where the chain is circular or ends with nobody known."""
        seen, at = {source_id}, source_id
        while (parent := self._parents.get(at)) is not None and parent in self._known:
            if parent in seen:
                return source_id
            seen.add(parent)
            at = parent
        return at

    def is_open(self, source_id: str) -> bool:
        """Whether his parent is unknown, or leads back to him: either may change without his record."""
        parent = self._parents.get(source_id)
        return parent is not None and (parent not in self._known or self.head(source_id) == source_id)

    def _look_up(self, wanted: list[str]) -> dict[str, str | None]:
        """The parents of these records, None for who has none; those that nobody knows are left out."""
        found: dict[str, str | None] = {}
        staged = select(staged_customers.c.source_id, staged_customers.c.bill_to)
        record = customer_sources.c
        known = self._scope.select(customer_sources, record.source_id, record.customer_id, record.said).where(
            record.connection_id == self._connection_id
        )
        for chunk in chunked(wanted):
            for row in self._scope.run(known.where(record.source_id.in_(chunk))):
                self.customers[row.source_id] = row.customer_id
                found[row.source_id] = row.said.get("bill_to")
            now = self._scope.run(staged.where(staged_customers.c.source_id.in_(chunk)))
            found.update((source_id, bill_to) for source_id, bill_to in now)
        return found
