"""Why a charge that Stripe makes by itself has failed. Pure: no clock, no network."""

from collections.abc import Callable
from datetime import date

from connector.core.declines import AUTHENTICATION_REQUIRED, NO_PAYMENT_METHOD, UNSAID, Failure

from .shapes import ChargeJson, CustomerJson, ErrorJson, IntentJson, InvoiceJson, MethodJson

AUTOMATIC = "charge_automatically"
#: The first payment of a subscription: its customer is at the page, and Stripe voids it within a day.
FIRST_PAYMENT = "subscription_create"


def may_have_failed(row: InvoiceJson) -> bool:
    """Whether Stripe has tried to collect it by itself and has not got everything."""
    return (
        row.status == "open"
        and row.collection_method == AUTOMATIC
        and row.attempted
        and row.amount_remaining > 0
        and row.billing_reason != FIRST_PAYMENT
    )


def failure_of(row: InvoiceJson, intent: IntentJson | None, day: Callable[[int], date]) -> Failure | None:
    """None where the charge has not failed, or is on its way: a bank debit takes days."""
    if intent is None or not may_have_failed(row):
        return None
    tried = intent.latest_charge if isinstance(intent.latest_charge, ChargeJson) else None
    said = _said(intent, tried)
    if said is None:
        return None
    tried_at = tried.created if tried else (row.status_transitions.finalized_at or row.created)
    following = row.next_payment_attempt
    next_on = day(following) if following is not None else None
    return Failure(said.decline_code or UNSAID, day(tried_at), next_on, said.advice_code)


def another_card(row: InvoiceJson, intent: IntentJson | None) -> str | None:
    """The customer's card, where it is not the one that failed: only another one is worth a try."""
    settings = row.customer.invoice_settings if isinstance(row.customer, CustomerJson) else None
    default = settings.default_payment_method if settings else None
    card = default.id if isinstance(default, MethodJson) else default
    if intent is None or intent.status not in ("requires_payment_method", "requires_action"):
        return None
    tried = intent.latest_charge.payment_method if isinstance(intent.latest_charge, ChargeJson) else None
    return None if card in (tried, intent.payment_method) else card


def subscription_of(row: InvoiceJson) -> str | None:
    """The subscription that an invoice was made for."""
    details = row.parent.subscription_details if row.parent else None
    return details.subscription if details else None


def _said(intent: IntentJson, tried: ChargeJson | None) -> ErrorJson | None:
    """The decline: on the intent while nothing has touched it, for good on the charge."""
    if intent.status == "requires_action":
        return ErrorJson(decline_code=AUTHENTICATION_REQUIRED)
    if intent.status != "requires_payment_method":
        return None
    error = intent.last_payment_error
    if error is not None:
        return ErrorJson(decline_code=error.decline_code or error.code, advice_code=error.advice_code)
    if tried is None:
        return ErrorJson(decline_code=NO_PAYMENT_METHOD)
    outcome = tried.outcome
    code = (outcome.reason if outcome else None) or tried.failure_code
    return ErrorJson(decline_code=code, advice_code=outcome.advice_code if outcome else None)
