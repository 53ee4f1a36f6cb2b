"""How much one document may ask for, and the look at its text that comes before any parsing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from data.domain.errors import InputError, LimitExceeded

TOKEN = re.compile(r'[_A-Za-z0-9.+-]+|"""(?:\\"""|[^"]|"(?!""))*(?:""")?|"(?:[^"\\\n\r]|\\.)*"?|#[^\n\r]*|[^\s,\ufeff]')
OPENING, CLOSING = frozenset("{[("), frozenset("}])")
ESCAPED_NUL = re.compile(r"\\u(?:0000|\{0+\})")
NUL = "\x00"
UNITS = {
    "tokens": "tokens, comments included",
    "nesting": "brackets within each other",
    "text": "characters in one name, number or text",
    "values": "values in the variables",
    "operations": "operations in a document",
    "fragments": "fragments in a document",
    "variables": "variables of an operation",
    "depth": "fields within each other",
    "root_fields": "fields at the root",
    "aliases": "aliases, fragments expanded",
    "directives": "directives, fragments expanded",
    "selections": "fields and spreads, fragments expanded",
    "repeats": "fields asked for again at the same place",
    "cost": "points",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """The greatest numbers allowed; UNITS says of what."""

    tokens: int
    nesting: int
    text: int
    values: int
    operations: int
    fragments: int
    variables: int
    depth: int
    root_fields: int
    aliases: int
    directives: int
    selections: int
    repeats: int
    cost: int

    def check(self, limit: str, asked: int) -> None:
        """Raises LimitExceeded."""
        allowed = getattr(self, limit)
        if asked > allowed:
            raise LimitExceeded(limit, allowed, asked, UNITS[limit])


def check_text(text: str, limits: Limits) -> None:
    """Count tokens, comments too, their lengths and the nesting of brackets, in linear time. Raises InputError."""
    tokens = TOKEN.findall(text)
    limits.check("tokens", len(tokens))
    limits.check("nesting", nesting(tokens))
    for token in tokens:
        if len(token) > limits.text and token[0] != "#":
            limits.check("text", len(token))
        if token[0] == '"' and "\\" in token and ESCAPED_NUL.search(token):
            raise InputError("a text holds the character NUL")


def nesting(tokens: list[str]) -> int:
    deepest = depth = 0
    for token in tokens:
        if token in OPENING:
            depth += 1
            deepest = max(deepest, depth)
        elif token in CLOSING:
            depth -= 1
    return deepest


def check_variables(variables: dict[str, Any], limits: Limits) -> None:
    """Look at all keys and values, level by level. Raises InputError for too many, too deep, too long ones, and for NUL."""
    level: list[Any] = [variables]
    seen = depth = 0
    while level:
        seen += len(level)
        limits.check("nesting", depth)
        limits.check("values", seen)
        level, depth = below(level, limits), depth + 1


def below(level: list[Any], limits: Limits) -> list[Any]:
    """The keys and values within some values of JSON, whose texts are looked at."""
    found: list[Any] = []
    longest = limits.text
    for value in level:
        kind = value.__class__
        if kind is str:
            if len(value) > longest:
                limits.check("text", len(value))
            if NUL in value:
                raise InputError("a text holds the character NUL")
        elif kind is dict:
            found += value
            found += value.values()
        elif kind is list:
            found += value
    return found
