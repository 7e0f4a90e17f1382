"""Whether a database is up to date, asked without Alembic, which is slow to import."""

from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError

_VERSIONS = Path(__file__).parent / "migrations" / "versions"


def is_current(engine: Engine) -> bool:
    """Whether the newest migration was run; False for a database that is empty or cannot be read."""
    try:
        with engine.connect() as connection, connection.begin():
            at = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all()
    except DatabaseError:
        return False
    return list(at) == [newest()]


def newest() -> str:
    """The last revision; the files of migrations are numbered in order."""
    return max(path.name.partition("_")[0] for path in _VERSIONS.glob("[0-9]*_*.py"))
