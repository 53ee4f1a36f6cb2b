"""A slice: the snapshot as of a day. Its entities refer only to entities of the same slice."""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar, overload

import numpy as np

from data.domain.arrays import Numbers, by_rank, packed_bits
from data.domain.dates import by
from data.domain.enums import Certainty
from data.snapshot.columns import CERTAINTY_LEVELS, Rows, SliceView, SnapshotView, Table
from data.snapshot.entities import Country, Goal, Municipality, Partnership, Target
from data.snapshot.entities.entity import Entity
from data.snapshot.entities.interval import IntervalEntity
from data.snapshot.fragments import slice_number
from data.snapshot.orders import ranks
from data.snapshot.selection import are_whole, present, rows_of
from data.snapshot.times.intervals import levels_on
from data.snapshot.times.names_of_day import names_of_day

S = TypeVar("S")
T = TypeVar("T", bound=Entity)
V = TypeVar("V")
PYTHON_SORTED = 32  # rows; up to this size Python sorts faster than numpy


class Slice:
    """The catalogue as of `day`; the catalogue of all time when `day` is None.

    Entities are materialised on first access and cached in `materialised` by row. Sources do not depend on the day:
    they are the same objects in every slice. `number` identifies the slice in the cache of JSON fragments.
    """

    __slots__ = ("_levels", "day", "materialised", "names_of_day", "number", "snapshot", "tables")

    def __init__(self, snapshot: SnapshotView, day: date | None = None) -> None:
        self.snapshot = snapshot
        self.tables = snapshot.tables
        self.day = day
        self.materialised: dict[int, Entity] = {}
        self.number = slice_number()
        self.names_of_day = names_of_day(snapshot.tables, day)
        self._levels: dict[str, bytes] = {}

    @property
    def all_time(self) -> SliceView:
        """The slice of all time of the same snapshot."""
        all_time: SliceView = self.snapshot.all_time
        return all_time

    def entity(self, records: str, row: int) -> Any:
        """The entity of a row of a table, present on the day or not."""
        return self.materialised.get(row) or self.tables[records].create(self, row)

    def entity_at(self, row: int) -> Any:
        """The entity of a row of any table."""
        return self.materialised.get(row) or self.snapshot.table_of(row).create(self, int(row))

    def of(self, entity: V) -> V:
        """The same entity in this slice. The argument may come from any slice of the snapshot."""
        return self.entity(type(entity).records, entity.row)  # type: ignore[attr-defined, no-any-return]

    def each(self, entities: Iterable[V]) -> tuple[V, ...]:
        """The entities that are, or may be, present on the day, in this slice."""
        return tuple(self.of(one) for one in entities if self._holds(one))

    def _holds(self, entity: Any) -> bool:
        return self.day is None or bool(self.present(self.tables[type(entity).records], (entity.row,)))

    def certainty_levels(self, table: Table) -> bytes:
        """The certainty on the day for each code of the table's times, as an index into CERTAINTY_LEVELS."""
        levels = self._levels.get(table.name)
        if levels is None:
            levels = self._levels[table.name] = self._computed_levels(table)
        return levels

    def _computed_levels(self, table: Table) -> bytes:
        if self.day is None:
            return bytes([CERTAINTY_LEVELS.index(Certainty.CERTAIN)]) * len(table.dated.values)
        if not issubclass(table.cls, IntervalEntity):
            return bytes(CERTAINTY_LEVELS.index(by(time, self.day)) for time in table.dated.values)
        return levels_on(table, self.day)

    def present(self, table: Table, rows: Rows) -> Rows:
        """The rows of the table that are, or may be, present on the day."""
        if self.day is None or table.times is None:
            return rows
        codes, levels, first = table.times.codes or (), self.certainty_levels(table), table.first
        return [row for row in rows if levels[codes[row - first]]]

    def referring(self, entity: Entity, records: str, index: str) -> tuple[Any, ...]:
        """The present entities of a table that refer to an entity by an index of back references, in key order."""
        rows = self.rows_referring(type(entity).records, entity.row, records, index)
        if not rows:
            return ()
        materialised, create = self.materialised, self.tables[records].create
        return tuple([materialised.get(row) or create(self, row) for row in rows])

    def rows_referring(self, records: str, row: int, by: str, index: str) -> Rows:
        """The present rows of table `by` that refer to a row of table `records` by an index of back references."""
        own = self.tables[records]
        rows = own.backs[index].of(row - own.first)
        return self.present(self.tables[by], rows) if rows and self.day is not None else rows

    def value(self, entity: Entity, name: str) -> Any:
        """The entity that the reference of this name points to, or None; without such a reference, the value of a column.

        Raises AttributeError when the table of the entity has neither.
        """
        own = self.tables[type(entity).records]
        at = entity.row - own.first
        if name in own.references:
            target, rows = own.references[name]
            row = rows[at]
            return None if row < 0 else self.materialised.get(row) or target.create(self, row)
        if name in own.columns:
            return own.columns[name].at(at)
        raise AttributeError(f"{type(entity).__name__!r} object has no attribute {name!r}")

    @property
    def municipalities(self) -> Entities[Municipality]:
        return self.all("municipalities")

    @property
    def partnerships(self) -> Entities[Partnership]:
        """All present partnerships, each cooperation once: without those that are part of another one."""
        table, selections = self.tables["partnerships"], self.snapshot.selections
        rows = selections.get_or_create((self.day, "wholes"), lambda: rows_of(table, are_whole(self, table)))
        return Entities(self, table, rows, ("wholes",))

    @property
    def countries(self) -> Entities[Country]:
        return self.all("countries")

    @property
    def goals(self) -> Entities[Goal]:
        return self.all("goals")

    def country(self, code: str) -> Country | None:
        return self.get("countries", code)  # type: ignore[return-value]

    def goal(self, number: int) -> Goal | None:
        return self.get("goals", str(number))  # type: ignore[return-value]

    def target(self, code: str) -> Target | None:
        return self.get("targets", code)  # type: ignore[return-value]

    def get(self, records: str, key: str) -> Entity | None:
        """The entity of a table by its key. None when it does not exist or is not present."""
        table = self.tables[records]
        row = table.find(key)
        return None if row is None or not self.present(table, (row,)) else self.entity(records, row)

    def all(self, records: str) -> Entities[Any]:
        """All present entities of a table, in the order of their keys."""
        table = self.tables[records]
        if self.day is None or table.times is None:
            return Entities(self, table, table.rows, ())
        rows = self.snapshot.selections.get_or_create((self.day, records), lambda: rows_of(table, present(self, table)))
        return Entities(self, table, rows, ())


class EntityRows(Sequence[T]):
    """Entities of some rows of a table, each materialised on access."""

    def __init__(self, slice: SliceView, table: Table, rows: Any) -> None:
        self.slice, self.table, self.rows = slice, table, rows

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...
    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return EntityRows[T](self.slice, self.table, self.rows[index])
        return self.slice.entity(self.table.name, int(self.rows[index]))

    def __iter__(self) -> Iterator[T]:
        slice, materialised, create = self.slice, self.slice.materialised, self.table.create
        return (materialised.get(row) or create(slice, row) for row in as_list(self.rows))

    @property
    def fragment_rows(self) -> Sequence[int]:
        """The rows, by which JSON fragments of the entities are found without them."""
        return as_list(self.rows)


class Ordered(Sequence[S], ABC):
    """A sequence with named orders, whose cached ranks save sorting it for each page."""

    @abstractmethod
    def by(self, order: Hashable) -> Sequence[S]:
        """The same items in the order of this name, ascending."""


class Entities(EntityRows[T], Ordered[T]):
    """Entities of a table in an order.

    `selection` identifies the filter that found `rows`. It is the cache key of their orders; None disables the cache.
    """

    def __init__(
        self, slice: SliceView, table: Table, rows: Any, selection: Hashable | None = None, order: Hashable = "key"
    ) -> None:
        super().__init__(slice, table, rows)
        self.selection, self.order = selection, order

    def by(self, order: Hashable) -> Entities[T]:
        if order == self.order:
            return self

        def ordered() -> Any:
            rank, first = ranks(self.slice, self.table, order), self.table.first
            if len(self.rows) <= PYTHON_SORTED:
                return sorted(as_list(self.rows), key=lambda row: rank[row - first])
            rows = np.asarray(self.rows)
            return by_rank(rows, rank[rows - first], self.table.size)

        key = (self.slice.day, self.table.name, self.selection, order)
        rows = ordered() if self.selection is None else self.slice.snapshot.selections.get_or_create(key, ordered)
        return Entities(self.slice, self.table, rows, order=order)

    def before(self, entity: Entity, *, right: bool) -> int:
        """The number of items before an entity of the table, which need not be an item; itself included if `right`."""
        rank, first = ranks(self.slice, self.table, self.order), self.table.first
        bisect = bisect_right if right else bisect_left
        return bisect(self.rows, rank[entity.row - first], key=lambda row: rank[row - first])

    def bits(self, order: Hashable) -> Numbers:
        """The ranks of the items in an order as a bit vector. Cached; only for items with a `selection`."""
        return rank_bits(self.slice, self.table, self.selection, order, lambda: self.rows)


def rank_bits(slice: SliceView, table: Table, selection: Hashable, order: Hashable, find: Callable[[], Any]) -> Numbers:
    """The ranks in an order of the rows that `find` returns, as a bit vector. Cached under the key of the selection."""

    def packed() -> Numbers:
        return packed_bits(ranks(slice, table, order)[np.asarray(find()) - table.first], table.size)

    key = (slice.day, "bits", table.name, selection, order)
    return slice.snapshot.selections.get_or_create(key, packed)


def as_list(rows: Any) -> Sequence[int]:
    """The rows as Python integers."""
    return rows.tolist() if isinstance(rows, np.ndarray) else rows  # type: ignore[no-any-return]


class Index(Mapping[str, Entity]):
    """A mapping from keys to entities of a table. Only for tables whose key is one field."""

    def __init__(self, slice: SliceView, table: Table) -> None:
        self.slice, self.table = slice, table

    def __getitem__(self, key: str) -> Entity:
        row = self.table.find(key)
        if row is None:
            raise KeyError(key)
        entity: Entity = self.slice.entity(self.table.name, row)
        return entity

    def __len__(self) -> int:
        return self.table.size

    def __iter__(self) -> Iterator[str]:
        return (entity.key for entity in Entities[Entity](self.slice, self.table, self.table.rows))
