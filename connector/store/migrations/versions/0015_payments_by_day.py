"""Payments by the day on which they were first seen."""

from alembic import op

from connector.store.migrations.columns import index

revision = "0015"
down_revision: str | None = "0014"


def upgrade() -> None:
    index("payments", "organisation_id", "seen_on")


def downgrade() -> None:
    op.drop_index("ix_payments_organisation_id_seen_on", "payments")
