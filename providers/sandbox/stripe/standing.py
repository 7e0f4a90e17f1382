"""How a subscription stands after its invoice was paid, failed or was given up; and how it ends."""

from .billing import Subscription, SubscriptionStatus
from .book import Book, Invoice
from .events import changing, emit


def invoice_is_paid(book: Book, invoice: Invoice) -> None:
    """Back in good standing, when nothing else is open."""
    subscription = book.subscription_of(invoice)
    if subscription is None or subscription.status not in ("incomplete", "past_due", "unpaid"):
        return
    if subscription.latest_invoice == invoice.id or not _open_invoices(book, subscription):
        _become(book, subscription, "active")


def invoice_is_given_up(book: Book, invoice: Invoice) -> None:
    """Voided or written off: a past-due subscription without another open invoice is active again."""
    subscription = book.subscription_of(invoice)
    if (
        subscription is not None
        and subscription.status == "past_due"
        and not _open_invoices(book, subscription)
    ):
        _become(book, subscription, "active")


def charge_failed(book: Book, invoice: Invoice) -> None:
    subscription = book.subscription_of(invoice)
    if subscription is not None and subscription.status in ("active", "trialing"):
        _become(book, subscription, "past_due")


def charge_is_under_way(book: Book, invoice: Invoice) -> None:
    """A first debit that takes days does not hold the subscription back."""
    subscription = book.subscription_of(invoice)
    if subscription is not None and subscription.status == "incomplete":
        _become(book, subscription, "active")


def retries_are_over(book: Book, invoice: Invoice) -> None:
    """What the account's settings say becomes of the subscription."""
    subscription = book.subscription_of(invoice)
    if subscription is None or subscription.status not in ("active", "past_due"):
        return
    if book.rules.after_retries == "cancel":
        end(book, subscription, "payment_failed")
    else:
        _become(book, subscription, book.rules.after_retries)


def end(
    book: Book,
    subscription: Subscription,
    reason: str,
    *,
    comment: str | None = None,
    feedback: str | None = None,
    status: SubscriptionStatus = "canceled",
) -> None:
    """For good. Its open invoices stay open and are not charged again."""
    subscription.status = status
    subscription.canceled_at = subscription.canceled_at or book.now()
    subscription.ended_at = book.now()
    subscription.cancel_reason = reason
    subscription.cancel_comment = comment or subscription.cancel_comment
    subscription.cancel_feedback = feedback or subscription.cancel_feedback
    subscription.pause_behavior = subscription.pause_resumes_at = None
    for invoice in book.invoices_of(subscription):
        if invoice.status in ("open", "draft"):
            with changing(book, invoice):
                invoice.auto_advance = False
                invoice.next_payment_attempt = invoice.finalizes_at = None
    name = "updated" if status == "incomplete_expired" else "deleted"
    emit(book, f"customer.subscription.{name}", subscription)


def _become(book: Book, subscription: Subscription, status: SubscriptionStatus) -> None:
    with changing(book, subscription):
        subscription.status = status


def _open_invoices(book: Book, subscription: Subscription) -> list[Invoice]:
    return [invoice for invoice in book.invoices_of(subscription) if invoice.status == "open"]
