"""Any object of a book as one API version shows it, and what `expand` puts in the place of an id."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from . import wire, wire_billing, wire_credit, wire_money
from .billing import Price, Product, Subscription
from .book import Book, Customer, Invoice, Item
from .fields import FIELDS, Listing
from .money import BalanceEntry, Charge, CreditNote, Dispute, Intent, Method, PortalSession, Refund
from .notices import Endpoint
from .older import OLDER
from .versions import is_old
from .wire import Json, list_json

Writer = Callable[[Book, Any], Json]
_WRITERS: dict[type, Writer] = {
    BalanceEntry: wire_credit.balance_entry_json,
    Charge: wire_money.charge_json,
    CreditNote: wire_credit.credit_note_json,
    Dispute: wire_money.dispute_json,
    Endpoint: wire_credit.endpoint_json,
    Intent: wire_money.intent_json,
    Invoice: wire.invoice_json,
    Item: lambda _, it: wire.item_json(it),
    Method: wire_money.method_json,
    PortalSession: wire_credit.session_json,
    Price: wire_billing.price_json,
    Product: wire_billing.product_json,
    Refund: wire_money.refund_json,
    Subscription: wire_billing.subscription_json,
}


@dataclass(frozen=True)
class View:
    """A book in one API version, for one answer: who is behind with payments is worked out once."""

    book: Book
    version: str

    def show(self, thing: Any) -> Json:
        if isinstance(thing, Customer):
            return wire.customer_json(thing, is_delinquent=thing.id in self._late)
        return self._aged(_WRITERS[type(thing)](self.book, thing))

    @cached_property
    def _late(self) -> frozenset[str]:
        return self.book.delinquent_customers()

    def _aged(self, shown: Json) -> Json:
        older = OLDER.get(str(shown["object"])) if is_old(self.version) else None
        return shown if older is None else older(self.book, shown)

    def by_id(self, noun: str, sought: str) -> Json | None:
        """The object an id stands for; None where this book has it not."""
        thing = self._shelf(noun).get(sought)
        return None if thing is None else self.show(thing)

    def _shelf(self, noun: str) -> dict[str, Any]:
        book = self.book
        shelves: dict[str, dict[str, Any]] = {
            "charge": book.charges,
            "credit_note": book.credit_notes,
            "customer": book.customers,
            "customer_balance_transaction": book.balance_entries,
            "invoice": book.invoices,
            "payment_intent": book.intents,
            "payment_method": book.methods,
            "price": book.prices,
            "product": book.products,
            "subscription": book.subscriptions,
        }
        return shelves.get(noun, {})

    def expand(self, shown: Json, paths: Iterable[list[str]]) -> Json:
        """Puts the objects in, in place; the paths have been checked."""
        for path in paths:
            self._walk(shown, FIELDS[shown["object"]], path)
        return shown

    def _walk(self, node: Json, table: dict[str, Any], path: list[str]) -> None:
        head, rest = path[0], path[1:]
        step = table[head]
        if isinstance(step, Listing):
            self._listing(node, head, step, rest)
        elif isinstance(step, dict):
            if rest and isinstance(node.get(head), dict):
                self._walk(node[head], step, rest)
        else:
            self._reference(node, head, step, rest)

    def _reference(self, node: Json, name: str, noun: str, rest: list[str]) -> None:
        if isinstance(node.get(name), str):
            node[name] = self.by_id(noun, node[name]) or node[name]
        if rest and isinstance(node.get(name), dict):
            self._walk(node[name], FIELDS[noun], rest)

    def _listing(self, node: Json, name: str, listing: Listing, rest: list[str]) -> None:
        if listing.is_on_demand and name not in node:
            node[name] = self._included(node["object"], node["id"], listing.noun)
        for row in node[name]["data"] if rest[1:] else []:
            self._walk(row, FIELDS[listing.noun], rest[1:])

    def _included(self, noun: str, sought: str, rows: str) -> Json:
        book = self.book
        if rows == "invoice_payment":
            invoice = book.invoices[sought]
            shown = [wire.payment_json(invoice, payment) for payment in invoice.payments]
            return list_json("/v1/invoice_payments", shown)
        if rows == "refund":
            given = [refund for refund in book.refunds.values() if refund.charge == sought]
            return list_json(f"/v1/charges/{sought}/refunds", [self.show(one) for one in reversed(given)])
        live = [s for s in book.subscriptions.values() if s.customer == sought and s.is_live]
        return list_json(f"/v1/customers/{sought}/subscriptions", [self.show(one) for one in reversed(live)])
