"""Pieces of JSON text, so that a file is written without being held."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import orjson


def json(value: object) -> str:
    return orjson.dumps(value).decode()


def listed(name: str, items: Iterable[str], before: str = ",") -> Iterator[str]:
    """A member whose value is a list of texts that are JSON already; `before` stands between it and the last member."""
    yield f"{before}\n{json(name)}:["
    for number, item in enumerate(items):
        yield f",\n{item}" if number else f"\n{item}"
    yield "]"
