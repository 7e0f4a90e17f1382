"""Why a work about many was stopped by nobody and how often it was tried; when somebody was proven anew.

And who invited whoever made his account by a link before 0026 kept that: until then his address counted as
proven, and an account elsewhere of that address would have come to share his.
"""

import json
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from connector.store.migrations.columns import instant, may

revision = "0031"
down_revision: str | None = "0030"

_NEW = {
    "bulk_works": ("stopped", "undo_stopped", "tries"),
    "sessions": ("proven_at",),
    "half_sign_ins": ("by", "proven_at"),
}


def upgrade() -> None:
    op.add_column("bulk_works", may("stopped", sa.String(32)))
    op.add_column("bulk_works", may("undo_stopped", sa.String(32)))
    op.add_column("bulk_works", sa.Column("tries", sa.Integer, nullable=False, server_default=sa.text("0")))
    op.add_column("sessions", may("proven_at", instant()))
    op.add_column("half_sign_ins", sa.Column("by", sa.Text, nullable=False, server_default=""))
    op.add_column("half_sign_ins", may("proven_at", instant()))
    for email, inviter in _made_by_a_link():
        said = sa.text("UPDATE users SET invited_by = :inviter WHERE email = :email AND invited_by IS NULL")
        op.execute(said.bindparams(inviter=inviter, email=email))


def _made_by_a_link() -> Iterator[tuple[str, str]]:
    """Who made his account himself, and who had invited him; the first user had his role by it, and whom an
    identity provider vouched for was bound in the same instant."""
    told = sa.text("SELECT at, who, what, facts FROM account_events ORDER BY number")
    invited: dict[str, str] = {}
    made: dict[str, object] = {}
    for at, who, what, text in op.get_bind().execute(told):
        facts = json.loads(text)
        email = facts.get("user", "")
        if what == "invited":
            invited[email] = who
        elif what == "user_added":
            made.pop(email, None)
            if who == email and "role" not in facts:
                made[email] = at
        elif what == "openid_bound" and made.get(email) == at:
            del made[email]
    return ((email, invited.get(email, "?")) for email in made)


def downgrade() -> None:
    for table, names in _NEW.items():
        for name in names:
            op.drop_column(table, name)
