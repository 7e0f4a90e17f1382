"""Files that customers add to a dispute, kept in the database: a back-up has them."""

from collections.abc import Sequence

from sqlalchemy import bindparam

from connector.core.handed import HandedFile
from connector.store.schema_handed import handed_files
from connector.store.scope import IDS, Scope, columns_of, query, values_of

_KNOWN = columns_of(HandedFile, handed_files)
_THEIRS = (
    query(handed_files, *_KNOWN)
    .where(handed_files.c.customer_id.in_(IDS))
    .order_by(handed_files.c.handed_at, handed_files.c.id)
)
_ONE = query(handed_files, *_KNOWN, handed_files.c.content).where(handed_files.c.id == bindparam("id"))


class SqlHandedFiles:
    """The HandedFiles port over the table `handed_files`."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def add(self, file: HandedFile, content: bytes) -> None:
        self._scope.add(handed_files, [values_of(file) | {"content": content}])

    def of_customers(self, customer_ids: Sequence[str]) -> tuple[HandedFile, ...]:
        """Oldest first, without their content."""
        return tuple(HandedFile(*row) for row in self._scope.rows(_THEIRS, ids=sorted(set(customer_ids))))

    def content(self, file_id: str) -> tuple[HandedFile, bytes] | None:
        found = self._scope.ask(_ONE, id=file_id).first()
        if found is None:
            return None
        *known, content = found
        return HandedFile(*known), bytes(content)
