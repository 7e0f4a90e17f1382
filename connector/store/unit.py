"""A unit of work: one transaction, bound to one organisation."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, select, update

from connector.core.invoice import Organisation
from connector.store.batches import SqlBatches
from connector.store.bulk import SqlBulk
from connector.store.connections import SqlConnections
from connector.store.consents import SqlConsents
from connector.store.directory import find_organisation, name_is_free, organisation_row
from connector.store.figures import SqlFigures
from connector.store.handed import SqlHandedFiles
from connector.store.holds import SqlHolds
from connector.store.hooks import SqlHooks
from connector.store.ledger import SqlLedger
from connector.store.linking import SqlLinking
from connector.store.listing import SqlListing
from connector.store.mailbox import SqlMailboxes
from connector.store.past import SqlPast
from connector.store.redeliveries import SqlRedeliveries
from connector.store.reminders import SqlReminders
from connector.store.reports import SqlReports
from connector.store.schema import invoices, organisations
from connector.store.schema_sending import audit_events, reminders, tasks
from connector.store.scope import Scope, query
from connector.store.tasks import SqlTasks
from connector.store.telling import Telling
from connector.store.texts import Kept, SqlTexts
from connector.store.tokens import SqlTokens
from connector.store.trail import SqlTrail
from connector.store.vault import Vault
from connector.store.views import SqlViews

#: Of what else than of a customer an event may speak.
_ABOUT = {"reminder": reminders, "task": tasks, "invoice": invoices}
_WHOSE = {
    name: query(table, table.c.customer_id).where(table.c.id == bindparam("id"))
    for name, table in _ABOUT.items()
}

_OTHERS = select(exists().where(organisations.c.id != bindparam("own")))


class SqlUnit:
    """The UnitOfWork port. Everything it holds reads and writes through one Scope."""

    def __init__(self, scope: Scope, vault: Vault | None, kept: Kept) -> None:
        self._scope = scope
        self.organisation_id = scope.organisation_id
        self.hooks = SqlHooks(scope, vault)
        telling = Telling(scope, self.hooks)
        self.ledger = SqlLedger(scope, telling)
        self.reminders = SqlReminders(scope)
        self.redeliveries = SqlRedeliveries(scope)
        self.holds = SqlHolds(scope, telling)
        self.linking = SqlLinking(scope)
        self.listing = SqlListing(scope)
        self.figures = SqlFigures(scope)
        self.tasks = SqlTasks(scope, telling)
        self.batches = SqlBatches(scope)
        self.reports = SqlReports(scope)
        self.past = SqlPast(scope)
        self.trail = SqlTrail(scope)
        self.texts = SqlTexts(scope, kept)
        self.bulk = SqlBulk(scope)
        self.views = SqlViews(scope)
        self.handed_files = SqlHandedFiles(scope)
        self.connections = SqlConnections(scope, vault)
        self.consents = SqlConsents(scope, vault)
        self.tokens = SqlTokens(scope)
        self.mailbox = SqlMailboxes(scope, vault)

    def organisation(self) -> Organisation:
        """Raises Refused when there is none."""
        return find_organisation(self._scope.connection, self.organisation_id)

    def is_alone(self) -> bool:
        """Whether there is no other organisation; no word about them."""
        return not self._scope.connection.execute(_OTHERS, {"own": self.organisation_id}).scalar_one()

    def change_organisation(self, **fields: Any) -> None:
        """Sets given fields; every change makes all its customers be looked at again."""
        with name_is_free(str(fields.get("name"))):
            self._scope.run(
                update(organisations)
                .where(organisations.c.id == self.organisation_id)
                .values(**organisation_row(fields))
            )
        self._scope.raise_revision()

    def audit(self, at: datetime, who: str, what: str, **facts: Any) -> None:
        """Appends one event; facts are plain JSON values, never secrets."""
        row = {"at": at, "who": who, "what": what, "facts": facts, "customer_id": self._whose(facts)}
        self._scope.add(audit_events, [row])

    def _whose(self, facts: Mapping[str, Any]) -> str | None:
        """The customer whom it names, or whose reminder, task or invoice it names."""
        if (named := facts.get("customer")) is not None:
            return str(named)
        asked = ((_WHOSE[name], facts[name]) for name in _WHOSE if facts.get(name))
        found = (self._scope.ask(whose, id=about).scalar() for whose, about in asked)
        return next((x for x in found if x is not None), None)

    def lock_organisation(self, is_shared: bool) -> None:
        """Before any customer is locked: nobody waits crosswise."""
        self._scope.lock_organisation(is_shared)

    def revision(self) -> int:
        """The number that `raise_revision` raises."""
        return self._scope.revision()

    def raise_revision(self) -> None:
        """Makes the sweep look at every customer again, in bounded batches."""
        self._scope.raise_revision()
