"""Succession: the holders of a seat in turn, and the predecessors and successors of a unit."""

from __future__ import annotations

from typing import Any

from data.domain.enums import ChangeKind
from data.networks.lazy_modules import networkx
from data.snapshot.columns import SliceView
from data.snapshot.entities import Municipality, Seat, TerritorialChange


def chain(seat: Seat) -> list[Municipality]:
    """The holders of a seat that are present in the slice, in the order of their turns."""
    return [member.municipality for member in seat.memberships]


def succession(slice: SliceView) -> Any:
    """The territorial changes of a slice as a directed acyclic graph: a networkx.DiGraph of slugs.

    Edges lead from predecessor to successor. A split has several successors, a merger several predecessors. Renamings
    are left out, because the unit stays the same. The rules of the catalogue reject cycles.
    """
    changes = (change for change in slice.all("territorial_changes") if isinstance(change, TerritorialChange))
    graph: Any = networkx.DiGraph()
    graph.add_edges_from(
        (change.predecessor.slug, change.successor.slug) for change in changes if change.kind is not ChangeKind.RENAMED
    )
    return graph


def ancestors(place: Municipality) -> list[Municipality]:
    """All direct and indirect predecessors of a unit, the most distant first, then by slug."""
    steps = _steps(succession(place.slice).reverse(copy=False), place)
    return _units(place, sorted(steps, key=lambda slug: (-steps[slug], slug)))


def descendants(place: Municipality) -> list[Municipality]:
    """All direct and indirect successors of a unit, with every branch of a split, the nearest first, then by slug."""
    steps = _steps(succession(place.slice), place)
    return _units(place, sorted(steps, key=lambda slug: (steps[slug], slug)))


def _steps(graph: Any, place: Municipality) -> dict[str, int]:
    """The distance in changes of each unit that can be reached, by slug."""
    if place.slug not in graph:
        return {}
    steps: dict[str, int] = dict(networkx.single_source_shortest_path_length(graph, place.slug))
    del steps[place.slug]
    return steps


def _units(place: Municipality, slugs: list[str]) -> list[Municipality]:
    return [place.slice.of(place.slice.snapshot.municipality(slug)) for slug in slugs]
