"""A message of a policy, to choose by."""

from collections.abc import Callable

import pytest

from connector.usecases.sample import has_words, policies_of, sample
from tests.scenarios.office import Office

Story = Callable[..., Office]


@pytest.fixture
def office(story: Story) -> Office:
    return story(policy="standard", iban="FR7630006000011234567890189")


def text_of(office: Office, policy: str, step: str) -> str:
    found = sample(office.app, office.id, policy, step)
    assert found is not None
    return found.text.replace("\xa0", " ").replace("\u202f", " ")


def test_it_speaks_of_the_largest_open_invoice_there_is(office: Office) -> None:
    office.invoice("F-1", "2026-08-01", 80_00)
    office.invoice("F-2", "2026-09-20", 900_00, customer="Durand")
    office.sync()

    text = text_of(office, "standard", "friendly")

    assert "F-2" in text and "900,00 €" in text and "F-1" not in text


def test_where_nobody_owes_anything_it_is_made_up_in_the_organisation_s_language(
    office: Office, story: Story
) -> None:
    english = story(policy="standard", language="en", currency="GBP")

    assert "1 250,00 €" in text_of(office, "standard", "firm")
    assert "GBP" in text_of(english, "standard", "firm") or "£1,250.00" in text_of(
        english, "standard", "firm"
    )
    assert english.reminders() == ()


def test_every_message_of_every_policy_can_be_read(office: Office) -> None:
    steps = [(x.name, step) for x in policies_of(office.app, office.id) for step in x.steps]

    assert len(steps) > 10
    for name, step in steps:
        assert (sample(office.app, office.id, name, step.id) is not None) == has_words(step)


@pytest.mark.parametrize(
    ("policy", "step"),
    [("standard", "none"), ("none", "friendly"), ("standard", "call"), ("failed-charge", "charge")],
)
def test_what_has_no_words_or_is_not_to_be_chosen_is_nothing(office: Office, policy: str, step: str) -> None:
    assert sample(office.app, office.id, policy, step) is None


def test_a_failed_charge_is_nothing_to_choose_by(office: Office) -> None:
    assert "failed-charge" not in {x.name for x in policies_of(office.app, office.id)}
