"""GraphML 1.1 with typed attributes, as read by networkx, igraph, yEd and Gephi."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from data.formats.networks import attributes
from data.formats.networks.attributes import Values
from data.formats.xml_text import DECLARATION, element, start, text
from data.networks.measures import Measures
from data.networks.network import node_id

TYPES: dict[type, str] = {str: "string", list: "string", int: "int", float: "double"}


def write(measures: Measures) -> Iterator[str]:
    yield DECLARATION
    yield start("graphml", {"xmlns": "http://graphml.graphdrawing.org/xmlns"})
    yield from _keys("graph", attributes.NETWORK)
    yield from _keys("node", attributes.NODE | attributes.POSITION)
    yield from _keys("edge", attributes.TIE)
    yield "\n" + start("graph", {"id": "network", "edgedefault": "undirected"})
    yield _data("graph", attributes.of_network(measures))
    for node in measures.network.nodes:
        values = attributes.of_node(measures, node) | attributes.position(measures, node)
        yield "\n" + element("node", {"id": node_id(node)}, _data("node", values))
    for tie in measures.network.ties:
        ends: Values = {"id": attributes.name_of(tie), "source": node_id(tie.a), "target": node_id(tie.b)}
        yield "\n" + element("edge", ends, _data("edge", attributes.of_tie(measures, tie)))
    yield "\n</graph>\n</graphml>\n"


def _keys(of: str, names: Mapping[str, type]) -> Iterator[str]:
    for name, kind in names.items():
        yield "\n" + element("key", {"id": f"{of}-{name}", "for": of, "attr.name": name, "attr.type": TYPES[kind]})


def _data(of: str, values: Values) -> str:
    return "".join(f'<data key="{of}-{name}">{text(value)}</data>' for name, value in values.items())
