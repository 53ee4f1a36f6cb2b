"""Converts our JSON-LD documents to Turtle."""

from __future__ import annotations

from rdflib import Graph
from rdflib.plugins.parsers.jsonld import to_rdf

from data.formats.open_data.nodes import Doc
from data.formats.open_data.vocabulary import NAMESPACES, context


def turtle(document: Doc, address: str) -> bytes:
    """Return the graph of a document in Turtle. Uses the context of `vocabulary` and fetches nothing."""
    graph = Graph(bind_namespaces="none")
    to_rdf({**document, "@context": context(address)}, graph)
    for prefix, namespace in NAMESPACES.items():
        graph.bind(prefix, namespace)
    graph.bind("", f"{address}/id/term/")
    return graph.serialize(format="turtle", encoding="utf-8")
