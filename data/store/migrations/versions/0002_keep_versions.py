"""Keep versions: a history of which was served when, the number of records, indexes to remove versions by."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# The columns of each index after `version`.
INDEXES = {
    "applications": ["call", "country", "municipality"],
    "call_countries": ["country"],
    "calls": ["programme"],
    "citations": ["source"],
    "claims": ["call", "goal", "grant", "municipality", "organisation", "partnership", "project", "source"],
    "events": ["handover", "municipality", "partnership", "programme"],
    "grant_recipients": ["municipality", "partnership", "project"],
    "grants": ["programme"],
    "handovers": ["partnership", "partnership seat", "predecessor", "successor"],
    "memberships": ["municipality"],
    "municipalities": ["country", "region"],
    "organisations": ["country"],
    "partnerships": ["programme"],
    "project_goals": ["goal"],
    "project_targets": ["target"],
    "project_themes": ["theme"],
    "projects": ["partnership"],
    "results": ["project"],
    "roles": ["organisation", "partnership", "programme", "project"],
    "statuses": ["partnership", "project"],
    "targets": ["goal"],
    "territorial_changes": ["predecessor", "successor"],
}
UNINDEXED = ("sources", "countries", "names", "goals", "themes", "programmes", "seats", "call_applicants")


def upgrade() -> None:
    op.create_table(
        "activations",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("since", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activations")),
        comment="From when on each version was served, in order, also of versions that are no longer kept.",
    )
    op.add_column("versions", sa.Column("records", sa.Integer(), server_default="0", nullable=False))
    for table, indexes in INDEXES.items():
        for columns in map(str.split, indexes):
            op.create_index(_name(table, columns), table, ["version", *columns])
    versions = sa.table("versions", sa.column("id"), sa.column("records"))
    for table in {*INDEXES, *UNINDEXED} - {"citations"}:
        rows = sa.table(table, sa.column("version"))
        count = sa.select(sa.func.count()).select_from(rows).where(rows.c.version == versions.c.id).scalar_subquery()
        op.execute(versions.update().values(records=versions.c.records + count))
    op.execute(
        "INSERT INTO activations (digest, since) SELECT digest, replace(loaded_at, '+', '.000000+') FROM versions"
        " JOIN serving ON serving.version = versions.id"
    )


def downgrade() -> None:
    for table, indexes in INDEXES.items():
        for columns in map(str.split, indexes):
            op.drop_index(_name(table, columns), table)
    op.drop_column("versions", "records")
    op.drop_table("activations")


def _name(table: str, columns: list[str]) -> str:
    return "_".join(("ix", table, "version", *columns))
