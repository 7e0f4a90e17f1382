"""Consents that were begun; connections that were disconnected; one connection for each tenant."""

import sqlalchemy as sa
from alembic import op

from connector.store.migrations.columns import ident, index, instant, may, must, to

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("connections", may("ended_at", instant()))
    # Nothing ever wrote a tenant before this revision: none can be there twice.
    index(
        "connections", "provider", "tenant", name="ix_connections_tenant",
        where="ended_at IS NULL", unique=True,
    )  # fmt: skip
    index("connections", "grant_id")
    op.create_table(
        "consents",
        must("organisation_id", ident()),
        must("id", ident()),
        must("provider", sa.Text),
        must("person", sa.Text),
        must("session", sa.Text),
        must("state_hash", sa.String(64)),
        may("sealed_verifier", sa.Text),
        may("connection_id", ident()),
        may("grant_id", ident()),
        must("tenants", sa.Text),
        must("expires_at", instant()),
        sa.PrimaryKeyConstraint("organisation_id", "id", name="pk_consents"),
        sa.UniqueConstraint("state_hash", name="uq_consents_state_hash"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_consents_organisation_id"
        ),
        sa.ForeignKeyConstraint(["grant_id"], ["grants.id"], name="fk_consents_grant_id", ondelete="CASCADE"),
        to("connections", "connection_id"),
    )
    index("consents", "grant_id")


def downgrade() -> None:
    op.drop_table("consents")
    op.drop_index("ix_connections_grant_id", "connections")
    op.drop_index("ix_connections_tenant", "connections")
    op.drop_column("connections", "ended_at")
