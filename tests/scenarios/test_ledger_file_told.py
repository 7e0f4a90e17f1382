"""A ledger file as the only source, told through the use cases (42, 43)."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from connector.core.errors import Refused
from connector.core.invoice import Mode, PostingGuard, Status
from connector.core.ledger import MergeReport
from connector.core.source import Batch, SourceInvoice
from connector.usecases.organisations import change_organisation
from connector.usecases.sync import import_ledger
from providers.ledger_file import read_ledger
from tests.scenarios.office import Office

Story = Callable[..., Office]

EUROPEAN = (
    "number;customer;email;issued_on;due_on;currency;total;open\r\n"
    "F-1;Boulangerie Lefèvre;compta@lefevre.example;04/08/2026;31/08/2026;EUR;1.234,56;1.234,56\r\n"
    "F-2;Boulangerie Lefèvre;compta@lefevre.example;13/08/2026;31/08/2026;EUR;1 000,00 €;500,00\r\n"
    "\r\n"
    "Total;;;;;;2.234,56;1.734,56\r\n"
).encode("cp1252")

TWICE = (
    b"number,customer,email,issued_on,due_on,currency,total,open\n"
    b"F-1,Dupont,a@dupont.example,2026-08-04,2026-09-03,EUR,100.00,100.00\n"
    b"F-2,Dupont,a@dupont.example,2026-08-04,2026-09-03,EUR,100.00,100.00\n"
    b"F-1,Durand,a@durand.example,2026-08-04,2026-09-03,EUR,50.00,50.00\n"
)

#: 300,00 of 612,00 was paid; the status alone does not say so.
PAID_IN_PART = (
    "Numéro de facture;Date de facture;Date d'échéance;Client;Montant HT;TVA 20 %;Montant TTC;"
    "Mon solde;Devise;Statut\n"
    "FA-1;01/08/2026;31/08/2026;Dupont;510,00;102,00;612,00;312,00;EUR;En retard\n"
    "FA-2;13/08/2026;31/08/2026;Dupont;100,00;20,00;120,00;0,00;EUR;Payée\n"
)


def imported(office: Office, path: Path) -> MergeReport:
    """As the command does it: nothing is taken in while anything is wrong with the file."""
    ledger, problems = read_ledger(path, currency="EUR", mapping={}, dates=None, country="FR")
    wrong = [x for x in problems if x.kind == "error"]
    if wrong:
        raise Refused("\n".join(map(str, wrong)))
    return import_ledger(office.app, office.id, "ledger_file", ledger.batches())


def test_the_same_file_twice_says_nothing_new(office: Office) -> None:
    """42."""
    for number in ("F-1", "F-2"):
        office.invoice(number, "2026-09-03")
    office.import_file("F-1", "F-2")

    again = office.import_file("F-1", "F-2")

    assert (again.new, again.changed, again.unchanged, again.closed) == (0, 0, 2, ())


def test_what_the_next_file_leaves_out_is_closed_and_shown_not_deleted(office: Office) -> None:
    """42."""
    for n in range(11, 14):
        office.invoice(f"F-{n}", "2026-09-03")
    office.import_file("F-11", "F-12", "F-13")

    office.at("2026-09-02")
    report = office.import_file("F-11", "F-13")

    closed = [(x.number, x.customer, x.status) for x in report.closed]
    assert closed == [("F-12", "Dupont", Status.NO_LONGER_IN_LEDGER)]
    assert office.reason("F-12") == "no_longer_in_ledger"


def test_what_the_file_no_longer_holds_is_not_asked_for(office: Office) -> None:
    """42, 29."""
    office.invoice("F-1", "2026-09-03")
    office.invoice("F-2", "2026-09-03", customer="Durand")
    office.at("2026-09-07")
    office.import_file("F-1", "F-2")
    office.at("2026-09-08T08:00")
    office.plan()

    office.import_file("F-2")
    office.account.invoices.clear()
    sent = office.cycle("2026-09-08T09:00")

    assert {x.state: x.reason for x in sent} == {"cancelled": "no_longer_in_ledger", "sent": "sent"}
    assert office.steps() == [("2026-09-08", "F-2", "friendly")]


def test_one_that_comes_back_into_the_file_goes_on_from_its_rung(office: Office) -> None:
    """42. It was never paid: no person has to look."""
    office.invoice("F-1", "2026-09-03")
    office.at("2026-09-08")
    office.import_file("F-1")
    office.plan()
    office.send()

    office.import_file()
    report = office.import_file("F-1")

    assert (report.reopened, report.returned) == (("F-1",), ())
    assert office.reason("F-1") == "not_due"


def test_a_file_of_another_country_is_read_right_and_asked_for_to_the_cent(
    story: Story, tmp_path: Path
) -> None:
    """43. Semicolons, cp1252, a blank line, a total row, three ways to write an amount."""
    office = story("2026-08-31T09:00")
    file = tmp_path / "ledger.csv"
    file.write_bytes(EUROPEAN)

    report = imported(office, file)
    office.at("2026-09-07")
    imported(office, file)
    office.cycle()

    assert (report.new, report.alarms) == (2, ())
    assert [x.asked for x in office.reminders()] == [1734_56]
    assert office.sent()[0][1] == "Boulangerie Lefèvre"


def test_two_invoices_with_one_number_are_refused_and_nothing_is_imported(
    story: Story, tmp_path: Path
) -> None:
    """43. Both lines are named."""
    office = story()
    file = tmp_path / "ledger.csv"
    file.write_bytes(TWICE)

    with pytest.raises(Refused, match=r"(?s)2.*4|4.*2"):
        imported(office, file)

    assert office.plan() == []


def test_what_a_status_calls_late_may_be_paid_in_part_and_is_not_asked_for_in_full(
    story: Story, tmp_path: Path
) -> None:
    """29. A column of amounts that nobody has named may say so; net amounts and VAT cannot."""
    office = story()
    file = tmp_path / "ledger.csv"
    file.write_text(PAID_IN_PART, encoding="utf-8")

    with pytest.raises(Refused, match=r'(?s)^(?!.*HT)(?!.*TVA).*"Mon solde=open".*"Mon solde=ignore"'):
        imported(office, file)
    assert office.plan() == []
    file.write_text(PAID_IN_PART.replace("Mon solde", "Montant restant dû TTC"), encoding="utf-8")
    imported(office, file)

    assert [x.item.asked for x in office.plan()] == [312_00]


def test_a_file_that_breaks_off_in_the_middle_leaves_the_ledger_as_it_was(office: Office) -> None:
    """43. Never half-imported."""
    office.invoice("F-1", "2026-09-03")
    office.import_file("F-1")

    def breaks_off() -> Iterator[Batch]:
        yield Batch(invoices=(SourceInvoice("F-9", "X", "F-9", "EUR", 1, 1),))
        raise Refused("line 7: the file ends in the middle of a line")

    with pytest.raises(Refused, match="line 7"):
        import_ledger(office.app, office.id, "a-file", breaks_off())

    assert [x.item.numbers for x in office.plan()] == [("F-1",)]


def test_importing_never_changes_the_mode(story: Story) -> None:
    """Section 11."""
    office = story(mode=Mode.SHADOW)
    office.invoice("F-1", "2026-09-03")

    office.import_file("F-1")
    with office.store.reading(office.id) as unit:
        mode = unit.organisation().mode

    assert mode is Mode.SHADOW


# ---------------------------------------------------------------- payments posted weekly


def posted(office: Office, guard: PostingGuard, on: str) -> None:
    """Payments were last posted on that day."""
    change_organisation(office.app, office.id, "Anna", posting_guard=guard)
    office.at(on)
    office.invoice("F-0", "2026-09-01", customer="Durand")
    office.invoice("F-1", "2026-09-03")
    office.import_file("F-0", "F-1")
    office.account.pay("F-0")
    office.import_file("F-0", "F-1")


@pytest.mark.parametrize(
    ("guard", "on", "state"),
    [
        (PostingGuard.APPROVE, "2026-08-31", "awaiting_approval"),
        (PostingGuard.APPROVE, "2026-09-01", "sent"),
        (PostingGuard.WARN, "2026-08-31", "sent"),
        (PostingGuard.OFF, "2026-08-31", "sent"),
    ],
)
def test_with_payments_posted_too_long_ago_a_step_needs_approval(
    story: Story, guard: PostingGuard, on: str, state: str
) -> None:
    """Section 5, money not yet posted: more than five business days back."""
    office = story("2026-08-28T09:00")
    posted(office, guard, on)

    office.at("2026-09-08")
    office.import_file("F-0", "F-1")
    office.plan()
    office.send()

    assert [x.state for x in office.reminders()] == [state]


def test_each_message_says_to_which_date_payments_are_known(story: Story) -> None:
    """Section 5."""
    office = story("2026-08-28T09:00")
    posted(office, PostingGuard.WARN, "2026-09-01")

    office.at("2026-09-08")
    office.import_file("F-0", "F-1")
    office.plan()
    office.send()

    assert "1er septembre 2026" in office.mail.delivered[0].message.text
