"""Objects as minor version 75 writes them: what has no value is left out, amounts are JSON numbers."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from .book import (
    CURRENCIES,
    Book,
    CreditMemo,
    Customer,
    Invoice,
    Line,
    Payment,
    Term,
    customer_balance,
)
from .shelf import Row
from .times import shown

Json = dict[str, Any]
_DROPPED = "(dropped)"


def object_json(book: Book, row: Row) -> Json:
    """With the fields that a test spoiled, if any."""
    made = _MAKERS[type(row)](book, row)
    said = {name: value for name, value in made.items() if value is not None}
    if not row.overrides:
        return said
    return {name: value for name, value in (said | row.overrides).items() if value != _DROPPED}


def deleted_json(sought: str) -> Json:
    """What answers a deletion."""
    return {"domain": "QBO", "status": "Deleted", "Id": sought}


def stub_json(sought: str, at: int) -> Json:
    """What change data capture says of a deleted object."""
    return {**deleted_json(sought), "MetaData": {"LastUpdatedTime": shown(at)}}


def _head(row: Row) -> Json:
    return {
        "domain": "QBO",
        "sparse": False,
        "Id": row.id,
        "SyncToken": str(row.sync_token),
        "MetaData": {"CreateTime": shown(row.created), "LastUpdatedTime": shown(row.updated)},
    }


def _invoice(book: Book, invoice: Invoice) -> Json:
    total, balance = invoice.total, invoice.balance
    return {
        **_head(invoice),
        "AllowIPNPayment": False,
        "AllowOnlinePayment": False,
        "AllowOnlineCreditCardPayment": invoice.is_payable_online,
        "AllowOnlineACHPayment": invoice.is_payable_online,
        "DocNumber": invoice.number,
        "TxnDate": invoice.issued_on.isoformat(),
        "DueDate": invoice.due_on and invoice.due_on.isoformat(),
        **_currency(invoice.currency, invoice.rate),
        "PrivateNote": invoice.private_note,
        "CustomerMemo": invoice.customer_memo and {"value": invoice.customer_memo},
        "LinkedTxn": [{"TxnId": payment, "TxnType": "Payment"} for payment in invoice.applied],
        "Line": _lines(invoice.lines),
        "TxnTaxDetail": {"TotalTax": float(invoice.tax)},
        "CustomerRef": _customer_ref(book, invoice.customer),
        "SalesTermRef": _term_ref(book, invoice.term),
        "TotalAmt": float(total),
        **_at_home("HomeTotalAmt", total, invoice.rate),
        "ApplyTaxAfterDiscount": False,
        "PrintStatus": "NeedToPrint",
        "EmailStatus": invoice.email_status,
        "BillEmail": _address(invoice.bill_email),
        "BillEmailCc": _address(invoice.bill_email_cc),
        "Balance": float(balance),
        **_at_home("HomeBalance", balance, invoice.rate),
        "Deposit": float(invoice.deposit),
        "DeliveryInfo": _delivery(invoice),
    }


def _customer(book: Book, customer: Customer) -> Json:
    balance = customer_balance(customer)
    return {
        **_head(customer),
        "Taxable": False,
        "BillAddr": customer.address,
        "Notes": customer.notes,
        "Job": customer.parent is not None,
        "BillWithParent": customer.is_billed_with_parent,
        "ParentRef": customer.parent and {"value": customer.parent},
        "Level": full_name(book, customer).count(":"),
        "SalesTermRef": _term_ref(book, customer.term),
        "Balance": float(balance),
        "BalanceWithJobs": float(balance + _balance_of_jobs(customer)),
        "CurrencyRef": _currency_ref(customer.currency),
        "PreferredDeliveryMethod": customer.delivery,
        "IsProject": False,
        "GivenName": customer.given_name,
        "FamilyName": customer.family_name,
        "FullyQualifiedName": full_name(book, customer),
        "CompanyName": customer.company_name,
        "DisplayName": customer.display_name,
        "PrintOnCheckName": customer.company_name or customer.display_name,
        "Active": customer.is_active,
        "PrimaryPhone": customer.phone and {"FreeFormNumber": customer.phone},
        "PrimaryEmailAddr": _address(customer.email),
    }


def _payment(book: Book, payment: Payment) -> Json:
    return {
        **_head(payment),
        "CustomerRef": _customer_ref(book, payment.customer),
        "DepositToAccountRef": {"value": "4"},
        "PaymentRefNum": payment.reference,
        "TotalAmt": float(payment.total),
        "UnappliedAmt": float(payment.unapplied),
        "ProcessPayment": False,
        "TxnDate": payment.paid_on.isoformat(),
        **_currency(payment.currency, payment.rate),
        "PrivateNote": payment.private_note,
        "Line": [
            {"Amount": float(line.amount), "LinkedTxn": [{"TxnId": line.id, "TxnType": line.kind}]}
            for line in payment.lines
        ],
    }


def _credit_memo(book: Book, memo: CreditMemo) -> Json:
    total, remaining = memo.total, memo.remaining
    return {
        **_head(memo),
        "RemainingCredit": float(remaining),
        "DocNumber": memo.number,
        "TxnDate": memo.issued_on.isoformat(),
        **_currency(memo.currency, memo.rate),
        "PrivateNote": memo.private_note,
        "LinkedTxn": [{"TxnId": payment, "TxnType": "Payment"} for payment in memo.used],
        "Line": _lines(memo.lines),
        "CustomerRef": _customer_ref(book, memo.customer),
        "TotalAmt": float(total),
        **_at_home("HomeTotalAmt", total, memo.rate),
        "ApplyTaxAfterDiscount": False,
        "PrintStatus": "NeedToPrint",
        "EmailStatus": "NotSet",
        "BillEmail": _address(memo.bill_email),
        "Balance": float(remaining),
        **_at_home("HomeBalance", remaining, memo.rate),
    }


def _term(_: Book, term: Term) -> Json:
    return {
        **_head(term),
        "Name": term.name,
        "Active": term.is_active,
        "Type": "STANDARD" if term.day_of_month_due is None else "DATE_DRIVEN",
        "DiscountPercent": 0,
        "DueDays": term.due_days,
        "DayOfMonthDue": term.day_of_month_due,
        "DueNextMonthDays": term.due_next_month_days,
    }


_MAKERS: dict[type[Row], Callable[[Book, Any], Json]] = {
    Invoice: _invoice,
    Customer: _customer,
    Payment: _payment,
    CreditMemo: _credit_memo,
    Term: _term,
}


def _lines(lines: list[Line]) -> list[Json]:
    shown_lines: list[Json] = [
        {
            "Id": str(number),
            "LineNum": number,
            **({"Description": line.description} if line.description else {}),
            "Amount": float(line.amount),
            "DetailType": "SalesItemLineDetail",
            "SalesItemLineDetail": {
                "ItemRef": {"value": "1", "name": "Services"},
                "UnitPrice": float(line.amount),
                "Qty": 1,
                "TaxCodeRef": {"value": "NON"},
            },
        }
        for number, line in enumerate(lines, start=1)
    ]
    subtotal = float(sum(line.amount for line in lines))
    return [*shown_lines, {"Amount": subtotal, "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}}]


def _currency(currency: str, rate: Decimal) -> Json:
    return {"CurrencyRef": _currency_ref(currency), "ExchangeRate": float(rate)}


def _currency_ref(currency: str) -> Json:
    return {"value": currency, "name": CURRENCIES[currency]}


def _at_home(name: str, amount: Decimal, rate: Decimal) -> Json:
    return {name: float(amount if rate == 1 else round(amount * rate, 2))}


def _customer_ref(book: Book, sought: str) -> Json:
    return {"value": sought, "name": full_name(book, book.customers.rows[sought])}


def _term_ref(book: Book, sought: str | None) -> Json | None:
    return None if sought is None else {"value": sought, "name": book.terms.rows[sought].name}


def _address(address: str | None) -> Json | None:
    return None if address is None else {"Address": address}


def _delivery(invoice: Invoice) -> Json | None:
    if invoice.delivered is None:
        return None
    return {"DeliveryType": "Email", "DeliveryTime": shown(invoice.delivered)}


def full_name(book: Book, customer: Customer) -> str:
    """The customer's name after its parents', with colons."""
    if customer.parent is None:
        return customer.display_name
    return f"{full_name(book, book.customers.rows[customer.parent])}:{customer.display_name}"


def _balance_of_jobs(customer: Customer) -> Decimal:
    """Of jobs and of their jobs."""
    each = (customer_balance(job) + _balance_of_jobs(job) for job in customer.jobs.values())
    return sum(each, Decimal(0))
