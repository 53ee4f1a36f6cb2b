"""Tables as columns: what repeats is held once, and what refers to other rows holds their numbers."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from data.snapshot.entities.entity import Kind, Thing

if TYPE_CHECKING:
    from data.snapshot.slice import Slice

Rows = Sequence[int]  # numbers among all rows of a snapshot
Numbers = Any  # a numpy array of whole numbers
NONE = -1
SMALLEST = 1_000  # rows before it can be told whether values repeat
SIZES = (("b", 1 << 7), ("h", 1 << 15), ("i", 1 << 31))


def packed(numbers: Numbers, most: int) -> array[int]:
    """Whole numbers from -1 to below `most`, in as few bytes as hold them."""
    size = next(code for code, limit in SIZES if most <= limit)
    return array(size, np.asarray(numbers).astype(size).tobytes())


class Column(NamedTuple):
    """The values of a field: of each row its own, or each value once and its code for each row."""

    values: list[Any]
    codes: array[int] | None = None

    def at(self, row: int) -> Any:
        return self.values[row if self.codes is None else self.codes[row]]

    @property
    def coded(self) -> Numbers:
        """The place in `values` of the value of each row."""
        return np.arange(len(self.values)) if self.codes is None else np.asarray(self.codes)

    def taken(self, rows: Numbers) -> Column:
        """The values of some rows, in the order of these."""
        return Column(self.values, packed(self.coded[rows], len(self.values)))


class Codes(dict[Any, int]):
    """Numbers values as they come."""

    def __missing__(self, value: Any) -> int:
        code = self[value] = len(self)
        return code


class Growing:
    """A column in the making; `decode` turns what the store holds into a value, once each where values repeat."""

    def __init__(self, decode: Callable[[Any], Any] | None = None) -> None:
        self.decode = decode
        self.known = Codes()
        self.codes = array("i")
        self.own: list[Any] | None = None

    def extend(self, cells: Iterable[Any]) -> None:
        if self.own is not None:
            self.own.extend(cells)
            return
        self.codes.extend(map(self.known.__getitem__, cells))
        if len(self.codes) > SMALLEST and len(self.known) > len(self.codes) / 2:
            values = list(self.known)
            self.own = [values[code] for code in self.codes]
            self.known.clear()

    def sealed(self) -> Column:
        values = list(self.known) if self.own is None else self.own
        if self.decode is not None:
            values = list(map(self.decode, values))
        return Column(values, packed(self.codes, len(values)) if self.own is None else None)


def combined(columns: Sequence[Column], make: Callable[..., Any]) -> Column:
    """What `make` gives for the values of several columns, asked once for each combination of them."""
    key = np.zeros(1, np.int64)
    for column in columns:
        key = key * len(column.values) + column.coded
    _, found, codes = np.unique(key, return_index=True, return_inverse=True)
    values = [make(*(column.at(row) for column in columns)) for row in found.tolist()]
    return Column(values, packed(codes, len(values)))


class Back:
    """The rows that refer to each of `size` rows, in order: `rows[k]` to `to[k]`, which counts from 0."""

    def __init__(self, size: int, to: Numbers, rows: Numbers) -> None:
        order = np.lexsort((rows, to))
        to, rows = to[order], rows[order]
        once = np.ones(len(to), bool)
        once[1:] = (to[1:] != to[:-1]) | (rows[1:] != rows[:-1])
        to, rows = to[once], rows[once]
        self.offsets = packed(np.searchsorted(to, np.arange(size + 1)), len(to) + 1)
        self.first = int(rows[0]) if len(rows) else 0
        follow = np.array_equal(rows, np.arange(self.first, self.first + len(rows)))
        self.rows = None if follow else packed(rows, 1 << 31)

    def of(self, row: int) -> Rows:
        begin, end = self.offsets[row], self.offsets[row + 1]
        return range(self.first + begin, self.first + end) if self.rows is None else self.rows[begin:end]

    def among(self, rows: Numbers) -> tuple[Numbers, Numbers]:
        """All that refer to some rows, one after the other, and how many each has."""
        places, counts = ranges(np.asarray(self.offsets), rows)
        return (places + self.first if self.rows is None else np.asarray(self.rows)[places]), counts


def ranges(offsets: Numbers, rows: Numbers) -> tuple[Numbers, Numbers]:
    """All places from `offsets[row]` to before `offsets[row + 1]`, one row after the other, and how many each has."""
    begin = offsets[rows].astype(np.int64)
    counts = offsets[rows + 1] - begin
    return np.repeat(begin - np.cumsum(counts) + counts, counts) + np.arange(counts.sum()), counts


def pairs(counts: Numbers) -> tuple[Numbers, Numbers]:
    """Each two places, the earlier first, of the same group, where groups of these sizes follow each other."""
    ends = np.repeat(np.cumsum(counts), counts)
    after = ends - np.arange(len(ends)) - 1
    one = np.repeat(np.arange(len(ends)), after)
    return one, one + 1 + np.arange(len(one)) - np.repeat(np.cumsum(after) - after, after)


class Table:
    """The rows of one kind of record, numbered from `first` on.

    `columns` have the values, `references` the rows referred to, or NONE; `backs` the rows of other tables that refer
    here. `times` says when each row is there, None for always. `make` gives the thing of a row in a slice.
    """

    make: Callable[[Slice, int], Thing]

    def __init__(self, name: str, cls: Kind, keys: tuple[str, ...], first: int) -> None:
        self.name, self.cls, self.keys, self.first, self.size = name, cls, keys, first, 0
        self.columns: dict[str, Column] = {}
        self.references: dict[str, tuple[Table, array[int]]] = {}
        self.backs: dict[str, Back] = {}
        self.times: Column | None = None

    @property
    def dated(self) -> Column:
        """The times of a table that has them."""
        assert self.times is not None
        return self.times

    @property
    def rows(self) -> range:
        return range(self.first, self.first + self.size)

    def referred(self, name: str) -> Numbers:
        """The rows of a reference as they count from 0 in their own table; NONE becomes less than 0."""
        target, rows = self.references[name]
        return np.asarray(rows) - target.first

    @cached_property
    def known(self) -> list[Any]:
        """The keys of the rows, which are in their order; only for a table whose key is one column."""
        column = self.columns[self.keys[0]]
        return column.values if column.codes is None else [column.values[code] for code in column.codes]

    def find(self, key: str) -> int | None:
        """The row of a key; None when there is none, or the key has several parts."""
        if len(self.keys) > 1 or not self.size:
            return None
        wanted: Any = key
        if isinstance(self.known[0], int):
            wanted = int(key) if key.isascii() and key.isdecimal() and len(key) < 10 else NONE
        row = bisect_left(self.known, wanted)
        return self.first + row if row < self.size and str(self.known[row]) == key else None
