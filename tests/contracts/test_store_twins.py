"""One debt in two connections: what a merge finds, and what tells which invoice is chased."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from connector.core.card import Card
from connector.core.history import State
from connector.core.invoice import Hold, HoldReason, Invoice, Scope, Status, Twin
from connector.core.ledger import MergeReport
from connector.core.source import Batch, Connection, ConnectionKind
from connector.core.twins import Standing
from tests.store.desk import DUPONT, NOON, TODAY, Desk, days, line, listening, owed


@pytest.fixture
def account(desk: Desk) -> Connection:
    """Beside the ledger file, in which F-1 and F-2 are owed."""
    desk.merge(owed("F-1"), owed("F-2"))
    made = Connection(str(uuid4()), "elsewhere", "account", ConnectionKind.ACCOUNT)
    with desk.writing() as unit:
        unit.connections.add(made)
    return made


def read(
    desk: Desk, account: Connection, *invoices: Any, is_whole: bool = False, day: int = 0
) -> MergeReport:
    page = Batch((replace(DUPONT, name="Dupont again"),), invoices)
    at = NOON + timedelta(days=day)
    with desk.writing() as unit:
        return unit.ledger.merge(account, iter([page]), at, days(day), is_whole)


def both(desk: Desk, number: str = "F-1") -> tuple[Invoice, Invoice]:
    """The file's, and the account's."""
    with desk.reading() as unit:
        found = sorted(unit.ledger.find_invoices(number), key=lambda x: x.connection_id != desk.connection.id)
    return found[0], found[1]


def held(desk: Desk, invoice: Invoice, twin: Invoice, **fields: Any) -> Hold:
    reason = HoldReason.DUPLICATE_SOURCE
    its: dict[str, Any] = {"customer_id": invoice.customer_id, "invoice_id": invoice.id}
    made = Hold(str(uuid4()), reason, Scope.INVOICE, TODAY, **its, twin=Twin(twin.id), **fields)
    with desk.writing() as unit:
        unit.holds.add_all([made], NOON)
    return made


def standing(desk: Desk, invoice: Invoice) -> Standing:
    with desk.reading() as unit:
        return unit.ledger.standings([invoice.id], TODAY)[invoice.id]


class TestWhatIsFound:
    def test_the_same_number_currency_and_total_open_in_both(self, desk: Desk, account: Connection) -> None:
        report = read(desk, account, owed("F-1", open=5), owed("F-2", total=9), owed("F-3"))

        of_file, of_account = both(desk)
        assert report.doubled == ((of_account.id, of_file.id),)

    def test_by_whichever_comes_second(self, desk: Desk, account: Connection) -> None:
        read(desk, account, owed("F-9"))

        report = desk.merge(owed("F-9"), owed("F-1"), owed("F-2"))

        of_file, of_account = both(desk, "F-9")
        assert report.doubled == ((of_file.id, of_account.id),)

    def test_nothing_where_one_is_closed(self, desk: Desk, account: Connection) -> None:
        desk.merge(owed("F-1", status=Status.PAID), owed("F-2"), day=1)

        assert read(desk, account, owed("F-1"), day=2).doubled == ()
        assert read(desk, account, owed("F-2", status=Status.VOID), day=2).doubled == ()

    def test_nothing_with_a_connection_that_has_ended(self, desk: Desk, account: Connection) -> None:
        with desk.writing() as unit:
            unit.connections.change(desk.connection.id, ended_at=NOON)

        assert read(desk, account, owed("F-1")).doubled == ()

    def test_nothing_within_one_connection(self, desk: Desk) -> None:
        report = desk.merge(owed("F-1"), replace(owed("F-1"), source_id="another"))

        assert (report.new, report.doubled) == (2, ())

    def test_nothing_by_what_has_not_changed(self, desk: Desk, account: Connection) -> None:
        read(desk, account, owed("F-1"))

        assert read(desk, account, owed("F-1"), day=1).doubled == ()

    def test_blanks_around_a_number_say_nothing(self, desk: Desk, account: Connection) -> None:
        report = read(desk, account, replace(owed("F-1"), number=" F-1\t"), replace(owed("b"), number=" "))

        assert len(report.doubled) == 1
        assert desk.invoice("") is not None

    def test_no_number_is_no_number_to_compare(self, desk: Desk, account: Connection) -> None:
        desk.merge(owed("F-1"), replace(owed("a"), number=" "), day=1)

        assert read(desk, account, replace(owed("b"), number="")).doubled == ()

    def test_two_cards_that_end_are_no_debt(self, desk: Desk, account: Connection) -> None:
        card: dict[str, Any] = {"total": 0, "open": 0, "card": Card("Visa", "4242", NOON.date())}
        read(desk, desk.connection, owed(**card))

        assert read(desk, account, owed(**card)).doubled == ()

    @pytest.mark.parametrize("is_ended", [False, True])
    @pytest.mark.parametrize("is_crossed", [False, True])
    def test_a_pair_that_was_held_once_is_not_found_again(
        self, desk: Desk, account: Connection, is_ended: bool, is_crossed: bool
    ) -> None:
        read(desk, account, owed("F-1"))
        pair = both(desk)
        hold = held(desk, *(reversed(pair) if is_crossed else pair))
        if is_ended:
            with desk.writing() as unit:
                unit.holds.end(hold.id, TODAY, NOON)

        assert read(desk, account, owed("F-1", open=5), day=1).doubled == ()

    def test_alone_it_looks_for_nothing(self, desk: Desk) -> None:
        with listening(desk.store) as heard:
            desk.merge(*(owed(f"F-{n}") for n in range(600)))

        assert not any("twin.total" in statement for statement in heard)


class TestWhatIsClosed:
    @pytest.fixture(autouse=True)
    def _a_pair(self, desk: Desk, account: Connection) -> None:
        """The account's follows the file's."""
        read(desk, account, owed("F-1"))
        of_file, of_account = both(desk)
        held(desk, of_account, of_file)
        desk.looked_at()

    @pytest.mark.parametrize("status", [Status.PAID, Status.VOID, Status.DELETED])
    def test_the_follower_leaves_the_other_to_a_person(
        self, desk: Desk, account: Connection, status: Status
    ) -> None:
        report = read(desk, account, owed("F-1", status=status), day=1)

        of_file, of_account = both(desk)
        assert report.parted == ((of_file.id, of_account.id),)

    def test_once(self, desk: Desk, account: Connection) -> None:
        of_file, of_account = both(desk)
        held(desk, of_file, of_account, until_on=TODAY)

        assert read(desk, account, owed("F-1", status=Status.PAID), day=1).parted == ()

    def test_not_where_a_person_has_said_that_they_are_two(self, desk: Desk, account: Connection) -> None:
        with desk.writing() as unit:
            for hold in unit.holds.active():
                unit.holds.end(hold.id, TODAY, NOON)

        assert read(desk, account, owed("F-1", status=Status.PAID), day=1).parted == ()

    def test_whoever_follows_is_looked_at_when_the_other_turns(self, desk: Desk) -> None:
        (_, of_account) = both(desk)
        assert of_account.customer_id not in desk.to_look_at()

        desk.merge(owed("F-2"), day=1)

        assert of_account.customer_id in desk.to_look_at()

    def test_its_hold_says_when(self, desk: Desk) -> None:
        desk.merge(owed("F-2"), day=1)

        of_file, _ = both(desk)
        with desk.reading() as unit:
            (hold,) = unit.holds.active()
        assert hold.twin == Twin(of_file.id, closed_on=days(1))

    def test_its_hold_says_that_the_connection_has_ended(self, desk: Desk) -> None:
        with desk.writing() as unit:
            unit.connections.change(desk.connection.id, ended_at=NOON)
            (hold,) = unit.holds.active()

        assert hold.twin is not None and hold.twin.is_gone


class TestWhatTells:
    def test_nothing_is_known_of_one_that_just_came(self, desk: Desk, account: Connection) -> None:
        read(desk, account, owed("F-1", is_charge=True))

        of_file, of_account = both(desk)
        assert standing(desk, of_file) == Standing(of_file.id)
        assert standing(desk, of_account) == Standing(of_account.id, is_charge=True, is_account=True)

    @pytest.mark.parametrize(
        ("state", "has_said"),
        [(State.APPROVED, False), (State.CANCELLED, False), (State.SENT, True), (State.UNKNOWN, True)],
    )
    def test_whether_something_was_said(self, desk: Desk, state: State, has_said: bool) -> None:
        desk.merge(owed("F-1"))
        desk.planned(line(desk.invoice()), state=state)

        assert standing(desk, desk.invoice()).has_said is has_said

    def test_what_is_leaving_is_said(self, desk: Desk) -> None:
        desk.merge(owed("F-1"))
        desk.sending(line(desk.invoice()))

        assert standing(desk, desk.invoice()).has_said

    @pytest.mark.parametrize(
        ("fields", "is_held"),
        [
            ({"reason": HoldReason.DISPUTE}, True),
            ({"reason": HoldReason.PAUSE, "until_on": days(0)}, True),
            ({"reason": HoldReason.PAUSE, "until_on": days(-1)}, False),
            ({"reason": HoldReason.PAUSE, "ended_on": days(0)}, False),
            ({"reason": HoldReason.INSOLVENCY, "scope": Scope.CUSTOMER, "invoice_id": None}, True),
            ({"reason": HoldReason.DUPLICATE_SOURCE}, False),
        ],
    )
    def test_whether_a_person_keeps_it_silent(
        self, desk: Desk, fields: dict[str, Any], is_held: bool
    ) -> None:
        desk.merge(owed("F-1"), owed("F-2"))
        invoice = desk.invoice()
        known: dict[str, Any] = {"scope": Scope.INVOICE, "since_on": TODAY, "invoice_id": invoice.id}
        hold = Hold(**({"id": "h", **known, "customer_id": invoice.customer_id} | fields))
        with desk.writing() as unit:
            unit.holds.add(hold, NOON)

        assert standing(desk, invoice).is_held is is_held
        of_all = hold.scope is Scope.CUSTOMER
        assert standing(desk, desk.invoice("F-2")).is_held is of_all

    def test_a_reply_speaks_of_all_his_invoices(self, desk: Desk) -> None:
        desk.merge(owed("F-1"), owed("F-2"))
        invoice = desk.invoice()
        whose = (Scope.INVOICE, TODAY, invoice.customer_id, invoice.id)
        with desk.writing() as unit:
            unit.holds.add(Hold("h", HoldReason.REPLY, *whose), NOON)

        assert standing(desk, desk.invoice("F-2")).is_held

    def test_an_excluded_customer_is_silent(self, desk: Desk) -> None:
        desk.merge(owed("F-1"))
        with desk.writing() as unit:
            unit.ledger.change_customer(desk.invoice().customer_id, is_excluded=True)

        assert standing(desk, desk.invoice()).is_held

    def test_whether_it_follows_another_that_is_chased(self, desk: Desk, account: Connection) -> None:
        read(desk, account, owed("F-1"))
        of_file, of_account = both(desk)
        held(desk, of_account, of_file)
        before = standing(desk, of_account).follows
        desk.merge(owed("F-2"), day=1)

        assert (before, standing(desk, of_account).follows) == (True, False)
        assert not standing(desk, of_file).follows

    def test_what_a_person_calls_a_duplicate_follows(self, desk: Desk) -> None:
        desk.merge(owed("F-1"))
        invoice = desk.invoice()
        whose = (Scope.INVOICE, TODAY, invoice.customer_id, invoice.id)
        with desk.writing() as unit:
            unit.holds.add(Hold("h", HoldReason.DUPLICATE_SOURCE, *whose), NOON)

        assert standing(desk, invoice).follows


class TestWhatIsSaidOfTheSilentOne:
    """The account's F-1 and F-3 are its customer's; the file's F-1 is chased."""

    @pytest.fixture
    def pair(self, desk: Desk, account: Connection) -> tuple[Invoice, Invoice]:
        read(desk, account, owed("F-1"), owed("F-3"))
        of_file, of_account = both(desk)
        held(desk, of_account, of_file)
        desk.looked_at()
        return of_file, of_account

    def dispute(self, desk: Desk, invoice: Invoice) -> None:
        whose = (Scope.INVOICE, TODAY, invoice.customer_id, invoice.id)
        with desk.writing() as unit:
            unit.holds.add(Hold("h", HoldReason.DISPUTE, *whose, amount=7), NOON)

    def said(self, desk: Desk, invoice: Invoice) -> list[tuple[Scope, str | None, str | None, int | None]]:
        with desk.reading() as unit:
            (facts,) = unit.ledger.facts([invoice.customer_id])
        return [(x.scope, x.customer_id, x.invoice_id, x.amount) for x in facts.holds if x.id == "h"]

    def test_is_said_of_its_twin_who_is_looked_at(self, desk: Desk, pair: tuple[Invoice, Invoice]) -> None:
        chased, silent = pair
        self.dispute(desk, silent)

        assert self.said(desk, chased) == [(Scope.INVOICE, chased.customer_id, chased.id, 7)]
        assert set(desk.to_look_at()) == {chased.customer_id, silent.customer_id}

    def test_of_another_invoice_of_his_is_not(self, desk: Desk, pair: tuple[Invoice, Invoice]) -> None:
        self.dispute(desk, desk.invoice("F-3"))

        assert self.said(desk, pair[0]) == []

    def test_nor_what_is_said_of_the_one_that_is_chased(
        self, desk: Desk, pair: tuple[Invoice, Invoice]
    ) -> None:
        chased, silent = pair
        self.dispute(desk, chased)

        assert self.said(desk, silent) == []
        assert desk.to_look_at() == (chased.customer_id,)
