"""Invitations that wait."""

import sqlalchemy as sa
from alembic import op

from connector.store.migrations.columns import ident, index, instant, may, must

revision = "0016"
down_revision: str | None = "0015"


def upgrade() -> None:
    op.create_table(
        "invitations",
        must("id", ident()),
        must("email", sa.Text),
        must("email_key", sa.Text),
        must("token_hash", sa.String(64)),
        must("role", sa.String(32)),
        may("organisation_id", ident()),
        must("invited_by", sa.Text),
        may("inviter_id", ident()),
        must("created_at", instant()),
        sa.PrimaryKeyConstraint("id", name="pk_invitations"),
        sa.UniqueConstraint("token_hash", name="uq_invitations_token_hash"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_invitations_organisation_id"
        ),
        sa.ForeignKeyConstraint(
            ["inviter_id"], ["users.id"], name="fk_invitations_inviter_id", ondelete="CASCADE"
        ),
    )
    index("invitations", "email_key")


def downgrade() -> None:
    op.drop_table("invitations")
