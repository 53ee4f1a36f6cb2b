"""Dynamic GEXF 1.2draft. Spells state when nodes and ties are possibly present, so Gephi shows a timeline.

A node or tie without spells has no known bounds. Positions are left out, because the schema and the programs that
read GEXF disagree on their namespace.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from data.formats.networks import attributes, spells
from data.formats.networks.attributes import Values
from data.formats.networks.spells import Spell
from data.formats.xml_text import DECLARATION, element, quoted, start, text
from data.networks.measures import Measures

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
    present = spells.of_nodes(network)
    for index, node in enumerate(attributes.nodes(measures)):
        own = f"id={quoted(node.id)} label={quoted(node.values['label'])}"
        yield f"\n<node {own}>{_values(node.values, NODE)}{_spells(present.at(index))}</node>"
    yield "\n</nodes>\n" + start("edges", {"count": network.size})
    for tie in attributes.ties(measures):
        ends = f"id={quoted(tie.id)} source={quoted(tie.source)} target={quoted(tie.target)}"
        own = f"{ends} weight={quoted(tie.values['weight'])}"
        yield f"\n<edge {own}>{_values(tie.values, TIE)}{_spells(tie.spells)}</edge>"
    yield "\n</edges>\n</graph>\n</gexf>\n"


def _described(about: Values) -> str:
    words = ", ".join(f"{name} {text(value)}" for name, value in about.items())
    return f"<creator>Samband</creator><description>{words}</description>"


def _declared(of: str, names: dict[str, type]) -> str:
    declared = (element("attribute", {"id": name, "title": name, "type": TYPES[kind]}) for name, kind in names.items())
    return "\n" + element("attributes", {"class": of}, *declared)


def _values(values: Values, names: Iterable[str]) -> str:
    given = [f'<attvalue for="{name}" value={quoted(values[name])}/>' for name in names if name in values]
    return f"<attvalues>{''.join(given)}</attvalues>"


def _spells(found: list[Spell]) -> str:
    if not found or found == [(None, None)]:
        return ""
    return f"<spells>{''.join([_spell(*spell) for spell in found])}</spells>"


def _spell(first: str | None, last: str | None) -> str:
    begin, end = f' start="{first}"' if first else "", f' end="{last}"' if last else ""
    return f"<spell{begin}{end}/>"
