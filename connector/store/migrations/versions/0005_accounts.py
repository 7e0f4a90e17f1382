"""Users with their memberships, sessions, failed attempts to sign in, and the audit of these."""

import sqlalchemy as sa
from alembic import op

from connector.store.migrations.columns import ident, index, instant, may, must

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "users",
        must("id", ident()),
        must("email", sa.Text),
        must("email_key", sa.Text),
        must("password_hash", sa.Text),
        must("device_key", sa.String(64)),
        must("is_owner", sa.Boolean),
        may("language", sa.Text),
        must("created_at", instant()),
        must("password_changed_at", instant()),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("email_key", name="uq_users_email_key"),
    )
    op.create_table(
        "memberships",
        must("organisation_id", ident()),
        must("user_id", ident()),
        must("role", sa.String(32)),
        sa.PrimaryKeyConstraint("organisation_id", "user_id", name="pk_memberships"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_memberships_organisation_id"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_memberships_user_id", ondelete="CASCADE"),
    )
    index("memberships", "user_id")
    op.create_table(
        "sessions",
        must("id", ident()),
        must("user_id", ident()),
        must("token_hash", sa.String(64)),
        must("created_at", instant()),
        must("last_seen_at", instant()),
        must("address", sa.Text),
        must("browser", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.UniqueConstraint("token_hash", name="uq_sessions_token_hash"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_sessions_user_id", ondelete="CASCADE"),
    )
    index("sessions", "user_id")
    op.create_table(
        "sign_in_attempts",
        must("key", sa.String(80)),
        must("failures", sa.Integer),
        must("last_at", instant()),
        sa.PrimaryKeyConstraint("key", name="pk_sign_in_attempts"),
    )
    op.create_table(
        "account_events",
        must("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite")),
        must("at", instant()),
        must("who", sa.Text),
        must("what", sa.String(32)),
        must("facts", sa.Text),
        sa.PrimaryKeyConstraint("number", name="pk_account_events"),
    )


def downgrade() -> None:
    for table in ("account_events", "sign_in_attempts", "sessions", "memberships", "users"):
        op.drop_table(table)
