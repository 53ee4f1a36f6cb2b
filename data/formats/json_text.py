"""Writes JSON text piece by piece, so that a file is never in memory completely."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import orjson


def json(value: object) -> str:
    return orjson.dumps(value).decode()


def listed(name: str, items: Iterable[str], before: str = ",") -> Iterator[str]:
    """Yield a JSON object member whose value is an array.

    `items` are JSON texts. `before` is written first, to separate the member from the previous one.
    """
    yield f"{before}\n{json(name)}:["
    for number, item in enumerate(items):
        yield f",\n{item}" if number else f"\n{item}"
    yield "]"
