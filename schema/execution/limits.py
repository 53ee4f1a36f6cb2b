"""Limits on documents and variables, and the checks of both that precede parsing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from data.domain.errors import InputError, LimitExceeded

TOKEN = re.compile(r'[_A-Za-z0-9.+-]+|"""(?:\\"""|[^"]|"(?!""))*(?:""")?|"(?:[^"\\\n\r]|\\.)*"?|#[^\n\r]*|[^\s,\ufeff]')
OPENING, CLOSING = frozenset("{[("), frozenset("}])")
ESCAPED_NUL = re.compile(r"\\u(?:0000|\{0+\})")
NUL = "\x00"
NUL_ERROR = "a string contains the character NUL (U+0000); remove it"
UNITS = {
    "tokens": "tokens, including comments",
    "nesting": "levels of nested brackets",
    "text": "characters in one name, number or string",
    "values": "values in the variables",
    "operations": "operations in a document",
    "fragments": "fragments in a document",
    "variables": "variables of an operation",
    "depth": "levels of nested fields",
    "root_fields": "fields at the root",
    "aliases": "aliases, with fragments expanded",
    "directives": "directives, with fragments expanded",
    "selections": "fields and fragment spreads, with fragments expanded",
    "repeats": "duplicate fields, with fragments expanded",
    "cost": "points",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """The maximum of each quantity; UNITS has their units."""

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

    def check(self, limit: str, requested: int) -> None:
        """Raises LimitExceeded when `requested` is greater than the limit."""
        allowed = getattr(self, limit)
        if requested > allowed:
            raise LimitExceeded(limit, allowed, requested, UNITS[limit])


def check_text(text: str, limits: Limits) -> None:
    """Checks the tokens of a document, their lengths and the nesting of brackets, in linear time.

    Raises LimitExceeded, or InputError for the character NUL.
    """
    tokens = TOKEN.findall(text)
    limits.check("tokens", len(tokens))
    limits.check("nesting", nesting(tokens))
    for token in tokens:
        if len(token) > limits.text and token[0] != "#":
            limits.check("text", len(token))
        if token[0] == '"' and "\\" in token and ESCAPED_NUL.search(token):
            raise InputError(NUL_ERROR)


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
    """Checks all keys and values level by level, without recursion.

    Raises LimitExceeded for too many, too deep or too long ones, InputError for the character NUL.
    """
    level: list[Any] = [variables]
    seen = depth = 0
    while level:
        seen += len(level)
        if depth > limits.nesting or seen > limits.values:
            limits.check("nesting", depth)
            limits.check("values", seen)
        level, depth = below(level, limits), depth + 1


def below(level: list[Any], limits: Limits) -> list[Any]:
    """The keys and values one level below some JSON values. Checks the strings of the given level."""
    found: list[Any] = []
    longest = limits.text
    for value in level:
        kind = value.__class__
        if kind is str:
            if len(value) > longest:
                limits.check("text", len(value))
            if NUL in value:
                raise InputError(NUL_ERROR)
        elif kind is dict:
            found += value
            found += value.values()
        elif kind is list:
            found += value
    return found
