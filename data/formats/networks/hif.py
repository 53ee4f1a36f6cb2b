"""The Hypergraph Interchange Format (HIF): each partnership is one hyperedge of all its members.

https://github.com/HIF-org/HIF-standard
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import numpy as np

from data.formats.json_text import json, listed
from data.formats.networks import attributes
from data.formats.networks.attributes import TieElement
from data.networks.measures import Measures

# Attributes of ties that an incidence does not repeat: the weight is always 1, the others are those of the edge.
LEFT_OUT = {"weight", "partnerships", "titles"}


def write(measures: Measures) -> Iterator[str]:
    """Write the affiliation network. Other projections have no partnerships as nodes."""
    partnerships = measures.network.slice.tables["partnerships"]
    count = int(np.searchsorted(measures.network.tie_table.nodes, partnerships.first))  # the partnerships come last
    elements = attributes.nodes(measures)
    nodes = (json({"node": node.id, "attrs": node.values}) for node in islice(elements, count))
    edges = (json({"edge": node.id, "attrs": node.values}) for node in elements)
    yield f'{{"network-type":"undirected","metadata":{json(attributes.of_network(measures))}'
    yield from listed("incidences", map(_incidence, attributes.ties(measures)))
    yield from listed("nodes", nodes)
    yield from listed("edges", edges)
    yield "\n}\n"


def _incidence(tie: TieElement) -> str:
    own = {name: value for name, value in tie.values.items() if name not in LEFT_OUT}
    return json({"edge": tie.target, "node": tie.source, "attrs": own})
