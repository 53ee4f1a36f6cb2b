"""Partnerships as a network: the affiliation network and its projections, as of a day.

The affiliation network ties municipalities to the partnerships in which they hold a seat; it is the primary data. A
projection ties two nodes when at least one partnership contributes to their tie. The weight of a tie is the number of
its partnerships. A partnership of three parties adds one to each weight; only the projection shows it as a triangle.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterator
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from data.domain.arrays import Numbers
from data.domain.enums import Certainty, PartnershipKind, Projection
from data.domain.evidence_enums import GoalBasis
from data.domain.text import collate
from data.networks.tie_table import TieTable, tie_table_of
from data.networks.traversal import Hop, Traversal
from data.snapshot.co_memberships import Kinds
from data.snapshot.columns import CERTAINTY_LEVELS, SliceView
from data.snapshot.entities import Goal, Municipality, Partnership
from data.snapshot.entities.entity import Entity
from data.snapshot.goal_links import STATED_ONLY
from data.snapshot.slice import Ordered

MAX_RADIUS = 4
PARTNERSHIP_PREFIX = "partnership:"  # of the ids of nodes that are partnerships


class Tie(NamedTuple):
    """A tie of a network: its ends in key order, its certainty, and the partnerships that contribute to it.

    `stated` is the number of these partnerships of which a source names both Goals for one project. It is None in
    other projections than GOALS.
    """

    a: Entity
    b: Entity
    certainty: Certainty
    partnerships: list[Partnership]
    stated: int | None

    @property
    def basis(self) -> GoalBasis | None:
        """How a tie of two Goals is known; None in other projections."""
        return None if self.stated is None else GoalBasis.STATED if self.stated else GoalBasis.INFERRED

    @property
    def weight(self) -> int:
        """The number of partnerships that contribute to the tie."""
        return len(self.partnerships)


class NetworkSpec(NamedTuple):
    """The parameters of a network: kinds of partnership (None is all), a projection, and optionally an ego network.

    `around` is the slug of the ego. `radius` is a distance in ties. `layers` are the slugs of the layers that name the
    partnerships, as their own or by a further source; None is all. `goal_basis` says which links to Goals count in the
    projection GOALS.
    """

    kinds: frozenset[PartnershipKind] | None
    projection: Projection
    around: str | None = None
    radius: int = 1
    layers: frozenset[str] | None = None
    goal_basis: frozenset[GoalBasis] = STATED_ONLY


class Network:
    """The nodes and ties of one specification in one slice, computed on first access.

    Both are sorted, so equal specifications give equal networks. `distances` maps the row of each municipality within
    the radius to its distance from the ego; it is None when there is no ego. Raises KeyError for an unknown ego.
    """

    def __init__(self, slice: SliceView, spec: NetworkSpec) -> None:
        self.slice = slice
        self.spec = spec
        self.distances: dict[int, int] | None = None
        if spec.around is not None:
            row = slice.tables["municipalities"].find(spec.around)
            if row is None:
                raise KeyError(spec.around)
            self.distances = Traversal(slice, spec.kinds, layers=spec.layers).ego(row, spec.radius)

    @cached_property
    def tie_table(self) -> TieTable:
        """The nodes and ties as numpy columns."""
        spec = self.spec
        return tie_table_of(
            self.slice, spec.kinds, spec.projection, self.within, spec.layers, goal_basis=spec.goal_basis
        )

    @property
    def within(self) -> Numbers | None:
        """The rows of the municipalities within the radius, ascending; None when there is no ego."""
        return None if self.distances is None else np.array(sorted(self.distances), np.int64)

    def basis(self, node: Entity) -> GoalBasis | None:
        """How a Goal is known, by the links asked for. None for a node that is no Goal."""
        if not isinstance(node, Goal):
            return None
        return GoalBasis.STATED if node.row in self.stated_table.nodes else GoalBasis.INFERRED

    @cached_property
    def stated_table(self) -> TieTable:
        """The nodes and ties of the stated links to Goals alone. It is empty when only inferred ones are asked for."""
        spec = self.spec
        stated = spec._replace(goal_basis=spec.goal_basis & STATED_ONLY)
        return self.tie_table if stated == spec else Network(self.slice, stated).tie_table

    @cached_property
    def stated_weights(self) -> dict[tuple[int, int], int]:
        """The number of partnerships that state a tie of two Goals, by the rows of the Goals."""
        table = self.stated_table
        ends = zip(*(rows.tolist() for rows in table.rows), strict=True)
        return dict(zip(ends, table.weight.tolist(), strict=True))

    @cached_property
    def node_distances(self) -> Numbers | None:
        """The distance in ties of each node from the ego, shape (nodes,); None without an ego or municipalities as nodes."""
        if self.distances is None or self.spec.projection is not Projection.MUNICIPALITIES:
            return None
        rows, steps = np.array(list(self.distances.items())).T
        order = np.argsort(rows)
        return steps[order[np.searchsorted(rows, self.tie_table.nodes, sorter=order)]]

    @property
    def ego_distances(self) -> dict[Municipality, int] | None:
        """The municipalities within the radius and their distances in ties; None when there is no ego."""
        if self.distances is None:
            return None
        return {self.slice.entity("municipalities", row): steps for row, steps in self.distances.items()}

    def node(self, index: int) -> Entity:
        """The node at an index in the node order."""
        found: Entity = self.slice.entity_at(self.tie_table.nodes.item(index))
        return found

    @cached_property
    def nodes(self) -> list[Entity]:
        return [self.slice.entity_at(row) for row in self.tie_table.nodes.tolist()]

    @property
    def ties(self) -> Ties:
        return Ties(self)

    @property
    def order(self) -> int:
        """The number of nodes."""
        return len(self.tie_table.nodes)

    @property
    def size(self) -> int:
        """The number of ties."""
        return len(self.tie_table.weight)

    def path(self, start: Municipality, end: Municipality) -> list[Hop] | None:
        """The steps of a shortest path between two municipalities of the network; None when there is no path."""
        traversal = Traversal(self.slice, self.spec.kinds, self.distances, self.spec.layers)
        found = traversal.shortest(start.row, end.row)
        if found is None:
            return None
        return [Hop(a, b, traversal) for a, b in pairwise(map(self.slice.entity_at, found))]


class Ties(Ordered[Tie]):
    """The ties of a network by descending weight, then by the keys of their ends. Each tie is created on access."""

    def __init__(self, network: Network, indices: Any = None) -> None:
        self.network = network
        self.indices = network.tie_table.heaviest if indices is None else indices

    def __len__(self) -> int:
        return len(self.indices)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return Ties(self.network, self.indices[index])
        return self.tie(int(self.indices[index]))

    def __iter__(self) -> Iterator[Tie]:
        return map(self.tie, self.indices.tolist())

    def by(self, order: Hashable) -> Ties:
        return self

    def tie(self, number: int) -> Tie:
        table, at = self.network.tie_table, self.network.slice.entity_at
        certainty = CERTAINTY_LEVELS[table.level[number]]
        assert certainty is not None
        a, b = (int(table.nodes[end[number]]) for end in table.ends)
        goals = self.network.spec.projection is Projection.GOALS
        stated = self.network.stated_weights.get((a, b), 0) if goals else None
        return Tie(at(a), at(b), certainty, [at(row) for row in table.contributors(number)], stated)


def node_id(entity: Entity) -> str:
    """The id of a node: its key. A partnership gets a prefix, because a municipality may have the same key."""
    return f"{PARTNERSHIP_PREFIX}{entity.key}" if isinstance(entity, Partnership) else entity.key


def node_order(entity: Entity) -> tuple[int, str]:
    """Sort key of nodes: Goals by number; municipalities before partnerships, both by key."""
    if isinstance(entity, Goal):
        return entity.number, ""
    return int(isinstance(entity, Partnership)), entity.key


def tie_order(tie: Tie) -> tuple[int, int, str, int, str]:
    """Sort key of ties: descending weight, then the keys of the ends."""
    return -tie.weight, *node_order(tie.a), *node_order(tie.b)


class Partner(NamedTuple):
    """A neighbour of a municipality, and the partnerships that the two share."""

    municipality: Municipality
    certainty: Certainty
    partnerships: list[Partnership]

    @property
    def weight(self) -> int:
        return len(self.partnerships)


def partners(municipality: Municipality, kinds: Kinds = None) -> list[Partner]:
    """The neighbours of a municipality in the one-mode projection, by descending weight, then by name."""
    slice = municipality.slice
    found: dict[int, tuple[int, dict[int, None]]] = {}
    for other, by, level in Traversal(slice, kinds).co_memberships(municipality.row):
        highest, shared = found.get(other, (0, {}))
        found[other] = max(highest, level), shared | {by: None}
    return sorted((_partner(slice, row, *tie) for row, tie in found.items()), key=by_weight)


def _partner(slice: SliceView, row: int, level: int, shared: dict[int, None]) -> Partner:
    certainty = CERTAINTY_LEVELS[level]
    assert certainty is not None
    return Partner(slice.entity_at(row), certainty, [slice.entity_at(partnership) for partnership in shared])


def by_weight(partner: Partner) -> tuple[int, str, str]:
    return -partner.weight, collate(partner.municipality.name), partner.municipality.slug


class GoalCount(NamedTuple):
    """The number of partnerships that have a link to a Goal, and of those among them for which a source names it."""

    goal: Goal
    partnerships: int
    stated: int


def goal_counts(
    municipality: Municipality, kinds: Kinds = None, basis: Collection[GoalBasis] | None = None
) -> list[GoalCount]:
    """The Goals of a municipality's partnerships with their counts, by number. Without a basis, the stated ones."""
    every, stated, goals = Counter[int](), Counter[int](), dict[int, Goal]()
    for partnership in municipality.partnerships(kinds):
        links = partnership.goals(basis)
        goals |= {link.goal.number: link.goal for link in links}
        every.update({link.goal.number for link in links})
        stated.update({link.goal.number for link in links if link.basis is GoalBasis.STATED})
    return [GoalCount(goals[number], every[number], stated[number]) for number in sorted(goals)]
