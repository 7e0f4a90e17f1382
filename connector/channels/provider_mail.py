"""The provider's own mail of an invoice: what its answers mean for the reminder."""

from connector.channels.reasons import REASONS, DeliveryReason
from connector.core.errors import (
    Ambiguous,
    AuthExpired,
    Malformed,
    ProviderError,
    RateLimited,
    Unavailable,
)
from connector.core.invoice import Invoice
from connector.core.message import Outcome, Outgoing, RecipientAnswer, Verdict
from connector.core.source import ProviderSender
from connector.log import logger

#: What a mail server says when it takes a message (RFC 5321, section 4.2.1).
_TAKEN = 250


class ProviderMail:
    """Implements the port Channel for one invoice and one attempt, whose `key` the provider remembers."""

    def __init__(self, sender: ProviderSender, invoice: Invoice, key: str) -> None:
        self._sender = sender
        self._invoice = invoice
        self._key = key

    def deliver(self, message: Outgoing) -> Outcome:
        """Asks once. What may have been done is never asked for again, although the key would allow it."""
        try:
            told = self._sender.send(self._invoice, self._key)
        except ProviderError as error:
            return _ended(error)
        meaning = REASONS[DeliveryReason.PROVIDER_SENT]
        answers = tuple(RecipientAnswer(x, Verdict.ACCEPTED, _TAKEN, meaning.sentence) for x in told)
        return Outcome(meaning.state, DeliveryReason.PROVIDER_SENT.value, answers, relay_id=self._key)


def _ended(error: ProviderError) -> Outcome:
    reason = _reason(error)
    logger(__name__).warning("provider_mail_not_sent", reason=reason.value, detail=str(error))
    retry_at = error.retry_at if isinstance(error, RateLimited) else None
    return Outcome(REASONS[reason].state, reason.value, retry_at=retry_at, words=str(error))


def _reason(error: ProviderError) -> DeliveryReason:
    match error:
        case Ambiguous() | Malformed():
            return DeliveryReason.PROVIDER_UNCLEAR
        case RateLimited() | Unavailable():
            return DeliveryReason.PROVIDER_LATER
        case AuthExpired():
            return DeliveryReason.PROVIDER_SHUT
    return DeliveryReason.PROVIDER_REFUSED
