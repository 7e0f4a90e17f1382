"""What the official client writes: a mail, a note, a promise. Each happens once under its key."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import requests
import urllib3
from xero_python.accounting import HistoryRecord, HistoryRecords, Invoice, Invoices, RequestEmpty
from xero_python.exceptions import BadRequestException

from providers.sandbox import Handle
from providers.sandbox.faults import Fault
from providers.sandbox.xero import entry
from providers.sandbox.xero.rows import Contact, Person
from tests.providers.sandbox.clients import CLIENTS
from tests.providers.sandbox.xero_sdk import Sdk

Mails = list[tuple[str, str, str]]


@pytest.fixture
def mails(sandbox: Handle) -> Iterator[Mails]:
    """What Xero mailed."""
    sent: Mails = []
    sandbox.xero.mailbox.mail = lambda to, subject, text: sent.append((to, subject, text))
    yield sent
    sandbox.xero.mailbox.mail = None


@pytest.fixture
def acme(sandbox: Handle) -> Contact:
    persons = [
        Person("Cam", "Roy", "cam@acme.example"),
        Person("Ash", "Lowe", "ash@acme.example", is_included=False),
    ]
    book = sandbox.xero.book
    acme = entry.add_contact(book, "Acme", "ap@acme.example", persons=persons)
    entry.add_invoice(book, acme, 36_207, number="A", due_on=date(2026, 12, 1))
    return acme


def _email(sdk: Sdk, number: str = "A", **key: str) -> None:
    sought = sdk.get(f"/Invoices/{number}").json()["Invoices"][0]["InvoiceID"]
    sdk.accounting.email_invoice(sdk.tenant, sought, RequestEmpty(), **key)


def _note(sdk: Sdk, text: str = "Reminder 2 sent", **key: str) -> HistoryRecords:
    records = HistoryRecords(history_records=[HistoryRecord(details=text)])
    return sdk.accounting.create_invoice_history(sdk.tenant, "A", records, **key)


def _notes(sdk: Sdk) -> list[str]:
    return [each.details for each in sdk.accounting.get_invoice_history(sdk.tenant, "A").history_records]


@pytest.mark.usefixtures("acme")
def test_the_invoice_is_mailed_to_the_contact_and_to_whoever_gets_invoices_too(
    sandbox: Handle, mails: Mails
) -> None:
    sdk = Sdk(sandbox)

    _email(sdk)

    assert [to for to, _, _ in mails] == ["ap@acme.example", "cam@acme.example"]
    assert mails[0][1] == "Invoice A from Atelier Brindille for Acme"
    assert "EUR 362.07" in mails[0][2]
    assert sdk.accounting.get_invoice(sdk.tenant, "A").invoices[0].sent_to_contact
    assert _notes(sdk) == ["This invoice has been sent to ap@acme.example, cam@acme.example"]


def test_the_answer_to_a_mail_is_empty(sandbox: Handle, acme: Contact) -> None:
    sdk = Sdk(sandbox)
    place = f"{sdk.base}/api.xro/2.0/Invoices/A/Email"

    answer = requests.post(place, json={}, headers=sdk.headers(), timeout=10)

    assert (answer.status_code, answer.content) == (204, b"")
    assert "Content-Type" not in answer.headers


@pytest.mark.parametrize("status", ["DRAFT", "VOIDED", "DELETED"])
def test_only_an_approved_invoice_is_mailed(
    sandbox: Handle, acme: Contact, mails: Mails, status: str
) -> None:
    sandbox.xero.book.invoice("A").status = status  # type: ignore[assignment]

    with pytest.raises(BadRequestException) as refused:
        _email(Sdk(sandbox))

    assert refused.value.error_data["Type"] == "ValidationException"
    assert mails == []


@pytest.mark.parametrize("why", ["no address", "to be forgotten", "a bill", "the day's number is reached"])
def test_a_mail_that_xero_does_not_send_is_refused(
    sandbox: Handle, acme: Contact, mails: Mails, why: str
) -> None:
    book = sandbox.xero.book
    if why == "no address":
        acme.email, acme.persons = "", []
    elif why == "to be forgotten":
        entry.erase(book, acme)
    elif why == "a bill":
        book.invoice("A").type = "ACCPAY"
    else:
        sandbox.xero.mailbox.cap = 0

    with pytest.raises(BadRequestException):
        _email(Sdk(sandbox))

    assert mails == []
    assert not book.invoice("A").is_sent


@pytest.mark.usefixtures("acme")
def test_a_note_is_kept_in_the_history_and_moves_the_invoice(sandbox: Handle) -> None:
    sdk = Sdk(sandbox)
    sandbox.clock.advance(timedelta(minutes=5))

    made = _note(sdk).history_records[0]
    _note(sdk, "Reminder 3 sent")

    assert (made.details, made.changes, made.user) == ("Reminder 2 sent", "Note", "owner@sandbox.example")
    assert made.date_utc == sandbox.clock.now()
    assert _notes(sdk) == ["Reminder 3 sent", "Reminder 2 sent"]
    row = sdk.accounting.get_invoice(sdk.tenant, "A").invoices[0]
    assert row.updated_date_utc == sandbox.clock.now()


@pytest.mark.usefixtures("acme")
@pytest.mark.parametrize("text", ["", "x" * 2501])
def test_a_note_without_words_or_with_too_many_is_refused(sandbox: Handle, text: str) -> None:
    sdk = Sdk(sandbox)

    with pytest.raises(BadRequestException):
        _note(sdk, text)

    assert _notes(sdk) == []


@pytest.mark.usefixtures("acme")
def test_the_promised_day_is_set_and_read_back(sandbox: Handle) -> None:
    sdk = Sdk(sandbox)
    promise = Invoices(invoices=[Invoice(expected_payment_date=date(2026, 12, 9))])

    made = sdk.accounting.update_invoice(sdk.tenant, "A", promise).invoices[0]

    assert made.expected_payment_date == date(2026, 12, 9)
    assert sandbox.xero.book.invoice("A").expected_on == date(2026, 12, 9)


@pytest.mark.usefixtures("acme")
def test_a_promise_in_plain_words_is_set_as_well(sandbox: Handle) -> None:
    sdk = Sdk(sandbox)
    body = {"Invoices": [{"ExpectedPaymentDate": "2026-12-09", "SentToContact": True}]}

    answer = requests.post(f"{sdk.base}/api.xro/2.0/Invoices/A", json=body, headers=sdk.headers(), timeout=10)

    row = answer.json()["Invoices"][0]
    assert (row["ExpectedPaymentDate"], row["SentToContact"]) == ("/Date(1796774400000+0000)/", True)


@pytest.mark.usefixtures("acme")
def test_an_invoice_is_voided_and_then_no_longer_changed(sandbox: Handle) -> None:
    sdk = Sdk(sandbox)
    void = Invoices(invoices=[Invoice(status="VOIDED")])

    made = sdk.accounting.update_invoice(sdk.tenant, "A", void).invoices[0]

    assert (made.status, made.amount_due) == ("VOIDED", 0)
    with pytest.raises(BadRequestException):
        sdk.accounting.update_invoice(sdk.tenant, "A", void)


@pytest.mark.usefixtures("acme")
def test_an_invoice_with_money_on_it_is_not_voided(sandbox: Handle) -> None:
    sdk = Sdk(sandbox)
    entry.pay(sandbox.xero.book, sandbox.xero.book.invoice("A"), 100)

    with pytest.raises(BadRequestException):
        sdk.accounting.update_invoice(sdk.tenant, "A", Invoices(invoices=[Invoice(status="VOIDED")]))


@pytest.mark.usefixtures("acme")
def test_a_mail_whose_answer_was_lost_is_not_sent_again_under_its_key(sandbox: Handle, mails: Mails) -> None:
    sdk = Sdk(sandbox)
    sandbox.faults.plan(Fault("dropped", method="POST", path="/api.xro/2.0/Invoices", is_after=True))

    with pytest.raises(urllib3.exceptions.ProtocolError):
        _email(sdk, idempotency_key="reminder-1-1")
    _email(sdk, idempotency_key="reminder-1-1")

    assert len(mails) == 2  # two people, one mail each


@pytest.mark.usefixtures("acme")
def test_a_key_is_forgotten_after_its_time(sandbox: Handle, mails: Mails) -> None:
    sdk = Sdk(sandbox)
    _email(sdk, idempotency_key="reminder-1-1")

    sandbox.clock.advance(sandbox.xero.idempotency.life + timedelta(seconds=1))
    _email(sdk, idempotency_key="reminder-1-1")

    assert len(mails) == 4


@pytest.mark.usefixtures("acme")
def test_a_note_under_one_key_is_written_once_and_answered_twice(sandbox: Handle) -> None:
    sdk = Sdk(sandbox)

    first = _note(sdk, idempotency_key="note-1").to_dict()
    second = _note(sdk, idempotency_key="note-1").to_dict()

    assert first == second
    assert _notes(sdk) == ["Reminder 2 sent"]


@pytest.mark.usefixtures("acme")
@pytest.mark.parametrize("key", ["note-1", "k" * 129])
def test_a_key_used_for_something_else_or_too_long_is_refused(sandbox: Handle, key: str) -> None:
    sdk = Sdk(sandbox)
    _note(sdk, idempotency_key="note-1")

    with pytest.raises(BadRequestException):
        _note(sdk, "another", idempotency_key=key)

    assert _notes(sdk) == ["Reminder 2 sent"]


@pytest.mark.usefixtures("acme")
def test_a_refused_write_leaves_its_key_free(sandbox: Handle, mails: Mails) -> None:
    sdk = Sdk(sandbox)
    sandbox.xero.mailbox.cap = 0
    with pytest.raises(BadRequestException):
        _email(sdk, idempotency_key="reminder-1-1")
    sandbox.xero.mailbox.cap = 10

    _email(sdk, idempotency_key="reminder-1-1")

    assert len(mails) == 2


@pytest.mark.usefixtures("acme")
def test_without_a_key_the_client_of_the_vendor_writes_a_note_four_times(sandbox: Handle) -> None:
    sdk = Sdk(sandbox)
    sdk.client.rest_client.pool_manager = CLIENTS.enter_context(urllib3.PoolManager())
    fault = Fault("dropped", times=3, method="PUT", path="/api.xro/2.0/Invoices", is_after=True)
    sandbox.faults.plan(fault)

    _note(sdk)

    assert _notes(sdk) == ["Reminder 2 sent"] * 4
