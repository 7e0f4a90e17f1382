"""Telling: what becomes true in a row of ours is told in the same transaction, with what it is about."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connector.core.happenings import (
    Data,
    about,
    of_charge,
    of_customer,
    of_hold,
    of_invoice,
    of_task,
)
from connector.core.hooks import Happening
from connector.core.invoice import Hold, Invoice
from connector.core.money import decimal_text
from connector.core.tasks import Task
from connector.store.hooks import SqlHooks
from connector.store.schema import customers, invoices
from connector.store.scope import IDS, Scope, chunked, columns_of, query

_INVOICES = query(invoices, *columns_of(Invoice, invoices)).where(invoices.c.id.in_(IDS))
_NAMES = query(customers, customers.c.id, customers.c.name).where(customers.c.id.in_(IDS))


@dataclass(frozen=True, slots=True)
class Turn:
    """What a merge has changed about one invoice: `amount` came in, in minor units, where it was paid."""

    kind: Happening
    invoice_id: str
    amount: int = 0


class Telling:
    """Makes the data of what the store itself sees become true; nothing is read where nobody listens."""

    def __init__(self, scope: Scope, hooks: SqlHooks) -> None:
        self._scope = scope
        self._hooks = hooks

    def of_turns(self, turns: Sequence[Turn], at: datetime) -> None:
        """In their order."""
        heard = [x for x in turns if self._hooks.hears(x.kind)] if turns else []
        for chunk in chunked(heard):
            found = self._invoices([x.invoice_id for x in chunk])
            names = self._names([x.customer_id for x in found.values()])
            for turn in chunk:
                invoice = found[turn.invoice_id]
                self._hooks.tell(turn.kind, at, _made(_turned, turn, invoice, names[invoice.customer_id]))

    def of_holds(self, kind: Happening, held: Sequence[Hold], at: datetime) -> None:
        """Made or ended."""
        if held and self._hooks.hears(kind):
            for chunk in chunked(held):
                found = self._invoices([x.invoice_id for x in chunk if x.invoice_id is not None])
                whose = [x.customer_id or _owner(x, found) for x in chunk]
                names = self._names([x for x in whose if x is not None])
                for hold, of_id in zip(chunk, whose, strict=True):
                    invoice = found.get(hold.invoice_id or "")
                    self._hooks.tell(kind, at, _made(_held, hold, invoice, _named(of_id, names)))

    def of_task(self, kind: Happening, task: Task, at: datetime) -> None:
        """Opened or closed."""
        if self._hooks.hears(kind):
            found = self._invoices([task.invoice_id] if task.invoice_id else [])
            names = self._names([task.customer_id] if task.customer_id else [])
            invoice = found.get(task.invoice_id or "")
            self._hooks.tell(kind, at, _made(_asked, task, invoice, _named(task.customer_id, names)))

    def of_address(self, address: str, customer_ids: Sequence[str], at: datetime) -> None:
        """Never written to again; with whom it belongs to."""
        if self._hooks.hears(Happening.ADDRESS_SUPPRESSED):
            names = self._names(customer_ids)
            bearers = [of_customer(x, names[x]) for x in sorted(names)]
            data = {"address": address, "customers": bearers}
            self._hooks.tell(Happening.ADDRESS_SUPPRESSED, at, lambda: data)

    def _invoices(self, ids: Sequence[str]) -> dict[str, Invoice]:
        rows = self._scope.rows(_INVOICES, ids=sorted(set(ids))) if ids else ()
        return {x.id: x for x in (Invoice(*row) for row in rows)}

    def _names(self, ids: Sequence[str]) -> dict[str, str]:
        return dict(self._scope.ask(_NAMES, ids=sorted(set(ids))).all()) if ids else {}


def _made(make: Callable[..., Data], *values: Any) -> Callable[[], Data]:
    return lambda: make(*values)


def _turned(turn: Turn, invoice: Invoice, name: str) -> Data:
    told: dict[str, Any] = {}
    if turn.kind in (Happening.INVOICE_PAID, Happening.INVOICE_PART_PAID):
        told["received"] = decimal_text(turn.amount, invoice.currency)
    if turn.kind is Happening.CHARGE_FAILED:
        told["charge"] = of_charge(invoice)
    return about(told, of_customer(invoice.customer_id, name), [of_invoice(invoice)])


def _held(hold: Hold, invoice: Invoice | None, customer: Data | None) -> Data:
    currency = None if invoice is None else invoice.currency
    return about({"hold": of_hold(hold, currency)}, customer, _shown(invoice))


def _asked(task: Task, invoice: Invoice | None, customer: Data | None) -> Data:
    return about({"task": of_task(task)}, customer, _shown(invoice))


def _shown(invoice: Invoice | None) -> list[Data]:
    return [] if invoice is None else [of_invoice(invoice)]


def _owner(hold: Hold, found: dict[str, Invoice]) -> str | None:
    invoice = found.get(hold.invoice_id or "")
    return None if invoice is None else invoice.customer_id


def _named(customer_id: str | None, names: dict[str, str]) -> Data | None:
    return None if customer_id is None else of_customer(customer_id, names[customer_id])
