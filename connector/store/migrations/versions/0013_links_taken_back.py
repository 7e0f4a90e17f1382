"""How often the links that a customer was sent were taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision: str | None = "0012"


def upgrade() -> None:
    series = sa.Column("links_series", sa.Integer, nullable=False, server_default="0")
    op.add_column("customers", series)


def downgrade() -> None:
    op.drop_column("customers", "links_series")
