"""What reading a claimed reminder's invoices again may change, and what it asks a person anew (section 6)."""

from collections.abc import Callable, Sequence

from connector.core.invoice import Mode
from connector.usecases.send import Sent
from tests.scenarios.office import Office

Story = Callable[..., Office]


def told(sent: Sequence[Sent]) -> list[tuple[str, str]]:
    return [(x.state, x.reason) for x in sent]


def released(office: Office, *numbers: str) -> None:
    """Dupont's invoices, due together on Tuesday 8 September; a person released them at 08:00."""
    for number in numbers:
        office.invoice(number, "2026-09-03")
    office.sync()
    office.at("2026-09-08T08:00")
    office.sync()
    office.plan()
    office.approve()
    office.at("2026-09-08T09:00")


def test_reading_one_customer_again_closes_nothing_of_another(story: Story) -> None:
    """Section 6, step 2: what was not asked for is not gone; only a whole ledger tells that."""
    office = story(mode=Mode.APPROVE)
    office.invoice("F-9", "2026-10-20", customer="Durand")
    released(office, "F-1")

    office.send()

    assert office.steps() == [("2026-09-08", "F-1", "friendly")]
    assert office.reason("F-9") == "not_due"


def test_all_that_the_provider_answers_is_written_down(story: Story) -> None:
    """Section 6, step 2: both of two were paid in between."""
    office = story(mode=Mode.APPROVE)
    released(office, "F-1", "F-2")

    office.account.pay("F-1")
    office.account.pay("F-2")

    assert told(office.send()) == [("cancelled", "paid")]


def test_less_money_needs_no_new_approval(story: Story) -> None:
    """Section 6, step 2: a credit note of 30 was posted since."""
    office = story(mode=Mode.APPROVE)
    released(office, "F-1")

    office.change("F-1", total=70_00, open=70_00)

    assert told(office.send()) == [("sent", "sent")]


def test_fewer_recipients_need_no_new_approval(story: Story) -> None:
    """Section 6, step 2: another recipient does; here one of two has gone."""
    office = story(mode=Mode.APPROVE)
    office.invoice("F-1", "2026-09-03")
    office.sync()
    office.add_address("Dupont", "chef@dupont.example")
    released(office, "F-1")

    with office.store.writing(office.id) as unit:
        unit.ledger.suppress("chef@dupont.example", "unknown user", office.now())

    assert told(office.send()) == [("sent", "sent")]


def test_a_higher_step_needs_a_new_approval(story: Story) -> None:
    """Section 6, step 2: released on Thursday at the friendly step, on Friday the firm one is due."""
    office = story(mode=Mode.APPROVE)
    office.invoice("F-1", "2026-09-03")
    office.sync()
    office.at("2026-09-17T18:00")
    office.sync()
    office.plan()
    office.approve()

    office.at("2026-09-18T09:00")
    office.sync()

    assert told(office.send()) == [("awaiting_approval", "changed")]


def test_a_pause_of_everything_with_an_end_cancels_and_does_not_merely_wait(story: Story) -> None:
    """Section 6: «Stop everything» is without an end; a closed August is a pause like any other."""
    office = story(mode=Mode.APPROVE)
    released(office, "F-1")

    office.hold("pause", is_all=True, until="2026-09-30")

    assert told(office.send()) == [("cancelled", "pause")]
