"""The address that a task asks for ends it, and the ladder goes on."""

import pytest

from connector.core.errors import Refused
from connector.core.history import State
from connector.core.invoice import Contact
from connector.core.tasks import Task, TaskKind
from connector.core.trail import TrailWanted
from connector.store.engine import SqlStore
from connector.usecases import people, to_do
from connector.usecases.finding import give_address
from connector.usecases.unfit import Unfit
from tests.scenarios.office import Office

ADDRESS = "compta@dupont.example"
OLD = "old@dupont.example"


@pytest.fixture
def office(sqlite: SqlStore) -> Office:
    """One customer who is late has no address."""
    office = Office(sqlite)
    office.customer("Dupont", email="")
    office.invoice("F-1", "2026-09-03")
    office.cycle("2026-09-08")
    return office


def give(office: Office, address: str = ADDRESS, task_id: str | None = None) -> None:
    (asked, *_) = to_do.ids(office.app, office.id)
    give_address(office.app, office.id, task_id or asked, address, "Anna")


def told(office: Office) -> list[tuple[str, str]]:
    with office.store.reading(office.id) as unit:
        return [(x.event.what, x.event.who) for x in unit.trail.page(TrailWanted(), 2)]


def ask(office: Office, kind: TaskKind) -> str:
    """Asks a person something about Dupont."""
    with office.store.writing(office.id) as unit:
        (dupont,) = unit.ledger.find_customers("Dupont")
        unit.tasks.open(Task(f"t-{kind}-{office.id}"[:36], kind, kind, OLD, office.now(), dupont.id))
        return f"t-{kind}-{office.id}"[:36]


def test_the_task_ends_and_the_next_step_leaves_by_mail(office: Office) -> None:
    (waiting,) = to_do.tasks(office.app, office.id)

    give(office)

    assert waiting.wants_address
    assert to_do.ids(office.app, office.id) == []
    assert told(office)[0] == ("contact.added", "Anna")
    office.cycle("2026-09-09")
    assert [x.state for x in office.reminders()] == [State.CANCELLED, State.SENT]
    assert office.steps() == [("2026-09-09", "F-1", "friendly")]


def test_a_question_for_an_address_is_answered_by_it_and_no_other(office: Office) -> None:
    question, other = ask(office, TaskKind.FIND_CONTACT), ask(office, TaskKind.DISPUTED)

    give(office, task_id=question)

    assert to_do.ids(office.app, office.id) == [other]
    assert told(office) == [("task.closed", "Anna"), ("contact.added", "Anna")]


def test_what_asks_for_no_address_takes_none(office: Office) -> None:
    other = ask(office, TaskKind.DISPUTED)
    give(office)

    for task_id in (other, "gone"):
        with pytest.raises(Refused, match="asks for no address"):
            give_address(office.app, office.id, task_id, ADDRESS, "Anna")


def test_an_address_that_was_refused_before_is_not_taken_again_and_the_task_stays(office: Office) -> None:
    people.add_address(office.app, office.id, "Dupont", OLD, "Anna")
    with office.store.writing(office.id) as unit:
        unit.ledger.suppress(OLD, "550", office.now())

    with pytest.raises(Unfit):
        give(office, OLD)

    assert len(to_do.ids(office.app, office.id)) == 1


def test_one_that_he_has_already_answers_no_question(office: Office) -> None:
    give(office)
    question = ask(office, TaskKind.FIND_CONTACT)

    with pytest.raises(Unfit):
        give(office, task_id=question)

    assert to_do.ids(office.app, office.id) == [question]


def test_one_that_nobody_may_write_to_is_not_taken_from_another_customer_either(office: Office) -> None:
    with office.store.writing(office.id) as unit:
        (dupont,) = unit.ledger.find_customers("Dupont")
        unit.ledger.add_contact(dupont.id, Contact(OLD), office.now())
        unit.ledger.suppress(OLD, "550", office.now())
    office.customer("Gros", email="")
    office.invoice("F-2", "2026-09-03", customer="Gros")
    office.cycle("2026-09-09")
    (of_gros,) = (x.id for x in to_do.tasks(office.app, office.id) if x.customer == "Gros")

    with pytest.raises(Unfit):
        give(office, OLD, of_gros)

    assert of_gros in to_do.ids(office.app, office.id)


def test_who_wants_no_mail_is_asked_for_no_address(office: Office) -> None:
    people.change_customer(office.app, office.id, "Dupont", "Anna", opted_out=frozenset({"email"}))

    assert [x.wants_address for x in to_do.tasks(office.app, office.id)] == [False]


def test_a_step_that_is_done_by_a_person_for_another_reason_wants_none(office: Office) -> None:
    office.customer("Sourd", "sourd@sourd.example")
    office.invoice("F-2", "2026-09-03", customer="Sourd")
    office.sync()
    people.change_customer(office.app, office.id, "Sourd", "Anna", opted_out=frozenset({"email"}))
    office.cycle("2026-09-08T10:00")

    assert {x.customer: x.wants_address for x in to_do.tasks(office.app, office.id)} == {
        "Dupont": True,
        "Sourd": False,
    }
