"""What the files say of a network, its nodes and its ties. What is not known is left out, never written as None."""

from __future__ import annotations

from collections.abc import Sequence
from functools import singledispatch

from data.domain.enums import Projection
from data.formats.networks import spells
from data.networks.measures import Measures
from data.networks.network import Tie, ident
from data.snapshot.entities import Country, Goal, Municipality, Partnership, Thing

LARGEST_DRAWING = 500  # nodes; a layout of 500 takes some two seconds, of 2,000 twenty

Value = str | int | float | Sequence[str]
Values = dict[str, Value]

NETWORK: dict[str, type] = {
    "catalogue": str,
    "asOf": str,
    "kinds": list,
    "projection": str,
    "around": str,
    "radius": int,
}
NODE: dict[str, type] = {
    "label": str,
    "kind": str,
    "country": str,
    "latitude": float,
    "longitude": float,
    "degree": int,
    "component": int,
    "bipartite": int,
}
POSITION: dict[str, type] = {"x": float, "y": float}
TIE: dict[str, type] = {
    "weight": int,
    "certainty": str,
    "partnerships": list,
    "titles": list,
    "earliestStart": str,
    "latestEnd": str,
}


def of_network(measures: Measures) -> Values:
    """Which catalogue version, day and frame the file is of."""
    frame, slice = measures.network.frame, measures.network.slice
    return known(
        catalogue=slice.snapshot.version,
        asOf=slice.day.isoformat() if slice.day else None,
        kinds=sorted(frame.kinds) if frame.kinds is not None else None,
        projection=frame.projection.value,
        around=frame.around,
        radius=frame.radius if frame.around else None,
    )


def of_node(measures: Measures, node: Thing) -> Values:
    """What the node is, where it lies, and how it is tied; component 0 is the largest."""
    place = measures.place(node)
    two_mode = measures.network.frame.projection is Projection.AFFILIATION
    return of_thing(node) | known(
        degree=int(measures.degrees[place]),
        component=int(measures.measured("components")[place]),
        bipartite=int(isinstance(node, Partnership)) if two_mode else None,
    )


def of_tie(measures: Measures, tie: Tie) -> Values:
    """How heavy and how sure it is, what makes it, and its first and last possible day."""
    found = spells.of_tie(measures.network, tie)
    first, last = (found[0][0], found[-1][1]) if found else (None, None)
    return known(
        weight=tie.weight,
        certainty=tie.certainty.value,
        partnerships=[partnership.slug for partnership in tie.partnerships],
        titles=[partnership.title_en for partnership in tie.partnerships],
        earliestStart=first.isoformat() if first else None,
        latestEnd=last.isoformat() if last else None,
    )


def position(measures: Measures, node: Thing) -> dict[str, float]:
    """Where to draw the node, x and y within -1 and 1; nothing in large networks."""
    if measures.network.order > LARGEST_DRAWING:
        return {}
    x, y = measures.positions[ident(node)]
    return {"x": x, "y": y}


def name_of(tie: Tie) -> str:
    """The id of a tie: the same in every file and every version, and never that of a node."""
    return f"tie:{ident(tie.a)}:{ident(tie.b)}"


@singledispatch
def of_thing(thing: Thing) -> Values:
    """Label, kind, and where it is."""
    return {"label": thing.key}


@of_thing.register
def _(thing: Municipality) -> Values:
    return known(
        label=thing.name,
        kind=thing.kind.value,
        country=thing.country.code,
        latitude=thing.latitude,
        longitude=thing.longitude,
    )


@of_thing.register
def _(thing: Partnership) -> Values:
    return {"label": thing.title_en, "kind": thing.kind.value}


@of_thing.register
def _(thing: Country) -> Values:
    return {"label": thing.name_en, "kind": "COUNTRY", "country": thing.code}


@of_thing.register
def _(thing: Goal) -> Values:
    return {"label": f"{thing.number}. {thing.title_en}", "kind": "GOAL"}


def known(**values: Value | None) -> Values:
    return {name: value for name, value in values.items() if value is not None}
