"""One debt in two connections: which invoice is chased in the place of another."""

from alembic import op

from connector.store.migrations.columns import ident, index, may

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("holds", may("twin_id", ident()))
    for name, column in (("ix_holds_twin", "twin_id"), ("ix_holds_twinned", "invoice_id")):
        index("holds", "organisation_id", column, name=name, where="twin_id IS NOT NULL")


def downgrade() -> None:
    op.drop_index("ix_holds_twinned", "holds")
    op.drop_index("ix_holds_twin", "holds")
    op.drop_column("holds", "twin_id")
