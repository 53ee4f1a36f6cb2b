"""A bounded cache of JSON fragments of answers. Each slice has one."""

from __future__ import annotations

from typing import Any

import orjson

MOST = 8 * 2**20  # bytes per slice
ENTRY = 200  # approximate bytes of a key and its dictionary entry


class FragmentCache(dict[int, orjson.Fragment]):
    """JSON fragments by key. The cache is cleared when it exceeds MOST bytes; `size` is its size in bytes."""

    size = 0

    def store(self, key: int, data: Any) -> orjson.Fragment:
        """Serialises data to a fragment that orjson embeds unchanged, caches the fragment and returns it."""
        text = bytes(memoryview(orjson.dumps(data)))  # copied, because the buffer of orjson takes at least 4 KiB
        self.size += len(text) + ENTRY
        if self.size > MOST:
            self.clear()
            self.size = len(text) + ENTRY
        fragment = self[key] = orjson.Fragment(text)
        return fragment
