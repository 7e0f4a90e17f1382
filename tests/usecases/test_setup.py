"""Setting up, told by the facts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from connector.core.invoice import Mode
from connector.usecases.people import change_customer, record
from connector.usecases.setup import SetupStep, progress
from tests.scenarios.office import Office

Story = Callable[..., Office]


@pytest.fixture
def fresh(story: Story) -> Office:
    """In shadow, without a sender; its account was not read yet."""
    return story(mode=Mode.SHADOW, sender=None)


def test_the_first_thing_to_do_is_to_bring_invoices(fresh: Office) -> None:
    found = progress(fresh.app, fresh.id)

    assert (found.next_step, found.sources, found.open_count) == (SetupStep.SOURCE, 0, 0)
    assert not any(found.is_done(x) for x in SetupStep)


def test_then_to_say_who_writes_then_to_start(fresh: Office) -> None:
    fresh.invoice("F-1", "2026-08-01")
    fresh.sync()
    before = progress(fresh.app, fresh.id)
    with fresh.store.writing(fresh.id) as unit:
        unit.change_organisation(sender="anna@atelier.example")

    assert (before.next_step, before.open_count) == (SetupStep.SENDER, 1)
    assert progress(fresh.app, fresh.id).next_step is SetupStep.START


def test_a_sender_without_a_mail_server_is_not_enough(fresh: Office) -> None:
    app = replace(fresh.app, sender="anna@atelier.example", channels={})

    assert not progress(app, fresh.id).is_done(SetupStep.SENDER)


def test_what_was_sent_before_and_who_is_left_out_is_counted(fresh: Office) -> None:
    fresh.invoice("F-1", "2026-08-01")
    fresh.invoice("F-2", "2026-08-01", customer="Durand")
    fresh.sync()
    change_customer(fresh.app, fresh.id, "Durand", "Anna", is_excluded=True)
    record(fresh.app, fresh.id, "F-1", "friendly", date(2026, 8, 20), "Anna")

    found = progress(fresh.app, fresh.id)

    assert (found.excluded, found.recorded) == (1, 1)
    assert found.is_done(SetupStep.BEFORE)


def test_outside_shadow_all_is_done(story: Story) -> None:
    office = story()
    office.sync()

    found = progress(office.app, office.id)

    assert found.next_step is None
    assert all(found.is_done(x) for x in SetupStep)
