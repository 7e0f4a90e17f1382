"""QuickBooks' JSON to Relance's facts. Pure: no clock, no network."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from connector.core import money
from connector.core.errors import Refused
from connector.core.invoice import Status
from connector.core.source import SourceCredit, SourceCustomer, SourceInvoice
from providers._sentences import say

from .places import country_of, region_of
from .sentences import say as here
from .shapes import CreditMemoJson, CustomerJson, EmailJson, InvoiceJson, PaymentJson, RefJson

_LOCALE = re.compile(r"([A-Za-z]{2,3})(?:[-_].*)?")
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+")
#: What stands for the currency of something that is gone.
NO_CURRENCY: Final = "XXX"


class Unreadable(ValueError):
    """One row that makes no sense; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Paid:
    """What a payment says of the invoices it settles: its day, and whether money came with it."""

    on: date | None
    is_money: bool


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads rows of one company; `home` is the currency of a row that names none."""

    home: str | None = None

    def invoice(self, row: InvoiceJson, payments: Mapping[str, Paid]) -> SourceInvoice:
        """An invoice; `payments` by Id are those that are known."""
        currency = self._currency(row.currency_ref)
        total, balance = minor_units(row.total_amt, currency), minor_units(row.balance, currency)
        found = [payments.get(sought) for sought in payments_of(row)]
        with_money = [p for p in found if p is not None and p.is_money]
        is_credited = bool(found) and None not in found and not with_money and not row.deposit
        return SourceInvoice(
            source_id=row.id,
            customer_source_id=row.customer_ref.value,
            number=(row.doc_number or "").strip() or row.id,
            currency=currency,
            total=total,
            open=balance,
            status=_status(total, balance, is_credited),
            issued_on=_day(row.txn_date, "TxnDate"),
            due_on=_day(row.due_date, "DueDate"),
            paid_on=max((p.on for p in with_money if p.on is not None), default=None),
        )

    def payment(self, row: PaymentJson) -> SourceCredit:
        """What no invoice has used of a payment."""
        return self._credit(f"payment:{row.id}", row, row.unapplied_amt)

    def credit_memo(self, row: CreditMemoJson) -> SourceCredit:
        """What no invoice has used of a credit memo."""
        rest = row.remaining_credit if row.remaining_credit is not None else row.balance
        credit = self._credit(f"credit_memo:{row.id}", row, rest or Decimal(0))
        total = None if row.total_amt is None else _shown(row.total_amt, credit.currency)
        return replace(credit, number=row.doc_number or "", total=total)

    def _credit(self, source_id: str, row: PaymentJson | CreditMemoJson, rest: Decimal) -> SourceCredit:
        currency = self._currency(row.currency_ref)
        amount = minor_units(rest, currency)
        return SourceCredit(
            source_id, row.customer_ref.value, currency, amount, _day(row.txn_date, "TxnDate")
        )

    def _currency(self, ref: RefJson | None) -> str:
        code = ref.value if ref is not None else self.home
        if code is None or not re.fullmatch(r"[A-Za-z]{3}", code, re.ASCII):
            raise Unreadable(say("row.currency", code=code))
        return code.upper()


def _shown(amount: Decimal, currency: str) -> int | None:
    """Of what is only shown: what cannot be read loses nothing else."""
    try:
        return minor_units(amount, currency)
    except Unreadable:
        return None


def _status(total: int, balance: int, is_credited: bool) -> Status:
    """Nothing in QuickBooks says that an invoice was voided, but that its amounts are 0.

    Neither was a payment then. The note that voiding leaves is not relied upon: anybody can write it.
    """
    if balance > 0:
        return Status.OPEN
    if balance < 0:
        raise Unreadable(here("balance"))
    if total == 0:
        return Status.VOID
    return Status.CREDITED if is_credited else Status.PAID


def payments_of(row: InvoiceJson) -> list[str]:
    """Ids of the payments that an invoice names; the use of a credit memo is a payment of 0."""
    return [link.txn_id for link in row.linked_txn if link.txn_type == "Payment"]


def invoices_of(row: PaymentJson) -> list[str]:
    """Ids of the invoices that a payment settles, wholly or in part."""
    return [link.txn_id for line in row.line for link in line.linked_txn if link.txn_type == "Invoice"]


def paid(row: PaymentJson) -> Paid:
    """Raises Unreadable for a day that is none."""
    return Paid(_day(row.txn_date, "TxnDate"), row.total_amt > 0)


def gone(sought: str) -> SourceInvoice:
    """An invoice that QuickBooks no longer has: its id and that it is deleted; no more is known of it."""
    return SourceInvoice(sought, "", sought, NO_CURRENCY, 0, 0, Status.DELETED)


def gone_credits(payments: Iterable[str], credit_memos: Iterable[str]) -> list[SourceCredit]:
    """Payments and credit memos that were deleted: there is no such money any more."""
    ids = [*(f"payment:{x}" for x in payments), *(f"credit_memo:{x}" for x in credit_memos)]
    return [SourceCredit(source_id, "", NO_CURRENCY, 0) for source_id in ids]


def addresses(email: EmailJson | None) -> tuple[str, ...]:
    """The addresses of a field that may hold several, parted by commas or semicolons; each once."""
    written = (email.address if email is not None else None) or ""
    parts = (part.strip() for part in re.split(r"[,;]", written))
    return tuple(dict.fromkeys(part for part in parts if _ADDRESS.fullmatch(part)))


def customer(row: CustomerJson, on_invoices: tuple[str, ...] = ()) -> SourceCustomer:
    """A customer; `on_invoices` are the addresses that stand in where he has none of his own."""
    person = " ".join(part for part in (row.given_name, row.family_name) if part)
    names = (row.display_name, row.company_name, person)
    country = country_of(row.bill_addr.country if row.bill_addr is not None else None)
    return SourceCustomer(
        source_id=row.id,
        name=next((name.strip() for name in names if name and name.strip()), row.id),
        emails=addresses(row.primary_email_addr) or on_invoices,
        phone=row.primary_phone.free_form_number if row.primary_phone is not None else None,
        language=_language(row.locale),
        country=country,
        region=region_of(country, row.bill_addr.country_sub_division_code if row.bill_addr else None),
        bill_to=row.parent_ref.value if row.bill_with_parent and row.parent_ref is not None else None,
    )


class Billed:
    """The addresses on invoices, by customer: those of the newest invoice that bears any."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[tuple[int, str], tuple[str, ...]]] = {}

    def note(self, rows: Iterable[InvoiceJson]) -> None:
        for row in rows:
            written = addresses(row.bill_email)
            # Ids rise with each transaction; 9 comes before 10.
            rank = (len(row.id), row.id)
            held = self._found.get(row.customer_ref.value)
            if written and row.balance > 0 and (held is None or held[0] < rank):
                self._found[row.customer_ref.value] = (rank, written)

    def of(self, customer_id: str) -> tuple[str, ...]:
        held = self._found.get(customer_id)
        return () if held is None else held[1]


def _language(locale: str | None) -> str | None:
    """The language of a locale: "fr_CA" gives "fr"."""
    match = _LOCALE.fullmatch((locale or "").strip())
    return match[1].lower() if match else None


def _day(text: str | None, name: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise Unreadable(say("row.day", name=name, text=text)) from None


def minor_units(amount: Decimal, currency: str) -> int:
    """The amount in minor units. Raises Unreadable where that is not whole."""
    try:
        return money.minor_units(format(amount, "f"), currency)
    except Refused:
        raise Unreadable(say("row.amount", name="", text=format(amount, "f"), currency=currency)) from None
