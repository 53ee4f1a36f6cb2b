"""The possible nodes and ties of a network of all time, and which of them are present on a day."""

from __future__ import annotations

from functools import partial
from typing import Protocol

import numpy as np

from data.domain.arrays import Numbers, pair_keys, pairs
from data.domain.enums import Projection
from data.networks.network import NetworkSpec
from data.snapshot.co_memberships import of_kinds, of_layers, wholes
from data.snapshot.columns import SliceView, SnapshotView, Table
from data.snapshot.goal_links import goals_of_projects


class MembershipColumns:
    """The memberships in partnerships of the kinds and layers of a network. All columns have shape (memberships,)."""

    def __init__(self, snapshot: SnapshotView, spec: NetworkSpec) -> None:
        self.members, self.partnerships = snapshot.tables["memberships"], snapshot.tables["partnerships"]
        by, named = self.members.referred("partnership"), snapshot.co_memberships.layers
        chosen = of_kinds(self.partnerships, spec.kinds)[self.partnerships.columns["kind"].coded[by]]
        chosen &= of_layers(named, spec.layers)[named.coded[by]]
        by = by[chosen]
        self.dates, self.shared_dates = self.members.dated.coded[chosen], self.partnerships.dated.coded[by]
        self.holders, self.wholes = self.members.referred("municipality")[chosen], wholes(self.partnerships)[by]

    def present(self, slice: SliceView) -> Numbers:
        """A mask of the memberships that are, or may be, present."""
        return present(slice, self.members, self.dates) & present(slice, self.partnerships, self.shared_dates)


class Incidence(Protocol):
    """The number of possible nodes, which are numbered from 0, and the ends of possible ties, shape (ties,).

    `nodes` and `ties` return masks of those that are present in a slice in which the memberships `held` are present.
    """

    order: int
    a: Numbers
    b: Numbers

    def nodes(self, slice: SliceView, held: Numbers) -> Numbers: ...
    def ties(self, slice: SliceView, held: Numbers) -> Numbers: ...


class NumberedTies:
    """Possible ties, each with the contributions to it. `tie` is the number of the tie of each contribution."""

    def __init__(self, a: Numbers, b: Numbers, order: int) -> None:
        keys, self.tie = np.unique(pair_keys(np.minimum(a, b), np.maximum(a, b), order), return_inverse=True)
        self.a, self.b = np.divmod(keys, order)

    def of(self, contributions: Numbers) -> Numbers:
        """A mask of the ties to which one of these contributes."""
        return scattered(self.tie[contributions], len(self.a))


class PlaceIncidence(NumberedTies):
    """Municipalities, or their countries, tied by co-memberships."""

    def __init__(self, snapshot: SnapshotView, spec: NetworkSpec, memberships: MembershipColumns) -> None:
        places, self.spec, self.co_memberships = snapshot.tables["municipalities"], spec, snapshot.co_memberships
        countries = spec.projection is Projection.COUNTRIES
        node = places.referred("country") if countries else np.arange(places.size)
        self.order = snapshot.tables["countries"].size if countries else places.size
        one, other, _, codes = self.co_memberships.coded_pairs(None)
        one, other = node[one - places.first], node[other - places.first]
        apart = one != other
        self.codes, self.held_nodes = codes[apart], node[memberships.holders]
        super().__init__(one[apart], other[apart], self.order)

    def nodes(self, slice: SliceView, held: Numbers) -> Numbers:
        return scattered(self.held_nodes[held], self.order)

    def ties(self, slice: SliceView, _: Numbers) -> Numbers:
        levels = self.co_memberships.levels(slice, self.spec.kinds, self.spec.layers)
        return self.of((np.frombuffer(levels, np.uint8) > 0)[self.codes])


class AffiliationIncidence(NumberedTies):
    """Municipalities, followed by partnerships, tied by memberships."""

    def __init__(self, snapshot: SnapshotView, _: NetworkSpec, memberships: MembershipColumns) -> None:
        places = snapshot.tables["municipalities"].size
        self.order = places + memberships.partnerships.size
        self.one, self.other = memberships.holders, memberships.wholes + places
        super().__init__(self.one, self.other, self.order)

    def nodes(self, slice: SliceView, held: Numbers) -> Numbers:
        found = scattered(self.one[held], self.order)
        found[self.other[held]] = True
        return found

    def ties(self, slice: SliceView, held: Numbers) -> Numbers:
        return self.of(held)


class GoalIncidence(NumberedTies):
    """Goals, tied by projects that have links to both."""

    def __init__(self, snapshot: SnapshotView, spec: NetworkSpec, memberships: MembershipColumns) -> None:
        tables, self.projects = snapshot.tables, snapshot.tables["projects"]
        every, basis, goals = np.arange(self.projects.size), spec.goal_basis, tables["goals"]
        find = partial(goals_of_projects, tables, every, basis)
        linked, counts = snapshot.memoize(("goals of projects", basis), find)
        self.goals, self.of_goals, self.order = linked - goals.first, np.repeat(every, counts), goals.size
        one, other = pairs(counts)
        self.of_pairs, self.memberships = self.of_goals[one], memberships
        self.wholes = wholes(memberships.partnerships)[self.projects.referred("partnership")]
        super().__init__(self.goals[one], self.goals[other], self.order)

    def running(self, slice: SliceView, held: Numbers) -> Numbers:
        """A mask of the present projects of present partnerships in which a present membership is held."""
        partnerships = self.memberships.partnerships
        found = scattered(self.memberships.wholes[held], partnerships.size)
        found &= present(slice, partnerships, partnerships.dated.coded)
        return found[self.wholes] & present(slice, self.projects, self.projects.dated.coded)

    def nodes(self, slice: SliceView, held: Numbers) -> Numbers:
        return scattered(self.goals[self.running(slice, held)[self.of_goals]], self.order)

    def ties(self, slice: SliceView, held: Numbers) -> Numbers:
        return self.of(self.running(slice, held)[self.of_pairs])


def incidence_of(snapshot: SnapshotView, spec: NetworkSpec, memberships: MembershipColumns) -> Incidence:
    """The possible nodes and ties of a network of all municipalities."""
    if spec.projection is Projection.AFFILIATION:
        return AffiliationIncidence(snapshot, spec, memberships)
    if spec.projection is Projection.GOALS:
        return GoalIncidence(snapshot, spec, memberships)
    return PlaceIncidence(snapshot, spec, memberships)


def present(slice: SliceView, table: Table, dates: Numbers) -> Numbers:
    """A mask of rows that are, or may be, present, by the codes of their times."""
    return (np.frombuffer(slice.certainty_levels(table), np.uint8) > 0)[dates]


def scattered(numbers: Numbers, size: int) -> Numbers:
    """A mask of the numbers, from 0 to `size` - 1, that occur."""
    found = np.zeros(size, bool)
    found[numbers] = True
    return found
