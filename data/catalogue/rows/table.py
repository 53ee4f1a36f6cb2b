"""All rows of one kind of record, held as columns."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from data.catalogue.rows.column import Cell, ValueColumn, Vocabulary
from data.catalogue.rows.row import Row
from data.domain.arrays import Numbers
from data.store.models import RECORDS, Field, Kind, Record
from data.store.models.layout import LAYER

BATCH = 10_000
WIDEST = 1 << 62  # of a number that stands for the values of several columns
Vocabularies = dict[str, Vocabulary]
LAYERED = Field(LAYER.names[0], "The layer of the directory.", Kind.TEXT, required=True)
REFERRED = {link.refers for record in RECORDS for link in record.stored_links}


class RowTable:
    """The rows of one kind of record, in the order in which they were read. Rows are made when they are asked for.

    `vocabularies` holds the codes of the keys of each kind of record, which the tables of a catalogue share.
    """

    def __init__(self, record: Record, vocabularies: Vocabularies) -> None:
        self.record = record
        self.columns = {field.name: ValueColumn(field, _shared(record, field, vocabularies)) for field in record.fields}
        if record.layered:
            self.columns[LAYERED.name] = ValueColumn(LAYERED)
        self.clear()

    def clear(self) -> None:
        for column in self.columns.values():
            column.clear()
        self.numbers = [np.zeros(0, np.int32)]
        self.size = 0

    def __len__(self) -> int:
        return self.size

    def __iter__(self) -> Iterator[Row]:
        return self.rows(np.arange(self.size))

    def __getitem__(self, row: int) -> Row:
        return next(self.rows(np.array([range(self.size)[row]])))

    def __iadd__(self, rows: Iterable[Row]) -> RowTable:
        for row in rows:
            self.append(row)
        return self

    def append(self, row: Row) -> None:
        """Add a row whose values are known to be good."""
        for column in self.columns.values():
            values = tuple(row.values.get(name) for name in column.names)
            column.append(values if column.field.partial else values[0])
        self._numbered(np.array([row.number], np.int32))

    def extend(self, cells: dict[str, Sequence[Cell]], first: int) -> None:
        """Add rows by the cells of each column, numbered from `first`. Raises ValueError or DateError, and adds none."""
        encoded = {name: column.encode(cells[name]) for name, column in self.columns.items()}
        for name, found in encoded.items():
            self.columns[name].extend(found)
        size = len(cells[self.record.key[0]])
        self._numbered(np.arange(first, first + size, dtype=np.int32))

    def _numbered(self, numbers: Numbers) -> None:
        self.numbers.append(numbers)
        self.size += len(numbers)

    def rows(self, rows: Numbers) -> Iterator[Row]:
        """Make some rows, by index, in their order."""
        if len(self.numbers) > 1:
            self.numbers = [np.concatenate(self.numbers)]
        for picked in _batches(rows):
            values = self.take(picked)
            numbers = self.numbers[0][picked].tolist()
            for number, cells in zip(numbers, zip(*values.values(), strict=True), strict=True):
                yield Row(self.record, number, dict(zip(values, cells, strict=True)))

    def take(self, rows: Numbers) -> dict[str, Sequence[Any]]:
        """Return the values of some rows by column of the table. A partial date fills four of them."""
        found: dict[str, Sequence[Any]] = {}
        for column in self.columns.values():
            values = column.take(rows)
            found.update(
                zip(column.names, zip(*values, strict=True) if column.field.partial else (values,), strict=True)
            )
        return found

    def batches(self, order: Numbers) -> Iterator[dict[str, Sequence[Any]]]:
        """Yield the values of rows by column of the table, some rows at a time."""
        return map(self.take, _batches(order))

    def cells(self) -> Iterator[dict[str, Sequence[str]]]:
        """Yield the CSV cells of the rows by header, some rows at a time. Each distinct value is written once."""
        texts = [column.rendered() for column in self.columns.values()]
        for rows in _batches(np.arange(self.size)):
            found: dict[str, Sequence[str]] = {}
            for column, rendered in zip(self.columns.values(), texts, strict=True):
                found.update(zip(column.field.headers, (column.take(rows, one) for one in rendered), strict=True))
            yield found

    def chosen(self, mask: Numbers) -> Iterator[Row]:
        """Make the rows of a mask."""
        return self.rows(np.flatnonzero(mask))

    def given(self, name: str) -> Numbers:
        """A mask of the rows that have a value in a field."""
        return self.columns[name].given

    def holds(self, name: str, values: Container[Any]) -> Numbers:
        """A mask of the rows whose value in a field is one of these."""
        return self.columns[name].each(lambda value: value in values, bool)

    def equal(self, name: str, value: Any) -> Numbers:
        """A mask of the rows with a value in a field."""
        return self.columns[name].equal(value)

    def repeated(self) -> Numbers:
        """A mask of the rows whose key another row has, too."""
        _, codes, counts = np.unique(self.numbered(self.record.key), return_inverse=True, return_counts=True)
        return counts[codes] > 1

    def values(self, *names: str) -> Iterator[tuple[Any, ...]]:
        """Yield the values of some fields, row by row."""
        return zip(*(self.columns[name].take(np.arange(self.size)) for name in names), strict=True)

    def where(self, names: Sequence[str], test: Callable[[Row], Any]) -> Iterator[Row]:
        """Make the rows that pass a test, which looks at some fields. It is called once for each combination of values."""
        if self.size:
            _, first, codes = np.unique(self.numbered(names), return_index=True, return_inverse=True)
            passed = np.fromiter(map(bool, map(test, self.rows(first))), bool, len(first))
            yield from self.chosen(passed[codes])

    def numbered(self, names: Sequence[str]) -> Numbers:
        """Return a number for each row, equal when the rows have equal values in some fields. Shape (rows,)."""
        found, size = np.zeros(self.size, np.int64), 1
        for name in names:
            codes = self.columns[name].codes.astype(np.int64)
            width = int(codes.max(initial=0)) + 1
            if size * width > WIDEST:
                _, found = np.unique(found, return_inverse=True)
                size = self.size
            found, size = found * width + codes, size * width
        return found

    def in_key_order(self) -> Numbers:
        """Return the indices of the rows in the order of their keys, texts by their bytes."""
        return np.lexsort([self.columns[name].ranks() for name in reversed(self.record.key)])


def _shared(record: Record, field: Field, vocabularies: Vocabularies) -> Vocabulary | None:
    """Return the vocabulary of a field that is the key of a kind of record, or refers to one."""
    own = record.name if record.key == (field.name,) and record.name in REFERRED else None
    name = field.refers or own
    return vocabularies.setdefault(name, Vocabulary()) if name else None


def _batches(rows: Numbers) -> Iterator[Numbers]:
    return (rows[first : first + BATCH] for first in range(0, len(rows), BATCH))
