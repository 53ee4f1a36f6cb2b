"""Breadth-first search in the one-mode network of municipalities, by row, as of a day.

The search follows the co-memberships of the snapshot and checks whether each is present in the slice. Its cost is
proportional to the number of co-memberships visited. It materialises no entity.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from data.snapshot.co_memberships import Kinds, Layers
from data.snapshot.columns import SliceView
from data.snapshot.entities import Municipality, Partnership


class Traversal:
    """Traversal of the one-mode network of a slice by row, for some kinds and layers of partnership (None is all).

    `within` limits it to the rows of some municipalities; None is no limit.
    """

    def __init__(
        self, slice: SliceView, kinds: Kinds, within: Collection[int] | None = None, layers: Layers = None
    ) -> None:
        self.index = slice.snapshot.co_memberships
        self.levels = self.index.levels(slice, kinds, layers)
        self.within = within

    def neighbours(self, row: int) -> list[int]:
        """The neighbours of a municipality, each once for every partnership that ties the two."""
        begin, end = self.index.bounds_of(row)
        levels, within = self.levels, self.within
        entries = zip(self.index.others[begin:end], self.index.codes[begin:end], strict=True)
        found = [other for other, code in entries if levels[code]]
        return found if within is None else [other for other in found if other in within]

    def co_memberships(self, row: int) -> Iterator[tuple[int, int, int]]:
        """Yields neighbour, partnership and certainty level, once for every partnership that ties the two."""
        begin, end = self.index.bounds_of(row)
        for entry in range(begin, end):
            level = self.levels[self.index.codes[entry]]
            if level:
                yield self.index.others[entry], self.index.by[entry], level

    def ego(self, row: int, radius: int) -> dict[int, int]:
        """The distance in ties of each municipality within `radius`; that of the ego is 0.

        Breadth-first search. The keys are the node set of `networkx.ego_graph` on the one-mode projection.
        Cost: proportional to the number of co-memberships of the nodes inside the radius.
        """
        distance, frontier = {row: 0}, [row]
        for step in range(1, radius + 1):
            ring = list[int]()
            for one in frontier:
                for other in self.neighbours(one):
                    if other not in distance:
                        distance[other] = step
                        ring.append(other)
            frontier = ring
        return distance

    def shortest(self, start: int, end: int) -> list[int] | None:
        """A shortest path from start to end, both included; None when there is no path.

        Bidirectional breadth-first search, as `networkx.bidirectional_shortest_path`. It expands the smaller frontier.
        """
        if self.within is not None and not (start in self.within and end in self.within):
            return None
        if start == end:
            return [start]
        parents: tuple[dict[int, int], ...] = ({start: start}, {end: end})
        frontiers = [[start], [end]]
        while frontiers[0] and frontiers[1]:
            side = 0 if len(frontiers[0]) <= len(frontiers[1]) else 1
            frontiers[side], shared = self._expand(frontiers[side], parents[side], parents[1 - side])
            if shared is not None:
                return [*reversed(_path_to_root(shared, parents[0])), *_path_to_root(shared, parents[1])[1:]]
        return None

    def _expand(
        self, frontier: list[int], mine: dict[int, int], theirs: dict[int, int]
    ) -> tuple[list[int], int | None]:
        """The next frontier of one side, and a node that the other side has also reached, or None."""
        ring = list[int]()
        for row in frontier:
            for other in self.neighbours(row):
                if other not in mine:
                    mine[other] = row
                    if other in theirs:
                        return ring, other
                    ring.append(other)
        return ring, None

    def shared(self, one: int, other: int) -> list[int]:
        """The rows of all partnerships that tie two municipalities."""
        return list(dict.fromkeys(by for place, by, _ in self.co_memberships(one) if place == other))


def _path_to_root(row: int, parents: dict[int, int]) -> list[int]:
    """The nodes from a node to the root of its search tree."""
    path = [row]
    while (parent := parents[path[-1]]) != path[-1]:
        path.append(parent)
    return path


class Hop(NamedTuple):
    """A step of a path."""

    start: Municipality
    end: Municipality
    traversal: Traversal

    @property
    def partnerships(self) -> list[Partnership]:
        """The partnerships that tie its ends."""
        return [*map(self.start.slice.entity_at, self.traversal.shared(self.start.row, self.end.row))]
