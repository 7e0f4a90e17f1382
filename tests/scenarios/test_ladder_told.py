"""The ladder, told through the use cases; the numbers are those of the scenarios."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from connector.core.history import State
from connector.core.invoice import Mode
from connector.files.policies import YamlPolicyShelf
from connector.usecases import people, to_do
from connector.usecases.run_once import run_once
from connector.usecases.whom import Whom
from tests.scenarios.office import Office

Story = Callable[..., Office]

FRIENDLY = ("2026-09-08", "F-1", "friendly")
FIRM = ("2026-09-18", "F-1", "firm")
LAST = ("2026-10-05", "F-1", "last")


def one_invoice(story: Story, **settings: object) -> Office:
    """F-1 is due on Thursday 3 September and was known before."""
    office = story(**settings)
    office.invoice("F-1", "2026-09-03")
    office.sync()
    return office


def test_on_day_four_nothing_leaves_and_on_day_five_one_reminder(story: Story) -> None:
    """1."""
    office = one_invoice(story)

    office.cycle("2026-09-07")
    before = office.steps()
    office.cycle("2026-09-08")

    assert before == []
    assert office.steps() == [FRIENDLY]


def test_run_again_every_minute_and_on_two_machines_it_is_still_one(story: Story) -> None:
    """1."""
    office = one_invoice(story)
    other = office.make_app()

    for minute in range(5):
        office.cycle(f"2026-09-08T09:0{minute}")
        run_once(other, office.id)

    assert office.steps() == [FRIENDLY]


def test_three_reminders_of_rising_tone_then_silence_that_is_said_once(story: Story) -> None:
    """2."""
    office = one_invoice(story)

    office.days("2026-09-03", "2026-10-06")
    for later in ("2026-10-07", "2026-11-12", "2027-02-08", "2027-10-07"):
        office.cycle(later)

    assert office.steps() == [FRIENDLY, FIRM, LAST]
    assert office.tasks() == ["ladder_finished"]
    assert office.reason("F-1") == "ladder_finished"


def test_the_finished_ladder_is_not_said_again_once_a_person_has_closed_it(story: Story) -> None:
    """2."""
    office = one_invoice(story)
    for day in ("2026-09-08", "2026-09-18", "2026-10-05", "2026-10-06"):
        office.cycle(day)

    task = to_do.tasks(office.app, office.id)[0]
    to_do.resolve(office.app, office.id, task.id, "done", "Anna")
    office.cycle("2026-10-07")

    assert office.tasks() == []


def test_paid_on_day_seven_it_is_never_reminded_again(story: Story) -> None:
    """3."""
    office = one_invoice(story)
    office.cycle("2026-09-08")

    office.account.pay("F-1")
    for day in ("2026-09-10", "2026-09-18", "2026-10-05", "2027-01-04"):
        office.cycle(day)

    assert office.steps() == [FRIENDLY]
    assert office.reason("F-1") == "paid"


def test_a_reminder_that_waits_for_approval_does_not_advance_the_ladder(story: Story) -> None:
    """4. Ten days later the firm step has taken its place, still as the first one said."""
    office = one_invoice(story, mode=Mode.APPROVE)
    office.cycle("2026-09-08")

    office.cycle("2026-09-17")
    waiting = [x.step_id for x in office.reminders() if x.state is State.AWAITING_APPROVAL]
    office.cycle("2026-09-18")
    office.approve()
    office.cycle("2026-09-18T09:30")

    assert waiting == ["friendly"]
    assert office.steps() == [FIRM]


def test_approved_and_not_left_for_three_business_days_it_is_missed_and_planned_again(
    office: Office,
) -> None:
    """4."""
    office.invoice("F-1", "2026-09-03")
    office.sync()
    office.cycle("2026-09-08T18:00")

    office.cycle("2026-09-11T18:00")
    on_the_third_day = [x.state for x in office.reminders()]
    office.cycle("2026-09-14T18:00")

    assert on_the_third_day == [State.APPROVED]
    assert [x.state for x in office.reminders()] == [State.MISSED, State.APPROVED]


def test_waiting_for_the_gap_is_not_being_late(story: Story) -> None:
    """4. A partial payment came in just before it left, and the customer is left alone for a while."""
    office = one_invoice(story, gap_days=10)
    office.cycle("2026-09-08T08:00")

    office.account.pay("F-1", 40_00, date(2026, 9, 8))
    for day in ("2026-09-08", "2026-09-14", "2026-09-17", "2026-09-18"):
        office.cycle(day)

    assert State.MISSED not in {x.state for x in office.reminders()}
    assert [x.asked for x in office.reminders() if x.left_on] == [60_00]


def test_a_formal_notice_that_waits_is_not_missed_and_is_made_again_when_it_is_approved(story: Story) -> None:
    """4."""
    office = one_invoice(story, policy="formal-mail")
    for day in ("2026-09-08", "2026-09-23", "2026-10-14"):
        office.cycle(day)

    office.account.pay("F-1", 40_00, date(2026, 10, 14))
    office.at("2026-10-19")
    office.sync()
    office.approve()
    office.send()

    assert office.steps() == [FRIENDLY, ("2026-10-19", "F-1", "formal")]
    assert office.reminders()[-1].asked == 60_00
    assert State.MISSED not in {x.state for x in office.reminders()}


def test_a_step_that_failed_waits_until_its_cause_has_changed(story: Story) -> None:
    """5."""
    office = one_invoice(story)
    office.mail.script.always_say("dupont@dupont.example", "550 5.1.1 No such user")
    office.cycle("2026-09-08")
    office.cycle("2026-09-09")
    silent = office.reason("F-1")

    office.add_address("Dupont", "compta@dupont.example")
    office.cycle("2026-09-10")

    assert silent == "delivery_failed"
    assert office.steps() == [("2026-09-10", "F-1", "friendly")]


def test_a_step_that_was_refused_for_another_reason_waits_for_a_person(story: Story) -> None:
    """5."""
    office = one_invoice(story)
    office.mail.script.say("dupont@dupont.example", "550 5.7.1 Refused by policy")
    office.cycle("2026-09-08")
    office.cycle("2026-09-09")
    silent = office.reason("F-1")

    people.release(office.app, office.id, Whom(number="F-1"), None, "Anna")
    office.cycle("2026-09-10")

    assert silent == "delivery_failed"
    assert office.steps() == [("2026-09-10", "F-1", "friendly")]


def test_a_reminder_sent_by_hand_is_a_step_taken(story: Story) -> None:
    """5."""
    office = one_invoice(story)
    office.at("2026-09-08")

    people.record(office.app, office.id, "F-1", "friendly", date(2026, 9, 8), "Anna")
    office.cycle("2026-09-08")
    office.cycle("2026-09-18")

    assert office.steps() == [FIRM]


def test_after_a_gap_one_message_leaves_and_not_two(story: Story) -> None:
    """6."""
    office = one_invoice(story)

    office.cycle("2026-09-24")
    office.cycle("2026-09-25")
    office.cycle("2026-10-05")

    assert office.steps() == [("2026-09-24", "F-1", "firm"), LAST]


def test_first_seen_on_day_200_it_waits_for_release_and_starts_in_neutral_words(story: Story) -> None:
    """6a."""
    office = story(policy="standard")
    office.invoice("F-1", "2026-02-13")
    office.cycle("2026-09-01")
    before = (office.reason("F-1"), office.tasks())

    people.release(office.app, office.id, Whom(number="F-1"), None, "Anna")
    office.cycle("2026-09-02")

    assert before == ("old_first_contact", ["release"])
    assert office.steps() == [("2026-09-02", "F-1", "friendly")]
    assert "Sauf erreur" in office.mail.delivered[0].message.text


def test_the_later_steps_of_an_old_invoice_keep_their_distance_and_the_deadline(story: Story) -> None:
    """6a. The notice is formal only once the firm deadline, seven days, has passed."""
    office = story(policy="standard")
    office.invoice("F-1", "2026-02-13")
    office.cycle("2026-09-01")
    people.release(office.app, office.id, Whom(number="F-1"), None, "Anna")

    office.days("2026-09-02", "2026-09-19")
    letter = [x for x in office.reminders() if x.step_id == "formal"]

    assert office.steps() == [("2026-09-02", "F-1", "friendly"), ("2026-09-09", "F-1", "firm")]
    assert [(str(x.planned_on), x.state) for x in letter] == [("2026-09-17", State.AWAITING_APPROVAL)]


@pytest.mark.parametrize(
    ("due_on", "days", "left", "place"),
    [
        ("2026-09-11", ("2026-09-04", "2026-09-07"), ("2026-09-04", "notice"), {}),
        ("2026-04-26", ("2026-05-01", "2026-05-04"), ("2026-05-04", "friendly"), {}),
        ("2026-03-29", ("2026-04-03", "2026-04-07"), ("2026-04-03", "friendly"), {}),
        ("2026-03-29", ("2026-04-03", "2026-04-07"), ("2026-04-07", "friendly"), {"region": "Alsace"}),
        ("2026-11-25", ("2026-11-30", "2026-12-01"), ("2026-11-30", "friendly"), {"country": "GB"}),
        (
            "2026-11-25",
            ("2026-11-30", "2026-12-01"),
            ("2026-12-01", "friendly"),
            {"country": "GB", "region": "Scotland"},
        ),
    ],
)
def test_a_step_leaves_on_a_business_day_of_the_customer(
    story: Story, due_on: str, days: tuple[str, ...], left: tuple[str, str], place: dict[str, str]
) -> None:
    """7. A Sunday before the due date: the Friday before it; 1 May: the next working day."""
    office = story(f"{due_on[:7]}-01T09:00", policy="standard")
    office.customer("Dupont", **place)
    office.invoice("F-1", due_on)
    office.sync()
    if left[1] == "friendly":
        people.record(office.app, office.id, "F-1", "notice", date.fromisoformat(due_on[:8] + "01"), "Anna")

    for day in days:
        office.cycle(f"{day}T12:00")

    assert office.steps() == [(left[0], "F-1", left[1])]


@pytest.mark.parametrize(
    ("zone", "country", "due_on", "left_on"),
    [
        ("Europe/Paris", "FR", "2026-10-20", "2026-10-26"),
        ("Europe/London", "GB", "2027-03-23", "2027-03-30"),
        ("America/New_York", "US", "2026-10-27", "2026-11-02"),
        ("Pacific/Auckland", "NZ", "2026-09-22", "2026-09-28"),
        ("Europe/Paris", "FR", "2027-02-28", "2027-03-05"),
        ("Europe/Paris", "FR", "2028-02-29", "2028-03-06"),
    ],
)
def test_each_step_leaves_once_on_the_customer_s_day(
    story: Story, zone: str, country: str, due_on: str, left_on: str
) -> None:
    """8. Around the nights on which clocks change, and at the ends of February."""
    office = story(f"{due_on}T09:00")
    office.customer("Dupont", country=country, timezone=zone)
    office.invoice("F-1", due_on)
    office.sync()

    last = date.fromisoformat(left_on)
    for day in (last.replace(day=last.day - 1), last):
        for hour in (1, 9, 16, 23):
            office.cycle(f"{day}T{hour:02}:30")

    assert office.steps() == [(left_on, "F-1", "friendly")]


def test_on_the_due_date_moved_to_monday_the_text_does_not_say_late(story: Story) -> None:
    """9."""
    office = story(policy="due-day")
    office.invoice("F-1", "2026-09-06")
    office.sync()

    office.cycle("2026-09-06")
    office.cycle("2026-09-07")
    message = office.mail.delivered[0].message

    assert office.steps() == [("2026-09-07", "F-1", "due")]
    assert "retard" not in (message.subject + message.text).lower()


@pytest.mark.parametrize("due_on", [None, date(2026, 8, 1)])
def test_without_a_usable_due_date_the_terms_count(story: Story, due_on: date | None) -> None:
    """9."""
    office = story()
    office.invoice("F-1", "2026-09-03")
    office.change("F-1", due_on=due_on, issued_on=date(2026, 8, 4), terms=30)
    office.sync()

    office.cycle("2026-09-07")
    office.cycle("2026-09-08")

    assert office.steps() == [FRIENDLY]


def test_without_any_due_date_it_is_held_and_a_person_is_asked(story: Story) -> None:
    """9."""
    office = story()
    office.invoice("F-1", "2026-09-03")
    office.change("F-1", due_on=None)

    office.cycle("2026-09-08")
    before = (office.reason("F-1"), office.tasks())
    office.change("F-1", due_on=date(2026, 9, 3))
    office.cycle("2026-09-09")

    assert before == ("no_due_date", ["no_due_date"])
    assert (office.steps(), office.tasks()) == ([("2026-09-09", "F-1", "friendly")], [])


def test_a_policy_that_changes_in_mid_ladder_replays_nothing(story: Story, tmp_path: Path) -> None:
    """10."""
    office = one_invoice(story)
    text = (Path(__file__).parent / "policies" / "three.yaml").read_text(encoding="utf-8")
    (tmp_path / "three.yaml").write_text(text, encoding="utf-8")
    office.app = office.make_app(policies=YamlPolicyShelf([tmp_path]))
    office.cycle("2026-09-08")

    (tmp_path / "three.yaml").write_text(text.replace("offset: 15", "offset: 12"), encoding="utf-8")
    office.cycle("2026-09-09")
    office.cycle("2026-09-15")
    versions = {x.step_id: x.policy_version for x in office.reminders()}

    assert office.steps() == [FRIENDLY, ("2026-09-15", "F-1", "firm")]
    assert versions["friendly"] != versions["firm"]


def test_a_customer_moved_to_another_policy_enters_at_the_rung_that_fits(story: Story) -> None:
    """11."""
    office = one_invoice(story)
    office.cycle("2026-09-08")

    people.change_customer(office.app, office.id, "Dupont", "Anna", policy="gentle")
    for day in ("2026-09-14", "2026-09-18", "2026-10-05"):
        office.cycle(day)

    assert office.steps() == [FRIENDLY, ("2026-10-05", "F-1", "firm")]


def test_terms_of_sixty_days_take_the_longer_ladder(story: Story) -> None:
    """12."""
    office = story(policy="standard")
    office.invoice("F-1", "2026-09-03", issued_on=date(2026, 7, 5))
    office.sync()

    for day in ("2026-09-08", "2026-09-14", "2026-09-18", "2026-09-28"):
        office.cycle(day)

    assert office.steps() == [("2026-09-14", "F-1", "friendly"), ("2026-09-28", "F-1", "firm")]
