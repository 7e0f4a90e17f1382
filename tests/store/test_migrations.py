"""Migrations: up from nothing, one down, a copy first, and never half of it."""

import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert, inspect, select, text

from connector.core.accounts import What
from connector.core.card import Card
from connector.core.errors import Refused
from connector.store import migrate as migrating
from connector.store.columns import metadata
from connector.store.engine import make_engine, open_store
from connector.store.migrate import current_revision, downgrade, migrate
from connector.store.revision import is_current
from connector.store.schema_accounts import account_events, users
from tests.store.desk import NOON, Desk, Hand, owed

REVISIONS = sorted(
    script.revision for script in ScriptDirectory(str(migrating._HERE)).walk_revisions() if script.revision
)


#: What was written down of users: by whom, what, about whom, and in which hour.
ADDED: list[tuple[str, str, dict[str, str], int]] = [
    ("first", "user_added", {"user": "first", "role": "owner"}, 0),
    ("command line", "user_added", {"user": "added"}, 1),
    ("invited", "user_added", {"user": "invited"}, 2),
    ("command line", "user_added", {"user": "invited"}, 2),
    ("anna", "invited", {"user": "invited"}, 3),
    ("invited", "user_added", {"user": "invited"}, 4),
    ("vouched", "user_added", {"user": "vouched"}, 5),
    ("vouched", "openid_bound", {"user": "vouched"}, 5),
    ("invited", "openid_bound", {"user": "invited"}, 6),
    ("known", "user_added", {"user": "known"}, 7),
]


@contextmanager
def looking_at(url: str) -> Iterator[Connection]:
    engine = make_engine(url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def tables(url: str) -> set[str]:
    with looking_at(url) as connection:
        return set(inspect(connection).get_table_names())


def shape(url: str) -> set[tuple[str, ...]]:
    """The columns of every table, and of every index."""
    with looking_at(url) as connection:
        inspected = inspect(connection)
        names = inspected.get_table_names()
        held = {(name, column["name"]) for name in names for column in inspected.get_columns(name)}
        indexes = ((name, index) for name in names for index in inspected.get_indexes(name))
        return held | {(name, str(x["name"]), *map(str, x["column_names"])) for name, x in indexes}


def test_from_nothing_to_the_schema_that_the_code_knows(database_url: str) -> None:
    migrate(database_url)

    with looking_at(database_url) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert current_revision(connection) == REVISIONS[-1]


def test_the_names_are_sequential() -> None:
    assert [f"{n:04}" for n in range(1, len(REVISIONS) + 1)] == REVISIONS


def test_one_down_and_up_again_from_each(database_url: str) -> None:
    for start in REVISIONS:
        migrate(database_url, start)
        before = shape(database_url)

        downgrade(database_url, "-1")
        assert shape(database_url) != before
        migrate(database_url, start)

        assert shape(database_url) == before


def test_only_the_newest_revision_is_current(database_url: str) -> None:
    engine = make_engine(database_url)
    assert not is_current(engine)
    for at in REVISIONS:
        migrate(database_url, at)
        assert is_current(engine) is (at == REVISIONS[-1])
    engine.dispose()


def test_down_to_nothing(database_url: str) -> None:
    migrate(database_url)

    downgrade(database_url, "base")

    assert tables(database_url) == {"alembic_version"}


def test_a_card_is_closed_for_a_release_that_would_take_it_for_an_invoice(database_url: str) -> None:
    migrate(database_url)
    store = open_store(database_url)
    Desk(store, Hand()).merge(
        owed(due_on=None, total=0, open=0, card=Card("Visa", "4242", date(2026, 12, 31)))
    )
    store.close()

    downgrade(database_url, "0011")
    downgrade(database_url, "-1")

    with looking_at(database_url) as connection:
        assert connection.execute(text("SELECT status FROM invoices")).scalars().all() == ["deleted"]


def test_what_was_written_down_about_a_customer_before_is_his(database_url: str) -> None:
    migrate(database_url)
    store = open_store(database_url)
    desk = Desk(store, Hand())
    desk.merge(owed())
    with desk.writing() as unit:
        unit.audit(NOON, "anna", "customer.changed", customer=desk.facts().customer.id, policy="gentle")
        unit.audit(NOON, "anna", "hold.pause", until="None")
    reminder = desk.planned()
    with desk.writing() as unit:
        unit.audit(NOON, "send", "reminder.sent", reminder=reminder.id)

    downgrade(database_url, "0012")
    migrate(database_url)

    with desk.reading() as unit:
        events = unit.past.events([unit.ledger.find_customers("Dupont SA")[0].id])
    assert [x.what for x in events] == ["customer.changed", "reminder.sent"]
    assert events[0].facts["policy"] == "gentle"
    store.close()


def test_who_made_his_account_by_a_link_before_that_was_kept_is_known_for_it(database_url: str) -> None:
    """Nothing proves his address, as it does that of whom a provider vouched for."""
    names = ("first", "added", "invited", "vouched", "known")
    migrate(database_url, "0029")
    made = {"password_hash": "hash", "device_key": "key", "created_at": NOON, "password_changed_at": NOON}
    rows = [
        made | {"id": x, "email": x, "email_key": x, "is_owner": False, "invited_by": None} for x in names
    ]
    rows[-1]["invited_by"] = "olga"
    events = [
        {"at": NOON + timedelta(hours=hour), "who": who, "what": What(what), "facts": facts}
        for who, what, facts, hour in ADDED
    ]
    engine = make_engine(database_url)
    with engine.begin() as connection:
        connection.execute(insert(users), rows)
        connection.execute(insert(account_events), events)

    migrate(database_url)

    with engine.connect() as connection:
        asked = connection.execute(select(users.c.email, users.c.invited_by))
        found = {x.email: x.invited_by for x in asked}
    engine.dispose()
    assert found == dict.fromkeys(names) | {"invited": "anna", "known": "olga"}


def test_twice_is_once(database_url: str) -> None:
    migrate(database_url)
    store = open_store(database_url)
    desk = Desk(store, Hand())
    desk.merge(owed())

    migrate(database_url)

    assert desk.invoice().number == "F-1"
    store.close()


def test_two_processes_at_once_do_it_once(database_url: str) -> None:
    faults: list[Exception] = []

    def run() -> None:
        try:
            migrate(database_url)
        except Exception as error:  # noqa: BLE001
            faults.append(error)

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    with looking_at(database_url) as connection:
        assert current_revision(connection) == REVISIONS[-1]


def test_a_newer_database_is_left_alone(database_url: str) -> None:
    migrate(database_url)
    engine = make_engine(database_url)
    with engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()

    with pytest.raises(Refused, match="newer version of Relance"):
        migrate(database_url)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "relance.sqlite"


class TestTheCopyOfAFile:
    def test_it_is_made_before_anything_is_changed(self, file: Path) -> None:
        migrate(f"sqlite:///{file}", "0001")
        _put(file, "INSERT INTO leases VALUES ('kept', 'me', '2026')")

        migrate(f"sqlite:///{file}")

        copy = file.with_name(f"relance.sqlite.before-{REVISIONS[-1]}")
        assert _get(copy, "SELECT name FROM leases") == [("kept",)]
        assert _get(copy, "SELECT version_num FROM alembic_version") == [("0001",)]
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600

    def test_there_is_none_where_nothing_is_to_be_done(self, file: Path) -> None:
        migrate(f"sqlite:///{file}")

        migrate(f"sqlite:///{file}")

        assert [x.name for x in file.parent.iterdir() if "before" in x.name] == []

    def test_an_earlier_one_is_kept(self, file: Path) -> None:
        migrate(f"sqlite:///{file}", "0001")
        migrate(f"sqlite:///{file}")
        downgrade(f"sqlite:///{file}", "0001")
        _put(file, "INSERT INTO leases VALUES ('later', 'me', '2026')")

        migrate(f"sqlite:///{file}")

        assert _get(file.with_name(f"relance.sqlite.before-{REVISIONS[-1]}"), "SELECT name FROM leases") == []


def test_what_would_break_references_is_taken_back(file: Path) -> None:
    migrate(f"sqlite:///{file}", "0001")
    _put(file, "INSERT INTO revisions VALUES ('nobody', 1)")

    with pytest.raises(Refused, match="references in revisions"):
        migrate(f"sqlite:///{file}")

    assert _get(file, "SELECT version_num FROM alembic_version") == [("0001",)]
    assert "reminders" not in tables(f"sqlite:///{file}")


def test_they_are_inside_the_package() -> None:
    assert migrating._HERE.is_relative_to(Path(migrating.__file__).parent)
    assert (migrating._HERE / "env.py").is_file()


def _put(file: Path, statement: str) -> None:
    raw = sqlite3.connect(file)
    raw.execute(statement)
    raw.commit()
    raw.close()


def _get(file: Path, statement: str) -> list[tuple[str, ...]]:
    raw = sqlite3.connect(file)
    found = raw.execute(statement).fetchall()
    raw.close()
    return found
