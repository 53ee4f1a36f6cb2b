"""A network of partnerships: nodes, ties and measures."""

from datetime import date
from typing import Annotated

import strawberry

from data.domain.enums import Centrality, Certainty, PartnershipKind, Projection
from data.domain.evidence_enums import GoalBasis
from data.networks.measures import Measures
from data.networks.network import Tie as NetworkTie
from data.networks.network import tie_order
from data.snapshot import entities
from schema.edges import Order
from schema.fields import resolved
from schema.relay import After, Connection, Page, bounded, page
from schema.types.actor import Actor
from schema.types.component import Component, ListSize, NodeGroup
from schema.types.municipality import MunicipalityKey, municipality_by
from schema.types.network_member import LARGEST, NetworkMember, NetworkPageSize, members
from schema.types.path import Path, PathResult
from schema.types.ranked import Rank, Ranked, municipality_of
from schema.types.references import MunicipalityRef, PartnershipRef
from schema.types.series import NetworkPoint, network_series

Root = strawberry.Parent[Measures]


def a(root: strawberry.Parent[NetworkTie]) -> entities.Municipality:
    return municipality_of(root.a)


def b(root: strawberry.Parent[NetworkTie]) -> entities.Municipality:
    return municipality_of(root.b)


def ends(root: strawberry.Parent[NetworkTie]) -> list[entities.Entity]:
    return [root.a, root.b]


@strawberry.type(description="A tie (edge) between two nodes of a network.")
class Tie:
    a: MunicipalityRef = resolved(a, "First end; an error when the nodes are not municipalities, where `ends` works.")
    b: MunicipalityRef = resolved(b, "Second end; an error when the nodes are not municipalities, where `ends` works.")
    ends: list[Actor] = resolved(ends, "Both ends, in every projection.")
    weight: int = strawberry.field(description="Number of partnerships that the tie is based on.")
    certainty: Certainty = strawberry.field(
        description="Whether at least one of the partnerships certainly ties the two on the day asked for."
    )
    partnerships: list[PartnershipRef] = strawberry.field(description="The partnerships that the tie is based on.")
    basis: GoalBasis | None = strawberry.field(
        description="How a tie of two Goals is known: STATED when sources name both for one project, among the links asked for. Null in other projections."
    )
    stated: int | None = strawberry.field(
        description="Number of the partnerships, counted by `weight`, of which sources name both Goals for one project, among the links asked for. Null in other projections."
    )


def as_of(root: Root) -> date | None:
    return root.network.slice.day


def kinds(root: Root) -> list[PartnershipKind]:
    chosen = root.network.spec.kinds
    return [kind for kind in PartnershipKind if chosen is None or kind in chosen]


def projection(root: Root) -> Projection:
    return root.network.spec.projection


def goal_basis(root: Root) -> list[GoalBasis]:
    return sorted(root.network.spec.goal_basis, key=list(GoalBasis).index)


def order(root: Root) -> int:
    return root.network.order


def size(root: Root) -> int:
    return root.network.size


def component_count(root: Root) -> int:
    return root.count("components")


TIES = Order("ties", tie_order)


def ties(root: Root, first: NetworkPageSize = None, after: After = None) -> Page:
    return page(root.network.ties, TIES, first, after, largest=LARGEST)


def ranking(
    root: Root,
    by: Annotated[Centrality, strawberry.argument(description="Centrality to rank by.")],
    first: ListSize = 10,
) -> list[Rank]:
    best, method = root.ranked(by, bounded("first", first)), root.centrality_result(by)
    return [Rank(rank, root.network.node(index), score, method) for rank, index, score in best]


def path(
    root: Root,
    start: Annotated[MunicipalityKey, strawberry.argument(name="from", description="Start of the path.")],
    end: Annotated[MunicipalityKey, strawberry.argument(name="to", description="End of the path.")],
) -> PathResult | None:
    slice = root.network.slice
    first, last = municipality_by(slice, start), municipality_by(slice, end)
    found = root.network.path(first, last) if first and last else None
    return None if found is None else PathResult(found)


def components(root: Root, first: ListSize = 10) -> list[NodeGroup]:
    return [NodeGroup(indices, root.network) for indices in root.parts("components", bounded("first", first))]


def communities(root: Root, first: ListSize = 10) -> list[NodeGroup]:
    return [NodeGroup(indices, root.network) for indices in root.parts("communities", bounded("first", first))]


def bridges(
    root: Root,
    first: Annotated[
        int | None, strawberry.argument(description="Number of items, 0 to 100. Omitted or null: all.")
    ] = None,
) -> list[NetworkTie]:
    return list(root.bridges if first is None else root.bridges[: bounded("first", first)])


@strawberry.type(
    description="A network of partnerships, on a day or of all time. Nodes are tied when at least one partnership ties them."
)
class Network:
    as_of: date | None = resolved(as_of, "The day asked for; null for all time.")
    kinds: list[PartnershipKind] = resolved(kinds, "The kinds of partnership that are counted.")
    projection: Projection = resolved(projection, "Kind of the nodes.")
    goal_basis: list[GoalBasis] = resolved(
        goal_basis, "How the links to Goals that count in the projection GOALS are known."
    )
    order: int = resolved(order, "Number of nodes.")
    size: int = resolved(size, "Number of ties in the network.")
    density: float = strawberry.field(
        description="Number of ties divided by the number of possible ties, n(n-1)/2; 0 for fewer than two nodes."
    )
    component_count: int = resolved(component_count, "Number of connected components.")
    series: list[NetworkPoint] = resolved(
        network_series,
        "The network with the same arguments on each of several days, in numbers. The `asOf` of the query does not restrict it.",
    )
    members: Connection[NetworkMember] = resolved(members, "The nodes, by descending degree by default.")
    ties: Connection[Tie] = resolved(ties, "The ties, by descending weight.")
    ranking: list[Ranked] = resolved(ranking, "The most central nodes, by descending score.")
    path: Path | None = resolved(
        path, "A shortest path between two municipalities; null when there is none or a municipality is unknown."
    )
    components: list[Component] = resolved(components, "Connected components, the largest first.")
    communities: list[Component] = resolved(
        communities, "Communities by the Louvain method with a fixed seed, the largest first."
    )
    bridges: list[Tie] = resolved(bridges, "Bridges: ties whose removal would split a component, by descending weight.")
