"""Spells: intervals in which nodes and ties are possibly present. Ends are inclusive, None when unbounded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import combinations
from typing import NamedTuple

from data.domain.dates import Span
from data.domain.enums import Projection
from data.networks.network import Network, Tie
from data.networks.traversal import are_co_members, memberships_present
from data.snapshot.entities import Country, Entity, Goal, Membership, Municipality, Partnership, Project
from data.snapshot.queries import partnerships_of_goal

Days = tuple[date, date]
Spell = tuple[date | None, date | None]


class Presence(NamedTuple):
    """A membership in the network, with the first and last day on which it may be present."""

    member: Membership
    days: Days


def of_node(network: Network, node: Entity) -> list[Spell]:
    """Return the spells of a node: those of its memberships or, for a goal, of the projects that name it."""
    if isinstance(node, Partnership):
        return merged(presence.days for presence in _presences(network, node))
    if isinstance(node, Goal):
        linked = partnerships_of_goal(node, network.spec.goal_basis)
        every = (project for partnership in linked for project in partnership.projects)
        return merged(_of_projects(network, [project for project in every if node in _goals(network, project)]))
    held: Iterable[Membership] = ()
    if isinstance(node, Municipality):
        held = node.held
    elif isinstance(node, Country):
        held = (m for place in node.municipalities for m in place.held)
    partnerships = dict.fromkeys(m.partnership.cooperation for m in held)
    presences = (presence for partnership in partnerships for presence in _presences(network, partnership))
    return merged(presence.days for presence in presences if _end(network, presence).key == node.key)


def of_tie(network: Network, tie: Tie) -> list[Spell]:
    """Return the spells of a tie, merged over the partnerships that contribute to it.

    In one-mode networks of places: the days that two memberships share. In affiliation networks: those of the
    membership. In networks of goals: those of the projects that name both.
    """
    match network.spec.projection:
        case Projection.AFFILIATION:
            place = tie.b if isinstance(tie.a, Partnership) else tie.a
            presences = (presence for partnership in tie.partnerships for presence in _presences(network, partnership))
            return merged(presence.days for presence in presences if presence.member.municipality is place)
        case Projection.GOALS:
            projects = (project for partnership in tie.partnerships for project in partnership.projects)
            return merged(_of_projects(network, [p for p in projects if {tie.a, tie.b} <= _goals(network, p)]))
        case _:
            return merged(_shared_days(network, tie))


def merged(days: Iterable[Days | None]) -> list[Spell]:
    """Return the intervals in order, with overlapping and adjacent ones merged. Gephi rejects overlapping spells."""
    found = list[Days]()
    for first, last in sorted(span for span in days if span):
        if found and (found[-1][1] == date.max or first <= found[-1][1] + timedelta(days=1)):
            found[-1] = found[-1][0], max(found[-1][1], last)
        else:
            found.append((first, last))
    return [(None if first == date.min else first, None if last == date.max else last) for first, last in found]


def _presences(network: Network, partnership: Partnership) -> Iterator[Presence]:
    """Yield the memberships of a partnership and its parts in the network and the slice, limited to its days."""
    for member, _ in memberships_present(partnership):
        days = _common(_days(member.span), _days(member.partnership.span))
        if days and network.includes(member.partnership) and network.contains(member.municipality):
            yield Presence(member, days)


def _shared_days(network: Network, tie: Tie) -> Iterator[Days | None]:
    wanted = {tie.a.key, tie.b.key}
    for partnership in tie.partnerships:
        for mine, other in combinations(_presences(network, partnership), 2):
            if (
                are_co_members(mine.member, other.member)
                and {_end(network, mine).key, _end(network, other).key} == wanted
            ):
                yield _common(mine.days, other.days)


def _of_projects(network: Network, projects: Iterable[Project]) -> Iterator[Days | None]:
    day = network.slice.day
    for project in projects:
        if day is None or project.certainty_on(day) is not None:
            for presence in _presences(network, project.partnership):
                yield _common(_days(project.span), presence.days)


def _goals(network: Network, project: Project) -> set[Entity]:
    """Return the Goals that a project has a link to, of the bases of the network."""
    return {link.goal for link in project.goals(network.spec.goal_basis)}


def _end(network: Network, presence: Presence) -> Entity:
    """Return the node of a one-mode network to which a membership belongs."""
    place = presence.member.municipality
    return place.country if network.spec.projection is Projection.COUNTRIES else place


def _days(span: Span) -> Days:
    return span.start_earliest, span.end_latest


def _common(one: Days, other: Days) -> Days | None:
    first, last = max(one[0], other[0]), min(one[1], other[1])
    return (first, last) if first <= last else None
