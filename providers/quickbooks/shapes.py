"""What is read of QuickBooks' objects, in minor version 75; the rest of each is ignored.

Only properties that have a value are written. Amounts are exact: they are never a binary fraction.
"""

from decimal import Decimal

import msgspec


class RefJson(msgspec.Struct):
    """Another object by its Id, or a currency by its code."""

    value: str


class EmailJson(msgspec.Struct, rename="pascal"):
    """`address` may hold several, parted by commas."""

    address: str | None = None


class PhoneJson(msgspec.Struct, rename="pascal"):
    free_form_number: str | None = None


class AddressJson(msgspec.Struct, rename="pascal"):
    country: str | None = None
    country_sub_division_code: str | None = None


class LinkJson(msgspec.Struct, rename="pascal"):
    txn_id: str
    txn_type: str


class LineJson(msgspec.Struct, rename="pascal"):
    linked_txn: list[LinkJson] = []


class InvoiceJson(msgspec.Struct, rename="pascal"):
    """`balance` is what is still open: payments, credit memos used on it and a deposit are off it."""

    id: str
    customer_ref: RefJson
    total_amt: Decimal
    balance: Decimal
    deposit: Decimal = Decimal(0)
    currency_ref: RefJson | None = None
    doc_number: str | None = None
    txn_date: str | None = None
    due_date: str | None = None
    bill_email: EmailJson | None = None
    linked_txn: list[LinkJson] = []


class PayableJson(msgspec.Struct, rename="pascal"):
    """An invoice that was asked for with its link, which is there where it can be paid online."""

    id: str
    invoice_link: str | None = None


class MailedJson(msgspec.Struct, rename="pascal"):
    """An invoice after it was mailed; `bill_email` is whom it went to."""

    id: str
    email_status: str | None = None
    bill_email: EmailJson | None = None


class CustomerJson(msgspec.Struct, rename="pascal"):
    """A customer, or a sub-customer when it has a parent."""

    id: str
    display_name: str | None = None
    company_name: str | None = None
    given_name: str | None = None
    family_name: str | None = None
    primary_email_addr: EmailJson | None = None
    primary_phone: PhoneJson | None = None
    bill_addr: AddressJson | None = None
    parent_ref: RefJson | None = None
    bill_with_parent: bool = False
    locale: str | None = None


class PaymentJson(msgspec.Struct, rename="pascal"):
    """`unapplied_amt` is what no invoice has used. One of 0 only ties credit memos to invoices."""

    id: str
    customer_ref: RefJson
    total_amt: Decimal
    unapplied_amt: Decimal = Decimal(0)
    currency_ref: RefJson | None = None
    txn_date: str | None = None
    line: list[LineJson] = []


class CreditMemoJson(msgspec.Struct, rename="pascal"):
    """What no invoice has used stands in both amounts."""

    id: str
    customer_ref: RefJson
    doc_number: str | None = None
    total_amt: Decimal | None = None
    remaining_credit: Decimal | None = None
    balance: Decimal | None = None
    currency_ref: RefJson | None = None
    txn_date: str | None = None
