"""The Goals of the 2030 Agenda and their targets."""

import strawberry

from data.domain.evidence_enums import LabelBasis
from data.snapshot import entities, queries
from data.snapshot.columns import SliceView
from data.snapshot.slice import Entities
from schema.arguments import GoalBases, PartnershipConditions, apply_filter
from schema.fields import in_language, resolved
from schema.filters import BY_TITLE
from schema.relay import After, Before, First, Last, Node, Page, selected_page
from schema.types.actor import Actor
from schema.types.connections import PartnershipConnection
from schema.types.references import GoalRuleRef
from schema.types.source import Claim, Source


def partnerships(
    root: strawberry.Parent[entities.Goal],
    basis: GoalBases = None,
    filter: PartnershipConditions = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Page:
    def select(slice: SliceView) -> Entities[entities.Partnership]:
        return apply_filter(queries.partnerships, queries.partnerships_of_goal(slice.of(root), basis), filter)

    return selected_page(root.slice, select, BY_TITLE, first, after, last, before)


@strawberry.type(description="One of the 169 targets of the Goals.")
class Target(Node):
    code: str = strawberry.field(description="Code within the Agenda: `11.2`, `16.b`.")
    label: str = in_language("label", "Short label, written by the editors; `iri` leads to the official text.")
    basis: LabelBasis = strawberry.field(description="Who chose the label.")
    iri: str = strawberry.field(description="IRI at the United Nations.")
    goal: "Goal" = strawberry.field(description="The Goal that it belongs to.")
    sources: list[Source] = strawberry.field(description="Sources of the record.")


@strawberry.type(description="One of the 17 Goals of the 2030 Agenda.")
class Goal(Actor):
    number: int = strawberry.field(description="Number of the Goal, 1 to 17.")
    title: str = in_language("title", "Official short title of the Goal.")
    color: str = strawberry.field(description="Official color of the Goal, in the form `#RRGGBB`.")
    iri: str = strawberry.field(description="IRI at the United Nations.")
    targets: list[Target] = strawberry.field(description="Targets of the Goal, in the order of the Agenda.")
    partnerships: PartnershipConnection = resolved(
        partnerships,
        "Partnerships with a project that is linked to the Goal, by title. Projects that mention `several of the 17` without naming them have inferred links only.",
    )
    rules: list[GoalRuleRef] = strawberry.field(
        description="Rules by which the Goal is inferred from themes and core areas, by slug."
    )
    claims: list[Claim] = strawberry.field(
        description="Values of single fields on which sources disagree, one claim per source and value."
    )
    sources: list[Source] = strawberry.field(description="Sources of the record.")
