"""The moment of sending, told through the use cases; the numbers are those of the scenarios."""

from collections.abc import Callable, Sequence
from datetime import date
from threading import Barrier, Thread

import pytest

from connector.core.errors import Unavailable
from connector.core.history import State
from connector.core.invoice import Contact, Mode, Role, Status
from connector.core.source import SourceInvoice
from connector.usecases import people, to_do
from connector.usecases.approve import approve_all
from connector.usecases.send import Sent, send
from connector.usecases.whom import Whom
from tests.scenarios.office import Account, Office

Story = Callable[..., Office]


def planned(office: Office, *numbers: str, amount: int = 100_00) -> None:
    """These invoices are due together on Tuesday 8 September; at 08:00 it is planned, the window is shut."""
    for number in numbers:
        office.invoice(number, "2026-09-03", amount)
    office.sync()
    office.cycle("2026-09-08T08:00")
    office.at("2026-09-08T09:00")


def told(sent: Sequence[Sent]) -> list[tuple[str, str]]:
    return [(x.state, x.reason) for x in sent]


class Busy:
    """An account in which something happens at the moment it is read."""

    def __init__(self, account: Account, happens: Callable[[], object]) -> None:
        self._account, self._happens = account, happens

    def read(self, source_ids: Sequence[str]) -> tuple[SourceInvoice, ...]:
        self._happens()
        return self._account.read(source_ids)


def meanwhile(office: Office, happens: Callable[[], object]) -> list[Sent]:
    """Sends, while this happens between the claim and the hand-over."""
    app = office.make_app(sources=lambda *_: Busy(office.account, happens))
    return send(app, office.id)


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (Status.PAID, "paid"),
        (Status.VOID, "void"),
        (Status.CREDITED, "credited"),
        (Status.WRITTEN_OFF, "written_off"),
        (Status.DELETED, "deleted"),
    ],
)
def test_what_was_closed_between_planning_and_sending_is_cancelled(
    story: Story, status: Status, reason: str
) -> None:
    """29."""
    office = story()
    planned(office, "F-1")

    office.change("F-1", status=status, open=0)

    assert told(office.send()) == [("cancelled", reason)]
    assert (office.steps(), office.reason("F-1")) == ([], reason)


def test_one_that_the_provider_no_longer_knows_is_closed_and_keeps_its_number(story: Story) -> None:
    """29. Such an answer knows its id and nothing else."""
    office = story()
    planned(office, "F-1")
    gone = SourceInvoice("F-1", "", "F-1", "XXX", 0, 0, Status.DELETED)

    office.account.invoices["F-1"] = gone
    sent = office.send()
    told_of = to_do.tasks(office.app, office.id)

    with office.store.reading(office.id) as unit:
        kept = unit.ledger.find_invoices("F-1")[0]
        customer = unit.ledger.customer(kept.customer_id).name
    assert (told(sent), told_of) == ([("cancelled", "deleted")], [])
    assert (kept.number, kept.currency, kept.total, customer) == ("F-1", "EUR", 100_00, "Dupont")


def test_a_dispute_in_between_cancels(story: Story) -> None:
    """29."""
    office = story()
    planned(office, "F-1")

    office.hold("dispute", "F-1")

    assert told(office.send()) == [("cancelled", "dispute")]


def test_a_customer_excluded_in_between_is_not_written_to(story: Story) -> None:
    """29."""
    office = story()
    planned(office, "F-1")

    people.change_customer(office.app, office.id, "Dupont", "Anna", is_excluded=True)

    assert told(office.send()) == [("cancelled", "excluded")]


def test_what_fell_below_the_minimum_in_between_is_cancelled(story: Story) -> None:
    """29."""
    office = story()
    planned(office, "F-1", "F-2", amount=8_00)

    office.account.pay("F-1")

    assert told(office.send()) == [("cancelled", "below_minimum")]


def test_one_of_three_is_paid_and_the_message_is_made_again_without_a_new_approval(office: Office) -> None:
    """29."""
    office.set_mode(Mode.APPROVE)
    planned(office, "F-1", "F-2", "F-3")
    office.approve()

    office.account.pay("F-2")
    office.send()

    assert office.sent() == [("2026-09-08", "Dupont", (("F-1", "friendly"), ("F-3", "friendly")))]
    assert "F-2" not in office.mail.delivered[0].message.text


def test_a_fourth_invoice_that_joined_needs_a_new_approval(office: Office) -> None:
    """29."""
    office.set_mode(Mode.APPROVE)
    planned(office, "F-1", "F-2", "F-3")
    office.approve()

    office.invoice("F-4", "2026-09-03", customer="Dupont")
    office.sync()
    asked = office.send()
    office.approve()
    office.send()

    assert told(asked) == [("awaiting_approval", "changed")]
    assert [len(lines) for _, _, lines in office.sent()] == [4]


def test_more_money_needs_a_new_approval(story: Story) -> None:
    """29."""
    office = story(mode=Mode.APPROVE)
    planned(office, "F-1")
    office.approve()

    office.change("F-1", total=120_00, open=120_00)

    assert told(office.send()) == [("awaiting_approval", "changed")]


def test_another_recipient_needs_a_new_approval_but_not_of_the_machine(story: Story) -> None:
    """29."""
    by_hand, by_itself = story(mode=Mode.APPROVE), story(mode=Mode.AUTO)
    for office in (by_hand, by_itself):
        planned(office, "F-1")
        office.approve()
        office.add_address("Dupont", "chef@dupont.example")

    assert told(by_hand.send()) == [("awaiting_approval", "changed")]
    assert told(by_itself.send()) == [("sent", "sent")]


def test_an_invoice_that_joins_is_read_again_like_the_others(story: Story) -> None:
    """29. It was open at the last sync and is paid by now."""
    office = story()
    planned(office, "F-1")
    office.invoice("F-2", "2026-09-03")
    office.sync()

    office.account.pay("F-2")
    office.send()

    assert office.steps() == [("2026-09-08", "F-1", "friendly")]
    assert "F-2" not in office.mail.delivered[0].message.text


def test_out_of_reach_nothing_leaves_and_it_goes_out_when_the_provider_answers_again(office: Office) -> None:
    """30."""
    planned(office, "F-1")
    office.account.error = Unavailable("The account does not answer.")

    kept = office.send()
    office.account.error = None
    left = office.send()

    assert told(kept) == [("approved", "outside_trust")]
    assert told(left) == [("sent", "sent")]


def test_out_of_reach_for_too_long_it_is_missed(office: Office) -> None:
    """30."""
    planned(office, "F-1")
    office.account.error = Unavailable("The account does not answer.")

    for day in ("2026-09-08", "2026-09-11", "2026-09-14"):
        office.cycle(day)

    assert [x.state for x in office.reminders()] == [State.MISSED]
    assert office.reason("F-1") == "ledger_too_old"


def test_an_account_read_seven_hours_ago_sends_nothing(story: Story) -> None:
    """31."""
    office = story()
    planned(office, "F-1")

    office.at("2026-09-08T15:00")

    assert told(office.send()) == [("approved", "outside_trust")]
    assert office.reason("F-1") == "ledger_too_old"


@pytest.mark.parametrize(
    ("due_on", "moment", "left"),
    [("2026-09-02", "2026-09-07T16:00", 1), ("2026-09-03", "2026-09-08T09:00", 0)],
)
def test_a_file_imported_on_friday_is_trusted_to_monday_s_end(
    story: Story, due_on: str, moment: str, left: int
) -> None:
    """31."""
    office = story()
    office.invoice("F-1", due_on)
    office.at("2026-09-04T17:00")
    office.import_file("F-1")

    office.account.invoices.clear()
    office.cycle(moment)

    assert len(office.steps()) == left
    assert office.reason("F-1") == ("not_due" if left else "ledger_too_old")


def test_two_processes_that_approve_and_send_the_same_second_send_one_message(office: Office) -> None:
    """32."""
    office.set_mode(Mode.APPROVE)
    planned(office, "F-1", "F-2")
    together = Barrier(2)

    def process() -> None:
        app = office.make_app()
        together.wait()
        approve_all(app, office.id, "Anna")
        send(app, office.id)

    threads = [Thread(target=process) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(office.mail.delivered) == 1
    assert office.sent() == [("2026-09-08", "Dupont", (("F-1", "friendly"), ("F-2", "friendly")))]
    assert office.faults == []


def test_two_processes_that_plan_the_same_second_plan_one_message(office: Office) -> None:
    """32."""
    office.invoice("F-1", "2026-09-03")
    office.sync()
    office.at("2026-09-08")
    office.sync()
    together = Barrier(2)

    def process() -> None:
        together.wait()
        office.plan()

    threads = [Thread(target=process) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [x.state for x in office.reminders()] == [State.APPROVED]


def test_a_hold_that_is_written_while_the_balance_is_read_is_honoured(office: Office) -> None:
    """27, 29. The last look is taken in the transaction that commits the intent."""
    planned(office, "F-1")

    sent = meanwhile(office, lambda: office.hold("dispute", "F-1"))

    assert told(sent) == [("cancelled", "dispute")]
    assert office.mail.delivered == []


def test_stop_everything_stops_the_message_that_is_about_to_be_handed_over(office: Office) -> None:
    """27. And `resume` lets it leave."""
    planned(office, "F-1")

    stopped = meanwhile(office, lambda: office.hold("pause", is_all=True))
    still = office.send()
    people.release(office.app, office.id, Whom(is_all=True), None, "Anna")
    left = office.send()

    assert told(stopped) == told(still) == [("approved", "stopped")]
    assert told(left) == [("sent", "sent")]


def test_a_balance_read_five_minutes_ago_is_read_again(story: Story) -> None:
    """Section 6, step 4."""
    office = story()
    planned(office, "F-1")

    slow = meanwhile(office, lambda: office.at("2026-09-08T09:05"))

    assert told(slow) == [("approved", "changed")]
    assert told(office.send()) == [("sent", "sent")]


def test_outside_the_customer_s_window_nothing_leaves(story: Story) -> None:
    """Section 5: 09:00 included to 17:00 of the customer's zone, on his business days."""
    office = story()
    office.customer("Smith", country="GB", region="Scotland")
    office.invoice("F-1", "2026-09-03", customer="Smith")
    office.sync()

    at_nine_in_paris = office.cycle("2026-09-08T09:30")
    in_his_evening = office.cycle("2026-09-08T18:00")
    left = office.cycle("2026-09-09T10:00")

    assert told(at_nine_in_paris) == told(in_his_evening) == [("approved", "window")]
    assert told(left) == [("sent", "sent")]


def test_back_in_shadow_what_was_released_is_taken_back(story: Story) -> None:
    """Section 6: shadow plans and sends nothing."""
    office = story()
    planned(office, "F-1")

    office.set_mode(Mode.SHADOW)
    office.cycle("2026-09-08T09:30")

    assert {x.state: x.reason for x in office.reminders()} == {"cancelled": "in_shadow", "planned": None}
    assert office.steps() == []


def test_shadow_chosen_while_the_balance_is_read_is_honoured(story: Story) -> None:
    """Section 6, step 4."""
    office = story()
    planned(office, "F-1")

    sent = meanwhile(office, lambda: office.set_mode(Mode.SHADOW))

    assert told(sent) == [("approved", "stopped")]


def test_the_severest_step_that_remains_words_the_message(story: Story) -> None:
    """29. Without its firm line it is friendly, and it remembers that."""
    office = story()
    office.invoice("F-1", "2026-08-24")
    office.invoice("F-2", "2026-09-03")
    office.sync()
    people.record(office.app, office.id, "F-1", "friendly", date(2026, 8, 31), "Anna")
    office.cycle("2026-09-08T08:00")

    office.account.pay("F-1")
    office.at("2026-09-08T09:00")
    office.send()
    left = next(x for x in office.reminders() if x.message_id)

    assert office.steps() == [("2026-09-08", "F-2", "friendly")]
    assert (left.step_id, left.template, left.severity) == ("friendly", "friendly", 1)


def test_a_copy_address_alone_is_nobody_to_write_to(story: Story) -> None:
    """Section 5, channels: no billing address is a task."""
    office = story()
    office.customer("Dupont", email="")
    office.invoice("F-1", "2026-09-03")
    office.sync()
    with office.store.writing(office.id) as unit:
        dupont = unit.ledger.find_customers("Dupont")[0]
        unit.ledger.add_contact(dupont.id, Contact("chef@dupont.example", Role.COPY), office.now())

    office.cycle("2026-09-08")

    assert (office.steps(), office.reason("F-1"), office.tasks()) == ([], "no_address", ["task"])
