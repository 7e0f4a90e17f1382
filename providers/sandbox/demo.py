"""A stand-in account for the demo, told in plain words: its name, its settings, and what happens in it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from types import TracebackType
from typing import Any, Self
from zoneinfo import ZoneInfo

from .addresses import settings_of
from .server import Handle, serve
from .stripe import entry, timeline, webhooks
from .stripe.book import Book, Invoice

_ZONE = ZoneInfo("Europe/Paris")
_AS_BEFORE: Mapping[str, Any] = {}
#: Of the books that a visitor may connect.
SEED = 7


class StandIn:
    """One account at a billing provider, served over HTTP on loopback."""

    #: As the registry of providers knows it.
    name = "stripe"

    def __init__(self, handle: Handle) -> None:
        self._handle = handle
        self._book: Book = handle.stripe.book
        #: What RELANCE_<NAME>_* would hold, for each system that a visitor may connect.
        self.settings = settings_of(handle.url)

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
    ) -> str:
        """The new customer's id. `credit` is money that no invoice has used (minor units)."""
        with self._book.lock:
            customer = entry.add_customer(
                self._book,
                name=name,
                email=email,
                preferred_locales=[language],
                country=country,
                state=region,
                currency=currency.lower(),
            )
            customer.balance = -credit
        return customer.id

    def add_invoice(
        self,
        customer: str,
        number: str,
        amount: int,
        *,
        issued_on: date,
        due_on: date,
        is_charged: bool = False,
    ) -> None:
        """An open invoice over `amount` minor units; `is_charged` is collected automatically."""
        with self._book.lock:
            owner = self._book.customer(customer)
            kept, owner.balance = owner.balance, 0  # the credit came in later: no invoice has used it
            entry.add_invoice(
                self._book,
                customer,
                amount,
                number=number,
                created=_noon(issued_on),
                due=None if is_charged else _noon(due_on),
                collection_method="charge_automatically" if is_charged else "send_invoice",
            )
            owner.balance = kept

    def pay(self, number: str, amount: int | None = None) -> None:
        """All that remains, or `amount` minor units; does nothing once it is paid."""
        with self._book.lock:
            invoice = self._invoice(number)
            if invoice.status == "open":
                rest = invoice.amount_remaining
                entry.take_payment(self._book, invoice, amount=min(amount or rest, rest))

    def add_card(self, customer: str, **behaviour: Any) -> str:
        """His default from now on; `behaviour` as stripe/money.py says it: `decline="lost_card"`,
        `declines_left=2`, `needs_confirmation=True`, `exp_month=12, exp_year=2026`, `type="sepa_debit"`.
        """
        with self._book.lock:
            return entry.add_card(self._book, self._book.live_customer(customer), **behaviour).id

    def turn_card(self, card: str, **behaviour: Any) -> None:
        """From now on it behaves otherwise: `decline=None` makes it pay."""
        with self._book.lock:
            entry.turn_card(self._book, card, **behaviour)

    def add_subscription(
        self, customer: str, name: str, amount: int, *, began_on: date, then: Mapping[str, Any] = _AS_BEFORE
    ) -> str:
        """Monthly, `amount` minor units, paid by a card that was good on the first day.

        `then` is how it behaves since, as add_card says it; what was billed meanwhile is there at once.
        """
        began = _noon(began_on)
        with self._book.lock, self._book.at(int(began.timestamp())):
            card = entry.add_card(self._book, self._book.live_customer(customer))
            subscription = entry.add_subscription(self._book, customer, amount, name=name, began=began)
            entry.turn_card(self._book, card.id, **then)
        self.charge()
        return subscription.id

    def charge(self) -> None:
        """Do what the account would have done by now: renew, charge, try again, give up."""
        with self._book.lock:
            timeline.catch_up(self._book)

    def mail_through(self, port: int) -> None:
        """What the account and the other systems mail arrives at the mail server of this port."""
        self._handle.mail_through(port)

    def tell(self, address: str) -> None:
        """Deliver the webhooks that are due, to `address`."""
        webhooks.deliver(self._book, webhooks.Wish(to=address))

    def open_amount(self, number: str) -> int:
        """What remains of it, in minor units."""
        return self._invoice(number).amount_remaining

    def _invoice(self, number: str) -> Invoice:
        return self._book.invoice(number)

    def stop(self) -> None:
        self._handle.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def start(now: Callable[[], datetime]) -> StandIn:
    """An empty account on a free port of 127.0.0.1; its clock follows `now`. The other systems have books.

    A clock that stands still never ends a minute: how many calls one allows does not count here.
    """
    handle = serve(0, now=now, seed=None)
    for other in handle.stand_ins:
        if other.provider != StandIn.name:
            other.reset(SEED)
    handle.xero.limits.per_minute = handle.quickbooks.limits.per_minute = None
    return StandIn(handle)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), _ZONE)
