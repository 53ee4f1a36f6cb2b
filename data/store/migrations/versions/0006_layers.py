"""Layers: each row belongs to one, which has a steward and a licence; further sources; denials."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BASE = "base"
# The tables that have rows of layers from now on, with the columns of their keys.
KEYS = {
    "sources": "slug",
    "attachments": "slug",
    "countries": "code",
    "municipalities": "slug",
    "names": "municipality name",
    "territorial_changes": "slug",
    "areas": "slug",
    "organisations": "slug",
    "organisation_names": "organisation name",
    "goals": "number",
    "targets": "code",
    "themes": "slug",
    "policies": "slug",
    "programmes": "slug",
    "initiatives": "slug",
    "initiative_programmes": "initiative programme",
    "participations": "slug",
    "initiative_applications": "slug",
    "findings": "slug",
    "partnerships": "slug",
    "programme_periods": "partnership programme",
    "seats": "partnership number",
    "memberships": "partnership seat turn",
    "handovers": "slug",
    "projects": "slug",
    "project_goals": "project goal",
    "project_targets": "project target",
    "project_themes": "project theme",
    "results": "slug",
    "area_mentions": "slug",
    "statuses": "slug",
    "events": "slug",
    "calls": "slug",
    "call_countries": "call country",
    "call_applicants": "call kind",
    "call_core_areas": "call core_area",
    "applications": "slug",
    "grants": "slug",
    "grant_recipients": "grant municipality",
    "roles": "slug",
    "audiences": "slug",
    "aims": "slug",
    "channels": "slug",
    "claims": "slug",
}
LINK = (["version", "layer"], ["version", "slug"])
NEW = {"further_sources": "partnership source", "denials": "slug"}


def upgrade() -> None:
    _create_layers()
    day = "substr(loaded_at, 1, 10)"
    if op.get_bind().dialect.name == "postgresql":
        day = f"CAST({day} AS date)"
    op.execute(
        "INSERT INTO layers (version, slug, title_en, title_sv, steward, licence, date, precedence)"  # noqa: S608
        f" SELECT id, '{BASE}', 'Samband', 'Samband', 'Samband', 'CC-BY-4.0', {day}, 1 FROM versions"
    )
    op.execute("UPDATE versions SET records = records + 1")
    for name in KEYS:
        op.add_column(name, sa.Column("layer", sa.Text()))
        op.execute(f"UPDATE {name} SET layer = '{BASE}'")  # noqa: S608  names of this module only
    _check_constraints()
    for name in KEYS:
        with op.batch_alter_table(name) as batch:
            batch.alter_column("layer", existing_type=sa.Text(), nullable=False)
            batch.create_foreign_key(f"fk_{name}_layer", "layers", *LINK, initially="DEFERRED", deferrable=True)
    _create_further_sources()
    _create_denials()


def downgrade() -> None:
    for name in reversed(NEW):
        op.execute(f"DELETE FROM citations WHERE record = '{name}'")  # noqa: S608  names of this module only
        _subtract(name, "1 = 1")
        op.drop_table(name)
    for name, key in reversed(KEYS.items()):
        text = " || ' ' || ".join(f"CAST({name}.{column} AS TEXT)" for column in key.split())
        op.execute(
            f"DELETE FROM citations WHERE record = '{name}' AND EXISTS (SELECT 1 FROM {name}"  # noqa: S608
            f" WHERE {name}.version = citations.version AND {text} = citations.row AND layer <> '{BASE}')"
        )
        _subtract(name, f"layer <> '{BASE}'")
        op.execute(f"DELETE FROM {name} WHERE layer <> '{BASE}'")  # noqa: S608
    _check_constraints()
    for name in KEYS:
        with op.batch_alter_table(name) as batch:
            batch.drop_constraint(f"fk_{name}_layer", type_="foreignkey")
            batch.drop_column("layer")
    _subtract("layers", "1 = 1")
    op.drop_table("layers")
    _rename_versions()


def _create_layers() -> None:
    op.create_table(
        "layers",
        sa.Column("version", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("slug", "title_en", "title_sv", "steward", "licence")
        ),
        sa.Column("credit", sa.Text()),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("precedence", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text()) for name in ("website", "note", "note_sv")),
        sa.CheckConstraint('"precedence" >= 1', name="precedence_least"),
        sa.ForeignKeyConstraint(["version"], ["versions.id"], name="fk_layers_version", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("version", "slug"),
        comment="Parts of the catalogue, each with its own steward and licence. One row: the layer of the files beside this one.",
    )


def _create_further_sources() -> None:
    op.create_table(
        "further_sources",
        sa.Column("version", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("partnership", "source")),
        *(sa.Column(name, sa.Text()) for name in ("note", "note_sv")),
        sa.Column("layer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["version"], ["versions.id"], name="fk_further_sources_version", ondelete="CASCADE"),
        _reference("further_sources", "partnership", "partnerships"),
        _reference("further_sources", "source", "sources"),
        _reference("further_sources", "layer", "layers"),
        sa.PrimaryKeyConstraint("version", "partnership", "source"),
        comment="Sources that also name a partnership which the base or another layer holds.",
    )
    op.create_index("ix_further_sources_version_source", "further_sources", ["version", "source"])


def _create_denials() -> None:
    kinds = "'MUNICIPAL_PARTNERSHIP', 'TWIN_TOWN', 'FRIENDSHIP', 'CONTACT', 'PROJECT_PARTNERSHIP'"
    op.create_table(
        "denials",
        sa.Column("version", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("slug", "kind", "municipality", "partner")),
        *(sa.Column(name, sa.Text()) for name in ("note", "note_sv")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("sources", "layer")),
        sa.CheckConstraint(f'"kind" IN ({kinds})', name="kind"),
        sa.CheckConstraint("municipality <> partner", name="self"),
        sa.ForeignKeyConstraint(["version"], ["versions.id"], name="fk_denials_version", ondelete="CASCADE"),
        _reference("denials", "municipality", "municipalities"),
        _reference("denials", "partner", "municipalities"),
        _reference("denials", "layer", "layers"),
        sa.PrimaryKeyConstraint("version", "slug"),
        comment="Pairs of local authorities of which a source says expressly that they are in no relation of a kind.",
    )
    for name in ("municipality", "partner"):
        op.create_index(f"ix_denials_version_{name}", "denials", ["version", name])


def _reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["version", column],
        [f"{target}.version", f"{target}.slug"],
        name=f"fk_{table}_{column}",
        deferrable=True,
        initially="DEFERRED",
    )


def _rename_versions() -> None:
    """Marks the versions, whose rows are no longer those of their hash, so that the next load writes them anew."""
    for table in ("versions", "activations"):
        op.execute(f"UPDATE {table} SET digest = digest || '-0005'")  # noqa: S608  names of this module only


def _check_constraints() -> None:
    """Checks the deferred constraints now: PostgreSQL alters no table with rows that are still to be checked."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET CONSTRAINTS ALL IMMEDIATE")
        op.execute("SET CONSTRAINTS ALL DEFERRED")


def _subtract(table: str, test: str) -> None:
    """Subtracts the rows of a table that meet a test from the number of records of each version."""
    op.execute(
        "UPDATE versions SET records = records"  # noqa: S608  names of this module only
        f" - (SELECT count(*) FROM {table} WHERE {table}.version = versions.id AND {test})"
    )
