"""What Stripe would have done by now: each step at its own moment, the earliest first, always the same."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from . import collecting, lifecycle, standing, subscribing
from .billing import Subscription
from .book import DAY, Book, Invoice
from .events import changing, emit

#: (moment, rank among those of one moment, what is done then).
Step = tuple[int, int, Callable[[], None]]
_MOST_STEPS = 100_000
_TRIAL_NOTICE = 3 * DAY


def catch_up(book: Book) -> None:
    """Do all that is due up to the clock's now."""
    until = book.now()
    for _ in range(_MOST_STEPS):
        steps = [step for step in _steps(book) if step[0] <= until]
        if not steps:
            book.played_until = until
            return
        moment, _, work = min(steps, key=lambda step: step[:2])
        book.played_until = min(max(moment, book.played_until), until)
        with book.at(book.played_until), _unasked(book):
            work()
    raise RuntimeError(f"account {book.account} did not come to rest by {until}")


@contextmanager
def _unasked(book: Book) -> Iterator[None]:
    """What the clock does was asked for by no request."""
    kept, book.asked_by = book.asked_by, (None, None)
    try:
        yield
    finally:
        book.asked_by = kept


def _steps(book: Book) -> Iterator[Step]:
    for invoice in book.invoices.values():
        if invoice.status == "open" or (invoice.status == "draft" and invoice.finalizes_at is not None):
            yield from _of_invoice(book, invoice)
    for intent in book.intents.values():
        if intent.settles_at is not None:
            yield intent.settles_at, 1, partial(collecting.settle_debit, book, intent)
    for subscription in book.subscriptions.values():
        if subscription.is_live:
            yield from _of_subscription(book, subscription)


def _of_invoice(book: Book, invoice: Invoice) -> Iterator[Step]:
    for promised in invoice.pays_at if invoice.status == "open" else ():
        yield promised[0], 0, partial(_take, book, invoice, promised)
    if invoice.status == "draft" and invoice.finalizes_at is not None:
        yield invoice.finalizes_at, 3, partial(subscribing.advance, book, invoice)
    if invoice.status == "open" and invoice.next_payment_attempt is not None:
        yield invoice.next_payment_attempt, 4, partial(collecting.retry, book, invoice)
    is_told = invoice.subscription is not None or book.rules.announces_due
    if invoice.status == "open" and invoice.due_date is not None and is_told:
        yield from _of_due_date(book, invoice, invoice.due_date)


def _take(book: Book, invoice: Invoice, promised: tuple[int, int | None]) -> None:
    invoice.pays_at.remove(promised)
    lifecycle.receive(book, invoice, min(promised[1] or invoice.amount_remaining, invoice.amount_remaining))


def _of_due_date(book: Book, invoice: Invoice, due: int) -> Iterator[Step]:
    def announce(name: str) -> None:
        invoice.announced.append(name)
        emit(book, name, invoice)

    def is_late() -> None:
        invoice.announced.append("late")
        standing.charge_failed(book, invoice)

    if invoice.subscription is not None and "late" not in invoice.announced:
        yield due, 2, is_late
    if not book.rules.announces_due:
        return
    before = book.rules.will_be_due_days * DAY
    for moment, name in ((due - before, "invoice.will_be_due"), (due, "invoice.overdue")):
        if name not in invoice.announced and moment >= invoice.created:
            yield moment, 2, partial(announce, name)


def _of_subscription(book: Book, subscription: Subscription) -> Iterator[Step]:
    if subscription.status == "incomplete":
        end = subscription.created + int(book.rules.incomplete_hours * 3_600)
        yield end, 5, partial(subscribing.expire, book, subscription)
        return
    if subscription.cancel_at is not None:
        yield subscription.cancel_at, 6, partial(standing.end, book, subscription, "cancellation_requested")
    if subscription.pause_resumes_at is not None:
        yield subscription.pause_resumes_at, 5, partial(_collect_again, book, subscription)
    if subscription.status == "trialing" and not subscription.is_trial_end_near:
        yield subscription.period_end - _TRIAL_NOTICE, 5, partial(_announce_end_of_trial, book, subscription)
    if subscription.status != "paused":
        yield subscription.period_end, 7, partial(subscribing.renew, book, subscription)


def _collect_again(book: Book, subscription: Subscription) -> None:
    with changing(book, subscription):
        subscription.pause_behavior = subscription.pause_resumes_at = None


def _announce_end_of_trial(book: Book, subscription: Subscription) -> None:
    subscription.is_trial_end_near = True
    emit(book, "customer.subscription.trial_will_end", subscription)
