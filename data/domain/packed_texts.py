"""Texts in less memory than a list of them takes: one string of UTF-8, from which each is decoded when it is read."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from data.domain.arrays import Numbers

NONE = b"\xff"  # stands for no text: no text in UTF-8
GROUP_BITS = 4
GROUP = 1 << GROUP_BITS
LONGEST_PREFIX = 255  # bytes
SIZES = (("B", 1 << 8), ("H", 1 << 16), ("I", 1 << 32), ("q", 1 << 63))


class PackedTexts(Sequence[Any]):
    """Texts, or None, one after the other. More can be added."""

    def __init__(self, texts: Iterable[str | None] = ()) -> None:
        self.letters = bytearray()
        self.ends = array("q", [0])
        self.extend(texts)

    def extend(self, texts: Iterable[str | None]) -> None:
        """Add texts."""
        encoded = [NONE if text is None else text.encode() for text in texts]
        self.letters += b"".join(encoded)
        ends = np.cumsum([self.ends[-1], *map(len, encoded)], dtype=np.int64)[1:]
        self.ends.frombytes(ends.tobytes())

    def __len__(self) -> int:
        return len(self.ends) - 1

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        if index < 0:
            index += len(self)
        text = self.letters[self.ends[index] : self.ends[index + 1]]
        return None if text == NONE else text.decode()

    def __iter__(self) -> Iterator[Any]:
        return map(self.__getitem__, range(len(self)))

    def grouped(self) -> GroupedTexts:
        """The same texts in less memory, when those after each other have the same beginning."""
        letters, ends = np.frombuffer(self.letters, np.uint8), np.asarray(self.ends)
        begins, lengths = ends[:-1], np.diff(ends)
        prefixes = common_prefixes(letters, begins, lengths)
        cut = np.repeat(prefixes, GROUP)[: len(lengths)]
        cut[::GROUP] = 0  # the first text of a group keeps what all its texts begin with
        dropped = np.zeros(len(letters) + 1, np.int8)
        np.add.at(dropped, begins[cut > 0], 1)
        np.add.at(dropped, (begins + cut)[cut > 0], -1)
        places = np.append(0, np.cumsum(lengths - cut))
        starts = places[:-1:GROUP]
        within = places[1:] - np.repeat(starts, GROUP)[: len(lengths)]
        kept = letters[np.cumsum(dropped[:-1], dtype=np.int8) == 0].tobytes()
        return GroupedTexts(kept, narrow(starts), narrow(prefixes), narrow(within))


def common_prefixes(letters: Numbers, begins: Numbers, lengths: Numbers) -> Numbers:
    """The number of bytes with which all texts of each group begin, at most LONGEST_PREFIX. Shape (groups,)."""
    firsts = np.arange(0, len(begins), GROUP)
    shortest = np.minimum.reduceat(lengths, firsts) if len(firsts) else firsts
    found, groups = np.zeros(len(firsts), np.int64), np.arange(len(firsts))
    for place in range(LONGEST_PREFIX):
        groups = groups[shortest[groups] > place]
        if not len(groups):
            break
        texts = np.minimum(groups[:, None] * GROUP + np.arange(GROUP), len(begins) - 1)
        of_texts = letters[begins[texts] + place]
        groups = groups[(of_texts == of_texts[:, :1]).all(axis=1)]
        found[groups] = place + 1
    return found


def narrow(numbers: Numbers) -> array[int]:
    """Integers from 0 up as an array of the narrowest type that fits them."""
    most = numbers.max(initial=0)
    size = next(code for code, limit in SIZES if most < limit)
    return array(size, numbers.astype(size).tobytes())


class GroupedTexts(Sequence[Any]):
    """Texts, or None, in groups of GROUP. What all texts of a group begin with is held once, as sorted ones share much.

    The letters of a group begin at its place in `starts`: those that it shares, as many as `prefixes` says, then the
    others of one text after the other, which end at `ends`, counted from the start.
    """

    def __init__(self, letters: bytes, starts: array[int], prefixes: array[int], ends: array[int]) -> None:
        self.letters, self.starts, self.prefixes, self.ends = letters, starts, prefixes, ends

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, index: Any) -> Any:
        if index.__class__ is slice:
            return [self[place] for place in range(*index.indices(len(self)))]
        if index < 0:
            index += len(self)
        letters, ends, group = self.letters, self.ends, index >> GROUP_BITS
        start = self.starts[group]
        if not index & GROUP - 1:
            text = letters[start : start + ends[index]]
        elif prefix := self.prefixes[group]:
            text = letters[start : start + prefix] + letters[start + ends[index - 1] : start + ends[index]]
        else:
            text = letters[start + ends[index - 1] : start + ends[index]]
        return None if text == NONE else text.decode()

    def __iter__(self) -> Iterator[Any]:
        for group, (start, prefix) in enumerate(zip(self.starts, self.prefixes, strict=True)):
            shared, begin = self.letters[start : start + prefix], start + prefix
            for end in self.ends[group * GROUP : (group + 1) * GROUP]:
                text = shared + self.letters[begin : start + end]
                begin = start + end
                yield None if text == NONE else text.decode()
