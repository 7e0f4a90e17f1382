"""The reminder ledger: what is planned, found and kept apart, on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest

from connector.core.history import NOT_LIVE, Sort, State
from connector.core.policy import Channel, Severity
from tests.store.desk import NOON, STATED, TODAY, Desk, days, line, message, owed


@pytest.fixture(autouse=True)
def _two_invoices(desk: Desk) -> None:
    desk.merge(owed("F-1"), owed("F-2"))


class TestPlanning:
    def test_a_reminder_comes_back_as_it_was_planned(self, desk: Desk) -> None:
        planned = desk.reminder(
            line(desk.invoice("F-2"), is_first_contact=True),
            line(desk.invoice("F-1"), "firm", severity=Severity.FIRM, offset=15, deadline_days=None),
            state=State.AWAITING_APPROVAL,
            is_first_wave=True,
            reason="step_due",
            roles=("billing", "copy"),
        )

        with desk.writing() as unit:
            assert unit.reminders.add(planned)

        assert desk.get(planned) == planned

    def test_a_step_is_planned_once_for_an_invoice(self, desk: Desk) -> None:
        desk.planned()
        again = desk.reminder(sort=Sort.FORMAL)

        with desk.writing() as unit:
            assert not unit.reminders.add(again)
            assert unit.reminders.get(again.id) is None

    def test_nothing_of_a_refused_one_is_kept(self, desk: Desk) -> None:
        desk.planned(line(desk.invoice("F-1")))
        both = desk.reminder(line(desk.invoice("F-2")), line(desk.invoice("F-1")), sort=Sort.FORMAL)

        with desk.writing() as unit:
            assert not unit.reminders.add(both)

        desk.planned(line(desk.invoice("F-2")), sort=Sort.FORMAL)

    def test_another_cycle_is_another_step(self, desk: Desk) -> None:
        desk.sent()

        desk.planned(line(replace(desk.invoice(), cycle=2)))

    def test_one_unfinished_message_of_a_sort(self, desk: Desk) -> None:
        desk.planned(line(desk.invoice("F-1")))
        second = desk.reminder(line(desk.invoice("F-2")))

        with desk.writing() as unit:
            assert not unit.reminders.add(second)

    @pytest.mark.parametrize(
        "apart",
        [{"currency": "USD"}, {"language": "en"}, {"sort": Sort.FORMAL}, {"channel": Channel.TASK}],
        ids=["currency", "language", "sort", "task"],
    )
    def test_what_may_go_beside_it(self, desk: Desk, apart: dict[str, object]) -> None:
        desk.planned(line(desk.invoice("F-1")))

        desk.planned(line(desk.invoice("F-2")), **apart)

    def test_a_step_that_failed_may_be_planned_again(self, desk: Desk) -> None:
        first = desk.planned()
        with desk.writing() as unit:
            unit.reminders.miss(first.id, NOON)

        desk.planned()

    @pytest.mark.parametrize("state", sorted(set(State) - NOT_LIVE))
    def test_in_every_live_state_it_stands_in_the_way(self, desk: Desk, state: State) -> None:
        with desk.writing() as unit:
            assert unit.reminders.add(desk.reminder(state=state))
            assert not unit.reminders.add(desk.reminder(channel=Channel.TASK))

    @pytest.mark.parametrize("state", sorted(NOT_LIVE))
    def test_in_no_other(self, desk: Desk, state: State) -> None:
        with desk.writing() as unit:
            assert unit.reminders.add(desk.reminder(state=state))
            assert unit.reminders.add(desk.reminder())

    def test_a_line_with_an_end_of_its_own_is_out_of_the_way(self, desk: Desk) -> None:
        kept, out = line(desk.invoice("F-1")), line(desk.invoice("F-2"))
        planned = desk.reminder(kept, out)
        bounced = replace(planned.lines[1], state=State.BOUNCED)
        with desk.writing() as unit:
            assert unit.reminders.add(replace(planned, lines=(planned.lines[0], bounced)))

        desk.planned(out, sort=Sort.FORMAL)

    def test_what_was_sent_by_hand_is_recorded_final(self, desk: Desk) -> None:
        desk.looked_at()
        by_hand = desk.reminder(state=State.SENT, left_at=NOON, left_on=days(-3))

        with desk.writing() as unit:
            assert unit.reminders.record(by_hand)
            assert not unit.reminders.record(replace(by_hand, id="again"))

        (said,) = desk.facts().history.lines
        assert (said.is_taken, said.left_on, said.deadline_on) == (True, days(-3), days(4))
        assert desk.to_look_at() == (by_hand.customer_id,)


class TestFinding:
    def test_by_the_beginning_of_its_id(self, desk: Desk) -> None:
        planned = desk.planned()

        with desk.reading() as unit:
            assert unit.reminders.find(planned.id[:9]) == (desk.get(planned),)
            assert unit.reminders.find(planned.id) == (desk.get(planned),)
            assert unit.reminders.find(planned.id[:8] + "x") == ()

    @pytest.mark.parametrize("prefix", ["", "%", "_", "'"])
    def test_signs_of_the_database_find_nothing(self, desk: Desk, prefix: str) -> None:
        desk.planned()

        with desk.reading() as unit:
            assert unit.reminders.find(prefix) == ()

    def test_by_state_the_oldest_plan_first(self, desk: Desk) -> None:
        later = desk.planned(line(desk.invoice("F-1")), planned_at=NOON + timedelta(hours=1))
        first = desk.planned(line(desk.invoice("F-2")), sort=Sort.FORMAL)

        with desk.reading() as unit:
            approved = unit.reminders.in_states((State.APPROVED, State.RETRY))
            one = unit.reminders.in_states((State.APPROVED,), limit=1)

        assert [x.id for x in approved] == [first.id, later.id]
        assert [x.id for x in one] == [first.id]

    def test_everything_ever_said_to_a_customer_and_about_an_invoice(self, desk: Desk) -> None:
        old = desk.sent(line(desk.invoice("F-1")))
        new = desk.planned(line(desk.invoice("F-2")), planned_at=NOON + timedelta(days=1))

        with desk.reading() as unit:
            assert [x.id for x in unit.reminders.of_customer(old.customer_id)] == [old.id, new.id]
            assert [x.id for x in unit.reminders.of_invoice(desk.invoice("F-2").id)] == [new.id]

    def test_the_thread_is_what_left_before_formal_notices_apart(self, desk: Desk) -> None:
        first, formal = message("<1@x>"), message("<2@x>")
        for kind, words, name in ((Sort.REMINDER, first, "F-1"), (Sort.FORMAL, formal, "F-2")):
            made = desk.planned(line(desk.invoice(name)), sort=kind)
            with desk.writing() as unit:
                unit.reminders.claim(made.id, "t", 60)
                unit.reminders.store_message(made.id, "t", words, "v", STATED)
                unit.reminders.intend(made.id, "t", NOON, TODAY)
            desk.hand.forward(61)
            with desk.writing() as unit:
                unit.reminders.expire()

        with desk.reading() as unit:
            assert unit.reminders.thread(made.customer_id, NOON + timedelta(hours=1)) == ("<1@x>",)
            assert unit.reminders.thread(made.customer_id, NOON) == ()

    def test_what_left_since(self, desk: Desk) -> None:
        sent = desk.sent(line(desk.invoice("F-1")))
        desk.planned(line(desk.invoice("F-2")))

        with desk.reading() as unit:
            assert [x.id for x in unit.reminders.left_since(NOON)] == [sent.id]
            assert unit.reminders.left_since(NOON + timedelta(seconds=1)) == ()

    def test_what_is_gone_newest_first_and_what_was_refused_however_long_ago(self, desk: Desk) -> None:
        old = desk.planned(line(desk.invoice("F-1")), state=State.FAILED, planned_on=days(-300))
        sent = desk.sent(line(desk.invoice("F-2")))
        desk.planned(line(desk.invoice("F-1")), sort=Sort.FORMAL)

        with desk.reading() as unit:
            gone = unit.reminders.gone
            assert [x.id for x in gone(NOON, 9)] == [sent.id, old.id]
            assert [x.id for x in gone(NOON, 1)] == [sent.id]
            assert [x.id for x in gone(NOON, 9, skipped=1)] == [old.id]
            assert [x.id for x in gone(NOON + timedelta(seconds=1), 9)] == [old.id]
            assert unit.reminders.count_gone(NOON) == 2

    def test_calls_and_letters_that_wait_for_a_person(self, desk: Desk) -> None:
        waits = {"state": State.AWAITING_APPROVAL}
        later = desk.planned(
            line(desk.invoice("F-1")), channel=Channel.CALL, planned_at=NOON + timedelta(hours=1), **waits
        )
        first = desk.planned(line(desk.invoice("F-2")), channel=Channel.LETTER, **waits)
        desk.planned(line(desk.invoice("F-1"), "firm"), sort=Sort.FORMAL, **waits)

        with desk.reading() as unit:
            assert unit.reminders.to_do() == (first.id, later.id)


def test_one_after_another_by_their_ids(desk: Desk) -> None:
    sent, planned = desk.sent(line(desk.invoice("F-1"))), desk.planned(line(desk.invoice("F-2")))
    first, last = sorted((sent.id, planned.id))

    with desk.reading() as unit:
        every = [x.id for x in unit.reminders.after("", tuple(State), 9)]
        behind = [x.id for x in unit.reminders.after(first, tuple(State), 9)]
        left = [x.id for x in unit.reminders.after("", (State.SENT,), 9)]
        one = [x.id for x in unit.reminders.after("", tuple(State), 1)]

    assert (every, behind, left, one) == ([first, last], [last], [sent.id], [first])
