"""Segments of a whole office: set, explained, signed, told by the calendar, and had back."""

from collections.abc import Callable

import pytest

from connector.core.drafts import Flawed
from connector.core.errors import Refused
from connector.core.invoice import Status
from connector.core.texts import LADDER, RULES, TextKind
from connector.usecases import segments as module
from connector.usecases import texts
from connector.usecases.explain import explain
from connector.usecases.marks import tags_of, word_of
from connector.usecases.people import change_customer
from connector.usecases.segments import WHICH, catch, segments, set_segments
from connector.usecases.texts import InUse, Which
from tests.scenarios.office import Office

Story = Callable[..., Office]
ANNA = "anna@example.com"
RULES_TEXT = """segments:
  - name: Strategic
    conditions: {tags: [strategic]}
    signed_by: Claire Martin
    reply_to: "claire@atelier.example"
  - name: Often late
    conditions: {min_year_late: 3}
    policy: firm
"""


@pytest.fixture
def office(story: Story) -> Office:
    made = story(policy="standard")
    made.invoice("F-1", "2026-09-03")
    made.invoice("F-2", "2026-09-03", customer="Durand", amount=250_00)
    made.sync()
    return made


def tagged(office: Office, *tags: str, whom: str = "Durand") -> None:
    change_customer(office.app, office.id, whom, ANNA, tags=frozenset(tags))


def by(office: Office, number: str) -> tuple[str, str, str | None]:
    choice = explain(office.app, office.id, number).choice
    assert choice is not None
    return choice.policy.name, choice.by.value, choice.segment.name if choice.segment else None


def test_without_segments_the_organisation_s_policy_is_followed_and_explained(office: Office) -> None:
    assert segments(office.app, office.id) == ()
    assert by(office, "F-1") == ("standard", "organisation", None)


def test_what_is_set_counts_from_then_on_and_is_a_version_that_can_be_had_back(office: Office) -> None:
    assert set_segments(office.app, office.id, RULES_TEXT, ANNA) == 1
    assert set_segments(office.app, office.id, RULES_TEXT, ANNA) == 1

    assert [x.name for x in segments(office.app, office.id)] == ["Strategic", "Often late"]
    assert set_segments(office.app, office.id, "\n", ANNA) == 2
    assert segments(office.app, office.id) == ()
    assert texts.restore(office.app, office.id, WHICH, 1, ANNA) == 3
    assert len(segments(office.app, office.id)) == 2
    assert texts.standing(office.app, office.id, WHICH).parts == {RULES: RULES_TEXT}


def test_a_wrong_one_is_refused_and_nothing_changes(office: Office) -> None:
    with pytest.raises(Flawed, match="did you mean «firm»"):
        set_segments(office.app, office.id, RULES_TEXT.replace("policy: firm", "policy: frim"), ANNA)

    assert segments(office.app, office.id) == ()


def test_who_signs_stands_under_the_message_and_is_answered(office: Office) -> None:
    set_segments(office.app, office.id, RULES_TEXT, ANNA)
    tagged(office, "strategic")

    office.cycle("2026-09-08")

    said = {x.message.sender_name.split(" (")[0]: x.message for x in office.mail.delivered}
    assert set(said) == {"Claire Martin", "Anna Martin"}
    assert said["Claire Martin"].reply_to == "claire@atelier.example"
    assert "Claire Martin" in said["Claire Martin"].text
    assert "Claire Martin" not in said["Anna Martin"].text


def test_explain_says_which_segment_applies_and_who_signs(office: Office) -> None:
    set_segments(office.app, office.id, RULES_TEXT, ANNA)
    tagged(office, "strategic")

    assert by(office, "F-2") == ("standard", "organisation", "Strategic")
    assert by(office, "F-1") == ("standard", "organisation", None)
    office.change("F-1", status=Status.PAID, open=0)
    office.sync()
    assert explain(office.app, office.id, "F-1").choice is None


def test_a_late_payer_is_asked_firmly_and_nothing_is_said_twice(office: Office) -> None:
    """Three late payments seen by a sync move him between two steps."""
    set_segments(office.app, office.id, RULES_TEXT, ANNA)
    for n in (1, 2, 3):
        office.invoice(f"OLD-{n}", "2026-08-20")
    office.sync()
    office.cycle("2026-09-08")
    before = by(office, "F-1")
    for n in (1, 2, 3):
        office.change(f"OLD-{n}", status=Status.PAID, open=0)
    office.cycle("2026-09-09")

    assert (before[0], by(office, "F-1")) == ("standard", ("firm", "segment", "Often late"))
    for day in ("2026-09-15", "2026-09-16", "2026-09-18"):
        office.cycle(day)
    with office.app.store.reading(office.id) as unit:
        invoice = unit.ledger.find_invoices("F-1")[0]
        said = [
            x.step_id
            for r in unit.reminders.of_invoice(invoice.id)
            for x in r.live_lines
            if x.invoice_id == invoice.id
        ]
    assert said[:2] == ["friendly", "firm"]
    assert len(said) == len(set(said))


def test_he_is_looked_at_again_when_a_month_turns(office: Office) -> None:
    """His first invoice is due in December: nothing else happens before."""
    set_segments(office.app, office.id, RULES_TEXT, ANNA)
    office.invoice("F-9", "2026-12-24", customer="Leroy")
    office.sync()
    office.plan()

    def looked_at(on: str) -> list[str]:
        office.at(on)
        with office.app.store.reading(office.id) as unit:
            ids = unit.ledger.customers_to_look_at(office.app.clock.now(), 9)
            return [unit.ledger.customer(x).name for x in ids]

    assert "Leroy" not in looked_at("2026-09-30T23:00")
    assert "Leroy" in looked_at("2026-10-01T00:01")


def test_it_counts_whom_each_catches_and_says_who_would_move(office: Office) -> None:
    tagged(office, "strategic")
    before = catch(office.app, office.id)

    found = catch(office.app, office.id, RULES_TEXT.replace("signed_by", "policy: gentle\n    signed_by"))

    assert (dict(before.caught), before.rest, before.moves, before.is_all) == ({}, 2, (), True)
    assert (dict(found.caught), found.rest, found.customers) == ({"Strategic": 1, "Often late": 0}, 1, 2)
    ((move),) = found.moves
    assert (move.number, move.before.policy.name, move.after.policy.name) == ("F-2", "standard", "gentle")
    assert segments(office.app, office.id) == ()


def test_of_many_customers_the_first_are_looked_at(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOOKED_AT", 1)

    found = catch(office.app, office.id, RULES_TEXT)

    assert (found.customers, found.is_all) == (1, False)


def test_a_policy_that_a_segment_names_cannot_be_removed(office: Office) -> None:
    builders = Which(TextKind.POLICY, "builders")
    ladder = "steps:\n  - {id: friendly, offset: 8, channel: email, severity: friendly}\n"
    texts.save(office.app, office.id, builders, {LADDER: ladder}, ANNA)
    set_segments(office.app, office.id, RULES_TEXT.replace("firm", "builders"), ANNA)

    with pytest.raises(InUse):
        texts.save(office.app, office.id, builders, {}, ANNA)

    set_segments(office.app, office.id, RULES_TEXT, ANNA)
    assert texts.save(office.app, office.id, builders, {}, ANNA) == 2


def test_tags_and_sectors_are_words_of_one_line_that_are_not_too_long() -> None:
    assert tags_of(["a, b ,", "c\n d", ""]) == {"a", "b", "c d"}
    assert word_of("  bois ") == "bois"
    with pytest.raises(Refused, match="at most 50"):
        word_of("x" * 51)
