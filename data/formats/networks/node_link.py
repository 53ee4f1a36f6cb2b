"""Node-link JSON, as `networkx.node_link_graph` and, with `links` for `edges`, D3 read it."""

from __future__ import annotations

from collections.abc import Iterator

from data.formats.json_text import json, listed
from data.formats.networks import attributes
from data.networks.measures import Measures
from data.networks.network import Tie, ident
from data.snapshot.entities import Thing

EDGES = ("edges", "links")  # what the list of ties may be called


def write(measures: Measures, edges: str = "edges") -> Iterator[str]:
    def node(thing: Thing) -> str:
        position = attributes.position(measures, thing)
        return json({"id": ident(thing)} | attributes.of_node(measures, thing) | position)

    def line(tie: Tie) -> str:
        return json({"source": ident(tie.a), "target": ident(tie.b)} | attributes.of_tie(measures, tie))

    yield f'{{"directed":false,"multigraph":false,"graph":{json(attributes.of_network(measures))}'
    yield from listed("nodes", map(node, measures.network.nodes))
    yield from listed(edges, map(line, measures.network.ties))
    yield "\n}\n"
