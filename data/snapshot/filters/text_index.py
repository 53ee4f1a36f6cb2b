"""A search for the texts of a large set that contain a text."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import numpy as np

LINE_BREAK = b"\n"


class TextColumnIndex(Sequence[str]):
    """Folded texts, searched in one pass: one text per line of UTF-8. A text is decoded on access."""

    def __init__(self, folded: Collection[str]) -> None:
        self.lines = "\n".join(folded).encode()
        ends = np.flatnonzero(np.frombuffer(self.lines, np.uint8) == LINE_BREAK[0])
        self.begins = np.append(0, ends + 1)[: len(folded)].astype(np.int32)

    def __len__(self) -> int:
        return len(self.begins)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        end = self.lines.find(LINE_BREAK, begin := self.begins[index])
        return self.lines[begin : end if end >= 0 else None].decode()

    def __iter__(self) -> Iterator[str]:
        """Decodes all texts at once."""
        return iter(self.lines.decode().split("\n") if len(self) else ())

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
