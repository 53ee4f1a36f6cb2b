"""Chains of references from items to rows of other tables, as columns: which row an item leads to, and how surely."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from data.domain.arrays import Numbers, highest_levels
from data.domain.enums import Certainty, Choice
from data.snapshot.co_memberships import certainty_levels_of
from data.snapshot.columns import CERTAINTY_LEVELS, NONE, SliceView, Table

CERTAIN = CERTAINTY_LEVELS.index(Certainty.CERTAIN)
POSSIBLE = CERTAINTY_LEVELS.index(Certainty.POSSIBLE)


class Keyed(NamedTuple):
    """The keys of items: the index of the item, the code of a key, and the certainty level at which it has the key.

    All columns have shape (keys,). An item may have several keys, and the same key several times. Codes are not
    negative.
    """

    items: Numbers
    codes: Numbers
    levels: Numbers

    def where(self, mask: Numbers) -> Keyed:
        return Keyed(*(column[mask] for column in self))

    def coded(self, codes: Numbers) -> Keyed:
        """The same items with other codes, of which NONE drops a key."""
        return self._replace(codes=codes).where(codes != NONE)

    def plus(self, other: Keyed) -> Keyed:
        return Keyed(*map(np.concatenate, zip(self, other, strict=True)))

    def highest(self) -> Keyed:
        """Each key of an item once, with its highest level, by item and code."""
        if not len(self.items):
            return self
        bits = int(self.codes.max()).bit_length()
        pairs, levels = highest_levels(self.items.astype(np.int64) << bits | self.codes, self.levels)
        return Keyed(pairs >> bits, pairs & (1 << bits) - 1, levels.astype(np.uint8))


class Links(NamedTuple):
    """Items that lead to rows of a table, counted from 0, each with the lowest certainty level on its way.

    The columns have shape (links,).
    """

    slice: SliceView
    table: Table
    items: Numbers
    rows: Numbers
    levels: Numbers

    @property
    def keyed(self) -> Keyed:
        """The rows as codes."""
        return Keyed(self.items, self.rows, self.levels)

    def take(self, indices: Numbers) -> Links:
        """The links at some indices, or those of a mask."""
        return self._replace(items=self.items[indices], rows=self.rows[indices], levels=self.levels[indices])

    def where(self, mask: Numbers) -> Links:
        return self if mask.all() else self.take(mask)

    def plus(self, *others: Links) -> Links:
        """These links and others to the same table."""
        columns = zip(*((one.items, one.rows, one.levels) for one in (self, *others)), strict=True)
        items, rows, levels = map(np.concatenate, columns)
        return self._replace(items=items, rows=rows, levels=levels)

    @property
    def row_levels(self) -> Numbers:
        """The certainty levels of the rows. Those of a table without times are certain. Shape (links,)."""
        if self.table.times is None:
            return np.full(len(self.rows), CERTAIN, np.uint8)
        return certainty_levels_of(self.slice, self.table, self.rows)

    def present(self) -> Links:
        """The links to present rows, as sure as these are. Of all time every row is present and certain."""
        if self.slice.day is None:
            return self
        found = self.row_levels
        return self._replace(levels=np.minimum(self.levels, found)).where(found > 0)

    def as_sure(self) -> Links:
        """The same links, as sure as their rows are. A row that is not present leaves them possible."""
        return self._replace(levels=np.minimum(self.levels, np.maximum(self.row_levels, POSSIBLE)))

    def referring(self, records: str) -> Links:
        """The rows of a table that refer to these, present or not."""
        table = self.slice.tables[records]
        rows, counts = self.table.backs[records].of_rows(self.rows)
        items, levels = np.repeat(self.items, counts), np.repeat(self.levels, counts)
        return Links(self.slice, table, items, rows - table.first, levels)

    def back(self, records: str) -> Links:
        """The present rows of a table that refer to these."""
        return self.referring(records).present()

    def to(self, name: str) -> Links:
        """The rows to which these refer. Links to rows without the reference end."""
        target, rows = self.table.references[name]
        found = np.asarray(rows)[self.rows] - target.first
        return self._replace(table=target, rows=found).where(found >= 0)

    def with_parts(self) -> Links:
        """These partnerships and their parts, present or not."""
        return self.plus(self.referring("partnerships"))

    def wholes(self) -> Links:
        """The partnerships that these are part of, or these themselves."""
        _, rows = self.table.references["part_of"]
        whole = np.asarray(rows)[self.rows] - self.table.first
        return self._replace(rows=np.where(whole < 0, self.rows, whole))

    def values(self, name: str, choices: type[Choice]) -> Keyed:
        """The values of a column as indices into an enumeration. Links to rows without a value end."""
        index: dict[Choice | None, int] = {choice: number for number, choice in enumerate(choices)}
        codes = self.table.columns[name].map(lambda value: index.get(value, NONE), np.int64)
        return self.keyed.coded(codes[self.rows])


def links_of(slice: SliceView, table: Table, rows: Numbers) -> Links:
    """Items that are rows of a table, counted from 0. Each leads to itself."""
    return Links(slice, table, np.arange(len(rows)), rows, np.full(len(rows), CERTAIN, np.uint8))
