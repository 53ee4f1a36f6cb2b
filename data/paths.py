"""Neighbourhoods and shortest paths by breadth-first search on the things themselves, as of a day.

The snapshot is the affiliation network: municipality - membership - partnership. The searches walk it in the slice's
day without building a graph, in time proportional to the memberships that they meet. Municipalities here are those of
all time; `Slice.of` brings a result into its slice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from data.kinds import Certainty, PartnershipKind
from data.things import Membership, Municipality, Partnership

Kinds = Collection[PartnershipKind] | None


class Meeting(NamedTuple):
    """Two memberships that tie their holders: of different seats of one partnership, on the same day."""

    mine: Membership
    other: Membership
    certainty: Certainty


def present(partnership: Partnership, day: date | None) -> list[tuple[Membership, Certainty]]:
    """The memberships of a partnership that are, or may be, there on the day; all of them without a day."""
    if day is None:
        return [(member, Certainty.CERTAIN) for member in partnership._memberships]
    whole = partnership.certainty_on(day)
    if whole is None:
        return []
    there = ((member, member.certainty_on(day)) for member in partnership._memberships)
    return [(member, whole if own is Certainty.CERTAIN else own) for member, own in there if own is not None]


def meet(mine: Membership, other: Membership) -> bool:
    """Whether two memberships of one partnership tie their holders.

    Who handed a seat over is no neighbour of who took it: they held the same seat, and not at the same time.
    """
    return (
        mine._seat is not other._seat and mine._municipality is not other._municipality and mine.span.meets(other.span)
    )


def meetings(place: Municipality, day: date | None, kinds: Kinds) -> Iterator[Meeting]:
    """All that ties a municipality to its neighbours."""
    for held in place._memberships:
        partnership = held._partnership
        if kinds is not None and partnership.kind not in kinds:
            continue
        there = present(partnership, day)
        mine = next((sure for member, sure in there if member is held), None)
        if mine is None:
            continue
        for other, sure in there:
            if meet(held, other):
                yield Meeting(held, other, mine if sure is Certainty.CERTAIN else sure)


def neighbours(place: Municipality, day: date | None, kinds: Kinds) -> Iterator[Municipality]:
    return (meeting.other._municipality for meeting in meetings(place, day, kinds))


def ego(place: Municipality, radius: int, day: date | None, kinds: Kinds) -> dict[Municipality, int]:
    """The distance of every municipality within `radius` ties of `place`, which itself has 0.

    Breadth-first search; the node set of `networkx.ego_graph` on the one-mode projection.
    """
    distance = {place: 0}
    edge = [place]
    for step in range(1, radius + 1):
        ring = [other for one in edge for other in neighbours(one, day, kinds) if other not in distance]
        distance |= dict.fromkeys(ring, step)
        edge = list(dict.fromkeys(ring))
    return distance


class Hop(NamedTuple):
    """One step of a path, and the partnerships that make it."""

    start: Municipality
    end: Municipality
    partnerships: list[Partnership]


def shortest_path(
    start: Municipality,
    end: Municipality,
    day: date | None,
    kinds: Kinds,
    within: Collection[Municipality] | None = None,
) -> list[Municipality] | None:
    """A path with the fewest ties, or None; `within` limits it to some municipalities.

    Bidirectional breadth-first search (as `networkx.bidirectional_shortest_path`), which grows the smaller side.
    """
    if within is not None and not (start in within and end in within):
        return None
    if start is end:
        return [start]
    came: tuple[dict[Municipality, Municipality | None], ...] = ({start: None}, {end: None})
    edges = [[start], [end]]
    while edges[0] and edges[1]:
        side = 0 if len(edges[0]) <= len(edges[1]) else 1
        edges[side], meeting = _grow(edges[side], came[side], came[1 - side], day, kinds, within)
        if meeting is not None:
            return [*reversed(_trail(meeting, came[0])), *_trail(meeting, came[1])[1:]]
    return None


def _grow(
    edge: list[Municipality],
    mine: dict[Municipality, Municipality | None],
    theirs: dict[Municipality, Municipality | None],
    day: date | None,
    kinds: Kinds,
    within: Collection[Municipality] | None,
) -> tuple[list[Municipality], Municipality | None]:
    """The next ring of one side, and where it meets the other."""
    ring = list[Municipality]()
    for place in edge:
        for other in neighbours(place, day, kinds):
            if other not in mine and (within is None or other in within):
                mine[other] = place
                if other in theirs:
                    return ring, other
                ring.append(other)
    return ring, None


def _trail(place: Municipality, came: dict[Municipality, Municipality | None]) -> list[Municipality]:
    trail = [place]
    while (before := came[trail[-1]]) is not None:
        trail.append(before)
    return trail


def hops(path: list[Municipality], day: date | None, kinds: Kinds) -> list[Hop]:
    """The steps of a path with all partnerships on each."""
    steps = []
    for start, end in pairwise(path):
        shared = {
            m.mine._partnership.slug: m.mine._partnership
            for m in meetings(start, day, kinds)
            if m.other._municipality is end
        }
        steps.append(Hop(start, end, list(shared.values())))
    return steps
