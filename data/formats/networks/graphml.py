"""GraphML 1.1 with typed attributes, as read by networkx, igraph, yEd and Gephi."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from data.formats.networks import attributes
from data.formats.networks.attributes import Values
from data.formats.xml_text import DECLARATION, element, quoted, start, text
from data.networks.measures import Measures

TYPES: dict[type, str] = {str: "string", list: "string", int: "int", float: "double"}


def write(measures: Measures) -> Iterator[str]:
    yield DECLARATION
    yield start("graphml", {"xmlns": "http://graphml.graphdrawing.org/xmlns"})
    yield from _keys("graph", attributes.NETWORK)
    yield from _keys("node", attributes.NODE | attributes.POSITION)
    yield from _keys("edge", attributes.TIE)
    yield "\n" + start("graph", {"id": "network", "edgedefault": "undirected"})
    yield _data("graph", attributes.of_network(measures))
    for node, position in zip(attributes.nodes(measures), attributes.positions(measures), strict=True):
        yield f"\n<node id={quoted(node.id)}>{_data('node', {**node.values, **position})}</node>"
    for tie in attributes.ties(measures):
        ends = f"id={quoted(tie.id)} source={quoted(tie.source)} target={quoted(tie.target)}"
        yield f"\n<edge {ends}>{_data('edge', tie.values)}</edge>"
    yield "\n</graph>\n</graphml>\n"


def _keys(of: str, names: Mapping[str, type]) -> Iterator[str]:
    for name, kind in names.items():
        yield "\n" + element("key", {"id": f"{of}-{name}", "for": of, "attr.name": name, "attr.type": TYPES[kind]})


def _data(of: str, values: Values) -> str:
    return "".join([f'<data key="{of}-{name}">{text(value)}</data>' for name, value in values.items()])
