"""A bounded cache of JSON fragments of answers. Each process has one."""

from __future__ import annotations

from collections import deque
from itertools import count
from threading import Lock
from typing import Any

import orjson

from data.snapshot.cache import RecentKeys

MOST = 32 * 2**20  # bytes, unless a setting gives another limit
ENTRY = 350  # approximate bytes of a key and of its entries in the dictionary and in the queue
SLICE_BITS = 64  # of a key, for the row within a slice; the number of the slice takes as many
SLICES = count(1)


class FragmentCache(dict[int, orjson.Fragment]):
    """JSON fragments by key. Beyond `limit` bytes the oldest are evicted; `size` is the size in bytes.

    A fragment is cached when its key is stored for the second time: what is asked for once costs no memory.
    """

    def __init__(self, limit: int = MOST) -> None:
        super().__init__()
        self.limit, self.size = limit, 0
        self.recent = RecentKeys()
        self.oldest = deque[tuple[int, int]]()  # keys and sizes
        self._lock = Lock()

    def store(self, key: int, data: Any) -> Any:
        """The data; for a key seen before a fragment of them, which is cached and which orjson embeds unchanged."""
        if not self.recent.comes_again(key):
            return data
        text = bytes(memoryview(orjson.dumps(data)))  # copied, because the buffer of orjson takes at least 4 KiB
        fragment = orjson.Fragment(text)
        with self._lock:
            if key not in self:
                self._add(key, fragment, len(text) + ENTRY)
        return fragment

    def _add(self, key: int, fragment: orjson.Fragment, size: int) -> None:
        self[key] = fragment
        self.oldest.append((key, size))
        self.size += size
        while self.size > self.limit:
            old, freed = self.oldest.popleft()
            del self[old]
            self.size -= freed


FRAGMENTS = FragmentCache()


def slice_key() -> int:
    """A part of the keys of fragments that no other slice of the process has, shifted to leave room for a row."""
    return next(SLICES) << SLICE_BITS
