"""Writes XML text. Values are escaped; characters that XML 1.0 excludes become U+FFFD."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

Value = str | int | float | Sequence[str]

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def element(name: str, attributes: Mapping[str, Value], *inside: str) -> str:
    """Return a complete element; `inside` is markup."""
    return f"{start(name, attributes)[:-1]}/>" if not inside else f"{start(name, attributes)}{''.join(inside)}</{name}>"


def start(name: str, attributes: Mapping[str, Value]) -> str:
    """Return a start tag."""
    return f"<{name}{''.join(f' {key}={quoteattr(plain(value))}' for key, value in attributes.items())}>"


def text(value: Value) -> str:
    """Return escaped element text. Carriage returns are written as references: parsers read them as newlines."""
    return escape(plain(value), {"\r": "&#13;"})


def plain(value: Value) -> str:
    """Return a value as text in XML 1.0 characters. Lists are joined by semicolons."""
    if isinstance(value, int | float):
        return str(value)
    return ILLEGAL.sub("\ufffd", value if isinstance(value, str) else "; ".join(value))
