"""Groups of nodes of a network: connected components and communities."""

from itertools import islice
from typing import Annotated, NamedTuple

import strawberry

from data.networks import network as networks
from data.snapshot import entities
from schema.fields import resolved
from schema.relay import bounded
from schema.types.actor import Actor
from schema.types.references import MunicipalityRef

ListSize = Annotated[int, strawberry.argument(description="Number of items, 0 to 100.")]


class NodeGroup(NamedTuple):
    """A group of nodes, by their indices in the node order."""

    indices: list[int]
    network: networks.Network

    @property
    def size(self) -> int:
        return len(self.indices)


def group_municipalities(root: strawberry.Parent[NodeGroup], first: ListSize = 20) -> list[entities.Municipality]:
    members = map(root.network.node, root.indices)
    found = (member for member in members if isinstance(member, entities.Municipality))
    return list(islice(found, bounded("first", first)))


def group_nodes(root: strawberry.Parent[NodeGroup], first: ListSize = 20) -> list[entities.Entity]:
    return [root.network.node(index) for index in root.indices[: bounded("first", first)]]


@strawberry.type(description="A group of nodes: a connected component or a community.")
class Component:
    size: int = strawberry.field(description="Number of nodes.")
    municipalities: list[MunicipalityRef] = resolved(
        group_municipalities,
        "The municipalities in the group, by slug; an empty list when no node is a municipality.",
    )
    nodes: list[Actor] = resolved(group_nodes, "The nodes in the group, in every projection.")
