"""The page of a message that was planned again, for whoever still has its old address."""

import html
import re

import pytest
from starlette.testclient import TestClient

from connector.core.history import State
from connector.core.invoice import Mode
from connector.store.engine import SqlStore
from tests.scenarios.office import Office
from tests.web.browsing import browser


@pytest.fixture
def office(store: SqlStore) -> Office:
    """A message to Dupont waits for approval."""
    office = Office(store, mode=Mode.APPROVE)
    office.invoice("F-1", "2026-08-27", 120_00)
    office.sync()
    office.plan()
    return office


def look(client: TestClient, office: Office, reminder_id: str) -> tuple[int, str]:
    answer = client.get(f"/o/{office.id}/approvals/{reminder_id}")
    return answer.status_code, html.unescape(answer.text)


def test_it_leads_to_the_one_that_stands_in_its_place(office: Office) -> None:
    (old,) = office.reminders()
    office.invoice("F-2", "2026-08-27", 50_00)
    office.sync()
    office.plan()
    client = browser(office)

    status, text = look(client, office, old.id)

    (new,) = [x for x in office.reminders() if x.state is State.AWAITING_APPROVAL]
    assert status == 410
    assert "Voici celui qui le remplace" in text
    assert f"/approvals/{new.id}" in re.findall(r'href="/o/[^/]+([^"]*)"', text)
    assert look(client, office, new.id)[0] == 200


def test_with_nothing_in_its_place_it_says_why(office: Office) -> None:
    (old,) = office.reminders()
    office.account.pay("F-1")
    office.sync()
    office.plan()

    status, text = look(browser(office), office, old.id)

    assert status == 410
    assert "Rien ne le remplace. Elle est payée." in text


def test_another_organisation_is_told_nothing_of_it(office: Office, store: SqlStore) -> None:
    (old,) = office.reminders()
    office.account.pay("F-1")
    office.sync()
    office.plan()
    other = Office(store, mode=Mode.APPROVE)

    assert look(browser(other), other, old.id)[0] == 404
