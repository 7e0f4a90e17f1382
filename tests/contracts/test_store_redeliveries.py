"""What is still owed to single recipients: every change of state is a compare-and-set, on both databases."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from connector.core.errors import LeaseLost
from connector.core.history import State
from connector.core.message import Outcome, RecipientAnswer, Reminder, Verdict
from connector.core.redelivery import Redelivery
from connector.store.unit import SqlUnit
from tests.store.desk import NOON, STATED, Desk, accepted, message, owed

Act = Callable[[SqlUnit, Redelivery], object]
LATER = NOON + timedelta(minutes=15)
OLD = "old@dupont.example"


@pytest.fixture
def sent(desk: Desk) -> Reminder:
    desk.merge(owed("F-1"))
    return desk.sent()


@pytest.fixture
def waiting(desk: Desk, sent: Reminder) -> Redelivery:
    return desk.left_out(sent)


@pytest.fixture
def claimed(desk: Desk, waiting: Redelivery) -> Redelivery:
    with desk.writing() as unit:
        assert unit.redeliveries.claim(waiting, "mine", 60)
    return waiting


@pytest.fixture
def trying(desk: Desk, claimed: Redelivery) -> Redelivery:
    with desk.writing() as unit:
        unit.redeliveries.intend(claimed, "mine", LATER)
    return claimed


def answered(verdict: Verdict) -> RecipientAnswer:
    return RecipientAnswer(OLD, verdict, 250 if verdict is Verdict.ACCEPTED else 450, "said")


def test_it_waits_for_its_moment(desk: Desk, sent: Reminder) -> None:
    later = desk.left_out(sent, retry_at=LATER)

    with desk.reading() as unit:
        assert unit.redeliveries.due(LATER - timedelta(seconds=1)) == ()
        assert unit.redeliveries.due(LATER) == (later,)


def test_the_message_is_what_left_but_for_him_alone(desk: Desk, waiting: Redelivery) -> None:
    with desk.reading() as unit:
        found, stated = unit.redeliveries.stored(waiting)

    assert found == replace(message(), only_for=(OLD,))
    assert stated == STATED


def test_a_message_that_was_never_stored_is_not_sent(desk: Desk) -> None:
    desk.merge(owed("F-1"))
    planned = desk.left_out(desk.planned())

    with pytest.raises(LeaseLost, match="no stored message"), desk.reading() as unit:
        unit.redeliveries.stored(planned)


def test_only_one_sender_claims(desk: Desk, waiting: Redelivery) -> None:
    with desk.writing() as unit:
        assert unit.redeliveries.claim(waiting, "mine", 60)
        assert not unit.redeliveries.claim(waiting, "yours", 60)

    assert desk.owed_to(waiting).state is State.CLAIMED


def test_who_saw_it_before_another_try_does_not_claim_it(desk: Desk, trying: Redelivery) -> None:
    with desk.writing() as unit:
        unit.redeliveries.conclude(trying, "mine", Outcome(State.RETRY, "later"), LATER)

        assert not unit.redeliveries.claim(trying, "yours", 60)


def test_who_lost_his_claim_can_do_nothing(desk: Desk, claimed: Redelivery) -> None:
    deeds: list[Act] = [
        lambda u, r: u.redeliveries.release(r, "other", "window"),
        lambda u, r: u.redeliveries.end(r, "other", State.CANCELLED, "paid", NOON),
        lambda u, r: u.redeliveries.intend(r, "other", NOON),
        lambda u, r: u.redeliveries.conclude(r, "mine", accepted(), None),
        lambda u, r: u.redeliveries.intend(replace(r, address="nobody"), "mine", NOON),
    ]
    before = desk.owed_to(claimed)

    for deed in deeds:
        with pytest.raises(LeaseLost), desk.writing() as unit:
            deed(unit, claimed)

    assert desk.owed_to(claimed) == before


def test_not_now_gives_it_back(desk: Desk, claimed: Redelivery) -> None:
    with desk.writing() as unit:
        unit.redeliveries.release(claimed, "mine", "window")

    assert desk.owed_to(claimed) == replace(claimed, reason="window")


def test_one_that_ended_says_why_and_is_never_due(desk: Desk, claimed: Redelivery) -> None:
    with desk.writing() as unit:
        unit.redeliveries.end(claimed, "mine", State.CANCELLED, "paid", NOON)

        assert unit.redeliveries.due(NOON + timedelta(days=9)) == ()

    found = desk.owed_to(claimed)
    assert (found.state, found.reason) == (State.CANCELLED, "paid")


def test_a_claim_that_ran_out_may_not_be_sent_and_comes_back(desk: Desk, claimed: Redelivery) -> None:
    desk.hand.forward(60)

    with pytest.raises(LeaseLost), desk.writing() as unit:
        unit.redeliveries.intend(claimed, "mine", NOON)
    with desk.writing() as unit:
        assert unit.redeliveries.expire() == ()

    assert desk.owed_to(claimed) == claimed


def test_an_intent_that_ran_out_is_unknown_and_never_due_again(desk: Desk, trying: Redelivery) -> None:
    desk.hand.forward(60)

    with desk.writing() as unit:
        assert [x.address for x in unit.redeliveries.expire()] == [OLD]
        assert unit.redeliveries.expire() == ()
        assert unit.redeliveries.due(NOON + timedelta(days=9)) == ()

    found = desk.owed_to(trying)
    assert (found.state, found.reason) == (State.UNKNOWN, "interrupted")
    with pytest.raises(LeaseLost), desk.writing() as unit:
        unit.redeliveries.conclude(trying, "mine", accepted(), None)


def test_handing_over_gets_its_own_time(desk: Desk, claimed: Redelivery) -> None:
    desk.hand.forward(59)
    with desk.writing() as unit:
        unit.redeliveries.intend(claimed, "mine", NOON)
    desk.hand.forward(59)

    with desk.writing() as unit:
        assert unit.redeliveries.expire() == ()


def test_an_answer_is_kept_beside_those_of_the_others(desk: Desk, sent: Reminder, trying: Redelivery) -> None:
    taken = Outcome(State.SENT, "sent", (answered(Verdict.ACCEPTED),))

    with desk.writing() as unit:
        unit.redeliveries.conclude(trying, "mine", taken, None)
        answers = unit.reminders.answers(sent.id)

    assert [(x.address, x.at) for x in answers] == [("billing@dupont.example", NOON), (OLD, LATER)]
    assert (desk.owed_to(trying).state, desk.get(sent).state) == (State.SENT, State.SENT)


def test_refused_for_now_he_waits_for_another_try(desk: Desk, trying: Redelivery) -> None:
    later = Outcome(State.RETRY, "later", (answered(Verdict.LATER),))

    with desk.writing() as unit:
        unit.redeliveries.conclude(trying, "mine", later, LATER)

    assert desk.owed_to(trying) == replace(trying, attempt=3, retry_at=LATER, reason="later")


def test_too_large_he_waits_for_it_without_the_pdf(desk: Desk, trying: Redelivery) -> None:
    with desk.writing() as unit:
        unit.redeliveries.conclude(
            trying, "mine", Outcome(State.RETRY, "too_large", is_too_large=True), LATER
        )

    assert desk.owed_to(trying).is_without_pdf


def test_what_waits_can_be_taken_back_but_not_what_is_in_hand(desk: Desk, sent: Reminder) -> None:
    waiting, in_hand = desk.left_out(sent), desk.left_out(sent, "chef@dupont.example", position=2)
    with desk.writing() as unit:
        unit.redeliveries.claim(in_hand, "mine", 60)

        assert unit.redeliveries.take_back("in_shadow", NOON) == 1

    assert desk.owed_to(waiting).reason == "in_shadow"
    assert [desk.owed_to(x).state for x in (waiting, in_hand)] == [State.CANCELLED, State.CLAIMED]
