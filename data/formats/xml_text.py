"""Writing XML: everything that is not ours is escaped, and what XML 1.0 cannot hold becomes U+FFFD."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

Value = str | int | float | Sequence[str]

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def element(name: str, attributes: Mapping[str, Value], *inside: str) -> str:
    """A whole element; `inside` is markup."""
    return f"{start(name, attributes)[:-1]}/>" if not inside else f"{start(name, attributes)}{''.join(inside)}</{name}>"


def start(name: str, attributes: Mapping[str, Value]) -> str:
    """A start tag."""
    return f"<{name}{''.join(f' {key}={quoteattr(plain(value))}' for key, value in attributes.items())}>"


def text(value: Value) -> str:
    """Text between tags. A carriage return would come back as a newline, so it is written as a reference."""
    return escape(plain(value), {"\r": "&#13;"})


def plain(value: Value) -> str:
    """A value in characters of XML 1.0; lists joined by semicolons."""
    if isinstance(value, int | float):
        return str(value)
    return ILLEGAL.sub("\ufffd", value if isinstance(value, str) else "; ".join(value))
