"""Every message leaves from the address of the business that it speaks for, or it does not leave."""

from collections.abc import Callable
from typing import Any

import pytest

from connector.core.history import State
from connector.store.directory import SqlDirectory
from connector.store.unit import SqlUnit
from connector.usecases.daily import send_daily
from connector.usecases.doctor import examine
from connector.usecases.setup import progress
from tests.scenarios.office import Office

Story = Callable[..., Office]
DEFAULT: dict[str, Any] = {"sender": "cabinet@comptable.example", "sender_name": "Cabinet Comptable"}


class Alone:
    """The store of an installation with one organisation, where the stories share a database."""

    def __init__(self, store: Any) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    @property
    def directory(self) -> "Alone":
        return Alone(self._store.directory)

    def count(self) -> int:
        return 1


@pytest.fixture
def office(story: Story) -> Office:
    """Names nobody who could write; F-1 is due on 3 September."""
    office = story(sender=None, contact=None)
    office.invoice("F-1", "2026-09-03")
    office.sync()
    return office


@pytest.fixture
def alone(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(SqlUnit, "is_alone", lambda unit: True)
    return office


def test_the_only_business_writes_from_the_address_of_its_installation(alone: Office) -> None:
    office = alone
    office.app = office.make_app(store=Alone(office.store), **DEFAULT)

    office.cycle("2026-09-08")

    message = office.mail.delivered[0].message
    name = examine(office.app)[-1].what.rpartition(":")[0]
    assert message.sender == DEFAULT["sender"]
    assert message.sender_name.startswith("Cabinet Comptable (Atelier") and name


def test_whoever_sends_asks_nothing_beside_the_connection_that_he_holds(
    alone: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone.app = alone.make_app(**DEFAULT)
    monkeypatch.setattr(SqlDirectory, "count", None)

    alone.cycle("2026-09-08")

    assert progress(alone.app, alone.id).has_sender
    assert [x.message.sender for x in alone.mail.delivered] == [DEFAULT["sender"]]


def test_of_several_none_writes_from_the_bookkeeper_s_address(story: Story, office: Office) -> None:
    story()
    office.app = office.make_app(**DEFAULT)

    sent = office.cycle("2026-09-08")

    assert office.mail.delivered == []
    assert [(x.state, x.reason) for x in sent] == [(State.APPROVED, "no_sender")]


def test_nor_does_it_sign_with_his_name(story: Story) -> None:
    story()
    office = story(contact=None, sender="compta@atelier.example")
    office.app = office.make_app(**DEFAULT)
    office.invoice("F-1", "2026-09-03")
    office.sync()

    office.cycle("2026-09-08")

    message = office.mail.delivered[0].message
    assert message.sender == "compta@atelier.example"
    assert "Cabinet" not in message.sender_name + message.text + message.html


def test_while_nobody_writes_nothing_is_read_for_it_nor_written_down_again(office: Office) -> None:
    office.cycle("2026-09-08T09:00")
    reads = office.account.reads

    office.send()

    assert office.account.reads == reads
    assert [x.reason for x in office.reminders()] == ["no_sender"]


def test_once_a_sender_is_set_it_leaves(office: Office) -> None:
    office.cycle("2026-09-08T09:00")
    with office.store.writing(office.id) as unit:
        unit.change_organisation(sender="compta@atelier.example")

    office.cycle("2026-09-08T10:00")

    assert office.steps() == [("2026-09-08", "F-1", "friendly")]


def test_the_owner_himself_may_hear_from_the_installation(story: Story) -> None:
    office = story(sender=None, owner_email="owner@atelier.example")
    office.invoice("F-1", "2026-09-03")
    office.sync()
    office.at("2026-09-08T18:00")
    office.plan()

    assert send_daily(office.make_app(**DEFAULT), office.id)
    assert [x.message.sender for x in office.mail.delivered] == [DEFAULT["sender"]]
