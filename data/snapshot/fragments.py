"""A bounded cache of JSON fragments of answers. Each process has one."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from itertools import count
from threading import Lock
from typing import Any

import orjson

from data.snapshot.cache import RecentKeys

MOST = 32 * 2**20  # bytes, unless a setting gives another limit
ENTRY = 350  # approximate bytes of a fragment without its text: the entries in the dictionary and in the queue
NONE: Mapping[int, orjson.Fragment] = {}
SLICES = count(1)
Part = tuple[int, int]  # a selection and a slice, by their numbers


class FragmentCache:
    """JSON fragments by selection, slice and row. Beyond `limit` bytes the oldest are evicted; `size` is the size in bytes.

    A fragment is cached when it is stored for the second time: what is asked for once costs no memory.
    """

    def __init__(self, limit: int = MOST) -> None:
        self.limit, self.size = limit, 0
        self.parts: dict[Part, dict[int, orjson.Fragment]] = {}
        self.recent = RecentKeys()
        self.oldest = deque[tuple[Part, int, int]]()  # with row and size
        self._lock = Lock()

    def of(self, selection: int, slice: int) -> Mapping[int, orjson.Fragment]:
        """The fragments of a selection in a slice, by row."""
        return self.parts.get((selection, slice), NONE)

    def of_all(self, selection: int, items: Any) -> list[orjson.Fragment] | None:
        """The fragments of all items; None if one is missing, or if they are no `EntityRows` or `Edges`."""
        rows = getattr(items, "fragment_rows", None)
        if rows is None:
            return None
        found = [*map(self.of(selection, items.slice.number).get, rows)]
        return None if None in found else found  # type: ignore[return-value]

    def store(self, selection: int, slice: int, row: int, data: Any) -> Any:
        """The data; if they come again, a fragment of them, which is cached and which orjson embeds unchanged."""
        part = selection, slice
        if not self.recent.comes_again((part, row)):
            return data
        text = bytes(memoryview(orjson.dumps(data)))  # copied, because the buffer of orjson takes at least 4 KiB
        fragment = orjson.Fragment(text)
        with self._lock:
            if row not in self.of(*part):
                self._add(part, row, fragment, len(text) + ENTRY)
        return fragment

    def _add(self, part: Part, row: int, fragment: orjson.Fragment, size: int) -> None:
        self.parts.setdefault(part, {})[row] = fragment
        self.oldest.append((part, row, size))
        self.size += size
        while self.size > self.limit:
            old, row, freed = self.oldest.popleft()
            del self.parts[old][row]
            if not self.parts[old]:
                del self.parts[old]
            self.size -= freed


FRAGMENTS = FragmentCache()


def slice_number() -> int:
    """A number that no other slice of the process has."""
    return next(SLICES)
