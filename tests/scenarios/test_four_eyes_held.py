"""What two people have released leaves as both saw it: nobody alone changes its account, sender or words."""

from typing import Any
from uuid import uuid4

import pytest

from connector.core.history import TWO_NEEDED, State
from connector.core.source import Source
from connector.core.texts import TextKind, TextVersion
from connector.usecases.organisations import change_organisation
from connector.usecases.send import send
from connector.usecases.texts import Which, restore, save
from tests.scenarios.office import Office
from tests.scenarios.test_four_eyes_told import (
    ANNA,
    BRUNO,
    LIMIT,
    approve,
    counts,
    of_durand,
    say,
    sent,
    waiting,
)

THIEF = "mallory@atelier.example"
OTHER_IBAN = "DE89370400440532013000"
#: What an organisation says in each of its messages, by whichever door it is changed.
SAID = [
    {"iban": OTHER_IBAN}, {"sender": "mallory@elsewhere.example"}, {"reply_to": "mallory@elsewhere.example"},
    {"contact": "Mallory"}, {"copy_to": "mallory@elsewhere.example"},
]  # fmt: skip


@pytest.fixture
def two(office: Office) -> Office:
    """From 500.00 EUR on two release: Durand's message asks for 900.00."""
    say(office, LIMIT)
    office.invoice("F-2", "2026-08-27", 900_00, customer="Durand")
    office.sync()
    office.plan()
    return office


@pytest.fixture
def released(two: Office) -> Office:
    approve(two, ANNA)
    approve(two, BRUNO)
    assert of_durand(two).state is State.APPROVED
    return two


def set_to(office: Office, **fields: Any) -> None:
    change_organisation(office.app, office.id, THIEF, **fields)


def subject(office: Office, *, is_shared: bool = False) -> None:
    """Other words, as the page saves them."""
    which = Which(TextKind.TEMPLATE, "fr/friendly", is_shared)
    save(office.app, office.id, which, {"subject.txt": "Nouvel IBAN"}, THIEF)


def policy(office: Office, text: str) -> None:
    with office.store.writing(office.id) as unit:
        name = unit.organisation().policy
        parts = {"policy.yaml": text}
        assert unit.texts.add(TextVersion(str(uuid4()), TextKind.POLICY, name, 1, parts, THIEF, office.now()))


def falls(office: Office) -> bool:
    """Whether it waits for two people again, and nothing has left."""
    office.cycle()
    one = of_durand(office)
    lacks = (one.first_approved_by, one.approved_by) == (None, None)
    return sent(office) == [] and (one.state, one.reason, lacks) == (
        State.AWAITING_APPROVAL,
        TWO_NEEDED,
        True,
    )


@pytest.mark.parametrize("fields", SAID, ids=lambda x: next(iter(x)))
def test_changed_after_both_it_waits_for_both_at_once(released: Office, fields: dict[str, Any]) -> None:
    set_to(released, **fields)

    assert of_durand(released).state is State.AWAITING_APPROVAL
    assert falls(released)
    assert counts(approve(released, THIEF)) == (0, 1, 0)
    assert counts(approve(released, BRUNO)) == (1, 0, 0)


@pytest.mark.parametrize("fields", SAID, ids=lambda x: next(iter(x)))
def test_changed_after_the_first_the_next_one_is_the_first(two: Office, fields: dict[str, Any]) -> None:
    approve(two, ANNA)
    set_to(two, **fields)

    assert [x.first_by for x in waiting(two)] == [None]
    assert counts(approve(two, THIEF)) == (0, 1, 0)
    two.cycle()
    assert sent(two) == []


def test_a_change_of_what_no_message_says_leaves_both_approvals(released: Office) -> None:
    set_to(released, gap_days=4)
    released.cycle()

    assert sent(released) == ["F-2"]


def test_other_words_after_both(released: Office) -> None:
    subject(released)

    assert falls(released)


def test_other_words_that_all_share_after_both(released: Office) -> None:
    try:
        subject(released, is_shared=True)
        assert falls(released)
    finally:
        restore(released.app, released.id, Which(TextKind.TEMPLATE, "fr/friendly", is_shared=True), 0, "Olga")


@pytest.mark.parametrize("otherwise", ["template: firm", "deadline_days: 30"])
def test_a_ladder_that_speaks_otherwise_after_both(released: Office, otherwise: str) -> None:
    policy(
        released,
        f"steps:\n  - {{id: friendly, offset: 5, channel: email, severity: friendly, {otherwise}}}\n",
    )
    (told,) = released.send()

    assert (told.state, told.reason) == (State.AWAITING_APPROVAL, TWO_NEEDED)
    assert sent(released) == []


def test_a_ladder_that_says_the_same_after_both_leaves_them(released: Office) -> None:
    policy(released, "steps:\n  - {id: friendly, offset: 4, channel: email, severity: friendly}\n")
    released.send()

    assert sent(released) == ["F-2"]


def test_past_every_page_the_sender_itself_holds_it(released: Office) -> None:
    with released.store.writing(released.id) as unit:
        unit.change_organisation(iban=OTHER_IBAN)

    assert falls(released)


@pytest.mark.parametrize("what", ["account", "words"])
def test_while_a_sender_reads_again(released: Office, what: str) -> None:
    def reads(*asked: Any) -> Source:
        if what == "words":
            subject(released)
        else:
            set_to(released, iban=OTHER_IBAN)
        return released.app.sources(*asked)

    (told,) = send(released.make_app(sources=reads), released.id)

    assert (told.state, told.reason) == (State.AWAITING_APPROVAL, TWO_NEEDED)
    assert falls(released)


def test_what_was_changed_and_changed_back_is_as_both_saw_it(two: Office) -> None:
    approve(two, ANNA)
    set_to(two, contact="Mallory")
    set_to(two, contact="Anna Martin")

    assert counts(approve(two, BRUNO)) == (1, 0, 0)


def test_less_than_two_must_release_follows_the_settings_as_ever(two: Office) -> None:
    say(two, {"EUR": None})
    two.plan()
    set_to(two, contact="Bruno")
    two.cycle()

    assert sent(two) == ["F-2"]
