"""Converts our JSON-LD nodes to N-Quads: one statement per line, in the default graph."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from data.formats.json_text import json
from data.formats.open_data.nodes import Doc
from data.formats.open_data.vocabulary import NAMESPACES, context

Statement = Callable[[str, Any], str]  # the lines for a subject with its brackets and one value of a member


class Quads:
    """Converts nodes below one base URL. The JSON-LD context says what their members mean."""

    def __init__(self, address: str) -> None:
        words = context(address)
        classes = {word: expanded(meaning) for word, meaning in words.items() if isinstance(meaning, str)}
        self.statements = {word: statement(meaning) for word, meaning in words.items()}
        self.statements["@type"] = lambda subject, name: f"{subject} <{NAMESPACES['rdf']}type> <{classes[name]}> .\n"

    def lines(self, node: Doc) -> str:
        """Return the statements of a node and of the nodes inside it. Raises KeyError for a word without a meaning."""
        found: list[str] = []
        self.add(node, found)
        return "".join(found)

    def add(self, node: Doc, found: list[str]) -> None:
        subject, inside = f"<{node['@id']}>", []
        for name, value in node.items():
            if name == "@id":
                continue
            state = self.statements[name]
            for one in value if isinstance(value, list) else (value,):
                if isinstance(one, dict) and "@id" in one:
                    inside.append(one)
                    found.append(state(subject, one["@id"]))
                elif one is not None:
                    found.append(state(subject, one))
        for one in inside:
            self.add(one, found)


def statement(meaning: Any) -> Statement:
    """Return the function that writes values of a member by its meaning in the context, which has the forms of ours."""
    found: dict[str, str] = {"@id": meaning} if isinstance(meaning, str) else meaning
    predicate, type = expanded(found.get("@id") or found["@reverse"]), found.get("@type")
    if "@reverse" in found:
        return lambda subject, iri: f"<{iri}> <{predicate}> {subject} .\n"
    if type == "@id":
        return lambda subject, iri: f"{subject} <{predicate}> <{iri}> .\n"
    if found.get("@container") == "@language":
        return lambda subject, texts: "".join(
            f"{subject} <{predicate}> {json(text)}@{language} .\n"
            for language, several in texts.items()
            for text in (several if isinstance(several, list) else [several])
            if text is not None
        )
    mark = f"@{found['@language']}" if "@language" in found else f"^^<{expanded(type)}>" if type else ""
    return lambda subject, value: (
        f"{subject} <{predicate}> {json(value)}{mark} .\n"
        if isinstance(value, str)
        else f"{subject} <{predicate}> {literal(value, mark)} .\n"
    )


def expanded(iri: str) -> str:
    """Return an IRI without a prefix of our namespaces."""
    prefix, _, rest = iri.partition(":")
    return NAMESPACES[prefix] + rest if prefix in NAMESPACES else iri


def literal(value: Doc | bool | float, mark: str) -> str:
    """Return the literal of a text with a language, or of a number. `mark` is the datatype of a decimal number."""
    if isinstance(value, dict):
        return f"{json(value['@value'])}@{value['@language']}"
    if isinstance(value, bool | int):
        datatype = "boolean" if isinstance(value, bool) else "integer"
        return f'"{json(value)}"^^<{NAMESPACES["xsd"]}{datatype}>'
    return f'"{Decimal(repr(value)):f}"{mark}'
