"""The values of one field of many rows: each distinct value once while they repeat, and a code for each row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from data.catalogue.rows.cells import render_cell, value_of
from data.domain.arrays import Numbers
from data.snapshot.columns import are_same
from data.snapshot.packed_texts import PackedTexts
from data.store.models import Field, Kind

TEXTUAL = (Kind.TEXT, Kind.SLUG, Kind.WEB, Kind.SOURCES)
MANY = 1_000  # rows after which a column of mostly distinct values is held without codes
Cell = Any  # the text of a cell; of a partial date a pair, the text and its wording


class Vocabulary:
    """The value of each code, and the code of each cell. Fields that refer to a kind of record share that of its key."""

    def __init__(self) -> None:
        self.decoded: list[Any] = []
        self._codes: dict[Cell, int] | None = {}
        self._ranks = np.zeros(0, np.int64)

    @property
    def codes(self) -> dict[Cell, int]:
        """The code of each cell. Made anew from the values after `forget_cells`."""
        if self._codes is None:
            self._codes = {cell_of(value): code for code, value in enumerate(self.decoded)}
        return self._codes

    def forget_cells(self) -> None:
        """Release the memory of the codes of cells, which only reading needs."""
        self._codes = None

    def add(self, cell: Cell, value: Any) -> int:
        """Give a cell a code: a new one, unless another cell has the same value."""
        codes, canonical = self.codes, cell_of(value)
        if canonical not in codes:
            codes[canonical] = len(self.decoded)
            self.decoded.append(value)
        code = codes[cell] = codes[canonical]
        return code

    def ranks(self) -> Numbers:
        """Return the place of each value among all in byte order, shape (values,). None comes first."""
        if len(self._ranks) < len(self.decoded):
            given = [code for code, value in enumerate(self.decoded) if value is not None]
            given.sort(key=self.decoded.__getitem__)
            self._ranks = np.full(len(self.decoded), -1)
            self._ranks[given] = np.arange(len(given))
        return self._ranks


def cell_of(value: Any) -> Cell:
    """Return the cell that a value is written as; of a partial date its text and its wording."""
    return (value[0] or "", value[1] or "") if isinstance(value, tuple) else render_cell(value)


class ValueColumn:
    """The values of a field. A partial date is a tuple: its text, its wording, its first and its last day."""

    def __init__(self, field: Field, shared: Vocabulary | None = None) -> None:
        self.field, self.shared = field, shared
        self.names = field.column_names
        self.none = (None,) * len(self.names) if field.partial else None
        self.clear()

    def clear(self) -> None:
        self.vocabulary = Vocabulary() if self.shared is None else self.shared
        self.chunks: list[Numbers] = []
        self.size = 0
        self.own: list[Any] | PackedTexts | None = None  # the values of a column without codes

    def encode(self, cells: Sequence[Cell]) -> Any:
        """Return what `extend` adds for these cells: codes or values. Raises ValueError or DateError for a wrong cell."""
        if self.own is not None:
            return list(map(self._read, cells))
        if are_same(cells):
            return np.full(len(cells), self._code(cells[0]))
        known = self.vocabulary.codes
        if self.shared is not None:
            self._check_known(cells)
        for cell in dict.fromkeys(cells):
            if cell not in known:
                self.vocabulary.add(cell, self._read(cell))
        return np.fromiter(map(known.__getitem__, cells), np.int64, len(cells))

    def _check_known(self, cells: Sequence[Cell]) -> None:
        """Raise for cells that another field may hold and this one not: empty ones, and keys that break the pattern."""
        if "" in cells:
            self._read("")
        if self.field.pattern or (self.field.key and not self.field.refers):
            for cell in filter(self.vocabulary.codes.__contains__, cells):
                self._read(cell)

    def _code(self, cell: Cell) -> int:
        value = self._read(cell)
        return self._known(cell, value)

    def _known(self, cell: Cell, value: Any) -> int:
        known = self.vocabulary.codes
        return known[cell] if cell in known else self.vocabulary.add(cell, value)

    def _read(self, cell: Cell) -> Any:
        return value_of(self.field, *cell) if self.field.partial else value_of(self.field, cell)

    def extend(self, encoded: Any) -> None:
        """Add the values of further rows."""
        self.size += len(encoded)
        if self.own is not None:
            self.own.extend(encoded)
            return
        values = self.vocabulary.decoded
        self.chunks.append(encoded.astype(np.min_scalar_type(len(values))))
        if self.shared is None and self.size > MANY and len(values) > self.size / 2:
            own = [values[code] for code in self.codes.tolist()]
            self.own = PackedTexts(own) if self.field.kind in TEXTUAL else own
            self.chunks, self.vocabulary = [], Vocabulary()

    def append(self, value: Any) -> None:
        """Add a value of one row, unchecked."""
        if self.own is None:
            self.extend(np.array([self._known(cell_of(value), value)]))
        else:
            self.extend([value])

    @property
    def codes(self) -> Numbers:
        """The code of the value of each row, shape (rows,). Rows of one code have one value."""
        if self.own is not None:
            known: dict[Any, int] = {}
            return np.fromiter((known.setdefault(value, len(known)) for value in self.own), np.int64, self.size)
        if len(self.chunks) != 1:
            self.chunks = [np.concatenate(self.chunks or [np.zeros(0, np.uint8)])]
        return self.chunks[0]

    @property
    def given(self) -> Numbers:
        """A mask of the rows that have a value."""
        return self.each(lambda value: value != self.none, bool)

    def equal(self, value: Any) -> Numbers:
        """A mask of the rows with a value."""
        if self.own is not None:
            return self.each(lambda one: one == value, bool)
        return self.codes == self.vocabulary.codes.get(cell_of(value), -1)

    def each(self, function: Callable[[Any], Any], dtype: type) -> Numbers:
        """Return the result of a function for each row, shape (rows,). It is called once per distinct value."""
        if self.own is not None:
            return np.fromiter(map(function, self.own), dtype, self.size)
        codes = self.codes
        found: Numbers = np.zeros(len(self.vocabulary.decoded), dtype)
        for code in self.used():
            found[code] = function(self.vocabulary.decoded[code])
        return found[codes]

    def used(self) -> list[int]:
        """Return the codes that rows have, ascending. Only for columns with codes."""
        return np.flatnonzero(np.bincount(self.codes, minlength=1)).tolist() if self.size else []

    def distinct(self) -> Iterable[Any]:
        """The values that rows have; of a column without codes, of each row."""
        return self.own if self.own is not None else (self.vocabulary.decoded[code] for code in self.used())

    def take(self, rows: Numbers, decoded: Sequence[Any] | None = None) -> list[Any]:
        """Return the values of some rows, in their order, or what stands in `decoded` for these values."""
        values = decoded or (self.vocabulary.decoded if self.own is None else self.own)
        places = self.codes[rows] if self.own is None else rows
        return [values[place] for place in places.tolist()]

    def rendered(self) -> list[list[str]]:
        """Return the values as CSV cells, one list for each header, for `take`."""
        values = self.vocabulary.decoded if self.own is None else self.own
        if self.field.partial:
            return [[value[place] or "" for value in values] for place in (0, 1)]
        return [list(map(render_cell, values))]

    def ranks(self) -> Numbers:
        """Return a number for each row that orders the rows as their values in byte order, shape (rows,)."""
        if self.own is None:
            return self.vocabulary.ranks()[self.codes]
        found: Numbers = np.zeros(self.size, np.int64)
        found[sorted(range(self.size), key=self.own.__getitem__)] = np.arange(self.size)
        return found
