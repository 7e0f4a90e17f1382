"""What was written down cannot be changed, removed or replaced by whoever reaches the database; on both."""

from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from connector.core.accounts import What
from connector.core.tasks import Task, TaskKind
from connector.store.engine import SqlStore
from tests.store.desk import NOON, Desk, owed

KEPT = "stays as it is"


def run(store: SqlStore, statement: str) -> None:
    with store.engine.connect() as connection, connection.begin():
        connection.execute(text(statement))


@pytest.fixture
def written(desk: Desk) -> Desk:
    with desk.writing() as unit:
        unit.audit(NOON, "anna", "hold.pause", hold="h-1", until="None")
    return desk


def told(desk: Desk) -> list[tuple[str, str]]:
    with desk.store.engine.connect() as connection:
        found = connection.execute(
            text("SELECT who, what FROM audit_events WHERE organisation_id = :own"), {"own": desk.id}
        )
        return [tuple(row) for row in found]


class TestWhatIsWrittenOfAnOrganisation:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE audit_events SET who = 'somebody else'",
            "UPDATE audit_events SET facts = '{}' WHERE what = 'hold.pause'",
            "DELETE FROM audit_events",
            "DELETE FROM audit_events WHERE what = 'hold.pause'",
        ],
    )
    def test_stays(self, written: Desk, statement: str) -> None:
        with pytest.raises(DBAPIError, match=KEPT):
            run(written.store, statement)

        assert told(written) == [("anna", "hold.pause")]

    def test_is_not_emptied_as_a_table(self, written: Desk) -> None:
        if written.store.engine.dialect.name == "sqlite":
            return  # it has no TRUNCATE: DELETE is all there is
        with pytest.raises(DBAPIError, match=KEPT):
            run(written.store, "TRUNCATE audit_events")

    @pytest.mark.parametrize("table", ["audit_events", "account_events"])
    def test_is_not_replaced_by_another_of_its_number(self, written: Desk, table: str) -> None:
        if written.store.engine.dialect.name != "sqlite":
            return  # the key refuses it
        with written.store.accounts.writing() as unit:
            unit.audit("anna", What.USER_ADDED)

        with pytest.raises(DBAPIError, match=KEPT):
            run(written.store, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")

    def test_keeps_its_organisation(self, written: Desk) -> None:
        with pytest.raises(DBAPIError):
            run(written.store, f"DELETE FROM organisations WHERE id = '{written.id}'")

        assert told(written) == [("anna", "hold.pause")]


class TestWhatIsWrittenOfUsers:
    @pytest.fixture(autouse=True)
    def added(self, store: SqlStore) -> None:
        with store.accounts.writing() as unit:
            unit.audit("anna", What.USER_ADDED)
            unit.audit("somebody", What.REFUSED)

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE account_events SET who = 'somebody else'",
            "UPDATE account_events SET what = 'sign_in_refused'",
            "DELETE FROM account_events",
            "DELETE FROM account_events WHERE what = 'user_added'",
        ],
    )
    def test_stays(self, store: SqlStore, statement: str) -> None:
        with pytest.raises(DBAPIError, match=KEPT):
            run(store, statement)

        with store.accounts.reading() as unit:
            assert [x.who for x in unit.events(2)] == ["somebody", "anna"]

    def test_old_refusals_alone_may_go(self, store: SqlStore) -> None:
        run(store, "DELETE FROM account_events WHERE what = 'sign_in_refused'")

        with store.accounts.reading() as unit:
            assert [x.who for x in unit.events(1)] == ["anna"]


class TestWhoseItIs:
    """An event is of the customer whom it names, or whose reminder, task or invoice it names."""

    def test_of_what_belongs_to_him(self, desk: Desk) -> None:
        desk.merge(owed())
        reminder, customer = desk.planned(), desk.facts().customer.id
        asked = Task(str(uuid4()), TaskKind.UNKNOWN, "k", "Look.", NOON, customer)
        with desk.writing() as unit:
            unit.tasks.open(asked)
            unit.audit(NOON, "send", "reminder.sent", reminder=reminder.id, reason="")
            unit.audit(NOON, "send", "reminder.not_noted", reminder=reminder.id, invoice="F-1", why="no")
            unit.audit(NOON, "anna", "task.closed", task=asked.id, outcome="done")
            unit.audit(NOON, "sync", "payment.returned", invoice=desk.invoice().id)
            unit.audit(NOON, "anna", "hold.released", holds=[], invoice=None)
            unit.audit(NOON, "anna", "task.closed", task="gone", outcome="done")

        with desk.reading() as unit:
            found = [x.what for x in unit.past.events([customer])]

        assert found == ["reminder.sent", "reminder.not_noted", "task.closed", "payment.returned"]
