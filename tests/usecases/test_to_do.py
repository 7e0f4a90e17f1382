"""What waits for a person, and his word on it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from connector.core.errors import Refused
from connector.core.invoice import Mode
from connector.core.source import SourceCustomer
from connector.usecases import to_do
from connector.usecases.approve import approve
from connector.usecases.explain import explain
from tests.scenarios.office import Office
from tests.usecases.test_people import due

Story = Callable[..., Office]


def letter(story: Story) -> tuple[Office, str]:
    """A formal notice to be posted, and its id."""
    office = due(story, policy="standard")
    for day in ("2026-09-08", "2026-09-18", "2026-10-05"):
        office.cycle(day)
    return office, to_do.tasks(office.app, office.id)[0].id


def test_a_letter_counts_once_its_posting_is_noted(story: Story) -> None:
    office, task = letter(story)
    waiting = to_do.tasks(office.app, office.id)[0]

    to_do.resolve(office.app, office.id, task, "posted", "Anna")
    office.cycle("2026-10-06")

    answers = ("posted", "done")
    told = to_do.Waiting(task, "letter", "Dupont", ["F-1"], "formal", "", True, answers)
    assert waiting == replace(told, customer_id=explain(office.app, office.id, "F-1").customer.id)
    assert office.tasks() == ["ladder_finished"]


def test_a_few_are_told_of_in_the_order_they_are_asked_for(story: Story) -> None:
    office, task = letter(story)
    office.invoice("F-2", "2026-08-03", customer="Durand")
    office.sync()
    office.hold("reply", "F-2")
    office.cycle()
    everything = to_do.tasks(office.app, office.id)

    ids = to_do.ids(office.app, office.id)
    some = to_do.tasks(office.app, office.id, [ids[1], "gone", task])

    assert [x.kind for x in everything] == ["letter", "sort_reply"]
    assert ids == [x.id for x in everything]
    assert some == [everything[1], everything[0]]


def test_a_word_that_does_not_fit_the_task_is_refused(story: Story) -> None:
    office, task = letter(story)

    with pytest.raises(Refused, match="Say one of posted, done"):
        to_do.resolve(office.app, office.id, task, "reached", "Anna")


def test_a_step_without_an_address_is_done_by_a_person(story: Story) -> None:
    office = story()
    office.account.customers["Dupont"] = SourceCustomer("Dupont", "Dupont")
    office.invoice("F-1", "2026-09-03")
    office.cycle("2026-09-08")
    task = to_do.tasks(office.app, office.id)[0]

    said = to_do.resolve(office.app, office.id, task.id, "done", "Anna")

    assert (task.kind, task.customer, task.step_id) == ("task", "Dupont", "friendly")
    assert said == task
    assert office.reason("F-1") == "not_due"


def test_a_message_is_not_resolved_but_approved(story: Story) -> None:
    office = due(story, mode=Mode.APPROVE)
    office.cycle("2026-09-08")

    with pytest.raises(Refused, match="relance approve"):
        to_do.resolve(office.app, office.id, office.reminders()[0].id, "sent", "Anna")


@pytest.mark.parametrize(
    ("prefix", "says"), [("abc", "is too short"), ("zzzz", "0 open tasks begin with «zzzz»")]
)
def test_an_id_that_names_no_task_is_refused(story: Story, prefix: str, says: str) -> None:
    office = due(story)

    with pytest.raises(Refused, match=says):
        to_do.resolve(office.app, office.id, prefix, "done", "Anna")


def test_two_tasks_of_one_reminder_are_closed_one_by_one(story: Story) -> None:
    office = due(story)
    office.mail.script.say("dupont@dupont.example", "550 5.1.1 User unknown")
    office.cycle("2026-09-08")

    for task in to_do.tasks(office.app, office.id):
        to_do.resolve(office.app, office.id, task.id, "done", "Anna")

    assert office.tasks() == []


def test_a_word_that_says_nothing_leaves_the_task_open(story: Story) -> None:
    office = due(story)
    office.hold("reply", "F-1")
    office.cycle("2026-09-08")
    task = to_do.tasks(office.app, office.id)[0]

    with pytest.raises(Refused, match="say done"):
        to_do.resolve(office.app, office.id, task.id, "perhaps", "Anna")

    assert task.invoices == ["F-1"]
    assert office.tasks() == ["sort_reply"]


def test_a_letter_is_posted_and_not_approved(story: Story) -> None:
    office, task = letter(story)

    with pytest.raises(Refused, match=r"relance resolve .* done"):
        approve(office.app, office.id, [task], "Anna")

    office.approve()
    assert office.tasks() == ["letter"]
