"""The records that cite a source."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, NamedTuple, overload

import numpy as np

from data.domain.arrays import Numbers
from data.snapshot.columns import BackReferences, SliceView, SnapshotView
from data.snapshot.entities import Entity, Source
from data.snapshot.linking.linker import OWN
from data.snapshot.slice import Ordered
from data.snapshot.times.collector import citations

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

    def __init__(self, slice: SliceView, rows: Sequence[int]) -> None:
        self.slice, self.rows = slice, rows
        self.position = {name: number for number, name in enumerate(slice.tables)}

    def by(self, order: Hashable) -> Sequence[CitingRecord]:
        """The records themselves: they have one order only."""
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
    snapshot = source.slice.snapshot
    index: BackReferences = snapshot.memoize("citations", lambda: citation_index(snapshot))
    return CitingRecords(snapshot.all_time, index.of(source.row - snapshot.tables["sources"].first))


def citation_index(snapshot: SnapshotView) -> BackReferences:
    """An index of the rows of all tables that cite each source."""
    sources = snapshot.tables["sources"]
    pairs = [pair for name in snapshot.tables if name != "sources" for pair in citing_pairs(snapshot, name)]
    cited, rows = (np.concatenate(columns) for columns in zip(*pairs, strict=True))
    return BackReferences(sources.size, cited - sources.first, rows)


def citing_pairs(snapshot: SnapshotView, name: str) -> list[tuple[Numbers, Numbers]]:
    """The rows of sources, and the rows of a table that cite them, in the column `sources` or by CITING_LINKS."""
    table, found = snapshot.tables[name], []
    if "sources" in table.columns:
        rows, cited = citations(table, lambda source: source.row, OWN)
        found.append((cited, rows + table.first))
    for link in CITING_LINKS:
        if link in table.references:
            cited = np.asarray(table.references[link][1], np.int64)
            given = np.flatnonzero(cited >= 0)
            found.append((cited[given], given + table.first))
    return found
