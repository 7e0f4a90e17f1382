"""What is written on the pages, from the plan to the customer."""

from collections.abc import Callable
from uuid import uuid4

from connector.core.texts import TextKind, TextVersion
from connector.usecases.doctor import examine
from tests.scenarios.office import Office

Story = Callable[..., Office]
EARLY = "steps:\n  - {id: friendly, offset: 3, channel: email, severity: friendly}\n"


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
        office.days("2026-09-05", "2026-09-09")

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
