"""What total, open amount, status and payment day say together."""

from datetime import date

from connector.core.invoice import Status
from providers.ledger_file.problems import Unreadable
from providers.ledger_file.sentences import say
from providers.ledger_file.words import PARTIAL


def settle_invoice(
    status: str | None, total: int, open_: int | None, paid_on: date | None
) -> tuple[Status, int]:
    """An invoice's status and open amount; `open_` None is an amount the file does not give.

    Without an open amount everything is open, unless the status says paid, or there is a payment day and
    no status: a paid invoice is never asked for. Raises Unreadable for what contradicts itself.
    """
    if open_ is not None and open_ > total:
        raise Unreadable(say("more_open"))
    if status == Status.PAID and open_:
        raise Unreadable(say("paid_yet_open"))
    if status == Status.OPEN and paid_on is not None and open_ is None:
        raise Unreadable(say("open_yet_paid_on"))
    if status == PARTIAL and open_ is None:
        raise Unreadable(say("partly"))
    if status is not None and status not in (Status.OPEN, PARTIAL, Status.PAID):
        return Status(status), total if open_ is None else open_
    if open_ is None:
        is_paid = status == Status.PAID or (status is None and paid_on is not None)
        open_ = 0 if is_paid else total
    return (Status.OPEN, open_) if open_ else (Status.PAID, 0)


def credit_left(status: str | None, total: int, open_: int | None) -> int:
    """What is left of a credit note (`total` below zero), as a positive amount; 0 when it is used up.

    Raises Unreadable for what contradicts itself.
    """
    is_closed = status not in (None, Status.OPEN, PARTIAL)
    if open_ is None:
        return 0 if is_closed else -total
    if open_ > 0:
        raise Unreadable(say("credit_sign"))
    if open_ < total:
        raise Unreadable(say("more_credit"))
    if open_ and status == Status.PAID:
        raise Unreadable(say("paid_yet_open"))
    return 0 if is_closed else -open_
