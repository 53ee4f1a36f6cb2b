"""Partners of a municipality, and suggested partners."""

from typing import Annotated, Any, NamedTuple

import strawberry

from data.domain.enums import Certainty, CoreArea, PartnershipState
from data.networks import network as networks
from data.networks import suggestions
from data.snapshot import entities
from schema.arguments import GoalBases, Kinds
from schema.edges import Order
from schema.relay import After, Before, First, Last, Page, PageInfo, bounded, page
from schema.types.goal import Goal
from schema.types.references import MunicipalityRef, PartnershipRef


@strawberry.type(description="A partner of a municipality, with the partnerships that the two share.")
class PartnerEdge:
    node: MunicipalityRef = strawberry.field(description="The partner.")
    cursor: str = strawberry.field(description="Opaque cursor for `after` and `before`.")
    weight: int = strawberry.field(description="Number of partnerships that the two share.")
    certainty: Certainty = strawberry.field(
        description="Whether at least one of the partnerships certainly ties the two on the day asked for."
    )
    partnerships: list[PartnershipRef] = strawberry.field(
        description="The partnerships that the two share, counted by `weight`."
    )


@strawberry.type(description="A page of partners, by descending number of shared partnerships, then by name.")
class PartnerConnection:
    edges: list[PartnerEdge] = strawberry.field(description="The partners on this page, with weight and partnerships.")
    nodes: list[MunicipalityRef] = strawberry.field(description="The partners on this page, as municipalities.")
    page_info: PageInfo = strawberry.field(description="Position of the page in the connection.")
    total_count: int = strawberry.field(description="Number of partners on all pages.")


PARTNERS = Order("partners", networks.by_weight)


class PartnerPage(Page):
    """A page of partners. Its nodes are municipalities; the edges add weight, certainty and partnerships."""

    @property
    def edges(self) -> list[Any]:
        return [PartnerTie(partner.municipality, self.order.cursor(partner), partner) for partner in self.found]

    @property
    def nodes(self) -> list[Any]:
        return [partner.municipality for partner in self.found]


class PartnerTie(NamedTuple):
    """An edge to a partner."""

    node: entities.Municipality
    cursor: str
    partner: networks.Partner

    @property
    def weight(self) -> int:
        return self.partner.weight

    @property
    def certainty(self) -> Certainty:
        return self.partner.certainty

    @property
    def partnerships(self) -> list[entities.Partnership]:
        return self.partner.partnerships


def partners(
    root: strawberry.Parent[entities.Municipality],
    kinds: Kinds = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Page:
    return PartnerPage(*page(networks.partners(root, kinds), PARTNERS, first, after, last, before))


@strawberry.type(
    description="A suggested partner, with the reasons. The score is computed in the same way for every municipality."
)
class Suggestion:
    municipality: MunicipalityRef = strawberry.field(description="The suggested municipality.")
    score: int = strawberry.field(
        description="Sum of points: 3 for each shared Goal, 2 for each shared core area, 3 for a distance of two ties, 1 for three."
    )
    shared_goals: list[Goal] = strawberry.field(
        description="Goals to which partnerships of both municipalities are linked."
    )
    shared_core_areas: list[CoreArea] = strawberry.field(
        description="Core areas that themes of both municipalities belong to."
    )
    distance: int | None = strawberry.field(
        description="Distance in the network, in ties; null when it is more than three or there is no path."
    )
    partnerships: list[PartnershipRef] = strawberry.field(description="Partnerships that the two already share.")
    state: PartnershipState | None = strawberry.field(
        description="Most active state of the shared partnerships, of the municipal partnerships if there are any. From most to least active: ACTIVE, PLANNED, PAUSED, UNKNOWN, ENDED. Null when the two share none."
    )


def suggested_partners(
    root: strawberry.Parent[entities.Municipality],
    call: Annotated[str, strawberry.argument(description="Slug of the call whose eligible countries are searched.")],
    goal_basis: GoalBases = None,
    first: Annotated[int, strawberry.argument(description="Number of suggestions, 0 to 100.")] = 10,
) -> list[suggestions.Suggestion]:
    return suggestions.suggest(root, call, goal_basis)[: bounded("first", first)]
