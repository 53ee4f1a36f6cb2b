"""The nodes of a network with their measures, and the orders in which they are paged."""

from collections.abc import Hashable
from itertools import repeat
from typing import Annotated, Any, NamedTuple

import numpy as np
import strawberry

from data.domain.arrays import Numbers
from data.domain.enums import Choice
from data.domain.errors import InputError
from data.domain.evidence_enums import GoalBasis
from data.networks.measures import Measures
from data.networks.network import node_order
from data.snapshot import entities
from data.snapshot.slice import Ordered
from schema.edges import Order
from schema.enums import register
from schema.relay import After, Page, page
from schema.types.actor import Actor
from schema.types.references import MunicipalityRef

LARGEST = 500  # maximum page size of nodes and ties; a network of readable size is one page
NetworkPageSize = Annotated[
    int | None, strawberry.argument(description="Number of items from the start, 0 to 500. Omitted or null: 20.")
]


class NetworkMemberOrder(Choice):
    """Sort order of the nodes of a network; equal ones are sorted by key."""

    DEGREE = "DEGREE", "By descending degree."
    DISTANCE = "DISTANCE", "By distance from the ego, the nearest first, then by descending degree; in ego networks."


register(NetworkMemberOrder)


class Member(NamedTuple):
    """A node of a network, its index in the node order, and its degree."""

    node: entities.Entity
    node_index: int
    degree: int
    measures: Measures

    @property
    def municipality(self) -> entities.Municipality | None:
        return self.node if isinstance(self.node, entities.Municipality) else None

    @property
    def basis(self) -> GoalBasis | None:
        return self.measures.network.basis(self.node)

    @property
    def distance(self) -> int | None:
        distances = self.measures.network.node_distances
        return None if distances is None else int(distances[self.node_index])

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
    """The nodes of a network in an order; nodes that are equal in it are in node order.

    Raises InputError for the order DISTANCE in a network without an ego.
    """

    def __init__(self, measures: Measures, order: NetworkMemberOrder) -> None:
        self.measures = measures
        keys = [-measures.degrees]
        if order is NetworkMemberOrder.DISTANCE:
            keys.append(distances_of(measures))
        self.indices = np.lexsort(keys)  # by the last key first, and stable

    def __len__(self) -> int:
        return len(self.indices)

    def __getitem__(self, index: Any) -> Any:
        return self._at(self.indices[index]) if isinstance(index, slice) else self._at(self.indices[[index]])[0]

    def _at(self, indices: Numbers) -> list[Member]:
        """The nodes of these indices in the node order."""
        network, degrees = self.measures.network, self.measures.degrees[indices]
        nodes = map(network.slice.entity_at, network.tie_table.nodes[indices].tolist())
        return [*map(Member, nodes, indices.tolist(), degrees.tolist(), repeat(self.measures))]

    def by(self, order: Hashable) -> "Members":
        return self


@strawberry.type(description="A node of a network, with its measures.")
class NetworkMember:
    node: Actor = strawberry.field(description="The municipality, country, Goal or partnership.")
    municipality: MunicipalityRef | None = strawberry.field(description="The node, if it is a municipality; else null.")
    basis: GoalBasis | None = strawberry.field(
        description="How a Goal is known: STATED when a source names it for a project, among the links asked for. Null in other projections."
    )
    distance: int | None = strawberry.field(
        description="Distance from the ego in ties, 0 for the ego itself; null in a network that is no ego network."
    )
    degree: int = strawberry.field(description="Number of nodes that it is tied to.")
    strength: int = strawberry.field(description="Sum of the weights of its ties.")
    component: int = strawberry.field(description="Index of its connected component; 0 is the largest.")
    core: int = strawberry.field(description="Core number: the largest k for which it is in the k-core.")
    x: float | None = strawberry.field(description="Horizontal position in a drawing, from -1 (left) to 1 (right).")
    y: float | None = strawberry.field(description="Vertical position in a drawing, from -1 (top) to 1 (bottom).")


def distances_of(measures: Measures) -> Numbers:
    """The distance of each node from the ego, shape (nodes,). Raises InputError in a network without an ego."""
    distances = measures.network.node_distances
    if distances is None:
        raise InputError(
            "only an ego network has an order by DISTANCE; ask for `municipality { network { members } }`, or for DEGREE here"
        )
    return distances


def by_degree(member: Member) -> tuple[int, int, str]:
    return -member.degree, *node_order(member.node)


def by_distance(member: Member) -> tuple[int | None, int, int, str]:
    return member.distance, *by_degree(member)


ORDERS = {
    NetworkMemberOrder.DEGREE: Order("members", by_degree),
    NetworkMemberOrder.DISTANCE: Order("members-distance", by_distance),
}


def members(
    root: strawberry.Parent[Measures],
    order_by: Annotated[
        NetworkMemberOrder | None, strawberry.argument(description="Sort order. Omitted or null: DEGREE.")
    ] = None,
    first: NetworkPageSize = None,
    after: After = None,
) -> Page:
    order = order_by or NetworkMemberOrder.DEGREE
    return page(Members(root, order), ORDERS[order], first, after, largest=LARGEST)
