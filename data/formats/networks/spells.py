"""When nodes and ties are, or may be, there: spells, whose ends are inclusive and None where no bound is known."""

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

Days = tuple[date, date]
Spell = tuple[date | None, date | None]


class Stay(NamedTuple):
    """A membership that the network holds, and the days on which it may be there."""

    member: Membership
    days: Days


def of_node(network: Network, node: Entity) -> list[Spell]:
    """The spells of its memberships; of a goal, those of the projects that name it."""
    if isinstance(node, Partnership):
        return merged(stay.days for stay in _stays(network, node))
    if isinstance(node, Goal):
        return merged(_of_projects(network, [row.project for row in node.project_goals]))
    held: Iterable[Membership] = ()
    if isinstance(node, Municipality):
        held = node.held
    elif isinstance(node, Country):
        held = (m for place in node.municipalities for m in place.held)
    partnerships = dict.fromkeys(m.partnership for m in held)
    memberships_present = (stay for partnership in partnerships for stay in _stays(network, partnership))
    return merged(stay.days for stay in memberships_present if _end(network, stay).key == node.key)


def of_tie(network: Network, tie: Tie) -> list[Spell]:
    """The days that the two memberships have in common, for each partnership that makes the tie."""
    match network.spec.projection:
        case Projection.AFFILIATION:
            place = tie.b if isinstance(tie.a, Partnership) else tie.a
            memberships_present = (stay for partnership in tie.partnerships for stay in _stays(network, partnership))
            return merged(stay.days for stay in memberships_present if stay.member.municipality is place)
        case Projection.GOALS:
            projects = (project for partnership in tie.partnerships for project in partnership.projects)
            wanted = {tie.a.key, tie.b.key}
            both = [p for p in projects if wanted <= {row.goal.key for row in p.project_goals}]
            return merged(_of_projects(network, both))
        case _:
            return merged(_meetings(network, tie))


def merged(days: Iterable[Days | None]) -> list[Spell]:
    """In order, and apart: what overlaps or follows at once is one, as Gephi refuses spells that overlap."""
    found = list[Days]()
    for first, last in sorted(span for span in days if span):
        if found and (found[-1][1] == date.max or first <= found[-1][1] + timedelta(days=1)):
            found[-1] = found[-1][0], max(found[-1][1], last)
        else:
            found.append((first, last))
    return [(None if first == date.min else first, None if last == date.max else last) for first, last in found]


def _stays(network: Network, partnership: Partnership) -> Iterator[Stay]:
    """The memberships of a partnership that are in the frame and the slice, within the partnership's own days."""
    kinds = network.spec.kinds
    if kinds is not None and partnership.kind not in kinds:
        return
    for member, _ in memberships_present(partnership):
        days = _common(_days(member.span), _days(partnership.span))
        if days and network.contains(member.municipality):
            yield Stay(member, days)


def _meetings(network: Network, tie: Tie) -> Iterator[Days | None]:
    wanted = {tie.a.key, tie.b.key}
    for partnership in tie.partnerships:
        for mine, other in combinations(_stays(network, partnership), 2):
            if (
                are_co_members(mine.member, other.member)
                and {_end(network, mine).key, _end(network, other).key} == wanted
            ):
                yield _common(mine.days, other.days)


def _of_projects(network: Network, projects: Iterable[Project]) -> Iterator[Days | None]:
    day = network.slice.day
    for project in projects:
        if day is None or project.certainty_on(day) is not None:
            for stay in _stays(network, project.partnership):
                yield _common(_days(project.span), stay.days)


def _end(network: Network, stay: Stay) -> Entity:
    """The node of a one-mode network that a membership belongs to."""
    place = stay.member.municipality
    return place.country if network.spec.projection is Projection.COUNTRIES else place


def _days(span: Span) -> Days:
    return span.start_earliest, span.end_latest


def _common(one: Days, other: Days) -> Days | None:
    first, last = max(one[0], other[0]), min(one[1], other[1])
    return (first, last) if first <= last else None
