"""Partners of a municipality, and partners suggested to it."""

from typing import Annotated, Any, NamedTuple

import strawberry

from data.domain.enums import Certainty, CoreArea, PartnershipState
from data.networks import network as networks
from data.networks import suggestions
from data.snapshot import entities
from schema.arguments import Kinds
from schema.relay import After, Before, First, Last, Order, Page, PageInfo, bounded, page
from schema.types.goal import Goal
from schema.types.references import MunicipalityRef, PartnershipRef


@strawberry.type(description="A municipality tied to another by the partnerships that they share.")
class PartnerEdge:
    node: MunicipalityRef = strawberry.field(description="The partner.")
    cursor: str = strawberry.field(description="Opaque place of the partner in the connection.")
    weight: int = strawberry.field(description="How many partnerships they share.")
    certainty: Certainty = strawberry.field(
        description="Whether one of them surely ties the two on the day of the slice."
    )
    partnerships: list[PartnershipRef] = strawberry.field(description="The partnerships that they share.")


@strawberry.type(description="A page of partners, the most tied first, then by name.")
class PartnerConnection:
    edges: list[PartnerEdge] = strawberry.field(description="The partners with weight and partnerships.")
    nodes: list[MunicipalityRef] = strawberry.field(description="The partners alone.")
    page_info: PageInfo = strawberry.field(description="Where the page lies.")
    total_count: int = strawberry.field(description="How many partners there are.")


PARTNERS = Order("partners", networks.by_weight)


class PartnerPage(Page):
    """A page of partners, whose nodes are the municipalities; the rest stands in the edges."""

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


@strawberry.type(description="A possible partner, with the reasons; all of it counts alike for every place.")
class Suggestion:
    municipality: MunicipalityRef = strawberry.field(description="The place suggested.")
    score: int = strawberry.field(
        description="3 for each shared Goal, 2 for each shared core area, 3 for two ties away, 1 for three."
    )
    shared_goals: list[Goal] = strawberry.field(description="Goals that partnerships of both name.")
    shared_core_areas: list[CoreArea] = strawberry.field(description="Core areas that themes of both fall under.")
    distance: int | None = strawberry.field(description="How many ties away; null when more than three.")
    partnerships: list[PartnershipRef] = strawberry.field(description="Partnerships that the two share already.")
    state: PartnershipState | None = strawberry.field(
        description="State of what they share, so that paused and ended ones show; null when they share nothing."
    )


def suggested_partners(
    root: strawberry.Parent[entities.Municipality],
    call: Annotated[
        str, strawberry.argument(description="Slug of the call whose eligible countries are looked through.")
    ],
    first: Annotated[int, strawberry.argument(description="How many, 0 to 100.")] = 10,
) -> list[suggestions.Suggestion]:
    return suggestions.suggest(root, call)[: bounded("first", first)]
