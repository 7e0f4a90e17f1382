"""What becomes of a subscription that stays unpaid: decided by a person, done once (scenario 49)."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from connector.core.errors import Refused, Unavailable
from connector.core.invoice import FinalAction
from connector.usecases import to_do
from connector.usecases.application import no_recovery
from connector.usecases.disconnecting import disconnect
from connector.usecases.ending import LEASE_SECONDS, end_subscription
from tests.scenarios.office import Office
from tests.scenarios.test_charges_told import fail

CANCEL, LEAVE, PAUSE = FinalAction.CANCEL, FinalAction.LEAVE, FinalAction.PAUSE


@pytest.fixture
def office(story: Callable[..., Office]) -> Office:
    """On the day on which the question is asked."""
    office = story(final_action=CANCEL)
    fail(office, "2026-09-01", "expired_card")
    office.days("2026-09-01", "2026-09-01")
    office.days("2026-09-08", "2026-09-08")
    office.days("2026-09-22", "2026-09-22")
    office.days("2026-09-30", "2026-09-30")
    return office


def asked(office: Office) -> str:
    """The id of the one question there is."""
    (task,) = to_do.tasks(office.app, office.id)
    assert task.kind == "final_action"
    return task.id


def resolve(office: Office, word: str, task: str | None = None) -> to_do.Waiting:
    return to_do.resolve(office.app, office.id, task or asked(office), word, "Anna")


def test_nothing_is_done_before_a_person_has_said_so(office: Office) -> None:
    office.days("2026-10-01", "2026-10-03")

    assert office.account.ended == []
    assert asked(office)


@pytest.mark.parametrize("action", [CANCEL, PAUSE])
def test_what_he_decides_is_done_once_at_the_source(office: Office, action: FinalAction) -> None:
    task = asked(office)

    waited = resolve(office, action.value)
    with pytest.raises(Refused):
        resolve(office, action.value, task)
    office.days("2026-10-01", "2026-10-05")

    assert office.account.ended == [("C-1", action)]
    assert (waited.customer, waited.invoices, office.tasks()) == ("Dupont", ["C-1"], [])


@pytest.mark.parametrize("word", ["leave", "done"])
def test_what_is_left_is_left_and_not_asked_again(office: Office, word: str) -> None:
    resolve(office, word)
    office.days("2026-10-01", "2026-10-05")

    assert (office.account.ended, office.tasks()) == ([], [])


@pytest.mark.parametrize("is_paid", [True, False])
def test_nobody_loses_what_he_has_just_paid_for(office: Office, is_paid: bool) -> None:
    task = asked(office)
    if is_paid:
        office.account.pay("C-1")
    else:
        office.change("C-1", failure=None)

    with pytest.raises(Refused, match="C-1 is no longer unpaid: nothing was changed"):
        end_subscription(office.app, office.id, task, CANCEL, "Anna")

    assert office.account.ended == []


def test_a_source_that_cannot_be_reached_leaves_the_question_open(office: Office) -> None:
    office.account.error = Unavailable("It cannot be reached.")

    with pytest.raises(Unavailable):
        resolve(office, "cancel")

    assert office.tasks() == ["final_action"]
    office.account.error = None
    resolve(office, "cancel")
    assert office.account.ended == [("C-1", CANCEL)]


def test_two_who_decide_at_once_are_not_both_heard(office: Office) -> None:
    task = asked(office)
    office.store.leases.take(f"ending:{task}", "the other one", LEASE_SECONDS)

    with pytest.raises(Refused, match="Somebody is deciding this"):
        end_subscription(office.app, office.id, task, PAUSE, "Anna")

    assert office.account.ended == []


def test_an_account_that_is_gone_is_said(office: Office) -> None:
    task = asked(office)
    disconnect(office.app, office.id, office.connection.id, "Anna")

    with pytest.raises(Refused, match="no longer connected"):
        end_subscription(office.app, office.id, task, PAUSE, "Anna")


def test_the_word_is_for_subscriptions_alone(story: Callable[..., Office]) -> None:
    office = story()
    office.invoice("F-1", "2026-08-25")
    office.sync()
    office.hold("insolvency", "F-1")
    office.cycle()
    (task,) = to_do.tasks(office.app, office.id)

    with pytest.raises(Refused, match="is said of an unpaid subscription"):
        resolve(office, "cancel", task.id)
    with pytest.raises(Refused, match="no question about a subscription"):
        end_subscription(office.app, office.id, task.id, CANCEL, "Anna")


def test_an_application_without_recovery_says_so(office: Office) -> None:
    app = replace(office.app, recoveries=no_recovery)

    with pytest.raises(Refused, match="from here"):
        end_subscription(app, office.id, asked(office), CANCEL, "Anna")
