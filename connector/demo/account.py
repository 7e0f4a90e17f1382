"""The stand-in account of the made-up company, as its story changes it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol


class Account(Protocol):
    """The stand-in account, as the story changes it."""

    def add_customer(
        self,
        name: str,
        email: str,
        *,
        language: str,
        country: str,
        region: str | None = None,
        currency: str,
        credit: int = 0,
    ) -> str: ...

    def add_invoice(
        self,
        customer: str,
        number: str,
        amount: int,
        *,
        issued_on: date,
        due_on: date,
        is_charged: bool = False,
    ) -> None: ...

    def add_subscription(
        self, customer: str, name: str, amount: int, *, began_on: date, then: Mapping[str, Any]
    ) -> str: ...

    def add_card(self, customer: str) -> str: ...

    def pay(self, number: str, amount: int | None = None) -> None: ...

    def open_amount(self, number: str) -> int: ...
