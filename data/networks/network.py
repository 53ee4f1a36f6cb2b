"""Partnerships as a network: the affiliation network and its projections, as of a day.

The affiliation network joins municipalities to the partnerships in which they hold a seat; that is the truth. In the
projections two nodes are tied when a partnership ties them, and the weight of a tie is how many do: a partnership of
three parties counts once, and is a triangle only in the projection.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from data.domain.enums import Certainty, PartnershipKind, Projection
from data.networks.tie_table import Lines, lines_of
from data.networks.traversal import Hop, Kinds, Walk
from data.search.name_index import collate
from data.snapshot.entities import Goal, Municipality, Partnership, Thing
from data.snapshot.slice import LEVELS, Ordered

if TYPE_CHECKING:
    from data.snapshot.slice import Slice

MAX_RADIUS = 4


class Tie(NamedTuple):
    """A line of a network: its ends in the order of their names, and the partnerships that make it."""

    a: Thing
    b: Thing
    certainty: Certainty
    partnerships: list[Partnership]

    @property
    def weight(self) -> int:
        """How many partnerships make it."""
        return len(self.partnerships)


class Frame(NamedTuple):
    """What a network is built from: kinds of partnership (None is all), a projection, and perhaps an ego and a radius."""

    kinds: frozenset[PartnershipKind] | None
    projection: Projection
    around: str | None = None
    radius: int = 1


class Network:
    """The nodes and ties of one frame in one slice. Both are sorted, so equal frames give equal networks.

    They are found when they are first asked for. `distances` has the rows of the municipalities around the ego, or is
    None where there is no ego and so no limit.
    """

    def __init__(self, slice: Slice, frame: Frame) -> None:
        self.slice = slice
        self.frame = frame
        self.distances: dict[int, int] | None = None
        if frame.around is not None:
            row = slice.snapshot.municipality(frame.around).row
            self.distances = Walk(slice, frame.kinds).ego(row, frame.radius)

    @cached_property
    def lines(self) -> Lines:
        """The network as rows and numbers."""
        return lines_of(self.slice, self.frame.kinds, self.frame.projection, self.distances)

    @property
    def places(self) -> dict[Municipality, int] | None:
        """The municipalities around the ego with their distance; None when there is no ego."""
        if self.distances is None:
            return None
        return {self.slice.thing("municipalities", row): steps for row, steps in self.distances.items()}

    def holds(self, place: Municipality) -> bool:
        """Whether a municipality is not beyond the radius."""
        return self.distances is None or place.row in self.distances

    def node(self, place: int) -> Thing:
        """The node at a place in their order."""
        found: Thing = self.slice.at(self.lines.nodes[place])
        return found

    @cached_property
    def nodes(self) -> list[Thing]:
        return [self.slice.at(row) for row in self.lines.nodes.tolist()]

    @property
    def ties(self) -> Ties:
        return Ties(self)

    @property
    def order(self) -> int:
        """Number of nodes."""
        return len(self.lines.nodes)

    @property
    def size(self) -> int:
        """Number of ties."""
        return len(self.lines.a)

    def path(self, start: Municipality, end: Municipality) -> list[Hop] | None:
        """The steps of a path with the fewest ties between two municipalities, all within the network; None without one."""
        walk, at = Walk(self.slice, self.frame.kinds, self.distances), self.slice.at
        found = walk.shortest(start.row, end.row)
        if found is None:
            return None
        return [Hop(at(a), at(b), [at(row) for row in shared]) for a, b, shared in walk.hops(found)]


class Ties(Ordered[Tie]):
    """The ties of a network, the heaviest first, then by names; each is made when it is looked at."""

    def __init__(self, network: Network, chosen: Any = None) -> None:
        self.network = network
        self.chosen = network.lines.heaviest if chosen is None else chosen

    def __len__(self) -> int:
        return len(self.chosen)

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return Ties(self.network, self.chosen[place])
        return self.tie(int(self.chosen[place]))

    def __iter__(self) -> Iterator[Tie]:
        return map(self.tie, self.chosen.tolist())

    def by(self, order: str) -> Ties:
        return self

    def tie(self, number: int) -> Tie:
        lines, at = self.network.lines, self.network.slice.at
        certainty = LEVELS[lines.sure[number]]
        assert certainty is not None
        return Tie(at(lines.a[number]), at(lines.b[number]), certainty, [at(row) for row in lines.made_by(number)])


def ident(thing: Thing) -> str:
    """The name of a node: its key; that of a partnership is marked, as a municipality may have the same."""
    return f"partnership:{thing.key}" if isinstance(thing, Partnership) else thing.key


def place_of(thing: Thing) -> tuple[int, str]:
    """Sorts nodes: goals by number, municipalities before partnerships, then by name."""
    if isinstance(thing, Goal):
        return thing.number, ""
    return int(isinstance(thing, Partnership)), thing.key


def tie_order(tie: Tie) -> tuple[int, int, str, int, str]:
    """The heaviest first, then by names."""
    return -tie.weight, *place_of(tie.a), *place_of(tie.b)


class Partner(NamedTuple):
    """A neighbour of a municipality; the weight is how many partnerships they share."""

    municipality: Municipality
    certainty: Certainty
    partnerships: list[Partnership]

    @property
    def weight(self) -> int:
        return len(self.partnerships)


def partners(municipality: Municipality, kinds: Kinds = None) -> list[Partner]:
    """The neighbours of a municipality in the one-mode projection, the most tied first, then by name."""
    slice = municipality.slice
    met: dict[int, tuple[int, dict[int, None]]] = {}
    for other, by, level in Walk(slice, kinds).met(municipality.row):
        sure, shared = met.get(other, (0, {}))
        met[other] = max(sure, level), shared | {by: None}
    return sorted((_partner(slice, row, *found) for row, found in met.items()), key=by_weight)


def _partner(slice: Slice, row: int, level: int, shared: dict[int, None]) -> Partner:
    certainty = LEVELS[level]
    assert certainty is not None
    return Partner(slice.at(row), certainty, [slice.at(partnership) for partnership in shared])


def by_weight(partner: Partner) -> tuple[int, str, str]:
    return -partner.weight, collate(partner.municipality.name), partner.municipality.slug


class GoalCount(NamedTuple):
    """How many partnerships name a goal."""

    goal: Goal
    partnerships: int


def goal_counts(municipality: Municipality, kinds: Kinds = None) -> list[GoalCount]:
    """The goals of a municipality's partnerships, by number."""
    counts: dict[int, tuple[Goal, int]] = {}
    for partnership in municipality.partnerships(kinds):
        for goal in {link.goal.number: link.goal for link in partnership.goals}.values():
            counts[goal.number] = goal, counts.get(goal.number, (goal, 0))[1] + 1
    return [GoalCount(*counts[number]) for number in sorted(counts)]
