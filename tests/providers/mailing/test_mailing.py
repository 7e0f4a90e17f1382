"""Reminders that QuickBooks, Xero and Stripe mail themselves, over HTTP and SMTP: once, or a person knows."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from connector.core.errors import Ambiguous, AuthExpired, Rejected, Unavailable
from connector.core.invoice import Invoice
from providers._http import Key
from providers._opened import Opened
from providers.quickbooks.faults import Refusal, error_of_write
from providers.sandbox.faults import Fault
from providers.sandbox.quickbooks import entry as quickbooks
from providers.sandbox.stripe import entry as stripe
from providers.stripe import Stripe
from tests.providers.mailing.stage import WRITING, Stage

Staged = Callable[..., Stage]
ACME = ("ap@acme.example",)
SENT = [("provider", "sent", "provider_sent")]
UNKNOWN = [("provider", "unknown", "provider_unclear")]
SOON = timedelta(minutes=20)


def told(stage: Stage) -> list[Any]:
    """Whom the one reminder went to, as the account said."""
    (sent,) = stage.reminders()
    with stage.store.reading(stage.id) as unit:
        return [(x.address, x.verdict, x.code) for x in unit.reminders.answers(sent.id)]


def test_a_late_invoice_is_mailed_once_by_its_account(stage: Stage) -> None:
    stage.invoice("A-1")

    stage.cycle()
    stage.cycle(SOON)

    assert stage.ends() == SENT
    assert stage.mails() == [(f"invoices@{stage.dialect.name}.example", ACME)]
    assert (stage.keys(), stage.tasks()) == (["reminder 1-1"], [])


def test_whom_it_went_to_is_kept_where_the_account_tells(stage: Stage) -> None:
    stage.invoice("A-1")

    stage.cycle()

    assert told(stage) == ([] if stage.dialect.name == "xero" else [("ap@acme.example", "accepted", 250)])


def test_its_own_echo_changes_nothing(stage: Stage) -> None:
    """The account dates and marks the invoice: no fact of it."""
    stage.invoice("A-1")
    stage.cycle()
    stage.sandbox.clock.advance(timedelta(seconds=1))

    assert stage.changes() == 0


@pytest.mark.parametrize(
    ("fault", "mails"),
    [
        (Fault("dropped"), 0),
        (Fault("dropped", is_after=True), 1),
        (Fault("server_error", status=500), 0),
        (Fault("server_error", status=500, is_after=True), 1),
        (Fault("server_error", status=503), 0),
        (Fault("html"), 0),
        (Fault("html", is_after=True), 1),
        (Fault("html", status=502), 0),
        (Fault("html", status=403), 0),
    ],
    ids=str,
)
def test_an_answer_that_proves_nothing_is_unknown_and_a_task(stage: Stage, fault: Fault, mails: int) -> None:
    invoice = stage.invoice("A-1")
    stage.plan(invoice, Fault(fault.kind, status=fault.status, is_after=fault.is_after))

    stage.cycle()
    stage.cycle(SOON)
    stage.cycle(timedelta(days=1))

    assert stage.ends() == UNKNOWN
    assert [kind for kind, _ in stage.tasks()] == ["unknown"]
    assert (len(stage.mails()), len(stage.asked())) == (mails, 1)


@pytest.mark.parametrize("name", ["quickbooks", "stripe"])
def test_half_an_answer_proves_nothing(staged: Staged, name: str) -> None:
    stage = staged(name)
    stage.begin()
    stage.plan(stage.invoice("A-1"), Fault("half_page"))

    stage.cycle()
    stage.cycle(SOON)

    assert (stage.ends(), len(stage.mails())) == (UNKNOWN, 1)


def test_a_fault_of_theirs_in_a_good_answer_proves_nothing(staged: Staged) -> None:
    stage = staged("quickbooks")
    stage.begin()
    stage.plan(stage.invoice("A-1"), Fault("error_in_200"))

    stage.cycle()

    assert (stage.ends(), stage.mails()) == (UNKNOWN, [])


@pytest.mark.parametrize(
    ("code", "kind", "error"),
    [
        ("10000", "SystemFault", Ambiguous),
        ("5", "SystemFault", Ambiguous),
        ("3001", "", Unavailable),
        ("120", "", AuthExpired),
        ("2500", "ValidationFault", Rejected),
    ],
)
def test_what_quickbooks_refuses_itself_was_not_done(code: str, kind: str, error: type[Exception]) -> None:
    assert type(error_of_write(Refusal(code, "words", kind))) is error


@pytest.mark.parametrize("retry_after", [None, "600"])
def test_too_often_is_tried_again_and_mailed_once(stage: Stage, retry_after: str | None) -> None:
    invoice = stage.invoice("A-1")
    stage.plan(invoice, Fault("rate_limited", retry_after=retry_after))

    stage.cycle()
    first = stage.ends()
    stage.cycle(SOON)

    assert first == [("provider", "retry", "provider_later")]
    assert (stage.ends(), len(stage.mails())) == (SENT, 1)
    assert stage.keys() == ["reminder 1-1", "reminder 1-2"]


def test_a_pause_of_half_a_day_is_kept(stage: Stage) -> None:
    invoice = stage.invoice("A-1")
    stage.plan(invoice, Fault("rate_limited", retry_after="79200"))

    stage.cycle()
    stage.cycle(timedelta(hours=3))
    waited = len(stage.asked())
    stage.cycle(timedelta(hours=21))

    assert (waited, len(stage.asked())) == (1, 2)
    assert (stage.ends(), len(stage.mails())) == (SENT, 1)


def test_a_token_that_is_refused_is_exchanged_and_the_mail_asked_for_once_more(staged: Staged) -> None:
    for name in ("quickbooks", "xero"):
        stage = staged(name)
        stage.begin()
        invoice = stage.invoice("A-1")
        stage.plan(invoice, Fault("server_error", status=401))

        stage.cycle()

        assert stage.ends() == SENT
        assert stage.keys() == ["reminder 1-1", "reminder 1-1"]
    assert len(stage.mails()) == 2


def test_a_key_that_is_refused_waits_for_the_owner(staged: Staged) -> None:
    stage = staged("stripe")
    stage.begin()
    invoice = stage.invoice("A-1")
    stage.plan(invoice, Fault("server_error", status=401))

    stage.cycle()

    assert stage.ends() == [("provider", "retry", "provider_shut")]
    assert stage.mails() == []


class TestWhatAnAccountRefuses:
    """Nothing has left: a failure with its own words, and the step's fallback."""

    def test_a_limit_of_its_mails(self, staged: Staged) -> None:
        stage = staged("xero")
        stage.begin("account-or-mail")
        stage.sandbox.xero.mailbox.cap = 0
        stage.invoice("A-1")

        stage.cycle()
        (task,) = stage.tasks()
        stage.cycle(SOON)

        assert task[0] == "delivery_failed"
        assert "You have reached the number of emails for today." in task[1]
        assert [x[:2] for x in stage.ends()] == [("provider", "failed"), ("email", "sent")]
        assert stage.mails() == [("anna@mill.example", ACME)]

    def test_an_invoice_without_an_address_there(self, staged: Staged) -> None:
        stage = staged("quickbooks")
        stage.begin()
        invoice = stage.invoice("A-1")
        quickbooks.change_bill_email(stage.sandbox.quickbooks.book, invoice, None)

        stage.cycle()
        stage.cycle(timedelta(days=1))

        assert stage.ends() == [("provider", "failed", "provider_refused")]
        assert (stage.mails(), len(stage.asked())) == ([], 1)
        assert "an invoice needs an e-mail address to be sent" in stage.tasks()[0][1]

    def test_an_invoice_that_it_does_not_mail(self, staged: Staged) -> None:
        stage = staged("stripe")
        stage.begin()
        invoice = stage.invoice("A-1")
        stripe.spoil(invoice, {"collection_method": "send_invoice"})
        invoice.collection_method = "charge_automatically"

        stage.cycle()

        assert stage.ends() == [("provider", "failed", "provider_refused")]
        assert "collection_method" in stage.tasks()[0][1]

    def test_a_key_that_may_only_read(self, staged: Staged) -> None:
        stage = staged("stripe")
        stage.begin(key="rk_test_reader")
        stage.sandbox.stripe.access.denied["rk_test_reader"] = {"invoice_write"}
        stage.invoice("A-1")

        stage.cycle()

        assert stage.ends() == [("provider", "failed", "provider_refused")]
        assert "invoice_write" in stage.tasks()[0][1]

    def test_a_consent_that_does_not_cover_it(self, staged: Staged) -> None:
        stage = staged("xero")
        stage.begin(scopes=tuple(x.replace("invoices", "invoices.read") for x in WRITING))
        stage.invoice("A-1")

        stage.cycle()

        assert stage.ends() == [("provider", "failed", "provider_refused")]
        assert "add accounting.invoices to RELANCE_XERO_SCOPES" in stage.tasks()[0][1]


def test_where_the_consent_that_is_asked_for_may_only_read_our_own_mailer_writes(staged: Staged) -> None:
    stage = staged("xero", SCOPES="offline_access accounting.invoices.read")
    stage.begin()
    stage.invoice("A-1")

    stage.cycle()

    assert stage.ends() == [("email", "sent", "sent")]
    assert (stage.mails(), stage.asked()) == ([("anna@mill.example", ACME)], [])


def test_stripe_itself_mails_nothing_for_a_test_key(staged: Staged) -> None:
    stage = staged("stripe")
    deaf = Stripe(Opened(Key("rk_test_x"), {}, stage.app.clock))

    with pytest.raises(Rejected, match="test account"):
        deaf.send(Invoice("1", "c", "k", "A-1", "GBP", 1, 1, source_id="in_1"), "key")


class TestANoteAtXero:
    def noted(self, staged: Staged, **settings: str) -> Stage:
        stage = staged("xero", **settings)
        stage.begin("three")
        return stage

    def test_is_a_line_in_the_history_of_the_invoice_and_no_change_of_it(self, staged: Staged) -> None:
        stage = self.noted(staged, NOTES="on")
        invoice = stage.invoice("A-1")

        stage.cycle()
        stage.cycle(SOON)
        stage.sandbox.clock.advance(timedelta(seconds=1))

        notes = [x.details for x in invoice.history if x.changes == "Note"]
        assert notes == ["Relance: reminder (friendly) sent to ap@acme.example."]
        assert (stage.ends(), stage.changes()) == ([("email", "sent", "sent")], 0)

    def test_is_not_written_unless_the_setting_says_so(self, staged: Staged) -> None:
        stage = self.noted(staged)
        invoice = stage.invoice("A-1")

        stage.cycle()

        assert [x for x in invoice.history if x.changes == "Note"] == []
        assert stage.ends() == [("email", "sent", "sent")]

    @pytest.mark.parametrize(
        "fault", [Fault("dropped"), Fault("html"), Fault("server_error", status=403), Fault("rate_limited")]
    )
    def test_costs_the_reminder_nothing_when_it_fails(self, staged: Staged, fault: Fault) -> None:
        stage = self.noted(staged, NOTES="on")
        stage.invoice("A-1")
        fault = Fault(fault.kind, status=fault.status, method="PUT", path="/api.xro/2.0/Invoices")
        stage.sandbox.faults.plan(fault)

        stage.cycle()
        stage.cycle(SOON)

        assert (stage.ends(), len(stage.mails())) == ([("email", "sent", "sent")], 1)

    def test_needs_a_consent_that_covers_it(self, staged: Staged) -> None:
        stage = staged("xero", NOTES="on")
        stage.begin("three", scopes=tuple(x.replace("invoices", "invoices.read") for x in WRITING))
        stage.invoice("A-1")

        stage.cycle()

        assert stage.ends() == [("email", "sent", "sent")]
