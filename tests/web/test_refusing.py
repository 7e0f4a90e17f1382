"""A message that is not to be sent, on the page."""

import re

import pytest
from starlette.testclient import TestClient

from connector.core.history import State
from connector.core.invoice import Mode
from connector.store.engine import SqlStore
from connector.usecases import approve
from tests.scenarios.office import Office
from tests.web.browsing import browser
from tests.web.test_approvals import address, page, press, states


@pytest.fixture
def office(store: SqlStore) -> Office:
    """Messages to Durand (900 EUR) and to Dupont (120 EUR) wait for approval."""
    office = Office(store, mode=Mode.APPROVE)
    office.invoice("F-1", "2026-08-27", 120_00)
    office.invoice("F-2", "2026-08-27", 900_00, customer="Durand")
    office.sync()
    office.plan()
    return office


@pytest.fixture
def client(office: Office) -> TestClient:
    return browser(office)


def test_it_is_paused_and_may_go_on_after_all(client: TestClient, office: Office) -> None:
    text = page(client, office)
    first = re.findall(r'action="([^"]*/refuse)"', text)[0]

    status, to = press(client, first, text)
    told = page(client, office, to.removeprefix(address(office)))
    (undo,) = re.findall(r'action="([^"]*/go-on)"', told)

    assert status == 303 and press(client, first, text) == (303, to)
    assert "Non envoyé à Durand" in told and "F-2" in told
    assert states(office) == [State.AWAITING_APPROVAL, State.CANCELLED]
    assert press(client, undo, told) == (303, address(office, "?goes_on=1"))
    office.plan()
    assert "Durand" in page(client, office, "?goes_on=1")


def test_what_was_released_meanwhile_is_said(client: TestClient, office: Office) -> None:
    mine = approve.desk(office.app, office.id, 9).waiting[0].reminder
    text = page(client, office, f"/{mine.id}")
    office.approve()

    assert press(client, address(office, f"/{mine.id}/refuse"), text) == (
        303,
        address(office, "?changed=1"),
    )
