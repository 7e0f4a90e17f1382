"""Declines: why a charge failed, what helps, and what may be said of it; a table, as the cards' world has it.

Sources: providers.md, section 3.3 (what helps), and the common practice that a customer is never told
that his card is reported lost or stolen, or that a charge looked like fraud.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType


class Kind(StrEnum):
    """What sort of refusal it is."""

    SOFT = "soft"
    HARD = "hard"
    CARD_DATA = "card_data"
    AUTHENTICATION = "authentication"
    BANK = "bank"


class Need(StrEnum):
    """What brings the money: time, another card, the customer's confirmation, or a person of ours."""

    WAIT = "wait"
    NEW_CARD = "new_card"
    CONFIRM = "confirm"
    PERSON = "person"


class Wording(StrEnum):
    """What the customer may be told of the cause; the sentences are the templates'."""

    NEUTRAL = "neutral"
    FUNDS = "funds"
    EXPIRED = "expired"
    CARD_DATA = "card_data"
    CONFIRM = "confirm"
    DEBIT = "debit"
    NO_CARD = "no_card"


@dataclass(frozen=True, slots=True)
class Decline:
    """What a code comes to."""

    kind: Kind
    need: Need
    wording: Wording = Wording.NEUTRAL


#: Of a charge that waits for its customer, whatever was said of it.
AUTHENTICATION_REQUIRED = "authentication_required"
#: Of a charge for which there was nothing to charge.
NO_PAYMENT_METHOD = "no_payment_method"

#: Of a charge that failed without a word about why.
UNSAID = "unsaid"

#: What is not in the table may be anything: the gentlest answer is the right one.
UNKNOWN = Decline(Kind.SOFT, Need.WAIT)

_SOFT = (
    *("approve_with_id", "call_issuer", "do_not_honor", "generic_decline", "issuer_not_available"),
    *("no_action_taken", "processing_error", "reenter_transaction", "service_not_allowed"),
    *("testmode_decline", "try_again_later"),
)
_FUNDS = ("card_velocity_exceeded", "insufficient_funds", "withdrawal_count_limit_exceeded")
#: Another card is needed, and why is not for the customer's eyes or says nothing to him.
_HARD = (
    *("card_not_supported", "currency_not_supported", "do_not_try_again", "fraudulent"),
    *("highest_risk_level", "lost_card", "merchant_blacklist", "pickup_card", "pin_try_exceeded"),
    *("restricted_card", "revocation_of_all_authorizations", "revocation_of_authorization"),
    *("security_violation", "stolen_card", "stop_payment_order", "transaction_not_allowed"),
)
_CARD_DATA = (
    *("incorrect_cvc", "incorrect_number", "incorrect_zip", "invalid_account", "invalid_cvc"),
    *("invalid_expiry_month", "invalid_expiry_year", "invalid_number", "new_account_information_available"),
)
#: The mandate is contested or is another's: whether the debit was right is a person's question.
_MANDATE = ("bank_ownership_changed", "debit_disputed", "debit_not_authorized")
_UNCONFIRMED = (
    AUTHENTICATION_REQUIRED,
    "authentication_not_handled",
    "payment_intent_authentication_failure",
)
_NO_ACCOUNT = ("account_closed", "no_account", "invalid_account_number", "incorrect_account_holder_name")

DECLINES: Mapping[str, Decline] = MappingProxyType(
    dict.fromkeys(_SOFT, UNKNOWN)
    | dict.fromkeys(_FUNDS, Decline(Kind.SOFT, Need.WAIT, Wording.FUNDS))
    | dict.fromkeys(_HARD, Decline(Kind.HARD, Need.NEW_CARD))
    | dict.fromkeys(_CARD_DATA, Decline(Kind.CARD_DATA, Need.NEW_CARD, Wording.CARD_DATA))
    | dict.fromkeys(_MANDATE, Decline(Kind.BANK, Need.PERSON))
    | dict.fromkeys(_NO_ACCOUNT, Decline(Kind.BANK, Need.NEW_CARD, Wording.DEBIT))
    | dict.fromkeys(_UNCONFIRMED, Decline(Kind.AUTHENTICATION, Need.CONFIRM, Wording.CONFIRM))
    | {
        "expired_card": Decline(Kind.CARD_DATA, Need.NEW_CARD, Wording.EXPIRED),
        NO_PAYMENT_METHOD: Decline(Kind.CARD_DATA, Need.NEW_CARD, Wording.NO_CARD),
    }
)
#: What the bank itself advises is better known than what a code usually means.
_ADVISED = MappingProxyType(
    {
        "confirm_card_data": Need.NEW_CARD,
        "do_not_try_again": Need.NEW_CARD,
        "try_again_later": Need.WAIT,
    }
)


def decline_of(code: str, advice: str | None = None) -> Decline:
    """What a decline code comes to, with the bank's own advice where it gave one.

    Advice decides between waiting and another card; it never takes the place of a confirmation or a person.
    """
    known = DECLINES.get(code, UNKNOWN)
    advised = _ADVISED.get(advice or "", known.need)
    if known.need not in (Need.WAIT, Need.NEW_CARD) or advised is known.need:
        return known
    kind = Kind.SOFT if advised is Need.WAIT else Kind.HARD
    return Decline(kind, advised, known.wording)


@dataclass(frozen=True, slots=True)
class Failure:
    """A charge that failed: its decline code, the day of the first try that did, and of the next one.

    `next_attempt_on` is when the provider says that it will try again. After a hard decline it says so too
    and does not: only a decline that time may heal is waited for.
    """

    code: str
    failed_on: date
    next_attempt_on: date | None = None
    advice: str | None = None

    @property
    def decline(self) -> Decline:
        return decline_of(self.code, self.advice)

    def need_on(self, day: date) -> Need:
        """What brings the money: once nobody tries again by himself, waiting brings nothing."""
        need = self.decline.need
        return Need.NEW_CARD if need is Need.WAIT and not self.is_retried(day) else need

    def is_retried(self, day: date) -> bool:
        """Whether the provider is still to try, on `day` or after it, and may succeed."""
        waits = self.decline.need is Need.WAIT
        return waits and self.next_attempt_on is not None and day <= self.next_attempt_on
