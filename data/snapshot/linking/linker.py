"""Builds column tables from the rows of the store and links their references."""

from __future__ import annotations

import gc
import logging
import time
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import islice
from typing import Any

import numpy as np

from data.domain.arrays import Numbers
from data.domain.dates import PartialDate, parse
from data.snapshot.columns import NONE, BackReferences, Column, ColumnBuilder, Rows, Table, are_same, combined, packed
from data.snapshot.entities import ENTITY_CLASSES, EventEntity
from data.snapshot.entities.entity import has_many, slots
from data.snapshot.goal_links import rules_of_themes
from data.snapshot.times.compute import set_times
from data.store.models import RECORDS, Field, Record
from data.store.models.layout import LAYER, LIST_MARK, PLANNED, Kind, Link

Row = Sequence[Any]
Date = PartialDate | None
Cells = dict[str, tuple[Any, ...]]
log = logging.getLogger(__name__)
BATCH = 10_000
LONG = 100_000  # rows; the reading of tables of at least this size is logged
WIDE = 1 << 20  # exceeds every number that is part of a key
OWN = "own_sources"  # the column of the sources that a row itself cites
UNSLOTTED = (PLANNED, "authorities_since")  # fields that the times are computed from, without a slot in an entity
# SQLite stores flags as numbers and days as texts.
STORED: dict[Kind, Callable[[Any], Any]] = {
    Kind.FLAG: lambda flag: None if flag is None else bool(flag),
    Kind.DAY: lambda day: date.fromisoformat(day) if isinstance(day, str) else day,
}
REFERRED = {link.refers for record in RECORDS for link in record.stored_links}


def columns(record: Record) -> list[str]:
    """The columns of a table that entities are built from, in order. The bounds of dates are parsed from their text."""
    return [*record.headers, *(LAYER.names if record.layered else ())]


def link(read: Callable[[Record], Iterable[Row]]) -> dict[str, Table]:
    """Builds all tables. `read` returns the rows of a record in key order, each with the values of `columns`.

    Raises KeyError for a reference to a missing row.
    """
    tables = link_times(read)
    with no_collection():
        for table in tables.values():
            for many in (one for one in table.cls.cached_attributes.values() if isinstance(one, has_many)):
                table.backs[many.index] = back_references(table, tables[many.records], many)
        tables["themes"].backs["theme_goals"] = rules_of_themes(tables["themes"], tables["theme_goals"])
    return tables


def link_times(read: Callable[[Record], Iterable[Row]]) -> dict[str, Table]:
    """Builds all tables with their times, and without an index of the rows that refer to a row.

    Tables are built in the order of RECORDS, so each reference points to an earlier table or to the same one.
    Raises KeyError for a reference to a missing row.
    """
    linker = Linker()
    with no_collection():
        for record in RECORDS:
            began = time.perf_counter()
            table = linker.add(record, read(record))
            if table.size >= LONG:
                log.info("read %d %s in %.1f s", table.size, record.name, time.perf_counter() - began)
        linker.rows.clear()
        add_further_sources(linker.tables)
        for table in linker.tables.values():
            date_events(table, linker.tables["sources"])
        set_times(linker.tables)
    return linker.tables


@contextmanager
def no_collection() -> Iterator[None]:
    """Disables garbage collection. It would cost more than reading millions of values, none of which is freed."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


class Linker:
    """The state of the linking: the tables built so far, and the row of each key that others refer to."""

    def __init__(self) -> None:
        self.tables: dict[str, Table] = {}
        self.rows: dict[str, dict[Any, int]] = {name: {None: NONE} for name in REFERRED}
        self.next = 0

    def add(self, record: Record, rows: Iterable[Row]) -> Table:
        """Builds a table from its rows, batch by batch."""
        table = Table(record.name, ENTITY_CLASSES[record.name], record.key, self.next)
        links = {link.names[-1]: References(self, record, link) for link in record.stored_links}
        names = [*slots(table.cls), *UNSLOTTED]
        wanted = [record.field[name] for name in names if name in record.field and name not in links]
        values = {field: ColumnBuilder(self.decoder(field)) for field in wanted}
        for cells in batches(columns(record), rows):
            size = len(cells[record.key[0]])
            if len(record.key) == 1 and record.name in self.rows:
                self.rows[record.name].update(
                    zip(cells[record.key[0]], range(self.next, self.next + size), strict=True)
                )
            for field, builder in values.items():
                builder.extend(
                    list(zip(*(cells[name] for name in field.headers), strict=True))
                    if field.partial
                    else cells[field.name]
                )
            for references in links.values():
                references.extend(cells)
            table.size, self.next = table.size + size, self.next + size
        table.columns = {field.name: builder.finish() for field, builder in values.items()}
        table.references = {name: references.finish(table) for name, references in links.items()}
        self.tables[record.name] = table
        return table

    def decoder(self, field: Field) -> Callable[[Any], Any] | None:
        """The function that converts a cell of the store to a value, or None. Sources become a tuple of their rows."""
        if field.name == "sources":
            return lambda cell: tuple(self.rows["sources"][slug] for slug in cell.split(LIST_MARK))
        if field.partial:
            return lambda cells: None if cells[0] is None else PartialDate(cells[0], *parse(cells[0]), cells[1])
        if field.choices is not None:
            return {choice.value: choice for choice in field.choices}.get
        return STORED.get(field.kind)


def add_further_sources(tables: dict[str, Table]) -> None:
    """Adds to the sources of partnerships those that other layers cite for them, and to those of their memberships.

    A source that names the two parties of a partnership of two memberships says of both that they take part. The column
    OWN keeps the sources that the rows themselves cite.
    """
    further, members = tables["further_sources"], tables["memberships"]
    if not further.size:
        return
    _, cited = further.references["source"]
    added: dict[int, tuple[int, ...]] = {}
    for partnership, source in zip(further.referred("partnership").tolist(), cited, strict=True):
        added[partnership] = (*added.get(partnership, ()), source)
    add_sources(tables["partnerships"], added)
    of = members.referred("partnership")
    of_two = (np.bincount(of, minlength=tables["partnerships"].size) == 2)[of]
    add_sources(members, {row: added[of[row]] for row in np.flatnonzero(of_two).tolist() if of[row] in added})


def add_sources(table: Table, added: Mapping[int, tuple[int, ...]]) -> None:
    """Adds sources to rows, which are counted from 0. The column OWN keeps the sources before."""
    column = table.columns[OWN] = table.columns["sources"]
    builder = ColumnBuilder()
    builder.extend([(*column.at(row), *added.get(row, ())) for row in range(table.size)])
    table.columns["sources"] = builder.finish()


def batches(names: Sequence[str], rows: Iterable[Row]) -> Iterator[Cells]:
    """Yields the cells of up to BATCH rows, by column."""
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield dict(zip(names, zip(*batch, strict=True), strict=True))


class References:
    """Builds a reference column: the row that each row refers to.

    A reference within the same table may point to a later row. A key of two parts is a row and a number within it.
    """

    def __init__(self, linker: Linker, record: Record, link: Link) -> None:
        self.linker, self.link = linker, link
        self.within = record.field[link.names[0]].refers if len(link.names) > 1 else None
        self.own = link.refers == record.name
        self.cells: list[Any] = []
        self.rows = array("q")

    def extend(self, cells: Cells) -> None:
        first, *rest = (cells[name] for name in self.link.names)
        if self.own:
            self.cells += first
        elif self.within:
            rows = self.linker.rows[self.within]
            self.rows.extend(rows[key] * WIDE + number for key, number in zip(first, *rest, strict=True))
        else:
            rows = self.linker.rows[self.link.refers]
            self.rows.extend(
                array("q", [rows[first[0]]]) * len(first) if are_same(first) else map(rows.__getitem__, first)
            )

    def finish(self, table: Table) -> tuple[Table, Rows]:
        """The table referred to and the row for each row of `table`. Raises KeyError for a missing row."""
        target = table if self.own else self.linker.tables[self.link.refers]
        self.rows.extend(map(self.linker.rows[self.link.refers].__getitem__, self.cells))
        rows = find_rows(target, np.asarray(self.rows)) if self.within else self.rows
        return target, packed(rows, WIDE << 11)


def find_rows(target: Table, wanted: Numbers) -> Numbers:
    """The rows of keys of two parts, encoded as row * WIDE + number. Raises KeyError for a missing key."""
    within, number = target.key
    _, lead = target.references[within]
    column = target.columns[number]
    keys = np.asarray(lead, np.int64) * WIDE + np.asarray(column.values, np.int64)[column.coded]
    places = np.searchsorted(keys, wanted)
    if not np.array_equal(np.append(keys, NONE)[places], wanted):
        raise KeyError(f"a reference to `{target.name}` points to a missing row")
    return places + target.first


def date_events(table: Table, sources: Table) -> None:
    """Sets `times` of a table of events: when each happened."""
    if issubclass(table.cls, EventEntity):
        dates = [event_dates(table, name, sources) for name in table.cls.dates]
        table.times = table.columns["when"] = combined(dates, first)


def event_dates(table: Table, name: str, sources: Table) -> Column:
    """The dates of events by a field, by the row that a link refers to, or by the publication of their sources."""
    if name in table.references:
        target, _ = table.references[name]
        return target.dated.take(table.referred(name))
    column = table.columns[name]
    if name in table.cls.by_end_of:  # what happened by the end of a time may have happened before it
        return column._replace(values=[until(date) for date in column.values])
    if name == "sources":
        published = sources.columns["published"]
        dates = [first(*(published.at(row - sources.first) for row in cited)) for cited in column.values]
        return column._replace(values=dates)
    return column


def until(date: Date) -> Date:
    """The time up to the last possible day of a date."""
    if date is None or date.latest is None:
        return None
    return PartialDate(f"[..{date.latest}]", None, date.latest)


def first(*dates: Date) -> Date:
    return next((date for date in dates if date is not None), None)


def back_references(table: Table, by: Table, many: has_many[Any]) -> BackReferences:
    """Indexes the rows of table `by` that refer to `table`: through one of their links or any, and through its parts."""
    names = [name for name, (target, _) in by.references.items() if target is table and many.link in (None, name)]
    links = [by.referred(name) for name in names]
    if many.whole:
        wholes = np.append(table.referred(many.whole), NONE)
        links += [wholes[rows] for rows in links]
    to, rows = np.concatenate(links), np.tile(np.asarray(by.rows), len(links))
    return BackReferences(table.size, to[to >= 0], rows[to >= 0])
