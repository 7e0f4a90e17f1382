"""Xero's JSON to Relance's facts. Pure: no clock, no network."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import TypeVar

from connector.core.errors import Refused
from connector.core.invoice import Status
from connector.core.money import minor_units
from connector.core.source import SourceCredit, SourceCustomer, SourceInvoice
from providers._sentences import its, say, the

from . import dates
from .places import place
from .sentences import say as here
from .shapes import ContactJson, ContactRefJson, CreditJson, InvoiceJson, Page, PhoneJson, Row

_SALE = "ACCREC"
#: Not owed: it never was, or is no longer, and nothing else of it matters.
_NOT_OWED = frozenset({"DRAFT", "SUBMITTED", "DELETED"})
#: Money of a customer, and money of ours at a supplier; the second words are those of older rows.
_CREDITS = frozenset("ACCRECCREDIT RECEIVE-OVERPAYMENT AROVERPAYMENT RECEIVE-PREPAYMENT ARPREPAYMENT".split())
_OURS = frozenset("ACCPAYCREDIT SPEND-OVERPAYMENT APOVERPAYMENT SPEND-PREPAYMENT APPREPAYMENT".split())
#: Of a credit in one of these nothing is left, or nothing is there yet.
_NO_CREDIT = _NOT_OWED | {"PAID", "VOIDED"}
_ERASED = "GDPRREQUEST"
#: Where invoices go, then where the business is.
_ADDRESSES = ("POBOX", "STREET", "DELIVERY")
_PHONES = ("DEFAULT", "MOBILE", "DDI")
#: More digits than all the money there is needs.
_LONGEST_AMOUNT = 24

_Fact = TypeVar("_Fact")


class Unreadable(ValueError):
    """One row that makes no sense; the sentence says why."""


def read_page(
    page: Page[Row], what: str, read: Callable[[Row], _Fact | None]
) -> tuple[tuple[_Fact, ...], tuple[str, ...]]:
    """What the rows say, and an alarm for each that makes no sense.

    `read` gives None for a row that is none of ours. Raises Unreadable for a page none of whose rows does.
    """
    facts: list[_Fact] = []
    alarms: list[str] = []
    for row in page.rows:
        try:
            fact = read(row)
        except Unreadable as wrong:
            alarms.append(say("left_out", its=its("Xero"), what=the(what, name_of(row)), why=wrong))
            continue
        if fact is not None:
            facts.append(fact)
    if page.rows and len(alarms) == len(page.rows):
        raise Unreadable(alarms[0])
    return tuple(facts), (*page.alarms, *alarms)


def name_of(row: ContactJson | InvoiceJson | CreditJson) -> str:
    """A row as the owner knows it, else by its id."""
    return (row.number if isinstance(row, InvoiceJson) else None) or row.id


def invoice(row: InvoiceJson) -> SourceInvoice:
    """A sale as it is now. Raises Unreadable: nothing is built on what is not understood."""
    if row.status in _NOT_OWED:
        return gone(row.id)
    if row.type != _SALE:
        raise Unreadable(here("no_sale", type=row.type))
    currency = _currency(row.currency)
    due, total = _minor(row.due, currency, "AmountDue"), _minor(row.total, currency, "Total")
    status = _status(row, due)
    return SourceInvoice(
        source_id=row.id,
        customer_source_id=_contact(row.contact),
        number=row.number or row.id,
        currency=currency,
        total=total,
        open=due,
        status=status,
        issued_on=_day(row.date, row.date_twin),
        due_on=_day(row.due_date, row.due_date_twin),
        paid_on=_paid_on(row) if status in (Status.OPEN, Status.PAID) else None,
        promised_on=_day(row.expected_date) if status is Status.OPEN else None,
    )


def _status(row: InvoiceJson, due: int) -> Status:
    """Xero calls an invoice paid whether money or a credit note settled it."""
    if row.status == "VOIDED":
        return Status.VOID
    if row.status == "AUTHORISED" and due > 0:
        return Status.OPEN
    if row.status not in ("AUTHORISED", "PAID"):
        raise Unreadable(say("row.status", status=row.status))
    if row.status == "PAID" and due > 0:
        raise Unreadable(here("paid_yet_open", amount=row.due))
    is_money = bool(row.paid or row.overpayments or row.prepayments)
    return Status.CREDITED if row.credited and not is_money else Status.PAID


def _paid_on(row: InvoiceJson) -> date | None:
    """The day of the last money, None where there was none."""
    settled_on = _day(row.paid_off_date)
    if settled_on is not None:
        return settled_on
    paid = [payment.date for payment in row.payments or () if payment.status != "DELETED"]
    earlier = [used.date for used in (*(row.overpayments or ()), *(row.prepayments or ()))]
    days = [_day(text) for text in paid] or [_day(text) for text in earlier]
    return max((day for day in days if day is not None), default=None)


def gone(source_id: str) -> SourceInvoice:
    """An invoice that is not owed: its id and that it is deleted; nothing else of it matters."""
    return SourceInvoice(source_id, "", source_id, "XXX", 0, 0, Status.DELETED)


def credit(row: CreditJson) -> SourceCredit | None:
    """What is left of a customer's credit, 0 where nothing is; None for money of ours at a supplier.

    One in a status that nobody knows stands: it keeps silent rather than ask for too much.
    """
    if row.type in _OURS:
        return None
    if row.type not in _CREDITS:
        raise Unreadable(say("row.type", type=row.type))
    if not row.id:
        raise Unreadable(here("no_id"))
    currency = _currency(row.currency)
    left = 0 if row.status in _NO_CREDIT else _minor(row.remaining, currency, "RemainingCredit")
    if left <= 0:
        return SourceCredit(row.id, "", currency, 0)
    return SourceCredit(
        row.id, _contact(row.contact), currency, left, _day(row.date, row.date_twin),
        row.number or "", _shown(row.total, currency),
    )  # fmt: skip


def _shown(amount: Decimal | None, currency: str) -> int | None:
    """Of what is only shown: what cannot be read loses nothing else."""
    try:
        return None if amount is None else _minor(amount, currency, "Total")
    except Unreadable:
        return None


def customer(row: ContactJson) -> SourceCustomer:
    """A contact, archived ones included. Of one who asked to be forgotten only the name is taken over."""
    person = " ".join(part.strip() for part in (row.first_name, row.last_name) if part and part.strip())
    name = (row.name or "").strip() or person or row.id
    if row.status == _ERASED:
        return SourceCustomer(row.id, name)
    found = _place(row)
    return SourceCustomer(
        source_id=row.id,
        name=name,
        emails=_emails(row),
        phone=_phone(row.phones or ()),
        country=found[0] if found else None,
        region=found[1] if found else None,
        tax_number=(row.tax_number or "").strip() or None,
    )


def debtor(row: ContactJson) -> SourceCustomer | None:
    """The same; None for who is a supplier and nothing else."""
    is_supplier_alone = row.is_supplier is True and row.is_customer is False
    return None if is_supplier_alone else customer(row)


def _emails(row: ContactJson) -> tuple[str, ...]:
    """The address of the contact, then those of his persons who get invoices too; each once."""
    persons = [person.email for person in row.persons or () if person.is_included]
    written = [email.strip() for email in (row.email, *persons) if email and email.strip()]
    return tuple({email.casefold(): email for email in reversed(written)}.values())[::-1]


def _phone(phones: Iterable[PhoneJson]) -> str | None:
    numbers = {phone.type: phone for phone in phones if phone.number and phone.number.strip()}
    phone = next((numbers[kind] for kind in _PHONES if kind in numbers), None)
    if phone is None:
        return None
    country = (phone.country or "").strip().removeprefix("+")
    parts = (f"+{country}" if country else "", phone.area, phone.number)
    return " ".join(part.strip() for part in parts if part and part.strip())


def _place(row: ContactJson) -> tuple[str, str | None] | None:
    known = {address.type: place(address.country, address.region) for address in row.addresses or ()}
    return next((known[kind] for kind in _ADDRESSES if known.get(kind)), None)


def _contact(contact: ContactRefJson | None) -> str:
    if contact is None or not contact.id:
        raise Unreadable(here("no_contact"))
    return contact.id


def _currency(code: str | None) -> str:
    if not re.fullmatch(r"[A-Z]{3}", code or ""):
        raise Unreadable(say("row.currency", code=code))
    return str(code)


def _minor(amount: Decimal | None, currency: str, name: str) -> int:
    if amount is None:
        raise Unreadable(here("lacks", name=name))
    # Written out, a number with a huge exponent would fill the memory.
    if not amount.is_finite() or abs(amount.adjusted()) > _LONGEST_AMOUNT:
        raise Unreadable(here("odd_amount", name=name, amount=amount))
    try:
        return minor_units(format(amount, "f"), currency)
    except Refused:
        text, named = format(amount, "f"), here("of_field", name=name)
        raise Unreadable(say("row.amount", name=named, text=text, currency=currency)) from None


def _day(text: str | None, twin: str | None = None) -> date | None:
    try:
        return dates.day(text, twin)
    except ValueError as wrong:
        raise Unreadable(here("odd_day", why=wrong)) from None
