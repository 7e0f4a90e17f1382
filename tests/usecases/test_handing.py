"""A file goes with a dispute: within limits, once, and is read by whoever answers it."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from connector.core import handed
from connector.core.self_service import NotSaid, Saying, Wrong
from connector.core.tasks import Task, TaskKind
from connector.usecases import self_service, to_do
from connector.usecases.customer_file import customer_file
from connector.usecases.handing import handed_file
from connector.usecases.self_service import Done
from connector.usecases.unfit import NotThere
from tests.scenarios.office import Office
from tests.scenarios.test_page_links_told import HOME, LINKS, dupont, text_of, token_in

Story = Callable[..., Office]
PDF = b"%PDF-1.7 as it came"


@pytest.fixture
def office(story: Story) -> Office:
    office = story(reply_to="compta@atelier.example")
    office.app = office.make_app(links=LINKS, page_link=HOME)
    office.invoice("F-1", "2026-09-03")
    office.sync()
    office.cycle("2026-09-08")
    return office


def dispute(office: Office, content: bytes, words: str = "Two are missing.") -> Done:
    token = token_in(text_of(office))
    (one,) = self_service.own_page(office.app, token).invoices
    typed = {"invoice": one.invoice.id, "about": "goods", "words": words}
    return self_service.say(office.app, token, Saying.DISPUTE, typed, ".", content)


def files(office: Office) -> tuple[handed.HandedFile, ...]:
    return customer_file(office.app, office.id, dupont(office).id).files


def test_it_stands_in_his_file_and_in_the_task_of_the_dispute(office: Office) -> None:
    assert dispute(office, PDF) is Done.TAKEN

    (kept,) = files(office)
    (task,) = to_do.tasks(office.app, office.id)
    assert (task.kind, list(task.files)) == ("disputed", [kept])
    assert handed_file(office.app, office.id, kept.id) == (kept, PDF)


def test_the_same_one_is_kept_once_and_another_goes_to_a_person(office: Office) -> None:
    dispute(office, PDF)
    assert dispute(office, PDF) is Done.KNOWN
    assert dispute(office, PDF + b"2") is Done.KNOWN

    assert dispute(office, PDF + b"3", "More of it.") is Done.TO_A_PERSON

    assert len(files(office)) == 3
    again = next(x for x in to_do.tasks(office.app, office.id) if x.kind == "wrote_again")
    assert len(again.files) == 3


@pytest.mark.parametrize(
    ("content", "wrong"),
    [(b"<html>", Wrong.FILE_KIND), (PDF + b" " * 5 * 1024 * 1024, Wrong.FILE_SIZE)],
    ids=["a page", "too large"],
)
def test_what_is_not_taken_changes_nothing(office: Office, content: bytes, wrong: Wrong) -> None:
    with pytest.raises(NotSaid) as refused:
        dispute(office, content)

    assert (refused.value.field, refused.value.wrong) == ("file", wrong)
    assert (files(office), to_do.tasks(office.app, office.id)) == ((), [])


@pytest.mark.parametrize("limit", ["MOST_OF_INVOICE", "MOST_OF_CUSTOMER"])
def test_there_are_only_so_many(office: Office, limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"connector.usecases.handing.{limit}", 1)
    dispute(office, PDF)

    with pytest.raises(NotSaid) as refused:
        dispute(office, PDF + b"2")

    assert refused.value.wrong is Wrong.FILE_TOO_MANY


def test_one_that_is_not_there_is_not_there(office: Office) -> None:
    with pytest.raises(NotThere):
        handed_file(office.app, office.id, "none")


def test_a_task_of_nobody_has_no_file(office: Office) -> None:
    with office.store.writing(office.id) as unit:
        unit.tasks.open(Task(str(uuid4()), TaskKind.WROTE_AGAIN, "k", "x", office.now()))

    assert [list(x.files) for x in to_do.tasks(office.app, office.id)] == [[]]
