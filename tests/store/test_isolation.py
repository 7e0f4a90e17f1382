"""Never across organisations: every method of a unit, bound to one, in a database full of another's rows."""

import inspect
import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from connector.core.errors import LeaseLost, Refused
from connector.core.tasks import Task, TaskKind
from connector.store.columns import metadata
from connector.store.engine import SqlStore
from tests.store.calls import CALLS, Theirs, full
from tests.store.desk import NOON, Desk, Hand, listening

OWNED = [table for table in metadata.sorted_tables if "organisation_id" in table.c]
ROOMS = (
    *("ledger", "reminders", "redeliveries", "holds", "linking", "listing", "tasks", "past", "connections"),
    *("consents", "trail", "figures", "tokens", "texts", "hooks", "bulk", "views", "batches", "handed_files"),
    *("reports", "mailbox"),
)


@pytest.fixture(scope="module")
def theirs(store: SqlStore, hand: Hand) -> Theirs:
    """As long as every test holds, nothing of it ever changes: one is enough for all."""
    return full(store, hand)


@pytest.fixture(scope="module")
def before(theirs: Theirs) -> dict[str, list[Any]]:
    """All that the other organisation has."""
    return rows_of(theirs.desk)


@pytest.fixture
def an_hour_later(hand: Hand) -> Iterator[None]:
    """When all claims have run out."""
    hand.forward(3600)
    yield
    hand.forward(-3600)


class Undone(Exception):
    """Takes back what a unit has written."""


#: A condition on the organisation, or its id among the values that are inserted.
BOUND = r"organisation_id = (\?|%\()|INTO \w+ \(organisation_id"
#: Whether others have it already: yes or no, and no word about them.
ABOUT_OTHERS = {"connections.check_free"}
#: These answer for what is their own.
OWN_ANSWER = {"organisation"}


def public(thing: Any) -> set[str]:
    return {name for name, _ in inspect.getmembers(thing, inspect.ismethod) if not name.startswith("_")}


def rows_of(desk: Desk) -> dict[str, list[Any]]:
    """Every row of an organisation, in every table."""
    with desk.store.engine.connect() as connection:
        found = {
            table.name: sorted(
                map(str, connection.execute(select(table).where(table.c.organisation_id == desk.id)).all())
            )
            for table in OWNED
        }
    assert all(found.values()), "the other organisation must have something in every table"
    return found


def test_every_method_is_tried(desk: Desk) -> None:
    with desk.reading() as own:
        known = public(own) | {f"{room}.{name}" for room in ROOMS for name in public(getattr(own, room))}

    assert known == set(CALLS)


@pytest.mark.usefixtures("an_hour_later")
@pytest.mark.parametrize("name", CALLS)
def test_it_neither_shows_nor_changes_what_is_anothers(
    desk: Desk, theirs: Theirs, before: dict[str, list[Any]], name: str
) -> None:
    try:
        with desk.writing() as own:
            answer = CALLS[name](own, theirs)
            assert not answer or name in OWN_ANSWER
    except (Refused, LeaseLost, IntegrityError):
        pass

    assert rows_of(theirs.desk) == before


@pytest.mark.parametrize("name", CALLS)
def test_each_statement_names_the_organisation(desk: Desk, theirs: Theirs, name: str) -> None:
    """Called by its owner, so that it goes all the way."""
    with listening(desk.store) as heard:
        try:
            with theirs.desk.writing() as own:
                CALLS[name](own, theirs)
                raise Undone
        except (Refused, LeaseLost, IntegrityError, Undone):
            pass

    tables = "|".join(table.name for table in OWNED)
    touching = [
        text for text in heard if re.search(rf"\b(FROM|INTO|UPDATE|JOIN) (temp\.)?({tables})\b", text)
    ]
    assert [text for text in touching if not re.search(BOUND, text)] == [] or name in ABOUT_OTHERS
    assert touching or name in {"organisation", "is_alone", "lock_organisation", "ledger.lock_customer"}


def test_a_reference_into_another_organisation_cannot_be_stored(desk: Desk, theirs: Theirs) -> None:
    with pytest.raises(IntegrityError), desk.writing() as own:
        own.tasks.open(Task("t", TaskKind.UNKNOWN, "k", "x", NOON, invoice_id=theirs.invoice))
