"""Continents of countries."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("countries") as batch:
        batch.add_column(sa.Column("continent", sa.Text()))
        batch.create_check_constraint(
            "continent", "\"continent\" IN ('AFRICA', 'AMERICAS', 'ASIA', 'EUROPE', 'OCEANIA')"
        )


def downgrade() -> None:
    with op.batch_alter_table("countries") as batch:
        batch.drop_constraint("continent", type_="check")
        batch.drop_column("continent")
    for table in (
        "versions",
        "activations",
    ):  # the rows are no longer those of the hash: the next load writes them anew
        op.execute(f"UPDATE {table} SET digest = digest || '-0007'")  # noqa: S608  names of this module only
