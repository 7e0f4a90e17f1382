"""Credit notes, balance entries and portal sessions as the current API version writes them."""

from .book import Book
from .money import BalanceEntry, CreditNote, PortalSession
from .notices import Endpoint
from .wire import Json, list_json


def credit_note_json(book: Book, note: CreditNote) -> Json:
    after = note.amount - note.before_payment
    line = {
        "id": f"cnli_{note.id[3:]}",
        "object": "credit_note_line_item",
        "amount": note.amount,
        "description": note.memo,
        "discount_amount": 0,
        "discount_amounts": [],
        "livemode": False,
        "pretax_credit_amounts": [],
        "quantity": 1,
        "tax_rates": [],
        "taxes": [],
        "type": "custom_line_item",
        "unit_amount": note.amount,
        "unit_amount_decimal": str(note.amount),
    }
    refunds = [
        {"amount_refunded": amount, "payment_record_refund": None, "refund": refund, "type": "refund"}
        for refund, amount in note.refunds
    ]
    return {
        "id": note.id,
        "object": "credit_note",
        "amount": note.amount,
        "amount_shipping": 0,
        "created": note.created,
        "currency": note.currency,
        "customer": note.customer,
        "customer_account": None,
        "customer_balance_transaction": note.balance_transaction,
        "discount_amount": 0,
        "discount_amounts": [],
        "effective_at": note.created,
        "invoice": note.invoice,
        "lines": list_json(f"/v1/credit_notes/{note.id}/lines", [line]),
        "livemode": False,
        "memo": note.memo,
        "metadata": note.metadata,
        "number": note.number,
        "out_of_band_amount": note.outside or None,
        "pdf": f"{book.base_url}/i/{book.account}/{note.invoice}/pdf?s=ap",
        "post_payment_amount": after,
        "pre_payment_amount": note.before_payment,
        "pretax_credit_amounts": [],
        "reason": note.reason,
        "refunds": refunds,
        "shipping_cost": None,
        "status": "issued" if note.voided_at is None else "void",
        "subtotal": note.amount,
        "subtotal_excluding_tax": note.amount,
        "total": note.amount,
        "total_excluding_tax": note.amount,
        "total_taxes": [],
        "type": "post_payment" if after else "pre_payment",
        "voided_at": note.voided_at,
    }


def balance_entry_json(_: Book, entry: BalanceEntry) -> Json:
    return {
        "id": entry.id,
        "object": "customer_balance_transaction",
        "amount": entry.amount,
        "checkout_session": None,
        "created": entry.created,
        "credit_note": entry.credit_note,
        "currency": entry.currency,
        "customer": entry.customer,
        "customer_account": None,
        "description": entry.description,
        "ending_balance": entry.ending_balance,
        "invoice": entry.invoice,
        "livemode": False,
        "metadata": entry.metadata,
        "type": entry.type,
    }


def session_json(book: Book, session: PortalSession) -> Json:
    return {
        "id": session.id,
        "object": "billing_portal.session",
        "configuration": f"bpc_{book.account[5:]}",
        "created": session.created,
        "customer": session.customer,
        "customer_account": None,
        "flow": _flow(session),
        "livemode": False,
        "locale": session.locale,
        "on_behalf_of": None,
        "return_url": session.return_url,
        "url": f"{book.base_url}/p/session/{session.secret}",
    }


def _flow(session: PortalSession) -> Json | None:
    if session.flow is None:
        return None
    back = session.after_redirect
    return {
        "after_completion": {
            "hosted_confirmation": None,
            "redirect": {"return_url": back} if back else None,
            "type": "redirect" if back else "portal_homepage",
        },
        "subscription_cancel": None,
        "subscription_update": None,
        "subscription_update_confirm": None,
        "type": session.flow,
    }


def endpoint_json(_: Book, endpoint: Endpoint) -> Json:
    """Without its secret, which is told once, when it is made."""
    return {
        "id": endpoint.id,
        "object": "webhook_endpoint",
        "api_version": endpoint.api_version,
        "application": None,
        "created": endpoint.created,
        "description": endpoint.description,
        "enabled_events": endpoint.enabled_events,
        "livemode": False,
        "metadata": endpoint.metadata,
        "status": "enabled" if endpoint.is_enabled else "disabled",
        "url": endpoint.url,
    }
