"""A plain reckoning of the attributes and the spells of nodes and ties, from entities. It is the oracle for the columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import singledispatch
from itertools import combinations
from typing import Any

from data.domain.dates import Span
from data.domain.enums import Language, Projection
from data.domain.evidence_enums import GoalBasis
from data.networks.measures import Measures
from data.networks.network import Network, Tie
from data.snapshot.entities import Country, Entity, Goal, Membership, Municipality, Partnership, Project
from data.snapshot.queries import partnerships_of_goal

Days = tuple[date, date]
Spell = tuple[date | None, date | None]


def node_values(measures: Measures, node: Entity) -> dict[str, Any]:
    """The attributes of a node that are known."""
    index = measures.index_of(node)
    values = entity_values(node) | {
        "degree": int(measures.degrees[index]),
        "component": int(measures.compute("components")[index]),
        "basis": measures.network.basis(node),
    }
    if measures.network.spec.projection is Projection.AFFILIATION:
        values["bipartite"] = int(isinstance(node, Partnership))
    return known(values)


def tie_values(network: Network, tie: Tie) -> dict[str, Any]:
    """The attributes of a tie that are known."""
    found = spells_of_tie(network, tie)
    first, last = (found[0][0], found[-1][1]) if found else (None, None)
    return known(
        {
            "weight": tie.weight,
            "certainty": tie.certainty,
            "partnerships": [partnership.slug for partnership in tie.partnerships],
            "titles": [partnership.title(Language.EN) for partnership in tie.partnerships],
            "earliestStart": first and first.isoformat(),
            "latestEnd": last and last.isoformat(),
            "basis": tie.basis,
            "stated": tie.stated,
        }
    )


@singledispatch
def entity_values(entity: Entity) -> dict[str, Any]:
    """The label, the kind and the location."""
    raise TypeError(entity)


@entity_values.register
def _(entity: Municipality) -> dict[str, Any]:
    place = {"country": entity.country.code, "latitude": entity.latitude, "longitude": entity.longitude}
    return {"label": entity.name, "kind": entity.kind} | place


@entity_values.register
def _(entity: Partnership) -> dict[str, Any]:
    return {"label": entity.title(Language.EN), "kind": entity.kind}


@entity_values.register
def _(entity: Country) -> dict[str, Any]:
    return {"label": entity.name_en, "kind": "COUNTRY", "country": entity.code}


@entity_values.register
def _(entity: Goal) -> dict[str, Any]:
    return {"label": f"{entity.number}. {entity.title_en}", "kind": "GOAL"}


def known(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def spells_of_node(network: Network, node: Entity) -> list[Spell]:
    """Those of its memberships or, for a Goal, of the projects that have a link to it."""
    if isinstance(node, Partnership):
        return merged(days for _, days in presences(network, node))
    if isinstance(node, Goal):
        linked = partnerships_of_goal(node, tuple(GoalBasis))
        every = (project for partnership in linked for project in partnership.projects)
        return merged(of_projects(network, [project for project in every if node in goals(network, project)]))
    places = node.municipalities if isinstance(node, Country) else [node]
    held = [member for place in places for member in place.held]  # type: ignore[attr-defined]
    partnerships = dict.fromkeys(member.partnership.cooperation for member in held)
    found = (presence for partnership in partnerships for presence in presences(network, partnership))
    return merged(days for member, days in found if end(network, member) is node)


def spells_of_tie(network: Network, tie: Tie) -> list[Spell]:
    """The days that two memberships share, those of one membership, or those of the projects with a link to both ends."""
    match network.spec.projection:
        case Projection.AFFILIATION:
            place = tie.b if isinstance(tie.a, Partnership) else tie.a
            found = (presence for partnership in tie.partnerships for presence in presences(network, partnership))
            return merged(days for member, days in found if member.municipality is place)
        case Projection.GOALS:
            projects = (project for partnership in tie.partnerships for project in partnership.projects)
            return merged(of_projects(network, [one for one in projects if {tie.a, tie.b} <= goals(network, one)]))
        case _:
            return merged(shared_days(network, tie))


def merged(days: Iterable[Days | None]) -> list[Spell]:
    """In order, with overlapping and adjacent ones merged; None for the ends of the calendar."""
    found = list[Days]()
    for first, last in sorted(span for span in days if span):
        if found and (found[-1][1] == date.max or first <= found[-1][1] + timedelta(days=1)):
            found[-1] = found[-1][0], max(found[-1][1], last)
        else:
            found.append((first, last))
    return [(None if first == date.min else first, None if last == date.max else last) for first, last in found]


def presences(network: Network, partnership: Partnership) -> Iterator[tuple[Membership, Days]]:
    """The memberships of a partnership and its parts in the network, with their days, limited to those of the partnership."""
    for one in network.slice.each([partnership, *partnership.parts]):
        for member in one.members if includes(network, one) else ():
            days = common(possible(member.span), possible(one.span))
            if days and (network.distances is None or member.municipality.row in network.distances):
                yield member, days


def includes(network: Network, partnership: Partnership) -> bool:
    """Whether a partnership is of the kinds and layers of the network."""
    kinds, layers, named = network.spec.kinds, network.spec.layers, network.slice.snapshot.co_memberships.layers
    row = partnership.row - network.slice.tables["partnerships"].first
    of_kinds = kinds is None or partnership.kind in kinds
    return of_kinds and (layers is None or not named.at(row).isdisjoint(layers))


def are_co_members(one: Membership, other: Membership) -> bool:
    """Whether two memberships tie their holders: in one partnership, on different seats, at the same time."""
    together = one.partnership is other.partnership and one.seat is not other.seat
    return together and one.municipality is not other.municipality and one.span.overlaps(other.span)


def shared_days(network: Network, tie: Tie) -> Iterator[Days | None]:
    for partnership in tie.partnerships:
        for (mine, days), (other, others) in combinations(presences(network, partnership), 2):
            if are_co_members(mine, other) and {end(network, mine), end(network, other)} == {tie.a, tie.b}:
                yield common(days, others)


def of_projects(network: Network, projects: Iterable[Project]) -> Iterator[Days | None]:
    """The days of present projects that a membership of their partnership shares."""
    for project in network.slice.each(projects):
        for _, days in presences(network, project.partnership):
            yield common(possible(project.span), days)


def goals(network: Network, project: Project) -> set[Entity]:
    return {link.goal for link in project.goals(network.spec.goal_basis)}


def end(network: Network, member: Membership) -> Entity:
    """The node of a one-mode network to which a membership belongs."""
    place = member.municipality
    return place.country if network.spec.projection is Projection.COUNTRIES else place


def possible(span: Span) -> Days:
    return span.start_earliest, span.end_latest


def common(one: Days, other: Days) -> Days | None:
    first, last = max(one[0], other[0]), min(one[1], other[1])
    return (first, last) if first <= last else None
