"""All rows of a catalogue, by kind of record."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from data.catalogue.rows.row import Row
from data.catalogue.rows.table import RowTable, Vocabularies
from data.domain.arrays import Numbers
from data.store.models import RECORDS
from data.store.models.layout import KEYS, LAYER, Link

LAYERS = "layers"  # the file that names the layer of a directory, and the folder of the layers of an export
Key = tuple[Any, ...]
NUMBER_BITS = 31  # of a number that is the second part of a key


def _tables() -> dict[str, RowTable]:
    vocabularies: Vocabularies = {}
    return {record.name: RowTable(record, vocabularies) for record in RECORDS}


@dataclass(slots=True)
class Catalogue:
    """All rows, by kind of record.

    `invalid_keys` holds the keys of rows with a wrong cell, `unreadable` the kinds of record whose file could not be read.
    """

    rows: dict[str, RowTable] = field(default_factory=_tables)
    invalid_keys: dict[str, set[Key]] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)

    def forget_cells(self) -> None:
        """Release the memory that only reading needs."""
        for rows in self.rows.values():
            for column in rows.columns.values():
                column.vocabulary.forget_cells()

    def complete(self, *names: str) -> bool:
        """Return whether all rows of these kinds were read, so that a row missing there is a problem in itself."""
        return not any(name in self.unreadable or name in self.invalid_keys for name in names)

    def __iter__(self) -> Iterator[Row]:
        return (row for rows in self.rows.values() for row in rows)

    def __len__(self) -> int:
        return sum(len(rows) for rows in self.rows.values())

    @property
    def precedence(self) -> dict[str, int]:
        """The number of each layer by its slug."""
        return {row.values["slug"]: row.values["precedence"] for row in self.rows[LAYERS]}

    def by_key(self, name: str) -> dict[Key, Row]:
        """Return all rows of a kind of record by key. For kinds of few rows; of many see `found` and `pairs`."""
        return {row.key: row for row in self.rows[name]}

    def found(self, name: str, slugs: Container[Any]) -> dict[Key, Row]:
        """Return some rows of a kind of record, by key."""
        table = self.rows[name]
        return {row.key: row for row in table.chosen(table.holds(table.record.key[0], slugs))}

    def referred(self, name: str, link: Link) -> Numbers:
        """Return the index of the row that each row of a kind refers to, -1 where there is none. Shape (rows,)."""
        own, target = self.rows[name], self.rows[link.refers]
        one, other = numbers_of(own, link.names), numbers_of(target, KEYS.get(link.refers, ("slug",)))
        order = np.argsort(other, kind="stable")
        found = np.append(order, -1)[np.searchsorted(other[order], one)]
        return np.where((one >= 0) & (np.append(other, -1)[found] == one), found, -1)

    def pairs(self, name: str, field: str, mask: Numbers) -> Iterator[tuple[Row, Row]]:
        """Yield some rows of a kind, those that a field refers from to a row, each with that row."""
        table = self.rows[name]
        link = next(link for link in table.record.links if link.names == (field,))
        to = self.referred(name, link)
        rows = np.flatnonzero(mask & (to >= 0))
        return zip(table.rows(rows), self.rows[link.refers].rows(to[rows]), strict=True)

    def digest(self) -> str:
        """Return the catalogue version: 16 hex digits of a SHA-256 of all rows, independent of order and quoting."""
        total = hashlib.sha256()
        for record in RECORDS:
            total.update(f"\x1d{record.name}\x1d".encode())
            for line in sorted(_lines(self.rows[record.name])):
                total.update(line + b"\x1e")
        return total.hexdigest()[:16]


def _lines(table: RowTable) -> Iterator[bytes]:
    """Yield each row as the bytes of its layer and its cells. Their order is that of the lists of cells."""
    names = [LAYER.names[0] if table.record.layered else "slug", *table.record.headers]
    for values in table.cells():
        yield from (line.encode() for line in map("\x1f".join, zip(*(values[name] for name in names), strict=True)))


def numbers_of(table: RowTable, names: tuple[str, ...]) -> Numbers:
    """Return one number for the key in these fields of each row: that of equal keys in all tables, -1 without a key."""
    lead, *numbers = (table.columns[name] for name in names)
    found: Numbers = np.where(lead.given, lead.codes.astype(np.int64), -1)
    for column in numbers:
        number = column.each(lambda value: -1 if value is None else value, np.int64)
        found = np.where((found >= 0) & (number >= 0), found << NUMBER_BITS | number, -1)
    return found
