"""Series of partnerships: how many of a selection exist on each of several days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np

from data.counting.links import CERTAIN
from data.domain.arrays import Numbers
from data.snapshot.co_memberships import certainty_levels_of
from data.snapshot.columns import SliceView, Table
from data.snapshot.slice import Entities
from data.snapshot.snapshot import uncached

LEAST = 100  # cache weight of a series without points, in rows
WIDTH = 8  # of a point, in rows
P = TypeVar("P")


class PartnershipCount(NamedTuple):
    """The number of partnerships that certainly exist on a day, and of those that only possibly do."""

    day: date
    certain: int
    possible: int


class Series(Generic[P]):
    """The points of a series, as a result to be cached."""

    def __init__(self, points: list[P]) -> None:
        self.points = points

    @property
    def weight(self) -> int:
        return LEAST + WIDTH * len(self.points)


def partnership_series(
    items: Entities[Any], select: Callable[[SliceView], Entities[Any]], days: Sequence[date]
) -> list[PartnershipCount]:
    """The number of partnerships that `select` selects on each day. Cached when the selection of `items` is.

    `items` are what it selected on any day. The slices of the days are not cached.
    """

    def compute() -> Series[PartnershipCount]:
        snapshot = uncached(items.slice.snapshot)
        return Series([counted(select(snapshot.slice(day)), day) for day in days])

    if items.selection is None:
        return compute().points
    key = ("series", items.table.name, items.selection, tuple(days))
    series: Series[PartnershipCount] = items.slice.snapshot.results.get_or_create(key, compute)
    return series.points


def counted(found: Entities[Any], day: date) -> PartnershipCount:
    """The number of entities of a slice of a day, by certainty."""
    return count_of(found.slice, found.table, np.asarray(found.rows, np.int64) - found.table.first, day)


def count_of(slice: SliceView, table: Table, rows: Numbers, day: date) -> PartnershipCount:
    """The number of rows, which count from 0, by their certainty in a slice of a day."""
    certain = int((certainty_levels_of(slice, table, rows) == CERTAIN).sum())
    return PartnershipCount(day, certain, len(rows) - certain)
