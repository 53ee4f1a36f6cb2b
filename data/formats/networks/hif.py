"""The Hypergraph Interchange Format (HIF): each partnership whole, as an edge of as many nodes as it has members.

https://github.com/HIF-org/HIF-standard
"""

from __future__ import annotations

from collections.abc import Iterator

from data.formats.json_text import json, listed
from data.formats.networks import attributes
from data.networks.measures import Measures
from data.networks.network import Tie, ident
from data.snapshot.entities import Partnership, Thing

LEFT_OUT = {"weight", "partnerships", "titles"}  # of an incidence: always 1, and what the edge says itself


def write(measures: Measures) -> Iterator[str]:
    """The affiliation network; no other projection holds partnerships whole."""

    def attrs(thing: Thing) -> dict[str, object]:
        return {"attrs": attributes.of_node(measures, thing)}

    def incidence(tie: Tie) -> str:
        edge, node = (tie.a, tie.b) if isinstance(tie.a, Partnership) else (tie.b, tie.a)
        own = {name: value for name, value in attributes.of_tie(measures, tie).items() if name not in LEFT_OUT}
        return json({"edge": ident(edge), "node": ident(node), "attrs": own})

    nodes = (thing for thing in measures.network.nodes if not isinstance(thing, Partnership))
    edges = (thing for thing in measures.network.nodes if isinstance(thing, Partnership))
    yield f'{{"network-type":"undirected","metadata":{json(attributes.of_network(measures))}'
    yield from listed("incidences", map(incidence, measures.network.ties))
    yield from listed("nodes", (json({"node": ident(thing)} | attrs(thing)) for thing in nodes))
    yield from listed("edges", (json({"edge": ident(thing)} | attrs(thing)) for thing in edges))
    yield "\n}\n"
