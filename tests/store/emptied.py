"""An installation as if nobody had ever been there, for tests that share a database."""

from sqlalchemy import delete, text

from connector.store.engine import SqlStore
from connector.store.schema_accounts import account_events, sign_in_attempts, users


def nobody_is_there(store: SqlStore) -> None:
    """Removes every user, and what was counted and written down of them: what is never done outside of tests,
    where a trigger refuses it."""
    where = "" if store.engine.dialect.name == "sqlite" else " ON account_events"
    with store.engine.connect() as made, made.begin():
        made.execute(text(f"DROP TRIGGER IF EXISTS account_events_last{where}"))
        for table in (users, sign_in_attempts, account_events):
            made.execute(delete(table))
