"""The ledger of one organisation, as the use cases ask it: customers, invoices, payments and credits."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from connector.core.history import History
from connector.core.invoice import Contact, Credit, Customer, Hold, Invoice, Status
from connector.core.message import Reminder
from connector.core.renamed import Face, Found, Recognised, Record
from connector.core.source import Batch, Connection
from connector.core.twins import Standing


@dataclass(frozen=True, slots=True)
class Closed:
    """An invoice that a sync closed, and why."""

    number: str
    customer: str
    status: Status


@dataclass(frozen=True, slots=True)
class MergeReport:
    """What a sync changed in the ledger.

    `closed` and `reopened` are for people; `returned` are the ids of invoices that were PAID and
    are open again, `promised` of those for which another day of payment was announced, or none.
    `doubled` are pairs of ids that are one debt and not held yet, first the one that was merged; `parted`
    the ids of what is open and was chased for both, each with its twin that was closed. `is_reread`: a file
    was read otherwise than the last one, and what is smaller in it is no money that came in. So many invoices
    were `renumbered`, and so many customers `renamed`: known before, under another number or id.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    closed: tuple[Closed, ...] = ()
    reopened: tuple[str, ...] = ()
    alarms: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()
    promised: tuple[tuple[str, date | None], ...] = ()
    doubled: tuple[tuple[str, str], ...] = ()
    parted: tuple[tuple[str, str], ...] = ()
    is_reread: bool = False
    renumbered: int = 0
    renamed: int = 0

    @property
    def closed_in_it(self) -> int:
        """How many of the closed are among the changed too: the source shows them, closed."""
        return sum(x.status is not Status.NO_LONGER_IN_LEDGER for x in self.closed)


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """All that deciding about one customer needs.

    `invoices` are the open ones; `holds` include the organisation's; `reminders` are unfinished.
    """

    customer: Customer
    invoices: tuple[Invoice, ...]
    history: History
    holds: tuple[Hold, ...]
    credits: tuple[Credit, ...]
    reminders: tuple[Reminder, ...]


class Ledger(Protocol):
    """Customers, invoices, payments and credits of one organisation."""

    def merge(
        self,
        connection: Connection,
        batches: Iterator[Batch],
        at: datetime,
        on: date,
        is_whole: bool,
        asked_at: datetime | None = None,
        is_reread: bool = False,
    ) -> MergeReport:
        """Upserts what differs; with `is_whole`, closes what is missing as no_longer_in_ledger.

        `at` is now, `on` the organisation's day. The source was asked at `asked_at` (`at` where it is
        not given): what another reading has learnt since of one of these invoices stays. A smaller
        open amount becomes a payment; an invoice first seen after its due date becomes a cold start.
        Resets look_at of touched customers.

        With `is_reread` the source is read otherwise than before: what differs did not happen now. A smaller
        open amount is as one of a first import, and an invoice that nothing was said about is seen as for
        the first time: a cold start where it is late by a due date that was not known, and not returned.
        """

    def faces(self, connection_id: str) -> tuple[Face, ...]:
        """Every invoice of the connection, closed ones included, sorted by source id."""

    def records(self, connection_id: str) -> tuple[Record, ...]:
        """Every customer of the connection by each of his source ids there, sorted by it."""

    def rename(self, connection_id: str, found: Found, recognised: Recognised) -> None:
        """Invoices get the source ids that they have now; further ones lead to customers who are known.

        After `lock_organisation`, alone.
        """

    def begin_reading(self, connection_id: str, at: datetime) -> None:
        """A reading of everything begins, in any number of merges of the same `at`."""

    def missing(self, connection_id: str, since: datetime) -> tuple[Invoice, ...]:
        """Invoices open here that no merge of the reading begun at `since` has shown."""

    def strangers(self, connection_id: str, batch: Batch) -> tuple[str, ...]:
        """Source ids of customers whom a batch names, and whom neither it nor the ledger knows."""

    def end_credits_but(self, connection_id: str, source_ids: Collection[str], at: datetime) -> None:
        """A reading of everything has shown these: what else stood is used up."""

    def facts(self, customer_ids: Sequence[str] | None = None) -> Iterator[CustomerFacts]:
        """Every customer with an open invoice, or just these, streamed, sorted by id."""

    def unwritten_cold_starts(self) -> tuple[str, ...]:
        """Ids of customers with an open cold start that nothing was said about after its due date."""

    def customers_to_look_at(self, by: datetime, limit: int) -> tuple[str, ...]:
        """Customers whose look_at has come, earliest first."""

    def look_again(self, moments: Mapping[str, datetime | None], seen: int | None = None) -> None:
        """Sets look_at by customer id; None means not before a fact changes.

        `seen` is the revision that was read before the facts: a later one makes them be looked at
        again.
        """

    def customer(self, customer_id: str) -> Customer: ...

    def find_customers(self, name: str) -> tuple[Customer, ...]:
        """By name, trimmed and case-folded."""

    def find_invoices(self, number: str) -> tuple[Invoice, ...]:
        """By number, closed ones included."""

    def find_invoices_by_id(self, prefix: str) -> tuple[Invoice, ...]:
        """By the beginning of an id, closed ones included."""

    def invoices(self, ids: Sequence[str]) -> tuple[Invoice, ...]: ...

    def change_customer(self, customer_id: str, **fields: Any) -> None:
        """Sets given fields (policy, is_excluded, language, …) and resets look_at."""

    def change_invoice(self, invoice_id: str, **fields: Any) -> None:
        """Sets given fields (policy, released_on, cycle, cold_start_on) and resets look_at."""

    def keep_pay_links(self, links: Mapping[str, str]) -> None:
        """By invoice id, until the source itself names another; nothing is decided anew for them."""

    def add_contact(self, customer_id: str, contact: Contact, at: datetime) -> None: ...

    def suppress(self, address: str, reason: str, at: datetime) -> None:
        """The address is never written to again in this organisation until a person lifts it."""

    def standings(self, invoice_ids: Sequence[str], on: date) -> Mapping[str, Standing]:
        """What tells which of several is chased on that day, by invoice id; for a few hundred."""

    def judge_cold_starts(self, on: date) -> int:
        """Leaving shadow: every open, late invoice not written to becomes a cold start of `on`."""

    def payments_known_on(self) -> date | None:
        """The latest day for which a payment was posted, None if there was none."""

    def lock_customer(self, customer_id: str, bearers_of: Sequence[str] = ()) -> None:
        """With all who are one with him, and, where addresses are given, whoever bears one of these or of
        theirs. Held to the end of the unit of work; who writes a hold takes the same lock."""
