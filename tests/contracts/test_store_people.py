"""Holds, tasks, connections, organisations and leases, on both databases."""

from dataclasses import replace
from datetime import time, timedelta
from uuid import uuid4

import pytest

from connector.core.consents import NotConnected, WhyNot
from connector.core.errors import Refused
from connector.core.invoice import Hold, HoldReason, Instalment, Mode, Organisation, PostingGuard, Scope
from connector.core.source import Connection, ConnectionKind
from connector.core.tasks import SUPERSEDED, Task, TaskKind
from connector.core.told import Sentences, in_language
from connector.store.engine import SqlStore
from tests.store.desk import NOON, TODAY, Desk, Hand, days, owed

MADE = timedelta(minutes=1)


def hold(desk: Desk, scope: Scope, **fields: object) -> Hold:
    made = Hold(f"{scope}-{desk.id[:8]}", HoldReason.PAUSE, scope, TODAY)
    if scope is Scope.CUSTOMER:
        made = replace(made, customer_id=desk.facts().customer.id)
    if scope is Scope.INVOICE:
        made = replace(made, invoice_id=desk.invoice().id)
    return replace(made, **fields)  # type: ignore[arg-type]


class TestHolds:
    @pytest.fixture(autouse=True)
    def _an_invoice(self, desk: Desk) -> None:
        desk.merge(owed())

    def test_one_comes_back_as_it_was_made(self, desk: Desk) -> None:
        plan = hold(
            desk,
            Scope.INVOICE,
            reason=HoldReason.PLAN,
            until_on=days(60),
            amount=9000,
            open_then=10000,
            instalments=(Instalment(days(20), 5000), Instalment(days(50), 5000)),
            author="anna",
            note="by telephone",
        )

        with desk.writing() as unit:
            unit.holds.add(plan, NOON)

        with desk.reading() as unit:
            assert unit.holds.active() == (plan,)

    @pytest.mark.parametrize("scope", list(Scope))
    def test_it_is_among_the_facts_of_whom_it_covers(self, desk: Desk, scope: Scope) -> None:
        made = hold(desk, scope)

        with desk.writing() as unit:
            unit.holds.add(made, NOON)

        assert desk.facts().holds == (made,)

    @pytest.mark.parametrize("scope", list(Scope))
    def test_its_beginning_and_its_end_wake_whom_it_covers(self, desk: Desk, scope: Scope) -> None:
        made = hold(desk, scope)
        desk.looked_at()

        with desk.writing() as unit:
            unit.holds.add(made, NOON)
        begun = desk.to_look_at()
        desk.looked_at()
        with desk.writing() as unit:
            unit.holds.end(made.id, days(1), NOON)

        assert begun == desk.to_look_at() == (desk.facts().customer.id,)

    def test_one_that_ended_stays_in_the_facts_with_its_day(self, desk: Desk) -> None:
        made = hold(desk, Scope.CUSTOMER)
        with desk.writing() as unit:
            unit.holds.add(made, NOON)

            unit.holds.end(made.id, days(1), NOON)
            unit.holds.end(made.id, days(9), NOON)

            assert unit.holds.active() == ()
        assert desk.facts().holds == (replace(made, ended_on=days(1)),)


class TestTasks:
    def task(self, **fields: object) -> Task:
        made = Task("t-1", TaskKind.SORT_REPLY, "reply:1", "Read what Dupont answered.", NOON)
        return replace(made, **fields)  # type: ignore[arg-type]

    def test_the_same_question_is_asked_once(self, desk: Desk) -> None:
        with desk.writing() as unit:
            assert unit.tasks.open(self.task())
            assert not unit.tasks.open(self.task(id="t-2"))

            assert unit.tasks.waiting() == (self.task(),)

    def test_once_answered_it_may_come_up_again(self, desk: Desk) -> None:
        with desk.writing() as unit:
            unit.tasks.open(self.task())

            assert unit.tasks.close("t-1", "done", NOON + MADE)
            assert not unit.tasks.close("t-1", "again", NOON + MADE)
            assert unit.tasks.waiting() == ()
            assert unit.tasks.open(self.task(id="t-2"))
            assert unit.tasks.close_key("reply:1", "done", NOON + MADE)
            assert not unit.tasks.close_key("reply:1", "done", NOON + MADE)

    def test_the_oldest_comes_first(self, desk: Desk) -> None:
        with desk.writing() as unit:
            unit.tasks.open(self.task(id="young", key="a", opened_at=NOON + MADE))
            unit.tasks.open(self.task(id="old", key="b"))

            assert [x.id for x in unit.tasks.waiting()] == ["old", "young"]

    def test_what_a_person_has_answered_is_known(self, desk: Desk) -> None:
        with desk.writing() as unit:
            for n, key in enumerate(("open", "answered", "by itself")):
                unit.tasks.open(self.task(id=f"t-{n}", key=key))
            unit.tasks.close_key("answered", "done", NOON)
            unit.tasks.close_key("by itself", SUPERSEDED, NOON)

            assert unit.tasks.answered(("open", "answered", "by itself", "never")) == {"answered"}

    def test_those_of_some_customers_are_asked_for_alone(self, desk: Desk) -> None:
        desk.merge(owed())
        mine = self.task(customer_id=desk.facts().customer.id)
        with desk.writing() as unit:
            unit.tasks.open(mine)
            unit.tasks.open(self.task(id="t-2", key="of nobody"))

            assert unit.tasks.waiting([desk.facts().customer.id]) == (mine,)
            assert unit.tasks.waiting(["somebody else"]) == ()

    def test_it_names_what_it_is_about(self, desk: Desk) -> None:
        desk.merge(owed())
        sent = desk.sent()
        made = self.task(
            customer_id=sent.customer_id, invoice_id=desk.invoice().id, reminder_id=sent.id, key="unknown:1"
        )

        with desk.writing() as unit:
            unit.tasks.open(made)

            assert unit.tasks.waiting() == (made,)


class TestConnections:
    def test_a_key_is_kept_sealed(self, desk: Desk) -> None:
        account = Connection("acc", "elsewhere", "books", ConnectionKind.ACCOUNT)

        with desk.writing() as unit:
            unit.connections.add(account, "rk_test_1")

            assert unit.connections.secret("acc") == "rk_test_1"
            assert unit.connections.secret(desk.connection.id) is None
            stored = unit._scope.connection.exec_driver_sql("SELECT sealed_secret FROM connections").scalars()
            assert not any("rk_test_1" in (text or "") for text in stored)

    def test_its_state_is_remembered(self, desk: Desk) -> None:
        with desk.writing() as unit:
            unit.connections.change(desk.connection.id, read_at=NOON, alarm="Row 7 cannot be read.")

            (found,) = unit.connections.all()

        assert found == replace(desk.connection, read_at=NOON, alarm="Row 7 cannot be read.")

    def test_what_ails_it_is_remembered_in_every_language(self, desk: Desk) -> None:
        ails = Sentences({"ails": ("{n} rows.", "{n} lignes.")})("ails", n=7)
        with desk.writing() as unit:
            unit.connections.change(desk.connection.id, alarm=ails, remark="Theirs.")

        with desk.writing() as unit:
            (found,) = unit.connections.all()

        assert [in_language(x, "fr") for x in found.troubles] == ["7 lignes.", "Theirs."]
        assert found.troubles == ("7 rows.", "Theirs.")

    @pytest.mark.parametrize("tenant", ["acct_1", None], ids=["consent", "key"])
    def test_an_account_is_free_unless_another_organisation_reads_it(
        self, store: SqlStore, desk: Desk, tenant: str | None
    ) -> None:
        other, kept = Desk(store, desk.hand), str(uuid4())
        name = "Atelier" if tenant else "acct_1"
        with other.writing() as unit:
            unit.connections.add(Connection(kept, "acme", name, ConnectionKind.ACCOUNT, tenant=tenant))

        with desk.reading() as unit, pytest.raises(NotConnected) as taken:
            unit.connections.check_free("acme", "acct_1")
        with other.reading() as unit:
            unit.connections.check_free("acme", "acct_1")
        with desk.reading() as unit:
            for provider, account in (("acme", "acct_2"), ("acme", "Atelier"), ("bolt", "acct_1")):
                unit.connections.check_free(provider, account)
        with other.writing() as unit:
            unit.connections.change(kept, ended_at=NOON)
        with desk.reading() as unit:
            unit.connections.check_free("acme", "acct_1")

        assert taken.value.why is WhyNot.CONNECTED_ELSEWHERE


class TestOrganisations:
    def test_one_comes_back_as_it_was_made(self, store: SqlStore, desk: Desk) -> None:
        made = Organisation(
            id=f"full-{desk.id[:20]}", name=f"Full {desk.id}", country="GB", timezone="Europe/London",
            language="en", currency="GBP", mode=Mode.APPROVE, region="SCT", policy="firm", contact="Ann",
            sender="a@x.example", reply_to="r@x.example", copy_to="c@x.example", owner_email="o@x.example",
            iban="GB33BUKB20201555555555", iban_changed_on=TODAY, gap_days=5, window_start=time(8, 30),
            window_end=time(16, 45), closures=frozenset({TODAY, days(1)}), minimums={"GBP": 500, "KWD": 0},
            excluded_currencies=frozenset({"RUB"}), daily_cap=50, first_wave_cap=5,
            posting_guard=PostingGuard.APPROVE, auto_submitted=False, is_auto_from_start=True,
            sender_changed_at=NOON, left_shadow_at=NOON + MADE,
        )  # fmt: skip

        store.directory.add(made, NOON)

        assert made in store.directory.all()
        with store.reading(made.id) as unit:
            assert unit.organisation() == made

    def test_a_name_is_taken_once_in_whatever_case(self, store: SqlStore, desk: Desk) -> None:
        namesake = replace(desk.organisation, id="another", name=f"  {desk.organisation.name.upper()} ")

        with pytest.raises(Refused, match="already"):
            store.directory.add(namesake, NOON)

        assert "another" not in {x.id for x in store.directory.all()}

    def test_they_are_sorted_by_name(self, store: SqlStore, desk: Desk) -> None:
        names = [x.name.casefold() for x in store.directory.all()]

        assert names == sorted(names)

    def test_a_change_wakes_every_customer(self, desk: Desk) -> None:
        desk.merge(owed())
        desk.looked_at()

        with desk.writing() as unit:
            unit.change_organisation(mode=Mode.AUTO, closures=frozenset({TODAY}))

        assert len(desk.to_look_at()) == 1
        with desk.reading() as unit:
            assert (unit.organisation().mode, unit.organisation().closures) == (Mode.AUTO, frozenset({TODAY}))

    def test_a_name_cannot_be_changed_into_one_that_is_taken(self, desk: Desk, store: SqlStore) -> None:
        other = Desk(store, desk.hand)

        with pytest.raises(Refused, match="already"), desk.writing() as unit:
            unit.change_organisation(name=other.organisation.name)

    def test_one_that_is_not_there_is_refused(self, store: SqlStore) -> None:
        with store.reading("nobody") as unit, pytest.raises(Refused, match="no organisation"):
            unit.organisation()

    def test_what_was_done_is_appended(self, desk: Desk) -> None:
        with desk.writing() as unit:
            unit.audit(NOON, "anna", "hold.pause", until="2026-09-09", reminders=["r-1"])

            rows = unit._scope.connection.exec_driver_sql(
                f"SELECT who, what, facts FROM audit_events WHERE organisation_id = '{desk.id}'"
            ).all()

        assert [tuple(row) for row in rows] == [
            ("anna", "hold.pause", '{"reminders": ["r-1"], "until": "2026-09-09"}')
        ]


class TestLeases:
    def test_one_holder_at_a_time(self, store: SqlStore, desk: Desk) -> None:
        assert store.leases.take(desk.id, "one", 60)
        assert not store.leases.take(desk.id, "two", 60)
        assert store.leases.take(f"{desk.id}-other", "two", 60)

    def test_it_may_be_taken_anew_by_its_holder(self, store: SqlStore, desk: Desk, hand: Hand) -> None:
        store.leases.take(desk.id, "one", 60)
        hand.forward(50)

        assert store.leases.take(desk.id, "one", 60)
        hand.forward(50)
        assert not store.leases.take(desk.id, "two", 60)

    def test_what_ran_out_is_free(self, store: SqlStore, desk: Desk, hand: Hand) -> None:
        store.leases.take(desk.id, "one", 60)
        hand.forward(60)

        assert store.leases.take(desk.id, "two", 60)

    def test_only_the_holder_gives_it_back(self, store: SqlStore, desk: Desk) -> None:
        store.leases.take(desk.id, "one", 60)

        store.leases.give_back(desk.id, "two")
        assert not store.leases.take(desk.id, "two", 60)
        store.leases.give_back(desk.id, "one")
        assert store.leases.take(desk.id, "two", 60)
