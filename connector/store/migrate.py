"""Brings a database up to date, with a copy of it beside it first."""

import sqlite3
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection

from connector.core.errors import Refused
from connector.store.engine import make_engine

_HERE = Path(__file__).parent / "migrations"
#: Any number, as long as it is always the same: PostgreSQL's lock of who migrates.
_ADVISORY_LOCK = 7_302_517


def migrate(url: str, revision: str = "head") -> None:
    """Upgrades to `revision`, in one transaction; two processes at once do it once.

    On SQLite a database that holds something is copied first, to `<file>.before-<revision>`.
    Raises Refused when it was written by a newer version.
    """
    _in_transaction(url, lambda config, connection: _upgrade(config, connection, revision))


def downgrade(url: str, revision: str) -> None:
    """Goes back to `revision`, `-1` for one step or `base` for nothing at all."""
    _in_transaction(url, lambda config, _: command.downgrade(config, revision))


def current_revision(connection: Connection) -> str | None:
    """The revision a database is at, None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def _in_transaction(url: str, act: Any) -> None:
    # Foreign keys are off: rebuilding a table on SQLite would otherwise delete what refers to it.
    engine = make_engine(url, foreign_keys=False)
    try:
        with engine.connect() as connection, connection.begin():
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})")
            act(_config(connection), connection)
            _check_references(connection)
    finally:
        engine.dispose()


def _upgrade(config: Config, connection: Connection, revision: str) -> None:
    scripts = ScriptDirectory.from_config(config)
    now = current_revision(connection)
    wanted = scripts.get_current_head() if revision == "head" else revision
    if now == wanted:
        return
    if now is not None and now not in {script.revision for script in scripts.walk_revisions()}:
        raise Refused(
            f"The database was written by a newer version of Relance (revision {now}): "
            "install that version, or restore a back-up made before it."
        )
    if now is not None and connection.dialect.name == "sqlite":
        _back_up(Path(str(connection.engine.url.database)), str(wanted))
    try:
        command.upgrade(config, revision)
    except CommandError as error:
        raise Refused(f"The database cannot be brought up to date: {error}.") from error


def _back_up(file: Path, revision: str) -> None:
    copy = file.with_name(f"{file.name}.before-{revision}")
    if copy.exists():
        return  # the older copy is the better one: it was made before anything was tried
    unfinished = copy.with_name(f"{copy.name}.part")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    source, target = sqlite3.connect(file), sqlite3.connect(unfinished)
    try:
        source.backup(target)
    finally:
        source.close()
        target.close()
    unfinished.rename(copy)


def _check_references(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        tables = ", ".join(sorted({row[0] for row in broken}))
        raise Refused(
            f"The database was left as it was: bringing it up to date would break references in {tables}."
        )


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
