"""The records that cite a source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, overload

import numpy as np

from data.snapshot.columns import Numbers, SliceView, Table
from data.snapshot.entities import Entity, Source
from data.snapshot.slice import Ordered

CITING_LINKS = ("source", "outcome_source", "population_source")  # references to sources beside the column `sources`
DIGITS = 9  # of an integer in a key


class CitingRecord(NamedTuple):
    """A record that cites a source: its table, its key, its entity, and its sort key among all records."""

    record: str
    key: str
    entity: Entity
    order: tuple[int, str]


class CitingRecords(Ordered[CitingRecord]):
    """The records of some rows, by table and key, each created on access. `rows` is ascending."""

    def __init__(self, slice: SliceView, rows: Numbers) -> None:
        self.slice, self.rows = slice, rows
        self.position = {name: number for number, name in enumerate(slice.tables)}

    def by(self, order: str) -> Sequence[CitingRecord]:
        return self

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, index: int) -> CitingRecord: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[CitingRecord]: ...
    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return [*CitingRecords(self.slice, self.rows[index])]
        row = int(self.rows[index])
        table = self.slice.snapshot.table_of(row)
        parts = table.key_of(row - table.first)
        padded = " ".join(f"{part:0{DIGITS}}" if isinstance(part, int) else part for part in parts)
        order = (self.position[table.name], padded)
        return CitingRecord(table.name, " ".join(map(str, parts)), self.slice.entity_at(row), order)


def citing_records(source: Source) -> CitingRecords:
    """The records of all tables that cite a source, in the slice of all time."""
    slice = source.slice.snapshot.all_time
    found = [citing_rows(table, source) for table in slice.tables.values() if table.cls is not Source]
    return CitingRecords(slice, np.concatenate(found))


def citing_rows(table: Table, source: Source) -> Numbers:
    """The rows of a table that cite a source in the column `sources` or by one of CITING_LINKS."""
    cites = np.zeros(table.size, bool)
    if "sources" in table.columns:
        cites |= table.columns["sources"].map(lambda cited: source in cited, bool)
    for link in CITING_LINKS:
        if link in table.references:
            cites |= np.asarray(table.references[link][1]) == source.row
    return np.flatnonzero(cites) + table.first
