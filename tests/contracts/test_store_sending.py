"""Every change of a reminder's state is a compare-and-set, on both databases."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from connector.core.errors import LeaseLost
from connector.core.history import Sort, State
from connector.core.message import Outcome, RecipientAnswer, Reminder, Verdict
from connector.core.policy import Severity
from connector.core.ports import Approval
from connector.store.unit import SqlUnit
from tests.store.desk import NOON, STATED, TODAY, Desk, accepted, line, message, owed, states

Act = Callable[[SqlUnit, Reminder], object]
BY = Approval("anna", NOON, ("billing@dupont.example",))

#: Each move, the states it starts from, and where it ends.
MOVES: dict[str, tuple[Act, set[State], State]] = {
    "approve": (lambda u, r: u.reminders.approve(r.id, BY), {State.AWAITING_APPROVAL}, State.APPROVED),
    "claim": (lambda u, r: u.reminders.claim(r.id, "t", 60), {State.APPROVED}, State.CLAIMED),
    "miss": (lambda u, r: u.reminders.miss(r.id, NOON), {State.APPROVED, State.RETRY}, State.MISSED),
    "cancel": (
        lambda u, r: u.reminders.cancel(r.id, "paid", NOON),
        {State.PLANNED, State.AWAITING_APPROVAL, State.APPROVED, State.CLAIMED, State.RETRY},
        State.CANCELLED,
    ),
    "settle as sent": (
        lambda u, r: u.reminders.settle(r.id, State.SENT, "seen", NOON, TODAY),
        {State.UNKNOWN},
        State.SENT,
    ),
    "settle as failed": (
        lambda u, r: u.reminders.settle(r.id, State.FAILED, "not sent", NOON, TODAY),
        {State.UNKNOWN},
        State.FAILED,
    ),
}


def stored(*answers: RecipientAnswer) -> tuple[RecipientAnswer, ...]:
    """As they are read back: with the moment of the hand-over."""
    return tuple(replace(x, at=NOON) for x in answers)


@pytest.fixture(autouse=True)
def _two_invoices(desk: Desk) -> None:
    desk.merge(owed("F-1"), owed("F-2"))


@pytest.mark.parametrize("move", MOVES)
def test_a_move_starts_from_its_own_states_alone(desk: Desk, move: str) -> None:
    act, allowed, after = MOVES[move]
    for before in set(State) - {State.BOUNCED}:
        # A language for each: one unfinished message stands in the way of the next.
        planned = replace(desk.reminder(state=before, language=before.value), lines=())
        with desk.writing() as unit:
            assert unit.reminders.add(planned)

            assert act(unit, planned) is (before in allowed), before

        assert desk.get(planned).state is (after if before in allowed else before)


class TestBeforeItLeaves:
    def test_an_approval_says_who_when_and_to_whom(self, desk: Desk) -> None:
        waiting = desk.planned(state=State.AWAITING_APPROVAL)

        with desk.writing() as unit:
            assert unit.reminders.approve(waiting.id, BY)
            assert not unit.reminders.approve(waiting.id, BY)

        found = desk.get(waiting)
        assert (found.approved_by, found.approved_at) == ("anna", NOON)
        assert found.approved_recipients == ("billing@dupont.example",)
        assert states(found) == [State.APPROVED, State.APPROVED]

    def test_only_one_sender_claims(self, desk: Desk) -> None:
        approved = desk.planned()

        with desk.writing() as unit:
            assert unit.reminders.claim(approved.id, "mine", 60)
            assert not unit.reminders.claim(approved.id, "yours", 60)

        assert desk.get(approved).claim_token == "mine"

    def test_a_cancelled_one_says_why_on_each_line(self, desk: Desk) -> None:
        approved = desk.planned()
        desk.looked_at()

        with desk.writing() as unit:
            assert unit.reminders.cancel(approved.id, "paid", NOON)

        found = desk.get(approved)
        assert states(found) == [State.CANCELLED, State.CANCELLED]
        assert (found.reason, found.lines[0].reason) == ("paid", "paid")
        assert desk.to_look_at() == (approved.customer_id,)

    def test_who_lost_his_claim_can_do_nothing(self, desk: Desk) -> None:
        approved = desk.planned()
        with desk.writing() as unit:
            unit.reminders.claim(approved.id, "mine", 60)
        deeds: list[Act] = [
            lambda u, r: u.reminders.release(r.id, "other", "window"),
            lambda u, r: u.reminders.drop(r.id, "other", "paid", NOON),
            lambda u, r: u.reminders.rewrite(r.id, "other", r),
            lambda u, r: u.reminders.unapprove(r.id, "other", r.lines, "changed"),
            lambda u, r: u.reminders.store_message(r.id, "other", message(), "v", STATED),
            lambda u, r: u.reminders.intend(r.id, "other", NOON, TODAY),
            lambda u, r: u.reminders.conclude(r.id, "other", accepted(), None),
        ]
        before = desk.get(approved)

        for deed in deeds:
            with pytest.raises(LeaseLost), desk.writing() as unit:
                deed(unit, approved)

        assert desk.get(approved) == before

    def test_not_now_gives_it_back(self, desk: Desk) -> None:
        approved = desk.planned()
        with desk.writing() as unit:
            unit.reminders.claim(approved.id, "mine", 60)

            unit.reminders.release(approved.id, "mine", "window")

        found = desk.get(approved)
        assert (found.state, found.reason, found.claim_token) == (State.APPROVED, "window", None)

    def test_a_dropped_one_is_cancelled(self, desk: Desk) -> None:
        approved = desk.planned()
        with desk.writing() as unit:
            unit.reminders.claim(approved.id, "mine", 60)

            unit.reminders.drop(approved.id, "mine", "paid", NOON)

        assert states(desk.get(approved)) == [State.CANCELLED, State.CANCELLED]


class TestMakingItAgain:
    def test_what_is_taken_out_stays_cancelled(self, desk: Desk) -> None:
        first, second = line(desk.invoice("F-1"), "firm", severity=Severity.FIRM), line(desk.invoice("F-2"))
        made = desk.planned(first, second, step_id="firm", severity=Severity.FIRM, template="firm")
        softer = replace(
            made, lines=(replace(second, asked=5),), step_id="friendly", severity=Severity.FRIENDLY,
            template="friendly", policy_version="v2",
        )  # fmt: skip

        with desk.writing() as unit:
            unit.reminders.claim(made.id, "mine", 60)
            unit.reminders.rewrite(made.id, "mine", softer)

        found = desk.get(made)
        assert (found.step_id, found.severity, found.template) == ("friendly", Severity.FRIENDLY, "friendly")
        assert [(x.number, x.state, x.asked) for x in found.lines] == [
            ("F-1", State.CANCELLED, 10000),
            ("F-2", State.CLAIMED, 5),
        ]
        assert found.asked == 5
        assert found.policy_version == "v2"

    def test_a_line_may_be_given_as_cancelled_with_its_reason(self, desk: Desk) -> None:
        made = desk.planned(line(desk.invoice("F-1")), line(desk.invoice("F-2")))
        out = replace(made.lines[0], state=State.CANCELLED, reason="paid")

        with desk.writing() as unit:
            unit.reminders.claim(made.id, "mine", 60)
            unit.reminders.rewrite(made.id, "mine", replace(made, lines=(out, made.lines[1])))

        found = desk.get(made).lines
        assert [(x.state, x.reason) for x in found] == [(State.CANCELLED, "paid"), (State.CLAIMED, None)]

    def test_a_step_taken_out_may_be_planned_again(self, desk: Desk) -> None:
        made = desk.planned(line(desk.invoice("F-1")), line(desk.invoice("F-2")))
        with desk.writing() as unit:
            unit.reminders.claim(made.id, "mine", 60)
            unit.reminders.rewrite(made.id, "mine", replace(made, lines=made.lines[1:]))

        desk.planned(line(desk.invoice("F-1")), sort=Sort.FORMAL)

    def test_more_than_a_person_released_waits_for_him_again(self, desk: Desk) -> None:
        made = desk.planned(line(desk.invoice("F-1")), approved_by="anna", approved_at=NOON)
        more = (*made.lines, line(desk.invoice("F-2")))

        with desk.writing() as unit:
            unit.reminders.claim(made.id, "mine", 60)
            unit.reminders.unapprove(made.id, "mine", more, "changed")

        found = desk.get(made)
        assert (found.state, found.reason, found.approved_by) == (State.AWAITING_APPROVAL, "changed", None)
        assert [(x.number, x.state) for x in found.lines] == [
            ("F-1", State.AWAITING_APPROVAL),
            ("F-2", State.AWAITING_APPROVAL),
        ]

    def test_a_step_of_another_reminder_cannot_be_drawn_in(self, desk: Desk) -> None:
        made = desk.planned(line(desk.invoice("F-1")))
        desk.planned(line(desk.invoice("F-2")), sort=Sort.FORMAL)
        more = replace(made, lines=(*made.lines, line(desk.invoice("F-2"))))

        with pytest.raises(LeaseLost, match="taken"), desk.writing() as unit:
            unit.reminders.claim(made.id, "mine", 60)
            unit.reminders.rewrite(made.id, "mine", more)

        assert desk.get(made) == made


class TestLeaving:
    def test_the_message_is_kept_as_it_leaves(self, desk: Desk) -> None:
        found = desk.get(desk.sending())

        assert (found.subject, found.text, found.html) == ("Invoice F-1", "Please pay.", "<p>Please pay.</p>")
        assert (found.message_id, found.recipients) == ("<1@relance.example>", ("billing@dupont.example",))
        assert (found.left_at, found.left_on) == (NOON, TODAY)
        assert states(found) == [State.SENDING, State.SENDING]

    def test_what_is_leaving_is_not_yet_said(self, desk: Desk) -> None:
        desk.sending()

        (said,) = desk.facts().history.lines
        assert (said.state, said.left_on, said.deadline_on) == (State.SENDING, None, None)

    def test_a_sender_who_slept_too_long_may_not_send(self, desk: Desk) -> None:
        approved = desk.planned()
        with desk.writing() as unit:
            unit.reminders.claim(approved.id, "mine", 60)
        desk.hand.forward(60)

        with pytest.raises(LeaseLost), desk.writing() as unit:
            unit.reminders.intend(approved.id, "mine", NOON, TODAY)

        assert desk.get(approved).state is State.CLAIMED

    def test_handing_over_has_the_whole_time_of_a_claim(self, desk: Desk) -> None:
        approved = desk.planned()
        with desk.writing() as unit:
            unit.reminders.claim(approved.id, "mine", 60)
        desk.hand.forward(50)
        with desk.writing() as unit:
            unit.reminders.intend(approved.id, "mine", NOON, TODAY)
        desk.hand.forward(50)

        with desk.writing() as unit:
            assert unit.reminders.expire() == ()
            unit.reminders.conclude(approved.id, "mine", accepted(), None)

        assert desk.get(approved).state is State.SENT

    def test_what_was_accepted_is_sent_with_its_answers(self, desk: Desk) -> None:
        sent = desk.sent()

        found = desk.get(sent)
        assert states(found) == [State.SENT, State.SENT]
        assert (found.reason, found.left_on, found.claim_token) == ("accepted", TODAY, None)
        with desk.reading() as unit:
            assert unit.reminders.answers(sent.id) == stored(*accepted().answers)

    def test_what_was_refused_for_good_is_failed_and_never_left(self, desk: Desk) -> None:
        sending = desk.sending()
        refused = RecipientAnswer("billing@dupont.example", Verdict.BAD_ADDRESS, 550, "unknown")

        with desk.writing() as unit:
            unit.reminders.conclude(
                sending.id, "token", Outcome(State.FAILED, "bad_address", (refused,)), None
            )

        found = desk.get(sending)
        assert states(found) == [State.FAILED, State.FAILED]
        assert (found.left_at, found.left_on) == (None, None)
        (said,) = desk.facts().history.lines
        assert (said.failed_at, said.left_on, said.has_failed) == (NOON, None, True)

    def test_what_was_refused_for_now_comes_back_in_time(self, desk: Desk) -> None:
        sending = desk.sending()
        later = NOON + timedelta(minutes=15)
        first = RecipientAnswer("billing@dupont.example", Verdict.LATER, 451, "greylisted")

        with desk.writing() as unit:
            unit.reminders.conclude(sending.id, "token", Outcome(State.RETRY, "later", (first,)), later)
            assert unit.reminders.wake(later - timedelta(seconds=1)) == 0
            assert states(unit.reminders.in_states((State.RETRY,))[0]) == [State.RETRY, State.RETRY]
            assert unit.reminders.wake(later) == 1

        found = desk.get(sending)
        assert states(found) == [State.APPROVED, State.APPROVED]
        assert (found.left_on, found.attempt, found.is_without_pdf, found.retry_at) == (None, 2, False, None)

    def test_answers_of_every_attempt_are_kept(self, desk: Desk) -> None:
        sending = desk.sending()
        greylisted = RecipientAnswer("billing@dupont.example", Verdict.LATER, 451, "greylisted")
        with desk.writing() as unit:
            unit.reminders.conclude(sending.id, "token", Outcome(State.RETRY, "later", (greylisted,)), NOON)
            unit.reminders.wake(NOON)
            unit.reminders.claim(sending.id, "again", 60)
            unit.reminders.store_message(sending.id, "again", message("<2@x>"), "v2", STATED)
            unit.reminders.intend(sending.id, "again", NOON, TODAY)
            unit.reminders.conclude(sending.id, "again", accepted(), None)

            assert unit.reminders.answers(sending.id) == stored(greylisted, *accepted().answers)

        assert desk.get(sending).message_id == "<2@x>"

    def test_what_was_too_large_goes_without_its_pdf(self, desk: Desk) -> None:
        sending = desk.sending()

        with desk.writing() as unit:
            unit.reminders.conclude(
                sending.id, "token", Outcome(State.RETRY, "too_large", is_too_large=True), NOON
            )

        assert desk.get(sending).is_without_pdf

    def test_an_end_makes_the_customer_be_looked_at(self, desk: Desk) -> None:
        sending = desk.sending()
        desk.looked_at()

        with desk.writing() as unit:
            unit.reminders.conclude(sending.id, "token", Outcome(State.UNKNOWN, "broken"), None)

        assert desk.to_look_at() == (sending.customer_id,)
