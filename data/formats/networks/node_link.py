"""Node-link JSON, as read by `networkx.node_link_graph` and, with `links` for `edges`, by D3."""

from __future__ import annotations

from collections.abc import Iterator

from data.formats.json_text import json, listed
from data.formats.networks import attributes
from data.networks.measures import Measures
from data.networks.network import Tie, node_id
from data.snapshot.entities import Entity

EDGES = ("edges", "links")  # allowed names of the list of ties


def write(measures: Measures, edges: str = "edges") -> Iterator[str]:
    def node(entity: Entity) -> str:
        position = attributes.position(measures, entity)
        return json({"id": node_id(entity)} | attributes.of_node(measures, entity) | position)

    def line(tie: Tie) -> str:
        return json({"source": node_id(tie.a), "target": node_id(tie.b)} | attributes.of_tie(measures, tie))

    yield f'{{"directed":false,"multigraph":false,"graph":{json(attributes.of_network(measures))}'
    yield from listed("nodes", map(node, measures.network.nodes))
    yield from listed(edges, map(line, measures.network.ties))
    yield "\n}\n"
