"""What was written down stays as it was written; whom it concerns, by whom and what it was are looked up."""

import sqlalchemy as sa
from alembic import op

from connector.store.migrations.columns import index

revision = "0017"
down_revision: str | None = "0016"

#: Of what else than of a customer events speak, and where its customer stands.
_ABOUT = (("reminder", "reminders"), ("task", "tasks"), ("invoice", "invoices"))
#: Old refused sign-ins are swept away; nothing else of either table ever is.
_SWEPT = "sign_in_refused"
_KEPT = f"WHEN (OLD.what <> '{_SWEPT}')"
_TAKEN = "WHEN EXISTS (SELECT 1 FROM {table} WHERE number = NEW.number)"
#: On SQLite a table loses its triggers where a later migration makes it anew: that one makes them again.
_ON_SQLITE = (
    ("audit_events_stay", "BEFORE UPDATE ON audit_events", "audit_events"),
    ("audit_events_last", "BEFORE DELETE ON audit_events", "audit_events"),
    ("audit_events_once", f"BEFORE INSERT ON audit_events {_TAKEN}", "audit_events"),
    ("account_events_stay", "BEFORE UPDATE ON account_events", "account_events"),
    ("account_events_last", f"BEFORE DELETE ON account_events {_KEPT}", "account_events"),
    ("account_events_once", f"BEFORE INSERT ON account_events {_TAKEN}", "account_events"),
)
_ON_POSTGRESQL = (
    ("audit_events_stay", "BEFORE UPDATE ON audit_events FOR EACH ROW", "audit_events"),
    ("audit_events_last", "BEFORE DELETE ON audit_events FOR EACH ROW", "audit_events"),
    ("audit_events_whole", "BEFORE TRUNCATE ON audit_events", "audit_events"),
    ("account_events_stay", "BEFORE UPDATE ON account_events FOR EACH ROW", "account_events"),
    (
        "account_events_last",
        f"BEFORE DELETE ON account_events FOR EACH ROW {_KEPT}",
        "account_events",
    ),
    ("account_events_whole", "BEFORE TRUNCATE ON account_events", "account_events"),
)
_REFUSAL = (
    "CREATE FUNCTION refuse_to_change_what_was_written() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'what is written in % stays as it is', TG_TABLE_NAME; END $$"
)


def upgrade() -> None:
    _say_whose()
    index("audit_events", "organisation_id", "who", "at")
    index("audit_events", "organisation_id", "what", "at")
    if _is_sqlite():
        for name, when, table in _ON_SQLITE:
            refuse = f"BEGIN SELECT RAISE(ABORT, 'what is written in {table} stays as it is'); END"
            op.execute(sa.text(f"CREATE TRIGGER {name} {when.format(table=table)} {refuse}"))
        return
    op.execute(sa.text(_REFUSAL))
    for name, when, _ in _ON_POSTGRESQL:
        call = "EXECUTE FUNCTION refuse_to_change_what_was_written()"
        op.execute(sa.text(f"CREATE TRIGGER {name} {when} {call}"))


def downgrade() -> None:
    for name, _, table in _ON_SQLITE if _is_sqlite() else _ON_POSTGRESQL:
        op.execute(sa.text(f"DROP TRIGGER {name}" + ("" if _is_sqlite() else f" ON {table}")))
    if not _is_sqlite():
        op.execute(sa.text("DROP FUNCTION refuse_to_change_what_was_written()"))
    op.drop_index("ix_audit_events_organisation_id_what_at", "audit_events")
    op.drop_index("ix_audit_events_organisation_id_who_at", "audit_events")


def _say_whose() -> None:
    """Whose reminder, task or invoice it was: nobody can say it afterwards."""
    for name, table in _ABOUT:
        told = f"json_extract(facts, '$.{name}')" if _is_sqlite() else f"facts::json ->> '{name}'"
        whose = (
            f"SELECT x.customer_id FROM {table} x "  # noqa: S608 - our own words
            f"WHERE x.organisation_id = audit_events.organisation_id AND x.id = {told}"
        )
        op.execute(
            sa.text(f"UPDATE audit_events SET customer_id = ({whose}) WHERE customer_id IS NULL")  # noqa: S608
        )


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
