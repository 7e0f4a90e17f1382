"""QuickBooks Online: one company's customers, open invoices, unused credit and PDFs, and what changes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar, Final

from connector.core.budgets import Limit
from connector.core.errors import CursorLost, Malformed
from connector.core.grants import Tenant
from connector.core.invoice import Invoice
from connector.core.message import Attachment
from connector.core.source import Batch, SourceCredit, SourceCustomer, SourceInvoice
from connector.core.webhooks import WebhookReader
from providers import Capabilities, SettingsField
from providers._budget import Limits
from providers._oauth import Registration
from providers._opened import Opened

from .answers import CREDIT_MEMO, CUSTOMER, INVOICE, PAYMENT, Changes
from .books import Books, is_bare
from .client import API_URL, NAME, OPEN, Client
from .mapping import Billed, customer, gone, gone_credits, invoices_of
from .sentences import say as here
from .shapes import CustomerJson
from .webhooks import QuickBooksWebhooks

__all__ = ["QuickBooks"]

#: What is written down late is found by looking back a little.
OVERLAP: Final = timedelta(minutes=5)
#: Change data capture goes back 30 days; a day is left for clocks and for what takes long.
LOOK_BACK: Final = timedelta(days=29)
#: Unused money that nobody has touched for so long no longer keeps anybody silent.
CREDIT_SPAN: Final = timedelta(days=731)
REFRESH_LIFE: Final = timedelta(days=100)


class QuickBooks:
    """One QuickBooks company: Source, Documents and ProviderSender of the core's ports."""

    capabilities: ClassVar = Capabilities(
        can_send=True, has_webhooks=True, rotates_refresh_token=True, is_consented=True
    )
    limits: ClassVar[Limits | None] = Limits((Limit("minute", 500, timedelta(minutes=1)),), in_flight=10)
    settings: ClassVar = (
        SettingsField("CLIENT_ID", "Client id of the app you registered at Intuit."),
        SettingsField("CLIENT_SECRET", "Its client secret.", is_secret=True),
        SettingsField("WEBHOOK_SECRET", "Verifier token of the app's webhooks.", is_secret=True),
        SettingsField("API_URL", "Where QuickBooks' API answers.", default=API_URL),
        SettingsField(
            "AUTHORIZE_URL", "The page of consent.", default="https://appcenter.intuit.com/connect/oauth2"
        ),
        SettingsField(
            "TOKEN_URL",
            "Where a consent is exchanged for tokens.",
            default="https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer",
        ),
        SettingsField(
            "REVOKE_URL",
            "Where a consent is given back.",
            default="https://developer.api.intuit.com/v2/oauth2/tokens/revoke",
        ),
        SettingsField(
            "SCOPES",
            "What is asked for, parted by blanks; QuickBooks has no scope for reading alone.",
            default="com.intuit.quickbooks.accounting",
        ),
    )

    @staticmethod
    def webhooks(secret: str) -> WebhookReader:
        """Reads what an endpoint with this secret is told."""
        return QuickBooksWebhooks(secret)

    def __init__(self, opened: Opened) -> None:
        """Its tenant is the company's realmId. Raises Refused without one."""
        self._client = Client(opened)
        self._now = opened.clock.now

    @staticmethod
    def registration(settings: Mapping[str, str]) -> Registration:
        """The app as its owner registered it, for asking for a consent."""
        usual = {field.name: field.default or "" for field in QuickBooks.settings}
        known = {name: settings.get(name) or default for name, default in usual.items()}
        return Registration(
            provider="quickbooks",
            name=NAME,
            client_id=known["CLIENT_ID"],
            client_secret=known["CLIENT_SECRET"],
            authorize_url=known["AUTHORIZE_URL"],
            token_url=known["TOKEN_URL"],
            revoke_url=known["REVOKE_URL"],
            scopes=known["SCOPES"],
            is_revoked_by_json=True,
            refresh_life=REFRESH_LIFE,
            headers={"x-include-refresh-token-hard-expires-in": "true"},
        )

    @staticmethod
    def tenants(opened: Opened, given: Mapping[str, str]) -> tuple[Tenant, ...]:
        """The one company that a consent opens; `given` are the parameters of the callback.

        Only they name it (`realmId`): no call lists the companies of a token. Raises ProviderError,
        and Refused where it is not named.
        """
        client = Client(replace(opened, tenant=given.get("realmId")))
        return (Tenant(client.realm, client.company_name() or client.realm),)

    def open_invoices(self) -> Iterator[Batch]:
        """Customers, unused credit, open invoices; the last page bears the moment at which it began.

        Credit before invoices: money that an invoice uses meanwhile is then seen twice, never missed.
        """
        owed = self._client.count(INVOICE, OPEN)
        books, bare = Books(self._client), list[CustomerJson]()
        for customers in self._client.pages(CUSTOMER):
            bare += [row for row in customers.rows if is_bare(row)]
            known = tuple(customer(row) for row in customers.rows if not is_bare(row))
            yield Batch(known, alarms=customers.alarms, expected=owed.rows)
        yield from self._standing_credit(books, _written(owed.time - CREDIT_SPAN))
        billed = Billed()
        yield from self._owed(books, billed, OPEN if owed.rows is not None else "")
        late = tuple(customer(row, billed.of(row.id)) for row in bare)
        yield Batch(late, cursor=_written(owed.time - OVERLAP))

    def changes(self, cursor: str) -> Iterator[Batch]:
        """What has changed since, by one call where that is little; deleted ones included."""
        since = _read_cursor(cursor)
        _check_reach(self._now() - since)
        found = self._client.changes(_written(since))
        _check_reach(found.time - since)
        books, following = Books(self._client), _written(max(since, found.time - OVERLAP))
        if found.is_full:
            yield _deleted(found)
            yield from self._queried(books, _written(since))
            yield Batch(cursor=following)
        else:
            yield replace(self._changed(books, found), cursor=following)

    def read(self, source_ids: Sequence[str]) -> tuple[SourceInvoice, ...]:
        """These invoices as they are now, in one call for some hundred; one that is gone is DELETED."""
        return Books(self._client).read(source_ids)

    def read_customers(self, source_ids: Sequence[str]) -> tuple[SourceCustomer, ...]:
        """These customers; one that is gone is left out."""
        return Books(self._client).read_customers(source_ids)

    def pdf(self, invoice: Invoice) -> Attachment | None:
        """The invoice's PDF; None where the invoice is gone. Raises ProviderError."""
        found = self._client.pdf(invoice.source_id or "")
        if found is None:
            return None
        # Half an answer may be well-formed HTTP; a PDF ends within its last kilobyte (ISO 32000-1, annex H).
        if not found.body.startswith(b"%PDF") or b"%%EOF" not in found.body[-1024:]:
            raise Malformed(here("no_whole_pdf", number=invoice.number))
        return Attachment(f"{re.sub(r'[^A-Za-z0-9._-]+', '-', invoice.number)}.pdf", found.body)

    def pay_link(self, invoice: Invoice) -> str | None:
        """The page where it can be paid, in a call of its own; None where online payment is not on."""
        return self._client.pay_link(invoice.source_id or "")

    def send(self, invoice: Invoice, key: str) -> tuple[str, ...]:
        """QuickBooks mails the invoice to the address that it bears there, which it tells.

        Without `sendTo`: that would overwrite the invoice's address in the company's books.
        """
        found = self._client.send(invoice.source_id or "", key)
        told = (found.bill_email.address if found.bill_email else None) or ""
        return tuple(part.strip() for part in told.split(",") if part.strip())

    @staticmethod
    def may_send(settings: Mapping[str, str]) -> bool:
        """Its one scope covers it."""
        return True

    # ------------------------------------------------------------ everything

    def _standing_credit(self, books: Books, since: str) -> Iterator[Batch]:
        """Nobody can ask for what is unused alone: each payment of the span is looked at."""
        for payments in self._client.pages(PAYMENT, since=since):
            credits, alarms = books.payments(payments.rows)
            yield Batch(credits=_standing(credits), alarms=(*payments.alarms, *alarms))
        for memos in self._client.pages(CREDIT_MEMO, since=since):
            credits, alarms = books.credit_memos(memos.rows)
            yield Batch(credits=_standing(credits), alarms=(*memos.alarms, *alarms))

    def _owed(self, books: Books, billed: Billed, condition: str) -> Iterator[Batch]:
        """Open invoices; where a company cannot be asked for these alone, out of all there are."""
        for page in self._client.pages(INVOICE, condition):
            rows = [row for row in page.rows if row.balance > 0]
            billed.note(rows)
            invoices, alarms = books.invoices(rows)
            yield Batch(invoices=invoices, alarms=(*page.alarms, *alarms))

    # ------------------------------------------------------------ changes

    def _changed(self, books: Books, found: Changes) -> Batch:
        """Payments bring their invoices along: whether those count as changed too is not confirmed."""
        used, unclear = books.payments(found.payments.rows)
        left, doubts = books.credit_memos(found.credit_memos.rows)
        shown = {row.id for row in found.invoices.rows} | set(found.invoices.deleted)
        settled = dict.fromkeys(x for row in found.payments.rows for x in invoices_of(row) if x not in shown)
        rows, alarms = list(found.invoices.rows), [*unclear, *doubts]
        for page in self._client.chosen(INVOICE, list(settled)):
            rows += page.rows
            alarms += page.alarms
        books.learn_payments(rows)
        invoices, odd = books.invoices(rows)
        gone_ones = _deleted(found)
        return Batch(
            books.customers(found.customers.rows),
            (*invoices, *gone_ones.invoices),
            (*used, *left, *gone_ones.credits),
            (*(alarm for kind in found.kinds for alarm in kind.alarms), *alarms, *odd),
        )

    def _queried(self, books: Books, since: str) -> Iterator[Batch]:
        """The same page by page. What was deleted and not shown is found when everything is read again."""
        for customers in self._client.pages(CUSTOMER, since=since):
            yield Batch(books.customers(customers.rows), alarms=customers.alarms)
        for payments in self._client.pages(PAYMENT, since=since):
            credits, alarms = books.payments(payments.rows)
            yield Batch(credits=credits, alarms=(*payments.alarms, *alarms))
        for memos in self._client.pages(CREDIT_MEMO, since=since):
            credits, alarms = books.credit_memos(memos.rows)
            yield Batch(credits=credits, alarms=(*memos.alarms, *alarms))
        for page in self._client.pages(INVOICE, since=since):
            books.learn_payments(page.rows)
            invoices, odd = books.invoices(page.rows)
            yield Batch(invoices=invoices, alarms=(*page.alarms, *odd))


def _standing(credits: Sequence[SourceCredit]) -> tuple[SourceCredit, ...]:
    return tuple(credit for credit in credits if credit.amount > 0)


def _deleted(found: Changes) -> Batch:
    """What an answer says is gone."""
    return Batch(
        invoices=tuple(map(gone, found.invoices.deleted)),
        credits=tuple(gone_credits(found.payments.deleted, found.credit_memos.deleted)),
    )


def _written(instant: datetime) -> str:
    """An instant as statements and cursors hold it: to the second, with its offset."""
    return instant.isoformat(timespec="seconds")


def _read_cursor(cursor: str) -> datetime:
    """Raises CursorLost for what is no instant of QuickBooks'."""
    try:
        since = datetime.fromisoformat(cursor)
    except ValueError:
        since = None
    if since is None or since.tzinfo is None:
        raise CursorLost(here("since"))
    return since


def _check_reach(age: timedelta) -> None:
    """Raises CursorLost for what lies too far back: QuickBooks tells the changes of 30 days."""
    if age > LOOK_BACK:
        raise CursorLost(here("thirty_days"))
