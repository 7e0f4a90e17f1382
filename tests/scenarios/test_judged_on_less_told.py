"""What a segment says of a customer holds for the message that leaves: neither an invoice that cannot be
read, nor a tag, nor the turn of a month changes who signs it or which ladder it is of."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from connector.core.errors import Refused
from connector.core.invoice import CustomerType
from connector.files.policies import YamlPolicyShelf
from connector.usecases.approve import approve_shown, desk
from connector.usecases.guide import guide
from connector.usecases.late_fees import confirm_late_terms
from connector.usecases.organisations import change_organisation
from connector.usecases.people import change_customer
from connector.usecases.segments import set_segments
from connector.usecases.to_do import tasks
from tests.scenarios.office import Office
from tests.scenarios.test_four_eyes_told import ANNA, BRUNO, approve, counts, of_durand, say, sent, waiting
from tests.scenarios.test_unreadable_told import Garbled, sends

Story = Callable[..., Office]
OWES_MUCH = """segments:
  - name: Much
    conditions: {min_owed: {EUR: 150}}
    signed_by: Claire Martin
"""
STRATEGIC = """segments:
  - name: Strategic
    conditions: {tags: [strategic]}
    signed_by: Claire Martin
    reply_to: "claire@atelier.example"
"""
SINCE_A_YEAR = """segments:
  - name: Known
    conditions: {min_relation_months: 1}
    signed_by: Claire Martin
"""


def due(story: Story, rules: str, *numbers: str) -> Office:
    """Due together on Tuesday 8 September at 09:00, of 100.00 EUR each."""
    office = story()
    set_segments(office.app, office.id, rules, ANNA)
    for number in numbers:
        office.invoice(number, "2026-09-03", 100_00)
    office.sync()
    office.cycle("2026-09-08T08:00")
    office.at("2026-09-08T09:00")
    return office


def test_what_cannot_be_read_counts_for_who_signs_so_the_rest_waits_for_it(story: Story) -> None:
    office = due(story, OWES_MUCH, "F-1", "F-2")

    (kept_back,) = sends(office, "F-2")

    assert (kept_back.state, kept_back.reason) == ("approved", "outside_trust")
    assert office.mail.delivered == []
    assert [x.state for x in sends(office)] == ["sent"]
    assert "Claire Martin" in office.mail.delivered[0].message.text


def test_where_it_makes_no_difference_the_rest_leaves(story: Story) -> None:
    office = due(story, OWES_MUCH, "F-1", "F-2", "F-3")

    assert [x.state for x in sends(office, "F-3")] == ["sent"]
    assert "F-3" not in office.mail.delivered[0].message.text


def test_where_only_the_name_of_the_segment_differs_the_rest_leaves(story: Story) -> None:
    by_policy = OWES_MUCH.replace("signed_by: Claire Martin", "policy: gentle")
    office = due(story, by_policy, "F-1", "F-2")
    change_customer(office.app, office.id, "Dupont", ANNA, policy="firm")
    office.cycle("2026-09-08T08:00")
    office.at("2026-09-08T09:00")

    assert [x.state for x in sends(office, "F-2")] == ["sent"]


def test_no_letter_is_printed_on_another_judgement(story: Story) -> None:
    office = story(policy="standard")
    set_segments(office.app, office.id, OWES_MUCH, ANNA)
    for number in ("F-1", "F-2"):
        office.invoice(number, "2026-09-03", 100_00)
    for day in ("2026-09-08", "2026-09-18", "2026-10-05"):
        office.cycle(day)
    letter = tasks(office.app, office.id)[0].id
    account = Garbled(office.account, "F-2")

    with pytest.raises(Refused, match="which segment"):
        guide(office.make_app(sources=lambda *_: account), office.id, letter)


# ---------------------------------------------------------------- two people


@pytest.fixture
def two(story: Story) -> Office:
    """From 500.00 EUR on two release: Durand's message asks for 900.00."""
    office = story("2026-09-01T09:00")
    say(office, {"EUR": 500_00})
    set_segments(office.app, office.id, STRATEGIC, ANNA)
    office.invoice("F-2", "2026-08-27", 900_00, customer="Durand")
    office.sync()
    office.plan()
    return office


def tag(office: Office, *tags: str) -> None:
    change_customer(office.app, office.id, "Durand", "mallory@atelier.example", tags=frozenset(tags))


def test_a_tag_after_the_first_approval_asks_both_again(two: Office) -> None:
    approve(two, ANNA)
    tag(two, "strategic")

    assert [x.first_by for x in waiting(two)] == [None]
    assert counts(approve(two, BRUNO)) == (0, 1, 0)
    two.cycle()
    assert sent(two) == []
    assert counts(approve(two, ANNA)) == (1, 0, 0)
    two.cycle()
    assert sent(two) == ["F-2"]


def test_a_tag_after_both_keeps_it_back(two: Office) -> None:
    approve(two, ANNA)
    approve(two, BRUNO)
    tag(two, "strategic")
    two.send()

    assert two.sent() == []
    assert of_durand(two).reason == "two_needed"


def test_a_tag_that_nobody_asks_for_changes_nothing(two: Office) -> None:
    approve(two, ANNA)
    approve(two, BRUNO)
    tag(two, "garden")
    two.cycle()

    assert sent(two) == ["F-2"]


def test_what_one_saw_before_the_tag_is_not_what_he_releases(two: Office) -> None:
    seals = {x.reminder.id: x.seal for x in waiting(two)}
    tag(two, "strategic")

    assert approve_shown(two.app, two.id, seals, ANNA).count == 0


def test_the_turn_of_a_month_asks_both_again(story: Story) -> None:
    office = story("2026-08-31T09:00")
    say(office, {"EUR": 500_00})
    set_segments(office.app, office.id, SINCE_A_YEAR, ANNA)
    office.invoice("F-2", "2026-08-25", 900_00, customer="Durand", issued_on=date(2026, 8, 1))
    office.sync()
    office.plan()
    approve(office, ANNA)
    office.at("2026-09-01T09:00")

    assert [x.first_by for x in waiting(office)] == [None]
    assert counts(approve(office, BRUNO)) == (0, 1, 0)


def test_a_change_of_the_settings_holds_against_the_signer_too(two: Office) -> None:
    tag(two, "strategic")
    approve(two, ANNA)
    approve(two, BRUNO)
    change_organisation(two.app, two.id, ANNA, four_eyes={"EUR": 600_00})
    two.cycle()

    assert sent(two) == ["F-2"]


def test_a_wrong_policy_stops_no_desk_and_what_one_released_is_looked_at_again(
    two: Office, tmp_path: Path
) -> None:
    tag(two, "strategic")
    approve(two, ANNA)
    two.app = replace(two.app, policies=YamlPolicyShelf([tmp_path]))

    assert len(desk(two.app, two.id).waiting) == 1
    assert [x.first_by for x in waiting(two)] == [None]


def test_a_wrong_policy_takes_no_approval_away_when_a_setting_is_changed(two: Office, tmp_path: Path) -> None:
    tag(two, "strategic")
    approve(two, ANNA)
    approve(two, BRUNO)
    wrong = replace(two.app, policies=YamlPolicyShelf([tmp_path]))
    change_organisation(wrong, two.id, ANNA, gap_days=4)
    two.cycle()

    assert sent(two) == ["F-2"]


def test_what_kind_of_customer_he_is_is_released_with_what_it_says_of_late_payment(two: Office) -> None:
    confirm_late_terms(two.app, two.id, ANNA, "FR")
    approve(two, ANNA)
    approve(two, BRUNO)
    change_customer(two.app, two.id, "Durand", "mallory@atelier.example", type=CustomerType.BUSINESS)
    two.send()

    assert two.sent() == []
    assert of_durand(two).reason == "two_needed"


def test_where_nothing_is_said_of_late_payment_his_kind_changes_nothing(two: Office) -> None:
    approve(two, ANNA)
    approve(two, BRUNO)
    change_customer(two.app, two.id, "Durand", "mallory@atelier.example", type=CustomerType.BUSINESS)
    two.cycle()

    assert sent(two) == ["F-2"]
