"""A tick costs what is due: no query reads a table from end to end, or all of an organisation."""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError

from connector.core.errors import LeaseLost, Refused
from connector.store.engine import SqlStore, open_store
from connector.store.migrate import migrate
from connector.store.vault import Vault
from tests.store.calls import CALLS, Theirs, full
from tests.store.desk import Hand

#: These are asked for an organisation as a whole, or for a handful of rows.
OF_ALL = {
    "batches.latest",
    "reports.owed_on", "reports.said", "reports.came_in", "reports.told",
    "figures.due_days", "figures.movements", "figures.owed",
    "listing.count_customers", "listing.customers", "listing.each_customer", "listing.each_invoice",
    "listing.invoices", "listing.numbered", "listing.totals", "trail.each",
    "connections.all", "holds.active", "ledger.judge_cold_starts", "ledger.merge", "ledger.suppress",
    "ledger.unwritten_cold_starts", "linking.proposed", "linking.standing", "past.links", "tasks.waiting",
}  # fmt: skip
SMALL = (
    *("organisations", "revisions", "connections", "consents", "suppressions", "staged_"),
    *("kept_points", "hook_endpoints", "text_versions", "shared_text_versions", "api_tokens"),
    *("bulk_works", "gone", "mailboxes"),
)
LARGE = r"(SCAN|SEARCH) (?!{})(\w+)".format("|".join(SMALL))


@pytest.fixture(scope="module")
def sqlite_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlStore]:
    file: Path = tmp_path_factory.mktemp("plans") / "relance.sqlite"
    migrate(f"sqlite:///{file}")
    opened = open_store(f"sqlite:///{file}", Hand(), Vault({"1": b"k" * 32}))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def own(sqlite_store: SqlStore) -> Theirs:
    return full(sqlite_store, Hand())


class Undone(Exception):
    """Takes back what a unit has written."""


def plans(store: SqlStore, theirs: Theirs, name: str) -> list[str]:
    """How SQLite goes about every statement of one call."""
    found: list[str] = []

    def explain(connection: Any, cursor: sqlite3.Cursor, statement: str, values: Any, *rest: Any) -> None:
        if re.match("SELECT|UPDATE|DELETE", statement):
            one = values[0] if isinstance(values, list) else values
            raw = cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", one)
            found.extend(row[3] for row in raw.fetchall())

    event.listen(store.engine, "before_cursor_execute", explain)
    try:
        with theirs.desk.writing() as unit:
            CALLS[name](unit, theirs)
            raise Undone
    except (Refused, LeaseLost, IntegrityError, Undone):
        pass
    finally:
        event.remove(store.engine, "before_cursor_execute", explain)
    return found


@pytest.mark.parametrize("name", sorted(CALLS.keys() - OF_ALL))
def test_every_query_goes_by_an_index_beyond_the_organisation(own: Theirs, name: str) -> None:
    steps = plans(own.desk.store, own, name)

    by_organisation_alone = [
        step
        for step in steps
        if re.match(LARGE, step) and not re.search(r"(\(\w+=\?.* (AND )\w+[=<>]|CONSTANT|rowid=)", step)
    ]
    assert by_organisation_alone == []


def test_who_may_be_one_is_found_by_what_several_bear(own: Theirs) -> None:
    """Not by comparing everybody with everybody: of one address that thousands have, each is read once."""
    steps = plans(own.desk.store, own, "linking.proposed")

    by_key = [step for step in steps if re.search(r"AND (email_key|tax_key)=\?", step)]
    assert [step.split()[1] for step in by_key] == ["contacts", "customers"]
