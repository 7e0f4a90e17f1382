"""What segments read of a customer: since when he is known, how he paid month by month, what he does."""

from collections import defaultdict

import sqlalchemy as sa
from alembic import op

from connector.store.migrations.columns import may

revision = "0033"
down_revision: str | None = "0032"

_MONTHS = 24
_KNOWN = (
    "UPDATE customers SET known_since = (SELECT min(coalesce(i.issued_on, i.expected_on)) FROM invoices i "
    "WHERE i.organisation_id = customers.organisation_id AND i.customer_id = customers.id)"
)
_PAID = (
    "SELECT organisation_id, customer_id, substr(CAST(coalesce(paid_on, closed_on) AS VARCHAR), 1, 7), "
    "count(*), sum(CASE WHEN is_paid_late THEN 1 ELSE 0 END) FROM invoices WHERE is_paid_late IS NOT NULL "
    "GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
)
_KEPT = "UPDATE customers SET paid_months = :months WHERE organisation_id = :organisation AND id = :customer"


def upgrade() -> None:
    op.add_column(
        "customers", sa.Column("paid_months", sa.Text, nullable=False, server_default=sa.text("''"))
    )
    op.add_column("customers", may("known_since", sa.Date))
    op.add_column("customers", may("sector", sa.Text))
    op.execute(sa.text(_KNOWN))
    months: dict[tuple[str, str], list[str]] = defaultdict(list)
    for organisation, customer, month, settled, late in op.get_bind().execute(sa.text(_PAID)):
        months[organisation, customer].append(f"{month}:{settled}/{late}")
    rows = [
        {"organisation": who, "customer": whose, "months": " ".join(found[-_MONTHS:])}
        for (who, whose), found in months.items()
    ]
    if rows:
        op.get_bind().execute(sa.text(_KEPT), rows)


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM text_versions WHERE kind = 'segments'"))
    for name in ("sector", "known_since", "paid_months"):
        op.drop_column("customers", name)
