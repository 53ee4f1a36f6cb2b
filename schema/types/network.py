"""A network of partnerships: nodes, ties and measures."""

from datetime import date
from typing import Annotated, Any, NamedTuple

import numpy as np
import strawberry

from data.domain.enums import Centrality, Certainty, PartnershipKind, Projection
from data.domain.evidence_enums import GoalBasis
from data.networks.measures import Measures
from data.networks.network import Tie as NetworkTie
from data.networks.network import node_order, tie_order
from data.snapshot import entities
from data.snapshot.slice import Ordered
from schema.fields import resolved
from schema.relay import After, Connection, Order, Page, bounded, page
from schema.types.actor import Actor
from schema.types.component import Component, ListSize, NodeGroup
from schema.types.municipality import MunicipalityKey, municipality_by
from schema.types.path import Path, PathResult
from schema.types.ranked import Rank, Ranked, municipality_of
from schema.types.references import MunicipalityRef, PartnershipRef
from schema.types.series import NetworkPoint, network_series

Root = strawberry.Parent[Measures]
LARGEST = 500  # maximum page size of nodes and ties; a network of readable size is one page
NetworkPageSize = Annotated[
    int | None, strawberry.argument(description="Number of items from the start, 0 to 500. Omitted or null: 20.")
]


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


class Member(NamedTuple):
    """A node of a network, identified by its index in the node order."""

    node_index: int
    measures: Measures

    @property
    def node(self) -> entities.Entity:
        return self.measures.network.node(self.node_index)

    @property
    def municipality(self) -> entities.Municipality | None:
        return self.node if isinstance(self.node, entities.Municipality) else None

    @property
    def basis(self) -> GoalBasis | None:
        return self.measures.network.basis(self.node)

    @property
    def degree(self) -> int:
        return int(self.measures.degrees[self.node_index])

    @property
    def strength(self) -> int:
        return int(self.measures.strengths[self.node_index])

    @property
    def component(self) -> int:
        return int(self.measures.compute("components")[self.node_index])

    @property
    def core(self) -> int:
        return int(self.measures.compute("cores")[self.node_index])

    @property
    def x(self) -> float:
        return self.measures.points[self.node_index][0]

    @property
    def y(self) -> float:
        return self.measures.points[self.node_index][1]


class Members(Ordered[Member]):
    """The nodes of a network by descending degree, then in node order."""

    def __init__(self, measures: Measures) -> None:
        self.measures = measures
        self.indices = np.argsort(-measures.degrees, kind="stable")

    def __len__(self) -> int:
        return len(self.indices)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return [Member(number, self.measures) for number in self.indices[index].tolist()]
        return Member(int(self.indices[index]), self.measures)

    def by(self, order: str) -> "Members":
        return self


@strawberry.type(description="A node of a network, with its measures.")
class NetworkMember:
    node: Actor = strawberry.field(description="The municipality, country, Goal or partnership.")
    municipality: MunicipalityRef | None = strawberry.field(description="The node, if it is a municipality; else null.")
    basis: GoalBasis | None = strawberry.field(
        description="How a Goal is known: STATED when a source names it for a project, among the links asked for. Null in other projections."
    )
    degree: int = strawberry.field(description="Number of nodes that it is tied to.")
    strength: int = strawberry.field(description="Sum of the weights of its ties.")
    component: int = strawberry.field(description="Index of its connected component; 0 is the largest.")
    core: int = strawberry.field(description="Core number: the largest k for which it is in the k-core.")
    x: float | None = strawberry.field(description="Horizontal position in a drawing, from -1 (left) to 1 (right).")
    y: float | None = strawberry.field(description="Vertical position in a drawing, from -1 (top) to 1 (bottom).")


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


def by_degree(member: Member) -> tuple[int, int, str]:
    return -member.degree, *node_order(member.node)


MEMBERS, TIES = Order("members", by_degree), Order("ties", tie_order)


def members(root: Root, first: NetworkPageSize = None, after: After = None) -> Page:
    return page(Members(root), MEMBERS, first, after, largest=LARGEST)


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
    members: Connection[NetworkMember] = resolved(members, "The nodes, by descending degree.")
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
