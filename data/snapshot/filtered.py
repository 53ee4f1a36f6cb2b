"""Entities that meet conditions. Each page is found by bit vectors, without the rows of the other pages."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Sequence
from functools import cached_property, partial, reduce
from operator import and_, or_
from typing import Any, NamedTuple, TypeVar

import numpy as np

from data.domain.arrays import BitVector, Numbers, in_both, packed_bits
from data.snapshot.columns import SliceView, Table
from data.snapshot.entities.entity import Entity
from data.snapshot.filters.conditions import is_too_long
from data.snapshot.orders import in_order, ranks
from data.snapshot.selection import NO_ROWS, union
from data.snapshot.slice import Entities, EntityRows, rank_bits

AT_ONCE = 4_000  # rows of a table, up to which finding all rows is quicker than finding those of a page
T = TypeVar("T", bound=Entity)
Bits = Callable[[Hashable], Numbers]  # the ranks in an order, as a bit vector


class Condition(NamedTuple):
    """A filter condition: its name with further cache keys, the wanted values, and the function that finds the rows.

    A row meets the condition when it matches one wanted value. `find` takes several values. The rows of each value are
    cached separately.
    """

    name: tuple[Hashable, ...]
    wanted: frozenset[Any]
    find: Callable[[SliceView, Collection[Any]], Any]


class Filtered(Entities[T]):
    """Entities of a table in an order, found by a bit vector of their ranks. `find` returns it for any order."""

    def __init__(
        self, slice: SliceView, table: Table, selection: Hashable, find: Bits, order: Hashable = "key"
    ) -> None:
        self.slice, self.table, self.selection, self.find, self.order = slice, table, selection, find, order

    @cached_property
    def ranks(self) -> BitVector:
        return BitVector(self.bits(self.order))

    @cached_property
    def rows(self) -> Numbers:
        return in_order(self.slice, self.table, self.order)[self.ranks.numbers]

    def _rows(self, begin: int, end: int) -> Numbers:
        """The rows from position `begin` to before position `end`."""
        return in_order(self.slice, self.table, self.order)[self.ranks.select(begin, end)]

    def __len__(self) -> int:
        return self.ranks.size

    def __getitem__(self, index: Any) -> Any:
        positions = range(len(self))[index]
        if isinstance(positions, int):
            return self.slice.entity(self.table.name, int(self._rows(positions, positions + 1)[0]))
        rows = self._rows(positions.start, positions.stop) if positions.step == 1 else self.rows[index]
        return EntityRows[T](self.slice, self.table, rows)

    def by(self, order: Hashable) -> Entities[T]:
        slice, table = self.slice, self.table
        if isinstance(order, tuple):  # one of a point, of which nothing else is asked
            return Entities(slice, table, self.rows, self.selection).by(order)
        found = Filtered[T](slice, table, self.selection, self.find, order)
        return found if table.size > AT_ONCE else Entities(slice, table, found.rows, order=order)

    def before(self, entity: Entity, *, right: bool) -> int:
        rank = ranks(self.slice, self.table, self.order)[entity.row - self.table.first]
        return self.ranks.rank(int(rank) + right)

    def bits(self, order: Hashable) -> Numbers:
        return self.find(order)


def intersection(one: Entities[T], other: Entities[T]) -> Entities[T]:
    """The entities that are among both."""
    if one.selection is None or other.selection is None:
        rows = in_both(*sorted(map(np.asarray, (one.rows, other.rows)), key=len))
        return Entities(one.slice, one.table, rows)
    selection = ("intersection", one.selection, other.selection)
    return Filtered(one.slice, one.table, selection, lambda order: one.bits(order) & other.bits(order))


def difference(one: Entities[T], other: Entities[T]) -> Entities[T]:
    """The entities that are not among others of the table."""
    if one.selection is None or other.selection is None:
        return Entities(one.slice, one.table, np.setdiff1d(one.rows, other.rows, assume_unique=True))
    selection = ("difference", one.selection, other.selection)
    return Filtered(one.slice, one.table, selection, lambda order: one.bits(order) & ~other.bits(order))


def where(found: Entities[T], conditions: Sequence[Condition]) -> Entities[T]:
    """The entities that meet all conditions.

    The rows of each wanted value are cached, unless a condition is longer than LONGEST_CACHED.
    """
    if not conditions:
        return found
    slice, table = found.slice, found.table
    cached = slice.snapshot.selections.maxsize > 0 and not any(is_too_long(one.wanted) for one in conditions)
    if found.selection is None or not cached:
        rows = rows_of_values if cached else rows_at_once
        smallest_first = sorted([np.asarray(found.rows), *(rows(slice, table, one) for one in conditions)], key=len)
        return Entities(slice, table, reduce(in_both, smallest_first))

    def bits(order: Hashable) -> Numbers:
        return reduce(and_, [bits_of_values(slice, table, one, order) for one in conditions], found.bits(order))

    selection = (found.selection, frozenset([condition[:2] for condition in conditions]))
    return Filtered(slice, table, selection, bits)


def rows_at_once(slice: SliceView, _table: Table, condition: Condition) -> Any:
    """The rows that meet a condition, found for all wanted values together."""
    return condition.find(slice, condition.wanted)


def rows_of_values(slice: SliceView, table: Table, condition: Condition) -> Any:
    """The rows that meet a condition. Those of each wanted value are cached."""
    return union([rows_of_value(slice, table, condition, one) for one in condition.wanted])


def rows_of_value(slice: SliceView, table: Table, condition: Condition, one: Any) -> Any:
    key = (slice.day, table.name, *condition.name, one)
    return slice.snapshot.selections.get_or_create(key, partial(condition.find, slice, (one,)))


def bits_of_values(slice: SliceView, table: Table, condition: Condition, order: Hashable) -> Numbers:
    """The ranks in an order of the rows that meet a condition. Those of each wanted value are cached."""
    several = [
        rank_bits(slice, table, (condition.name, one), order, partial(rows_of_value, slice, table, condition, one))
        for one in condition.wanted
    ]
    return reduce(or_, several) if several else packed_bits(NO_ROWS, table.size)
