"""The database as it is opened: what is committed is kept, what is read is one moment."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from connector.core.errors import Refused
from connector.core.ports import Store
from connector.store import engine as engine_module
from connector.store.engine import SqlStore, make_engine, open_store
from tests.store.desk import Desk, owed


def said(desk: Desk, question: str) -> str:
    with desk.reading() as unit:
        return str(unit._scope.connection.exec_driver_sql(question).scalar())


def test_sqlite_keeps_what_it_promised(desk: Desk) -> None:
    if desk.store.engine.dialect.name != "sqlite":
        assert said(desk, "SHOW synchronous_commit") == "on"
        assert said(desk, "SHOW timezone") == "UTC"
        return
    asked = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")

    assert [said(desk, f"PRAGMA {name}") for name in asked] == ["wal", "2", "1", "30000"]


def test_it_is_a_store(store: SqlStore, desk: Desk) -> None:
    port: Store = store

    assert desk.id in {x.id for x in port.directory.all()}


def test_a_reading_unit_cannot_write(desk: Desk) -> None:
    desk.merge(owed())

    with pytest.raises(DBAPIError, match=r"(?i)read-?only"), desk.reading() as unit:
        unit.ledger.change_invoice(desk.invoice().id, policy="firm")


def test_what_is_read_is_one_moment(desk: Desk) -> None:
    desk.merge(owed())

    with desk.reading() as unit:
        (before,) = unit.ledger.find_invoices("F-1")
        desk.merge(owed(open=1), day=1)
        (still,) = unit.ledger.find_invoices("F-1")

    assert before == still
    assert desk.invoice().open == 1


def test_a_unit_that_fails_leaves_nothing(desk: Desk) -> None:
    desk.merge(owed())

    with pytest.raises(ZeroDivisionError), desk.writing() as unit:
        unit.ledger.change_invoice(desk.invoice().id, policy="firm")
        _ = 1 // 0

    assert desk.invoice().policy is None


def test_after_reading_a_connection_can_write_again(tmp_path: Path, desk: Desk) -> None:
    for _ in range(3):
        with desk.reading() as unit:
            unit.organisation()
        desk.merge(owed())

    assert desk.invoice().number == "F-1"


@pytest.mark.parametrize("url", ["", "sqlite://", "sqlite:///:memory:", "mysql://x/y", "not a url"])
def test_what_is_no_database_is_refused_in_a_sentence(url: str) -> None:
    with pytest.raises(Refused, match=r"write sqlite:////path"):
        open_store(url)


@pytest.mark.parametrize(
    "url", ["postgres://u:p@h/n", "postgresql://u:p@h/n", "postgresql+psycopg://u:p@h/n"]
)
def test_every_spelling_of_postgresql_is_understood(url: str) -> None:
    engine = make_engine(url)

    assert engine.url.drivername == "postgresql+psycopg"
    assert engine.url.password == "p"
    engine.dispose()


def test_who_opens_a_new_file_while_another_writes_the_first_table_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite refuses him at once, whatever patience it was told to have."""
    file = tmp_path / "relance.sqlite"
    first = sqlite3.connect(file, isolation_level=None)
    first.execute("BEGIN IMMEDIATE")
    first.execute("CREATE TABLE known (id)")
    monkeypatch.setattr(engine_module, "sleep", lambda _: first.execute("COMMIT"))

    engine = make_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    engine.dispose()
    first.close()
