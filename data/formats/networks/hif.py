"""The Hypergraph Interchange Format (HIF): each partnership is one hyperedge of all its members.

https://github.com/HIF-org/HIF-standard
"""

from __future__ import annotations

from collections.abc import Iterator

from data.formats.json_text import json, listed
from data.formats.networks import attributes
from data.networks.measures import Measures
from data.networks.network import Tie, node_id
from data.snapshot.entities import Entity, Partnership

# Attributes of ties that an incidence does not repeat: the weight is always 1, the others are those of the edge.
LEFT_OUT = {"weight", "partnerships", "titles"}


def write(measures: Measures) -> Iterator[str]:
    """Write the affiliation network. Other projections have no partnerships as nodes."""

    def attrs(entity: Entity) -> dict[str, object]:
        return {"attrs": attributes.of_node(measures, entity)}

    def incidence(tie: Tie) -> str:
        edge, node = (tie.a, tie.b) if isinstance(tie.a, Partnership) else (tie.b, tie.a)
        own = {name: value for name, value in attributes.of_tie(measures, tie).items() if name not in LEFT_OUT}
        return json({"edge": node_id(edge), "node": node_id(node), "attrs": own})

    nodes = (entity for entity in measures.network.nodes if not isinstance(entity, Partnership))
    edges = (entity for entity in measures.network.nodes if isinstance(entity, Partnership))
    yield f'{{"network-type":"undirected","metadata":{json(attributes.of_network(measures))}'
    yield from listed("incidences", map(incidence, measures.network.ties))
    yield from listed("nodes", (json({"node": node_id(entity)} | attrs(entity)) for entity in nodes))
    yield from listed("edges", (json({"edge": node_id(entity)} | attrs(entity)) for entity in edges))
    yield "\n}\n"
