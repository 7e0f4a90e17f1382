"""What reading everything brings, over real HTTP."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest

from connector.core.errors import Malformed
from connector.core.invoice import Status
from connector.core.source import SourceCredit, SourceCustomer, SourceInvoice
from providers.quickbooks import QuickBooks
from providers.sandbox import Handle
from providers.sandbox.quickbooks import entry, lifecycle, properties
from providers.sandbox.quickbooks.book import Book, Invoice
from tests.providers.quickbooks.connected import asked, together

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def acme(book: Book) -> str:
    return entry.add_customer(book, "Acme", "ap@acme.example").id


def _statements(sandbox: Handle) -> list[str]:
    return [parse_qs(call.partition("?")[2])["query"][0] for call in asked(sandbox) if "query=" in call]


def test_an_open_invoice_arrives_with_all_that_a_reminder_needs(quickbooks: QuickBooks, book: Book) -> None:
    customer = entry.add_customer(
        book, "Acme", "ap@acme.example, cfo@acme.example", phone="+1 555", country="USA", region="TX"
    )
    invoice = entry.add_invoice(
        book, customer.id, "362.07", number="A-1", issued_on=date(2026, 10, 12), due_on=date(2026, 11, 11)
    )
    lifecycle.pay(book, invoice, "200.00", paid_on=date(2026, 11, 3))

    read = together(quickbooks.open_invoices())

    assert read.customers == (
        SourceCustomer(
            customer.id,
            "Acme",
            ("ap@acme.example", "cfo@acme.example"),
            phone="+1 555",
            country="US",
            region="TX",
        ),
    )
    assert read.invoices == (
        SourceInvoice(
            source_id=invoice.id,
            customer_source_id=customer.id,
            number="A-1",
            currency="USD",
            total=36_207,
            open=16_207,
            status=Status.OPEN,
            issued_on=date(2026, 10, 12),
            due_on=date(2026, 11, 11),
            paid_on=date(2026, 11, 3),
        ),
    )
    assert (read.credits, read.alarms, read.expected) == ((), (), 1)


def test_what_is_not_open_does_not_arrive(quickbooks: QuickBooks, book: Book, acme: str) -> None:
    lifecycle.pay(book, entry.add_invoice(book, acme, 100))
    lifecycle.void(book, entry.add_invoice(book, acme, 100))
    lifecycle.delete(book, entry.add_invoice(book, acme, 100))

    assert together(quickbooks.open_invoices()).invoices == ()


def test_an_empty_company_has_a_cursor_too(quickbooks: QuickBooks) -> None:
    read = together(quickbooks.open_invoices())

    assert (read.customers, read.invoices, read.credits, read.alarms) == ((), (), (), ())
    assert read.cursor == "2026-11-21T03:55:00-08:00"


def test_the_cursor_is_the_companys_time_at_the_beginning_and_comes_last(
    sandbox: Handle, quickbooks: QuickBooks
) -> None:
    pages = quickbooks.open_invoices()
    first = next(pages)
    sandbox.clock.advance(timedelta(minutes=30))

    rest = list(pages)

    assert first.cursor is None
    assert [page.cursor for page in rest[:-1]] == [None] * (len(rest) - 1)
    assert datetime.fromisoformat(rest[-1].cursor or "") == NOON - timedelta(minutes=5)


def test_money_that_no_invoice_has_used_arrives_whatever_it_is(
    quickbooks: QuickBooks, book: Book, acme: str
) -> None:
    payment = lifecycle.pay_unapplied(book, acme, "120.50", paid_on=date(2026, 11, 2))
    over = lifecycle.pay(book, entry.add_invoice(book, acme, 100), received="150.00")
    memo = entry.add_credit_memo(book, acme, "60.00", number="CM-7", issued_on=date(2026, 11, 4))
    used = entry.add_credit_memo(book, acme, "30.00")
    lifecycle.apply_credit(book, used, entry.add_invoice(book, acme, 30))

    assert together(quickbooks.open_invoices()).credits == (
        SourceCredit(f"payment:{payment.id}", acme, "USD", 12_050, date(2026, 11, 2)),
        SourceCredit(f"payment:{over.id}", acme, "USD", 5_000, date(2026, 11, 21)),
        SourceCredit(f"credit_memo:{memo.id}", acme, "USD", 6_000, date(2026, 11, 4), "CM-7", 6_000),
    )


def test_amounts_are_in_the_invoices_currency(quickbooks: QuickBooks, book: Book) -> None:
    yen = entry.add_customer(book, "Hinode", "a@hinode.example", currency="JPY")
    euro = entry.add_customer(book, "Säge", "a@saege.example", currency="EUR")
    entry.add_invoice(book, yen.id, 12_345, rate="0.0067")
    entry.add_invoice(book, euro.id, "0.29", rate="1.0834")

    invoices = together(quickbooks.open_invoices()).invoices

    assert [(x.currency, x.total, x.open) for x in invoices] == [("JPY", 12_345, 12_345), ("EUR", 29, 29)]


def test_what_is_not_there_is_not_made_up(quickbooks: QuickBooks, book: Book, acme: str) -> None:
    invoice = entry.add_invoice(book, acme, 100)

    (read,) = together(quickbooks.open_invoices()).invoices

    assert (read.number, read.due_on, read.terms, read.pay_link, read.paid_on) == (
        invoice.id, None, None, None, None,
    )  # fmt: skip


class TestCustomers:
    def test_the_newest_invoice_s_address_stands_in_where_he_has_none(
        self, quickbooks: QuickBooks, book: Book
    ) -> None:
        customer = entry.add_customer(book, "Acme")
        for address in ("old@acme.example", "new@acme.example; cfo@acme.example", None):
            entry.add_invoice(book, customer.id, 10, bill_email=address)

        batches = list(quickbooks.open_invoices())

        assert [page.customers for page in batches[:-1]] == [()] * (len(batches) - 1)
        assert batches[-1].customers[0].emails == ("new@acme.example", "cfo@acme.example")
        assert quickbooks.read_customers([customer.id]) == batches[-1].customers

    def test_his_own_address_goes_before_the_invoice_s(self, quickbooks: QuickBooks, book: Book) -> None:
        customer = entry.add_customer(book, "Acme", "own@acme.example")
        entry.add_invoice(book, customer.id, 10, bill_email="other@acme.example")

        assert together(quickbooks.open_invoices()).customers[0].emails == ("own@acme.example",)

    def test_a_paid_invoice_s_address_is_not_taken(self, quickbooks: QuickBooks, book: Book) -> None:
        customer = entry.add_customer(book, "Acme")
        lifecycle.pay(book, entry.add_invoice(book, customer.id, 10, bill_email="old@acme.example"))

        assert together(quickbooks.open_invoices()).customers[0].emails == ()
        assert quickbooks.read_customers([customer.id])[0].emails == ()

    def test_a_sub_customer_billed_with_its_parent_says_so(self, quickbooks: QuickBooks, book: Book) -> None:
        parent = entry.add_customer(book, "Blue Mesa", "ap@bluemesa.example")
        fitting = entry.add_customer(book, "Fitting", parent=parent.id, is_billed_with_parent=True)
        signs = entry.add_customer(book, "Signs", "signs@bluemesa.example", parent=parent.id)

        found = {x.source_id: x.bill_to for x in together(quickbooks.open_invoices()).customers}

        assert found == {parent.id: None, fitting.id: parent.id, signs.id: None}

    def test_one_who_is_inactive_arrives_as_well(self, quickbooks: QuickBooks, book: Book) -> None:
        customer = entry.add_customer(book, "Acme", "ap@acme.example")
        lifecycle.deactivate(book, customer)

        assert together(quickbooks.open_invoices()).customers[0].name == "Acme (deleted)"
        assert quickbooks.read_customers([customer.id])[0].name == "Acme (deleted)"

    def test_one_who_is_unknown_is_left_out(self, quickbooks: QuickBooks, acme: str) -> None:
        assert [x.source_id for x in quickbooks.read_customers(["77", acme])] == [acme]


class TestPages:
    def test_each_invoice_is_shown_once_however_many_there_are(
        self, sandbox: Handle, quickbooks: QuickBooks, book: Book, acme: str
    ) -> None:
        made = [entry.add_invoice(book, acme, 1, made=book.now() - 3_000 + n).id for n in range(2_300)]

        batches = list(quickbooks.open_invoices())

        assert [len(page.invoices) for page in batches if page.invoices] == [1_000, 999, 301]
        assert [x.source_id for x in together(batches).invoices] == made
        assert together(batches).expected == 2_300

    def test_more_than_a_page_of_one_instant_is_read_by_position(
        self, sandbox: Handle, quickbooks: QuickBooks, book: Book, acme: str
    ) -> None:
        before = entry.add_invoice(book, acme, 1, made=book.now() - 60).id
        made = [entry.add_invoice(book, acme, 1).id for _ in range(2_500)]

        found = [x.source_id for x in together(quickbooks.open_invoices()).invoices]

        assert sorted(found) == sorted([before, *made])
        assert len(found) == 2_501

    def test_what_changes_meanwhile_is_shown_again_and_nothing_is_lost(
        self, sandbox: Handle, quickbooks: QuickBooks, book: Book, acme: str
    ) -> None:
        made = [entry.add_invoice(book, acme, 10, made=book.now() - 3_000 + n) for n in range(1_500)]
        pages = quickbooks.open_invoices()
        while not next(pages).invoices:
            pass
        sandbox.clock.advance(timedelta(seconds=1))
        for invoice in (made[0], made[1], made[2]):
            lifecycle.pay(book, invoice, "5.00")
        lifecycle.pay(book, made[3])

        rest = together(pages).invoices

        assert {x.source_id for x in rest} >= {x.id for x in made[1_000:]}
        assert [(x.source_id, x.open) for x in rest[-3:]] == [(x.id, 500) for x in made[:3]]

    def test_a_list_that_does_not_go_on_is_malformed(
        self, quickbooks: QuickBooks, book: Book, acme: str
    ) -> None:
        for _ in range(1_000):
            entry.spoil(book, entry.add_invoice(book, acme, 1), {"MetaData": "(dropped)"})

        with pytest.raises(Malformed, match="does not go on"):
            list(quickbooks.open_invoices())

    def test_a_text_in_the_place_of_an_instant_is_put_into_no_statement(
        self, sandbox: Handle, quickbooks: QuickBooks, book: Book, acme: str
    ) -> None:
        for _ in range(1_000):
            invoice = entry.add_invoice(book, acme, 1)
            entry.spoil(book, invoice, {"MetaData": {"LastUpdatedTime": "2026' or '1"}})

        with pytest.raises(Malformed):
            list(quickbooks.open_invoices())

        assert not any("or '1" in statement for statement in _statements(sandbox))


class TestCalls:
    def test_few_invoices_take_five_calls(
        self, sandbox: Handle, quickbooks: QuickBooks, book: Book, acme: str
    ) -> None:
        entry.add_invoice(book, acme, 1)

        list(quickbooks.open_invoices())

        assert _statements(sandbox) == [
            "select count(*) from Invoice where Balance > '0'",
            "select * from Customer where Active IN (true, false) "
            "orderby MetaData.LastUpdatedTime startposition 1 maxresults 1000",
            "select * from Payment where MetaData.LastUpdatedTime >= '2024-11-20T04:00:00-08:00' "
            "orderby MetaData.LastUpdatedTime startposition 1 maxresults 1000",
            "select * from CreditMemo where MetaData.LastUpdatedTime >= '2024-11-20T04:00:00-08:00' "
            "orderby MetaData.LastUpdatedTime startposition 1 maxresults 1000",
            "select * from Invoice where Balance > '0' "
            "orderby MetaData.LastUpdatedTime startposition 1 maxresults 1000",
        ]
        assert all("minorversion=75" in call for call in asked(sandbox))

    def test_where_the_balance_cannot_be_asked_all_invoices_are_looked_at(
        self,
        sandbox: Handle,
        quickbooks: QuickBooks,
        book: Book,
        acme: str,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.delitem(properties.ENTITIES[Invoice], "Balance")
        lifecycle.pay(book, entry.add_invoice(book, acme, 1))
        left = entry.add_invoice(book, acme, 2)

        read = together(quickbooks.open_invoices())

        assert [x.source_id for x in read.invoices] == [left.id]
        assert (read.expected, read.alarms) == (None, ())


class TestWhatCannotBeRead:
    @pytest.mark.parametrize(
        "change",
        [
            {"Balance": "many"},
            {"Balance": "(dropped)"},
            {"TotalAmt": "(dropped)"},
            {"CustomerRef": "(dropped)"},
            {"CurrencyRef": {"value": "euros"}},
            {"DueDate": "soon"},
            {"TxnDate": "2026-13-01"},
            {"Balance": 10.005},
        ],
        ids=str,
    )
    def test_one_row_that_makes_no_sense_costs_an_alarm(
        self, quickbooks: QuickBooks, book: Book, acme: str, change: dict[str, Any]
    ) -> None:
        good, bad = entry.add_invoice(book, acme, 100), entry.add_invoice(book, acme, 200)
        entry.spoil(book, bad, change)

        read = together(quickbooks.open_invoices())

        assert [x.source_id for x in read.invoices] == [good.id]
        assert [bad.id in alarm for alarm in read.alarms] == [True]

    @pytest.mark.parametrize("change", [{"Balance": "many"}, {"DueDate": "soon"}], ids=str)
    def test_a_page_of_which_no_row_makes_sense_is_malformed(
        self, quickbooks: QuickBooks, book: Book, acme: str, change: dict[str, Any]
    ) -> None:
        entry.spoil(book, entry.add_invoice(book, acme, 100), change)

        with pytest.raises(Malformed, match="None of the"):
            list(quickbooks.open_invoices())

    def test_an_amount_without_a_currency_is_in_the_company_s(
        self, sandbox: Handle, quickbooks: QuickBooks, book: Book, acme: str
    ) -> None:
        for _ in range(2):
            entry.spoil(book, entry.add_invoice(book, acme, 100), {"CurrencyRef": "(dropped)"})

        read = together(quickbooks.open_invoices())

        assert [x.currency for x in read.invoices] == ["USD", "USD"]
        assert len([call for call in asked(sandbox) if call.startswith("preferences")]) == 1

    def test_an_invoice_owed_less_than_nothing_is_an_alarm_and_never_open(
        self, quickbooks: QuickBooks, book: Book, acme: str
    ) -> None:
        invoice = entry.add_invoice(book, acme, 100)
        entry.spoil(book, invoice, {"Balance": -5})

        with pytest.raises(Malformed, match="below zero"):
            quickbooks.read([invoice.id])
