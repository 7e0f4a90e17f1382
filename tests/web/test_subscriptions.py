"""The page on which a person decides about an unpaid subscription."""

import pytest
from starlette.testclient import TestClient

from connector.core.errors import Unavailable
from connector.core.invoice import FinalAction
from connector.store.engine import SqlStore
from connector.usecases import organisations, to_do
from connector.usecases.explain import explain
from connector.web import overview
from tests.scenarios.office import Office
from tests.scenarios.test_charges_told import fail
from tests.web.browsing import ADDRESS, browser, csrf


@pytest.fixture
def office(store: SqlStore) -> Office:
    """On the day on which the question is asked."""
    office = Office(store, policy="three")
    organisations.change_organisation(office.app, office.id, "Anna", final_action=FinalAction.PAUSE)
    fail(office, "2026-09-01", "expired_card")
    for day in ("2026-09-01", "2026-09-08", "2026-09-22", "2026-09-30"):
        office.cycle(day)
    return office


@pytest.fixture
def client(office: Office) -> TestClient:
    return browser(office)


def address(office: Office) -> str:
    (task,) = to_do.tasks(office.app, office.id)
    return f"/o/{office.id}/subscriptions/{task.id}"


def press(client: TestClient, path: str, action: str) -> tuple[int, str]:
    form = {"action": action, "csrf": csrf(client.get(path).text)}
    answer = client.post(path, data=form, headers={"origin": ADDRESS}, follow_redirects=False)
    return answer.status_code, answer.text


def test_the_tasks_lead_to_it(client: TestClient, office: Office) -> None:
    page = client.get(f"/o/{office.id}/tasks").text

    assert f'href="{address(office)}"' in page
    assert "Proposition : le suspendre." in page.replace("\xa0", " ").replace("\u202f", " ")


def test_the_steps_of_a_charge_are_dated_from_its_failure(store: SqlStore) -> None:
    """It failed on a Saturday and is told of at once; the others keep business days."""
    office = Office(store, policy="three")
    fail(office, "2026-09-05", "expired_card")
    office.cycle("2026-09-05T10:00")

    told = explain(office.app, office.id, "C-1")
    assert told.decision is not None
    with office.store.reading(office.id) as unit:
        organisation = unit.organisation()
    steps = overview.ladder(office.app, organisation, told.decision, told.customer)

    days = [(x.step_id, str(x.own_day)) for x in steps]
    assert days == [("failed", "2026-09-05"), ("again", "2026-09-14"), ("last", "2026-09-28")]


def test_what_is_proposed_stands_first(client: TestClient, office: Office) -> None:
    page = client.get(address(office)).text

    places = [page.index(f'value="{action}"') for action in ("pause", "leave", "cancel")]
    assert places == sorted(places)


def test_a_button_does_it_once(client: TestClient, office: Office) -> None:
    path = address(office)

    assert press(client, path, "cancel")[0] == 303
    assert office.account.ended == [("C-1", FinalAction.CANCEL)]
    assert client.get(path).status_code == 404


def test_what_is_no_action_changes_nothing(client: TestClient, office: Office) -> None:
    assert press(client, address(office), "explode")[0] == 400
    assert office.account.ended == []


@pytest.mark.parametrize("is_reachable", [True, False])
def test_why_it_was_not_done_is_said(client: TestClient, office: Office, is_reachable: bool) -> None:
    path = address(office)
    if is_reachable:
        office.account.pay("C-1")
    else:
        office.account.error = Unavailable("It cannot be reached.")

    status, page = press(client, path, "cancel")

    assert status == 409
    assert ("plus impayée" if is_reachable else "It cannot be reached.") in page
