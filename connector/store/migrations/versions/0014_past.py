"""What was written down, and what was asked, by customer."""

import sqlalchemy as sa
from alembic import op

from connector.store.migrations.columns import ident, index, may

revision = "0014"
down_revision: str | None = "0013"


def upgrade() -> None:
    op.add_column("audit_events", may("customer_id", ident()))
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    named = "json_extract(facts, '$.customer')" if is_sqlite else "facts::json ->> 'customer'"
    op.execute(sa.text(f"UPDATE audit_events SET customer_id = {named}"))  # noqa: S608 - our own words
    name, where = "ix_audit_events_customer_id", "customer_id IS NOT NULL"
    index("audit_events", "organisation_id", "customer_id", name=name, where=where)
    index("tasks", "organisation_id", "customer_id")


def downgrade() -> None:
    op.drop_index("ix_tasks_organisation_id_customer_id", "tasks")
    op.drop_index("ix_audit_events_customer_id", "audit_events")
    op.drop_column("audit_events", "customer_id")
