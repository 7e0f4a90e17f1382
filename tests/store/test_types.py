"""Column types: what would be stored wrong is refused, on both databases."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Column, Engine, Integer, MetaData, Table, insert, select
from sqlalchemy.exc import StatementError

from connector.core.invoice import Status
from connector.core.policy import Severity
from connector.store.engine import make_engine
from connector.store.types import Day, Instant, Json, Level, Minor, Word

samples = Table(
    "samples",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("at", Instant),
    Column("on", Day),
    Column("minor", Minor),
    Column("word", Word(Status)),
    Column("level", Level(Severity)),
    Column("json", Json),
)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = make_engine(database_url)
    with made.connect() as connection, connection.begin():
        samples.create(connection)
    yield made
    made.dispose()


def through(engine: Engine, **values: Any) -> Any:
    """What comes back of what was stored."""
    with engine.connect() as connection, connection.begin():
        connection.execute(insert(samples), values)
        columns = (samples.c[name] for name in values)
        return connection.execute(select(*columns)).one()[0]


def test_an_instant_comes_back_in_utc(engine: Engine) -> None:
    in_paris = datetime(2026, 10, 25, 2, 30, 0, 123456, timezone(timedelta(hours=2)))

    found = through(engine, at=in_paris)

    assert found == in_paris
    assert found.tzinfo is UTC


def test_instants_are_ordered_as_time_is(engine: Engine) -> None:
    zones = (timezone(timedelta(hours=h)) for h in (9, 0, -9))
    moments = [datetime(2026, 9, 1, 12, tzinfo=zone) for zone in zones]
    with engine.connect() as connection, connection.begin():
        connection.execute(insert(samples), [{"at": moment} for moment in reversed(moments)])

        found = connection.execute(select(samples.c.at).order_by(samples.c.at)).scalars().all()

    assert found == moments


@pytest.mark.parametrize(
    ("column", "wrong"),
    [
        ("at", datetime(2026, 9, 1, tzinfo=UTC).replace(tzinfo=None)),
        ("at", date(2026, 9, 1)),
        ("on", datetime(2026, 9, 1, tzinfo=UTC)),
        ("on", "2026-09-01"),
        ("minor", 1.0),
        ("minor", Decimal("1.50")),
        ("minor", True),
        ("minor", "100"),
        ("word", "nonsense"),
        ("level", 17),
    ],
)
def test_what_would_be_stored_wrong_is_refused(engine: Engine, column: str, wrong: Any) -> None:
    with pytest.raises(StatementError):
        through(engine, **{column: wrong})


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("on", date(2028, 2, 29)),
        ("minor", -999_999_999_999),
        ("minor", 2**62),
        ("word", Status.WRITTEN_OFF),
        ("level", Severity.FORMAL),
        ("json", {"é": [1, None, "🙂"]}),
        *((name, None) for name in ("at", "on", "minor", "word", "level", "json")),
    ],
)
def test_what_is_right_comes_back_the_same(engine: Engine, column: str, value: Any) -> None:
    found = through(engine, **{column: value})

    assert found == value
    assert type(found) is type(value)
