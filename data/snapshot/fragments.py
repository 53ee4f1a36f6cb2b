"""Parts of answers that were written as JSON before, kept with the slice whose things they tell of."""

from __future__ import annotations

from typing import Any

import orjson

MOST = 8 * 2**20  # bytes of one slice
ENTRY = 200  # bytes that a key and its place take, about


class FragmentCache(dict[int, orjson.Fragment]):
    """JSON by key; all of it goes when it takes more than MOST."""

    size = 0

    def store(self, key: int, data: Any) -> orjson.Fragment:
        """The data as JSON that goes into a larger one as it stands."""
        text = bytes(memoryview(orjson.dumps(data)))  # a copy, as orjson's own takes 4 KiB and more
        self.size += len(text) + ENTRY
        if self.size > MOST:
            self.clear()
            self.size = len(text) + ENTRY
        piece = self[key] = orjson.Fragment(text)
        return piece
