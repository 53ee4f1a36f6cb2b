"""A search for the texts of a large set that contain a text."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np

LINE_BREAK = b"\n"


class TextColumnIndex:
    """A search index of folded texts: one text per line of UTF-8, searched in one pass."""

    def __init__(self, folded: Collection[str]) -> None:
        self.lines = "\n".join(folded).encode()
        ends = np.flatnonzero(np.frombuffer(self.lines, np.uint8) == LINE_BREAK[0])
        self.begins = np.append(0, ends + 1)[: len(folded)].astype(np.int32)

    def contains(self, wanted: str) -> Any:
        """A mask of the texts that contain a folded text, shape (texts,)."""
        if not wanted:
            return np.ones(len(self.begins), bool)
        lines, sought, places = self.lines, wanted.encode(), []
        place = lines.find(sought)
        while place >= 0:
            places.append(place)
            end = lines.find(LINE_BREAK, place)
            place = lines.find(sought, end) if end >= 0 else -1
        found = np.zeros(len(self.begins), bool)
        found[np.searchsorted(self.begins, places, "right") - 1] = True
        return found
