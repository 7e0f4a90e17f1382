"""Documents: what goes with a message, its PDFs and pay links; whatever is missing, it leaves without."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from connector.core.budgets import Priority
from connector.core.errors import Malformed, ProviderError, Rejected
from connector.core.invoice import Invoice, Status
from connector.core.message import Attachment, Outgoing, Reminder
from connector.core.policy import Channel
from connector.core.source import Connection, ConnectionKind, Documents
from connector.usecases.application import Application

#: So long after the reading documents are still asked for: the claim must not run out over them.
PATIENCE = timedelta(seconds=90)
#: A message about more invoices leaves without PDFs: its links, or its list, must do.
MOST_PDFS = 10
#: An account that answers so has spoken of one invoice alone; after anything else it is left in peace.
_OF_ONE_INVOICE = (Rejected, Malformed)
_Found = TypeVar("_Found")
#: An invoice beside the account that keeps it, and that account's key.
_Kept = tuple[Invoice, Connection, str | None]


def with_documents(
    app: Application, organisation_id: str, reminder: Reminder, message: Outgoing, read_at: datetime
) -> Outgoing:
    """The message with the PDFs of its invoices, where there are any and they were not refused.

    A PDF that cannot be had does not keep the reminder back.
    """
    if reminder.is_without_pdf or reminder.channel is Channel.PROVIDER:
        return message
    kept = _kept_by_accounts(app, organisation_id, reminder)
    if len(kept) > MOST_PDFS:
        return message
    found = _asked(app, kept, read_at, lambda account, x: account.pdf(x))
    attachments: tuple[Attachment, ...] = tuple(pdf for _, pdf in found)
    return replace(message, attachments=attachments)


def fetch_pay_links(app: Application, organisation_id: str, reminder: Reminder, read_at: datetime) -> None:
    """Keeps the pay link of each of its open invoices that has none yet; no transaction is open meanwhile.

    A link is asked for once a message needs it, and then stays with its invoice.
    """
    if reminder.channel is Channel.PROVIDER:
        return
    lacking = [x for x in _kept_by_accounts(app, organisation_id, reminder) if _lacks_link(x[0])]
    asked = _asked(app, lacking, read_at, lambda account, x: account.pay_link(x))
    links = {invoice.id: link for invoice, link in asked}
    if links:
        with app.store.writing(organisation_id) as unit:
            unit.ledger.keep_pay_links(links)


def pdf_of(app: Application, organisation_id: str, invoice_id: str) -> Attachment | None:
    """The PDF of one invoice, for its customer; None where there is none, or it cannot be had now.

    All that is sent or read goes before it.
    """
    kept = _kept(app, organisation_id, [invoice_id])
    now, last = app.clock.now(), Priority.BACKFILL
    found = _asked(app, kept, now, lambda account, x: account.pdf(x), last)
    return next((pdf for _, pdf in found), None)


def _lacks_link(invoice: Invoice) -> bool:
    return invoice.pay_link is None and invoice.status is Status.OPEN and invoice.open > 0


def _kept_by_accounts(app: Application, organisation_id: str, reminder: Reminder) -> list[_Kept]:
    """What was just disconnected is left out: the last look before it leaves keeps the message back."""
    return _kept(app, organisation_id, [x.invoice_id for x in reminder.live_lines])


def _kept(app: Application, organisation_id: str, invoice_ids: Sequence[str]) -> list[_Kept]:
    """A ledger file has no documents."""
    with app.store.reading(organisation_id) as unit:
        accounts = {c.id: c for c in unit.connections.all() if c.kind is ConnectionKind.ACCOUNT}
        found = unit.ledger.invoices(invoice_ids)
        mine = [(x, accounts[x.connection_id]) for x in found if x.connection_id in accounts]
        secrets = {c.id: unit.connections.secret(c.id) for _, c in mine}
    return [(x, c, secrets[c.id]) for x, c in mine]


def _asked(
    app: Application,
    kept: Iterable[_Kept],
    read_at: datetime,
    ask: Callable[[Documents, Invoice], _Found | None],
    priority: Priority = Priority.POLL,
) -> Iterator[tuple[Invoice, _Found]]:
    """What the accounts give, as far as they give it in time.

    By its `priority` it leaves the last calls to the readings before sending.
    """
    opened: dict[str, Documents] = {}
    silent: set[str] = set()
    for invoice, connection, secret in kept:
        if connection.id in silent or app.clock.now() - read_at >= PATIENCE:
            continue
        if connection.id not in opened:
            opened[connection.id] = app.documents(connection, secret, priority)
        try:
            found = ask(opened[connection.id], invoice)
        except _OF_ONE_INVOICE:
            continue
        except ProviderError:
            silent.add(connection.id)
            continue
        if found is not None:
            yield invoice, found
