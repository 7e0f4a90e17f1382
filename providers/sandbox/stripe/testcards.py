"""Payment methods that can be named in any test: Stripe's own, and `pm_card_declined_<code>` of ours."""

from dataclasses import dataclass
from typing import Any

_DECLINES = {
    "pm_card_chargeCustomerFail": "generic_decline",
    "pm_card_chargeDeclined": "generic_decline",
    "pm_card_chargeDeclinedExpiredCard": "expired_card",
    "pm_card_chargeDeclinedFraudulent": "fraudulent",
    "pm_card_chargeDeclinedIncorrectCvc": "incorrect_cvc",
    "pm_card_chargeDeclinedInsufficientFunds": "insufficient_funds",
    "pm_card_chargeDeclinedLostCard": "lost_card",
    "pm_card_chargeDeclinedProcessingError": "processing_error",
    "pm_card_chargeDeclinedStolenCard": "stolen_card",
    "pm_card_visa_chargeDeclined": "generic_decline",
    "pm_card_visa_chargeDeclinedInsufficientFunds": "insufficient_funds",
    "pm_card_visa_chargeDeclinedLostCard": "lost_card",
    "pm_card_visa_chargeDeclinedStolenCard": "stolen_card",
    "pm_card_visa_chargeDeclinedVelocityLimitExceeded": "card_velocity_exceeded",
}
_PAYING = {
    "pm_card_amex": ("amex", "8431"),
    "pm_card_fr": ("visa", "0003"),
    "pm_card_mastercard": ("mastercard", "4444"),
    "pm_card_visa": ("visa", "4242"),
}
_ASKING = ("pm_card_authenticationRequired", "pm_card_threeDSecure2Required")
_OURS = "pm_card_declined_"
#: What may be typed on the portal's page. The last digits are Stripe's test numbers.
NUMBERS: dict[str, dict[str, Any]] = {
    "4242424242424242": {"brand": "visa", "last4": "4242"},
    "5555555555554444": {"brand": "mastercard", "last4": "4444"},
    "378282246310005": {"brand": "amex", "last4": "0005"},
    "4000000000000341": {"brand": "visa", "last4": "0341", "decline": "generic_decline"},
    "4000002760003184": {"brand": "visa", "last4": "3184", "needs_confirmation": True},
}
REFUSED_NUMBERS = {
    "4000000000000002": "generic_decline",
    "4000000000009995": "insufficient_funds",
    "4000000000009987": "lost_card",
    "4000000000009979": "stolen_card",
    "4000000000000069": "expired_card",
    "4000000000000127": "incorrect_cvc",
    "4000000000000119": "processing_error",
}


@dataclass(frozen=True)
class TestCard:
    """What a named test payment method is made of."""

    __test__ = False
    facts: dict[str, Any]


def named(word: str) -> TestCard | None:
    """The test payment method of this name, if there is one."""
    if word in _PAYING:
        brand, last4 = _PAYING[word]
        return TestCard({"brand": brand, "last4": last4})
    if word in _ASKING:
        return TestCard({"last4": "3184", "needs_confirmation": True})
    if word in ("pm_sepaDebit", "pm_sepa_debit"):
        return TestCard({"type": "sepa_debit", "last4": "3000", "country": "DE", "brand": ""})
    if word.startswith("pm_sepa_debit_failed_"):
        reason = word.removeprefix("pm_sepa_debit_failed_")
        return TestCard(
            {"type": "sepa_debit", "last4": "3002", "country": "DE", "brand": "", "decline": reason}
        )
    code = word.removeprefix(_OURS) if word.startswith(_OURS) else _DECLINES.get(word)
    return TestCard({"last4": "0341", "decline": code}) if code else None
