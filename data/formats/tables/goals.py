"""The table of the links of projects to Goals: one row for each project and Goal or target."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from data.domain.enums import Certainty, Emphasis
from data.domain.evidence_enums import GoalBasis, Strength
from data.formats.tables.column import VERSION, CellKind, Table, TableContext, Words, column, distinct, of_layer
from data.snapshot.entities import GoalLink, Partnership, Project


class GoalRow(NamedTuple):
    """A row of the table: a link, its project, and the partnership as a whole."""

    partnership: Partnership
    project: Project
    link: GoalLink


def rows(found: Iterable[Partnership], context: TableContext) -> Iterator[GoalRow]:
    """Yield the links of the projects of partnerships, by partnership, project and Goal."""
    for partnership in found:
        for project in partnership.projects:
            for link in project.goals(context.basis):
                yield GoalRow(partnership, project, link)


COLUMNS = (
    column(
        Words("partnership", "partnerskap"),
        Words("Identifier of the partnership.", "Partnerskapets identifierare."),
        lambda row: row.partnership.slug,
    ),
    column(
        Words("title_en", "titel_en"),
        Words("Its title in English.", "Dess titel på engelska."),
        lambda row: row.partnership.title_en,
    ),
    column(
        Words("title_sv", "titel_sv"),
        Words("Its title in Swedish.", "Dess titel på svenska."),
        lambda row: row.partnership.title_sv,
    ),
    column(
        Words("project", "projekt"),
        Words("Identifier of the project.", "Projektets identifierare."),
        lambda row: row.project.slug,
    ),
    column(
        Words("certainty", "säkerhet"),
        Words(
            "How certainly the project runs on the day asked for.", "Hur säkert projektet pågår den efterfrågade dagen."
        ),
        lambda row: row.project.certainty.value,
        choices=Certainty,
    ),
    column(
        Words("goal", "mål"),
        Words("Number of the Goal.", "Målets nummer."),
        lambda row: row.link.goal.number,
        CellKind.INTEGER,
    ),
    column(
        Words("goal_en", "mål_en"),
        Words("Title of the Goal in English.", "Målets titel på engelska."),
        lambda row: row.link.goal.title_en,
    ),
    column(
        Words("goal_sv", "mål_sv"),
        Words("Title of the Goal in Swedish.", "Målets titel på svenska."),
        lambda row: row.link.goal.title_sv,
    ),
    column(
        Words("target", "delmål"),
        Words("Code of the target, where one is named.", "Delmålets kod, där ett är namngivet."),
        lambda row: row.link.target.code if row.link.target else None,
    ),
    column(
        Words("basis", "grund"),
        Words("How the link is known.", "Hur kopplingen är känd."),
        lambda row: row.link.basis.value,
        choices=GoalBasis,
    ),
    column(
        Words("emphasis", "betoning"),
        Words(
            "How strongly the source ties the project to the Goal.", "Hur starkt källan knyter projektet till målet."
        ),
        lambda row: None if row.link.because else row.link.emphasis.value,
        choices=Emphasis,
    ),
    column(
        Words("strength", "styrka"),
        Words(
            "How closely the theme belongs to the Goal, of an inferred link.",
            "Hur nära temat hör till målet, för en härledd koppling.",
        ),
        lambda row: row.link.strength.value if row.link.strength else None,
        choices=Strength,
    ),
    column(
        Words("themes", "teman"),
        Words("Themes from which the link is inferred.", "Teman som kopplingen härleds ur."),
        lambda row: distinct(why.theme.key for why in row.link.because),
        CellKind.TEXTS,
    ),
    column(
        Words("rules", "regler"),
        Words("Rules by which it is inferred.", "Regler som den härleds med."),
        lambda row: distinct(why.rule.slug for why in row.link.because),
        CellKind.TEXTS,
    ),
    column(
        Words("reasons_en", "skäl_en"),
        Words("Reasons of the rules in English.", "Reglernas skäl på engelska."),
        lambda row: distinct(why.rule.reason_en for why in row.link.because),
        CellKind.TEXTS,
    ),
    column(
        Words("reasons_sv", "skäl_sv"),
        Words("Reasons of the rules in Swedish.", "Reglernas skäl på svenska."),
        lambda row: distinct(why.rule.reason_sv for why in row.link.because),
        CellKind.TEXTS,
    ),
    column(
        Words("sources", "källor"),
        Words("Identifiers of the sources.", "Källornas identifierare."),
        lambda row: distinct(source.slug for source in row.link.sources),
        CellKind.TEXTS,
    ),
    *of_layer(lambda row: row.partnership),
    VERSION,
)

GOALS = Table(
    "goals",
    Words("Links to Goals", "Kopplingar till mål"),
    Words("One row for each project and Goal or target.", "En rad för varje projekt och mål eller delmål."),
    COLUMNS,
    rows,
)
