"""Spells: intervals in which nodes and ties are possibly present, from columns of days.

| projection | a node has the spells of | a tie has the spells of |
|---|---|---|
| MUNICIPALITIES, COUNTRIES | its memberships | its co-memberships |
| AFFILIATION | its memberships | its membership |
| GOALS | the projects that have a link to it | the projects that have a link to both |

A membership is limited to the days of its partnership, a project to those of the memberships of its partnership.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from data.domain.arrays import Numbers, pair_keys, ranges
from data.domain.enums import Projection
from data.networks.network import Network
from data.networks.tie_table import GoalLinks, Presences, goal_links, memberships_present, nodes_of_places
from data.snapshot.co_memberships import LARGEST_ROW
from data.snapshot.columns import BackReferences
from data.snapshot.times.attestations import LAST_DAY
from data.snapshot.times.intervals import FIRST_DAY, Days, possible_days

Spell = tuple[str | None, str | None]  # the first and the last day in ISO 8601; None when unbounded


class Spells:
    """The spells of each of `size` nodes or ties, ascending, with overlapping and adjacent ones merged.

    Gephi rejects overlapping spells. `of` holds the index of the node or tie of each interval in `days`. Empty
    intervals are ignored.
    """

    def __init__(self, size: int, of: Numbers, days: Days) -> None:
        order = np.lexsort((days.first, of))
        order = order[(days.first <= days.last)[order]]
        of, (first, last) = of[order].astype(np.int64), days.of(order)
        latest = np.maximum.accumulate(last + of * LAST_DAY) - of * LAST_DAY  # so far, of the same node or tie
        begins = np.ones(len(of), bool)
        begins[1:] = (of[1:] != of[:-1]) | (first[1:] > latest[:-1] + 1)
        begin = np.flatnonzero(begins)
        end = np.append(begin, len(of))[1:] - 1
        self.offsets = np.searchsorted(of[begin], np.arange(size + 1)).tolist()
        self.spells = list(zip(texts(first[begin], FIRST_DAY), texts(latest[end], LAST_DAY), strict=True))

    def at(self, index: int) -> list[Spell]:
        """The spells of the node or tie at an index."""
        return self.spells[self.offsets[index] : self.offsets[index + 1]]


def texts(days: Numbers, unbounded: int) -> list[str | None]:
    """The days in ISO 8601; None for the day that stands for an unknown bound."""
    distinct, codes = np.unique(days, return_inverse=True)
    written = [None if day == unbounded else date.fromordinal(day).isoformat() for day in distinct.tolist()]
    return [written[code] for code in codes.tolist()]


def of_nodes(network: Network) -> Spells:
    """The spells of the nodes, in node order."""
    slice, projection, nodes = network.slice, network.spec.projection, network.tie_table.nodes
    presences = _presences(network)
    if projection is Projection.GOALS:
        of, days = _of_goals(network, presences)
    else:
        of, days = nodes_of_places(slice, projection, presences.municipalities), _days(network, presences)
    if projection is Projection.AFFILIATION:
        of, days = np.concatenate([of, presences.partnerships]), Days(*(np.tile(column, 2) for column in days))
    return Spells(len(nodes), np.searchsorted(nodes, of), days)


def _of_goals(network: Network, presences: Presences) -> tuple[Numbers, Days]:
    """The rows of Goals, and days of the projects that have a link to them. Shape (intervals,) each."""
    links = _goal_links(network, presences)
    found, days = _days_of_projects(network, presences, links, links.of)
    return links.goals[found], days


def of_ties(network: Network) -> Spells:
    """The spells of the ties, in the order of the tie table."""
    table = network.tie_table
    a, b, days = _tied(network)
    tied = a != b
    own = pair_keys(np.minimum(a, b)[tied], np.maximum(a, b)[tied], LARGEST_ROW)
    return Spells(len(table.weight), np.searchsorted(pair_keys(*table.rows, LARGEST_ROW), own), days.of(tied))


def _tied(network: Network) -> tuple[Numbers, Numbers, Days]:
    """The rows of two nodes, and days on which they are tied. Shape (intervals,) each."""
    slice, spec = network.slice, network.spec
    if spec.projection is Projection.AFFILIATION:
        presences = _presences(network)
        return presences.municipalities, presences.partnerships, _days(network, presences)
    if spec.projection is Projection.GOALS:
        presences = _presences(network)
        links = _goal_links(network, presences)
        a, b, project = links.pairs
        found, days = _days_of_projects(network, presences, links, project)
        return a[found], b[found], days
    index = slice.snapshot.co_memberships
    a, b, _, codes = index.coded_pairs(network.within)
    present = np.frombuffer(index.levels(slice, spec.kinds, spec.layers), np.uint8)[codes] > 0
    a, b = (nodes_of_places(slice, spec.projection, rows[present]) for rows in (a, b))
    return a, b, index.days.of(codes[present])


def _presences(network: Network) -> Presences:
    """The memberships of the network."""
    return memberships_present(network.slice, network.spec.kinds, network.within, network.spec.layers)


def _goal_links(network: Network, presences: Presences) -> GoalLinks:
    """The links to Goals that count in the network."""
    return goal_links(network.slice, presences, network.spec.goal_basis)


def _days(network: Network, presences: Presences) -> Days:
    """The days of memberships, limited to those of their partnerships."""
    members, partnerships = (network.slice.tables[name] for name in ("memberships", "partnerships"))
    own = members.referred("partnership")[presences.members]
    return possible_days(members).of(presences.members).common(possible_days(partnerships).of(own))


def _days_of_projects(
    network: Network, presences: Presences, links: GoalLinks, wanted: Numbers
) -> tuple[Numbers, Days]:
    """The days of projects, one interval for each membership in the partnership of the project or in a part of it.

    `wanted` holds indices of projects in `links`. Returns the index in `wanted` of each interval, and the intervals.
    """
    tables = network.slice.tables
    members, partnerships, projects = tables["memberships"], tables["partnerships"], tables["projects"]
    own = members.referred("partnership")[presences.members]
    both = np.concatenate([own, presences.partnerships - partnerships.first])
    held = BackReferences(partnerships.size, both, np.tile(np.arange(len(own)), 2))
    rows, counts = held.of_rows(projects.referred("partnership")[links.projects])
    project = possible_days(projects).of(np.repeat(links.projects, counts))
    days = project.common(_days(network, presences).of(rows))
    intervals, counts = ranges(np.append(0, np.cumsum(counts)), wanted)
    return np.repeat(np.arange(len(wanted)), counts), days.of(intervals)
