"""A network of partnerships: nodes, ties, and what networkx measures on them."""

from datetime import date
from itertools import islice
from typing import Annotated, Any, NamedTuple

import numpy as np
import strawberry

from data.domain.enums import Centrality, Certainty, PartnershipKind, Projection
from data.domain.errors import InputError
from data.networks import network as networks
from data.networks.measures import Measures
from data.networks.network import Tie as NetworkTie
from data.networks.network import node_id, node_order, tie_order
from data.networks.traversal import Hop as NetworkHop
from data.snapshot import entities
from data.snapshot.slice import Ordered
from schema.fields import resolved
from schema.relay import After, Connection, Order, Page, bounded, page
from schema.types.actor import Actor
from schema.types.municipality import MunicipalityKey, municipality_by
from schema.types.references import MunicipalityRef, PartnershipRef

Root = strawberry.Parent[Measures]
LARGEST = 500  # nodes or ties on a page, so that a network that can be drawn is one page
NetworkPageSize = Annotated[
    int | None, strawberry.argument(description="How many from the beginning, 0 to 500; 20 unless given.")
]
ListSize = Annotated[int, strawberry.argument(description="How many, 0 to 100.")]


def municipality_of(entity: object) -> entities.Municipality:
    """The thing as a municipality. Raises InputError in a projection whose nodes are something else."""
    if not isinstance(entity, entities.Municipality):
        raise InputError("the nodes of this projection are no municipalities: ask for `node`, `nodes` or `ends`")
    return entity


def a(root: strawberry.Parent[NetworkTie]) -> entities.Municipality:
    return municipality_of(root.a)


def b(root: strawberry.Parent[NetworkTie]) -> entities.Municipality:
    return municipality_of(root.b)


def ends(root: strawberry.Parent[NetworkTie]) -> list[entities.Entity]:
    return [root.a, root.b]


@strawberry.type(description="A line between two nodes of a network.")
class Tie:
    a: MunicipalityRef = resolved(a, "One municipality; an error in other projections, which have `ends`.")
    b: MunicipalityRef = resolved(b, "The other municipality; an error in other projections, which have `ends`.")
    ends: list[Actor] = resolved(ends, "Both ends, in any projection.")
    weight: int = strawberry.field(description="How many partnerships make it.")
    certainty: Certainty = strawberry.field(
        description="Whether one of them surely ties the two on the day of the slice."
    )
    partnerships: list[PartnershipRef] = strawberry.field(description="The partnerships that make it.")


@strawberry.type(description="One step of a path.")
class Hop:
    start: MunicipalityRef = strawberry.field(name="from", description="Where the step begins.")
    end: MunicipalityRef = strawberry.field(name="to", description="Where it ends.")
    partnerships: list[PartnershipRef] = strawberry.field(description="All partnerships that tie the two.")


@strawberry.type(description="A path with the fewest ties.")
class Path:
    length: int = strawberry.field(description="Number of ties.")
    hops: list[Hop] = strawberry.field(description="Its steps; none from a municipality to itself.")


class PathResult(NamedTuple):
    """A path."""

    hops: list[NetworkHop]

    @property
    def length(self) -> int:
        return len(self.hops)


class Member(NamedTuple):
    """A node of a network, known by its place in the order of the nodes."""

    municipality_by: int
    measures: Measures

    @property
    def node(self) -> entities.Entity:
        return self.measures.network.node(self.municipality_by)

    @property
    def municipality(self) -> entities.Municipality | None:
        return self.node if isinstance(self.node, entities.Municipality) else None

    @property
    def degree(self) -> int:
        return int(self.measures.degrees[self.municipality_by])

    @property
    def strength(self) -> int:
        return int(self.measures.strengths[self.municipality_by])

    @property
    def component(self) -> int:
        return int(self.measures.compute("components")[self.municipality_by])

    @property
    def core(self) -> int:
        return int(self.measures.compute("cores")[self.municipality_by])

    @property
    def point(self) -> tuple[float, float] | tuple[None, None]:
        return self.measures.positions.get(node_id(self.node), (None, None))

    @property
    def x(self) -> float | None:
        return self.point[0]

    @property
    def y(self) -> float | None:
        return self.point[1]


class Members(Ordered[Member]):
    """The nodes of a network, those with most ties first, then in their own order."""

    def __init__(self, measures: Measures) -> None:
        self.measures = measures
        self.indices = np.argsort(-measures.degrees, kind="stable")

    def __len__(self) -> int:
        return len(self.indices)

    def __getitem__(self, municipality_by: Any) -> Any:
        if isinstance(municipality_by, slice):
            return [Member(number, self.measures) for number in self.indices[municipality_by].tolist()]
        return Member(int(self.indices[municipality_by]), self.measures)

    def by(self, order: str) -> "Members":
        return self


@strawberry.type(description="A node of a network.")
class NetworkMember:
    node: Actor = strawberry.field(description="What it is.")
    municipality: MunicipalityRef | None = strawberry.field(description="The same, when it is a municipality.")
    degree: int = strawberry.field(description="To how many nodes it is tied.")
    strength: int = strawberry.field(description="Sum of the weights of its ties.")
    component: int = strawberry.field(description="Number of its component; 0 is the largest.")
    core: int = strawberry.field(description="Largest k of which it is in the k-core.")
    x: float | None = strawberry.field(description="Where to draw it, -1 to 1; null in networks of over 10 000 nodes.")
    y: float | None = strawberry.field(description="Where to draw it, -1 to 1, downwards.")


def ranked_municipality(root: "strawberry.Parent[Rank]") -> entities.Municipality:
    return municipality_of(root.node)


class Rank(NamedTuple):
    """A node with its score."""

    rank: int
    node: entities.Entity
    score: float


@strawberry.type(description="A node with its centrality.")
class Ranked:
    municipality: MunicipalityRef = resolved(
        ranked_municipality, "The municipality; an error in other projections, which have `node`."
    )
    node: Actor = strawberry.field(description="The node, in any projection.")
    score: float = strawberry.field(description="The centrality; its normalisation is said at the enum.")
    rank: int = strawberry.field(description="1 for the highest; equal scores share a rank.")


class NodeGroup(NamedTuple):
    """Some nodes that belong together, by their places."""

    indices: list[int]
    network: networks.Network

    @property
    def size(self) -> int:
        return len(self.indices)


def group_municipalities(root: strawberry.Parent[NodeGroup], first: ListSize = 20) -> list[entities.Municipality]:
    members = (root.network.node(municipality_by) for municipality_by in root.indices)
    found = (member for member in members if isinstance(member, entities.Municipality))
    return list(islice(found, bounded("first", first)))


def group_nodes(root: strawberry.Parent[NodeGroup], first: ListSize = 20) -> list[entities.Entity]:
    return [root.network.node(municipality_by) for municipality_by in root.indices[: bounded("first", first)]]


@strawberry.type(description="A component or a community: nodes that belong together.")
class Component:
    size: int = strawberry.field(description="Number of nodes.")
    municipalities: list[MunicipalityRef] = resolved(group_municipalities, "Its municipalities, by slug.")
    nodes: list[Actor] = resolved(group_nodes, "Its nodes, in any projection.")


def as_of(root: Root) -> date | None:
    return root.network.slice.day


def kinds(root: Root) -> list[PartnershipKind]:
    chosen = root.network.spec.kinds
    return [kind for kind in PartnershipKind if chosen is None or kind in chosen]


def projection(root: Root) -> Projection:
    return root.network.spec.projection


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
    root: Root, by: Annotated[Centrality, strawberry.argument(description="Which centrality.")], first: ListSize = 10
) -> list[Rank]:
    best = root.ranked(by, bounded("first", first))
    return [Rank(rank, root.network.node(municipality_by), score) for rank, municipality_by, score in best]


def path(
    root: Root,
    start: Annotated[MunicipalityKey, strawberry.argument(name="from", description="Where to begin.")],
    end: Annotated[MunicipalityKey, strawberry.argument(name="to", description="Where to end.")],
) -> PathResult | None:
    slice = root.network.slice
    first, last = municipality_by(slice, start), municipality_by(slice, end)
    found = root.network.path(first, last) if first and last else None
    return None if found is None else PathResult(found)


def components(root: Root, first: ListSize = 10) -> list[NodeGroup]:
    return [NodeGroup(indices, root.network) for indices in root.parts("components", bounded("first", first))]


def communities(root: Root, first: ListSize = 10) -> list[NodeGroup]:
    return [NodeGroup(indices, root.network) for indices in root.parts("communities", bounded("first", first))]


@strawberry.type(description="A network of partnerships at a date. Nodes are tied when a partnership ties them.")
class Network:
    as_of: date | None = resolved(as_of, "The day; null is all time.")
    kinds: list[PartnershipKind] = resolved(kinds, "The kinds of partnership that count.")
    projection: Projection = resolved(projection, "What the nodes are.")
    order: int = resolved(order, "Number of nodes.")
    size: int = resolved(size, "Number of ties.")
    density: float = strawberry.field(description="Ties divided by possible ties, n(n-1)/2.")
    component_count: int = resolved(component_count, "Number of connected components.")
    members: Connection[NetworkMember] = resolved(members, "Its nodes, those with most ties first.")
    ties: Connection[Tie] = resolved(ties, "Its ties, the heaviest first.")
    ranking: list[Ranked] = resolved(ranking, "The most central nodes.")
    path: Path | None = resolved(path, "A path with the fewest ties; null when there is none or an end is unknown.")
    components: list[Component] = resolved(components, "Its connected components, the largest first.")
    communities: list[Component] = resolved(
        communities, "Communities by the Louvain method with a fixed seed, the largest first."
    )
    bridges: list[Tie] = strawberry.field(description="Ties whose removal would split a component.")
