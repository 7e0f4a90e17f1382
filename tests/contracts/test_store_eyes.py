"""Above an amount two people release a message: the database itself keeps a sender from it until then."""

from collections.abc import Mapping

import pytest

from connector.core.errors import LeaseLost
from connector.core.history import TAKEN_BACK, TWO_NEEDED, State
from connector.core.message import Reminder
from connector.core.ports import Approval
from tests.store.desk import NOON, TODAY, Desk, line, owed

MARK = "a1"
SEAL, OTHER = f"as it was shown.{MARK}", f"as it is by now.{MARK}"


def by(name: str) -> Approval:
    return Approval(name, NOON, ("billing@dupont.example",))


@pytest.fixture
def limited(desk: Desk) -> Desk:
    """From 150.00 EUR on two people release a message; F-1 and F-2 ask for 100.00 EUR each."""
    desk.merge(owed("F-1"), owed("F-2"))
    limit(desk, {"EUR": 15000})
    return desk


def limit(desk: Desk, amounts: Mapping[str, int]) -> None:
    with desk.writing() as unit:
        unit.change_organisation(four_eyes=amounts)


def both(desk: Desk, state: State = State.AWAITING_APPROVAL) -> Reminder:
    """A message that asks for 200.00 EUR."""
    made = desk.reminder(line(desk.invoice("F-1")), line(desk.invoice("F-2")), state=state)
    with desk.writing() as unit:
        assert unit.reminders.add(made)
    return made


def read(desk: Desk, made: Reminder) -> Reminder:
    with desk.reading() as unit:
        found = unit.reminders.get(made.id)
    assert found is not None
    return found


def claims(desk: Desk, made: Reminder) -> bool:
    with desk.writing() as unit:
        return unit.reminders.claim(made.id, "mine", 60)


def test_the_amounts_are_kept(limited: Desk) -> None:
    with limited.reading() as unit:
        assert unit.organisation().four_eyes == {"EUR": 15000}


def test_the_first_of_two_releases_nothing(limited: Desk) -> None:
    made = both(limited)
    with limited.writing() as unit:
        assert unit.reminders.approve_first(made.id, by("anna"), SEAL)
        assert not unit.reminders.approve_first(made.id, by("bruno"), SEAL)

    found = read(limited, made)

    assert (found.state, found.first_approved_by, found.first_approved_at, found.first_seal) == (
        State.AWAITING_APPROVAL, "anna", NOON, SEAL,
    )  # fmt: skip
    assert (found.approved_by, found.is_of_two) == (None, False)
    assert not claims(limited, made)


def test_somebody_else_releases_it(limited: Desk) -> None:
    made = both(limited)
    with limited.writing() as unit:
        unit.reminders.approve_first(made.id, by("anna"), SEAL)
        assert not unit.reminders.approve_second(made.id, by("anna"), SEAL)
        assert not unit.reminders.approve_second(made.id, by("bruno"), OTHER)
        assert unit.reminders.approve_second(made.id, by("bruno"), SEAL)

    found = read(limited, made)

    assert (found.state, found.first_approved_by, found.approved_by) == (State.APPROVED, "anna", "bruno")
    assert found.approved_recipients == ("billing@dupont.example",)
    assert found.is_of_two
    assert claims(limited, made)


def test_nobody_is_second_to_nobody(limited: Desk) -> None:
    made = both(limited)
    with limited.writing() as unit:
        assert not unit.reminders.approve_second(made.id, by("bruno"), SEAL)


def test_what_was_shown_otherwise_is_approved_from_the_beginning(limited: Desk) -> None:
    made = both(limited)
    with limited.writing() as unit:
        unit.reminders.approve_first(made.id, by("anna"), SEAL)
        assert unit.reminders.approve_first(made.id, by("bruno"), OTHER)
        assert not unit.reminders.approve_second(made.id, by("anna"), SEAL)

    assert read(limited, made).first_approved_by == "bruno"


@pytest.mark.parametrize("who", ["anna", "auto"])
def test_one_person_or_the_machine_alone_never_makes_it_leave(limited: Desk, who: str) -> None:
    made = both(limited)
    with limited.writing() as unit:
        unit.reminders.approve_first(made.id, by("bruno"), SEAL)
        assert unit.reminders.approve(made.id, by(who))

    assert not claims(limited, made)
    assert read(limited, made).first_approved_by is None


def test_less_needs_no_second(limited: Desk) -> None:
    made = limited.planned(line(limited.invoice("F-1")), approved_by="anna")

    assert claims(limited, made)


@pytest.mark.parametrize("amounts", [{}, {"EUR": 20001}, {"USD": 1}])
def test_where_no_amount_is_said_one_is_enough(limited: Desk, amounts: Mapping[str, int]) -> None:
    limit(limited, amounts)

    assert claims(limited, both(limited, State.APPROVED))


def test_exactly_so_much_needs_two(limited: Desk) -> None:
    limit(limited, {"EUR": 20000})

    assert not claims(limited, both(limited, State.APPROVED))


def test_another_organisations_amount_is_none_of_its_business(desk: Desk) -> None:
    other = Desk(desk.store, desk.hand)
    limit(other, {"EUR": 1})
    desk.merge(owed("F-1"), owed("F-2"))

    assert claims(desk, both(desk, State.APPROVED))


def test_an_amount_that_is_said_after_the_claim_still_holds(limited: Desk) -> None:
    limit(limited, {})
    made = both(limited, State.APPROVED)
    assert claims(limited, made)
    limit(limited, {"EUR": 15000})

    with pytest.raises(LeaseLost), limited.writing() as unit:
        unit.reminders.intend(made.id, "mine", NOON, TODAY)

    assert read(limited, made).state is State.CLAIMED


@pytest.mark.parametrize("state", [State.APPROVED, State.RETRY])
def test_what_lacks_one_is_asked_for_again(limited: Desk, state: State) -> None:
    made = both(limited, state)
    with limited.writing() as unit:
        assert unit.reminders.ask_two(made.id, MARK)
        assert not unit.reminders.ask_two(made.id, MARK)

    found = read(limited, made)

    assert (found.state, found.reason, found.approved_by) == (State.AWAITING_APPROVAL, TWO_NEEDED, None)


def test_what_two_have_released_is_not_asked_for_again(limited: Desk) -> None:
    made = both(limited)
    with limited.writing() as unit:
        unit.reminders.approve_first(made.id, by("anna"), SEAL)
        unit.reminders.approve_second(made.id, by("bruno"), SEAL)

        assert not unit.reminders.ask_two(made.id, MARK)


def test_what_two_have_released_under_another_mark_is_asked_for_again(limited: Desk) -> None:
    made = both(limited)
    with limited.writing() as unit:
        unit.reminders.approve_first(made.id, by("anna"), SEAL)
        unit.reminders.approve_second(made.id, by("bruno"), SEAL)

        assert unit.reminders.ask_two(made.id, "b2")

    found = read(limited, made)
    assert (found.state, found.reason) == (State.AWAITING_APPROVAL, TWO_NEEDED)
    assert (found.first_approved_by, found.approved_by, found.first_seal) == (None, None, None)


def test_less_is_not_asked_for_again_under_another_mark(limited: Desk) -> None:
    made = limited.planned(line(limited.invoice("F-1")), approved_by="anna")
    with limited.writing() as unit:
        assert not unit.reminders.ask_two(made.id, "b2")


def test_taking_back_takes_both_away(limited: Desk) -> None:
    made = both(limited)
    with limited.writing() as unit:
        unit.reminders.approve_first(made.id, by("anna"), SEAL)
        unit.reminders.approve_second(made.id, by("bruno"), SEAL)
        assert unit.reminders.take_back(made.id)

    found = read(limited, made)

    assert (found.first_approved_by, found.approved_by, found.first_seal) == (None, None, None)
    assert (found.state, found.reason) == (State.AWAITING_APPROVAL, TAKEN_BACK)


def test_the_first_approval_can_be_taken_back_and_none_cannot(limited: Desk) -> None:
    made = both(limited)
    with limited.writing() as unit:
        assert not unit.reminders.take_back(made.id)
        unit.reminders.approve_first(made.id, by("anna"), SEAL)
        assert unit.reminders.take_back(made.id)
        assert not unit.reminders.approve_second(made.id, by("bruno"), SEAL)

    assert read(limited, made).first_approved_by is None


def test_more_than_was_released_takes_both_away(limited: Desk) -> None:
    made = both(limited)
    with limited.writing() as unit:
        unit.reminders.approve_first(made.id, by("anna"), SEAL)
        unit.reminders.approve_second(made.id, by("bruno"), SEAL)
        assert unit.reminders.claim(made.id, "mine", 60)
        unit.reminders.unapprove(made.id, "mine", made.lines, "changed")

    found = read(limited, made)

    assert (found.first_approved_by, found.approved_by) == (None, None)
