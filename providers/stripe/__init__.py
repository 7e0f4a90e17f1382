"""Stripe: open invoices, their customers, pay links and PDFs, read with a restricted key or by a consent."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from connector.core.declines import Failure
from connector.core.errors import AuthExpired, CursorLost, Malformed, Rejected
from connector.core.grants import Tenant
from connector.core.invoice import FinalAction, Invoice
from connector.core.message import Attachment
from connector.core.source import Batch, SourceCustomer, SourceInvoice
from connector.core.webhooks import WebhookReader
from providers import Capabilities, SettingsField
from providers._budget import Limits
from providers._oauth import Consent, Registration
from providers._opened import Opened
from providers._sentences import its, say, the

from . import consent
from .admission import account_of, admitted, in_mode
from .answers import Odd, Said
from .cards import ending_cards, holder_of, is_card
from .charges import another_card, may_have_failed, subscription_of
from .client import API_URL, Client
from .mapping import Reader, Unreadable, customers, gone
from .sentences import say as here
from .shapes import AccountJson, Events, InvoiceJson
from .webhooks import StripeWebhooks

__all__ = ["Account", "Stripe"]

#: The cursor of an account in which nothing has happened for as long as Stripe remembers.
NOTHING_YET = "nothing"


@dataclass(frozen=True, slots=True)
class Account:
    """What a key opens. `zone` is None where the key may not read the account: days are then those of UTC.

    An `id` of test mode says so.
    """

    id: str | None
    name: str
    zone: str | None
    is_test: bool


class Stripe:
    """One Stripe account: Source, Documents, ProviderSender and Recovery of the core's ports."""

    capabilities: ClassVar = Capabilities(
        can_send=True, has_webhooks=True, has_failed_charges=True, is_consented=True, takes_key=True
    )
    authoriser: ClassVar[type[Consent]] = consent.Platform
    limits: ClassVar[Limits | None] = None
    settings: ClassVar = (
        SettingsField(
            "API_KEY", "Restricted key (rk_…) with which an organisation is connected.", is_secret=True
        ),
        SettingsField(
            "WEBHOOK_SECRET",
            "Signing secret (whsec_…) of a webhook endpoint; of several accounts, or while one is rolled, "
            "all of them parted by blanks.",
            is_secret=True,
        ),
        SettingsField("CLIENT_ID", "Client id (ca_…) of the operator's Connect platform."),
        SettingsField("CLIENT_SECRET", "That platform's secret key (sk_…).", is_secret=True),
        SettingsField("API_URL", "Where Stripe's API answers.", default=API_URL),
        SettingsField("AUTHORIZE_URL", "Stripe's page of consent.", default=consent.AUTHORIZE_URL),
        SettingsField("TOKEN_URL", "Where a consent is exchanged.", default=consent.TOKEN_URL),
        SettingsField("REVOKE_URL", "Where a consent is ended.", default=consent.REVOKE_URL),
    )

    @staticmethod
    def webhooks(secret: str) -> WebhookReader:
        """Reads what an endpoint with this secret is told."""
        return StripeWebhooks(secret)

    def __init__(self, opened: Opened) -> None:
        """Its access is a restricted key, or a consent whose tenant is the account. Raises Refused for a
        wrong key."""
        opened, self._is_test = admitted(opened)
        self._clock = opened.clock
        self._tenant = opened.tenant
        self._client = Client(opened)
        is_theirs = opened.settings.get("API_URL") in (None, "", API_URL)
        self._is_deaf = is_theirs and self._is_test

    @staticmethod
    def registration(settings: Mapping[str, str]) -> Registration:
        """The platform that the operator registered at Stripe."""
        return consent.registration(settings)

    @staticmethod
    def tenants(opened: Opened, given: Mapping[str, str]) -> tuple[Tenant, ...]:
        """The one account that a consent opens, once what will be needed can be read. Raises ProviderError.

        Always by the account's own token: the platform's key opens every account that was ever connected.
        """
        client, is_test = Client(opened), consent.is_test(opened.settings)
        _try_what_is_needed(client)
        account = client.account()
        name = account.settings.dashboard.display_name or account.id
        return (Tenant(in_mode(account.id, is_test), in_mode(name, is_test)),)

    def open_invoices(self) -> Iterator[Batch]:
        """Every open invoice with its customer and his unused credit, page by page, then the cards that end
        soon. Raises ProviderError."""
        cursor = self._now()
        for page in self._client.open_invoices():
            failures, unclear = self._failures(page.invoices)
            try:
                batch = self._reader.batch(page, failures)
            except Unreadable as wrong:
                raise Malformed(here("no_sense", why=wrong)) from None
            yield replace(batch, alarms=(*batch.alarms, *unclear))
        cards = self._ending_cards()
        if cards.invoices or cards.alarms:
            yield cards
        yield Batch(cursor=cursor)

    def changes(self, cursor: str) -> Iterator[Batch]:
        """What the events since name, read afresh: events tell what was, in whatever version."""
        if cursor == NOTHING_YET:
            if self._now() != NOTHING_YET:
                raise CursorLost(here("first_event"))
            return
        for page in self._client.events_after(cursor):
            yield replace(self._changed(page), cursor=page.newest)

    def read_customers(self, source_ids: Sequence[str]) -> tuple[SourceCustomer, ...]:
        """These customers, one call each; one that Stripe does not know is left out."""
        found = map(self._client.customer, source_ids)
        return tuple(x for customer in found if customer for x in self._reader.alone(customer).customers)

    def read(self, source_ids: Sequence[str]) -> tuple[SourceInvoice, ...]:
        """These invoices and cards as they are now, one call each. Raises ProviderError.

        An invoice that Stripe does not know comes back DELETED, with nothing but its id; so does a card that
        was renewed or replaced, has ended, or will not be charged any more.
        """
        return tuple(self._read_card(x) if is_card(x) else self._read(x) for x in source_ids)

    def pdf(self, invoice: Invoice) -> Attachment | None:
        """The invoice's PDF by the link last read; None where there is none. Raises ProviderError."""
        if invoice.pdf_link is None:
            return None
        found = self._client.document(invoice.pdf_link)
        if not found.body.startswith(b"%PDF"):
            raise Malformed(say("no_pdf", name="Stripe", number=invoice.number))
        return Attachment(f"{re.sub(r'[^A-Za-z0-9._-]+', '-', invoice.number)}.pdf", found.body)

    def pay_link(self, invoice: Invoice) -> str | None:
        """The hosted page, as last read: each reading brings it along."""
        return invoice.pay_link

    def send(self, invoice: Invoice, key: str) -> tuple[str, ...]:
        """Stripe mails the invoice to the address that was its customer's when it was finalised.

        Raises Rejected for a test key: Stripe then says that it has, and mails nothing.
        """
        if self._is_deaf:
            raise Rejected(here("test_account"))
        found = self._client.send(invoice.source_id or "", key)
        return (found.customer_email,) if found.customer_email else ()

    @staticmethod
    def may_send(settings: Mapping[str, str]) -> bool:
        """Whether the key may is known when it is tried."""
        return True

    def card_page(self, source_id: str, done_url: str, back_url: str) -> str:
        """Stripe's billing portal, open at the card. Raises ProviderError."""
        if is_card(source_id):
            return self._client.card_page(holder_of(source_id), done_url, back_url)
        customer = self._known(source_id).customer
        known = customer if isinstance(customer, str) else customer.id
        return self._client.card_page(known, done_url, back_url)

    def retry(self, source_id: str) -> bool:
        """Charges the customer's new card. The one that failed is never tried: Stripe does that, or knows
        why not."""
        row = self._known(source_id)
        if not may_have_failed(row):
            return False
        card = another_card(row, self._client.intent_of(source_id))
        if card is None:
            return False
        self._client.pay(source_id, card)
        return True

    def end(self, source_id: str, action: FinalAction) -> None:
        """Pauses the collection of a subscription, or cancels it. Raises ProviderError."""
        if action is FinalAction.LEAVE:
            return
        subscription = subscription_of(self._known(source_id))
        if subscription is None:
            raise Rejected(here("no_subscription"))
        act = self._client.pause if action is FinalAction.PAUSE else self._client.cancel
        act(subscription)

    def check(self) -> Account:
        """Tries what will be needed: one invoice, one customer, the account. Raises ProviderError."""
        _try_what_is_needed(self._client)
        account = self._account
        if account is None:
            return Account(None, "Stripe", None, self._is_test)
        shown, named = account.settings.dashboard, in_mode(account.id, self._is_test)
        return Account(named, shown.display_name or account.id, shown.timezone, self._is_test)

    def _known(self, source_id: str) -> InvoiceJson:
        row = self._client.invoice(source_id)
        if row is None:
            raise Rejected(here("no_invoice"))
        return row

    def _now(self) -> str | None:
        """Where changes will go on from; None for a key that may not read events."""
        try:
            return self._client.newest_event() or NOTHING_YET
        except Said:
            return None

    def _changed(self, page: Events) -> Batch:
        touched = [event.data.object for event in reversed(page.read)]
        if not touched:
            return Batch(alarms=page.alarms)
        sought = dict.fromkeys(x.invoice_id for x in touched if x.invoice_id is not None)
        rows, odd = self._singly(sought)
        known = [row for row in rows.values() if row is not None and row.status != "draft"]
        failures, unread = self._failures(known)
        invoices = [gone(key) for key, row in rows.items() if row is None]
        alarms = [*page.alarms, *odd, *unread]
        for row in known:
            try:
                invoices.append(self._reader.single(row, failures.get(row.id)))
            except Unreadable as wrong:
                what = the("invoice", row.number or row.id)
                alarms.append(say("left_out", its=its("Stripe"), what=what, why=wrong))
        credits, unclear = self._reader.credits(known)
        people = {x.source_id: x for x in customers(known)}
        for key in dict.fromkeys(x.id for x in touched if x.object == "customer" and x.id not in people):
            try:
                customer = self._client.customer(key)
            except Odd as wrong:
                alarms.append(here("left_as_was", why=wrong))
                continue
            if customer is not None:
                alone = self._reader.alone(customer)
                people[key] = alone.customers[0]
                credits.extend(alone.credits)
        return Batch(tuple(people.values()), tuple(invoices), tuple(credits), (*alarms, *unclear))

    def _singly(self, ids: Iterable[str]) -> tuple[dict[str, InvoiceJson | None], list[str]]:
        """These as they are now, None where Stripe knows none; one that is odd costs an alarm."""
        rows: dict[str, InvoiceJson | None] = {}
        alarms: list[str] = []
        for key in ids:
            try:
                rows[key] = self._client.invoice(key)
            except Odd as wrong:
                alarms.append(here("left_out", why=wrong))
        return rows, alarms

    def _read(self, sought: str) -> SourceInvoice:
        row = self._client.invoice(sought)
        if row is None:
            return gone(sought)
        try:
            return self._reader.single(row, self._failure_if_told(row))
        except Unreadable as wrong:
            what = the("invoice", row.number or sought)
            raise Malformed(say("unread_alone", its=its("Stripe"), what=what, why=wrong)) from None

    def _ending_cards(self) -> Batch:
        """A key that may not read subscriptions knows of no card, and an alarm says so."""
        try:
            cards, alarms = self._cards_of(None)
        except Said as refused:
            return Batch(alarms=(here("which_cards", why=refused),))
        return Batch(invoices=tuple(cards.values()), alarms=tuple(alarms))

    def _read_card(self, sought: str) -> SourceInvoice:
        """One that the key may no longer read costs itself alone: an alarm, and nothing is said of it."""
        try:
            cards, alarms = self._cards_of(holder_of(sought))
        except Said as refused:
            raise Malformed(here("card_ends", why=refused)) from None
        if sought not in cards and alarms:
            raise Malformed(alarms[0])
        return cards.get(sought) or gone(sought)

    def _cards_of(self, holder: str | None) -> tuple[Mapping[str, SourceInvoice], list[str]]:
        pages = list(self._client.subscriptions(holder))
        cards = ending_cards((row for page in pages for row in page.read), self._today())
        return cards, [alarm for page in pages for alarm in page.alarms]

    def _today(self) -> date:
        return self._clock.now().astimezone(self._reader.zone).date()

    def _failures(self, rows: Iterable[InvoiceJson]) -> tuple[Mapping[str, Failure], list[str]]:
        """Why charges failed, by invoice: one call each. One that makes no sense costs an alarm, and nothing
        is said of its invoice; half an answer ends the reading, for no later one would ask again."""
        found: dict[str, Failure] = {}
        alarms: list[str] = []
        for row in rows:
            try:
                failure = self._failure(row)
            except Said as refused:
                # A key that may not read one may not read any.
                return found, [*alarms, here("why_failed", why=refused)]
            except (Odd, Unreadable) as wrong:
                alarms.append(here("why_one_failed", number=row.number or row.id, why=wrong))
                continue
            if failure is not None:
                found[row.id] = failure
        return found, alarms

    def _failure_if_told(self, row: InvoiceJson) -> Failure | None:
        """A key that may not read why says nothing of the charge, and keeps nothing else back."""
        try:
            return self._failure(row)
        except Said:
            return None

    def _failure(self, row: InvoiceJson) -> Failure | None:
        return self._reader.failure(row, self._client.intent_of(row.id)) if may_have_failed(row) else None

    @cached_property
    def _account(self) -> AccountJson | None:
        """None where the key may not read it. Raises AuthExpired where a consent opens another one."""
        try:
            found = self._client.account()
        except Said:
            return None
        if self._tenant is not None and found.id != account_of(self._tenant):
            raise AuthExpired(here("other_account"))
        return found

    @cached_property
    def _reader(self) -> Reader:
        account = self._account
        if account is None:
            return Reader(ZoneInfo("UTC"))
        return Reader(_zone(account.settings.dashboard.timezone), account.default_currency)


def _try_what_is_needed(client: Client) -> None:
    """Rejected names what may not be read."""
    client.can_read("invoices")
    client.can_read("customers")


def _zone(name: str | None) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
