"""DCAT-AP-SE 3.0.1 as a table of properties with their cardinalities and values, and a check of descriptions against it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from rdflib import DCAT, DCTERMS, FOAF, RDF, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

TABLE = Path(__file__).with_name("dcat_ap_se.csv")
NAMESPACES = {
    "dcat": Namespace(str(DCAT)),
    "dcterms": Namespace(str(DCTERMS)),
    "foaf": Namespace(str(FOAF)),
    "skos": Namespace(str(SKOS)),
    "vcard": Namespace("http://www.w3.org/2006/vcard/ns#"),
    "dcatap": Namespace("http://data.europa.eu/r5r/"),
    "odrs": Namespace("http://schema.theodi.org/odrs#"),
}
DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T.+)?)?)?")


def iri(name: str) -> URIRef:
    """The address that a name such as `dcat:Dataset` stands for."""
    prefix, _, local = name.partition(":")
    return NAMESPACES[prefix][local]


def local(address: str) -> str:
    """The last part of an address, such as `Dataset`."""
    return re.split("[#/]", address)[-1]


class Property(NamedTuple):
    """A row of the table. `most` is None without a limit; `values` is a class, or a kind of value."""

    of: URIRef
    iri: URIRef
    level: str
    most: int | None
    values: str

    @property
    def least(self) -> int:
        return 1 if self.level == "mandatory" else 0


def read_table() -> list[Property]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [
            Property(
                iri(row["class"]),
                iri(row["property"]),
                row["level"],
                int(row["max"]) if row["max"] else None,
                row["values"],
            )
            for row in csv.DictReader(file)
        ]


PROPERTIES = read_table()


def complaints(graph: Graph) -> list[str]:
    """What a description lacks, has too often, has with a wrong value, or has without a place in the profile."""
    return [
        complaint
        for kind in dict.fromkeys(row.of for row in PROPERTIES)
        for node in sorted(graph.subjects(RDF.type, kind))
        for complaint in complaints_of(graph, node, kind)
    ]


def complaints_of(graph: Graph, node: Node, kind: URIRef) -> Iterator[str]:
    rows = {row.iri: row for row in PROPERTIES if row.of == kind}
    for row in rows.values():
        values = list(graph.objects(node, row.iri))
        if len(values) < row.least:
            yield f"{node} lacks {row.iri}"
        if row.most is not None and len(values) > row.most:
            yield f"{node} has {len(values)} of {row.iri}"
        yield from (f"{node}: {row.iri} is {value!r}" for value in values if not fits(graph, value, row.values))
    for unknown in set(graph.predicates(node)) - {*rows, RDF.type}:
        yield f"{node}: {unknown} is no property of the profile"


def fits(graph: Graph, value: Node, values: str) -> bool:
    """Whether a value is of a kind, or of a class within the description."""
    if values == "text":
        return isinstance(value, Literal) and bool(value.strip())
    if values == "translated":
        return isinstance(value, Literal) and bool(value.language) and bool(value.strip())
    if values == "date":
        return isinstance(value, Literal) and DATE.fullmatch(str(value)) is not None
    if values == "address":
        return isinstance(value, URIRef) and ":" in value
    return (value, RDF.type, iri(values)) in graph


def missing_recommended(graph: Graph) -> set[tuple[str, str]]:
    """Classes with the recommended properties that no node of theirs has."""
    return {
        (local(row.of), local(row.iri))
        for row in PROPERTIES
        if row.level == "recommended"
        and not any((node, row.iri, None) in graph for node in graph.subjects(RDF.type, row.of))
    }
