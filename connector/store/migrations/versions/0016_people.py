"""Invitations that wait, and the second factor."""

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
    op.create_table(
        "second_factors",
        must("user_id", ident()),
        must("sealed_secret", sa.Text),
        must("last_step", sa.BigInteger),
        must("began_at", instant()),
        may("confirmed_at", instant()),
        sa.PrimaryKeyConstraint("user_id", name="pk_second_factors"),
        _of_user("second_factors"),
    )
    op.create_table(
        "recovery_codes",
        must("user_id", ident()),
        must("code_hash", sa.String(64)),
        sa.PrimaryKeyConstraint("user_id", "code_hash", name="pk_recovery_codes"),
        _of_user("recovery_codes"),
    )
    op.create_table(
        "half_sign_ins",
        must("token_hash", sa.String(64)),
        must("user_id", ident()),
        must("began_at", instant()),
        sa.PrimaryKeyConstraint("token_hash", name="pk_half_sign_ins"),
        _of_user("half_sign_ins"),
    )
    index("half_sign_ins", "user_id")


def _of_user(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=f"fk_{table}_user_id", ondelete="CASCADE")


def downgrade() -> None:
    for table in ("half_sign_ins", "recovery_codes", "second_factors", "invitations"):
        op.drop_table(table)
