"""What is written on the pages, from the plan to the customer."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from connector.core.invoice import Mode
from connector.core.texts import TextKind, TextVersion
from connector.usecases.approve import approve_shown, desk
from connector.usecases.doctor import examine
from tests.scenarios.office import Office

Story = Callable[..., Office]
EARLY = "steps:\n  - {id: friendly, offset: 3, channel: email, severity: friendly}\n"
FIRM_ALONE = "steps:\n  - {id: firm, offset: 15, channel: email, severity: firm}\n"


def write(office: Office, kind: TextKind, name: str, **parts: str) -> None:
    named = {part.replace("_", "."): text for part, text in parts.items()}
    with office.store.writing(office.id) as unit:
        number = len(unit.texts.versions(kind, name)) + 1
        unit.texts.add(TextVersion(str(uuid4()), kind, name, number, named, "Anna", office.now()))


def test_a_ladder_that_was_written_is_followed_by_its_own_organisation_alone(story: Story) -> None:
    mine, others = story(policy="standard"), story(policy="standard")
    for office in (mine, others):
        office.invoice("F-1", "2026-09-04")
        office.sync()
    write(mine, TextKind.POLICY, "standard", policy_yaml=EARLY)
    write(mine, TextKind.TEMPLATE, "fr/friendly", subject_txt="Le nôtre")

    for office in (mine, others):
        office.cycle("2026-09-07")
        office.cycle("2026-09-09")

    assert [x[2] for x in mine.sent()] == [(("F-1", "friendly"),)]
    assert mine.sent()[0][0] == "2026-09-07"
    assert {x.message.subject for x in mine.mail.delivered} == {"Le nôtre"}
    assert [x[0] for x in others.sent()] == ["2026-09-09"]
    assert "Le nôtre" not in {x.message.subject for x in others.mail.delivered}


def test_doctor_and_choice_know_what_was_written(story: Story) -> None:
    office = story(policy="standard")
    write(office, TextKind.POLICY, "builders", policy_yaml=EARLY)

    (said,) = [x for x in examine(office.app) if x.what == f"{name_of(office)}: policies"]
    assert "builders" in said.text


def name_of(office: Office) -> str:
    with office.store.reading(office.id) as unit:
        return unit.organisation().name


def test_what_was_shown_in_other_words_is_not_released(story: Story) -> None:
    office = story(policy="standard", mode=Mode.APPROVE)
    office.invoice("F-1", "2026-08-27")
    office.sync()
    office.plan()
    seals = {x.reminder.id: x.seal for x in desk(office.app, office.id, 10).waiting}
    assert len(seals) == 1

    write(office, TextKind.TEMPLATE, "fr/friendly", subject_txt="Le nôtre")

    assert approve_shown(office.app, office.id, seals, "Anna").count == 0
    seals = {x.reminder.id: x.seal for x in desk(office.app, office.id, 10).waiting}
    assert approve_shown(office.app, office.id, seals, "Anna").count == 1


def by_firm_words(office: Office) -> None:
    """The same ladder, whose friendly step speaks by the words of the firm one."""
    text = "steps:\n  - {id: friendly, offset: 5, channel: email, severity: friendly, template: firm}\n"
    write(office, TextKind.POLICY, "standard", policy_yaml=text)


@pytest.mark.parametrize("is_released", [True, False])
def test_a_ladder_that_takes_another_template_is_released_anew(story: Story, is_released: bool) -> None:
    office = story(policy="standard", mode=Mode.APPROVE)
    office.invoice("F-1", "2026-08-27")
    office.sync()
    office.plan()
    seals = {x.reminder.id: x.seal for x in desk(office.app, office.id, 10).waiting}
    if is_released:
        assert approve_shown(office.app, office.id, seals, "Anna").count == 1

    by_firm_words(office)

    assert approve_shown(office.app, office.id, seals, "Anna").count == 0
    for day in (2, 3, 4):
        office.cycle(f"2026-09-{day:02}")
        assert office.sent() == []
    office.approve()
    office.cycle()
    assert [x[2] for x in office.sent()] == [(("F-1", "friendly"),)]


@pytest.mark.gate
def test_what_waits_follows_the_ladder_that_was_written_since(story: Story) -> None:
    """Released or not, it is decided about again by the ladder of the day on which it would leave."""
    later, without = story(policy="standard", mode=Mode.APPROVE), story(policy="standard", mode=Mode.APPROVE)
    for office, text in ((later, EARLY.replace("offset: 3", "offset: 12")), (without, FIRM_ALONE)):
        office.invoice("F-1", "2026-08-27")
        office.sync()
        office.plan()
        write(office, TextKind.POLICY, "standard", policy_yaml=text)
        office.approve()
        office.cycle()
        assert office.sent() == []

    for office, step, on in ((later, "friendly", "2026-09-08"), (without, "firm", "2026-09-11")):
        for day in range(2, 15):
            office.cycle(f"2026-09-{day:02}")
            office.approve()
            office.cycle()
        assert [(x[0], x[2]) for x in office.sent()] == [(on, (("F-1", step),))]
