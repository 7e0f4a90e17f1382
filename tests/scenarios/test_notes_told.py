"""What left is noted in the account's own history of the invoice, where its owner wants it."""

from collections.abc import Callable

import pytest

from connector.core.errors import Ambiguous, Refused, Unavailable
from tests.scenarios.office import Office

Story = Callable[..., Office]


@pytest.fixture
def noting(story: Story) -> Callable[..., Office]:
    """An organisation whose account takes notes, with two late invoices."""

    def made(**settings: object) -> Office:
        office = story(**settings)
        office.account.takes_notes = True
        office.invoice("F-1", "2026-09-03")
        office.invoice("F-2", "2026-09-03")
        office.sync()
        return office

    return made


def left(office: Office) -> list[str]:
    return [x.state.value for x in office.reminders()]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Relance : rappel (friendly) envoyé à dupont@dupont.example."),
        ("en", "Relance: reminder (friendly) sent to dupont@dupont.example."),
    ],
)
def test_each_invoice_of_the_message_gets_a_line(noting: Story, language: str, text: str) -> None:
    office = noting(language=language)

    office.cycle("2026-09-08")
    office.cycle("2026-09-08T10:00")

    (sent,) = office.reminders()
    assert office.account.notes == [(x, text, f"{sent.id}-note") for x in ("F-1", "F-2")]


@pytest.mark.parametrize("error", [Unavailable("Out of reach."), Ambiguous("Perhaps."), Refused("No key.")])
def test_a_note_that_fails_is_written_down_and_never_tried_again(noting: Story, error: Exception) -> None:
    office = noting()
    office.account.troubles = [error]

    office.cycle("2026-09-08")
    office.cycle("2026-09-08T10:00")

    assert (left(office), len(office.account.notes), office.faults) == (["sent"], 2, [])


def test_without_the_owner_s_wish_nothing_is_noted(noting: Story) -> None:
    office = noting()
    office.account.takes_notes = False

    office.cycle("2026-09-08")

    assert (left(office), office.account.notes) == (["sent"], [])


def test_what_did_not_leave_is_not_noted(noting: Story) -> None:
    office = noting()
    office.mail.script.always_say("dupont@dupont.example", "550 5.1.1 No such user")

    office.cycle("2026-09-08")

    assert (left(office), office.account.notes) == (["failed"], [])


def test_what_the_account_mailed_it_has_noted_itself(story: Story) -> None:
    office = story(policy="account")
    office.account.takes_notes = office.account.can_send = True
    office.invoice("F-1", "2026-09-03")
    office.sync()

    office.cycle("2026-09-08")

    assert (len(office.account.mailed), office.account.notes) == (1, [])
