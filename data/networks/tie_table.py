"""The nodes and ties of a network as numpy columns. A network may have a million ties."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np

from data.domain.arrays import DENSE, Numbers, distinct, narrowed, pairs
from data.domain.enums import Projection
from data.domain.evidence_enums import GoalBasis
from data.snapshot.co_memberships import Kinds, Layers, certainty_levels_of, of_kinds, of_layers, wholes
from data.snapshot.columns import SliceView
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
        return Contributions(*[column[mask] for column in self])

    def of_ties(self) -> Contributions:
        """Those that are present and have different ends, with `a < b`, sorted by both ends, then by partnership."""
        chosen = self.where((self.level > 0) & (self.a != self.b))
        a, b = np.minimum(chosen.a, chosen.b), np.maximum(chosen.a, chosen.b)
        return chosen._replace(a=a, b=b).where(np.lexsort((chosen.by, b, a)))


class TieTable:
    """The rows of the nodes, ascending, and the ties, sorted by their ends.

    `ends` holds the ends of the ties as indices into `nodes`, the smaller ones first. `weight` is the number of
    partnerships that contribute to a tie. `level` is the highest of their certainty levels. All columns of ties have
    shape (ties,). The contributions are such as `Contributions.of_ties` returns.
    """

    def __init__(self, nodes: Numbers, contributions: Contributions) -> None:
        a, b, by, level = contributions
        first_of_tie = np.ones(len(a) + 1, bool)  # the last one ends the last tie
        first_of_tie[1:-1] = (a[1:] != a[:-1]) | (b[1:] != b[:-1])
        first_of_partnership = first_of_tie.copy()
        first_of_partnership[1:-1] |= by[1:] != by[:-1]
        begin = first_of_tie[:-1].nonzero()[0]
        self.nodes = nodes
        self.ends = places_of(nodes, a[begin]), places_of(nodes, b[begin])
        self.by = by[first_of_partnership[:-1]]
        self.level = np.maximum.reduceat(level, begin) if len(begin) else level
        self.offsets = narrowed(first_of_tie[first_of_partnership].nonzero()[0])
        self.weight = narrowed(self.offsets[1:] - self.offsets[:-1])

    def contributors(self, tie: int) -> list[int]:
        """The rows of the partnerships that contribute to a tie."""
        rows: list[int] = self.by[self.offsets[tie] : self.offsets[tie + 1]].tolist()
        return rows

    @cached_property
    def heaviest(self) -> Numbers:
        """The indices of the ties by descending weight, then by their ends."""
        return np.argsort(-self.weight, kind="stable")

    @cached_property
    def degrees(self) -> Numbers:
        """The number of ties of each node, shape (nodes,)."""
        return np.bincount(np.concatenate(self.ends), minlength=len(self.nodes))

    @property
    def rows(self) -> tuple[Numbers, Numbers]:
        """The rows of the ends of the ties."""
        one, other = self.ends
        return self.nodes[one], self.nodes[other]

    @property
    def memory(self) -> int:
        """The memory use, in nodes and ties."""
        return len(self.nodes) + len(self.weight)


def places_of(nodes: Numbers, rows: Numbers) -> Numbers:
    """The index of each row in ascending nodes, int32."""
    if not len(rows):
        return rows
    first, size = nodes[0], int(nodes[-1] - nodes[0]) + 1
    if size > DENSE * len(rows):
        return np.searchsorted(nodes, rows).astype(np.int32)
    index = np.zeros(size, np.int32)
    index[nodes - first] = np.arange(len(nodes))
    return index[rows - first]


class Presences(NamedTuple):
    """Memberships that are, or may be, present. A membership of a part counts as one of the whole.

    Rows of the memberships, counted from 0; rows of their municipalities and of the wholes; certainty levels. All
    columns have shape (memberships,).
    """

    members: Numbers
    municipalities: Numbers
    partnerships: Numbers
    level: Numbers


class GoalLinks(NamedTuple):
    """The Goals that present projects have a link to, concatenated by project, and the columns of these projects.

    `goals` are rows, shape (links,). The other columns have shape (projects,): the number of Goals, the row counted
    from 0, the row of the whole partnership, and the certainty level.
    """

    goals: Numbers
    counts: Numbers
    projects: Numbers
    by: Numbers
    level: Numbers

    @property
    def of(self) -> Numbers:
        """The index of the project of each link, shape (links,)."""
        return np.repeat(np.arange(len(self.counts)), self.counts)

    @property
    def pairs(self) -> tuple[Numbers, Numbers, Numbers]:
        """All pairs of Goals of one project: the rows of both, and the index of the project. Shape (pairs,) each."""
        one, other = pairs(self.counts)
        return self.goals[one], self.goals[other], self.of[one]


def tie_table_of(
    slice: SliceView,
    kinds: Kinds,
    projection: Projection,
    within: Numbers | None,
    layers: Layers = None,
    goal_basis: frozenset[GoalBasis] = STATED_ONLY,
) -> TieTable:
    """The tie table of a slice, for some kinds and layers of partnership and the municipalities `within`.

    `within` holds ascending rows; None means all. `goal_basis` applies to the projection GOALS.
    """
    if projection is Projection.MUNICIPALITIES and within is not None:
        return TieTable(within, of_co_memberships(slice, kinds, within, layers))
    presences = memberships_present(slice, kinds, within, layers)
    _, municipalities, partnerships, levels = presences
    if projection is Projection.AFFILIATION:
        nodes = np.concatenate([distinct(municipalities), distinct(partnerships)])
        return TieTable(nodes, Contributions(municipalities, partnerships, partnerships, levels).of_ties())
    if projection is Projection.GOALS:
        links = goal_links(slice, presences, goal_basis)
        a, b, project = links.pairs
        tied = Contributions(a, b, links.by[project], links.level[project])
        return TieTable(distinct(links.goals), tied.of_ties())
    tied, nodes = of_co_memberships(slice, kinds, within, layers), distinct(municipalities)
    if projection is Projection.COUNTRIES:
        a, b, held = (nodes_of_places(slice, projection, rows) for rows in (tied.a, tied.b, nodes))
        tied, nodes = tied._replace(a=a, b=b).of_ties(), distinct(held)
    return TieTable(nodes, tied)


def of_co_memberships(slice: SliceView, kinds: Kinds, within: Numbers | None, layers: Layers) -> Contributions:
    """The present co-memberships among the municipalities `within`, as contributions to the ties of two of them."""
    found = Contributions(*slice.snapshot.co_memberships.present(slice, kinds, within, layers))
    return found.where(found.level > 0)


def nodes_of_places(slice: SliceView, projection: Projection, municipalities: Numbers) -> Numbers:
    """The rows of the nodes for which municipalities stand: their countries in the projection COUNTRIES, else themselves."""
    if projection is not Projection.COUNTRIES:
        return municipalities
    table = slice.tables["municipalities"]
    return np.asarray(table.references["country"][1])[municipalities - table.first]


def memberships_present(slice: SliceView, kinds: Kinds, within: Numbers | None, layers: Layers) -> Presences:
    """The memberships of the municipalities `within` that are, or may be, present. None means all municipalities."""
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
    whole = wholes(partnerships)[by] + partnerships.first
    return Presences(rows[present], holders[present], whole[present], level[present])


def goal_links(slice: SliceView, presences: Presences, basis: frozenset[GoalBasis]) -> GoalLinks:
    """The links to Goals of the present projects of the partnerships of these memberships."""
    tables = slice.tables
    table, projects = tables["partnerships"], tables["projects"]
    partnerships = distinct(presences.partnerships)
    rows, counts = table.backs["projects"].of_rows(partnerships - table.first)
    rows, by = rows - projects.first, np.repeat(partnerships, counts)
    of_partnerships = certainty_levels_of(slice, table, by - table.first)
    level = np.minimum(of_partnerships, certainty_levels_of(slice, projects, rows))
    rows, by, level = rows[level > 0], by[level > 0], level[level > 0]
    goals, counts = goals_of_projects(tables, rows, basis)
    return GoalLinks(goals, counts, rows, by, level)
