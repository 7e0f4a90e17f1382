"""Objects as API version 2026-10-28.endive writes them; every field of an invoice and a customer is there."""

from typing import Any

from .book import Book, Customer, Invoice, Item, Payment
from .versions import API_VERSION

__all__ = ["API_VERSION"]
Json = dict[str, Any]
_DROPPED = "(dropped)"


def customer_json(customer: Customer, *, is_delinquent: bool) -> Json:
    """A deleted customer is a stub of three fields."""
    if customer.is_deleted:
        return {"id": customer.id, "object": "customer", "deleted": True}
    shown: Json = {
        "id": customer.id,
        "object": "customer",
        "address": customer.address,
        "balance": customer.balance,
        "business_name": None,
        "created": customer.created,
        "currency": customer.currency,
        "customer_account": None,
        "default_source": None,
        "delinquent": is_delinquent,
        "description": customer.description,
        "discount": None,
        "email": customer.email,
        "individual_name": None,
        "invoice_prefix": customer.invoice_prefix,
        "invoice_settings": {
            "custom_fields": None,
            "default_payment_method": customer.default_payment_method,
            "footer": None,
            "rendering_options": None,
        },
        "livemode": False,
        "metadata": customer.metadata,
        "name": customer.name,
        "next_invoice_sequence": customer.next_invoice_sequence,
        "phone": customer.phone,
        "preferred_locales": customer.preferred_locales,
        "shipping": None,
        "tax_exempt": "none",
        "test_clock": None,
    }
    return overridden(shown, customer.overrides)


def invoice_json(book: Book, invoice: Invoice) -> Json:
    """The pay page and the PDF are served by the stand-in itself."""
    base_url, owner = book.base_url, book.customer(invoice.customer)
    frozen = invoice.frozen or {
        "customer_name": owner.name,
        "customer_email": owner.email,
        "customer_phone": owner.phone,
        "customer_address": owner.address,
    }
    is_final = invoice.status != "draft"
    shown: Json = {
        "id": invoice.id,
        "object": "invoice",
        **_account_part(book),
        **_money_part(invoice),
        **_collection_part(invoice),
        "created": invoice.created,
        "currency": invoice.currency,
        "custom_fields": None,
        "customer": invoice.customer,
        "customer_account": None,
        **frozen,
        "customer_shipping": None,
        "customer_tax_exempt": "none",
        "customer_tax_ids": [],
        "default_payment_method": invoice.default_payment_method,
        "default_source": None,
        "default_tax_rates": [],
        "description": invoice.description,
        "discounts": [],
        "due_date": invoice.due_date,
        "effective_at": invoice.effective_at,
        "footer": None,
        "from_invoice": None,
        "hosted_invoice_url": f"{base_url}/i/{book.account}/{invoice.id}" if is_final else None,
        "invoice_pdf": f"{base_url}/i/{book.account}/{invoice.id}/pdf?s=ap" if is_final else None,
        "last_finalization_error": None,
        "latest_revision": None,
        "lines": list_json(
            f"/v1/invoices/{invoice.id}/lines", [line_json(book, invoice, item) for item in invoice.items]
        ),
        "livemode": False,
        "metadata": invoice.metadata,
        "number": invoice.number,
        "on_behalf_of": None,
        "parent": _parent(book, invoice),
        "payment_settings": dict.fromkeys(
            ("default_mandate", "payment_method_options", "payment_method_types")
        ),
        "period_end": invoice.period_end or invoice.created,
        "period_start": invoice.period_start or invoice.created,
        "receipt_number": None,
        "rendering": None,
        "shipping_cost": None,
        "shipping_details": None,
        "statement_descriptor": None,
        "status": invoice.status,
        "status_details": _status_details(invoice),
        "status_transitions": {
            "finalized_at": invoice.finalized_at,
            "marked_uncollectible_at": invoice.marked_uncollectible_at,
            "paid_at": invoice.paid_at,
            "voided_at": invoice.voided_at,
        },
        "test_clock": None,
        "threshold_reason": None,
        "webhooks_delivered_at": invoice.finalized_at,
    }
    return overridden(shown, invoice.overrides)


def _account_part(book: Book) -> Json:
    return {
        "account_country": book.country,
        "account_name": book.name,
        "account_tax_ids": None,
        "application": None,
        "automatic_tax": dict.fromkeys(("disabled_reason", "liability", "provider", "status"))
        | {"enabled": False},
        "issuer": {"type": "self"},
    }


def _money_part(invoice: Invoice) -> Json:
    outside = sum(p.amount for p in invoice.payments if p.is_outside and p.status == "paid")
    return {
        "amount_due": invoice.amount_due,
        "amount_overpaid": 0,
        "amount_paid": invoice.amount_paid,
        "amount_paid_off_stripe": outside,
        "amount_remaining": invoice.amount_remaining,
        "amount_shipping": 0,
        "ending_balance": invoice.ending_balance,
        "post_payment_credit_notes_amount": invoice.credited_after,
        "pre_payment_credit_notes_amount": invoice.credit_notes,
        "starting_balance": invoice.starting_balance,
        "subtotal": invoice.total,
        "subtotal_excluding_tax": invoice.total,
        "total": invoice.total,
        "total_discount_amounts": [],
        "total_excluding_tax": invoice.total,
        "total_pretax_credit_amounts": [],
        "total_taxes": [],
    }


def _collection_part(invoice: Invoice) -> Json:
    return {
        "attempt_count": invoice.attempt_count,
        "attempted": invoice.attempt_count > 0,
        "auto_advance": invoice.auto_advance,
        "automatically_finalizes_at": invoice.finalizes_at if invoice.status == "draft" else None,
        "billing_reason": invoice.billing_reason,
        "collection_method": invoice.collection_method,
        "confirmation_secret": None,
        "next_payment_attempt": invoice.next_payment_attempt,
    }


def _parent(book: Book, invoice: Invoice) -> Json | None:
    subscription = book.subscription_of(invoice)
    if subscription is None:
        return None
    details = {
        "metadata": subscription.metadata,
        "subscription": subscription.id,
        "subscription_proration_date": None,
    }
    return {"type": "subscription_details", "quote_details": None, "subscription_details": details}


def _status_details(invoice: Invoice) -> Json | None:
    if invoice.status != "uncollectible":
        return None
    return {"uncollectible": {"reason": invoice.written_off_because or "user_forgiven"}}


def line_json(book: Book, invoice: Invoice, item: Item) -> Json:
    return {
        "id": f"il_{item.id[3:]}",
        "object": "line_item",
        "amount": item.amount,
        "currency": item.currency,
        "description": item.description,
        "discount_amounts": [],
        "discountable": True,
        "discounts": [],
        "invoice": invoice.id,
        "livemode": False,
        "metadata": {},
        "parent": _line_parent(invoice, item),
        "period": {"start": item.created, "end": item.ends or item.created},
        "pretax_credit_amounts": [],
        "pricing": _pricing(book, item),
        "quantity": item.quantity,
        "quantity_decimal": str(item.quantity),
        "subscription": invoice.subscription,
        "subtotal": item.amount,
        "taxes": [],
    }


def _line_parent(invoice: Invoice, item: Item) -> Json:
    common = {"proration": False, "proration_details": None, "subscription": invoice.subscription}
    if item.part is not None:
        details = common | {"invoice_item": None, "subscription_item": item.part}
        return {
            "type": "subscription_item_details",
            "invoice_item_details": None,
            "subscription_item_details": details,
        }
    return {
        "type": "invoice_item_details",
        "invoice_item_details": common | {"invoice_item": item.id, "subscription": None},
        "subscription_item_details": None,
    }


def _pricing(book: Book, item: Item) -> Json | None:
    price = book.prices.get(item.price or "")
    if price is None:
        return None
    return {
        "type": "price_details",
        "price_details": {"price": price.id, "product": price.product},
        "unit_amount_decimal": str(price.amount),
    }


def item_json(item: Item) -> Json:
    return {
        "id": item.id,
        "object": "invoiceitem",
        "amount": item.amount,
        "currency": item.currency,
        "customer": item.customer,
        "customer_account": None,
        "date": item.created,
        "description": item.description,
        "discountable": True,
        "discounts": [],
        "frozen_fields": None,
        "invoice": item.invoice,
        "livemode": False,
        "metadata": {},
        "net_amount": item.amount,
        "parent": None,
        "period": {"start": item.created, "end": item.created},
        "pricing": None,
        "proration": False,
        "quantity": 1,
        "quantity_decimal": "1",
        "tax_rates": [],
        "test_clock": None,
    }


def payment_json(invoice: Invoice, payment: Payment) -> Json:
    """One row of an invoice's payments: what was asked for, and what came."""
    if payment.intent is None:
        through = {"type": "payment_record", "payment_record": f"pr_{payment.id[6:]}"}
    else:
        through = {"type": "payment_intent", "payment_intent": payment.intent}
    return {
        "id": payment.id,
        "object": "invoice_payment",
        "amount_paid": payment.amount if payment.status == "paid" else None,
        "amount_requested": payment.amount,
        "created": payment.created or payment.paid_at,
        "currency": invoice.currency,
        "invoice": invoice.id,
        "is_default": payment.intent is not None,
        "livemode": False,
        "payment": through,
        "status": payment.status,
        "status_transitions": {"canceled_at": payment.canceled_at, "paid_at": payment.paid_at},
    }


def account_json(book: Book) -> Json:
    return {
        "id": book.account,
        "object": "account",
        "business_profile": {"name": book.name, "support_email": None, "support_phone": None, "url": None},
        "business_type": "company",
        "capabilities": {"card_payments": "active", "transfers": "active"},
        "charges_enabled": True,
        "controller": {"type": "account"},
        "country": book.country,
        "created": 1_700_000_000,
        "default_currency": book.currency,
        "details_submitted": True,
        "email": "owner@sandbox.example",
        "metadata": {},
        "payouts_enabled": True,
        "settings": {"dashboard": {"display_name": book.name, "timezone": book.zone}},
        "type": "standard",
    }


def list_json(url: str, rows: list[Json], *, has_more: bool = False) -> Json:
    return {"object": "list", "data": rows, "has_more": has_more, "url": url}


def overridden(shown: Json, overrides: Json) -> Json:
    """What a test spoiled on purpose; the value "(dropped)" takes the field out."""
    if not overrides:
        return shown
    return {name: value for name, value in (shown | overrides).items() if value != _DROPPED}
