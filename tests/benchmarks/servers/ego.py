"""Ego networks of the usual server: memberships ring by ring from SQL, the rest by networkx."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations, pairwise
from typing import Annotated

import networkx as nx
import strawberry
from sqlalchemy import select
from tables import Loaders, Membership

BATCH = 500
Pairs = list[tuple[str, str]]


@strawberry.input
class MunicipalityKey:
    slug: str


@strawberry.type
class Place:
    slug: str
    name: str


@strawberry.type
class Member:
    degree: int
    municipality: Place


@strawberry.type
class Members:
    nodes: list[Member]


@strawberry.type
class Hop:
    start: Place = strawberry.field(name="from")
    end: Place = strawberry.field(name="to")


@strawberry.type
class Way:
    length: int
    hops: list[Hop]


@strawberry.type
class Network:
    graph: strawberry.Private[nx.Graph]
    loaders: strawberry.Private[Loaders]

    @classmethod
    async def around(cls, loaders: Loaders, slug: str, radius: int) -> Network:
        """The municipalities within the radius and all ties among them."""
        known: set[str] = {slug}
        for _ in range(radius):
            known |= {place for _, place in await together(loaders, known)}
        rows = await together(loaders, known)
        parties = defaultdict(set)
        for partnership, place in rows:
            parties[partnership].add(place)
        graph = nx.Graph()
        graph.add_nodes_from(known)
        graph.add_edges_from(pair for places in parties.values() for pair in combinations(places & known, 2))
        return cls(graph=graph, loaders=loaders)

    @strawberry.field
    def order(self) -> int:
        return self.graph.number_of_nodes()

    @strawberry.field
    def size(self) -> int:
        return self.graph.number_of_edges()

    @strawberry.field
    async def members(self, first: int = 20) -> Members:
        best = sorted(self.graph.degree(), key=lambda pair: (-pair[1], pair[0]))[:first]
        places = await self.loaders.municipality.load_many([slug for slug, _ in best])
        return Members(nodes=[Member(degree=n, municipality=place) for (_, n), place in zip(best, places, strict=True)])

    @strawberry.field
    async def path(
        self,
        start: Annotated[MunicipalityKey, strawberry.argument(name="from")],
        end: Annotated[MunicipalityKey, strawberry.argument(name="to")],
    ) -> Way | None:
        try:
            found = nx.shortest_path(self.graph, start.slug, end.slug)
        except (nx.NetworkXNoPath, nx.NodeNotFound):
            return None
        places = await self.loaders.municipality.load_many(found)
        hops = [Hop(start=a, end=b) for a, b in pairwise(places)]
        return Way(length=len(hops), hops=hops)


async def together(loaders: Loaders, places: set[str]) -> Pairs:
    """Each partnership of these municipalities with each of its members."""
    found: Pairs = []
    wanted = sorted(places)
    for begin in range(0, len(wanted), BATCH):
        held = select(Membership.partnership).where(
            Membership.version == loaders.version, Membership.municipality.in_(wanted[begin : begin + BATCH])
        )
        rows = select(Membership.partnership, Membership.municipality).where(
            Membership.version == loaders.version, Membership.partnership.in_(held)
        )
        found += [(row[0], row[1]) for row in await loaders.rows(rows)]
    return found
