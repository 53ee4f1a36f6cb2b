"""Node-link JSON, as read by `networkx.node_link_graph` and, with `links` for `edges`, by D3."""

from __future__ import annotations

from collections.abc import Iterator

from data.formats.json_text import json, listed
from data.formats.networks import attributes
from data.networks.measures import Measures

EDGES = ("edges", "links")  # allowed names of the list of ties


def write(measures: Measures, edges: str = "edges") -> Iterator[str]:
    placed = zip(attributes.nodes(measures), attributes.positions(measures), strict=True)
    nodes = (json({"id": node.id, **node.values, **position}) for node, position in placed)
    ties = (json({"source": tie.source, "target": tie.target, **tie.values}) for tie in attributes.ties(measures))
    yield f'{{"directed":false,"multigraph":false,"graph":{json(attributes.of_network(measures))}'
    yield from listed("nodes", nodes)
    yield from listed(edges, ties)
    yield "\n}\n"
