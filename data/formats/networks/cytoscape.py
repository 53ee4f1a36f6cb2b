"""Cytoscape JSON (.cyjs), as read by Cytoscape, Cytoscape.js and `networkx.cytoscape_graph`."""

from __future__ import annotations

from collections.abc import Iterator

from data.formats.json_text import json, listed
from data.formats.networks import attributes
from data.formats.networks.attributes import NodeElement, TieElement
from data.networks.measures import Measures

SCALE = 500  # pixels from the centre of the drawing to its border


def write(measures: Measures) -> Iterator[str]:
    placed = zip(attributes.nodes(measures), attributes.positions(measures), strict=True)
    yield f'{{"data":{json(attributes.of_network(measures))},"directed":false,"multigraph":false,"elements":{{'
    yield from listed("nodes", (_node(*one) for one in placed), before="")
    yield from listed("edges", map(_tie, attributes.ties(measures)))
    yield "\n}}\n"


def _node(node: NodeElement, position: attributes.Position) -> str:
    pixels = {axis: at * SCALE for axis, at in position.items()}
    own = {"id": node.id, "value": node.id, "name": node.values["label"]}
    return json({"data": own | node.values} | ({"position": pixels} if pixels else {}))


def _tie(tie: TieElement) -> str:
    return json({"data": {"id": tie.id, "source": tie.source, "target": tie.target, **tie.values}})
