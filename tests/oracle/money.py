"""Minor units and their decimal text (ISO 4217)."""

from __future__ import annotations

from decimal import Decimal

NO_DECIMALS = {
    *("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG"),
    *("RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"),
}
THREE_DECIMALS = {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"}
FOUR_DECIMALS = {"CLF", "UYW"}


def decimals(currency: str) -> int:
    """How many digits follow the point."""
    if currency in NO_DECIMALS:
        return 0
    if currency in THREE_DECIMALS:
        return 3
    return 4 if currency in FOUR_DECIMALS else 2


def as_number(amount: int, currency: str) -> Decimal:
    """Minor units as a plain number, exact."""
    return Decimal(amount).scaleb(-decimals(currency))


def as_text(amount: int, currency: str) -> str:
    """Minor units as decimal text with the currency's decimals: 123450 EUR is 1234.50."""
    return f"{as_number(amount, currency):.{decimals(currency)}f}"
