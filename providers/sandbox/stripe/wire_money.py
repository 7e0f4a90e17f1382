"""Payment methods, intents, charges and what follows them, as the current API version writes them."""

import hashlib
from typing import Any

from .book import Book
from .declines import Decline
from .money import Charge, Dispute, Intent, Method, Refund
from .wire import Json, overridden


def method_json(_: Book, method: Method) -> Json:
    shown: Json = {
        "id": method.id,
        "object": "payment_method",
        "allow_redisplay": "unspecified",
        "billing_details": _billing(method),
        "created": method.created,
        "customer": method.customer,
        "customer_account": None,
        "livemode": False,
        "metadata": method.metadata,
        "type": method.type,
        method.type: _card(method) if method.type == "card" else _debit(method),
    }
    return overridden(shown, method.overrides)


def _billing(method: Method | None) -> Json:
    known = {"name": method.name, "email": method.email} if method else {}
    return {"address": None, "email": None, "name": None, "phone": None, "tax_id": None} | known


def _fingerprint(method: Method) -> str:
    """The same for the same card, whichever payment method holds it."""
    return hashlib.sha256(f"{method.brand}{method.last4}{method.country}".encode()).hexdigest()[:16]


def _card(method: Method) -> Json:
    return {
        "brand": method.brand,
        "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
        "country": method.country,
        "display_brand": method.brand,
        "exp_month": method.exp_month,
        "exp_year": method.exp_year,
        "fingerprint": _fingerprint(method),
        "funding": "credit",
        "generated_from": None,
        "last4": method.last4,
        "networks": {"available": [method.brand], "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": True},
        "wallet": None,
    }


def _debit(method: Method) -> Json:
    return {
        "bank_code": "37040044",
        "branch_code": "",
        "country": method.country,
        "fingerprint": _fingerprint(method),
        "generated_from": {"charge": None, "setup_attempt": None},
        "last4": method.last4,
    }


def decline_json(book: Book, charge: Charge) -> Json:
    """What is said of a failed charge: `last_payment_error`, and the error of a 402."""
    method = book.methods[charge.method]
    decline = Decline(charge.failure or "generic_decline", method.type == "card")
    said: Json = {
        "type": "card_error",
        "code": decline.code,
        "message": decline.message,
        "doc_url": f"https://stripe.com/docs/error-codes/{decline.code.replace('_', '-')}",
        "charge": charge.id,
        "payment_method": method_json(book, method),
        "payment_method_type": method.type,
    }
    if decline.is_card:
        said |= {
            "decline_code": decline.reason,
            "advice_code": decline.advice,
            "network_decline_code": decline.network_code,
            "network_advice_code": decline.network_advice,
        }
    return {name: value for name, value in said.items() if value is not None}


def intent_json(book: Book, intent: Intent) -> Json:
    method = book.methods.get(intent.method or "")
    kind = method.type if method else "card"
    is_paid = intent.status == "succeeded"
    return {
        "id": intent.id,
        "object": "payment_intent",
        "amount": intent.amount,
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": intent.amount if is_paid else 0,
        "application": None,
        "application_fee_amount": None,
        "automatic_payment_methods": None,
        "canceled_at": intent.canceled_at,
        "cancellation_reason": None if intent.canceled_at is None else "void_invoice",
        "capture_method": "automatic",
        "client_secret": f"{intent.id}_secret_{intent.id[-10:]}",
        "confirmation_method": "automatic",
        "created": intent.created,
        "currency": intent.currency,
        "customer": intent.customer,
        "customer_account": None,
        "description": None,
        "excluded_payment_method_types": None,
        "last_payment_error": intent.last_error,
        "latest_charge": intent.latest_charge,
        "livemode": False,
        "metadata": intent.metadata,
        "next_action": _next_action(book, intent),
        "on_behalf_of": None,
        "payment_method": intent.method if intent.status != "requires_payment_method" else None,
        "payment_method_configuration_details": None,
        "payment_method_options": {},
        "payment_method_types": [kind],
        "processing": None,
        "receipt_email": None,
        "review": None,
        "setup_future_usage": "off_session",
        "shipping": None,
        "source": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "status": intent.status,
        "transfer_data": None,
        "transfer_group": None,
    }


def _next_action(book: Book, intent: Intent) -> Json | None:
    if intent.status != "requires_action":
        return None
    page = f"{book.base_url}/i/{book.account}/{intent.invoice}"
    return {"type": "redirect_to_url", "redirect_to_url": {"return_url": None, "url": page}}


def charge_json(book: Book, charge: Charge) -> Json:
    method = book.methods.get(charge.method)
    decline = Decline(charge.failure, method is None or method.type == "card") if charge.failure else None
    is_paid = charge.status == "succeeded"
    return {
        "id": charge.id,
        "object": "charge",
        "amount": charge.amount,
        "amount_captured": charge.amount if is_paid else 0,
        "amount_refunded": charge.refunded,
        "application": None,
        "application_fee": None,
        "application_fee_amount": None,
        "balance_transaction": None,
        "billing_details": _billing(method),
        "calculated_statement_descriptor": None,
        "captured": is_paid,
        "created": charge.created,
        "currency": charge.currency,
        "customer": charge.customer,
        "description": charge.description,
        "disputed": charge.is_disputed,
        "failure_balance_transaction": None,
        "failure_code": decline.code if decline else None,
        "failure_message": decline.message if decline else None,
        "fraud_details": {},
        "livemode": False,
        "metadata": charge.metadata,
        "on_behalf_of": None,
        "outcome": _outcome(decline),
        "paid": is_paid,
        "payment_intent": charge.intent,
        "payment_method": charge.method,
        "payment_method_details": _details(method),
        "receipt_email": None,
        "receipt_number": None,
        "receipt_url": None,
        "refunded": charge.refunded == charge.amount,
        "review": None,
        "shipping": None,
        "source": None,
        "source_transfer": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "status": charge.status,
        "transfer_data": None,
        "transfer_group": None,
    }


def _details(method: Method | None) -> Json | None:
    if method is None:
        return None
    if method.type == "sepa_debit":
        return {"type": "sepa_debit", "sepa_debit": _debit(method) | {"mandate": None}}
    dropped = ("display_brand", "generated_from", "networks", "three_d_secure_usage")
    kept = {name: value for name, value in _card(method).items() if name not in dropped}
    return {"type": "card", "card": kept | {"network": method.brand, "three_d_secure": None}}


def _outcome(decline: Decline | None) -> Json:
    if decline is None:
        said: dict[str, Any] = {
            "network_status": "approved_by_network",
            "reason": None,
            "seller_message": "Payment complete.",
            "type": "authorized",
        }
        return {"advice_code": None, "network_advice_code": None, "network_decline_code": None} | said
    return {
        "advice_code": decline.advice if decline.is_card else None,
        "network_advice_code": decline.network_advice,
        "network_decline_code": decline.network_code,
        "network_status": "not_sent_to_network" if decline.is_blocked else "declined_by_network",
        "reason": decline.reason,
        "risk_level": "highest" if decline.is_blocked else "normal",
        "seller_message": f"The bank returned the decline code `{decline.reason}`.",
        "type": "blocked" if decline.is_blocked else "issuer_declined",
    }


def refund_json(book: Book, refund: Refund) -> Json:
    charge = book.charges[refund.charge]
    return {
        "id": refund.id,
        "object": "refund",
        "amount": refund.amount,
        "balance_transaction": None,
        "charge": refund.charge,
        "created": refund.created,
        "currency": refund.currency,
        "metadata": refund.metadata,
        "payment_intent": charge.intent,
        "reason": refund.reason,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
    }


def dispute_json(book: Book, dispute: Dispute) -> Json:
    charge = book.charges[dispute.charge]
    evidence = {
        "due_by": dispute.created + 7 * 86_400,
        "enhanced_eligibility": {},
        "has_evidence": False,
        "past_due": False,
        "submission_count": 0,
    }
    return {
        "id": dispute.id,
        "object": "dispute",
        "amount": dispute.amount,
        "balance_transactions": [],
        "charge": dispute.charge,
        "created": dispute.created,
        "currency": dispute.currency,
        "enhanced_eligibility_types": [],
        "evidence": {},
        "evidence_details": evidence,
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": dispute.metadata,
        "payment_intent": charge.intent,
        "reason": dispute.reason,
        "status": dispute.status,
    }
