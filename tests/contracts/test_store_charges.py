"""Charges that failed, as the ledger keeps them, on both databases."""

import pytest
from sqlalchemy.exc import StatementError

from connector.core.declines import Failure
from connector.core.source import SourceInvoice
from connector.store.schema import invoices
from tests.store.desk import Desk, days, owed


def charged(failed: int | None, next_attempt: int | None = None, code: str = "lost_card") -> SourceInvoice:
    """A charge that failed so many days from today; None: it has not."""
    following = None if next_attempt is None else days(next_attempt)
    failure = None if failed is None else Failure(code, days(failed), following, "try_again_later")
    return owed(due_on=None, is_charge=True, is_autopay=True, failure=failure)


class TestFailedCharges:
    def test_come_back_as_they_were(self, desk: Desk) -> None:
        desk.merge(charged(-1, 2))

        assert desk.invoice().is_charge
        assert desk.invoice().failure == Failure("lost_card", days(-1), days(2), "try_again_later")

    def test_keep_the_day_of_the_first_try_and_take_all_else_of_the_last(self, desk: Desk) -> None:
        desk.merge(charged(0, 1))

        desk.merge(charged(1, 4, "insufficient_funds"), day=1)

        expected = Failure("insufficient_funds", days(0), days(4), "try_again_later")
        assert desk.invoice().failure == expected

    def test_are_forgotten_once_the_charge_is_under_way(self, desk: Desk) -> None:
        desk.merge(charged(0))

        desk.merge(charged(None), day=1)
        under_way = desk.invoice().failure
        desk.merge(charged(2), day=2)

        assert under_way is None
        assert desk.invoice().failure == Failure("lost_card", days(2), None, "try_again_later")

    @pytest.mark.parametrize(("failed", "is_cold"), [(0, False), (-3, False), (-4, True)])
    def test_that_failed_long_before_they_were_seen_begin_cold(
        self, desk: Desk, failed: int, is_cold: bool
    ) -> None:
        desk.merge(charged(failed))

        assert (desk.invoice().cold_start_on is not None) is is_cold

    def test_do_not_begin_cold_where_the_charge_was_known_before_it_failed(self, desk: Desk) -> None:
        desk.merge(charged(None))

        desk.merge(charged(-9), day=1)

        assert desk.invoice().cold_start_on is None

    def test_belong_to_the_first_wave_of_who_leaves_shadow(self, desk: Desk) -> None:
        desk.merge(charged(0))
        with desk.writing() as unit:
            unit.ledger.judge_cold_starts(days(1))

        assert desk.invoice().cold_start_on == days(1)

    def test_are_a_failure_and_nothing_else(self, desk: Desk) -> None:
        desk.merge(charged(0))

        with pytest.raises(StatementError, match="a failure is a Failure"), desk.writing() as unit:
            unit.ledger._scope.run(invoices.update().values(failure="lost_card"))
