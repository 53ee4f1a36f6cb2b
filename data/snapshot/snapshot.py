"""The snapshot: one catalogue version in memory, read once, linked, indexed, immutable."""

from __future__ import annotations

import ctypes
from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime
from functools import cached_property
from itertools import chain
from typing import Any, TypeVar

import sqlalchemy
from sqlalchemy import ColumnElement, Connection, Engine, Text, select

from data.domain.errors import DateError, EmptyStore, InputError, StoreError
from data.snapshot.cache import BoundedCache
from data.snapshot.co_memberships import CoMemberships
from data.snapshot.columns import Column, Numbers, Table, packed
from data.snapshot.entities import Municipality, Source
from data.snapshot.entities.entity import Entity
from data.snapshot.entities.factory import compile_factory
from data.snapshot.linker import BATCH, Row, columns, link
from data.snapshot.selection import ranks
from data.snapshot.slice import Entities, Index, Slice
from data.store.database import reading
from data.store.history import History
from data.store.models import SERVED, Record, activations, versions

T = TypeVar("T")
ENTITY_BYTES = 300  # about
ENTITIES = 300_000  # limit of all slices together, in entities or fragments of as many bytes
SLICES = 64  # slices of which each weighs its share of ENTITIES, even when empty
SELECTED_ROWS = 8_000_000  # limit of the cached selections, in rows of four bytes each
SELECTION_ROWS = 4_000  # rows that each selection weighs in addition
RESULTS = 3_000_000  # limit of cached results, in nodes and ties of networks
EMPTY = "the store holds no catalogue yet; run `samband load`"


class Snapshot:
    """One catalogue version: column tables, from which slices materialise entities.

    Modules above this one keep what they compute here: `memoize` holds a value as long as the snapshot, `results` is
    a bounded cache by key, whose values have a `weight`.
    """

    archive: Callable[[str], Snapshot] | None = None  # reads another version by its digest

    def __init__(
        self, version: str, loaded_at: str, tables: Mapping[str, Table], history: History | None = None
    ) -> None:
        self.version = version
        self.loaded_at = loaded_at
        self.history = history or History()
        self.tables = tables
        self.slices = BoundedCache[date | None, Slice](ENTITIES, weight)
        self.selections = BoundedCache[Hashable, Numbers](SELECTED_ROWS, lambda rows: len(rows) + SELECTION_ROWS)
        self.results = BoundedCache[Hashable, Any](RESULTS, lambda result: result.weight)
        self._memoized: dict[Hashable, Any] = {}
        self._in_order = [table for table in tables.values() if table.size]
        self._firsts = [table.first for table in self._in_order]
        self._create_sources()
        for table in tables.values():
            table.create = table.create if table.cls is Source else compile_factory(table)
        self.co_memberships = CoMemberships(tables)

    def memoize(self, key: Hashable, create: Callable[[], T]) -> T:
        """The value of a key, created on first access and held as long as the snapshot."""
        if key not in self._memoized:
            self._memoized[key] = create()
        value: T = self._memoized[key]
        return value

    def prepare(self) -> None:
        """Computes the orders that all slices share, before the first request needs them."""
        for records, order in (("partnerships", "title"), ("partnerships", "start"), ("municipalities", "name")):
            ranks(self.all_time, self.tables[records], order)

    def table_of(self, row: int) -> Table:
        """The table that holds a row."""
        return self._in_order[bisect_right(self._firsts, row) - 1]

    def _create_sources(self) -> None:
        """Materialises all sources; every slice shares them."""
        table, no_slice = self.tables["sources"], Slice(self)
        table.columns["sources"] = Column([()], packed([0] * table.size, 1))
        create = compile_factory(table)
        sources = [create(no_slice, row) for row in table.rows]
        table.create = lambda _, row: sources[row - table.first]
        for other in self.tables.values():
            if other is not table and "sources" in other.columns:
                cited = other.columns["sources"].values
                cited[:] = [tuple(sources[row - table.first] for row in rows) for rows in cited]

    @property
    def state(self) -> str:
        """Identifies everything an answer depends on: the version, and how many activations came before it."""
        return f"{self.version}.{len(self.history.digests)}"

    def slice(self, day: date | None) -> Slice:
        """The snapshot as of a day, or of all time. Slices are cached by their weight."""
        return self.slices.get_or_create(day, lambda: Slice(self, day))

    @property
    def all_time(self) -> Slice:
        return self.slice(None)

    @property
    def rows(self) -> dict[str, Entities[Entity]]:
        """The entities of each table, of all time, in the order of their keys."""
        whole = self.all_time
        return {name: Entities(whole, table, table.rows) for name, table in self.tables.items()}

    @property
    def entities(self) -> dict[str, Index]:
        """The entities of each table whose key is one field, by that key, of all time."""
        whole = self.all_time
        return {name: Index(whole, table) for name, table in self.tables.items() if len(table.key) == 1}

    def known_at(self, instant: datetime) -> Snapshot:
        """The snapshot that was served at an instant. Raises InputError when it is no longer kept, or StoreError."""
        return self.version_of(self.history.served(instant))

    def version_of(self, digest: str) -> Snapshot:
        """The snapshot of a version that the store keeps. Raises InputError or StoreError."""
        if digest == self.version:
            return self
        if self.archive is None:
            raise InputError(f"version {digest} cannot be read here")
        return self.archive(digest)

    def municipality(self, slug: str) -> Municipality:
        """The municipality of a slug, of all time. Raises KeyError."""
        found = self.entities["municipalities"][slug]
        assert isinstance(found, Municipality)
        return found

    @cached_property
    def codes(self) -> dict[tuple[str, str], int]:
        """Rows of municipalities by country and official code, or by the code of the county whose tasks they carry."""
        table = self.tables["municipalities"]
        countries, _ = table.references["country"]
        found: dict[tuple[str, str], int] = {}
        for row, country in zip(table.rows, table.referred("country").tolist(), strict=True):
            for name in ("code", "county_code"):
                code = table.columns[name].at(row - table.first)
                if code is not None:
                    found.setdefault((countries.columns["code"].at(country), code), row)
        return found

    @cached_property
    def read_on(self) -> date:
        """The last day on which a source was read; the day of loading when no source says."""
        days = (getattr(source, "read_on", None) for source in self.rows["sources"])
        return max(filter(None, days), default=date.fromisoformat(self.loaded_at[:10]))

    @cached_property
    def wikidata(self) -> dict[str, int]:
        """Rows of municipalities by Wikidata item."""
        table = self.tables["municipalities"]
        return {item: row for row in table.rows if (item := table.columns["wikidata"].at(row - table.first))}


def weight(slice: Slice) -> int:
    """The memory that a slice takes, in entities."""
    return len(slice.materialised) + slice.fragments.size // ENTITY_BYTES + ENTITIES // SLICES


def served_version(engine: Engine) -> str | None:
    """The digest of the served version; None when the store holds none."""
    served = served_now(engine)
    return None if served is None else str(served.digest)


def served_now(engine: Engine) -> Any:
    """The row of the served version with the number of its activation; None when the store holds none."""
    with reading(engine) as connection:
        return connection.execute(SERVED).one_or_none()


def in_byte_order(connection: Connection, column: sqlalchemy.Column[Any]) -> ColumnElement[Any]:
    """Orders text by bytes, independent of the locale of the database."""
    text = isinstance(column.type, Text)
    return column.collate("C") if text and connection.dialect.name == "postgresql" else column


def read_snapshot(engine: Engine, digest: str | None = None) -> Snapshot:
    """Reads the served version, or another one that is kept, in one transaction with one SELECT per table.

    Raises EmptyStore when none is served, InputError when the other is not kept, or StoreError.
    """
    with reading(engine) as connection:
        selections = SERVED if digest is None else select(versions).where(versions.c.digest == digest)
        version = connection.execute(selections).one_or_none()
        if version is None:
            raise EmptyStore(EMPTY) if digest is None else InputError(f"version {digest} is no longer kept")
        history = History(connection.execute(select(activations).order_by(activations.c.id)))

        def read(record: Record) -> Iterable[Row]:
            table = record.table
            wanted = select(*(table.c[name] for name in columns(record))).where(table.c.version == version.id)
            keys = (in_byte_order(connection, table.c[name]) for name in record.key)
            found = connection.execute(wanted.order_by(*keys), execution_options={"yield_per": BATCH})
            return chain.from_iterable(found.partitions())

        try:
            snapshot = Snapshot(version.digest, version.loaded_at, link(read), history)
        except (ValueError, KeyError, TypeError, DateError) as error:
            raise StoreError(f"version {version.digest} holds a row that cannot be read: {error}") from error
    snapshot.prepare()
    release_memory()
    return snapshot


def release_memory() -> None:
    """Returns unused memory of the C library to the operating system, where the C library can."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
