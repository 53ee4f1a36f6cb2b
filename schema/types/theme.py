"""The subject vocabulary of the catalogue."""

import strawberry

from data.domain.enums import CoreArea
from data.domain.evidence_enums import LabelBasis
from data.snapshot import entities, queries
from schema.edges import keyed
from schema.fields import in_language, resolved
from schema.relay import After, Before, Connection, First, Last, Node, Page, page
from schema.types.references import GoalRuleRef, ProjectRef
from schema.types.source import Source

PROJECTS = keyed("theme_projects")


def projects(
    root: strawberry.Parent[entities.Theme],
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Page:
    return page(queries.projects_of_theme(root), PROJECTS, first, after, last, before)


@strawberry.type(description="A subject of projects, from the vocabulary of the catalogue.")
class Theme(Node):
    slug: str = strawberry.field(description="Identifier in URLs, unique among themes.")
    label: str = in_language("label", "Label of the theme in the requested language.")
    core_area: CoreArea | None = strawberry.field(
        description="Core area of the partnership programme under which it falls; null when it falls under none."
    )
    basis: LabelBasis = strawberry.field(description="Who chose the label and the core area.")
    projects: Connection[ProjectRef] = resolved(
        projects,
        "Projects with this theme that certainly or possibly run on the day asked for, by slug; without a day, all.",
    )
    rules: list[GoalRuleRef] = strawberry.field(
        description="Rules that lead from it or its core area to Goals, by slug; one without a Goal says why it leads to none."
    )
    sources: list[Source] = strawberry.field(description="Sources of the record.")
