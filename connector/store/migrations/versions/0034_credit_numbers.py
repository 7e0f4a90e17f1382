"""Credit notes have a number that people look for, and what they were of at first; promises are found by day.

What is known of a credit note already gets both at the next reading of all that stands.
"""

import sqlalchemy as sa
from alembic import op

from connector.store.migrations.columns import index, may

revision = "0034"
down_revision: str | None = "0033"

_PROMISED = "reason = 'promise' AND ended_on IS NULL"


def upgrade() -> None:
    op.add_column("credits", sa.Column("number", sa.Text, nullable=False, server_default=sa.text("''")))
    op.add_column("credits", may("total", sa.BigInteger))
    index("credits", "organisation_id", "number")
    index("holds", "organisation_id", "until_on", name="ix_holds_promised", where=_PROMISED)


def downgrade() -> None:
    op.drop_index("ix_holds_promised", "holds")
    op.drop_index("ix_credits_organisation_id_number", "credits")
    for name in ("total", "number"):
        op.drop_column("credits", name)
