"""Population of municipalities: the number of inhabitants, its year and its source."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TOGETHER = "(population IS NULL) = (population_year IS NULL) AND (population IS NULL) = (population_source IS NULL)"


def upgrade() -> None:
    with op.batch_alter_table("municipalities") as table:
        table.add_column(sa.Column("population", sa.Integer))
        table.add_column(sa.Column("population_year", sa.Integer))
        table.add_column(sa.Column("population_source", sa.Text))
        table.create_index("ix_municipalities_version_population_source", ["version", "population_source"])
        table.create_foreign_key(
            "fk_municipalities_population_source",
            "sources",
            ["version", "population_source"],
            ["version", "slug"],
            initially="DEFERRED",
            deferrable=True,
        )
        table.create_check_constraint("population_least", "population >= 1")
        table.create_check_constraint("population_year_least", "population_year >= 1")
        table.create_check_constraint("population", TOGETHER)


def downgrade() -> None:
    with op.batch_alter_table("municipalities") as table:
        for name in ("population", "population_year_least", "population_least"):
            table.drop_constraint(name, type_="check")
        table.drop_constraint("fk_municipalities_population_source", type_="foreignkey")
        table.drop_index("ix_municipalities_version_population_source")
        for name in ("population_source", "population_year", "population"):
            table.drop_column(name)
