"""Every reason an attempt can end with: what state follows, and the sentence for the owner."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from connector.core.history import State


class DeliveryReason(StrEnum):
    """Why an attempt ended as it did; the value is stored as `Outcome.reason`."""

    SENT = "sent"

    BAD_ADDRESS = "bad_address"
    REFUSED = "refused"
    SENDER_REFUSED = "sender_refused"
    NO_RECIPIENT = "no_recipient"

    TOO_LARGE = "too_large"
    GREYLISTED = "greylisted"
    MAILBOX_FULL = "mailbox_full"
    TRY_LATER = "try_later"
    BUSY = "busy"
    CONNECTION = "connection"
    TIMEOUT = "timeout"
    TLS = "tls"
    SMTP_AUTH = "smtp_auth"
    PROTOCOL = "protocol"

    BROKEN_AFTER_DATA = "broken_after_data"
    TIMEOUT_AFTER_DATA = "timeout_after_data"
    UNCLEAR_AFTER_DATA = "unclear_after_data"

    PROVIDER_SENT = "provider_sent"
    PROVIDER_REFUSED = "provider_refused"
    PROVIDER_LATER = "provider_later"
    PROVIDER_SHUT = "provider_shut"
    PROVIDER_UNCLEAR = "provider_unclear"


class Meaning(NamedTuple):
    """The state an attempt ends in, and what the owner reads."""

    state: State
    sentence: str


#: The one table. A message that is too large without any attachment has failed: see answers.py.
REASONS: Mapping[DeliveryReason, Meaning] = {
    DeliveryReason.SENT: Meaning(
        State.SENT, "The mail server took the message for at least one billing address."
    ),
    DeliveryReason.BAD_ADDRESS: Meaning(
        State.FAILED, "No billing address exists any more: find a new contact."
    ),
    DeliveryReason.REFUSED: Meaning(
        State.FAILED, "The mail server refused the message for good; its words say why."
    ),
    DeliveryReason.SENDER_REFUSED: Meaning(
        State.FAILED, "The mail server does not let this sender write: check the sender's address."
    ),
    DeliveryReason.NO_RECIPIENT: Meaning(State.FAILED, "The message names no billing address."),
    DeliveryReason.TOO_LARGE: Meaning(
        State.RETRY, "The message is too large: it is tried once more without the attachment."
    ),
    DeliveryReason.GREYLISTED: Meaning(
        State.RETRY, "The mail server asks unknown senders to come back later."
    ),
    DeliveryReason.MAILBOX_FULL: Meaning(State.RETRY, "The recipient's mailbox is full for now."),
    DeliveryReason.TRY_LATER: Meaning(State.RETRY, "The mail server refused the message for now."),
    DeliveryReason.BUSY: Meaning(State.RETRY, "The mail server is busy or closing."),
    DeliveryReason.CONNECTION: Meaning(
        State.RETRY, "The mail server could not be reached, or broke off before it took the message."
    ),
    DeliveryReason.TIMEOUT: Meaning(
        State.RETRY, "The mail server did not answer in time, before it took the message."
    ),
    DeliveryReason.TLS: Meaning(
        State.RETRY,
        "No safe connection to the mail server: check its certificate and starttls= in RELANCE_SMTP_URL.",
    ),
    DeliveryReason.SMTP_AUTH: Meaning(
        State.RETRY, "The mail server wants another user name or password: check RELANCE_SMTP_URL."
    ),
    DeliveryReason.PROTOCOL: Meaning(
        State.RETRY, "The mail server's answer makes no sense, before it took the message."
    ),
    DeliveryReason.BROKEN_AFTER_DATA: Meaning(
        State.UNKNOWN, "The connection broke while the message was handed over: it may have left."
    ),
    DeliveryReason.TIMEOUT_AFTER_DATA: Meaning(
        State.UNKNOWN, "The mail server did not say in time whether it took the message: it may have left."
    ),
    DeliveryReason.UNCLEAR_AFTER_DATA: Meaning(
        State.UNKNOWN, "The mail server's last answer makes no sense: the message may have left."
    ),
    DeliveryReason.PROVIDER_SENT: Meaning(State.SENT, "The account says that it has mailed the invoice."),
    DeliveryReason.PROVIDER_REFUSED: Meaning(
        State.FAILED, "The account refused to mail the invoice; its words say why."
    ),
    DeliveryReason.PROVIDER_LATER: Meaning(
        State.RETRY, "The account could not mail the invoice now: nothing has left."
    ),
    DeliveryReason.PROVIDER_SHUT: Meaning(
        State.RETRY, "The account no longer lets Relance in: connect it again. Nothing has left."
    ),
    DeliveryReason.PROVIDER_UNCLEAR: Meaning(
        State.UNKNOWN, "The account did not say whether it mailed the invoice: it may have left."
    ),
}
