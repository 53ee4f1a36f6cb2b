"""Joins the pieces that writers yield into blocks, because each block that is sent has a fixed cost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

BLOCK = 64 * 1024  # minimum number of characters in a block; half of the maximum number of bytes


def in_blocks(texts: Iterable[str]) -> Iterator[bytes]:
    """Yield texts in UTF-8, in blocks of bounded size."""
    waiting, length = list[str](), 0
    for one in texts:
        waiting.append(one)
        length += len(one)
        if length >= BLOCK:
            yield from cut("".join(waiting).encode())
            waiting, length = [], 0
    yield from cut("".join(waiting).encode())


def cut(data: bytes) -> Iterator[bytes]:
    return (data[start : start + 2 * BLOCK] for start in range(0, len(data), 2 * BLOCK))
