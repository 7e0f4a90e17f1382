"""Products, prices and subscriptions as the current API version writes them."""

from .billing import Part, Price, Product, Subscription
from .book import Book
from .wire import Json, list_json, overridden


def product_json(_: Book, product: Product) -> Json:
    return {
        "id": product.id,
        "object": "product",
        "active": product.is_active,
        "created": product.created,
        "default_price": None,
        "description": product.description,
        "images": [],
        "livemode": False,
        "marketing_features": [],
        "metadata": product.metadata,
        "name": product.name,
        "package_dimensions": None,
        "shippable": None,
        "statement_descriptor": None,
        "tax_code": None,
        "type": "service",
        "unit_label": None,
        "updated": product.created,
        "url": None,
    }


def price_json(_: Book, price: Price) -> Json:
    recurring = {
        "interval": price.interval,
        "interval_count": price.interval_count,
        "meter": None,
        "trial_period_days": None,
        "usage_type": "licensed",
    }
    return {
        "id": price.id,
        "object": "price",
        "active": price.is_active,
        "billing_scheme": "per_unit",
        "created": price.created,
        "currency": price.currency,
        "custom_unit_amount": None,
        "livemode": False,
        "lookup_key": None,
        "metadata": price.metadata,
        "nickname": price.nickname,
        "product": price.product,
        "recurring": recurring if price.interval else None,
        "tax_behavior": "unspecified",
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "recurring" if price.interval else "one_time",
        "unit_amount": price.amount,
        "unit_amount_decimal": str(price.amount),
    }


def _plan_json(price: Price) -> Json:
    """The older twin of a price, which is still written beside it."""
    return {
        "id": price.id,
        "object": "plan",
        "active": price.is_active,
        "amount": price.amount,
        "amount_decimal": str(price.amount),
        "billing_scheme": "per_unit",
        "created": price.created,
        "currency": price.currency,
        "interval": price.interval,
        "interval_count": price.interval_count,
        "livemode": False,
        "metadata": price.metadata,
        "meter": None,
        "nickname": price.nickname,
        "product": price.product,
        "tiers_mode": None,
        "transform_usage": None,
        "trial_period_days": None,
        "usage_type": "licensed",
    }


def _part_json(book: Book, subscription: Subscription, part: Part) -> Json:
    price = book.prices[part.price]
    return {
        "id": part.id,
        "object": "subscription_item",
        "billing_thresholds": None,
        "created": part.created,
        "current_period_end": subscription.period_end,
        "current_period_start": subscription.period_start,
        "discounts": [],
        "metadata": part.metadata,
        "plan": _plan_json(price),
        "price": price_json(book, price),
        "quantity": part.quantity,
        "subscription": subscription.id,
        "tax_rates": [],
    }


def subscription_json(book: Book, subscription: Subscription) -> Json:
    parts = [_part_json(book, subscription, part) for part in subscription.parts]
    shown: Json = {
        "id": subscription.id,
        "object": "subscription",
        "application": None,
        "application_fee_percent": None,
        "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None},
        "billing_cycle_anchor": subscription.anchor,
        "billing_cycle_anchor_config": None,
        "billing_mode": {"type": "flexible", "flexible": None},
        "billing_schedules": [],
        "billing_thresholds": None,
        "cancel_at": subscription.period_end if subscription.is_ending else subscription.cancel_at,
        "cancel_at_period_end": subscription.is_ending,
        "canceled_at": subscription.canceled_at,
        "cancellation_details": {
            "comment": subscription.cancel_comment,
            "feedback": subscription.cancel_feedback,
            "feedback_option": None,
            "reason": subscription.cancel_reason,
        },
        "collection_method": subscription.collection_method,
        "created": subscription.created,
        "currency": subscription.currency,
        "customer": subscription.customer,
        "customer_account": None,
        "days_until_due": subscription.days_until_due,
        "default_payment_method": subscription.default_payment_method,
        "default_source": None,
        "default_tax_rates": [],
        "description": subscription.description,
        "discounts": [],
        "ended_at": subscription.ended_at,
        "invoice_settings": {"account_tax_ids": None, "issuer": {"type": "self"}},
        "items": list_json(f"/v1/subscription_items?subscription={subscription.id}", parts),
        "latest_invoice": subscription.latest_invoice,
        "livemode": False,
        "metadata": subscription.metadata,
        "next_pending_invoice_item_invoice": None,
        "on_behalf_of": None,
        "pause_collection": _pause(subscription),
        "payment_settings": {
            "payment_method_options": None,
            "payment_method_types": None,
            "save_default_payment_method": "off",
        },
        "pending_invoice_item_interval": None,
        "pending_setup_intent": None,
        "pending_update": None,
        "schedule": None,
        "start_date": subscription.created,
        "status": subscription.status,
        "status_details": _status_details(subscription),
        "test_clock": None,
        "transfer_data": None,
        "trial_end": subscription.trial_end,
        "trial_settings": {"end_behavior": {"missing_payment_method": "create_invoice"}},
        "trial_start": subscription.trial_start,
    }
    return overridden(shown, subscription.overrides)


def _pause(subscription: Subscription) -> Json | None:
    if subscription.pause_behavior is None:
        return None
    return {"behavior": subscription.pause_behavior, "resumes_at": subscription.pause_resumes_at}


def _status_details(subscription: Subscription) -> Json | None:
    if subscription.paused_at is None:
        return None
    paused = {
        "subscription": {"type": "pause_requested"},
        "transitioned_at": subscription.paused_at,
        "type": "subscription",
    }
    return {"paused": paused}
