"""Column tables: repeated values are stored once, references are row numbers."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple, Protocol, TypeVar

import numpy as np

from data.domain.arrays import Numbers, ranges
from data.domain.enums import Certainty
from data.snapshot.cache import SharedCache
from data.snapshot.packed_texts import PackedTexts

Rows = Sequence[int]  # row numbers within the snapshot
NONE = -1
CERTAINTY_LEVELS = (None, Certainty.POSSIBLE, Certainty.CERTAIN)
T = TypeVar("T")
PACKED_ROWS = 10_000  # rows after which distinct texts are held as one string
CODED_ROWS = 1_000  # rows after which a column of mostly distinct values is stored without codes
SIZES = (("b", 1 << 7), ("h", 1 << 15), ("i", 1 << 31))


def packed(numbers: Numbers, most: int) -> Rows:
    """Packs integers from -1 to `most` - 1 into the narrowest type that fits them. If all are equal, one is held."""
    size = next(code for code, limit in SIZES if most <= limit)
    found = np.asarray(numbers).astype(size)
    if len(found) and (found == found[0]).all():
        return repeated(size, found[0].item(), len(found))
    return array(size, found.tobytes())


def repeated(size: str, number: int, times: int) -> Rows:
    """A number so many times: a view of one number with a stride of 0 bytes."""
    view: Any = np.broadcast_to(np.array(number, size), times)
    return memoryview(view)


class Column(NamedTuple):
    """The values of a field: one per row, or each distinct value once and a code per row."""

    values: Any  # a list, or a sequence that creates each value when it is read, as GroupedTexts
    codes: Rows | None = None

    def at(self, row: int) -> Any:
        return self.values[row if self.codes is None else self.codes[row]]

    @property
    def coded(self) -> Numbers:
        """The index into `values` of each row, shape (rows,)."""
        return np.arange(len(self.values)) if self.codes is None else np.asarray(self.codes)

    def map(self, function: Callable[[Any], Any], dtype: type) -> Numbers:
        """The result of a function for each row, shape (rows,). `function` is called once per distinct value."""
        return np.array([function(value) for value in self.values], dtype)[self.coded]

    def take(self, rows: Numbers) -> Column:
        """The column of these rows, in their order."""
        return Column(self.values, packed(self.coded[rows], len(self.values)))


class CodeTable(dict[Any, int]):
    """Numbers distinct values in the order of first access."""

    def __missing__(self, value: Any) -> int:
        code = self[value] = len(self)
        return code


class ColumnBuilder:
    """Builds a column from cells. `decode` converts a cell of the store and is called once per distinct value."""

    def __init__(self, decode: Callable[[Any], Any] | None = None) -> None:
        self.decode = decode
        self.known = CodeTable()
        self.codes = array("i")
        self.own: list[Any] | PackedTexts | None = None

    def extend(self, cells: Sequence[Any]) -> None:
        if self.own is not None:
            self.own.extend(cells)
            if len(self.own) > PACKED_ROWS and isinstance(self.own, list) and all(map(is_text, self.own)):
                self.own = PackedTexts(self.own)
            return
        if are_same(cells):
            self.codes.extend(array("i", [self.known[cells[0]]]) * len(cells))
        else:
            self.codes.extend(map(self.known.__getitem__, cells))
        if len(self.codes) > CODED_ROWS and len(self.known) > len(self.codes) / 2:
            values = list(self.known)
            self.own = [values[code] for code in self.codes]
            self.known.clear()

    def finish(self) -> Column:
        values = list(self.known) if self.own is None else self.own
        if isinstance(values, PackedTexts):
            return Column(values.grouped())
        if self.decode is not None:
            values = list(map(self.decode, values))
        return Column(values, packed(self.codes, len(values)) if self.own is None else None)


def are_same(cells: Sequence[Any]) -> bool:
    """Whether all cells have one value, as in most columns."""
    return cells[0] == cells[-1] and cells.count(cells[0]) == len(cells)


def is_text(value: Any) -> bool:
    return value is None or isinstance(value, str)


def combined(columns: Sequence[Column], create: Callable[..., Any]) -> Column:
    """A column computed from several others. `create` is called once per distinct combination of values."""
    key = np.zeros(1, np.int64)
    for column in columns:
        key = key * len(column.values) + column.coded
    _, found, codes = np.unique(key, return_index=True, return_inverse=True)
    values = [[column.values[code] for code in column.coded[found].tolist()] for column in columns]
    return Column(list(map(create, *values)), packed(codes, len(found)))


class BackReferences:
    """An index of the rows that refer to each of `size` rows. `rows[k]` refers to row `to[k]`, which counts from 0."""

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

    @classmethod
    def of_columns(cls, offsets: Rows, first: int, rows: Rows | None) -> BackReferences:
        """An index from its attributes."""
        found = cls.__new__(cls)
        found.offsets, found.first, found.rows = offsets, first, rows
        return found

    def of(self, row: int) -> Rows:
        begin, end = self.offsets[row], self.offsets[row + 1]
        return range(self.first + begin, self.first + end) if self.rows is None else self.rows[begin:end]

    def of_rows(self, rows: Numbers) -> tuple[Numbers, Numbers]:
        """The rows that refer to each of some rows, concatenated, and their counts."""
        places, counts = ranges(np.asarray(self.offsets), rows)
        return (places + self.first if self.rows is None else np.asarray(self.rows)[places]), counts


class NamesOfDay(NamedTuple):
    """Names by row; organisations by row and language; the names to replace in the titles of partnerships by row."""

    municipalities: dict[int, str]
    organisations: dict[tuple[int, str | None], str]
    titles: dict[int, list[tuple[str, str]]]


class SnapshotView(Protocol):
    """Protocol of a snapshot for the modules below `snapshot.py`: its tables and caches."""

    version: str

    @property
    def tables(self) -> Mapping[str, Table]: ...
    @property
    def selections(self) -> SharedCache[Hashable, Numbers]: ...
    @property
    def results(self) -> SharedCache[Hashable, Any]: ...
    @property
    def co_memberships(self) -> Any: ...
    @property
    def read_on(self) -> date: ...
    @property
    def codes(self) -> Mapping[tuple[str, str], int]: ...
    @property
    def wikidata(self) -> Mapping[str, int]: ...
    @property
    def all_time(self) -> Any: ...
    @property
    def entities(self) -> Mapping[str, Mapping[str, Any]]: ...
    @property
    def rows(self) -> Mapping[str, Sequence[Any]]: ...

    def table_of(self, row: int) -> Table: ...
    def memoize(self, key: Hashable, create: Callable[[], T]) -> T: ...
    def municipality(self, slug: str) -> Any: ...


class SliceView(Protocol):
    """Protocol of a slice for the modules below `slice.py`: its day, its tables, and entities by row."""

    @property
    def day(self) -> date | None: ...
    @property
    def tables(self) -> Mapping[str, Table]: ...
    @property
    def snapshot(self) -> SnapshotView: ...
    @property
    def partnerships(self) -> Any: ...
    @property
    def names_of_day(self) -> NamesOfDay: ...
    @property
    def materialised(self) -> dict[int, Any]: ...
    @property
    def fragment_key(self) -> int: ...
    @property
    def all_time(self) -> SliceView: ...

    def certainty_levels(self, table: Table) -> bytes: ...
    def entity(self, records: str, row: int) -> Any: ...
    def entity_at(self, row: int) -> Any: ...
    def of(self, entity: T) -> T: ...
    def each(self, entities: Iterable[T]) -> tuple[T, ...]: ...
    def referring(self, entity: Any, records: str, index: str) -> tuple[Any, ...]: ...
    def rows_referring(self, records: str, row: int, by: str, index: str) -> Rows: ...
    def value(self, entity: Any, name: str) -> Any: ...
    def get(self, records: str, key: str) -> Any: ...
    def all(self, records: str) -> Any: ...


class Table:
    """The rows of one kind of record, numbered from `first`.

    `columns` holds the values by field, `references` the rows referred to (or NONE), and `backs` the rows of other
    tables that refer to this one, by the name of the table, or of table and link. `times` says when each row is present; None means always. `attestations` holds the dated evidence of an interval table. `create` materialises the entity of a row in a slice. `cls` is the class of the entities. `key` holds the names of the key fields.
    """

    create: Callable[[SliceView, int], Any]

    def __init__(self, name: str, cls: Any, key: tuple[str, ...], first: int) -> None:
        self.name, self.cls, self.key, self.first, self.size = name, cls, key, first, 0
        self.columns: dict[str, Column] = {}
        self.references: dict[str, tuple[Table, Rows]] = {}
        self.backs: dict[str, BackReferences] = {}
        self.times: Column | None = None
        self.attestations: Any = None

    @property
    def dated(self) -> Column:
        """The column `times`. Only for tables that have one."""
        assert self.times is not None
        return self.times

    @property
    def rows(self) -> range:
        return range(self.first, self.first + self.size)

    def referred(self, name: str) -> Numbers:
        """The rows of a reference, counted from 0 in their own table; NONE where there is none. Shape (size,)."""
        target, rows = self.references[name]
        return np.maximum(np.asarray(rows) - target.first, NONE)

    def key_of(self, row: int) -> tuple[Any, ...]:
        """The parts of the key of a row, counted from 0."""
        return tuple(self._key_part(name, row) for name in self.key)

    def _key_part(self, name: str, row: int) -> Any:
        """A part of a key: a value, or the last part of the key of the row that it refers to."""
        if name not in self.references:
            return self.columns[name].at(row)
        target, rows = self.references[name]
        return target.key_of(rows[row] - target.first)[-1]

    @cached_property
    def keys(self) -> list[Any]:
        """The keys of the rows, ascending. Only for tables whose key is one field."""
        column = self.columns[self.key[0]]
        return column.values if column.codes is None else [column.values[code] for code in column.codes]

    def find(self, key: str) -> int | None:
        """The row of a key, or None. A key of several fields has the text `<key of the row that it lies in>-<last field>`."""
        if len(self.key) > 1:
            return self._find_within(*key.rpartition("-")[::2])
        if not self.size:
            return None
        wanted: Any = key
        if isinstance(self.keys[0], int):
            wanted = int(key) if key.isascii() and key.isdecimal() and len(key) < 10 else NONE
        row = bisect_left(self.keys, wanted)
        return self.first + row if row < self.size and str(self.keys[row]) == key else None

    def _find_within(self, lead: str, last: str) -> int | None:
        outer, _ = self.references[self.key[-2]]
        at = outer.find(lead)
        rows = () if at is None else outer.backs[self.name].of(at - outer.first)
        return next((row for row in rows if str(self.key_of(row - self.first)[-1]) == last), None)


def in_column(table: Table, name: str, values: Collection[Any]) -> Numbers:
    """A mask of the rows whose value in a column is one of these."""
    return table.columns[name].map(lambda value: value in values, bool)
