"""GEXF 1.2draft and GraphML 1.1 as tables of elements and attributes, and checks of files against them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from lxml import etree

MANY = 1 << 30
ANY, NAME = r"(?s).*", r"[\w.:-]+"
COUNT, INTEGER = r"\d+", r"-?\d+"
NUMBER = r"-?\d+(\.\d+)?([eE][+-]?\d+)?"
DAY = r"\d{4}-\d\d-\d\d"
EDGE_TYPE = "directed|undirected|mutual"
TYPES = {  # the form of a value by its declared type, in both formats
    **dict.fromkeys(("integer", "int", "long"), INTEGER),
    **dict.fromkeys(("double", "float"), NUMBER),
    "boolean": "true|false",
    "string": ANY,
}


class Element(NamedTuple):
    """What an element must have, may have, and holds: patterns of attributes, and how often each child appears."""

    required: Mapping[str, str] = {}
    optional: Mapping[str, str] = {}
    children: Mapping[str, tuple[int, int]] = {}
    holds_text: bool = False


TEXT = Element(holds_text=True)
SPELL = {"start": DAY, "end": DAY}
GEXF = {
    "gexf": Element({"version": r"1\.2"}, {"variant": ANY}, {"meta": (0, 1), "graph": (1, 1)}),
    "meta": Element({}, {"lastmodifieddate": DAY}, dict.fromkeys(("creator", "keywords", "description"), (0, 1))),
    "creator": TEXT,
    "keywords": TEXT,
    "description": TEXT,
    "graph": Element(
        {},
        {"mode": "static|dynamic", "timeformat": "date|integer|double", "defaultedgetype": EDGE_TYPE, **SPELL},
        {"attributes": (0, 2), "nodes": (1, 1), "edges": (1, 1)},
    ),
    "attributes": Element({"class": "node|edge"}, {"mode": "static|dynamic"}, {"attribute": (1, MANY)}),
    "attribute": Element({"id": NAME, "title": ANY, "type": "|".join(TYPES)}, {}, {"default": (0, 1)}),
    "default": TEXT,
    "nodes": Element({}, {"count": COUNT}, {"node": (0, MANY)}),
    "node": Element({"id": NAME, "label": ANY}, SPELL, {"attvalues": (0, 1), "spells": (0, 1)}),
    "edges": Element({}, {"count": COUNT}, {"edge": (0, MANY)}),
    "edge": Element(
        {"id": NAME, "source": NAME, "target": NAME},
        {"weight": NUMBER, "label": ANY, "type": EDGE_TYPE, **SPELL},
        {"attvalues": (0, 1), "spells": (0, 1)},
    ),
    "attvalues": Element(children={"attvalue": (0, MANY)}),
    "attvalue": Element({"for": NAME, "value": ANY}, SPELL),
    "spells": Element(children={"spell": (1, MANY)}),
    "spell": Element({}, SPELL),
}
DATA = {"data": (0, MANY)}
GRAPHML = {
    "graphml": Element(children={"desc": (0, 1), "key": (0, MANY), "graph": (1, MANY)}),
    "desc": TEXT,
    "key": Element(
        {"id": NAME, "for": "graph|node|edge", "attr.name": NAME, "attr.type": "|".join(TYPES)}, {}, {"default": (0, 1)}
    ),
    "default": TEXT,
    "graph": Element(
        {"edgedefault": "directed|undirected"}, {"id": NAME}, {**DATA, "node": (0, MANY), "edge": (0, MANY)}
    ),
    "node": Element({"id": NAME}, {}, DATA),
    "edge": Element({"source": NAME, "target": NAME}, {"id": NAME, "directed": "true|false"}, DATA),
    "data": Element({"key": NAME}, {"id": NAME}, holds_text=True),
}


def gexf_complaints(text: str) -> list[str]:
    return complaints(text, "http://www.gexf.net/1.2draft", GEXF, "gexf", gexf_values)


def graphml_complaints(text: str) -> list[str]:
    return complaints(text, "http://graphml.graphdrawing.org/xmlns", GRAPHML, "graphml", graphml_values)


Values = Callable[[etree._Element, str], Iterator[str]]


def complaints(text: str, home: str, table: Mapping[str, Element], root: str, values: Values) -> list[str]:
    """What a file has that its format has not, lacks, or contradicts itself in."""
    try:
        tree = etree.fromstring(text.encode(), etree.XMLParser(resolve_entities=False))
    except etree.XMLSyntaxError as error:
        return [f"no XML: {error}"]
    if tree.tag != f"{{{home}}}{root}":
        return [f"the root is {tree.tag}"]
    prefix = f"{{{home}}}"
    of_elements = [complaint for element in tree.iter() for complaint in of_element(element, prefix, table)]
    return of_elements or [*ends(tree, prefix), *values(tree, prefix)]


def of_element(element: etree._Element, prefix: str, table: Mapping[str, Element]) -> Iterator[str]:
    """Complaints on one element: its name, attributes, children and text."""
    name = str(element.tag).removeprefix(prefix)
    if name not in table:
        yield f"{name} is no element of the format"
        return
    wanted, where = table[name], f"{name} in line {element.sourceline}"
    patterns = {**wanted.required, **wanted.optional}
    yield from (f"{where} lacks {attribute}" for attribute in wanted.required if attribute not in element.attrib)
    for attribute, value in element.attrib.items():
        if attribute not in patterns:
            yield f"{where} has {attribute}"
        elif not re.fullmatch(patterns[attribute], value):
            yield f"{where} has {attribute}={value!r}"
    found = Counter(str(child.tag).removeprefix(prefix) for child in element)
    yield from (f"{where} holds {child}" for child in found if child not in wanted.children)
    for child, (least, most) in wanted.children.items():
        if not least <= found[child] <= most:
            yield f"{where} holds {found[child]} of {child}"
    if not wanted.holds_text and "".join([element.text or "", *(child.tail or "" for child in element)]).strip():
        yield f"{where} holds text"


def ends(tree: etree._Element, prefix: str) -> Iterator[str]:
    """Complaints on ids that appear twice and on edges whose ends are no nodes."""
    nodes = Counter(node.get("id") for node in tree.iter(f"{prefix}node"))
    edges = Counter(edge.get("id") for edge in tree.iter(f"{prefix}edge"))
    yield from (f"the id {id} appears {times} times" for id, times in [*nodes.items(), *edges.items()] if times > 1)
    for edge in tree.iter(f"{prefix}edge"):
        yield from (f"{end} {edge.get(end)} is no node" for end in ("source", "target") if edge.get(end) not in nodes)


def gexf_values(tree: etree._Element, prefix: str) -> Iterator[str]:
    """Complaints on values without a declaration or of another type, on counts, and on spells that end before they start."""
    for of in ("node", "edge"):
        declared = {
            attribute.get("id"): attribute.get("type")
            for attribute in tree.iter(f"{prefix}attribute")
            if attribute.getparent().get("class") == of
        }
        for element in tree.iter(f"{prefix}{of}"):
            for value in element.iter(f"{prefix}attvalue"):
                yield from typed(of, value.get("for"), value.get("value"), declared)
    for holder in ("nodes", "edges"):
        for element in tree.iter(f"{prefix}{holder}"):
            if element.get("count", str(len(element))) != str(len(element)):
                yield f"{holder} are {len(element)}, not {element.get('count')}"
    for spell in tree.iter(f"{prefix}spell"):
        if spell.get("start", "") > spell.get("end", "9"):
            yield f"a spell ends on {spell.get('end')}, before its start"


def graphml_values(tree: etree._Element, prefix: str) -> Iterator[str]:
    """Complaints on data without a key, with the key of another kind of element, or of another type."""
    for of in ("graph", "node", "edge"):
        declared = {key.get("id"): key.get("attr.type") for key in tree.iter(f"{prefix}key") if key.get("for") == of}
        for element in tree.iter(f"{prefix}{of}"):
            for data in element.findall(f"{prefix}data"):
                yield from typed(of, data.get("key"), data.text or "", declared)


def typed(of: str, key: str, value: str, declared: Mapping[str, str]) -> Iterator[str]:
    """Complaints on one value."""
    if key not in declared:
        yield f"{key} is not declared for a {of}"
    elif not re.fullmatch(TYPES[declared[key]], value):
        yield f"{key} of a {of} is {value!r}, no {declared[key]}"
