"""A question that has answered itself closes by itself (34)."""

from collections.abc import Callable
from datetime import date

from connector.core.history import State
from connector.core.source import SourceCustomer
from connector.usecases import people
from tests.scenarios.office import Office

Story = Callable[..., Office]

DUPONT, OLD = "dupont@dupont.example", "old@dupont.example"
UNKNOWN_USER = "550 5.1.1 User unknown"


def due(office: Office, *emails: str, numbers: tuple[str, ...] = ("F-1",)) -> None:
    """To be asked for on Tuesday 8 September at 09:00."""
    office.account.customers["Dupont"] = SourceCustomer("Dupont", "Dupont", emails or (DUPONT,))
    for number in numbers:
        office.invoice(number, "2026-09-03")
    office.sync()
    office.at("2026-09-08")


def refused(office: Office, reply: str = UNKNOWN_USER, **given: tuple[str, ...]) -> None:
    due(office, **given)
    office.mail.script.say(DUPONT, reply)
    office.cycle()


def test_the_address_is_corrected_and_the_reminder_leaves(story: Story) -> None:
    office = story()
    refused(office)
    people.add_address(office.app, office.id, "Dupont", "new@dupont.example", "Anna")
    office.at("2026-09-08T10:00")
    office.plan()
    corrected = sorted(office.tasks())

    office.cycle("2026-09-08T11:00")
    office.cycle("2026-09-08T12:00")

    assert corrected == ["delivery_failed", "find_contact"]
    assert sorted(x.state for x in office.reminders()) == [State.FAILED, State.SENT]
    assert office.tasks() == []


def test_the_source_corrects_the_address(story: Story) -> None:
    office = story()
    refused(office)
    office.account.customers["Dupont"] = SourceCustomer("Dupont", "Dupont", ("new@dupont.example",))

    for day in ("2026-09-09", "2026-09-10"):
        office.cycle(day)

    assert (len(office.steps()), office.tasks()) == (1, [])


def test_the_debt_is_paid(story: Story) -> None:
    office = story()
    refused(office)

    office.account.pay("F-1")
    office.cycle("2026-09-09")

    assert office.tasks() == []


def test_what_was_refused_is_paid_but_another_is_open_and_a_contact_is_still_needed(story: Story) -> None:
    office = story()
    refused(office)
    office.invoice("F-2", "2026-11-03")

    office.account.pay("F-1")
    office.cycle("2026-09-09")

    assert office.tasks() == ["find_contact"]


def test_one_of_two_is_paid_and_the_other_was_never_said(story: Story) -> None:
    office = story()
    refused(office, numbers=("F-1", "F-2"))

    office.account.pay("F-1")
    office.cycle("2026-09-09")

    assert sorted(office.tasks()) == ["delivery_failed", "find_contact"]


def test_what_was_sent_by_hand_is_said(story: Story) -> None:
    office = story()
    refused(office, reply="550 5.7.1 Not you")
    before = sorted(office.tasks())

    people.record(office.app, office.id, "F-1", "friendly", date(2026, 9, 8), "Anna")
    office.cycle("2026-09-09")

    assert before == ["delivery_failed", "find_contact"]
    assert office.tasks() == ["find_contact"]


def test_a_second_address_that_is_dead_stays_a_question_until_it_is_corrected(story: Story) -> None:
    """Something leaves to the first one meanwhile: nobody has corrected anything."""
    office = story()
    due(office, DUPONT, OLD)
    office.mail.script.say(OLD, UNKNOWN_USER)
    office.cycle()
    people.add_address(office.app, office.id, "Dupont", "new@dupont.example", "Anna")
    office.cycle("2026-09-09")
    between = office.tasks()

    office.cycle("2026-09-18")
    office.cycle("2026-09-19")

    assert (between, office.tasks()) == (["find_contact"], [])
