"""Tokens of machines, and what their requests were answered."""

import sqlalchemy as sa
from alembic import op

from connector.store.migrations.columns import ident, index, instant, may, must, to

revision = "0019"
down_revision: str | None = "0018"


def upgrade() -> None:
    op.create_table(
        "api_tokens",
        *(must(name, ident()) for name in ("organisation_id", "id")),
        must("name", sa.Text),
        must("hint", sa.String(16)),
        must("token_hash", sa.String(64)),
        must("permits", sa.Text),
        must("made_by", sa.Text),
        must("made_at", instant()),
        *(may(name, instant()) for name in ("expires_at", "last_used_at", "revoked_at")),
        sa.PrimaryKeyConstraint("organisation_id", "id", name="pk_api_tokens"),
        sa.UniqueConstraint("token_hash", name="uq_api_tokens_token_hash"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_api_tokens_organisation_id"
        ),
    )
    op.create_table(
        "api_answers",
        *(must(name, ident()) for name in ("organisation_id", "token_id")),
        must("key", sa.Text),
        must("request_hash", sa.String(64)),
        must("begun_at", instant()),
        may("status", sa.Integer),
        must("body", sa.Text),
        sa.PrimaryKeyConstraint("organisation_id", "token_id", "key", name="pk_api_answers"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_api_answers_organisation_id"
        ),
        to("api_tokens", "token_id"),
    )
    index("api_answers", "organisation_id", "begun_at")


def downgrade() -> None:
    for table in ("api_answers", "api_tokens"):
        op.drop_table(table)
