"""Attributes of networks, nodes and ties in the file formats. Unknown values are left out."""

from __future__ import annotations

from functools import singledispatch

from data.catalogue.layers import layers_of, strictest
from data.domain.enums import Language, Projection
from data.formats.networks import spells
from data.formats.xml_text import Value
from data.networks.measures import Measures
from data.networks.network import Tie, node_id
from data.snapshot.entities import Country, Entity, Goal, Municipality, Partnership

LARGEST_DRAWING = 500  # nodes; a layout takes about 2 seconds for 500 nodes, 20 seconds for 2,000

Values = dict[str, Value]

NETWORK: dict[str, type] = {
    "catalogue": str,
    "asOf": str,
    "kinds": list,
    "layers": list,
    "licence": list,
    "credit": list,
    "projection": str,
    "around": str,
    "radius": int,
    "goalBasis": list,
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
    "basis": str,
}
POSITION: dict[str, type] = {"x": float, "y": float}
TIE: dict[str, type] = {
    "weight": int,
    "certainty": str,
    "partnerships": list,
    "titles": list,
    "earliestStart": str,
    "latestEnd": str,
    "basis": str,
    "stated": int,
}


def of_network(measures: Measures) -> Values:
    """Return the catalogue version, the day and the specification of the network, its licences and whom to credit."""
    spec, slice = measures.network.spec, measures.network.slice
    layers = layers_of(slice.snapshot)
    return without_unknown(
        catalogue=slice.snapshot.version,
        asOf=slice.day.isoformat() if slice.day else None,
        kinds=sorted(spec.kinds) if spec.kinds is not None else None,
        layers=sorted(spec.layers) if spec.layers is not None else None,
        licence=[licence.url for licence in strictest(layers)],
        credit=[layer.credit for layer in layers if layer.credit],
        projection=spec.projection.value,
        around=spec.around,
        radius=spec.radius if spec.around else None,
        goalBasis=sorted(spec.goal_basis) if spec.projection is Projection.GOALS else None,
    )


def of_node(measures: Measures, node: Entity) -> Values:
    """Return the attributes of the entity, its degree and its component; component 0 is the largest.

    A Goal also has its basis.
    """
    index = measures.index_of(node)
    two_mode = measures.network.spec.projection is Projection.AFFILIATION
    return of_entity(node) | without_unknown(
        degree=int(measures.degrees[index]),
        component=int(measures.compute("components")[index]),
        bipartite=int(isinstance(node, Partnership)) if two_mode else None,
        basis=measures.network.basis(node),
    )


def of_tie(measures: Measures, tie: Tie) -> Values:
    """Return the weight, certainty and partnerships of a tie, and its first and last possible day."""
    found = spells.of_tie(measures.network, tie)
    first, last = (found[0][0], found[-1][1]) if found else (None, None)
    return without_unknown(
        weight=tie.weight,
        certainty=tie.certainty.value,
        partnerships=[partnership.slug for partnership in tie.partnerships],
        titles=[partnership.title(Language.EN) for partnership in tie.partnerships],
        earliestStart=first.isoformat() if first else None,
        latestEnd=last.isoformat() if last else None,
        basis=tie.basis,
        stated=tie.stated,
    )


def position(measures: Measures, node: Entity) -> dict[str, float]:
    """Return x and y of a node, from -1 to 1; empty in networks of more than `LARGEST_DRAWING` nodes."""
    if measures.network.order > LARGEST_DRAWING:
        return {}
    x, y = measures.positions[node_id(node)]
    return {"x": x, "y": y}


def name_of(tie: Tie) -> str:
    """Return the id of a tie. It is the same in all formats and versions, and never equals the id of a node."""
    return f"tie:{node_id(tie.a)}:{node_id(tie.b)}"


@singledispatch
def of_entity(entity: Entity) -> Values:
    """Return the label, kind and location of an entity."""
    return {"label": entity.key}


@of_entity.register
def _(entity: Municipality) -> Values:
    return without_unknown(
        label=entity.name,
        kind=entity.kind.value,
        country=entity.country.code,
        latitude=entity.latitude,
        longitude=entity.longitude,
    )


@of_entity.register
def _(entity: Partnership) -> Values:
    return {"label": entity.title(Language.EN), "kind": entity.kind.value}


@of_entity.register
def _(entity: Country) -> Values:
    return {"label": entity.name_en, "kind": "COUNTRY", "country": entity.code}


@of_entity.register
def _(entity: Goal) -> Values:
    return {"label": f"{entity.number}. {entity.title_en}", "kind": "GOAL"}


def without_unknown(**values: Value | None) -> Values:
    return {name: value for name, value in values.items() if value is not None}
