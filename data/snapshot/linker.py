"""Rows of the store into tables of columns that refer to each other."""

from __future__ import annotations

import gc
import logging
import time
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import Any

import numpy as np

from data.domain.dates import ALWAYS, PartialDate, Span, parse, span
from data.snapshot.columns import NONE, BackReferences, Column, ColumnBuilder, Numbers, Table, combined, packed
from data.snapshot.entities import ENTITY_CLASSES, EventEntity, IntervalEntity
from data.snapshot.entities.entity import has_many, slots
from data.store.models import RECORDS, Field, Record
from data.store.models.layout import LIST_MARK, Link

Row = Sequence[Any]
Date = PartialDate | None
Cells = dict[str, tuple[Any, ...]]
log = logging.getLogger(__name__)
BATCH = 10_000
LONG = 100_000  # rows of a table whose reading is told
WIDE = 1 << 20  # more than any part of a key that is a number
REFERRED = {link.refers for record in RECORDS for link in record.links}


def columns(record: Record) -> list[str]:
    """The columns of a table that things are made of, in order; the bounds of a date are read from its text again."""
    return [name for field in record.fields for name in field.headers]


def link(read: Callable[[Record], Iterable[Row]]) -> dict[str, Table]:
    """The tables, of the rows that `read` gives in the order of their keys: the values of `columns`.

    They come in the order of RECORDS, so what a row refers to is there, or in the same table.
    """
    linker = Linker()
    with no_collection():
        for record in RECORDS:
            began = time.perf_counter()
            table = linker.add(record, read(record))
            if table.size >= LONG:
                log.info("read %d %s in %.1f s", table.size, record.name, time.perf_counter() - began)
        for table in linker.tables.values():
            date_rows(table, linker.tables["sources"])
            for records in {
                attribute.records for attribute in vars(table.cls).values() if isinstance(attribute, has_many)
            }:
                table.backs[records] = back_references(table, linker.tables[records])
    return linker.tables


@contextmanager
def no_collection() -> Iterator[None]:
    """While millions of values are read and none is dropped, looking for garbage costs more than reading them."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


class Linker:
    """What must be remembered while tables are read: which row has which key."""

    def __init__(self) -> None:
        self.tables: dict[str, Table] = {}
        self.rows: dict[str, dict[Any, int]] = {name: {None: NONE} for name in REFERRED}
        self.next = 0

    def add(self, record: Record, rows: Iterable[Row]) -> Table:
        """Read the rows of a table, batch by batch."""
        table = Table(record.name, ENTITY_CLASSES[record.name], record.key, self.next)
        links = {link.names[-1]: References(self, record, link) for link in record.links}
        wanted = [record.field[name] for name in slots(table.cls) if name in record.field and name not in links]
        values = {field: ColumnBuilder(self.decoder(field)) for field in wanted}
        for cells in batches(columns(record), rows):
            size = len(cells[record.key[0]])
            if len(record.key) == 1 and record.name in self.rows:
                self.rows[record.name].update(
                    zip(cells[record.key[0]], range(self.next, self.next + size), strict=True)
                )
            for field, builder in values.items():
                builder.extend(
                    zip(*(cells[name] for name in field.headers), strict=True) if field.partial else cells[field.name]
                )
            for references in links.values():
                references.extend(cells)
            table.size, self.next = table.size + size, self.next + size
        table.columns = {field.name: builder.finish() for field, builder in values.items()}
        table.references = {name: references.finish(table) for name, references in links.items()}
        self.tables[record.name] = table
        return table

    def decoder(self, field: Field) -> Callable[[Any], Any] | None:
        """What makes a value of what the store holds; the sources of a row are rows themselves."""
        if field.name == "sources":
            return lambda cell: tuple(self.rows["sources"][slug] for slug in cell.split(LIST_MARK))
        if field.partial:
            return lambda cells: None if cells[0] is None else PartialDate(cells[0], *parse(cells[0]), cells[1])
        if field.choices is not None:
            return {choice.value: choice for choice in field.choices}.get
        return None


def batches(names: Sequence[str], rows: Iterable[Row]) -> Iterator[Cells]:
    """The cells of some thousand rows at a time, by column."""
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield dict(zip(names, zip(*batch, strict=True), strict=True))


class References:
    """A link in the making: the row referred to, of each row.

    A row of the same table may come later, and a key of two parts is that of a row and a number within it.
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
            self.rows.extend(map(self.linker.rows[self.link.refers].__getitem__, first))

    def finish(self, table: Table) -> tuple[Table, array[int]]:
        """The table referred to and its rows. Raises KeyError for one that is not there."""
        target = table if self.own else self.linker.tables[self.link.refers]
        self.rows.extend(map(self.linker.rows[self.link.refers].__getitem__, self.cells))
        rows = find_rows(target, np.asarray(self.rows)) if self.within else self.rows
        return target, packed(rows, WIDE << 11)


def find_rows(target: Table, wanted: Numbers) -> Numbers:
    """The rows of keys of two parts, a row times WIDE and a number. Raises KeyError for one that is not there."""
    within, number = target.key
    _, lead = target.references[within]
    column = target.columns[number]
    keys = np.asarray(lead, np.int64) * WIDE + np.asarray(column.values, np.int64)[column.coded]
    places = np.searchsorted(keys, wanted)
    if not np.array_equal(np.append(keys, NONE)[places], wanted):
        raise KeyError(target.name)
    return places + target.first


def date_rows(table: Table, sources: Table) -> None:
    """Find when each row is there, from its own dates and those that it borrows."""
    cls = table.cls
    if issubclass(cls, IntervalEntity):
        dates = [table.columns["start"], table.columns["end"]]
        if cls.whole:
            whole, rows = table.references[cls.whole][0], table.referred(cls.whole)
            dates += [whole.columns[name].take(rows) for name in ("start", "end")]
        table.times = table.columns["span"] = combined(dates, partial(row_span, cls.endless))
    elif issubclass(cls, EventEntity):
        table.times = table.columns["when"] = combined([event_dates(table, name, sources) for name in cls.dates], first)


def row_span(endless: bool, start: Date, end: Date, first: Date = None, last: Date = None) -> Span:
    """What a row leaves out is as in the whole that it is part of."""
    start, end = start or first, end or last
    return ALWAYS if endless and start is None and end is None else span(start, end)


def event_dates(table: Table, name: str, sources: Table) -> Column:
    """The dates that a happening may have: of a field, of what a link refers to, of when its sources were published."""
    if name in table.references:
        target, _ = table.references[name]
        return target.dated.take(table.referred(name))
    column = table.columns[name]
    if name == "sources":
        published = sources.columns["published"]
        dates = [first(*(published.at(row - sources.first) for row in cited)) for cited in column.values]
        return column._replace(values=dates)
    return column


def first(*dates: Date) -> Date:
    return next((date for date in dates if date is not None), None)


def back_references(table: Table, by: Table) -> BackReferences:
    """Which rows of one table refer to another, by whichever link."""
    links = [by.referred(name) for name, (target, _) in by.references.items() if target is table]
    to, rows = np.concatenate(links), np.tile(np.asarray(by.rows), len(links))
    return BackReferences(table.size, to[to >= 0], rows[to >= 0])
