"""A person releases what he was shown, and takes it back while it has not left."""

from datetime import date

import pytest

from connector.core.history import TAKEN_BACK, State
from connector.core.invoice import Contact, Mode, PostingGuard, Role
from connector.core.message import Outcome, Outgoing
from connector.usecases import organisations
from connector.usecases.approve import (
    Desk,
    TakenBack,
    approve_all,
    approve_shown,
    desk,
    following,
    place,
    take_back,
)
from tests.scenarios.office import Office


@pytest.fixture
def waiting(office: Office) -> Office:
    """Messages to Dupont (120.00 EUR) and to Durand (900.00 EUR) wait for approval."""
    office.set_mode(Mode.APPROVE)
    office.invoice("F-1", "2026-08-27", 120_00)
    office.invoice("F-2", "2026-08-27", 900_00, customer="Durand")
    office.sync()
    office.plan()
    return office


def on_the_desk(office: Office, most: int = 9) -> Desk:
    return desk(office.app, office.id, most)


def as_shown(office: Office) -> dict[str, str]:
    return {x.reminder.id: x.seal for x in on_the_desk(office).waiting}


def release(office: Office, shown: dict[str, str]) -> int:
    return len(approve_shown(office.app, office.id, shown, "Anna").released)


def back(office: Office, reminder_id: str | None = None) -> TakenBack:
    """The largest that was released, unless it is named."""
    chosen = reminder_id or on_the_desk(office).released[0].reminder.id
    return take_back(office.app, office.id, chosen, "Bruno")


def states(office: Office) -> list[State]:
    return sorted(x.state for x in office.reminders())


def customers(office: Office) -> list[str]:
    """Whose messages wait."""
    return [x.customer for x in on_the_desk(office).waiting]


class TestPressedTwice:
    def test_what_was_released_by_the_same_person_is_no_surprise(self, waiting: Office) -> None:
        shown = as_shown(waiting)
        release(waiting, shown)

        twice = approve_shown(waiting.app, waiting.id, shown, "Anna")

        assert (len(twice.again), twice.count) == (2, 0)

    def test_nor_once_it_has_left(self, waiting: Office) -> None:
        shown = as_shown(waiting)
        release(waiting, shown)
        waiting.send()

        assert len(approve_shown(waiting.app, waiting.id, shown, "Anna").again) == 2

    def test_what_somebody_else_has_released_is_looked_at(self, waiting: Office) -> None:
        shown = as_shown(waiting)
        release(waiting, shown)

        twice = approve_shown(waiting.app, waiting.id, shown, "Bruno")

        assert (twice.again, twice.count) == ((), 0)

    def test_what_he_took_back_is_released_again(self, waiting: Office) -> None:
        shown = as_shown(waiting)
        release(waiting, shown)
        back(waiting)

        twice = approve_shown(waiting.app, waiting.id, shown, "Anna")

        assert (len(twice.released), len(twice.again)) == (1, 1)

    def test_the_next_one_is_read_whether_this_one_waits_or_not(self, waiting: Office) -> None:
        waiting.invoice("F-3", "2026-08-27", 500_00, customer="Duval")
        waiting.sync()
        waiting.plan()
        first, second, last = (x.reminder.id for x in on_the_desk(waiting).waiting)
        assert following(waiting.app, waiting.id, first) == second
        assert following(waiting.app, waiting.id, last) == first

        release(waiting, as_shown(waiting) | {last: "", first: ""})

        assert following(waiting.app, waiting.id, second) == last
        assert following(waiting.app, waiting.id, "nobody") == first

    def test_after_the_last_one_there_is_none(self, waiting: Office) -> None:
        first, _ = (x.reminder.id for x in on_the_desk(waiting).waiting)
        release(waiting, as_shown(waiting))

        assert following(waiting.app, waiting.id, first) is None


class TestReleasing:
    def test_the_largest_is_shown_first_with_whom_it_would_go_to(self, waiting: Office) -> None:
        found = on_the_desk(waiting)

        assert [(x.customer, x.to) for x in found.waiting] == [
            ("Durand", ("durand@durand.example",)),
            ("Dupont", ("dupont@dupont.example",)),
        ]
        assert (found.waiting_count, found.released, found.released_count) == (2, [], 0)

    def test_of_many_the_first_are_shown_and_all_are_counted(self, waiting: Office) -> None:
        found = on_the_desk(waiting, most=1)

        assert [x.customer for x in found.waiting] == ["Durand"]
        assert found.waiting_count == 2

    def test_one_of_them_knows_its_place(self, waiting: Office) -> None:
        first, second = (x.reminder.id for x in on_the_desk(waiting).waiting)

        found = place(waiting.app, waiting.id, second)

        assert found is not None
        assert (found.shown.customer, found.ids) == ("Dupont", (first, second))
        assert place(waiting.app, waiting.id, "nobody") is None

    def test_what_was_shown_is_released_to_whom_it_was_shown(self, waiting: Office) -> None:
        shown = {x.reminder.id: x.to for x in on_the_desk(waiting).waiting}

        assert release(waiting, as_shown(waiting)) == 2

        found = on_the_desk(waiting)
        assert (found.waiting, found.released_count) == ([], 2)
        assert {(x.reminder.approved_by, x.reminder.approved_recipients) for x in found.released} == {
            ("Anna", to) for to in shown.values()
        }

    @pytest.mark.parametrize("role", [Role.BILLING, Role.COPY])
    def test_what_another_would_read_by_now_is_looked_at_again(self, waiting: Office, role: Role) -> None:
        shown = as_shown(waiting)
        _add(waiting, role)

        assert release(waiting, shown) == 1
        assert customers(waiting) == ["Dupont"]

    @pytest.mark.parametrize("role", [Role.BILLING, Role.COPY])
    def test_who_would_read_it_once_it_is_released_needs_another_approval(
        self, waiting: Office, role: Role
    ) -> None:
        release(waiting, as_shown(waiting))
        _add(waiting, role)

        waiting.cycle()

        assert customers(waiting) == ["Dupont"]
        assert [number for _, number, _ in waiting.steps()] == ["F-2"]

    def test_what_asks_for_another_amount_by_now_is_another_message(self, waiting: Office) -> None:
        shown = as_shown(waiting)
        waiting.account.pay("F-2", 100_00)
        for day in ("2026-09-01", "2026-09-04"):  # the payment is a contact: he is left alone for three days
            waiting.at(day)
            waiting.sync()
            waiting.plan()

        assert release(waiting, shown) == 1

    def test_nor_is_one_that_came_back_to_wait_with_more_in_it(self, waiting: Office) -> None:
        """A colleague releases it, more is due, and it waits again: by the same id it says something else."""
        shown = as_shown(waiting)
        approve_all(waiting.app, waiting.id, "Bruno")
        waiting.invoice("F-3", "2026-08-27", 500_00, customer="Durand")
        waiting.sync()
        waiting.send()
        assert customers(waiting) == ["Durand"]

        assert release(waiting, shown) == 0

    def test_nothing_else_is_released_that_way(self, waiting: Office) -> None:
        """Neither what is no message of this organisation, nor what was released already."""
        shown = as_shown(waiting)
        approve_all(waiting.app, waiting.id, "Bruno")

        assert release(waiting, shown | {"nobody": ""}) == 0
        assert {x.approved_by for x in waiting.reminders()} == {"Bruno"}

    def test_a_call_is_done_and_not_released(self, office: Office) -> None:
        office.invoice("F-1", "2026-09-01")
        office.sync()
        office.days("2026-09-02", "2026-09-22")
        calls = [x for x in office.reminders() if x.is_task]

        assert calls
        assert release(office, {calls[0].id: ""}) == 0
        assert on_the_desk(office).waiting_count == 0


class TestTakingBack:
    def test_it_waits_again_and_does_not_leave(self, waiting: Office) -> None:
        release(waiting, as_shown(waiting))

        assert back(waiting) is TakenBack.DONE
        waiting.cycle()

        assert customers(waiting) == ["Durand"]
        assert states(waiting) == [State.AWAITING_APPROVAL, State.SENT]
        again = on_the_desk(waiting).waiting[0].reminder
        assert (again.approved_by, again.approved_at, again.approved_recipients) == (None, None, ())
        assert ({x.state for x in again.lines}, again.reason) == ({State.AWAITING_APPROVAL}, TAKEN_BACK)

    def test_and_may_be_released_again(self, waiting: Office) -> None:
        for _ in range(2):
            release(waiting, as_shown(waiting))
            for one in on_the_desk(waiting).released:
                back(waiting, one.reminder.id)
        release(waiting, as_shown(waiting))
        waiting.cycle()

        assert states(waiting) == [State.SENT, State.SENT]
        assert TAKEN_BACK not in {x.reason for x in waiting.reminders()}

    def test_what_has_left_cannot_be_taken_back(self, waiting: Office) -> None:
        release(waiting, as_shown(waiting))
        mine = on_the_desk(waiting).released[0].reminder
        waiting.cycle()

        assert [back(waiting, x) for x in (mine.id, "nobody")] == [TakenBack.GONE] * 2

    def test_what_is_in_a_sender_s_hands_is_leaving(self, waiting: Office) -> None:
        release(waiting, as_shown(waiting))
        mine = on_the_desk(waiting).released[0].reminder
        with waiting.store.writing(waiting.id) as unit:
            assert unit.reminders.claim(mine.id, "token", 300)

        assert back(waiting, mine.id) is TakenBack.LEAVING
        assert on_the_desk(waiting).released_count == 2

    def test_what_will_be_tried_again_is_not(self, waiting: Office) -> None:
        release(waiting, as_shown(waiting))
        waiting.app = waiting.make_app(channels={"email": _Later()})
        waiting.send()
        assert states(waiting) == [State.RETRY, State.RETRY]

        assert [back(waiting, x.reminder.id) for x in on_the_desk(waiting).released] == [TakenBack.DONE] * 2
        waiting.app = waiting.make_app()
        waiting.cycle("2026-09-02")

        assert waiting.steps() == []
        assert on_the_desk(waiting).waiting_count == 2

    def test_it_waits_although_the_organisation_sends_by_itself_now(self, waiting: Office) -> None:
        release(waiting, as_shown(waiting))
        back(waiting)
        waiting.set_mode(Mode.AUTO)

        waiting.days("2026-09-01", "2026-09-09")

        assert customers(waiting) == ["Durand"]
        assert [number for _, number, _ in waiting.steps()] == ["F-1"]

    def test_it_waits_although_payments_are_posted_again(self, office: Office) -> None:
        _guarded(office)
        release(office, as_shown(office))
        back(office)
        office.account.pay("F-9", 10_00, on=date(2026, 9, 15))

        office.cycle("2026-09-16")

        assert customers(office) == ["Dupont"]
        assert office.steps() == [("2026-09-04", "F-1", "notice")]

    def test_so_does_what_takes_its_place(self, waiting: Office) -> None:
        """Another invoice of his comes due: one message of both, and nobody has released it."""
        release(waiting, as_shown(waiting))
        back(waiting)
        waiting.set_mode(Mode.AUTO)
        waiting.invoice("F-3", "2026-08-28", 50_00, customer="Durand")

        waiting.days("2026-09-01", "2026-09-03")

        (both,) = on_the_desk(waiting).waiting
        assert {x.number for x in both.reminder.live_lines} == {"F-2", "F-3"}
        assert [number for _, number, _ in waiting.steps()] == ["F-1"]

    def test_in_shadow_what_takes_its_place_is_planned_as_ever(self, waiting: Office) -> None:
        release(waiting, as_shown(waiting))
        back(waiting)
        waiting.set_mode(Mode.SHADOW)
        waiting.invoice("F-3", "2026-08-28", 50_00, customer="Durand")

        waiting.days("2026-09-01", "2026-09-02")

        assert on_the_desk(waiting).waiting_count == 0


class _Later:
    """A mail server that never has time."""

    def deliver(self, message: Outgoing) -> Outcome:
        return Outcome(State.RETRY, "later")


def _add(office: Office, role: Role) -> None:
    with office.store.writing(office.id) as unit:
        dupont = unit.ledger.find_customers("Dupont")[0]
        unit.ledger.add_contact(dupont.id, Contact("new@dupont.example", role=role), office.clock.now())


def _guarded(office: Office) -> None:
    """Nothing was posted for long: what is due after its day waits for a person, in the mode auto too."""
    organisations.change_organisation(office.app, office.id, "Anna", posting_guard=PostingGuard.APPROVE)
    office.invoice("F-9", "2026-12-20", 50_00, customer="Autre")
    office.invoice("F-1", "2026-09-10", 120_00)
    office.sync()
    office.account.pay("F-9", 10_00, on=date(2026, 9, 1))
    office.sync()
    office.days("2026-09-02", "2026-09-15")
    assert customers(office) == ["Dupont"]
