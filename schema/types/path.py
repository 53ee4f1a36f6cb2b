"""Shortest paths in a network of municipalities."""

from typing import NamedTuple

import strawberry

from data.networks import traversal
from schema.types.references import MunicipalityRef, PartnershipRef


@strawberry.type(description="One step of a path, from a municipality to a neighbour.")
class Hop:
    start: MunicipalityRef = strawberry.field(name="from", description="Start of the step.")
    end: MunicipalityRef = strawberry.field(name="to", description="End of the step.")
    partnerships: list[PartnershipRef] = strawberry.field(
        description="All partnerships that tie the two municipalities."
    )


@strawberry.type(description="A shortest path between two municipalities.")
class Path:
    length: int = strawberry.field(description="Number of ties on the path.")
    hops: list[Hop] = strawberry.field(
        description="Steps of the path in order; an empty list from a municipality to itself."
    )


class PathResult(NamedTuple):
    """A shortest path and its length."""

    hops: list[traversal.Hop]

    @property
    def length(self) -> int:
        return len(self.hops)
