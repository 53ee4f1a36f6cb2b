"""Initiatives, findings, policies, areas, audiences, aims; kinds and dating of sources; remarks in Swedish."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TYPES = {"": sa.Text, "integer": sa.Integer, "number": sa.Float, "flag": sa.Boolean}


class Table(NamedTuple):
    """A new table. A column is a name, with a type after `:` unless it is a text, and `!` when it is required."""

    name: str
    about: str
    key: str
    columns: str
    links: dict[str, str]
    checks: dict[str, str]
    one_of: str = ""
    any_of: str = ""


TABLES: tuple[Table, ...] = (
    Table(
        "policies",
        "Policies of which programmes are a part.",
        "slug",
        "slug! name_en! name_sv! abbreviation adopted:partial note note_sv sources!",
        {},
        {},
    ),
    Table(
        "areas",
        "Areas that are no administrative units.",
        "slug",
        "slug! kind! name_en! name_sv! country wikidata note note_sv sources!",
        {"country": "countries"},
        {"kind": "\"kind\" IN ('BIOSPHERE_RESERVE')"},
    ),
    Table(
        "initiatives",
        "Undertakings on the 2030 Agenda that organisations carry, not municipalities.",
        "slug",
        "slug! name_en! name_sv! goals_stated! start:partial end:partial end_planned:flag note note_sv sources!",
        {},
        {
            "end_planned": 'NOT end_planned OR "end" IS NOT NULL',
            "goals_stated": "\"goals_stated\" IN ('NAMED', 'SEVERAL_UNNAMED', 'AGENDA_2030', 'NONE')",
            "start_before_end": "start_earliest <= end_latest",
        },
    ),
    Table(
        "initiative_programmes",
        "Programmes that are named as the next step after an initiative.",
        "initiative programme",
        "initiative! programme! note note_sv sources!",
        {"initiative": "initiatives", "programme": "programmes"},
        {},
    ),
    Table(
        "participations",
        "How many local authorities take part in an initiative at a date, in words or counted.",
        "slug",
        "slug! initiative! kind text least:number most:number count:integer total:integer as_of:partial note note_sv sources!",
        {"initiative": "initiatives"},
        {
            "count": '"count" <= total',
            "count_least": '"count" >= 1',
            "kind": "\"kind\" IN ('MUNICIPALITY', 'REGION', 'ASSOCIATION', 'OTHER', 'UNIDENTIFIED')",
            "least_least": '"least" >= 0',
            "least_most": '"least" <= 1',
            "most_least": '"most" >= 0',
            "most_most": '"most" <= 1',
            "share": "least <= most",
            "total_least": '"total" >= 1',
        },
        any_of="text count",
    ),
    Table(
        "initiative_applications",
        "Applications for the funding of an initiative. The outcome has a date and a source of its own.",
        "slug",
        "slug! initiative! organisation! stage! applied:partial outcome decided:partial outcome_source note note_sv sources!",
        {"initiative": "initiatives", "organisation": "organisations", "outcome_source": "sources"},
        {
            "outcome": "\"outcome\" IN ('APPROVED', 'REJECTED')",
            "outcome_source": "(outcome_source IS NULL) = (outcome IS NULL)",
            "stage": "\"stage\" IN ('INTENDED', 'APPLIED', 'DECIDED')",
        },
    ),
    Table(
        "findings",
        "What a body states about the field; texts in our own words.",
        "slug",
        "slug! kind! organisation! document initiative programme goals_stated! text_en! text_sv! as_of:partial note note_sv sources!",
        {"organisation": "organisations", "initiative": "initiatives", "programme": "programmes"},
        {
            "goals_stated": "\"goals_stated\" IN ('NAMED', 'SEVERAL_UNNAMED', 'AGENDA_2030', 'NONE')",
            "kind": "\"kind\" IN ('REPORTED', 'URGED', 'RECOMMENDED')",
        },
    ),
    Table(
        "attachments",
        "Documents that a source offers for download.",
        "slug",
        "slug! source! title! media_type! kilobytes:integer note note_sv",
        {"source": "sources"},
        {"kilobytes_least": '"kilobytes" >= 1'},
    ),
    Table(
        "area_mentions",
        "Areas to which a municipality or a project refers.",
        "slug",
        "slug! area! municipality project note note_sv sources!",
        {"area": "areas", "municipality": "municipalities", "project": "projects"},
        {},
        one_of="municipality project",
    ),
    Table(
        "call_core_areas",
        "Core areas of the programme to which applications to a call must contribute.",
        "call core_area",
        "call! core_area! sources!",
        {"call": "calls"},
        {"core_area": "\"core_area\" IN ('EQUITY', 'PARTICIPATION', 'TRANSPARENCY', 'ACCOUNTABILITY')"},
    ),
    Table(
        "audiences",
        "Groups of people that take part in a project, grant or initiative, or to whom it is addressed.",
        "slug",
        "slug! project grant initiative audience! involvement! note note_sv sources!",
        {"project": "projects", "grant": "grants", "initiative": "initiatives"},
        {
            "audience": "\"audience\" IN ('POLITICIANS', 'OFFICIALS', 'DECISION_MAKERS', 'CITIZENS', 'COMPANIES', 'CIVIL_SOCIETY', 'CHILDREN', 'YOUNG_PEOPLE', 'PUPILS', 'TEACHERS', 'FAMILIES', 'WOMEN', 'OLDER_PEOPLE', 'REFUGEES', 'MARGINALISED_GROUPS', 'PEOPLE_WITH_DISABILITIES')",
            "involvement": "\"involvement\" IN ('INVOLVED', 'ADDRESSED')",
        },
        one_of="project grant initiative",
    ),
    Table(
        "aims",
        "What a project, grant, initiative, programme or call is meant to bring about; labels in our own words.",
        "slug",
        "slug! project grant initiative programme call label_en! label_sv! note note_sv sources!",
        {
            "project": "projects",
            "grant": "grants",
            "initiative": "initiatives",
            "programme": "programmes",
            "call": "calls",
        },
        {},
        one_of="project grant initiative programme call",
    ),
    Table(
        "channels",
        "Role mailboxes of organisations to which one writes about a programme, grant or initiative.",
        "slug",
        "slug! programme grant initiative organisation! purpose! note note_sv sources!",
        {"programme": "programmes", "grant": "grants", "initiative": "initiatives", "organisation": "organisations"},
        {"purpose": "\"purpose\" IN ('EXPRESSION_OF_INTEREST', 'INFORMATION')"},
        one_of="programme grant initiative",
    ),
)


# Table: its new columns, their links, and its new checks.
ALTERED: dict[str, tuple[str, dict[str, str], dict[str, str]]] = {
    "calls": ("scope_en scope_sv", {}, {"scope_en": "(scope_en IS NULL) = (scope_sv IS NULL)"}),
    "claims": (
        "programme initiative policy publication",
        {"programme": "programmes", "initiative": "initiatives", "policy": "policies", "publication": "sources"},
        {
            "given": '(CASE WHEN "partnership" IS NULL THEN 0 ELSE 1 END + CASE WHEN "project" IS NULL THEN 0 ELSE 1 END + CASE WHEN "municipality" IS NULL THEN 0 ELSE 1 END + CASE WHEN "organisation" IS NULL THEN 0 ELSE 1 END + CASE WHEN "goal" IS NULL THEN 0 ELSE 1 END + CASE WHEN "grant" IS NULL THEN 0 ELSE 1 END + CASE WHEN "call" IS NULL THEN 0 ELSE 1 END + CASE WHEN "programme" IS NULL THEN 0 ELSE 1 END + CASE WHEN "initiative" IS NULL THEN 0 ELSE 1 END + CASE WHEN "policy" IS NULL THEN 0 ELSE 1 END + CASE WHEN "publication" IS NULL THEN 0 ELSE 1 END) = 1'
        },
    ),
    "events": (
        "initiative",
        {"initiative": "initiatives"},
        {
            "given": '(CASE WHEN "programme" IS NULL THEN 0 ELSE 1 END + CASE WHEN "initiative" IS NULL THEN 0 ELSE 1 END + CASE WHEN "partnership" IS NULL THEN 0 ELSE 1 END + CASE WHEN "municipality" IS NULL THEN 0 ELSE 1 END + CASE WHEN "handover" IS NULL THEN 0 ELSE 1 END) >= 1'
        },
    ),
    "grants": (
        "purpose_en purpose_sv period:partial pilot:flag! successor_en successor_sv",
        {},
        {"successor_en": "(successor_en IS NULL) = (successor_sv IS NULL)"},
    ),
    "municipalities": (
        "name_basis name_en_basis",
        {},
        {
            "name_basis": "\"name_basis\" IN ('STATED', 'EDITORS')",
            "name_en_basis": "\"name_en_basis\" IN ('STATED', 'EDITORS')",
        },
    ),
    "organisations": (
        "name_basis part_of",
        {"part_of": "municipalities"},
        {"name_basis": "\"name_basis\" IN ('STATED', 'EDITORS')"},
    ),
    "programmes": (
        "name_basis policy",
        {"policy": "policies"},
        {"name_basis": "\"name_basis\" IN ('STATED', 'EDITORS')"},
    ),
    "project_goals": ("note", {}, {}),
    "roles": (
        "grant initiative share_text share_least:number share_most:number",
        {"grant": "grants", "initiative": "initiatives"},
        {
            "given": '(CASE WHEN "programme" IS NULL THEN 0 ELSE 1 END + CASE WHEN "partnership" IS NULL THEN 0 ELSE 1 END + CASE WHEN "project" IS NULL THEN 0 ELSE 1 END + CASE WHEN "grant" IS NULL THEN 0 ELSE 1 END + CASE WHEN "initiative" IS NULL THEN 0 ELSE 1 END) = 1',
            "kind": "\"kind\" IN ('FUNDER', 'COORDINATOR', 'COMMISSIONER', 'CARRIER', 'PARTNER', 'CO_APPLICANT', 'OPERATOR', 'MATCHMAKER', 'CONTACT')",
            "share": "share_least <= share_most",
            "share_least_least": '"share_least" >= 0',
            "share_least_most": '"share_least" <= 1',
            "share_most_least": '"share_most" >= 0',
            "share_most_most": '"share_most" <= 1',
        },
    ),
    "sources": (
        "kind! dating! blank_labels",
        {},
        {
            "dating": "\"dating\" IN ('DATED', 'IN_ADDRESS', 'WITHOUT_YEAR', 'LABEL_BLANK', 'UNDATED')",
            "kind": "\"kind\" IN ('PAGE', 'NEWS', 'PRESS_RELEASE', 'DOCUMENT', 'LISTING', 'PRIVATE_PAGE', 'DATA_SET', 'EDITORS')",
        },
    ),
    "statuses": ("contact_kept:flag", {}, {}),
    "targets": ("basis!", {}, {"basis": "\"basis\" IN ('STATED', 'EDITORS')"}),
    "themes": ("basis!", {}, {"basis": "\"basis\" IN ('STATED', 'EDITORS')"}),
}
NOTED = (
    "sources",
    "countries",
    "municipalities",
    "names",
    "territorial_changes",
    "organisations",
    "organisation_names",
    "programmes",
    "partnerships",
    "programme_periods",
    "seats",
    "memberships",
    "handovers",
    "projects",
    "project_goals",
    "statuses",
    "events",
    "calls",
    "grants",
    "roles",
    "claims",
)
COMMENTS = {
    "organisations": (
        "Funders, coordinators and operators.",
        "Funders, coordinators, operators, authors of findings, and parts of municipalities.",
    ),
    "roles": (
        "What an organisation is to a programme, a partnership or a project.",
        "What an organisation is to a programme, a partnership, a project, a grant or an initiative.",
    ),
    "events": (
        "Things that happened, or that a source expects, to a programme, partnership, project, municipality or handover.",
        "Things that happened, or that a source expects, to a programme, initiative, partnership, project, municipality or handover.",
    ),
}
OLD_CHECKS = {
    "claims": {"given": ("partnership project municipality organisation goal grant call", "= 1")},
    "events": {"given": ("programme partnership municipality handover", ">= 1")},
    "roles": {
        "given": ("programme partnership project", "= 1"),
        "kind": ("FUNDER COORDINATOR OPERATOR MATCHMAKER CONTACT", "IN"),
    },
}
# What the required columns hold in versions that were loaded before.
FILLED = {
    "grants": {"pilot": "false", "purpose_en": "purpose"},
    "sources": {
        "kind": "'PAGE'",
        "dating": "CASE WHEN published IS NULL OR substr(published, 1, 1) = '[' OR substr(published, length(published)) IN ('?', '~') THEN 'UNDATED' ELSE 'DATED' END",
    },
    "targets": {"basis": "'EDITORS'"},
    "themes": {"basis": "'EDITORS'"},
}


def upgrade() -> None:
    _check_constraints()
    for table in TABLES:
        _create(table)
    for name in NOTED:
        if name not in ALTERED:
            with op.batch_alter_table(name) as batch:
                batch.add_column(sa.Column("note_sv", sa.Text()))
    for name in ALTERED:
        _alter(name)
    with op.batch_alter_table("grants") as batch:
        batch.drop_column("purpose")
    _comment(1)


def downgrade() -> None:
    with op.batch_alter_table("grants") as batch:
        batch.add_column(sa.Column("purpose", sa.Text()))
    op.execute("UPDATE grants SET purpose = coalesce(purpose_en, purpose_sv)")
    for name in ALTERED:
        _restore(name)
    for name in NOTED:
        if name not in ALTERED:
            with op.batch_alter_table(name) as batch:
                batch.drop_column("note_sv")
    citations = sa.table("citations", sa.column("record"))
    for table in reversed(TABLES):
        op.execute(citations.delete().where(citations.c.record == table.name))
        _subtract(table.name, "1 = 1")
        op.drop_table(table.name)
    _rename_versions()
    _comment(0)


def _rename_versions() -> None:
    """Marks the versions, whose rows are no longer those of their hash, so that the next load writes them anew."""
    for table in ("versions", "activations"):
        op.execute(f"UPDATE {table} SET digest = digest || '-0004'")  # noqa: S608  names of this module only


def _check_constraints() -> None:
    """Checks the deferred constraints now: PostgreSQL alters no table with rows that are still to be checked."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET CONSTRAINTS ALL IMMEDIATE")
        op.execute("SET CONSTRAINTS ALL DEFERRED")


def _columns(names: str, *, required: bool = True) -> list[sa.Column]:
    """The columns of a specification. A partial date has its text, its wording and its bounds."""
    found: list[sa.Column] = []
    for column in names.split():
        name, _, kind = column.rstrip("!").partition(":")
        if kind == "partial":
            found += [sa.Column(text, sa.Text()) for text in (name, f"{name}_wording")]
            found += [sa.Column(f"{name}_{bound}", sa.Date()) for bound in ("earliest", "latest")]
        else:
            found.append(sa.Column(name, TYPES[kind](), nullable=not (required and column.endswith("!"))))
    return found


def _ordered(names: str) -> dict[str, str]:
    """The checks of the partial dates of a specification."""
    dates = [column.partition(":")[0] for column in names.split() if column.endswith(":partial")]
    return {name: f"{name}_earliest <= {name}_latest" for name in dates}


def _given(names: str, test: str) -> str:
    terms = " + ".join(f'CASE WHEN "{name}" IS NULL THEN 0 ELSE 1 END' for name in names.split())
    return f"({terms}) {test}"


def _create(table: Table) -> None:
    given = {"given": _given(table.one_of, "= 1")} if table.one_of else {}
    given |= {"given": _given(table.any_of, ">= 1")} if table.any_of else {}
    checks = table.checks | _ordered(table.columns) | given
    op.create_table(
        table.name,
        sa.Column("version", sa.Integer(), nullable=False),
        *_columns(table.columns),
        *(sa.CheckConstraint(text, name=name) for name, text in checks.items()),
        sa.ForeignKeyConstraint(["version"], ["versions.id"], name=f"fk_{table.name}_version", ondelete="CASCADE"),
        *(
            sa.ForeignKeyConstraint(
                ["version", column],
                [f"{target}.version", f"{target}.{_key_of(target)}"],
                name=f"fk_{table.name}_{column}",
                initially="DEFERRED",
                deferrable=True,
            )
            for column, target in table.links.items()
        ),
        sa.PrimaryKeyConstraint("version", *table.key.split()),
        comment=table.about,
    )
    for column in table.links:
        if column != table.key.split()[0]:
            op.create_index(f"ix_{table.name}_version_{column}", table.name, ["version", column])


def _key_of(target: str) -> str:
    return "code" if target == "countries" else "slug"


def _alter(name: str) -> None:
    names, links, checks = ALTERED[name]
    with op.batch_alter_table(name) as batch:
        for column in _columns(names, required=False):
            batch.add_column(column)
        if name in NOTED:
            batch.add_column(sa.Column("note_sv", sa.Text()))
        for check in OLD_CHECKS.get(name, ()):
            batch.drop_constraint(check, type_="check")
    for column, value in FILLED.get(name, {}).items():
        op.execute(f"UPDATE {name} SET {column} = {value}")  # noqa: S608  names of this module only
    _check_constraints()
    with op.batch_alter_table(name) as batch:
        for column in names.split():
            if column.endswith("!"):
                batch.alter_column(column.rstrip("!").partition(":")[0], nullable=False)
        for check, text in (checks | _ordered(names)).items():
            batch.create_check_constraint(check, text)
        for column, target in links.items():
            batch.create_index(f"ix_{name}_version_{column}", ["version", column])
            batch.create_foreign_key(
                f"fk_{name}_{column}",
                target,
                ["version", column],
                ["version", _key_of(target)],
                initially="DEFERRED",
                deferrable=True,
            )


def _restore(name: str) -> None:
    names, links, checks = ALTERED[name]
    with op.batch_alter_table(name) as batch:
        for check in checks | _ordered(names):
            batch.drop_constraint(check, type_="check")
        for column in links:
            batch.drop_constraint(f"fk_{name}_{column}", type_="foreignkey")
            batch.drop_index(f"ix_{name}_version_{column}")
    _remove_new_rows(name)
    _check_constraints()
    with op.batch_alter_table(name) as batch:
        for column in _columns(names):
            batch.drop_column(column.name)
        if name in NOTED:
            batch.drop_column("note_sv")
        for check, (values, test) in OLD_CHECKS.get(name, {}).items():
            allowed = ", ".join(f"'{value}'" for value in values.split())
            batch.create_check_constraint(check, f'"{check}" IN ({allowed})' if test == "IN" else _given(values, test))


def _remove_new_rows(name: str) -> None:
    """Removes the rows that the layout before cannot hold, with their citations."""
    for check, (values, test) in OLD_CHECKS.get(name, {}).items():
        allowed = ", ".join(f"'{value}'" for value in values.split())
        held = f'"{check}" IN ({allowed})' if test == "IN" else _given(values, test)
        op.execute(
            f"DELETE FROM citations WHERE record = '{name}' AND EXISTS (SELECT 1 FROM {name}"  # noqa: S608
            f" WHERE {name}.version = citations.version AND slug = citations.row AND NOT ({held}))"
        )
        _subtract(name, f"NOT ({held})")
        op.execute(f"DELETE FROM {name} WHERE NOT ({held})")  # noqa: S608


def _subtract(name: str, test: str) -> None:
    """Subtracts the rows of a table that meet a test from the number of records of each version."""
    op.execute(
        "UPDATE versions SET records = records"  # noqa: S608  names of this module only
        f" - (SELECT count(*) FROM {name} WHERE {name}.version = versions.id AND {test})"
    )


def _comment(which: int) -> None:
    """Sets the comments of tables, on databases that have comments."""
    if op.get_bind().dialect.supports_comments:
        for name, comments in COMMENTS.items():
            op.create_table_comment(name, comments[which], existing_comment=comments[1 - which])
