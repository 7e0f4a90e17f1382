"""Stripe: open invoices, their customers, pay links and PDFs, read with a restricted key."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from connector.core.errors import CursorLost, Malformed, Refused, Rejected
from connector.core.invoice import Invoice
from connector.core.message import Attachment
from connector.core.source import Batch, SourceCustomer, SourceInvoice
from providers import Capabilities, SettingsField
from providers._budget import Limits
from providers._http import Key
from providers._opened import Opened

from .client import API_URL, Client
from .mapping import Reader, Unreadable, gone
from .shapes import AccountJson

__all__ = ["Account", "Stripe"]

_RESTRICTED = re.compile(r"rk_(test|live)_[A-Za-z0-9_]+")
_HOW = (
    "In the Stripe Dashboard open Developers, API keys, Create restricted key; allow reading of Invoices, "
    "Customers and the account, nothing else; and give the key that begins with rk_."
)


@dataclass(frozen=True, slots=True)
class Account:
    """What a key opens. `zone` is None where the key may not read the account: days are then those of UTC."""

    id: str | None
    name: str
    zone: str | None
    is_test: bool


class Stripe:
    """One Stripe account: Source and Documents of the core's ports."""

    capabilities: ClassVar = Capabilities()
    limits: ClassVar[Limits | None] = None
    settings: ClassVar = (
        SettingsField(
            "API_KEY", "Restricted key (rk_…) with which an organisation is connected.", is_secret=True
        ),
        SettingsField("API_URL", "Where Stripe's API answers.", default=API_URL),
    )

    def __init__(self, opened: Opened) -> None:
        """Its access is a restricted key. Raises Refused for a wrong one."""
        self._key = checked_key(opened.access.access())
        self._client = Client(replace(opened, access=Key(self._key)))

    def open_invoices(self) -> Iterator[Batch]:
        """Every open invoice with its customer and his unused credit, page by page. Raises ProviderError."""
        for page in self._client.open_invoices():
            try:
                yield self._reader.batch(page)
            except Unreadable as wrong:
                raise Malformed(f"None of the invoices on a page of Stripe's makes sense: {wrong}") from None

    def changes(self, cursor: str) -> Iterator[Batch]:
        """Never asked: no page of the open set bears a cursor."""
        raise CursorLost("Stripe's open invoices are read as a whole.")

    def read_customers(self, source_ids: Sequence[str]) -> tuple[SourceCustomer, ...]:
        """None: each page of invoices brings its customers along."""
        return ()

    def read(self, source_ids: Sequence[str]) -> tuple[SourceInvoice, ...]:
        """These invoices as they are now, one call each. Raises ProviderError.

        One that Stripe does not know comes back DELETED, with nothing but its id.
        """
        return tuple(self._read(sought) for sought in source_ids)

    def pdf(self, invoice: Invoice) -> Attachment | None:
        """The invoice's PDF by the link last read; None where there is none. Raises ProviderError."""
        if invoice.pdf_link is None:
            return None
        found = self._client.document(invoice.pdf_link)
        if not found.body.startswith(b"%PDF"):
            raise Malformed(f"What Stripe gave as the PDF of invoice {invoice.number} is not a PDF.")
        return Attachment(f"{re.sub(r'[^A-Za-z0-9._-]+', '-', invoice.number)}.pdf", found.body)

    def check(self) -> Account:
        """Tries what will be needed: one invoice, one customer, the account. Raises ProviderError."""
        self._client.can_read("invoices")
        self._client.can_read("customers")
        account = self._account
        is_test = self._key.startswith("rk_test_")
        if account is None:
            return Account(None, "Stripe", None, is_test)
        shown = account.settings.dashboard
        return Account(account.id, shown.display_name or account.id, shown.timezone, is_test)

    def _read(self, sought: str) -> SourceInvoice:
        row = self._client.invoice(sought)
        if row is None:
            return gone(sought)
        try:
            return self._reader.single(row)
        except Unreadable as wrong:
            raise Malformed(f"Stripe's invoice {row.number or sought} cannot be read: {wrong}") from None

    @cached_property
    def _account(self) -> AccountJson | None:
        """None where the key may not read it."""
        try:
            return self._client.account()
        except Rejected:
            return None

    @cached_property
    def _reader(self) -> Reader:
        account = self._account
        if account is None:
            return Reader(ZoneInfo("UTC"))
        return Reader(_zone(account.settings.dashboard.timezone), account.default_currency)


def checked_key(key: str) -> str:
    """A restricted key, trimmed. Raises Refused for any other, with the reason and the way out."""
    key = key.strip()
    if _RESTRICTED.fullmatch(key):
        return key
    if key.startswith("sk_"):
        raise Refused(
            "That is a secret key (sk_…). It may do everything in the Stripe account, and since 30 September "
            f"2024 Stripe does not let software like this ask for one. {_HOW}"
        )
    if key.startswith("pk_"):
        raise Refused(f"That is a publishable key (pk_…), which cannot read invoices. {_HOW}")
    raise Refused(f"That is not a restricted key of Stripe (rk_live_… or rk_test_…). {_HOW}")


def _zone(name: str | None) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
