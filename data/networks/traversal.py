"""Neighbourhoods and shortest paths by breadth-first search on rows, as of a day.

The affiliation network is in the tables: municipality - membership - partnership. What ties two municipalities is found
once for all time; a search walks that, and looks up for each meeting whether it is there on the slice's day. It takes
time in proportion to the meetings that it passes, and makes no things.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from data.domain.enums import Certainty, PartnershipKind
from data.snapshot.columns import Numbers, Table, packed, pairs
from data.snapshot.entities import Membership, Municipality, Partnership

if TYPE_CHECKING:
    from data.snapshot.slice import Slice

Kinds = Collection[PartnershipKind] | None
LONGEST = 1 << 31


def present(partnership: Partnership) -> list[tuple[Membership, Certainty]]:
    """The memberships of a partnership that are, or may be, there in its slice, and how surely."""
    day = partnership.slice.day
    if day is not None and partnership.certainty_on(day) is None:
        return []
    whole = partnership.certainty
    return [
        (member, whole if member.certainty is Certainty.CERTAIN else member.certainty) for member in partnership.members
    ]


def meet(mine: Membership, other: Membership) -> bool:
    """Whether two memberships of one partnership tie their holders.

    Who handed a seat over is no neighbour of who took it: they held the same seat, and not at the same time.
    """
    return mine.seat is not other.seat and mine.municipality is not other.municipality and mine.span.meets(other.span)


class Meetings:
    """All that ever ties two municipalities: for each of them the others, with the partnership, in the order of its seats.

    Those of the municipality `k`, counted from 0, stand from `offsets[k]` on. `codes` say which dates and which kind of
    partnership a meeting has: few meetings have dates that no other has.
    """

    def __init__(self, tables: Mapping[str, Table]) -> None:
        members, places, self.partnerships = (
            tables[name] for name in ("memberships", "municipalities", "partnerships")
        )
        self.members, self.first = members, places.first
        rows, counts = self.partnerships.backs["memberships"].among(np.arange(self.partnerships.size))
        one, other = pairs(counts)
        rows = (rows - members.first).astype(np.int32)
        one, other = rows[one], rows[other]
        tied = self._tied(one, other)
        one, other = np.concatenate([one[tied], other[tied]]), np.concatenate([other[tied], one[tied]])
        place = members.referred("municipality")
        order = np.lexsort((other, one, place[one]))
        one, other = one[order], other[order]
        self.offsets = packed(np.searchsorted(place[one], np.arange(places.size + 1)), LONGEST)
        self.others = packed(place[other] + places.first, LONGEST)
        partnership = members.referred("partnership")[one]
        self.by = packed(partnership + self.partnerships.first, LONGEST)
        self.codes = self._coded(partnership, one, other)

    def _tied(self, one: Numbers, other: Numbers) -> Numbers:
        """As `meet` has it."""
        times = self.members.dated
        days = [(span.start_earliest.toordinal(), span.end_latest.toordinal()) for span in times.values]
        first, last = np.array(days, np.int32).reshape(-1, 2)[times.coded].T
        apart = np.ones(len(one), bool)
        for name in ("seat", "municipality"):
            to = self.members.referred(name)
            apart &= to[one] != to[other]
        return apart & (first[one] <= last[other]) & (first[other] <= last[one])

    def _coded(self, partnership: Numbers, one: Numbers, other: Numbers) -> Numbers:
        """Find the meetings that differ in kind or dates, and number them."""
        whole, own, kinds = self.partnerships.dated, self.members.dated, self.partnerships.columns["kind"]
        key = kinds.coded[partnership].astype(np.int64)
        for column, rows in ((whole, partnership), (own, one), (own, other)):
            key = key * len(column.values) + column.coded[rows]
        _, found, codes = np.unique(key, return_index=True, return_inverse=True)
        partnership, one, other = partnership[found], one[found], other[found]
        self.kinds, self.wholes = kinds.coded[partnership], whole.coded[partnership]
        self.owns = own.coded[one], own.coded[other]
        return packed(codes, len(found))

    def sure(self, slice: Slice, kinds: Kinds) -> bytes:
        """How sure a meeting of each code is in a slice: a place in LEVELS, 0 for other kinds than these."""
        whole, own = (np.frombuffer(slice.sure(table), np.uint8) for table in (self.partnerships, self.members))
        level = np.minimum(whole[self.wholes], np.minimum(*(own[codes] for codes in self.owns)))
        return bytes((level * of_kinds(self.partnerships, kinds)[self.kinds]).astype(np.uint8))

    def of(self, row: int) -> tuple[int, int]:
        """Where the meetings of a municipality begin and end."""
        return self.offsets[row - self.first], self.offsets[row - self.first + 1]


def of_kinds(partnerships: Table, kinds: Kinds) -> Numbers:
    """For each kind that partnerships have, by code, whether it is one of these."""
    return np.array([kinds is None or kind in kinds for kind in partnerships.columns["kind"].values], bool)


class Walk:
    """The one-mode network of a slice and of kinds of partnership, walked from row to row."""

    def __init__(self, slice: Slice, kinds: Kinds, within: Collection[int] | None = None) -> None:
        self.meetings = slice.snapshot.meetings
        chosen = None if kinds is None else frozenset(kinds)
        if chosen not in slice.met:
            slice.met[chosen] = self.meetings.sure(slice, chosen)
        self.sure = slice.met[chosen]
        self.within = within

    def neighbours(self, row: int) -> Iterator[int]:
        begin, end = self.meetings.of(row)
        sure, within = self.sure, self.within
        for other, code in zip(self.meetings.others[begin:end], self.meetings.codes[begin:end], strict=True):
            if sure[code] and (within is None or other in within):
                yield other

    def met(self, row: int) -> Iterator[tuple[int, int, int]]:
        """Whom it meets, by which partnership, how surely (a place in LEVELS)."""
        begin, end = self.meetings.of(row)
        for place in range(begin, end):
            level = self.sure[self.meetings.codes[place]]
            if level:
                yield self.meetings.others[place], self.meetings.by[place], level

    def ego(self, row: int, radius: int) -> dict[int, int]:
        """The distance of every municipality within `radius` ties, of itself 0.

        Breadth-first search; the node set of `networkx.ego_graph` on the one-mode projection.
        """
        distance, edge = {row: 0}, [row]
        for step in range(1, radius + 1):
            ring = dict.fromkeys(other for one in edge for other in self.neighbours(one) if other not in distance)
            distance |= dict.fromkeys(ring, step)
            edge = list(ring)
        return distance

    def shortest(self, start: int, end: int) -> list[int] | None:
        """A path with the fewest ties, or None.

        Bidirectional breadth-first search (as `networkx.bidirectional_shortest_path`), which grows the smaller side.
        """
        if self.within is not None and not (start in self.within and end in self.within):
            return None
        if start == end:
            return [start]
        came: tuple[dict[int, int], ...] = ({start: start}, {end: end})
        edges = [[start], [end]]
        while edges[0] and edges[1]:
            side = 0 if len(edges[0]) <= len(edges[1]) else 1
            edges[side], meeting = self._grow(edges[side], came[side], came[1 - side])
            if meeting is not None:
                return [*reversed(_trail(meeting, came[0])), *_trail(meeting, came[1])[1:]]
        return None

    def _grow(self, edge: list[int], mine: dict[int, int], theirs: dict[int, int]) -> tuple[list[int], int | None]:
        """The next ring of one side, and where it meets the other."""
        ring = list[int]()
        for row in edge:
            for other in self.neighbours(row):
                if other not in mine:
                    mine[other] = row
                    if other in theirs:
                        return ring, other
                    ring.append(other)
        return ring, None

    def hops(self, path: list[int]) -> list[tuple[int, int, list[int]]]:
        """The steps of a path with all partnerships on each."""
        return [
            (start, end, list(dict.fromkeys(by for other, by, _ in self.met(start) if other == end)))
            for start, end in pairwise(path)
        ]


def _trail(row: int, came: dict[int, int]) -> list[int]:
    trail = [row]
    while (before := came[trail[-1]]) != trail[-1]:
        trail.append(before)
    return trail


class Hop(NamedTuple):
    """One step of a path, and the partnerships that make it."""

    start: Municipality
    end: Municipality
    partnerships: list[Partnership]
