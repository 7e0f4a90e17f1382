"""A message of a policy, to choose by."""

from collections.abc import Callable

import pytest

from connector.core.policy import Channel, Severity, Step
from connector.usecases.sample import About, debtors, has_words, message_of, policies_of, sample
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


def step(template: str, offset: int) -> Step:
    return Step("x", offset, Channel.EMAIL, Severity.FIRM, template)


def test_a_message_speaks_of_the_customer_and_in_the_language_that_were_chosen(office: Office) -> None:
    office.invoice("F-1", "2026-08-01", 80_00)
    office.invoice("F-2", "2026-09-20", 900_00, customer="Durand")
    office.sync()
    durand, dupont = debtors(office.app, office.id)
    assert (durand.name, dupont.name) == ("Durand", "Dupont")

    english = message_of(office.app, office.id, step("firm", 15), About(dupont.id, "en"))
    nobodys = message_of(office.app, office.id, step("firm", 15), About("another's", ""))

    assert "F-1" in english.subject and "Invoice" in english.text
    assert "F-2" in nobodys.subject


def test_where_nobody_owes_nobody_is_offered(office: Office) -> None:
    assert debtors(office.app, office.id) == ()


def test_a_text_is_read_before_it_is_saved(office: Office) -> None:
    parts = {"subject.txt": "Essai {{ customer }}"}
    found = message_of(office.app, office.id, step("firm", 15), About(), parts)

    assert found.subject == "Essai Boulangerie Martin"
    assert message_of(office.app, office.id, step("firm", 15), About()).subject != found.subject


@pytest.mark.parametrize(
    ("template", "said"),
    [("charge-failed", "F-2041"), ("card-ends", "Visa"), ("plan_notice", "2"), ("notice", "F-2041")],
)
def test_what_a_template_speaks_of_is_made_up(office: Office, template: str, said: str) -> None:
    assert said in message_of(office.app, office.id, step(template, 7), About()).text
