"""Stripe's JSON to Relance's facts. Pure: no clock, no network."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from connector.core.declines import Failure
from connector.core.invoice import Status
from connector.core.money import exponent
from connector.core.source import Batch, SourceCredit, SourceCustomer, SourceInvoice
from providers._sentences import its, say, the

from .charges import AUTOMATIC, failure_of
from .sentences import say as here
from .shapes import AddressJson, CustomerJson, IntentJson, InvoiceJson, Page

#: Where Stripe's minor unit is not ISO 4217's (docs.stripe.com/currencies, zero-decimal and special cases).
STRIPE_EXPONENTS = MappingProxyType({"ISK": 2, "UGX": 2, "MGA": 0})
STATUSES = MappingProxyType(
    {
        "open": Status.OPEN,
        "paid": Status.PAID,
        "void": Status.VOID,
        "uncollectible": Status.WRITTEN_OFF,
    }
)
_COLLECTIONS = ("send_invoice", AUTOMATIC)
_NONE: Mapping[str, Failure] = MappingProxyType({})
_LOCALE = re.compile(r"([A-Za-z]{2,3})(?:[-_].*)?")
#: Countries whose `state` Stripe fills with a code of ISO 3166-2; elsewhere it is free text.
_STATES = MappingProxyType(
    {
        "US": frozenset(
            "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM "
            "NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY".split()
        ),
        "CA": frozenset("AB BC MB NB NL NS NT NU ON PE QC SK YT".split()),
        "AU": frozenset("ACT NSW NT QLD SA TAS VIC WA".split()),
    }
)

_NOTHING = InvoiceJson("", None, "", "", 0, 0, 0, "", 0)


class Unreadable(ValueError):
    """One row that makes no sense; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads rows of one account; days are those of its `zone`."""

    zone: ZoneInfo
    account_currency: str | None = None

    def batch(self, page: Page, failures: Mapping[str, Failure] = _NONE) -> Batch:
        """A page; a row that makes no sense costs an alarm, and a page of nothing else is Unreadable.

        `failures` are those of charges, by the id of their invoice.
        """
        invoices: list[SourceInvoice] = []
        rows: list[InvoiceJson] = []
        alarms = list(page.alarms)
        for row in page.invoices:
            try:
                invoice, doubts = self.listed(row, failures.get(row.id))
            except Unreadable as wrong:
                alarms.append(say("left_out", its=its("Stripe"), what=the("invoice", row.id), why=wrong))
                continue
            invoices.append(invoice)
            rows.append(row)
            alarms.extend(doubts)
        if page.invoices and not invoices:
            raise Unreadable(alarms[0])
        credits, unclear = self.credits(rows)
        return Batch(tuple(customers(rows)), tuple(invoices), tuple(credits), (*alarms, *unclear))

    def listed(self, row: InvoiceJson, failure: Failure | None = None) -> tuple[SourceInvoice, list[str]]:
        """An invoice from the list of open ones, with what is in doubt about it.

        An unknown status is taken for the one asked for, open: reading it singly before a message refuses it.
        """
        name = row.number or row.id
        doubts: list[str] = []
        status = STATUSES.get(row.status or "")
        if status is None:
            doubts.append(here("odd_status", name=name, status=row.status))
        if row.collection_method not in _COLLECTIONS:
            doubts.append(here("odd_collection", name=name, way=row.collection_method))
        return self._invoice(row, status or Status.OPEN, failure), doubts

    def single(self, row: InvoiceJson, failure: Failure | None = None) -> SourceInvoice:
        """An invoice read on its own. Raises Unreadable for an unknown status: nothing is built on it."""
        status = STATUSES.get(row.status or "")
        if status is None:
            raise Unreadable(say("row.status", status=row.status))
        return self._invoice(row, status, failure)

    def failure(self, row: InvoiceJson, intent: IntentJson | None) -> Failure | None:
        """Why its charge failed. Raises Unreadable."""
        return failure_of(row, intent, self._day)

    def _invoice(self, row: InvoiceJson, status: Status, failure: Failure | None) -> SourceInvoice:
        currency = _currency(row.currency)
        due, total = minor_units(row.amount_due, currency), minor_units(row.total, currency)
        made = row.effective_at or row.status_transitions.finalized_at or row.created
        return SourceInvoice(
            source_id=row.id,
            customer_source_id=row.customer.id if isinstance(row.customer, CustomerJson) else row.customer,
            number=row.number or row.id,
            currency=currency,
            # What the customer owed before is added to what is due, not to the total.
            total=max(total, due),
            open=minor_units(row.amount_remaining, currency),
            status=status,
            issued_on=self._day(made),
            due_on=self._day(row.due_date) if row.due_date is not None else None,
            paid_on=self._paid_on(row),
            is_charge=row.collection_method == AUTOMATIC,
            is_autopay=row.collection_method != "send_invoice",
            pay_link=row.hosted_invoice_url,
            pdf_link=row.invoice_pdf,
            failure=failure,
        )

    def _paid_on(self, row: InvoiceJson) -> date | None:
        paid_at = row.status_transitions.paid_at
        return self._day(paid_at) if paid_at is not None else None

    def _day(self, seconds: int) -> date:
        try:
            return datetime.fromtimestamp(seconds, UTC).astimezone(self.zone).date()
        except (OverflowError, OSError, ValueError):
            raise Unreadable(here("no_moment", text=seconds)) from None

    def credits(self, rows: Iterable[InvoiceJson]) -> tuple[list[SourceCredit], list[str]]:
        """Customers' balances below zero: money that no invoice has used yet; and what cannot be read.

        A credit of 0 says that there is none any more: a sweep shows open invoices, not what has ended.
        """
        found: dict[str, SourceCredit] = {}
        doubts: dict[str, str] = {}
        for row in rows:
            customer = row.customer
            if not isinstance(customer, CustomerJson):
                continue
            try:
                found[customer.id] = self._credit(customer, row.currency)
            except Unreadable as wrong:
                doubts[customer.id] = here("balance_left_out", customer=customer.id, why=wrong)
        return list(found.values()), list(doubts.values())

    def alone(self, customer: CustomerJson) -> Batch:
        """A customer who was read without an invoice, and his unused credit."""
        try:
            credits: tuple[SourceCredit, ...] = (self._credit(customer, self.account_currency or ""),)
        except Unreadable:
            credits = ()
        return Batch((_customer(customer, None),), credits=credits)

    def _credit(self, customer: CustomerJson, currency_of_invoice: str) -> SourceCredit:
        currency = _currency(customer.currency or self.account_currency or currency_of_invoice)
        amount = minor_units(max(0, -customer.balance), currency)
        return SourceCredit(f"{customer.id}:balance", customer.id, currency, amount)


def gone(sought: str) -> SourceInvoice:
    """An invoice that Stripe no longer knows: its id and that it is deleted; nothing else of it is known."""
    return SourceInvoice(sought, "", sought, "XXX", 0, 0, Status.DELETED)


def customers(rows: Iterable[InvoiceJson]) -> list[SourceCustomer]:
    """Each customer of these invoices once; the newest invoice fills what the customer leaves empty."""
    found: dict[str, SourceCustomer] = {}
    for row in rows:
        customer = row.customer if isinstance(row.customer, CustomerJson) else CustomerJson(row.customer)
        if customer.id not in found:
            found[customer.id] = _customer(customer, row)
    return list(found.values())


def _customer(customer: CustomerJson, row: InvoiceJson | None) -> SourceCustomer:
    """What he leaves empty is taken from the invoice that he was read with."""
    given = row or _NOTHING
    email = customer.email or given.customer_email
    names = (customer.name, customer.business_name, customer.individual_name, given.customer_name, email)
    address = _address(customer.address) or _address(given.customer_address)
    return SourceCustomer(
        source_id=customer.id,
        name=next((name.strip() for name in names if name and name.strip()), customer.id),
        emails=(email.strip(),) if email and email.strip() else (),
        phone=customer.phone or given.customer_phone,
        language=_language(customer.preferred_locales or []),
        country=address[0] if address else None,
        region=address[1] if address else None,
        tax_number=_tax_number(given),
    )


def _tax_number(row: InvoiceJson) -> str | None:
    """The first one that the invoice shows; those of the customer himself are a list to be read singly."""
    known = (one.value.strip() for one in row.customer_tax_ids or () if one.value)
    return next((value for value in known if value), None)


def _address(address: AddressJson | None) -> tuple[str, str | None] | None:
    """Country, and state where it is a code; None without a country."""
    country = (address.country or "").strip().upper() if address else ""
    if address is None or len(country) != 2 or not country.isalpha():
        return None
    state = (address.state or "").strip().upper()
    return country, state if state in _STATES.get(country, frozenset()) else None


def _language(locales: list[str]) -> str | None:
    """The language of the first locale that is one: "fr-CA" gives "fr"."""
    for locale in locales:
        match = _LOCALE.fullmatch(locale.strip())
        if match:
            return match[1].lower()
    return None


def _currency(code: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{3}", code):
        raise Unreadable(say("row.currency", code=code))
    return code.upper()


def minor_units(amount: int, currency: str) -> int:
    """Stripe's amount in ISO 4217 minor units. Raises Unreadable where that is not whole."""
    shift = exponent(currency) - STRIPE_EXPONENTS.get(currency, exponent(currency))
    if shift >= 0:
        return int(amount * 10**shift)
    whole, rest = divmod(amount, 10**-shift)
    if rest:
        raise Unreadable(here("no_whole", amount=amount, currency=currency))
    return int(whole)
