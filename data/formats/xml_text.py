"""Writes XML text. Values are escaped; characters that XML 1.0 excludes become U+FFFD."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

Value = str | int | float | Sequence[str]
NUMBERS = (int, float)

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Finds illegal characters, those of markup, quotes and white space other than a space.
special = re.compile("[^ !#-%'-;=?-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]").search


def element(name: str, attributes: Mapping[str, Value], *inside: str) -> str:
    """Return a complete element; `inside` is markup."""
    return f"{start(name, attributes)[:-1]}/>" if not inside else f"{start(name, attributes)}{''.join(inside)}</{name}>"


def start(name: str, attributes: Mapping[str, Value]) -> str:
    """Return a start tag."""
    return f"<{name}{''.join([f' {key}={quoted(value)}' for key, value in attributes.items()])}>"


def text(value: Value) -> str:
    """Return escaped element text. Carriage returns are written as references: parsers read them as newlines."""
    raw = value if isinstance(value, str) else plain(value)
    return escape(legal(raw), {"\r": "&#13;"}) if special(raw) else raw


def quoted(value: Value) -> str:
    """Return an escaped attribute value in quotes."""
    raw = value if isinstance(value, str) else plain(value)
    return quoteattr(legal(raw)) if special(raw) else f'"{raw}"'


def legal(text: str) -> str:
    """Return the text in characters of XML 1.0."""
    return ILLEGAL.sub("\ufffd", text)


def plain(value: Value) -> str:
    """Return a value as text. Lists are joined by semicolons."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, NUMBERS) else "; ".join(value)
