"""Stop everything, from any page; and what a person says became of a task."""

import html
import re

import pytest
from starlette.testclient import TestClient

from connector.core.errors import Refused
from connector.core.history import State
from connector.core.invoice import Mode
from connector.store.engine import SqlStore
from connector.usecases import stopping, to_do
from tests.scenarios.office import Office
from tests.web.browsing import ADDRESS, browser, csrf


@pytest.fixture
def client(office: Office) -> TestClient:
    return browser(office)


def read(client: TestClient, path: str) -> str:
    return html.unescape(client.get(path).text)


def press(client: TestClient, path: str, **form: str) -> int:
    known = {"csrf": csrf(client.get("/account").text)}
    return client.post(path, data=form | known, headers={"origin": ADDRESS}).status_code


class TestStoppingEverything:
    def test_nothing_leaves_until_it_is_started_again(self, client: TestClient, office: Office) -> None:
        office.invoice("F-1", "2026-08-28")
        office.sync()
        office.at("2026-09-02")

        assert press(client, f"/o/{office.id}/stop") == 303
        office.cycle()
        stopped = office.steps()
        assert press(client, f"/o/{office.id}/resume") == 303
        office.cycle()

        assert stopped == []
        assert office.steps() == [("2026-09-02", "F-1", "friendly")]

    @pytest.mark.parametrize(
        "rest", ["", "/invoices", "/next", "/sent", "/tasks", "/approvals", "/connections"]
    )
    def test_it_is_in_reach_on_every_page_which_says_so_then(
        self, client: TestClient, office: Office, rest: str
    ) -> None:
        path = f"/o/{office.id}{rest}"
        before = read(client, path)
        stopping.stop(office.app, office.id, "Anna")
        after = read(client, path)

        assert f'action="/o/{office.id}/stop"' in before and "Tout est arrêté" not in before
        assert f'action="/o/{office.id}/resume"' in after and "Tout est arrêté" in after
        assert f'action="/o/{office.id}/stop"' not in after

    def test_pressed_twice_it_is_done_once(self, client: TestClient, office: Office) -> None:
        for path in ("stop", "stop"):
            assert press(client, f"/o/{office.id}/{path}") == 303
        assert len(stopping.what_stops(office.app, office.id)) == 1
        for path in ("resume", "resume"):
            assert press(client, f"/o/{office.id}/{path}") == 303

        assert stopping.what_stops(office.app, office.id) == ()

    def test_a_pause_that_ends_by_itself_stays(self, client: TestClient, office: Office) -> None:
        """A closure, say: who starts again what he has stopped does not end it."""
        office.invoice("F-1", "2026-08-28")
        office.hold("pause", is_all=True, until="2026-12-31")
        for path in ("stop", "resume"):
            press(client, f"/o/{office.id}/{path}")

        office.days("2026-09-02", "2026-09-04")

        assert office.steps() == []

    def test_it_works_where_a_policy_is_wrong(self, office: Office) -> None:
        client = browser(office, policies=_Wrong())

        for path, count in (("stop", 1), ("resume", 0)):
            assert press(client, f"/o/{office.id}/{path}") == 303
            assert len(stopping.what_stops(office.app, office.id)) == count

    def test_what_is_held_as_a_whole_for_another_reason_is_said_too(
        self, client: TestClient, office: Office
    ) -> None:
        office.hold("dispute", is_all=True)
        page = read(client, f"/o/{office.id}")

        assert "Tout est suspendu" in page and "En marche" not in page
        assert f'action="/o/{office.id}/resume"' not in page

    def test_a_fault_still_makes_a_page(self, store: SqlStore, office: Office) -> None:
        """Whether all is stopped is not asked where nothing can be asked."""
        client = browser(office, store=_Broken(store))

        answer = client.get(f"/o/{office.id}/tasks")

        assert answer.status_code == 500
        assert "Une erreur s'est produite" in html.unescape(answer.text)


class _Wrong:
    """Policies of which one cannot be read."""

    def policies(self, default: str) -> None:
        raise Refused("standard.yaml, line 3: no offset")


class _Broken:
    """A store in which the ledger cannot be read."""

    def __init__(self, store: SqlStore) -> None:
        self.directory = store.directory

    def reading(self, organisation_id: str) -> None:
        raise OSError("the disk is gone")


class TestSayingWhatBecameOfATask:
    @pytest.fixture
    def office(self, store: SqlStore) -> Office:
        """A customer without an address: somebody is asked to find one."""
        office = Office(store, mode=Mode.AUTO)
        office.customer("Dupont", email="")
        office.invoice("F-1", "2026-08-20", 50_000, "Dupont")
        office.cycle()
        return office

    def test_it_is_asked_first_and_closed_by_the_button(self, client: TestClient, office: Office) -> None:
        (task,) = to_do.tasks(office.app, office.id)
        path = f"/o/{office.id}/tasks/{task.id}/close"
        page = read(client, path)

        assert "Dupont" in page and "C'est fait" in page
        assert re.findall(r'name="answer" value="([^"]+)"', page) == ["done"]
        assert press(client, path, answer="done") == 303
        assert to_do.tasks(office.app, office.id) == []

    def test_what_was_answered_already_is_off_the_list(self, client: TestClient, office: Office) -> None:
        (task,) = to_do.tasks(office.app, office.id)
        path = f"/o/{office.id}/tasks/{task.id}/close"

        assert [press(client, path, answer="done") for _ in range(2)] == [303, 303]
        assert client.get(path).status_code == 404

    def test_where_the_invoice_stays_silent_it_says_so(self, store: SqlStore) -> None:
        office = Office(store)
        office.invoice("F-1", "2026-01-15")
        office.cycle()
        (task,) = to_do.tasks(office.app, office.id)
        path = f"/o/{office.id}/tasks/{task.id}/close"
        page = read(browser(office), path)

        assert task.kind == "release"
        assert "La laisser en silence" in page and "/invoices/F-1" in page

    @pytest.mark.parametrize("answer", ["", "reached", "cancel"])
    def test_another_answer_is_refused(self, client: TestClient, office: Office, answer: str) -> None:
        (task,) = to_do.tasks(office.app, office.id)

        assert press(client, f"/o/{office.id}/tasks/{task.id}/close", answer=answer) == 400

    def test_a_call_is_answered_by_whether_somebody_was_reached(self, store: SqlStore) -> None:
        office = Office(store)
        office.invoice("F-1", "2026-09-01")
        office.sync()
        office.days("2026-09-02", "2026-09-22")
        client = browser(office)
        (call,) = [x for x in to_do.tasks(office.app, office.id) if x.kind == "call"]
        path = f"/o/{office.id}/tasks/{call.id}/close"

        answers = re.findall(r'name="answer" value="([^"]+)"', read(client, path))
        assert press(client, path, answer="reached") == 303

        assert answers == ["reached", "not-reached", "done"]
        (told,) = [x for x in office.reminders() if x.id == call.id]
        assert (told.state, told.reason) == (State.SENT, "reached")
