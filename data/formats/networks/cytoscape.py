"""Cytoscape JSON (.cyjs), as read by Cytoscape, Cytoscape.js and `networkx.cytoscape_graph`."""

from __future__ import annotations

from collections.abc import Iterator

from data.formats.json_text import json, listed
from data.formats.networks import attributes
from data.networks.measures import Measures
from data.networks.network import Tie, node_id
from data.snapshot.entities import Entity

SCALE = 500  # pixels from the centre of the drawing to its border


def write(measures: Measures) -> Iterator[str]:
    def node(entity: Entity) -> str:
        name, values = node_id(entity), attributes.of_node(measures, entity)
        pixels = {axis: at * SCALE for axis, at in attributes.position(measures, entity).items()}
        own = {"id": name, "value": name, "name": values["label"]}
        return json({"data": own | values} | ({"position": pixels} if pixels else {}))

    def line(tie: Tie) -> str:
        own = {"id": attributes.name_of(tie), "source": node_id(tie.a), "target": node_id(tie.b)}
        return json({"data": own | attributes.of_tie(measures, tie)})

    yield f'{{"data":{json(attributes.of_network(measures))},"directed":false,"multigraph":false,"elements":{{'
    yield from listed("nodes", map(node, measures.network.nodes), before="")
    yield from listed("edges", map(line, measures.network.ties))
    yield "\n}}\n"
