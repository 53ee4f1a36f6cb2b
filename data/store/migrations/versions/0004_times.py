"""Times of programmes, parts of partnerships, planned ends, leads of projects, names of organisations."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

PLANNED = ("memberships", "partnerships", "programmes", "projects", "roles")
# Table, new column, and the table that it refers to.
LINKS = (
    ("events", "project", "projects"),
    ("partnerships", "part_of", "partnerships"),
    ("programmes", "successor", "programmes"),
    ("projects", "lead", "municipalities"),
)
KINDS = "'OFFICIAL', 'ALTERNATE', 'FORMER', 'MISSPELLING', 'ABBREVIATION', 'TOWN'"
COMMENTS = {
    "memberships": (
        "One authority holding one seat over one interval; what is left out is as the partnership has it.",
        "One authority holding one seat over one interval.",
    ),
    "events": (
        "Things that happened, or that a source expects, to a programme, partnership, municipality or handover.",
        "Things that happened, or that a source expects, to a programme, partnership, project, municipality or handover.",
    ),
}


def upgrade() -> None:
    _create_programme_periods()
    _create_organisation_names()
    with op.batch_alter_table("countries") as table:
        for name in _partial("authorities_since"):
            table.add_column(name)
        table.create_check_constraint("authorities_since", "authorities_since_earliest <= authorities_since_latest")
    for name in PLANNED:
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("end_planned", sa.Boolean()))
            table.create_check_constraint("end_planned", 'NOT end_planned OR "end" IS NOT NULL')
    for name, column, target in LINKS:
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column(column, sa.Text()))
            table.create_index(f"ix_{name}_version_{column}", ["version", column])
            _refer(table, f"fk_{name}_{column}", target, column)
    _move_programmes()
    with op.batch_alter_table("partnerships") as table:
        table.create_check_constraint("self", "part_of <> slug")
        table.drop_index("ix_partnerships_version_programme")
        table.drop_constraint("fk_partnerships_programme", type_="foreignkey")
        table.drop_column("programme")
    _comment(1)


def downgrade() -> None:
    with op.batch_alter_table("partnerships") as table:
        table.drop_constraint("self", type_="check")
    for name, column, _ in LINKS:
        with op.batch_alter_table(name) as table:
            table.drop_constraint(f"fk_{name}_{column}", type_="foreignkey")
            table.drop_index(f"ix_{name}_version_{column}")
            table.drop_column(column)
    for name in PLANNED:
        with op.batch_alter_table(name) as table:
            table.drop_constraint("end_planned", type_="check")
            table.drop_column("end_planned")
    with op.batch_alter_table("countries") as table:
        table.drop_constraint("authorities_since", type_="check")
        for column in reversed(_partial("authorities_since")):
            table.drop_column(column.name)
    with op.batch_alter_table("partnerships") as table:
        table.add_column(sa.Column("programme", sa.Text()))
        table.create_index("ix_partnerships_version_programme", ["version", "programme"])
        _refer(table, "fk_partnerships_programme", "programmes", "programme")
    op.execute(
        "UPDATE partnerships SET programme = (SELECT max(programme) FROM programme_periods"
        " WHERE programme_periods.version = partnerships.version AND partnership = slug)"
    )
    for name in ("programme_periods", "organisation_names"):
        citations = sa.table("citations", sa.column("record"))
        op.execute(citations.delete().where(citations.c.record == name))
        _count("-", name)
        op.drop_table(name)
    _comment(0)


def _create_programme_periods() -> None:
    op.create_table(
        "programme_periods",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("partnership", sa.Text(), nullable=False),
        sa.Column("programme", sa.Text(), nullable=False),
        *_partial("start"),
        *_partial("end"),
        sa.Column("end_planned", sa.Boolean()),
        sa.Column("note", sa.Text()),
        sa.Column("sources", sa.Text(), nullable=False),
        sa.CheckConstraint('NOT end_planned OR "end" IS NOT NULL', name="end_planned"),
        *_ordered(),
        *(
            sa.ForeignKeyConstraint(
                ["version", name],
                [f"{name}s.version", f"{name}s.slug"],
                name=f"fk_programme_periods_{name}",
                initially="DEFERRED",
                deferrable=True,
            )
            for name in ("partnership", "programme")
        ),
        sa.ForeignKeyConstraint(["version"], ["versions.id"], name="fk_programme_periods_version", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("version", "partnership", "programme"),
        comment="The times during which partnerships belong to programmes.",
    )
    op.create_index("ix_programme_periods_version_programme", "programme_periods", ["version", "programme"])


def _create_organisation_names() -> None:
    op.create_table(
        "organisation_names",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text()),
        sa.Column("kind", sa.Text(), nullable=False),
        *_partial("start"),
        *_partial("end"),
        sa.Column("note", sa.Text()),
        sa.Column("sources", sa.Text(), nullable=False),
        sa.CheckConstraint(f'"kind" IN ({KINDS})', name="kind"),
        *_ordered(),
        sa.ForeignKeyConstraint(
            ["version", "organisation"],
            ["organisations.version", "organisations.slug"],
            name="fk_organisation_names_organisation",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["version"], ["versions.id"], name="fk_organisation_names_version", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("version", "organisation", "name"),
        comment="Other names of organisations.",
    )


def _partial(name: str) -> list[sa.Column]:
    texts = [sa.Column(column, sa.Text()) for column in (name, f"{name}_wording")]
    return texts + [sa.Column(column, sa.Date()) for column in (f"{name}_earliest", f"{name}_latest")]


def _ordered() -> tuple[sa.CheckConstraint, ...]:
    return (
        sa.CheckConstraint("start_earliest <= start_latest", name="start"),
        sa.CheckConstraint("end_earliest <= end_latest", name="end"),
        sa.CheckConstraint("start_earliest <= end_latest", name="start_before_end"),
    )


def _refer(table: op.batch_alter_table, name: str, target: str, column: str) -> None:
    columns = ["version", column], ["version", "slug"]
    table.create_foreign_key(name, target, *columns, initially="DEFERRED", deferrable=True)


def _move_programmes() -> None:
    """Makes a row of programme_periods, with the same sources, of each programme of a partnership."""
    op.execute(
        "INSERT INTO programme_periods (version, partnership, programme, sources)"
        " SELECT version, slug, programme, sources FROM partnerships WHERE programme IS NOT NULL"
    )
    op.execute(
        "INSERT INTO citations (version, record, row, position, source)"
        " SELECT c.version, 'programme_periods', p.slug || ' ' || p.programme, c.position, c.source"
        " FROM citations AS c JOIN partnerships AS p ON p.version = c.version AND p.slug = c.row"
        " WHERE c.record = 'partnerships' AND p.programme IS NOT NULL"
    )
    _count("+", "programme_periods")


def _count(sign: str, name: str) -> None:
    """Adds or subtracts the rows of a table in the number of records of each version."""
    op.execute(
        f"UPDATE versions SET records = records {sign}"  # noqa: S608  names of this module only
        f" (SELECT count(*) FROM {name} WHERE {name}.version = versions.id)"
    )


def _comment(which: int) -> None:
    """Sets the comments of tables, on databases that have comments."""
    if op.get_bind().dialect.supports_comments:
        for name, comments in COMMENTS.items():
            op.create_table_comment(name, comments[which], existing_comment=comments[1 - which])
