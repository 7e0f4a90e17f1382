"""python-quickbooks writes to the stand-in: makes, changes, sends, voids and deletes."""

from datetime import timedelta
from typing import Any

import pytest
from quickbooks import QuickBooks
from quickbooks.batch import batch_create, batch_delete, batch_update
from quickbooks.exceptions import ObjectNotFoundException, QuickbooksException, SevereException
from quickbooks.objects import CreditMemo, Customer, Invoice, Payment, Term
from quickbooks.objects.base import EmailAddress
from quickbooks.objects.detailline import SalesItemLine, SalesItemLineDetail
from quickbooks.objects.payment import PaymentLine

from providers.sandbox import Handle
from providers.sandbox.quickbooks import entry, lifecycle
from providers.sandbox.quickbooks.book import Book
from tests.providers.sandbox.quickbooks.official import Api, client


def _line(amount: float) -> SalesItemLine:
    line = SalesItemLine()
    line.Amount = amount
    line.SalesItemLineDetail = SalesItemLineDetail()
    return line


def _customer(qb: QuickBooks, name: str = "Acme") -> Customer:
    customer = Customer()
    customer.DisplayName = name
    customer.PrimaryEmailAddr = EmailAddress()
    customer.PrimaryEmailAddr.Address = "ap@acme.example"
    return customer.save(qb=qb)


def _invoice(qb: QuickBooks, customer: Customer, amount: float = 100, **fields: Any) -> Invoice:
    invoice = Invoice()
    invoice.CustomerRef = customer.to_ref()
    invoice.Line = [_line(amount)]
    for name, value in fields.items():
        setattr(invoice, name, value)
    return invoice.save(qb=qb)


def test_a_customer_and_an_invoice_are_made(qb: QuickBooks) -> None:
    customer = _customer(qb)
    terms = Term.filter(Name="Net 30", qb=qb)[0]

    invoice = _invoice(qb, customer, 99.5, DocNumber="1", TxnDate="2026-10-01", SalesTermRef=terms.to_ref())

    read = Invoice.get(invoice.Id, qb)
    assert (read.DocNumber, read.TotalAmt, read.Balance, read.DueDate) == ("1", 99.5, 99.5, "2026-10-31")
    assert read.CustomerRef.name == "Acme"
    assert Customer.get(customer.Id, qb).PrimaryEmailAddr.Address == "ap@acme.example"


def test_without_a_term_an_invoice_is_due_at_once(qb: QuickBooks) -> None:
    assert _invoice(qb, _customer(qb)).DueDate == "2026-11-21"


def test_a_payment_with_an_invoice_lowers_its_balance(qb: QuickBooks) -> None:
    customer = _customer(qb)
    invoice = _invoice(qb, customer)
    line = PaymentLine()
    line.Amount, line.LinkedTxn = 60, [invoice.to_linked_txn()]
    payment = Payment()
    payment.CustomerRef, payment.TotalAmt, payment.Line = customer.to_ref(), 75, [line]

    paid = payment.save(qb=qb)

    assert paid.UnappliedAmt == 15
    assert Invoice.get(invoice.Id, qb).Balance == 40
    assert Customer.get(customer.Id, qb).Balance == 25


def test_a_whole_object_is_saved_back(qb: QuickBooks) -> None:
    invoice = _invoice(qb, _customer(qb), PrivateNote="before")

    invoice.PrivateNote, invoice.DueDate = "after", "2026-12-24"
    saved = invoice.save(qb=qb)

    assert (saved.PrivateNote, saved.DueDate, saved.SyncToken) == ("after", "2026-12-24", "1")
    assert saved.TotalAmt == 100


def test_a_sparse_update_changes_what_it_names(api: Api, book: Book) -> None:
    customer = entry.add_customer(book, "Acme")
    invoice = entry.add_invoice(book, customer.id, 100, number="7", bill_email="ap@acme.example")
    body = {"Id": invoice.id, "SyncToken": "0", "sparse": True, "PrivateNote": "called"}

    saved = api.ask("POST", "/invoice", json=body).json()["Invoice"]

    assert (saved["PrivateNote"], saved["DocNumber"], saved["SyncToken"]) == ("called", "7", "1")
    assert saved["BillEmail"] == {"Address": "ap@acme.example"}


def test_a_full_update_empties_what_it_leaves_out(api: Api, book: Book) -> None:
    customer = entry.add_customer(book, "Acme")
    invoice = entry.add_invoice(book, customer.id, 100, number="7", bill_email="ap@acme.example")
    body = {"Id": invoice.id, "SyncToken": "0", "PrivateNote": "called"}

    saved = api.ask("POST", "/invoice", json=body).json()["Invoice"]

    assert "DocNumber" not in saved
    assert "BillEmail" not in saved
    assert saved["TotalAmt"] == 100


def test_other_lines_make_another_total_but_never_less_than_is_settled(api: Api, book: Book) -> None:
    customer = entry.add_customer(book, "Acme")
    invoice = entry.add_invoice(book, customer.id, 100)
    lifecycle.pay(book, invoice, 60)

    def saved(amount: int) -> Any:
        line = {"Amount": amount, "DetailType": "SalesItemLineDetail"}
        body = {"Id": invoice.id, "SyncToken": str(invoice.sync_token), "sparse": True, "Line": [line]}
        return api.ask("POST", "/invoice", json=body)

    assert saved(59).json()["Fault"]["Error"][0]["code"] == "6000"
    assert saved(80).json()["Invoice"]["TotalAmt"] == 80
    assert invoice.balance == 20


def test_an_invoice_is_in_its_customers_currency(api: Api, book: Book) -> None:
    customer = entry.add_customer(book, "Acme", currency="EUR")
    body = {"CustomerRef": {"value": customer.id}, "Line": [{"Amount": 10}]}

    made = api.ask("POST", "/invoice", json=body | {"CurrencyRef": {"value": "EUR"}})
    refused = api.ask("POST", "/invoice", json=body | {"CurrencyRef": {"value": "USD"}})

    assert made.json()["Invoice"]["CurrencyRef"]["value"] == "EUR"
    assert refused.json()["Fault"]["Error"][0]["code"] == "6000"


def test_a_stale_object_is_refused_and_nothing_changes(qb: QuickBooks) -> None:
    invoice = _invoice(qb, _customer(qb))
    other = Invoice.get(invoice.Id, qb)
    other.PrivateNote = "first"
    other.save(qb=qb)

    invoice.PrivateNote = "second"
    with pytest.raises(QuickbooksException) as refused:
        invoice.save(qb=qb)

    assert (refused.value.error_code, refused.value.message) == (5010, "Stale Object Error")
    assert Invoice.get(invoice.Id, qb).PrivateNote == "first"


def test_a_write_with_a_request_id_happens_once(qb: QuickBooks) -> None:
    customer = _customer(qb)
    invoice = Invoice()
    invoice.CustomerRef, invoice.Line = customer.to_ref(), [_line(10)]

    first = invoice.save(qb=qb, request_id="once")
    invoice.Id = None
    second = invoice.save(qb=qb, request_id="once")
    invoice.Id = None
    third = invoice.save(qb=qb, request_id="twice")

    assert first.Id == second.Id != third.Id
    assert Invoice.count(qb=qb) == 2


def test_a_request_id_is_at_most_fifty_characters_long(api: Api, book: Book) -> None:
    refused = api.ask("POST", "/customer", json={"DisplayName": "Acme"}, params={"requestid": "x" * 51})

    assert refused.json()["Fault"]["Error"][0]["code"] == "2050"
    assert not book.customers.rows


def test_a_refused_write_leaves_its_request_id_free(api: Api, book: Book) -> None:
    params = {"requestid": "again"}

    refused = api.ask("POST", "/customer", json={}, params=params)
    made = api.ask("POST", "/customer", json={"DisplayName": "Acme"}, params=params)

    assert (refused.status_code, made.status_code) == (400, 200)
    assert len(book.customers.rows) == 1


def test_an_invoice_is_sent_to_the_address_it_bears(qb: QuickBooks, sandbox: Handle) -> None:
    sent: list[tuple[str, str, str]] = []
    sandbox.quickbooks.mail = lambda to, subject, text: sent.append((to, subject, text))
    address = EmailAddress()
    address.Address = "ap@acme.example, owner@acme.example"
    invoice = _invoice(qb, _customer(qb), DocNumber="1043", BillEmail=address)
    sandbox.clock.advance(timedelta(minutes=5))

    invoice.send(qb=qb)

    read = Invoice.get(invoice.Id, qb)
    assert (read.EmailStatus, read.email_sent) == ("EmailSent", True)
    assert (read.DeliveryInfo.DeliveryType, read.DeliveryInfo.DeliveryTime) == (
        "Email",
        "2026-11-21T04:05:00-08:00",
    )
    assert read.MetaData.LastUpdatedTime == "2026-11-21T04:05:00-08:00"
    assert [(to, subject) for to, subject, _ in sent] == [
        ("ap@acme.example, owner@acme.example", "Invoice 1043 from Sandbox Company")
    ]
    assert "Open: 100.00 USD" in sent[0][2]


def test_sending_elsewhere_overwrites_the_address(qb: QuickBooks, sandbox: Handle) -> None:
    sent: list[str] = []
    sandbox.quickbooks.mail = lambda to, _subject, _text: sent.append(to)
    address = EmailAddress()
    address.Address = "ap@acme.example"
    invoice = _invoice(qb, _customer(qb), BillEmail=address)

    invoice.send(qb=qb, send_to="a+b@other.example")

    assert sent == ["a+b@other.example"]
    assert Invoice.get(invoice.Id, qb).BillEmail.Address == "a+b@other.example"


@pytest.mark.parametrize(("send_to", "code"), [(None, 6000), ("nobody", 2210)])
def test_without_a_good_address_nothing_is_sent(
    qb: QuickBooks, sandbox: Handle, send_to: str | None, code: int
) -> None:
    sent: list[str] = []
    sandbox.quickbooks.mail = lambda to, _subject, _text: sent.append(to)
    invoice = _invoice(qb, _customer(qb))

    with pytest.raises(QuickbooksException) as refused:
        invoice.send(qb=qb, send_to=send_to)

    assert refused.value.error_code == code
    assert sent == []
    assert Invoice.get(invoice.Id, qb).EmailStatus == "NotSet"


def test_an_invoice_that_could_not_be_mailed_is_not_marked_as_sent(qb: QuickBooks, sandbox: Handle) -> None:
    def refuse(_to: str, _subject: str, _text: str) -> None:
        raise ConnectionRefusedError

    sandbox.quickbooks.mail = refuse
    invoice = _invoice(qb, _customer(qb))

    with pytest.raises(SevereException):
        invoice.send(qb=qb, send_to="ap@acme.example")

    assert Invoice.get(invoice.Id, qb).EmailStatus == "NotSet"


def test_a_voided_invoice_stays_with_nothing_to_pay(qb: QuickBooks) -> None:
    invoice = _invoice(qb, _customer(qb), DocNumber="1", PrivateNote="wrong price")

    invoice.void(qb=qb)

    read = Invoice.get(invoice.Id, qb)
    assert (read.TotalAmt, read.Balance, read.Line[0].Amount) == (0, 0, 0)
    assert (read.PrivateNote, read.DocNumber) == ("Voided - wrong price", "1")


def test_a_voided_payment_opens_its_invoice_again(qb: QuickBooks, book: Book) -> None:
    customer = entry.add_customer(book, "Acme")
    held = entry.add_invoice(book, customer.id, 100)
    payment = Payment.get(lifecycle.pay(book, held).id, qb)

    payment.void(qb=qb)

    assert (Payment.get(payment.Id, qb).TotalAmt, Payment.get(payment.Id, qb).UnappliedAmt) == (0, 0)
    assert Invoice.get(held.id, qb).Balance == 100


def test_a_deleted_invoice_is_not_found_again(qb: QuickBooks) -> None:
    invoice = _invoice(qb, _customer(qb))

    answer = invoice.delete(qb=qb)

    assert answer["Invoice"] == {"domain": "QBO", "status": "Deleted", "Id": invoice.Id}
    assert Invoice.all(qb=qb) == []
    with pytest.raises(ObjectNotFoundException):
        Invoice.get(invoice.Id, qb)


def test_a_credit_memo_and_a_term_are_made_and_changed(qb: QuickBooks) -> None:
    memo = CreditMemo()
    memo.CustomerRef, memo.Line = _customer(qb).to_ref(), [_line(25)]
    memo = memo.save(qb=qb)
    term = Term()
    term.Name, term.DueDays = "Net 45", 45
    term = term.save(qb=qb)

    memo.PrivateNote, term.DueDays = "goods came back", 50

    assert (memo.save(qb=qb).PrivateNote, memo.RemainingCredit) == ("goods came back", 25)
    assert term.save(qb=qb).DueDays == 50


def test_a_customer_made_inactive_is_left_out_unless_asked(qb: QuickBooks) -> None:
    customer = _customer(qb)

    customer.Active = False
    customer.save(qb=qb)

    assert Customer.all(qb=qb) == []
    assert [row.Active for row in Customer.where("Active IN (true, false)", qb=qb)] == [False]
    assert Customer.get(customer.Id, qb).DisplayName == "Acme (deleted)"


def test_a_batch_makes_changes_and_deletes_each_on_its_own(qb: QuickBooks) -> None:
    names = [Customer() for _ in range(3)]
    for customer, name in zip(names, ("Acme", "Acme", "Zenith"), strict=True):
        customer.DisplayName = name

    made = batch_create(names, qb=qb)
    for customer in made.successes:
        customer.Notes = "seen"
    changed = batch_update(made.successes, qb=qb)
    deleted = batch_delete([_invoice(qb, made.successes[0])], qb=qb)

    assert [row.DisplayName for row in made.successes] == ["Acme", "Zenith"]
    assert [fault.Error[0].code for fault in made.faults] == ["6240"]
    assert [row.SyncToken for row in changed.successes] == ["1", "1"]
    assert (len(deleted.successes), Invoice.count(qb=qb)) == (1, 0)


def test_thirty_one_items_are_cut_in_two_by_the_client_and_refused_at_once(qb: QuickBooks, api: Api) -> None:
    customers = [Customer() for _ in range(31)]
    for number, customer in enumerate(customers):
        customer.DisplayName = f"Customer {number}"
    items = [{"bId": str(number), "Query": "select * from Term"} for number in range(31)]

    made = batch_create(customers, qb=qb)
    refused = api.ask("POST", "/batch", json={"BatchItemRequest": items})
    asked = api.ask("POST", "/batch", json={"BatchItemRequest": items[:2]}).json()["BatchItemResponse"]

    assert len(made.successes) == 31
    assert refused.status_code == 400
    assert [len(item["QueryResponse"]["Term"]) for item in asked] == [4, 4]


def test_a_company_knows_nothing_of_another(sandbox: Handle) -> None:
    realms = list(sandbox.quickbooks.companies)
    first, second = (client(sandbox, realm) for realm in realms)

    _customer(first)

    assert (Customer.count(qb=first), Customer.count(qb=second)) == (1, 0)
