"""Policies and templates that are written on the pages, in versions."""

import sqlalchemy as sa
from alembic import op

from connector.store.migrations.columns import ident, index, instant, must

revision = "0020"
down_revision: str | None = "0019"


def upgrade() -> None:
    op.create_table(
        "text_versions",
        must("organisation_id", ident()),
        *_version(),
        sa.PrimaryKeyConstraint("organisation_id", "id", name="pk_text_versions"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_text_versions_organisation_id"
        ),
    )
    op.create_table(
        "shared_text_versions",
        *_version(),
        sa.PrimaryKeyConstraint("id", name="pk_shared_text_versions"),
    )
    which = ("kind", "name", "number")
    index("text_versions", "organisation_id", *which, name="uq_text_versions_number", unique=True)
    index("shared_text_versions", *which, name="uq_shared_text_versions_number", unique=True)


def _version() -> tuple[sa.Column[object], ...]:
    return (
        must("id", ident()),
        must("kind", sa.String(32)),
        must("name", sa.Text),
        must("number", sa.Integer),
        must("parts", sa.Text),
        must("author", sa.Text),
        must("at", instant()),
        must("note", sa.Text),
    )


def downgrade() -> None:
    op.drop_table("shared_text_versions")
    op.drop_table("text_versions")
