"""Who users are at an identity provider, and who is on his way there; every old refusal may be swept away."""

import sqlalchemy as sa
from alembic import op

from connector.store.migrations.columns import ident, index, instant, may, must

revision = "0027"
down_revision: str | None = "0026"

#: 0017 let old refused sign-ins go alone: after 90 days an old refused code stopped every sweep, and with
#: it every sign-in.
_SWEPT_BEFORE = ("sign_in_refused",)
_SWEPT = (*_SWEPT_BEFORE, "code_refused", "openid_refused")


def upgrade() -> None:
    op.create_table(
        "identities",
        must("issuer", sa.Text),
        must("subject", sa.Text),
        must("user_id", ident()),
        must("email", sa.Text),
        must("bound_at", instant()),
        sa.PrimaryKeyConstraint("issuer", "subject", name="pk_identities"),
        sa.UniqueConstraint("user_id", "issuer", name="uq_identities_user_id_issuer"),
        _of_user("identities"),
    )
    op.create_table(
        "openid_sign_ins",
        must("state_hash", sa.String(64)),
        must("browser_hash", sa.String(64)),
        must("sealed_way", sa.Text),
        may("user_id", ident()),
        must("began_at", instant()),
        sa.PrimaryKeyConstraint("state_hash", name="pk_openid_sign_ins"),
        _of_user("openid_sign_ins"),
    )
    index("openid_sign_ins", "user_id")
    _keep_all_but(_SWEPT)


def _of_user(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=f"fk_{table}_user_id", ondelete="CASCADE")


def _keep_all_but(swept: tuple[str, ...]) -> None:
    words = ", ".join(f"'{x}'" for x in swept)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(sa.text("DROP TRIGGER account_events_last"))
        each, then = "", "BEGIN SELECT RAISE(ABORT, 'what is written in account_events stays as it is'); END"
    else:
        op.execute(sa.text("DROP TRIGGER account_events_last ON account_events"))
        each, then = "FOR EACH ROW", "EXECUTE FUNCTION refuse_to_change_what_was_written()"
    op.execute(
        sa.text(
            f"CREATE TRIGGER account_events_last BEFORE DELETE ON account_events {each} "
            f"WHEN (OLD.what NOT IN ({words})) {then}"
        )
    )


def downgrade() -> None:
    _keep_all_but(_SWEPT_BEFORE)
    for table in ("openid_sign_ins", "identities"):
        op.drop_table(table)
