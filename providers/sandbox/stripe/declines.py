"""Decline codes: what the API says of each, and the test payment methods that fail with them."""

from dataclasses import dataclass

#: After these Stripe does not charge the same payment method again.
HARD = frozenset(
    (
        "authentication_required",
        "highest_risk_level",
        "incorrect_number",
        "lost_card",
        "pickup_card",
        "revocation_of_all_authorizations",
        "revocation_of_authorization",
        "stolen_card",
        "transaction_not_allowed",
    )
)
_OWN_CODES = frozenset(
    ("authentication_required", "expired_card", "incorrect_cvc", "incorrect_number", "processing_error")
)
_WRONG_DATA = frozenset(("expired_card", "incorrect_cvc", "incorrect_number", "invalid_account"))
#: ISO 8583 response codes.
_NETWORK = {
    "authentication_required": "1A",
    "card_velocity_exceeded": "65",
    "expired_card": "54",
    "incorrect_number": "14",
    "insufficient_funds": "51",
    "lost_card": "41",
    "pickup_card": "04",
    "restricted_card": "62",
    "stolen_card": "43",
    "transaction_not_allowed": "57",
}
_SENTENCES = {
    "authentication_required": "The card needs its holder's confirmation for this payment.",
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "incorrect_number": "Your card number is incorrect.",
    "insufficient_funds": "Your card has insufficient funds.",
    "processing_error": "An error occurred while processing your card. Try again in a little bit.",
}


@dataclass(frozen=True)
class Decline:
    """One refusal of a bank: all that the API tells of it."""

    reason: str
    is_card: bool = True

    @property
    def code(self) -> str:
        if not self.is_card:
            return self.reason
        return self.reason if self.reason in _OWN_CODES else "card_declined"

    @property
    def message(self) -> str:
        if not self.is_card:
            return f"The bank returned the debit ({self.reason})."
        return _SENTENCES.get(self.reason, "Your card was declined.")

    @property
    def is_hard(self) -> bool:
        return self.is_card and self.reason in HARD

    @property
    def is_blocked(self) -> bool:
        """Stripe itself refused it; the bank was not asked."""
        return self.reason == "highest_risk_level"

    @property
    def advice(self) -> str:
        if self.is_hard:
            return "do_not_try_again"
        return "confirm_card_data" if self.reason in _WRONG_DATA else "try_again_later"

    @property
    def network_code(self) -> str | None:
        return _NETWORK.get(self.reason, "05") if self.is_card and not self.is_blocked else None

    @property
    def network_advice(self) -> str | None:
        if self.network_code is None:
            return None
        return {"do_not_try_again": "03", "confirm_card_data": "01"}.get(self.advice, "02")
