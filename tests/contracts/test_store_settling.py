"""What becomes of a reminder whose sender vanished, and a person's word on it, on both databases."""

from datetime import timedelta

import pytest

from connector.core.errors import LeaseLost
from connector.core.history import Sort, State
from connector.core.message import Reminder
from connector.core.policy import Channel
from tests.store.desk import NOON, TODAY, Desk, accepted, days, owed, states


@pytest.fixture(autouse=True)
def _an_invoice(desk: Desk) -> None:
    desk.merge(owed())


class TestClaimsThatRunOut:
    def test_before_the_intent_it_is_approved_again(self, desk: Desk) -> None:
        approved = desk.planned()
        with desk.writing() as unit:
            unit.reminders.claim(approved.id, "mine", 60)
            desk.hand.forward(59)
            assert unit.reminders.expire() == ()
            desk.hand.forward(1)
            assert unit.reminders.expire() == ()

        found = desk.get(approved)
        assert (states(found), found.claim_token) == ([State.APPROVED, State.APPROVED], None)

    def test_after_it_nobody_knows(self, desk: Desk) -> None:
        sending = desk.sending()
        desk.hand.forward(60)

        with desk.writing() as unit:
            assert unit.reminders.expire() == (sending.id,)
            assert unit.reminders.expire() == ()

        found = desk.get(sending)
        assert states(found) == [State.UNKNOWN, State.UNKNOWN]
        assert (found.left_on, found.reason) == (TODAY, "interrupted")
        (said,) = desk.facts().history.lines
        assert (said.is_taken, said.left_on) == (True, TODAY)

    def test_who_comes_too_late_to_conclude_changes_nothing(self, desk: Desk) -> None:
        sending = desk.sending()
        desk.hand.forward(60)
        with desk.writing() as unit:
            unit.reminders.expire()

        with pytest.raises(LeaseLost), desk.writing() as unit:
            unit.reminders.conclude(sending.id, "token", accepted(), None)

        assert desk.get(sending).state is State.UNKNOWN


class TestAPersonsWord:
    def unknown(self, desk: Desk) -> Reminder:
        sending = desk.sending()
        desk.hand.forward(60)
        with desk.writing() as unit:
            unit.reminders.expire()
        return sending

    def test_an_unknown_that_was_sent_left_on_its_own_day(self, desk: Desk) -> None:
        unknown = self.unknown(desk)

        with desk.writing() as unit:
            assert unit.reminders.settle(unknown.id, State.SENT, "sent", NOON + timedelta(days=2), days(2))

        found = desk.get(unknown)
        assert (states(found), found.left_on) == ([State.SENT, State.SENT], TODAY)

    def test_an_unknown_that_was_not_sent_failed(self, desk: Desk) -> None:
        unknown = self.unknown(desk)
        later = NOON + timedelta(days=2)

        with desk.writing() as unit:
            assert unit.reminders.settle(unknown.id, State.FAILED, "not-sent", later, days(2))

        (said,) = desk.facts().history.lines
        assert (said.state, said.left_on, said.failed_at) == (State.FAILED, None, later)

    @pytest.mark.parametrize(("word", "is_contact"), [("reached", True), ("not-reached", False)])
    def test_a_call_is_done_and_was_a_contact_or_not(self, desk: Desk, word: str, is_contact: bool) -> None:
        call = desk.planned(channel=Channel.CALL, sort=Sort.CALL, state=State.AWAITING_APPROVAL)

        with desk.writing() as unit:
            assert unit.reminders.settle(call.id, State.SENT, word, NOON, days(1))

        (said,) = desk.facts().history.lines
        assert (said.is_taken, said.left_on, said.is_contact) == (True, days(1), is_contact)

    def test_a_task_may_be_given_up(self, desk: Desk) -> None:
        letter = desk.planned(channel=Channel.LETTER, state=State.AWAITING_APPROVAL)

        with desk.writing() as unit:
            assert unit.reminders.settle(letter.id, State.CANCELLED, "superseded", NOON, TODAY)

        assert states(desk.get(letter)) == [State.CANCELLED, State.CANCELLED]

    @pytest.mark.parametrize("state", [State.SENT, State.FAILED, State.CANCELLED])
    def test_a_message_that_may_still_leave_is_nobodys_to_settle(self, desk: Desk, state: State) -> None:
        approved = desk.planned()

        with desk.writing() as unit:
            assert not unit.reminders.settle(approved.id, state, "done", NOON, TODAY)
