"""Rules that lead from themes to Goals, and the Swedish types of units."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLE = "theme_goals"
LINKS = {"theme": ("themes", "slug"), "goal": ("goals", "number"), "target": ("targets", "code")}


def upgrade() -> None:
    with op.batch_alter_table("municipalities") as batch:
        batch.add_column(sa.Column("unit_sv", sa.Text()))
    op.create_table(
        TABLE,
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("theme", sa.Text()),
        sa.Column("core_area", sa.Text()),
        sa.Column("goal", sa.Integer()),
        sa.Column("target", sa.Text()),
        sa.Column("strength", sa.Text()),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("reason_en", "reason_sv", "sources", "layer")),
        sa.CheckConstraint(
            "\"core_area\" IN ('EQUITY', 'PARTICIPATION', 'TRANSPARENCY', 'ACCOUNTABILITY')", name="core_area"
        ),
        sa.CheckConstraint("\"strength\" IN ('DIRECT', 'RELATED')", name="strength"),
        sa.CheckConstraint(
            '(CASE WHEN "theme" IS NULL THEN 0 ELSE 1 END + CASE WHEN "core_area" IS NULL THEN 0 ELSE 1 END) = 1',
            name="given",
        ),
        sa.CheckConstraint("(goal IS NULL) = (strength IS NULL)", name="goal"),
        sa.ForeignKeyConstraint(["version"], ["versions.id"], name=f"fk_{TABLE}_version", ondelete="CASCADE"),
        *(_reference(column, *target) for column, target in {**LINKS, "layer": ("layers", "slug")}.items()),
        sa.PrimaryKeyConstraint("version", "slug"),
        comment="Rules of the editors that lead from a theme, or from all themes of a core area, to a Goal. The links of projects that follow are computed, and never stored.",
    )
    for column in LINKS:
        op.create_index(f"ix_{TABLE}_version_{column}", TABLE, ["version", column])


def downgrade() -> None:
    op.execute(f"DELETE FROM citations WHERE record = '{TABLE}'")  # noqa: S608  names of this module only
    op.execute(
        "UPDATE versions SET records = records"  # noqa: S608
        f" - (SELECT count(*) FROM {TABLE} WHERE {TABLE}.version = versions.id)"
    )
    op.drop_table(TABLE)
    if op.get_bind().dialect.name == "postgresql":  # it alters no table with rows that are still to be checked
        op.execute("SET CONSTRAINTS ALL IMMEDIATE")
        op.execute("SET CONSTRAINTS ALL DEFERRED")
    with op.batch_alter_table("municipalities") as batch:
        batch.drop_column("unit_sv")
    for table in (
        "versions",
        "activations",
    ):  # the rows are no longer those of the hash: the next load writes them anew
        op.execute(f"UPDATE {table} SET digest = digest || '-0006'")  # noqa: S608


def _reference(column: str, target: str, key: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["version", column],
        [f"{target}.version", f"{target}.{key}"],
        name=f"fk_{TABLE}_{column}",
        deferrable=True,
        initially="DEFERRED",
    )
