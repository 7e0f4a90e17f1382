"""To what a subscription is charged, in Stripe's order, older kinds of cards included."""

from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from providers.stripe.cards import ending_cards
from providers.stripe.shapes import SubscriptionJson

TODAY = date(2026, 11, 21)


def method(last4: str, **card: Any) -> dict[str, Any]:
    shown = {"brand": "visa", "last4": last4, "exp_month": 12, "exp_year": 2026, **card}
    return {"id": f"pm_{last4}", "object": "payment_method", "type": "card", "card": shown}


def older(last4: str) -> dict[str, Any]:
    """A card from before payment methods, with its data beside its id."""
    shown = {"brand": "Visa", "last4": last4, "exp_month": 12, "exp_year": 2026}
    return {"id": f"card_{last4}", "object": "card", **shown}


def source(last4: str) -> dict[str, Any]:
    shown = {"brand": "Visa", "last4": last4, "exp_month": 12, "exp_year": 2026}
    return {"id": f"src_{last4}", "object": "source", "type": "card", "card": shown}


DEBIT = {"id": "pm_debit", "object": "payment_method", "type": "sepa_debit", "sepa_debit": {"last4": "3000"}}
BANK = {"id": "ba_1", "object": "bank_account", "last4": "6789"}


def numbers(
    own: Any = None, own_source: Any = None, default: Any = None, default_source: Any = None, **fields: Any
) -> list[str]:
    customer = {
        "id": "cus_1",
        "invoice_settings": {"default_payment_method": default},
        "default_source": default_source,
    }
    row = {
        "id": "sub_1",
        "status": "active",
        "collection_method": "charge_automatically",
        "currency": "eur",
        "customer": customer,
        "default_payment_method": own,
        "default_source": own_source,
    }
    return told(row | fields)


def told(*rows: dict[str, Any]) -> list[str]:
    decoded = [msgspec.convert(row, SubscriptionJson) for row in rows]
    return [x.number for x in ending_cards(decoded, TODAY).values()]


@pytest.mark.parametrize(
    ("ways", "last4"),
    [
        ({"own": method("1111"), "own_source": older("2222"), "default": method("3333")}, "1111"),
        ({"own_source": older("2222"), "default": method("3333")}, "2222"),
        ({"default": method("3333"), "default_source": older("4444")}, "3333"),
        ({"default_source": older("4444")}, "4444"),
        ({"default_source": source("5555")}, "5555"),
    ],
)
def test_the_first_that_is_there_counts(ways: dict[str, Any], last4: str) -> None:
    assert numbers(**ways) == [f"Visa {last4} 12/2026"]


@pytest.mark.parametrize(
    "ways",
    [
        {},
        {"own": DEBIT, "default": method("3333")},
        {"own_source": BANK, "default": method("3333")},
        {"own": "pm_not_expanded", "default": method("3333")},
        {"own": method("1111", exp_month=None)},
        {"own": method("1111", exp_month=13)},
        {"own": method("1111", exp_year=10_000)},
        {"customer": "cus_1"},
    ],
)
def test_where_no_card_is_known_nothing_is_said(ways: dict[str, Any]) -> None:
    assert numbers(**ways) == []


JUNE = int(datetime(2027, 6, 1, tzinfo=UTC).timestamp())


def test_what_ends_with_its_period_asks_for_no_card_however_far_that_is() -> None:
    assert numbers(own=method("1111"), cancel_at=JUNE) == ["Visa 1111 12/2026"]
    assert numbers(own=method("1111"), cancel_at=JUNE, cancel_at_period_end=True) == []


@pytest.mark.parametrize(
    ("brand", "name"),
    [("mastercard", "Mastercard"), ("amex", "American Express"), ("unknown", "Card"), (None, "Card")],
)
def test_brands_are_called_as_on_the_card(brand: str | None, name: str) -> None:
    assert numbers(own=method("1111", brand=brand)) == [f"{name} 1111 12/2026"]


def test_a_card_that_is_charged_in_two_currencies_is_said_in_one_whatever_the_order() -> None:
    rows: list[dict[str, Any]] = [
        {
            "id": f"sub_{currency}",
            "status": "active",
            "collection_method": "charge_automatically",
            "currency": currency,
            "customer": "cus_1",
            "default_payment_method": method("1111"),
        }
        for currency in ("usd", "eur")
    ]
    decoded = [msgspec.convert(row, SubscriptionJson) for row in rows]

    both = [ending_cards(order, TODAY) for order in (decoded, decoded[::-1])]

    assert [[x.currency for x in found.values()] for found in both] == [["EUR"], ["EUR"]]
