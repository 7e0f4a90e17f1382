"""Xero: open invoices, their contacts, unused credit and PDFs, read with the owner's consent."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar, Final, TypeVar

from connector.core.budgets import Limit
from connector.core.errors import CursorLost, Malformed, Refused
from connector.core.grants import Tenant
from connector.core.invoice import Invoice
from connector.core.message import Attachment
from connector.core.source import Batch, SourceCustomer, SourceInvoice
from connector.core.webhooks import WebhookReader
from providers import Capabilities, SettingsField
from providers._budget import Limits
from providers._http import Params
from providers._oauth import Registration
from providers._opened import Opened
from providers._sentences import say

from . import client, consent, mapping
from .answers import CONTACTS, CREDITS, INVOICES, Listed
from .sentences import say as here
from .shapes import InvoiceJson, Page, Row
from .webhooks import XeroWebhooks

__all__ = ["Xero"]

#: What changes while it is read, or by a clock that is a little off, is asked for again.
OVERLAP: Final = timedelta(minutes=5)
_ORGANISATION = "ORGANISATION"
_Fact = TypeVar("_Fact")


class Xero:
    """One organisation at Xero: Source, Documents and ProviderSender of the core's ports."""

    capabilities: ClassVar = Capabilities(
        can_send=True,
        takes_notes=True,
        has_webhooks=True,
        rotates_refresh_token=True,
        is_consented=True,
        opens_several=True,
    )
    #: By day those of the smallest tier: of a larger one each answer tells how many calls are left.
    limits: ClassVar[Limits | None] = Limits(
        (Limit("minute", 60, timedelta(minutes=1)), Limit("day", 1000, timedelta(days=1))),
        in_flight=5,
        headers={"minute": "X-MinLimit-Remaining", "day": "X-DayLimit-Remaining"},
    )
    settings: ClassVar = (
        SettingsField("CLIENT_ID", "Id of the app that you registered at developer.xero.com."),
        SettingsField("CLIENT_SECRET", "Its secret; none for an app that has PKCE alone.", is_secret=True),
        SettingsField("WEBHOOK_SECRET", "The key of its webhooks.", is_secret=True),
        SettingsField("SCOPES", "What the consent covers.", default=consent.SCOPES),
        SettingsField(
            "NOTES", "«on»: each reminder is noted in the invoice's history at Xero.", default="off"
        ),
        SettingsField("API_URL", "Where Xero's Accounting API answers.", default=client.API_URL),
        SettingsField(
            "CONNECTIONS_URL", "Where Xero lists what was consented to.", default=client.CONNECTIONS_URL
        ),
        SettingsField("AUTHORIZE_URL", "Xero's page of consent.", default=consent.AUTHORIZE_URL),
        SettingsField("TOKEN_URL", "Where tokens are exchanged.", default=consent.TOKEN_URL),
        SettingsField("REVOKE_URL", "Where a consent is ended.", default=consent.REVOKE_URL),
    )

    @staticmethod
    def webhooks(secret: str) -> WebhookReader:
        """Reads what an endpoint with this secret is told."""
        return XeroWebhooks(secret)

    def __init__(self, opened: Opened) -> None:
        """`tenant` is the organisation's id at Xero. Raises Refused without one."""
        if not opened.tenant:
            raise Refused(here("which_organisation"))
        self._client = client.Client(opened, opened.tenant)

    @staticmethod
    def registration(settings: Mapping[str, str]) -> Registration:
        """The app that the owner registered at Xero."""
        return consent.registration(settings)

    @staticmethod
    def tenants(opened: Opened, given: Mapping[str, str]) -> tuple[Tenant, ...]:
        """The organisations that a consent opened, all that are open where it does not tell its own.

        `given` is what the callback brought: at Xero it names none. Raises ProviderError.
        """
        event = consent.event_of(opened.access.access())
        found = client.connections(opened, event) or (client.connections(opened) if event else [])
        return tuple(Tenant(x.tenant, x.name or x.tenant) for x in found if x.type == _ORGANISATION)

    @staticmethod
    def leave(opened: Opened, tenant_id: str) -> None:
        """Takes one organisation from the consent, the others stay. Raises ProviderError."""
        client.disconnect(opened, tenant_id)

    def open_invoices(self) -> Iterator[Batch]:
        """Everybody, all that is owed and all standing credit, page by page. Raises ProviderError."""
        moments: list[datetime] = []
        for told_at, batch in self._batches(client.EVERYBODY, client.OWED, client.STANDING):
            moments.append(told_at)
            yield batch
        alarms = (here("twice"),) if self._client.has_reminders() else ()
        yield Batch(alarms=alarms, cursor=_cursor(moments[0]))

    def changes(self, cursor: str) -> Iterator[Batch]:
        """Contacts, invoices and credits that have changed since, whatever they are now.

        Five calls when there is nothing. Raises CursorLost for a cursor that is not ours, and ProviderError.
        """
        moments: list[datetime] = []
        since = _moment(cursor)
        for told_at, batch in self._batches(client.EVERYBODY, client.SALES, (), since):
            moments.append(told_at)
            yield batch
        yield Batch(cursor=_cursor(moments[0]))

    def read_customers(self, source_ids: Sequence[str]) -> tuple[SourceCustomer, ...]:
        """These contacts, fifty in a call; one that is gone is left out. Raises ProviderError."""
        pages = self._client.by_ids(CONTACTS, source_ids, client.EVERYBODY)
        return tuple(x for page in pages for x in _facts(page, CONTACTS, mapping.customer)[0])

    def read(self, source_ids: Sequence[str]) -> tuple[SourceInvoice, ...]:
        """These invoices as they are now, fifty in a call.

        What that call does not show is read singly; one that Xero does not know comes back DELETED. Raises
        ProviderError; Malformed where one of them makes no sense.
        """
        found: dict[str, SourceInvoice] = {}
        for page in self._client.by_ids(INVOICES, source_ids):
            found |= {invoice.source_id: invoice for invoice in _each(page)}
        return tuple(found[x] if x in found else self._alone(x) for x in source_ids)

    def pdf(self, invoice: Invoice) -> Attachment | None:
        """The invoice's PDF as Xero makes it; None for an invoice it does not know. Raises ProviderError."""
        body = self._client.pdf(invoice.source_id) if invoice.source_id else None
        if body is None:
            return None
        if not client.is_pdf(body):
            raise Malformed(say("no_pdf", name="Xero", number=invoice.number))
        return Attachment(f"{re.sub(r'[^A-Za-z0-9._-]+', '-', invoice.number)}.pdf", body)

    def pay_link(self, invoice: Invoice) -> str | None:
        """The page where it can be seen and paid, in a call of its own; None where Xero has none."""
        return self._client.pay_link(invoice.source_id) if invoice.source_id else None

    def send(self, invoice: Invoice, key: str) -> tuple[str, ...]:
        """Xero mails the invoice to its contact and to whom it includes; it does not tell whom."""
        self._client.send(invoice.source_id or "", key)
        return ()

    @staticmethod
    def may_send(settings: Mapping[str, str]) -> bool:
        """Only where the consent that is asked for covers it: the usual one may but read."""
        return consent.covers_sending(settings)

    def note(self, invoice: Invoice, text: str, key: str) -> None:
        """A line in the invoice's history, which nobody can delete. Raises ProviderError."""
        self._client.note(invoice.source_id or "", text, key)

    def _batches(
        self, contacts: Params, invoices: Params, credits: Params, since: datetime | None = None
    ) -> Iterator[tuple[datetime, Batch]]:
        """Each page with the moment of its answer; customers come before what names them."""
        before: frozenset[object] = frozenset()
        for told_at, batch in self._all_batches(contacts, invoices, credits, since):
            yield told_at, _without(before, batch)
            before = frozenset((*batch.customers, *batch.invoices, *batch.credits, *batch.alarms))

    def _all_batches(
        self, contacts: Params, invoices: Params, credits: Params, since: datetime | None
    ) -> Iterator[tuple[datetime, Batch]]:
        for people in self._client.pages(CONTACTS, contacts, since):
            debtors, alarms = _facts(people, CONTACTS, mapping.debtor)
            yield people.told_at, Batch(customers=debtors, alarms=alarms)
        for page in self._client.pages(INVOICES, invoices, since):
            found, alarms = _facts(page, INVOICES, mapping.invoice)
            yield page.told_at, Batch(invoices=found, alarms=alarms, expected=page.total)
        for listed in CREDITS:
            for unused in self._client.pages(listed, credits, since):
                left, alarms = _facts(unused, listed, mapping.credit)
                yield unused.told_at, Batch(credits=left, alarms=alarms)

    def _alone(self, sought: str) -> SourceInvoice:
        page = self._client.invoice(sought)
        if page is None:
            return mapping.gone(sought)
        found = _each(page)
        if [invoice.source_id.lower() for invoice in found] != [sought.lower()]:
            raise Malformed(say("other_given", sought=sought, name="Xero"))
        return found[0]


def _facts(
    page: Page[Row], listed: Listed[Row], read: Callable[[Row], _Fact | None]
) -> tuple[tuple[_Fact, ...], tuple[str, ...]]:
    """What a page says, and its alarms. Raises Malformed for a page of which nothing makes sense."""
    try:
        return mapping.read_page(page, listed.what, read)
    except mapping.Unreadable as wrong:
        raise Malformed(here("no_sense", list=listed.name, why=wrong)) from None


def _each(page: Page[InvoiceJson]) -> tuple[SourceInvoice, ...]:
    """Every invoice of a page. Raises Malformed where one makes no sense: nothing is sent on it."""
    found, alarms = _facts(page, INVOICES, mapping.invoice)
    if alarms:
        raise Malformed(alarms[0])
    return found


def _without(before: frozenset[object], batch: Batch) -> Batch:
    """What the page before has not shown already."""
    return replace(
        batch,
        customers=tuple(x for x in batch.customers if x not in before),
        invoices=tuple(x for x in batch.invoices if x not in before),
        credits=tuple(x for x in batch.credits if x not in before),
        alarms=tuple(x for x in batch.alarms if x not in before),
    )


def _cursor(began_at: datetime) -> str:
    """Where the changes after a reading go on from; a text that only we understand."""
    return (began_at - OVERLAP).astimezone(UTC).isoformat(timespec="seconds")


def _moment(cursor: str) -> datetime:
    try:
        moment = datetime.fromisoformat(cursor)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise CursorLost(here("since"))
    return moment.astimezone(UTC)
