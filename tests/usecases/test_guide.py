"""The words for what a person does himself: true at the moment they are printed."""

from collections.abc import Callable
from datetime import date

import pytest

from connector.core.errors import Refused, Unavailable
from connector.core.invoice import Mode, Status
from connector.usecases import people, to_do
from connector.usecases.guide import guide
from tests.scenarios.office import Office

Story = Callable[..., Office]


def until_the_letter(story: Story, *numbers: str) -> tuple[Office, str]:
    """All reminders said, the formal notice waits to be posted; its id."""
    office = story(policy="standard")
    for number in numbers or ("F-1",):
        office.invoice(number, "2026-09-03")
    for day in ("2026-09-08", "2026-09-18", "2026-10-05"):
        office.cycle(day)
    return office, to_do.tasks(office.app, office.id)[0].id


def test_a_letter_can_be_printed(story: Story) -> None:
    office, letter = until_the_letter(story)

    made = guide(office.app, office.id, letter[:8])

    assert (made.customer, made.reminder.id) == ("Dupont", letter)
    assert "mise en demeure de payer, facture F-1" in made.words.text
    assert "Madame, Monsieur" in made.words.text


def test_what_was_paid_since_is_left_out_of_it(story: Story) -> None:
    office, letter = until_the_letter(story, "F-1", "F-2")
    office.account.pay("F-1", on=date(2026, 10, 5))

    text = guide(office.app, office.id, letter).words.text

    assert "F-2" in text
    assert "F-1" not in text


def test_nothing_is_printed_for_what_is_no_longer_owed(story: Story) -> None:
    office, letter = until_the_letter(story)
    office.change("F-1", status=Status.PAID, open=0)

    with pytest.raises(Refused, match="no longer due"):
        guide(office.app, office.id, letter)


def test_nothing_is_printed_while_a_dispute_stands(story: Story) -> None:
    office, letter = until_the_letter(story)
    office.hold("dispute", "F-1")

    with pytest.raises(Refused, match="no longer due"):
        guide(office.app, office.id, letter)


def test_nothing_is_printed_while_the_balance_cannot_be_read(story: Story) -> None:
    office, letter = until_the_letter(story)
    office.account.error = Unavailable("It does not answer.")

    with pytest.raises(Refused, match="It does not answer"):
        guide(office.app, office.id, letter)


def test_a_letter_waits_where_another_message_has_just_left(story: Story) -> None:
    """One voice: three days lie between two contacts, whoever carries them out."""
    office, letter = until_the_letter(story)
    office.invoice("F-2", "2026-09-30")
    office.sync()
    people.record(office.app, office.id, "F-2", "friendly", date(2026, 10, 5), "Anna")
    office.at("2026-10-06")

    with pytest.raises(Refused, match="It may be done from 2026-10-"):
        guide(office.app, office.id, letter)


def test_a_message_has_its_words_elsewhere(story: Story) -> None:
    office = story(policy="standard", mode=Mode.APPROVE)
    office.invoice("F-1", "2026-09-03")
    office.cycle("2026-09-08")

    with pytest.raises(Refused, match="dry-run"):
        guide(office.app, office.id, office.reminders()[0].id)


def test_a_step_whose_day_is_not_today_any_more_is_not_said(story: Story) -> None:
    """The plan has gone on: another step takes its place."""
    office, letter = until_the_letter(story)
    to_do.resolve(office.app, office.id, letter, "posted", "Anna")

    with pytest.raises(Refused, match="no longer due"):
        guide(office.app, office.id, letter)
