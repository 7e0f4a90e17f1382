"""What becomes true is told in the same transaction, once, and only to whoever listens."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from connector.channels.memory import MemoryChannel
from connector.core.declines import Failure
from connector.core.errors import AuthExpired
from connector.core.history import State
from connector.core.hooks import Happening
from connector.core.invoice import HoldReason, Mode, Status
from connector.core.message import Outcome, RecipientAnswer, Verdict
from connector.usecases import people, stopping, to_do
from connector.usecases.whom import Whom
from tests.scenarios.listening import heard, kinds, listen
from tests.scenarios.office import Office

Story = Callable[..., Office]


class Answering(MemoryChannel):
    """A mail server that ends each hand-over so."""

    def __init__(self, state: State, verdict: Verdict) -> None:
        super().__init__()
        self._said = (state, verdict)

    def deliver(self, message: Any) -> Outcome:
        state, verdict = self._said
        answers = tuple(RecipientAnswer(x, verdict, 550, "No such user.") for x in message.to)
        return Outcome(state, "refused", answers)


def told(office: Office, ear: str, kind: str) -> list[dict[str, Any]]:
    return [x["data"] for x in heard(office, ear) if x["type"] == kind]


def a_late_invoice(office: Office, number: str = "F-1") -> None:
    office.invoice(number, "2026-09-03")
    office.sync()


def test_a_reminder_that_left_is_told_with_what_it_asks_for(office: Office) -> None:
    ear = listen(office)
    a_late_invoice(office)

    office.cycle("2026-09-08")

    (envelope,) = heard(office, ear)
    assert (envelope["type"], envelope["version"]) == ("reminder.sent", 1)
    assert envelope["created_at"] == "2026-09-08T07:00:00Z"
    assert envelope["organisation"]["id"] == office.id
    data = envelope["data"]
    assert data["customer"]["name"] == "Dupont"
    assert (data["reminder"]["step"], data["reminder"]["asked"]) == ("friendly", "100.00")
    assert [(x["number"], x["asked"]) for x in data["invoices"]] == [("F-1", "100.00")]
    assert data["reminder"]["message_id"]
    assert "Bonjour" not in str(envelope)


def test_one_that_was_refused_is_told_with_its_task_and_the_address(story: Story) -> None:
    office = story(channel=Answering(State.FAILED, Verdict.BAD_ADDRESS))
    ear = listen(office)
    a_late_invoice(office)

    office.cycle("2026-09-08")

    assert kinds(office, ear) == [
        "address.suppressed", "task.opened", "task.opened", "reminder.failed",
    ]  # fmt: skip
    (address,) = told(office, ear, "address.suppressed")
    assert address["address"] == "dupont@dupont.example"
    assert [x["name"] for x in address["customers"]] == ["Dupont"]
    assert "No such user" not in str(heard(office, ear))


@pytest.mark.parametrize(("word", "kind"), [("sent", "reminder.sent"), ("not-sent", "reminder.failed")])
def test_one_of_which_nobody_knows_is_told_and_then_what_a_person_says(
    story: Story, word: str, kind: str
) -> None:
    office = story(channel=Answering(State.UNKNOWN, Verdict.LATER))
    ear = listen(office)
    a_late_invoice(office)

    office.cycle("2026-09-08")
    (reminder,) = office.reminders()
    to_do.resolve(office.app, office.id, reminder.id, word, "Anna")

    assert kinds(office, ear) == ["task.opened", "reminder.unknown", "task.closed", kind]
    assert told(office, ear, kind)[0]["reminder"]["reason"] == word
    assert told(office, ear, "task.closed")[0]["task"]["outcome"] == word


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (Status.PAID, "invoice.paid"),
        (Status.CREDITED, "invoice.credited"),
        (Status.VOID, "invoice.closed"),
        (Status.DELETED, "invoice.closed"),
        (Status.WRITTEN_OFF, "invoice.closed"),
    ],
)
def test_what_is_closed_is_told_as_what_it_is(office: Office, status: Status, kind: str) -> None:
    a_late_invoice(office)
    ear = listen(office)

    office.change("F-1", status=status, open=0)
    office.sync()

    (data,) = told(office, ear, kind)
    assert (data["invoice"]["number"], data["invoice"]["status"]) == ("F-1", status.value)
    assert data.get("received") == ("100.00" if status is Status.PAID else None)


def test_money_that_comes_in_parts_is_told_each_time_and_what_returns_too(office: Office) -> None:
    a_late_invoice(office)
    ear = listen(office)

    office.account.pay("F-1", 30_00)
    office.sync()
    office.account.pay("F-1")
    office.sync()
    office.change("F-1", status=Status.OPEN, open=100_00)
    office.sync()

    assert kinds(office, ear)[:3] == ["invoice.part_paid", "invoice.paid", "invoice.reopened"]
    received = [x["data"].get("received") for x in heard(office, ear)[:2]]
    assert received == ["30.00", "70.00"]
    assert told(office, ear, "hold.made")[0]["hold"]["reason"] == "returned_debit"


def test_what_left_the_ledger_file_is_told_as_closed(office: Office) -> None:
    office.invoice("F-1", "2026-09-03")
    office.import_file("F-1")
    ear = listen(office)

    office.import_file()

    (data,) = told(office, ear, "invoice.closed")
    assert data["invoice"]["status"] == "no_longer_in_ledger"


def test_a_first_reading_is_no_news(office: Office) -> None:
    ear = listen(office)
    office.invoice("F-1", "2026-08-03")
    office.invoice("F-2", "2026-08-03", status=Status.OPEN)

    office.sync()

    assert heard(office, ear) == []


def test_a_charge_that_fails_once_more_is_told_and_so_is_its_recovery(office: Office) -> None:
    ear = listen(office, Happening.CHARGE_FAILED, Happening.CHARGE_RECOVERED)
    first = Failure("insufficient_funds", date(2026, 9, 1), date(2026, 9, 4))
    office.invoice("C-1", "2026-09-01", is_charge=True, failure=first)
    office.sync()
    office.change("C-1", pay_link="https://pay.example/c-1")
    office.sync()
    office.change("C-1", failure=Failure("insufficient_funds", date(2026, 9, 1), date(2026, 9, 7)))
    office.sync()
    office.change("C-1", failure=None, status=Status.PAID, open=0)
    office.sync()

    assert kinds(office, ear) == ["charge.failed", "charge.failed", "charge.recovered"]
    charges = [x["charge"] for x in told(office, ear, "charge.failed")]
    assert [x["next_attempt_on"] for x in charges] == ["2026-09-04", "2026-09-07"]
    assert told(office, ear, "charge.recovered")[0]["invoice"]["status"] == "paid"


def test_a_charge_that_failed_long_ago_when_first_seen_is_no_news(office: Office) -> None:
    ear = listen(office)
    long_ago = Failure("insufficient_funds", date(2026, 8, 1), None)
    office.invoice("C-1", "2026-08-01", is_charge=True, failure=long_ago)

    office.sync()

    assert heard(office, ear) == []


def test_a_promise_is_judged_once_and_as_broken_when_its_grace_is_over(office: Office) -> None:
    ear = listen(office, Happening.PROMISE_BROKEN, Happening.PROMISE_KEPT)
    a_late_invoice(office)
    office.hold("promise", "F-1", until="2026-09-16")

    office.cycle("2026-09-18")
    before = kinds(office, ear)
    for day in ("2026-09-19", "2026-09-20", "2026-09-29"):
        office.cycle(day)

    assert before == []
    (data,) = told(office, ear, "promise.broken")
    assert data["promise"]["until_on"] == "2026-09-16"
    assert data["invoice"]["number"] == "F-1"
    assert heard(office, ear)[0]["created_at"].startswith("2026-09-19")


def test_a_promise_is_kept_once_what_was_promised_has_come(office: Office) -> None:
    ear = listen(office, Happening.PROMISE_BROKEN, Happening.PROMISE_KEPT)
    for number in ("F-1", "F-2"):
        a_late_invoice(office, number)
    office.hold("promise", "F-1", until="2026-09-16")
    office.hold("promise", "F-2", until="2026-09-16", amount=40_00)

    office.account.pay("F-1", on=date(2026, 9, 14))
    office.account.pay("F-2", 40_00, on=date(2026, 9, 14))
    office.cycle("2026-09-15")
    office.cycle("2026-09-21")

    assert sorted(kinds(office, ear)) == ["promise.kept", "promise.kept"]
    assert sorted(x["invoice"]["number"] for x in told(office, ear, "promise.kept")) == ["F-1", "F-2"]
    assert {x["promise"]["amount"] for x in told(office, ear, "promise.kept")} == {None, "40.00"}


def test_money_that_came_after_the_grace_does_not_keep_it(office: Office) -> None:
    ear = listen(office, Happening.PROMISE_BROKEN, Happening.PROMISE_KEPT)
    a_late_invoice(office)
    office.hold("promise", "F-1", until="2026-09-16")

    office.account.pay("F-1", on=date(2026, 9, 20))
    office.cycle("2026-09-21")

    assert kinds(office, ear) == ["promise.broken"]


@pytest.mark.parametrize("end", ["credited", "released", "long past"])
def test_a_promise_that_came_to_nothing_else_has_no_verdict(office: Office, end: str) -> None:
    ear = listen(office, Happening.PROMISE_BROKEN, Happening.PROMISE_KEPT)
    a_late_invoice(office)
    office.hold("promise", "F-1", until="2026-09-16")

    if end == "credited":
        office.change("F-1", status=Status.CREDITED, open=0)
        office.cycle("2026-09-21")
    elif end == "released":
        people.release(office.app, office.id, Whom(number="F-1"), HoldReason.PROMISE, "Anna")
        office.cycle("2026-09-21")
    office.cycle("2026-09-30")

    assert kinds(office, ear) == []


def test_holds_are_told_when_made_and_when_ended_without_what_was_said(office: Office) -> None:
    a_late_invoice(office)
    ear = listen(office)

    office.hold("dispute", "F-1", amount=30_00, note="The goods were wet.")
    office.hold("pause", customer="Dupont")
    stopping.stop(office.app, office.id, "Anna")
    stopping.resume(office.app, office.id, "Anna")

    made = told(office, ear, "hold.made")
    assert [(x["hold"]["reason"], x["hold"]["scope"], x["hold"]["amount"]) for x in made] == [
        ("dispute", "invoice", "30.00"),
        ("pause", "customer", None),
        ("pause", "organisation", None),
    ]
    assert [x["customer"] and x["customer"]["name"] for x in made] == ["Dupont", "Dupont", None]
    assert [x["hold"]["stops_everything"] for x in made] == [False, False, True]
    (ended,) = told(office, ear, "hold.ended")
    assert (ended["hold"]["scope"], ended["hold"]["stops_everything"]) == ("organisation", False)
    assert "wet" not in str(heard(office, ear))


def test_the_mode_is_told_when_it_changes_and_not_when_something_else_does(office: Office) -> None:
    ear = listen(office)

    office.set_mode(Mode.APPROVE)
    office.set_mode(Mode.APPROVE)

    (data,) = told(office, ear, "mode.changed")
    assert (data["was"], data["mode"], data["by"]) == ("auto", "approve", "Anna")


def test_a_connection_that_waits_for_its_owner_is_told_once(office: Office) -> None:
    ear = listen(office)
    office.account.error = AuthExpired("The key was taken back.")

    office.sync()
    office.sync()

    (data,) = told(office, ear, "connection.stopped")
    assert data["connection"]["name"] == "account"
    assert "taken back" not in str(data)


def test_only_what_is_listened_to_is_told_and_nothing_where_nobody_does(office: Office) -> None:
    other = listen(office, Happening.TASK_OPENED)
    office.invoice("F-1", "2026-09-03")

    office.cycle("2026-09-08")

    assert heard(office, other) == []


def test_what_is_rolled_back_was_never_told(office: Office) -> None:
    ear = listen(office)
    a_late_invoice(office)

    with pytest.raises(ZeroDivisionError), office.store.writing(office.id) as unit:
        unit.hooks.tell(Happening.MODE_CHANGED, office.now(), dict)
        raise ZeroDivisionError

    assert heard(office, ear) == []
