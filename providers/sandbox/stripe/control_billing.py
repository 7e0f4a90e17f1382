"""`/_sandbox/stripe`: cards, subscriptions, disputes and settings; what was told, and telling it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import datetime
from typing import Any

from fastapi import APIRouter, HTTPException

from . import charging, collecting, corrections, entry, methods, versions, webhooks
from .billing import Interval
from .book import Book, Invoice, found
from .events import event_json, remembered
from .forms import Form
from .money import MethodType
from .rules import AfterRetries

Opened = Callable[[str | None], AbstractContextManager[Book]]


class RulesForm(Form):
    """What is given is set; rules.py says what each is."""

    retry_gaps_days: tuple[float, ...] | None = None
    after_retries: AfterRetries | None = None
    writes_off_after_retries: bool | None = None
    draft_hours: float | None = None
    incomplete_hours: float | None = None
    announces_due: bool | None = None
    will_be_due_days: int | None = None
    webhook_gaps_hours: tuple[float, ...] | None = None
    api_version: str | None = None
    expand_levels: int | None = None


class CardForm(Form):
    """How it behaves: `decline` is a decline code, `declines_left` how often it still fails."""

    type: MethodType = "card"
    brand: str = "visa"
    last4: str = "4242"
    exp_month: int = 12
    exp_year: int = 2034
    country: str = "FR"
    decline: str | None = None
    declines_left: int | None = None
    needs_confirmation: bool = False
    settles_days: float = 5
    is_default: bool = True


class CardChangeForm(Form):
    """What is given is set, without an event: the card itself does not know."""

    exp_month: int | None = None
    exp_year: int | None = None
    decline: str | None = None
    declines_left: int | None = None
    needs_confirmation: bool | None = None


class RenewForm(Form):
    """The network's new date for a card, perhaps with a new number."""

    exp_month: int
    exp_year: int
    last4: str | None = None


class SubscriptionForm(Form):
    """`amount` in minor units for each interval."""

    customer: str
    amount: int
    name: str = "Subscription"
    currency: str | None = None
    interval: Interval = "month"
    began: datetime | None = None
    trial_days: int = 0
    days_until_due: int | None = None


class DisputeForm(Form):
    """The newest paid charge of an invoice, by id or number."""

    invoice: str
    reason: str = "fraudulent"


class DeliverForm(Form):
    """See webhooks.py: percentages of a hundred, drawn by `seed`."""

    to: str | None = None
    order: webhooks.Order = "as_made"
    doubled_percent: int = 0
    lost_percent: int = 0
    seed: int = 7
    signed_at: int | None = None


def billing(router: APIRouter, opened: Opened) -> None:
    _rules(router, opened)
    _cards(router, opened)
    _subscriptions(router, opened)
    _money_back(router, opened)


def _rules(router: APIRouter, opened: Opened) -> None:
    @router.post("/rules")
    def set_rules(form: RulesForm, account: str | None = None) -> dict[str, Any]:
        with opened(account) as book:
            if form.api_version is not None:
                versions.checked(form.api_version)
            for name, value in form.model_dump(exclude_none=True).items():
                setattr(book.rules, name, value)
            return asdict(book.rules)


def _cards(router: APIRouter, opened: Opened) -> None:
    @router.post("/customers/{sought}/cards", status_code=201)
    def add(sought: str, form: CardForm, account: str | None = None) -> dict[str, Any]:
        with opened(account) as book:
            return {"id": entry.add_card(book, book.live_customer(sought), **form.model_dump()).id}

    @router.patch("/cards/{sought}")
    def change(sought: str, form: CardChangeForm, account: str | None = None) -> dict[str, Any]:
        with opened(account) as book:
            entry.turn_card(book, sought, **form.model_dump(exclude_unset=True))
            return {"id": sought}

    @router.post("/cards/{sought}/renew")
    def renew(sought: str, form: RenewForm, account: str | None = None) -> dict[str, Any]:
        with opened(account) as book:
            methods.renew_by_network(book, found(book.methods, sought, "payment_method"), **form.model_dump())
            return {"id": sought}


def _subscriptions(router: APIRouter, opened: Opened) -> None:
    @router.post("/subscriptions", status_code=201)
    def add(form: SubscriptionForm, account: str | None = None) -> dict[str, Any]:
        with opened(account) as book:
            made = entry.add_subscription(book, **form.model_dump())
            return {"id": made.id, "status": made.status, "latest_invoice": made.latest_invoice}

    @router.post("/invoices/{sought}/try")
    def try_now(sought: str, account: str | None = None) -> dict[str, Any]:
        """The automatic charge, at once instead of at its moment."""
        with opened(account) as book:
            invoice = book.invoice(sought)
            if invoice.status != "open":
                raise HTTPException(
                    400, f"Invoice {sought} is {invoice.status}: only an open one is charged."
                )
            collecting.retry(book, invoice)
            return _shown(book, invoice)

    @router.post("/invoices/{sought}/confirm")
    def confirm(sought: str, account: str | None = None) -> dict[str, Any]:
        """What the customer does on the hosted page."""
        with opened(account) as book:
            collecting.pay_on_page(book, book.invoice(sought))
            return _shown(book, book.invoice(sought))


def _shown(book: Book, invoice: Invoice) -> dict[str, Any]:
    intent = book.intents.get(invoice.intent or "")
    method = charging.chosen(book, invoice)
    return {
        "id": invoice.id,
        "status": invoice.status,
        "attempt_count": invoice.attempt_count,
        "next_payment_attempt": invoice.next_payment_attempt,
        "payment_intent": intent.status if intent else None,
        "payment_method": method.id if method else None,
    }


def _money_back(router: APIRouter, opened: Opened) -> None:
    @router.post("/disputes", status_code=201)
    def contest(form: DisputeForm, account: str | None = None) -> dict[str, Any]:
        with opened(account) as book:
            invoice = book.invoice(form.invoice)
            paid = [c for c in book.charges.values() if c.invoice == invoice.id and c.status == "succeeded"]
            if not paid:
                raise HTTPException(400, f"Invoice {form.invoice} was not paid by a charge.")
            return {"id": corrections.contest(book, paid[-1], form.reason).id}

    @router.post("/disputes/{sought}/{end}")
    def decide(sought: str, end: str, account: str | None = None) -> dict[str, Any]:
        if end not in ("won", "lost"):
            raise HTTPException(404, "A dispute is won or lost.")
        with opened(account) as book:
            corrections.decide(book, found(book.disputes, sought, "dispute"), is_won=end == "won")
            return {"id": sought, "status": end}


def telling(router: APIRouter, opened: Opened) -> None:
    @router.get("/events")
    def events(account: str | None = None) -> list[dict[str, Any]]:
        """Oldest first, as the API shows them."""
        with opened(account) as book:
            return [event_json(event) for event in reversed(remembered(book))]

    @router.post("/deliver")
    def deliver(form: DeliverForm, account: str | None = None) -> list[dict[str, Any]]:
        with opened(account) as book:
            held = book
        try:
            return [asdict(tried) for tried in webhooks.deliver(held, webhooks.Wish(**form.model_dump()))]
        except ValueError as wrong:
            raise HTTPException(400, str(wrong)) from None

    @router.post("/webhook_endpoints/{sought}/roll")
    def roll(sought: str, hours: float = 24, account: str | None = None) -> dict[str, Any]:
        """A new secret; the old one signs too for `hours`."""
        with opened(account) as book:
            endpoint = found(book.endpoints, sought, "webhook_endpoint")
            return {"id": sought, "secret": webhooks.roll(book, endpoint, hours)}
