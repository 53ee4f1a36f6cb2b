"""Succession: who held a seat one after the other, and which units came of which."""

from __future__ import annotations

from typing import Any

from data.domain.enums import ChangeKind
from data.networks.lazy_networkx import networkx
from data.snapshot.columns import SliceView
from data.snapshot.entities import Municipality, Seat, TerritorialChange


def chain(seat: Seat) -> list[Municipality]:
    """The holders of a seat in turn, those of the slice."""
    return [member.municipality for member in seat.memberships]


def succession(slice: SliceView) -> Any:
    """The territorial changes of a slice as a directed acyclic graph (networkx.DiGraph) from predecessor to successor slugs.

    Renamings are left out: the unit stays the same. A split has several successors, a merger several predecessors.
    The rules of loading refuse cycles.
    """
    changes = (change for change in slice.all("territorial_changes") if isinstance(change, TerritorialChange))
    graph: Any = networkx.DiGraph()
    graph.add_edges_from(
        (change.predecessor.slug, change.successor.slug) for change in changes if change.kind is not ChangeKind.RENAMED
    )
    return graph


def ancestors(place: Municipality) -> list[Municipality]:
    """All units that it came of, by way of any change; those furthest back first, then by slug."""
    steps = _steps(succession(place.slice).reverse(copy=False), place)
    return _units(place, sorted(steps, key=lambda slug: (-steps[slug], slug)))


def descendants(place: Municipality) -> list[Municipality]:
    """All units that came of it, every branch of a split; the nearest first, then by slug."""
    steps = _steps(succession(place.slice), place)
    return _units(place, sorted(steps, key=lambda slug: (steps[slug], slug)))


def _steps(graph: Any, place: Municipality) -> dict[str, int]:
    """How many changes away each unit is that can be reached."""
    if place.slug not in graph:
        return {}
    steps: dict[str, int] = dict(networkx.single_source_shortest_path_length(graph, place.slug))
    del steps[place.slug]
    return steps


def _units(place: Municipality, slugs: list[str]) -> list[Municipality]:
    return [place.slice.of(place.slice.snapshot.municipality(slug)) for slug in slugs]
