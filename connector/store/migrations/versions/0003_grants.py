"""Grants know the version of their tokens, until when these are good, and why a consent is over."""

import sqlalchemy as sa
from alembic import op

from connector.store.migrations.columns import instant, may, must

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    # Nothing ever wrote a grant before this revision: what must be there needs no default.
    with op.batch_alter_table("grants") as grants:
        grants.drop_column("expires_at")
        grants.drop_column("sealed_tokens")
        grants.add_column(must("version", sa.Integer))
        grants.add_column(must("sealed_tokens", sa.Text))
        grants.add_column(must("access_until", instant()))
        grants.add_column(must("refreshed_at", instant()))
        grants.add_column(may("refresh_until", instant()))
        grants.add_column(may("dies_at", instant()))
        grants.add_column(may("problem", sa.Text))


def downgrade() -> None:
    with op.batch_alter_table("grants") as grants:
        for name in ("problem", "dies_at", "refresh_until", "refreshed_at", "access_until", "version"):
            grants.drop_column(name)
        grants.drop_column("sealed_tokens")
        grants.add_column(may("sealed_tokens", sa.Text))
        grants.add_column(may("expires_at", instant()))
