"""Dynamic GEXF 1.2draft. Spells state when nodes and ties are possibly present, so Gephi shows a timeline.

A node or tie without spells has no known bounds. Positions are left out, because the schema and the programs that
read GEXF disagree on their namespace.
"""

from __future__ import annotations

from collections.abc import Iterator

from data.formats.networks import attributes, spells
from data.formats.networks.attributes import Values
from data.formats.xml_text import DECLARATION, element, start, text
from data.networks.measures import Measures
from data.networks.network import Network, Tie, node_id
from data.snapshot.entities import Entity

TYPES: dict[type, str] = {str: "string", list: "string", int: "integer", float: "double"}
ELSEWHERE = {"label", "weight", "earliestStart", "latestEnd"}  # written as native attributes or spells of GEXF
NODE = {name: kind for name, kind in attributes.NODE.items() if name not in ELSEWHERE}
TIE = {name: kind for name, kind in attributes.TIE.items() if name not in ELSEWHERE}


def write(measures: Measures) -> Iterator[str]:
    network = measures.network
    yield DECLARATION
    yield start("gexf", {"xmlns": "http://www.gexf.net/1.2draft", "version": "1.2"})
    yield "\n" + element("meta", {}, _described(attributes.of_network(measures)))
    yield "\n" + start("graph", {"mode": "dynamic", "timeformat": "date", "defaultedgetype": "undirected"})
    yield _declared("node", NODE)
    yield _declared("edge", TIE)
    yield "\n" + start("nodes", {"count": network.order})
    for node in network.nodes:
        yield _node(measures, node)
    yield "\n</nodes>\n" + start("edges", {"count": network.size})
    for tie in network.ties:
        yield _tie(measures, tie)
    yield "\n</edges>\n</graph>\n</gexf>\n"


def _described(about: Values) -> str:
    words = ", ".join(f"{name} {text(value)}" for name, value in about.items())
    return f"<creator>Samband</creator><description>{words}</description>"


def _declared(of: str, names: dict[str, type]) -> str:
    declared = (element("attribute", {"id": name, "title": name, "type": TYPES[kind]}) for name, kind in names.items())
    return "\n" + element("attributes", {"class": of}, *declared)


def _node(measures: Measures, node: Entity) -> str:
    values = attributes.of_node(measures, node)
    inside = _values(values, NODE) + _spells(spells.of_node(measures.network, node))
    return "\n" + element("node", {"id": node_id(node), "label": values["label"]}, inside)


def _tie(measures: Measures, tie: Tie) -> str:
    network: Network = measures.network
    inside = _values(attributes.of_tie(measures, tie), TIE) + _spells(spells.of_tie(network, tie))
    own: Values = {
        "id": attributes.name_of(tie),
        "source": node_id(tie.a),
        "target": node_id(tie.b),
        "weight": tie.weight,
    }
    return "\n" + element("edge", own, inside)


def _values(values: Values, names: dict[str, type]) -> str:
    given = (element("attvalue", {"for": name, "value": values[name]}) for name in names if name in values)
    return element("attvalues", {}, *given)


def _spells(found: list[spells.Spell]) -> str:
    if not found or found == [(None, None)]:
        return ""
    return element("spells", {}, *(_spell(*spell) for spell in found))


def _spell(first: object, last: object) -> str:
    return element("spell", {name: str(day) for name, day in (("start", first), ("end", last)) if day is not None})
