"""Policies and templates that people write: saved, compared, restored, shared."""

from collections.abc import Callable, Iterator, Mapping

import pytest
from sqlalchemy import delete

from connector.core.drafts import Flawed
from connector.core.errors import Refused
from connector.core.texts import LADDER, TextKind
from connector.store.schema_texts import shared_text_versions
from connector.usecases import texts
from connector.usecases.organisations import change_organisation
from connector.usecases.sample import policies_of
from connector.usecases.texts import InUse, Meanwhile, Origin, Which, origins, standing
from tests.scenarios.office import Office

Story = Callable[..., Office]
POLICY = Which(TextKind.POLICY, "standard")
SHARED = Which(TextKind.POLICY, "standard", is_shared=True)
SUBJECT = Which(TextKind.TEMPLATE, "fr/firm")
WORDS = {"subject.txt": "Facture {{ numbers }}\n"}


def ladder(offset: int) -> Mapping[str, str]:
    return {LADDER: f"steps:\n  - {{id: friendly, offset: {offset}, channel: email, severity: friendly}}\n"}


@pytest.fixture
def office(story: Story) -> Iterator[Office]:
    made = story(policy="standard")
    yield made
    with made.store.engine.connect() as opened, opened.begin():
        opened.execute(delete(shared_text_versions))


def save(office: Office, which: Which, parts: Mapping[str, str], seen: int | None = None) -> int:
    return texts.save(office.app, office.id, which, parts, "anna@example.com", seen=seen)


def first_offset(office: Office) -> int:
    return next(x.steps[0].offset for x in policies_of(office.app, office.id) if x.name == "standard")


def test_a_file_counts_until_something_is_saved(office: Office) -> None:
    before = standing(office.app, office.id, POLICY)
    assert (before.origin, before.number, before.versions) == (Origin.FILE, 0, ())
    assert before.parts == before.below and "notice" in before.parts[LADDER]

    assert save(office, POLICY, ladder(8)) == 1

    after = standing(office.app, office.id, POLICY)
    assert (after.origin, after.number, after.parts, after.below) == (
        Origin.OWN, 1, ladder(8), before.parts,
    )  # fmt: skip
    assert first_offset(office) == 8
    assert [(x.author, x.at, x.note) for x in after.versions] == [("anna@example.com", office.now(), "")]


def test_the_same_again_is_no_version_and_line_ends_are_none(office: Office) -> None:
    assert save(office, POLICY, ladder(8)) == 1
    assert save(office, POLICY, {LADDER: ladder(8)[LADDER].rstrip().replace("\n", "\r\n")}) == 1
    assert save(office, POLICY, standing(office.app, office.id, POLICY).below) == 2
    assert standing(office.app, office.id, POLICY).origin is Origin.FILE


def test_what_is_wrong_is_not_saved(office: Office) -> None:
    with pytest.raises(Flawed) as said:
        save(office, POLICY, {LADDER: "steps:\n  - {id: friendly, offset: soon}\n"})
    assert {x.line for x in said.value.flaws} == {2}
    with pytest.raises(Flawed, match="custmer"):
        save(office, SUBJECT, {"subject.txt": "{{ custmer }}"})
    with pytest.raises(Flawed, match="IBAN"):
        save(office, Which(TextKind.TEMPLATE, "fr/firm", is_shared=True), {"body.txt": "Payez."})
    assert standing(office.app, office.id, POLICY).number == 0


def test_who_did_not_see_the_newest_version_saves_nothing_over_it(office: Office) -> None:
    save(office, POLICY, ladder(8), seen=0)
    with pytest.raises(Meanwhile):
        save(office, POLICY, ladder(9), seen=0)
    assert save(office, POLICY, ladder(8), seen=0) == 1
    assert save(office, POLICY, ladder(9), seen=1) == 2


@pytest.mark.parametrize("which", [POLICY, SHARED])
def test_of_two_at_one_moment_one_is_told(
    office: Office, which: Which, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = standing(office.app, office.id, which)
    save(office, which, ladder(8))
    monkeypatch.setattr(texts, "standing", lambda *_: shown)
    with pytest.raises(Meanwhile):
        save(office, which, ladder(9))


def test_versions_are_compared(office: Office) -> None:
    save(office, POLICY, ladder(8))
    save(office, POLICY, ladder(9))

    (told,) = standing(office.app, office.id, POLICY).compared(1, 2)

    assert [(x.sign, x.text.strip()[16:27]) for x in told.lines if x.sign in ("+", "-")] == [
        ("-", " offset: 8,"), ("+", " offset: 9,"),
    ]  # fmt: skip
    assert standing(office.app, office.id, POLICY).compared(7, 8) == ()
    assert standing(office.app, office.id, POLICY).compared(0, 1) != ()


def test_restoring_makes_a_new_version_of_an_old_text(office: Office) -> None:
    save(office, POLICY, ladder(8))
    save(office, POLICY, ladder(9))

    assert texts.restore(office.app, office.id, POLICY, 1, "bob@example.com") == 3

    stands = standing(office.app, office.id, POLICY)
    assert [(x.number, x.author, x.note) for x in stands.versions] == [
        (3, "bob@example.com", "= 1"), (2, "anna@example.com", ""), (1, "anna@example.com", ""),
    ]  # fmt: skip
    assert first_offset(office) == 8
    assert texts.restore(office.app, office.id, POLICY, 0, "bob@example.com") == 4
    assert standing(office.app, office.id, POLICY).origin is Origin.FILE
    with pytest.raises(Refused, match="no version 9"):
        texts.restore(office.app, office.id, POLICY, 9, "bob@example.com")


def test_of_a_template_only_what_differs_is_kept(office: Office) -> None:
    shown = standing(office.app, office.id, SUBJECT).parts

    save(office, SUBJECT, {**shown, **WORDS})

    stands = standing(office.app, office.id, SUBJECT)
    assert stands.versions[0].parts == WORDS
    assert stands.parts == {**shown, **WORDS}
    assert stands.parts_of(1) == {**shown, **WORDS} and stands.parts_of(0) == shown


def test_a_policy_of_ones_own_goes_unless_it_is_followed(office: Office) -> None:
    own = Which(TextKind.POLICY, "builders")
    save(office, own, ladder(8))
    texts.restore(office.app, office.id, own, 0, "anna@example.com")
    assert "builders" not in {x.name for x in policies_of(office.app, office.id)}

    texts.restore(office.app, office.id, own, 1, "anna@example.com")
    change_organisation(office.app, office.id, "Anna", policy="builders")
    with pytest.raises(InUse, match="uses «builders»"):
        texts.restore(office.app, office.id, own, 0, "anna@example.com")


def test_a_template_of_ones_own_goes(office: Office) -> None:
    own = Which(TextKind.TEMPLATE, "en/chat")
    parts = standing(office.app, office.id, Which(TextKind.TEMPLATE, "en/firm")).parts
    save(office, own, parts)
    texts.restore(office.app, office.id, own, 0, "anna@example.com")
    assert standing(office.app, office.id, own).parts == {}


def test_a_template_that_a_step_speaks_by_stays(office: Office) -> None:
    own = Which(TextKind.TEMPLATE, "en/chat")
    speaking = ladder(8)[LADDER].replace("friendly}", "friendly, template: chat}")
    with pytest.raises(Flawed, match="no template «en/chat»") as said:
        save(office, POLICY, {LADDER: speaking})
    assert [x.line for x in said.value.flaws] == [2]

    save(office, own, standing(office.app, office.id, Which(TextKind.TEMPLATE, "en/firm")).parts)
    save(office, POLICY, {LADDER: speaking})
    with pytest.raises(InUse, match="uses «en/chat»"):
        texts.restore(office.app, office.id, own, 0, "anna@example.com")

    french = Which(TextKind.TEMPLATE, "fr/chat")
    save(office, french, standing(office.app, office.id, Which(TextKind.TEMPLATE, "fr/firm")).parts)
    with pytest.raises(InUse, match="uses «en/chat»"):
        texts.restore(office.app, office.id, own, 0, "anna@example.com")
    assert texts.restore(office.app, office.id, french, 0, "anna@example.com") == 2


def test_a_step_speaks_by_no_template_that_only_some_customers_can_read(office: Office) -> None:
    parts = standing(office.app, office.id, SUBJECT).parts
    save(office, Which(TextKind.TEMPLATE, "fr/chat"), parts)
    speaking = ladder(8)[LADDER].replace("friendly}", "friendly, template: chat}")

    with pytest.raises(Flawed, match="no template «en/chat»"):
        save(office, POLICY, {LADDER: speaking})


def test_what_is_shared_counts_for_whoever_has_nothing_of_his_own(office: Office, story: Story) -> None:
    other = story(policy="standard")
    save(office, POLICY, ladder(8))

    assert save(office, SHARED, ladder(9)) == 1

    assert (first_offset(office), first_offset(other)) == (8, 9)
    assert standing(other.app, other.id, POLICY).origin is Origin.SHARED
    assert origins(office.app, office.id, TextKind.POLICY) == {"standard": Origin.OWN}
    assert origins(other.app, other.id, TextKind.POLICY) == {"standard": Origin.SHARED}
    assert origins(other.app, other.id, TextKind.TEMPLATE) == {}
    assert standing(office.app, office.id, POLICY).below == ladder(9)
    assert standing(office.app, office.id, SHARED).number == 1
    texts.restore(office.app, office.id, POLICY, 0, "anna@example.com")
    assert first_offset(office) == 9
    texts.restore(office.app, office.id, SHARED, 0, "anna@example.com")
    assert first_offset(office) == first_offset(other) == -5


def test_a_shared_policy_stays_as_long_as_somebody_follows_it(office: Office, story: Story) -> None:
    shared = Which(TextKind.POLICY, "builders", is_shared=True)
    own = Which(TextKind.POLICY, "builders")
    save(office, shared, ladder(8))
    other = story(policy="standard")
    change_organisation(other.app, other.id, "Anna", policy="builders")

    with pytest.raises(InUse):
        texts.restore(office.app, office.id, shared, 0, "anna@example.com")
    save(other, own, ladder(7))
    assert texts.restore(office.app, office.id, shared, 0, "anna@example.com") == 2
    assert save(office, own, ladder(9)) == 1
    assert texts.restore(office.app, office.id, own, 0, "anna@example.com") == 2


def test_what_was_done_is_written_down(office: Office) -> None:
    save(office, POLICY, ladder(8))
    with office.store.engine.connect() as made:
        rows = made.exec_driver_sql("SELECT who, what FROM audit_events").all()
    assert ("anna@example.com", "text.changed") in [tuple(x) for x in rows]
