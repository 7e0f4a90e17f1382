"""What a reading of everything brings, over real HTTP."""

from datetime import UTC, date, datetime, timedelta

import pytest

from connector.core.errors import Malformed
from connector.core.source import SourceCredit, SourceCustomer, SourceInvoice
from providers.sandbox import Handle
from providers.sandbox.xero import entry
from providers.sandbox.xero.rows import Contact, Person
from tests.providers.xero.connected import book, calls, connect, together

DUE = date(2026, 12, 1)


def _acme(sandbox: Handle, name: str = "Acme", **known: object) -> Contact:
    return entry.add_contact(book(sandbox), name, "ap@acme.example", **known)  # type: ignore[arg-type]


def test_an_open_invoice_arrives_with_all_that_a_reminder_needs(sandbox: Handle) -> None:
    person = Person("Ada", "Byron", "ada@acme.example", is_included=True)
    acme = _acme(sandbox, persons=[person], phone="5550100", country="France")
    made = entry.add_invoice(book(sandbox), acme, 10_000, number="A", issued_on=date(2026, 11, 1), due_on=DUE)
    entry.pay(book(sandbox), made, 4_000, paid_on=date(2026, 11, 10))
    entry.expect(book(sandbox), made, date(2026, 12, 9))

    read = together(connect(sandbox).open_invoices())

    assert read.customers == (
        SourceCustomer(
            acme.id, "Acme", ("ap@acme.example", "ada@acme.example"), phone="5550100", country="FR"
        ),
    )
    assert read.invoices == (
        SourceInvoice(
            source_id=made.id,
            customer_source_id=acme.id,
            number="A",
            currency="EUR",
            total=10_000,
            open=6_000,
            issued_on=date(2026, 11, 1),
            due_on=DUE,
            paid_on=date(2026, 11, 10),
            promised_on=date(2026, 12, 9),
        ),
    )
    assert (read.credits, read.alarms, read.expected) == ((), (), 1)


def test_what_is_not_owed_does_not_arrive(sandbox: Handle) -> None:
    acme = _acme(sandbox)
    entry.add_invoice(book(sandbox), acme, 100, status="DRAFT")
    entry.add_invoice(book(sandbox), acme, 100, status="SUBMITTED")
    entry.add_invoice(book(sandbox), acme, 100, is_bill=True)
    entry.void(book(sandbox), entry.add_invoice(book(sandbox), acme, 100))
    entry.pay(book(sandbox), entry.add_invoice(book(sandbox), acme, 100))

    assert together(connect(sandbox).open_invoices()).invoices == ()


def test_an_empty_organisation_still_says_where_its_changes_go_on_from(sandbox: Handle) -> None:
    batches = list(connect(sandbox).open_invoices())

    assert [batch.cursor is None for batch in batches] == [True] * 5 + [False]
    assert sum(len(batch.invoices) + len(batch.customers) for batch in batches) == 0


def test_customers_arrive_before_what_names_them(sandbox: Handle) -> None:
    entry.add_invoice(book(sandbox), _acme(sandbox), 100)

    batches = list(connect(sandbox).open_invoices())

    assert [bool(x.customers) for x in batches].index(True) < [bool(x.invoices) for x in batches].index(True)


def test_archived_customers_still_owe(sandbox: Handle) -> None:
    acme = _acme(sandbox)
    entry.add_invoice(book(sandbox), acme, 100)
    entry.archive(book(sandbox), acme)

    read = together(connect(sandbox).open_invoices())

    assert [(x.name, x.emails) for x in read.customers] == [("Acme", ("ap@acme.example",))]


def test_nobody_is_written_to_who_asked_to_be_forgotten(sandbox: Handle) -> None:
    acme = _acme(sandbox, phone="5550100")
    entry.add_invoice(book(sandbox), acme, 100)
    entry.erase(book(sandbox), acme)

    read = together(connect(sandbox).open_invoices())

    assert read.customers == (SourceCustomer(acme.id, "Acme"),)
    assert len(read.invoices) == 1


def test_all_three_kinds_of_standing_credit_arrive(sandbox: Handle) -> None:
    """14."""
    acme = _acme(sandbox)
    note = entry.add_credit(book(sandbox), acme, 500)
    over = entry.add_credit(book(sandbox), acme, 600, "overpayment", currency="USD")
    before = entry.add_credit(book(sandbox), acme, 700, "prepayment", dated_on=date(2026, 10, 2))
    used = entry.add_credit(book(sandbox), acme, 800)
    entry.allocate(book(sandbox), used, entry.add_invoice(book(sandbox), acme, 800))

    read = together(connect(sandbox).open_invoices())

    today = date(2026, 11, 21)
    assert set(read.credits) == {
        SourceCredit(note.id, acme.id, "EUR", 500, today, note.number, 500),
        SourceCredit(over.id, acme.id, "USD", 600, today, total=600),
        SourceCredit(before.id, acme.id, "EUR", 700, date(2026, 10, 2), total=700),
    }


def test_what_is_left_of_a_credit_is_what_stands(sandbox: Handle) -> None:
    acme = _acme(sandbox)
    note = entry.add_credit(book(sandbox), acme, 500)
    entry.allocate(book(sandbox), note, entry.add_invoice(book(sandbox), acme, 800), 200)

    read = together(connect(sandbox).open_invoices())

    assert [credit.amount for credit in read.credits] == [300]
    assert [invoice.open for invoice in read.invoices] == [600]


def test_an_alarm_says_that_xero_writes_to_customers_too(sandbox: Handle) -> None:
    book(sandbox).has_reminders = True

    assert "would hear twice" in together(connect(sandbox).open_invoices()).alarms[0]


def test_the_cursor_is_the_beginning_by_their_clock_less_five_minutes(sandbox: Handle) -> None:
    sandbox.clock.set(datetime(2026, 11, 21, 12, 0, 30, tzinfo=UTC))
    batches = connect(sandbox).open_invoices()
    next(batches)
    sandbox.clock.advance(timedelta(minutes=9))

    assert together(batches).cursor == "2026-11-21T11:55:30+00:00"


def test_everything_is_asked_by_the_thousand_and_for_this_organisation(sandbox: Handle) -> None:
    list(connect(sandbox).open_invoices())

    assert calls(sandbox) == [
        "/Contacts?includeArchived=true&order=UpdatedDateUTC&page=1&pageSize=1000",
        "/Invoices?where=Type%3D%3D%22ACCREC%22&Statuses=AUTHORISED&order=UpdatedDateUTC&page=1&pageSize=1000",
        *(
            f"/{name}?where=Status%3D%3D%22AUTHORISED%22&order=UpdatedDateUTC&page=1&pageSize=1000"
            for name in ("CreditNotes", "Overpayments", "Prepayments")
        ),
        "/InvoiceReminders/Settings?",
    ]
    tenants = {seen.headers.get("xero-tenant-id") for seen in sandbox.xero.front.seen}
    assert tenants == {book(sandbox).organisation.id}


class TestOneRowThatCannotBeRead:
    def test_costs_an_alarm_that_names_it_and_nothing_else(self, sandbox: Handle) -> None:
        """40."""
        acme = _acme(sandbox)
        entry.add_invoice(book(sandbox), acme, 100, number="GOOD")
        entry.spoil(
            book(sandbox), entry.add_invoice(book(sandbox), acme, 100, number="ODD"), {"Total": "lots"}
        )
        entry.spoil(
            book(sandbox), entry.add_invoice(book(sandbox), acme, 100, number="NEW"), {"Status": "IN_COURT"}
        )

        read = together(connect(sandbox).open_invoices())

        assert [invoice.number for invoice in read.invoices] == ["GOOD"]
        assert "Xero's invoice ODD cannot be read" in read.alarms[0]
        assert read.alarms[1] == "Xero's invoice NEW was left out: its status «IN_COURT» is unknown."

    def test_alone_on_its_page_is_an_error(self, sandbox: Handle) -> None:
        invoice = entry.add_invoice(book(sandbox), _acme(sandbox), 100)
        entry.spoil(book(sandbox), invoice, {"Status": "IN_COURT"})

        with pytest.raises(Malformed, match="None of the rows"):
            list(connect(sandbox).open_invoices())

    def test_is_an_error_on_a_page_where_no_row_has_its_form(self, sandbox: Handle) -> None:
        entry.spoil(book(sandbox), _acme(sandbox), {"ContactID": 7})

        with pytest.raises(Malformed, match="None of the 1 rows") as raised:
            list(connect(sandbox).open_invoices())

        assert "Xero's contact Acme cannot be read" in str(raised.value)

    def test_may_be_a_credit_or_a_contact(self, sandbox: Handle) -> None:
        acme = _acme(sandbox)
        entry.spoil(book(sandbox), _acme(sandbox, "Odd"), {"Phones": "none"})
        entry.add_credit(book(sandbox), acme, 500)
        entry.spoil(book(sandbox), entry.add_credit(book(sandbox), acme, 500), {"Type": "NEW_KIND"})

        read = together(connect(sandbox).open_invoices())

        assert (len(read.customers), len(read.credits)) == (1, 1)
        assert "Xero's contact Odd cannot be read" in read.alarms[0]
        assert "its type «NEW_KIND» is unknown" in read.alarms[1]


class TestPages:
    @pytest.fixture
    def long(self, sandbox: Handle) -> list[str]:
        """2300 open invoices, one made each second."""
        acme = _acme(sandbox)
        made = []
        for n in range(2_300):
            sandbox.clock.advance(timedelta(seconds=1))
            made.append(entry.add_invoice(book(sandbox), acme, 100 + n).id)
        return made

    def test_all_of_them_are_read_and_each_invoice_once(self, sandbox: Handle, long: list[str]) -> None:
        batches = [x for x in connect(sandbox).open_invoices() if x.invoices]

        assert [invoice.source_id for x in batches for invoice in x.invoices] == long
        assert [x.expected for x in batches] == [2_300, None, None]
        assert len([call for call in calls(sandbox) if call.startswith("/Invoices")]) == 3

    def test_none_is_skipped_when_earlier_ones_change_between_two_pages(
        self, sandbox: Handle, long: list[str]
    ) -> None:
        batches = connect(sandbox).open_invoices()
        read: set[str] = set()
        for batch in batches:
            read |= {invoice.source_id for invoice in batch.invoices}
            if len(read) == 1_000:
                for sought in long[:40]:
                    entry.pay(book(sandbox), book(sandbox).invoice(sought))

        assert read == set(long)

    def test_a_bulk_of_one_moment_is_read_page_by_page(self, sandbox: Handle) -> None:
        acme = _acme(sandbox)
        first = entry.add_invoice(book(sandbox), acme, 50).id
        sandbox.clock.advance(timedelta(hours=1))
        bulk = [entry.add_invoice(book(sandbox), acme, 100 + n).id for n in range(2_500)]
        sandbox.clock.advance(timedelta(hours=1))
        last = entry.add_invoice(book(sandbox), acme, 60).id

        read = together(connect(sandbox).open_invoices())

        assert {invoice.source_id for invoice in read.invoices} == {first, *bulk, last}
        assert len(read.invoices) <= 2_502 + 1_000

    def test_an_exactly_full_page_is_the_last_one(self, sandbox: Handle) -> None:
        acme = _acme(sandbox)
        for n in range(1_000):
            entry.add_invoice(book(sandbox), acme, 100 + n)

        assert len(together(connect(sandbox).open_invoices()).invoices) == 1_000
        assert len([call for call in calls(sandbox) if call.startswith("/Invoices")]) == 1

    def test_rows_that_bear_no_moment_are_asked_for_page_by_page(
        self, sandbox: Handle, long: list[str]
    ) -> None:
        for sought in long:
            entry.spoil(book(sandbox), book(sandbox).invoice(sought), {"UpdatedDateUTC": "(dropped)"})

        read = together(connect(sandbox).open_invoices())

        assert sorted(invoice.source_id for invoice in read.invoices) == sorted(long)
        asked = [call.rpartition("&page=")[2] for call in calls(sandbox) if call.startswith("/Invoices")]
        assert asked == ["1&pageSize=1000", "2&pageSize=1000", "3&pageSize=1000"]
