"""Partnerships as a network: the affiliation network and its projections, as of a day.

The affiliation network joins municipalities to the partnerships in which they hold a seat; that is the truth. In the
projections two nodes are tied when a partnership ties them, and the weight of a tie is how many do: a partnership of
three parties counts once, and is a triangle only in the projection.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from data.kinds import Certainty, PartnershipKind, Projection
from data.names import collate
from data.paths import Hop, Kinds, Meeting, ego, hops, meet, meetings, present, shortest_path
from data.things import Goal, Municipality, Partnership, Thing

if TYPE_CHECKING:
    from data.slice import Slice

MAX_RADIUS = 4
# The tables of the nodes; their rows are in the order of `place_of`, so that nothing large need be sorted.
TABLES = {
    Projection.MUNICIPALITIES: ("municipalities",),
    Projection.COUNTRIES: ("countries",),
    Projection.GOALS: ("goals",),
    Projection.AFFILIATION: ("municipalities", "partnerships"),
}


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

    They are found when they are first asked for; `places` are the municipalities around the ego with their
    distance, or None where there is no ego and so no limit.
    """

    def __init__(self, slice: Slice, frame: Frame) -> None:
        self.slice = slice
        self.frame = frame
        self.places = _places(slice, frame)

    @cached_property
    def draft(self) -> _Draft:
        draft = _Draft()
        for partnership in _partnerships(self.slice, self.frame, self.places):
            _add(draft, self.slice, partnership, self.frame.projection, self.places)
        if self.frame.projection is Projection.MUNICIPALITIES:
            draft.nodes |= dict.fromkeys(self.places or ())
        return draft

    @cached_property
    def nodes(self) -> list[Thing]:
        rows, found = self.slice.snapshot.rows, self.draft.nodes
        return [self.slice.of(node) for table in TABLES[self.frame.projection] for node in rows[table] if node in found]

    @cached_property
    def ties(self) -> list[Tie]:
        return sorted((_tie(self.slice, *item) for item in self.draft.ties.items()), key=tie_order)

    @property
    def order(self) -> int:
        """Number of nodes."""
        return len(self.draft.nodes)

    @property
    def size(self) -> int:
        """Number of ties."""
        return len(self.draft.ties)

    def path(self, start: Municipality, end: Municipality) -> list[Hop] | None:
        """The steps of a path with the fewest ties between two municipalities, all within the network; None without one."""
        unit, day, kinds = self.slice.snapshot.municipality, self.slice.day, self.frame.kinds
        found = shortest_path(unit(start.slug), unit(end.slug), day, kinds, self.places)
        if found is None:
            return None
        of = self.slice.of
        return [Hop(of(a), of(b), [of(p) for p in shared]) for a, b, shared in hops(found, day, kinds)]


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


def _tie(slice: Slice, ends: tuple[Thing, Thing], made_by: dict[Partnership, Certainty]) -> Tie:
    sure = Certainty.CERTAIN if Certainty.CERTAIN in made_by.values() else Certainty.POSSIBLE
    partnerships = [slice.of(partnership) for partnership in sorted(made_by, key=lambda p: p.slug)]
    return Tie(slice.of(ends[0]), slice.of(ends[1]), sure, partnerships)


class _Draft:
    """A network in the making: nodes, and for each pair of ends which partnerships tie them and how surely."""

    def __init__(self) -> None:
        self.nodes: dict[Thing, None] = {}
        self.ties: dict[tuple[Thing, Thing], dict[Partnership, Certainty]] = {}

    def tie(self, a: Thing, b: Thing, partnership: Partnership, certainty: Certainty) -> None:
        if a is b:
            return
        made_by = self.ties.setdefault((a, b) if place_of(a) < place_of(b) else (b, a), {})
        if made_by.get(partnership) is not Certainty.CERTAIN:
            made_by[partnership] = certainty


def _places(slice: Slice, frame: Frame) -> dict[Municipality, int] | None:
    """The municipalities around the ego with their distance; None when there is no ego, and so no limit."""
    if frame.around is None:
        return None
    centre = slice.snapshot.municipality(frame.around)
    return ego(centre, frame.radius, slice.day, frame.kinds)


def _partnerships(slice: Slice, frame: Frame, places: Collection[Municipality] | None) -> Iterator[Partnership]:
    """The partnerships of these kinds, of these places."""
    if places is None:
        found: Iterator[Thing] = iter(slice.snapshot.rows["partnerships"])
    else:
        found = iter({m._partnership: None for place in places for m in place._memberships})
    for partnership in found:
        assert isinstance(partnership, Partnership)
        if frame.kinds is None or partnership.kind in frame.kinds:
            yield partnership


def _add(
    draft: _Draft,
    slice: Slice,
    partnership: Partnership,
    projection: Projection,
    places: Collection[Municipality] | None,
) -> None:
    """What one partnership gives to a network."""
    there = [
        (member, sure)
        for member, sure in present(partnership, slice.day)
        if places is None or member._municipality in places
    ]
    if projection is Projection.GOALS:
        if there:
            _add_goals(draft, slice, partnership)
        return
    for member, sure in there:
        place = member._municipality
        draft.nodes[place._country if projection is Projection.COUNTRIES else place] = None
        if projection is Projection.AFFILIATION:
            draft.nodes[partnership] = None
            draft.tie(place, partnership, partnership, sure)
    if projection in (Projection.MUNICIPALITIES, Projection.COUNTRIES):
        for (mine, sure), (other, also) in combinations(there, 2):
            if meet(mine, other):
                a, b = mine._municipality, other._municipality
                both = sure if also is Certainty.CERTAIN else also
                if projection is Projection.COUNTRIES:
                    draft.tie(a._country, b._country, partnership, both)
                else:
                    draft.tie(a, b, partnership, both)


def _add_goals(draft: _Draft, slice: Slice, partnership: Partnership) -> None:
    """Goals are tied when one project names both."""
    day = slice.day
    whole = Certainty.CERTAIN if day is None else partnership.certainty_on(day)
    for project in partnership._projects:
        own = Certainty.CERTAIN if day is None else project.certainty_on(day)
        if own is None or whole is None:
            continue
        goals = [row._goal for row in project._project_goals]
        draft.nodes |= dict.fromkeys(goals)
        for a, b in combinations(goals, 2):
            draft.tie(a, b, partnership, whole if own is Certainty.CERTAIN else own)


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
    here = slice.snapshot.municipality(municipality.slug)
    met: dict[Municipality, list[Meeting]] = {}
    for meeting in meetings(here, slice.day, kinds):
        met.setdefault(meeting.other._municipality, []).append(meeting)
    return sorted((_partner(slice, place, ties) for place, ties in met.items()), key=by_weight)


def _partner(slice: Slice, place: Municipality, met: list[Meeting]) -> Partner:
    sure = any(meeting.certainty is Certainty.CERTAIN for meeting in met)
    shared = dict.fromkeys(meeting.mine._partnership for meeting in met)
    return Partner(
        slice.of(place),
        Certainty.CERTAIN if sure else Certainty.POSSIBLE,
        [slice.of(partnership) for partnership in shared],
    )


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
