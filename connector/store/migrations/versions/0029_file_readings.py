"""How the last ledger file of a connection was read."""

import sqlalchemy as sa
from alembic import op

from connector.store.migrations.columns import ident, may, must, to

revision = "0029"
down_revision: str | None = "0028"


def upgrade() -> None:
    op.create_table(
        "file_readings",
        *(must(name, ident()) for name in ("organisation_id", "connection_id")),
        must("headers", sa.Text),
        must("mapping", sa.Text),
        may("dates", sa.String(3)),
        must("all_open", sa.Boolean),
        sa.PrimaryKeyConstraint("organisation_id", "connection_id", name="pk_file_readings"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_file_readings_organisation_id"
        ),
        to("connections", "connection_id"),
    )


def downgrade() -> None:
    op.drop_table("file_readings")
