"""The nodes and ties of a network as rows and numbers, reckoned with numpy: whole networks hold a million of them."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from data.domain.enums import Projection
from data.networks.traversal import Kinds, Walk, of_kinds
from data.snapshot.columns import Numbers, Table, pairs, ranges

if TYPE_CHECKING:
    from data.snapshot.slice import Slice


class Made(NamedTuple):
    """What partnerships make: for each the rows of two ends, its own row, and how surely (a place in LEVELS)."""

    a: Numbers
    b: Numbers
    by: Numbers
    level: Numbers

    def chosen(self, which: Numbers) -> Made:
        return Made(*(column[which] for column in self))


class Lines:
    """Rows of nodes in order, and ties in the order of their ends `a` and `b`, of which `a` comes first.

    `weight` counts the partnerships that make a tie, `sure` is as sure as the surest of them, a place in LEVELS.
    """

    def __init__(self, nodes: Numbers, made: Made) -> None:
        made = made.chosen((made.level > 0) & (made.a != made.b))
        a, b = np.minimum(made.a, made.b), np.maximum(made.a, made.b)
        order = np.lexsort((made.by, b, a))
        a, b, by, level = a[order], b[order], made.by[order], made.level[order]
        new = np.ones(len(a), bool)
        new[1:] = (a[1:] != a[:-1]) | (b[1:] != b[:-1])
        once = new.copy()
        once[1:] |= by[1:] != by[:-1]
        begin, self.by = np.flatnonzero(new), by[once]
        self.nodes = nodes
        self.a, self.b = a[begin], b[begin]
        self.sure = np.maximum.reduceat(level, begin) if len(begin) else level
        self.offsets = np.append(np.cumsum(once)[begin] - 1, len(self.by))
        self.weight = np.diff(self.offsets)

    def made_by(self, tie: int) -> list[int]:
        """The rows of the partnerships that make a tie."""
        found: list[int] = self.by[self.offsets[tie] : self.offsets[tie + 1]].tolist()
        return found

    @cached_property
    def heaviest(self) -> Numbers:
        """The ties by weight, then by their ends."""
        return np.argsort(-self.weight, kind="stable")

    @cached_property
    def ends(self) -> tuple[Numbers, Numbers]:
        """The ends of the ties by their place among the nodes."""
        return np.searchsorted(self.nodes, self.a), np.searchsorted(self.nodes, self.b)

    @property
    def weighs(self) -> int:
        """How much memory it takes, in nodes and ties."""
        return len(self.nodes) + len(self.a)


def lines_of(slice: Slice, kinds: Kinds, projection: Projection, within: Collection[int] | None) -> Lines:
    """The network of a slice, of these kinds of partnership, among these municipalities (None is all)."""
    tables = slice.snapshot.tables
    rows = None if within is None else np.array(sorted(within), np.int64)
    places, partnerships, levels = stays(slice, kinds, rows)
    match projection:
        case Projection.AFFILIATION:
            nodes = np.concatenate([np.unique(places), np.unique(partnerships)])
            return Lines(nodes, Made(places, partnerships, partnerships, levels))
        case Projection.GOALS:
            return goals_of(slice, np.unique(partnerships))
        case Projection.COUNTRIES:
            country, first = (
                np.asarray(tables["municipalities"].references["country"][1]),
                tables["municipalities"].first,
            )
            made = meetings(slice, kinds, rows)
            return Lines(
                np.unique(country[places - first]), made._replace(a=country[made.a - first], b=country[made.b - first])
            )
        case _:
            return Lines(np.unique(places) if rows is None else rows, meetings(slice, kinds, rows))


def level_of(slice: Slice, table: Table, rows: Numbers) -> Numbers:
    """How surely rows of a table, counted from 0, are there: places in LEVELS."""
    return np.frombuffer(slice.sure(table), np.uint8)[table.dated.coded[rows]]


def stays(slice: Slice, kinds: Kinds, within: Numbers | None) -> tuple[Numbers, Numbers, Numbers]:
    """The memberships that are, or may be, there: rows of holders and of partnerships, and how surely."""
    tables = slice.snapshot.tables
    members, places, partnerships = tables["memberships"], tables["municipalities"], tables["partnerships"]
    rows = np.arange(members.size)
    if within is not None:
        rows = places.backs["memberships"].among(within - places.first)[0] - members.first
    by = members.referred("partnership")[rows]
    level = np.minimum(level_of(slice, partnerships, by), level_of(slice, members, rows))
    there = (level > 0) & of_kinds(partnerships, kinds)[partnerships.columns["kind"].coded[by]]
    holders = np.asarray(members.references["municipality"][1])[rows]
    return holders[there], by[there] + partnerships.first, level[there]


def meetings(slice: Slice, kinds: Kinds, within: Numbers | None) -> Made:
    """What ties municipalities, once for each two of them."""
    web, sure = slice.snapshot.meetings, np.frombuffer(Walk(slice, kinds).sure, np.uint8)
    own = np.arange(len(web.offsets) - 1) if within is None else within - web.first
    places, counts = ranges(np.asarray(web.offsets), own)
    others, by, codes = (np.asarray(column)[places] for column in (web.others, web.by, web.codes))
    found = Made(np.repeat(own + web.first, counts), others, by, sure[codes])
    once = found.a < found.b
    return found.chosen(once if within is None else once & np.isin(found.b, within))


def goals_of(slice: Slice, partnerships: Numbers) -> Lines:
    """Goals are tied when one project names both; `partnerships` are the rows of those that may have such projects."""
    tables = slice.snapshot.tables
    table, projects, named = tables["partnerships"], tables["projects"], tables["project_goals"]
    rows, counts = table.backs["projects"].among(partnerships - table.first)
    by = np.repeat(partnerships, counts)
    level = np.minimum(level_of(slice, table, by - table.first), level_of(slice, projects, rows - projects.first))
    rows, by, level = rows[level > 0], by[level > 0], level[level > 0]
    links, counts = projects.backs["project_goals"].among(rows - projects.first)
    goals = np.asarray(named.references["goal"][1])[links - named.first]
    one, other = pairs(counts)
    of = np.repeat(np.arange(len(rows)), counts)[one]
    return Lines(np.unique(goals), Made(goals[one], goals[other], by[of], level[of]))
