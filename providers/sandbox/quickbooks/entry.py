"""Puts customers, terms, invoices and credit memos into a book; amounts as Decimal or its text."""

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, TypedDict, Unpack

from .book import CURRENCIES, Book, CreditMemo, Customer, Invoice, Line, Term
from .errors import ApiError, invalid, malformed
from .times import pacific_day

CENT = Decimal("0.01")
Amount = Decimal | str | int


def money(amount: Amount, element: str = "Amount") -> Decimal:
    """To the cent. ApiError when it is no number."""
    try:
        return Decimal(amount).quantize(CENT)
    except (InvalidOperation, ValueError):
        raise malformed(element, f"{element} is no amount: {amount}") from None


def add_term(book: Book, name: str, due_days: int | None = None, *, day_of_month: int | None = None) -> Term:
    """`due_days` after the issue, or on the next `day_of_month` after it."""
    now = book.now()
    term = Term(
        id=book.new_id("term"),
        created=now,
        updated=now,
        name=name,
        due_days=due_days,
        day_of_month_due=day_of_month,
        due_next_month_days=None if day_of_month is None else 0,
    )
    return book.put(term)


def add_customer(
    book: Book,
    display_name: str,
    email: str | None = None,
    *,
    currency: str | None = None,
    parent: str | None = None,
    is_billed_with_parent: bool = False,
    company_name: str | None = None,
    phone: str | None = None,
    country: str | None = None,
    region: str | None = None,
    term: str | None = None,
    notes: str | None = None,
) -> Customer:
    """A customer of now, or a job of `parent`. `email` may hold several addresses with commas."""
    if parent is not None:
        currency = currency or book.live_customer(parent).currency
    check_name(book, display_name, parent)
    address = {"Country": country, "CountrySubDivisionCode": region}
    customer = Customer(
        id=book.new_id("name"),
        created=book.now(),
        updated=book.now(),
        display_name=display_name,
        currency=known_currency(currency or book.currency),
        company_name=company_name,
        email=email,
        phone=phone,
        address={part: words for part, words in address.items() if words} or None,
        parent=parent,
        is_billed_with_parent=is_billed_with_parent,
        term=None if term is None else book.find(Term, term).id,
        notes=notes,
    )
    return book.put(customer)


def check_name(book: Book, display_name: str, parent: str | None, *, but: str | None = None) -> None:
    """Names are unique among the customers of one parent."""
    for other in book.customers.rows.values():
        if other.display_name == display_name and other.parent == parent and other.id != but:
            detail = f"The name supplied already exists. : Another customer is {display_name}."
            raise ApiError("6240", "Duplicate Name Exists Error", detail)


def known_currency(code: str) -> str:
    if code not in CURRENCIES:
        raise invalid(f"the currency {code} is not among {', '.join(CURRENCIES)}", element="CurrencyRef")
    return code


class Kept(TypedDict, total=False):
    """What an invoice keeps as it is given; `bill_email` left out is no BillEmail at all."""

    number: str | None
    bill_email: str | None
    bill_email_cc: str | None
    is_payable_online: bool
    private_note: str | None
    customer_memo: str | None


def add_invoice(
    book: Book,
    customer: str,
    amount: Amount,
    *,
    issued_on: date | None = None,
    due_on: date | None = None,
    term: str | None = None,
    tax: Amount = 0,
    deposit: Amount = 0,
    rate: Amount = 1,
    made: int | None = None,
    **kept: Unpack[Kept],
) -> Invoice:
    """Open over `amount` and the tax. The due date is `due_on`, else what the term says, else there is none.

    `made` is the Unix second it was made at, now unless given; it is issued on that Pacific day unless told.
    """
    owner = book.live_customer(customer)
    at = book.now() if made is None else made
    issued_on = issued_on or pacific_day(at)
    if due_on is None and term is not None:
        due_on = due_by(book.find(Term, term), issued_on)
    invoice = Invoice(
        id=book.new_id("transaction"),
        created=at,
        updated=at,
        customer=owner.id,
        currency=owner.currency,
        issued_on=issued_on,
        due_on=due_on,
        term=term,
        lines=[Line("Work done", money(amount))],
        tax=money(tax),
        deposit=money(deposit),
        rate=Decimal(rate),
        **kept,
    )
    return book.put(invoice)


def due_by(term: Term, issued_on: date) -> date:
    """The day this term gives to an invoice of that day."""
    if term.day_of_month_due is None:
        return issued_on + timedelta(days=term.due_days or 0)
    month = issued_on.replace(day=1)
    while True:
        last = monthrange(month.year, month.month)[1]
        due_on = month.replace(day=min(term.day_of_month_due, last))
        if due_on > issued_on:
            return due_on
        month = (month + timedelta(days=31)).replace(day=1)


def add_credit_memo(
    book: Book,
    customer: str,
    amount: Amount,
    *,
    number: str | None = None,
    issued_on: date | None = None,
    rate: Amount = 1,
    private_note: str | None = None,
) -> CreditMemo:
    """A credit that no invoice has used yet."""
    owner = book.live_customer(customer)
    memo = CreditMemo(
        id=book.new_id("transaction"),
        created=book.now(),
        updated=book.now(),
        customer=owner.id,
        currency=owner.currency,
        issued_on=issued_on or pacific_day(book.now()),
        rate=Decimal(rate),
        number=number,
        lines=[Line("Credit", money(amount))],
        private_note=private_note,
    )
    return book.put(memo)


def change_email(book: Book, customer: Customer, email: str | None) -> None:
    """The customer's address alone; its invoices keep the one they bear."""
    customer.email = email
    book.touch(customer)


def change_bill_email(book: Book, invoice: Invoice, email: str | None) -> None:
    invoice.bill_email = email
    book.touch(invoice)


def set_term(book: Book, row: Customer | Invoice, term: str | None) -> None:
    """A customer's usual term, or an invoice's, which moves its due date."""
    found = None if term is None else book.find(Term, term)
    row.term = term
    if isinstance(row, Invoice) and found is not None:
        row.due_on = due_by(found, row.issued_on)
    book.touch(row)


def spoil(book: Book, row: Customer | Invoice, changes: dict[str, Any]) -> None:
    """Replaces fields of the JSON shown, whatever they are; the value "(dropped)" takes one out."""
    row.overrides |= changes
    book.touch(row)
