"""An office whose customers stand in two accounts: the books, and the cards."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from connector.core.source import Connection
from connector.store.engine import SqlStore
from connector.usecases.disconnecting import disconnect
from connector.usecases.keys import connect
from tests.scenarios.office import Account, Office

Begin = Callable[..., "TwoSystems"]


class TwoSystems(Office):
    """`account` are the books; `cards` is another account, which is connected once `open_cards` is called."""

    def __init__(self, store: SqlStore, moment: str = "2026-09-01T09:00", **settings: Any) -> None:
        self.cards = Account()
        self.of_cards: Connection | None = None
        super().__init__(store, moment, **({"policy": "three"} | settings))

    def make_app(self, **ports: Any) -> Any:
        def account(connection: Connection, *_: Any) -> Account:
            is_cards = self.of_cards is not None and connection.id == self.of_cards.id
            return self.cards if is_cards else self.account

        return super().make_app(**({"sources": account} | ports))

    def open_cards(self) -> None:
        self.of_cards = connect(self.app, self.id, "elsewhere", "cards", "another key")

    def close_cards(self) -> None:
        assert self.of_cards is not None
        disconnect(self.app, self.id, self.of_cards.id, "Anna")

    def also(self, key: str, email: str = "", **fields: Any) -> None:
        """The same invoice stands in the cards' account, where its customer is called otherwise."""
        invoice = replace(self.account.invoices[key], **fields)
        name = f"{invoice.customer_source_id} (card)"
        theirs = self.account.customers[invoice.customer_source_id]
        emails = (email,) if email else theirs.emails
        self.cards.customers[name] = replace(theirs, source_id=name, name=name, emails=emails)
        self.cards.invoices[key] = replace(invoice, customer_source_id=name)

    def reasons(self, number: str) -> dict[str, str]:
        """What is decided of each invoice of that number, by its customer."""
        planned = {x.customer.name: x.item for x in self.plan()}
        found = ((name, item) for name, item in planned.items() if number in item.numbers)
        return {name: item.reason.value for name, item in found}
