"""The nodes and ties of a network as numpy columns. A network may have a million ties."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from typing import NamedTuple

import numpy as np

from data.domain.enums import Projection
from data.domain.evidence_enums import GoalBasis
from data.snapshot.co_memberships import Kinds, Layers, certainty_levels_of, of_kinds, of_layers, wholes
from data.snapshot.columns import Numbers, SliceView, pairs
from data.snapshot.goal_links import STATED_ONLY, goals_of_projects


class Contributions(NamedTuple):
    """Contributions of partnerships to ties: rows of both ends, row of the partnership, and certainty level.

    All columns have shape (contributions,). The level is an index into CERTAINTY_LEVELS; 0 means not present.
    """

    a: Numbers
    b: Numbers
    by: Numbers
    level: Numbers

    def where(self, mask: Numbers) -> Contributions:
        return Contributions(*(column[mask] for column in self))


class TieTable:
    """The rows of the nodes, ascending, and the ties, sorted by their ends `a` and `b`, with `a < b`.

    `weight` is the number of partnerships that contribute to a tie. `level` is the highest of their certainty levels.
    All columns of ties have shape (ties,).
    """

    def __init__(self, nodes: Numbers, contributions: Contributions) -> None:
        chosen = contributions.where((contributions.level > 0) & (contributions.a != contributions.b))
        a, b = np.minimum(chosen.a, chosen.b), np.maximum(chosen.a, chosen.b)
        order = np.lexsort((chosen.by, b, a))
        a, b, by, level = a[order], b[order], chosen.by[order], chosen.level[order]
        first_of_tie = np.ones(len(a), bool)
        first_of_tie[1:] = (a[1:] != a[:-1]) | (b[1:] != b[:-1])
        first_of_partnership = first_of_tie.copy()
        first_of_partnership[1:] |= by[1:] != by[:-1]
        begin, self.by = np.flatnonzero(first_of_tie), by[first_of_partnership]
        self.nodes = nodes
        self.a, self.b = a[begin], b[begin]
        self.level = np.maximum.reduceat(level, begin) if len(begin) else level
        self.offsets = np.append(np.cumsum(first_of_partnership)[begin] - 1, len(self.by))
        self.weight = np.diff(self.offsets)

    def contributors(self, tie: int) -> list[int]:
        """The rows of the partnerships that contribute to a tie."""
        rows: list[int] = self.by[self.offsets[tie] : self.offsets[tie + 1]].tolist()
        return rows

    @cached_property
    def heaviest(self) -> Numbers:
        """The indices of the ties by descending weight, then by their ends."""
        return np.argsort(-self.weight, kind="stable")

    @cached_property
    def ends(self) -> tuple[Numbers, Numbers]:
        """The ends of the ties as indices into `nodes`."""
        return np.searchsorted(self.nodes, self.a), np.searchsorted(self.nodes, self.b)

    @property
    def memory(self) -> int:
        """The memory use, in nodes and ties."""
        return len(self.nodes) + len(self.a)


def tie_table_of(
    slice: SliceView,
    kinds: Kinds,
    projection: Projection,
    within: Collection[int] | None,
    layers: Layers = None,
    goal_basis: frozenset[GoalBasis] = STATED_ONLY,
) -> TieTable:
    """The tie table of a slice, for some kinds and layers of partnership and the municipalities `within`.

    None means all. `goal_basis` applies to the projection GOALS.
    """
    rows = None if within is None else np.array(sorted(within), np.int64)
    municipalities, partnerships, levels = memberships_present(slice, kinds, rows, layers)
    match projection:
        case Projection.AFFILIATION:
            nodes = np.concatenate([np.unique(municipalities), np.unique(partnerships)])
            return TieTable(nodes, Contributions(municipalities, partnerships, partnerships, levels))
        case Projection.GOALS:
            return goal_ties(slice, np.unique(partnerships), goal_basis)
        case Projection.COUNTRIES:
            table = slice.tables["municipalities"]
            country, first = np.asarray(table.references["country"][1]), table.first
            ties = Contributions(*slice.snapshot.co_memberships.present(slice, kinds, rows, layers))
            ends = ties._replace(a=country[ties.a - first], b=country[ties.b - first])
            return TieTable(np.unique(country[municipalities - first]), ends)
        case _:
            ties = Contributions(*slice.snapshot.co_memberships.present(slice, kinds, rows, layers))
            return TieTable(np.unique(municipalities) if rows is None else rows, ties)


def memberships_present(
    slice: SliceView, kinds: Kinds, within: Numbers | None, layers: Layers
) -> tuple[Numbers, Numbers, Numbers]:
    """The memberships that are, or may be, present: rows of municipalities, rows of partnerships, certainty levels.

    A membership of a part counts as one of the whole. All three arrays have shape (memberships,).
    """
    tables = slice.tables
    members, municipalities, partnerships = tables["memberships"], tables["municipalities"], tables["partnerships"]
    rows = np.arange(members.size)
    if within is not None:
        rows = municipalities.backs["memberships"].of_rows(within - municipalities.first)[0] - members.first
    by = members.referred("partnership")[rows]
    level = np.minimum(certainty_levels_of(slice, partnerships, by), certainty_levels_of(slice, members, rows))
    named = slice.snapshot.co_memberships.layers
    present = (level > 0) & of_kinds(partnerships, kinds)[partnerships.columns["kind"].coded[by]]
    present &= of_layers(named, layers)[named.coded[by]]
    holders = np.asarray(members.references["municipality"][1])[rows]
    return holders[present], wholes(partnerships)[by[present]] + partnerships.first, level[present]


def goal_ties(slice: SliceView, partnerships: Numbers, basis: frozenset[GoalBasis]) -> TieTable:
    """The GOALS projection: two Goals are tied when a project of these partnerships has a link to both."""
    tables = slice.tables
    table, projects = tables["partnerships"], tables["projects"]
    rows, counts = table.backs["projects"].of_rows(partnerships - table.first)
    by = np.repeat(partnerships, counts)
    of_partnerships = certainty_levels_of(slice, table, by - table.first)
    level = np.minimum(of_partnerships, certainty_levels_of(slice, projects, rows - projects.first))
    rows, by, level = rows[level > 0], by[level > 0], level[level > 0]
    goals, counts = goals_of_projects(tables, rows - projects.first, basis)
    one, other = pairs(counts)
    project = np.repeat(np.arange(len(rows)), counts)[one]
    return TieTable(np.unique(goals), Contributions(goals[one], goals[other], by[project], level[project]))
