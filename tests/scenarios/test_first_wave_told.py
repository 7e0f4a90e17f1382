"""The first connection to an old book, and how many messages leave in a day (36)."""

from collections.abc import Callable
from datetime import date
from threading import Barrier, Thread

from connector.core.history import State
from connector.core.invoice import Mode
from connector.usecases import people
from connector.usecases.organisations import change_organisation
from connector.usecases.plan import plan_row
from connector.usecases.send import preview, send
from connector.usecases.whom import Whom
from tests.scenarios.office import Office

Story = Callable[..., Office]


def book(office: Office, count: int, due_on: str = "2026-07-01") -> None:
    """So many customers with one late invoice each; the later the number, the more is owed."""
    for n in range(count):
        office.invoice(f"F-{n:02}", due_on, 1000_00 + n, customer=f"Client{n:02}")
    office.sync()


def customers_sent(office: Office) -> list[str]:
    return sorted(customer for _, customer, _ in office.sent())


def test_in_shadow_it_is_planned_and_can_be_looked_at_and_nothing_leaves(story: Story) -> None:
    """36."""
    office = story(mode=Mode.SHADOW)
    book(office, 2)

    sent = office.cycle("2026-09-01T09:30")
    previews = preview(office.app, office.id)

    assert sent == []
    assert {x.state for x in office.reminders()} == {State.PLANNED}
    assert [x.reason for x in previews] == ["stopped"] * 2
    assert {x.message.to for x in previews if x.message} == {
        ("client00@client00.example",),
        ("client01@client01.example",),
    }


def test_leaving_shadow_cancels_what_was_planned_in_it(story: Story) -> None:
    """36."""
    office = story(mode=Mode.SHADOW)
    book(office, 2)
    office.cycle()

    office.set_mode(Mode.APPROVE)
    office.cycle("2026-09-01T10:00")

    said = sorted((x.state, x.reason or "") for x in office.reminders())
    assert said == [("awaiting_approval", "")] * 2 + [("cancelled", "left_shadow")] * 2


def test_the_first_wave_is_twenty_a_day_largest_first_approved_by_a_person(story: Story) -> None:
    """36. In the mode auto too."""
    office = story(mode=Mode.SHADOW)
    book(office, 23)
    office.set_mode(Mode.AUTO)

    office.cycle("2026-09-01T10:00")
    unasked = office.sent()
    waiting = [row["reason"] for row in map(plan_row, office.plan()) if row["action"] == "wait"]
    office.approve()
    office.cycle("2026-09-01T11:00")
    first_day = customers_sent(office)

    assert unasked == []
    assert waiting == ["cap"] * 3
    assert first_day == [f"Client{n:02}" for n in range(3, 23)]


def test_the_rest_of_the_first_wave_leaves_on_the_next_day(office: Office) -> None:
    """36. Made in the mode auto before any invoice was seen, it approves itself."""
    change_organisation(office.app, office.id, "Anna", first_wave_cap=2)
    book(office, 5)

    for moment in ("01T09:00", "01T11:00", "02T09:00", "03T09:00", "04T09:00"):
        office.cycle(f"2026-09-{moment}")

    assert [(day, customer) for day, customer, _ in sorted(office.sent())] == [
        ("2026-09-01", "Client03"),
        ("2026-09-01", "Client04"),
        ("2026-09-02", "Client01"),
        ("2026-09-02", "Client02"),
        ("2026-09-03", "Client00"),
    ]
    assert {step for _, _, step in office.steps()} == {"friendly"}


def test_what_is_over_180_days_late_is_released_one_by_one(office: Office) -> None:
    """36."""
    book(office, 2, due_on="2025-06-02")

    office.cycle("2026-09-01")
    before = office.tasks()
    people.release(office.app, office.id, Whom(number="F-01"), None, "Anna")
    office.cycle("2026-09-02")

    assert before == ["release", "release"]
    assert office.steps() == [("2026-09-02", "F-01", "friendly")]
    assert office.tasks() == ["release"]


def test_what_was_sent_before_relance_is_recorded_and_not_said_again(office: Office) -> None:
    """36, section 5: cold start."""
    book(office, 1, due_on="2026-08-20")
    people.record(office.app, office.id, "F-00", "friendly", date(2026, 8, 26), "Anna")

    office.cycle("2026-09-01")
    office.cycle("2026-09-04")

    assert office.steps() == [("2026-09-04", "F-00", "firm")]


def test_a_cold_start_is_judged_once_when_shadow_is_left(story: Story) -> None:
    """36. Due while in shadow, it is late when it is first spoken of."""
    office = story("2026-08-01T09:00", mode=Mode.SHADOW)
    office.invoice("F-1", "2026-08-10")
    office.cycle("2026-08-03")

    office.at("2026-09-01")
    office.set_mode(Mode.AUTO)
    office.cycle("2026-09-01T09:30")
    reminder = next(x for x in office.reminders() if x.state is State.AWAITING_APPROVAL)

    assert (reminder.step_id, reminder.is_first_wave) == ("friendly", True)


# ---------------------------------------------------------------- so many a day


def ready(office: Office, cap: int, count: int) -> None:
    """So many customers are due on 8 September, and only some of them may be written to in a day."""
    change_organisation(office.app, office.id, "Anna", daily_cap=cap)
    book(office, count, due_on="2026-09-03")


def test_no_more_leave_in_a_day_than_the_owner_allows_largest_first(office: Office) -> None:
    """Section 5: the daily cap."""
    ready(office, 2, 5)

    for moment in ("08T09:00", "08T10:00", "09T09:00", "10T09:00"):
        office.cycle(f"2026-09-{moment}")

    assert [(day, customer) for day, customer, _ in sorted(office.sent())] == [
        ("2026-09-08", "Client03"),
        ("2026-09-08", "Client04"),
        ("2026-09-09", "Client01"),
        ("2026-09-09", "Client02"),
        ("2026-09-10", "Client00"),
    ]


def test_what_is_released_already_waits_too_once_the_number_is_reached(story: Story) -> None:
    """Section 5: the owner lowers the number after both were released."""
    office = story()
    book(office, 2, due_on="2026-09-03")
    office.cycle("2026-09-08T08:00")
    change_organisation(office.app, office.id, "Anna", daily_cap=1)

    office.at("2026-09-08T09:00")
    sent = office.send()

    assert sorted((x.state, x.reason) for x in sent) == [("approved", "cap"), ("sent", "sent")]


def test_two_senders_together_keep_to_the_number_of_the_day(office: Office) -> None:
    """Section 5, 32."""
    book(office, 4, due_on="2026-09-03")
    office.cycle("2026-09-08T08:00")
    change_organisation(office.app, office.id, "Anna", daily_cap=2)
    office.at("2026-09-08T09:00")
    together = Barrier(2)

    def process() -> None:
        app = office.make_app()
        together.wait()
        send(app, office.id)

    threads = [Thread(target=process) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    office.send()

    assert len(office.mail.delivered) == 2


def test_what_a_person_released_and_the_number_of_the_day_kept_back_is_not_missed(story: Story) -> None:
    """Section 5: waiting for the cap is not being late; no second approval is asked for."""
    office = story(mode=Mode.APPROVE)
    book(office, 6, due_on="2026-09-03")
    office.cycle("2026-09-08T08:00")
    office.approve()
    change_organisation(office.app, office.id, "Anna", daily_cap=1)

    for day in ("08", "09", "10", "11", "14", "15"):
        office.cycle(f"2026-09-{day}")

    assert [day for day, _, _ in sorted(office.sent())] == [
        f"2026-09-{day}" for day in ("08", "09", "10", "11", "14", "15")
    ]
