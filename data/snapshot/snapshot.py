"""The snapshot: one catalogue version in memory, read once, linked, indexed, immutable."""

from __future__ import annotations

import ctypes
from bisect import bisect_right
from collections.abc import Callable, Hashable, Mapping
from contextlib import suppress
from copy import copy
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Engine, select

from data.domain.arrays import Numbers
from data.domain.errors import EmptyStore, InputError
from data.snapshot.cache import Memoizing, SharedCache
from data.snapshot.co_memberships import CoMemberships
from data.snapshot.columns import Column, SnapshotView, Table, packed
from data.snapshot.entities import Municipality
from data.snapshot.entities.entity import Entity
from data.snapshot.entities.factory import compile_factory
from data.snapshot.filters.texts import TEXTS, texts_of
from data.snapshot.goal_links import projects_by_goal
from data.snapshot.linking.linker import OWN, no_collection
from data.snapshot.linking.tables import read_tables
from data.snapshot.orders import ranks
from data.snapshot.selection import wholes_of_members
from data.snapshot.slice import Entities, Index, Slice
from data.snapshot.times.statuses import OWNERS, sorted_statuses
from data.store.database import reading
from data.store.history import History, read_history
from data.store.models import SERVED, versions

ENTITY_BYTES = 300  # approximate
ENTITIES = 300_000  # weight limit of all slices, in entities of ENTITY_BYTES
SLICES = 64  # maximum number of slices: an empty one weighs ENTITIES // SLICES
SELECTED_ROWS = 8_000_000  # weight limit of cached selections, in rows of four bytes
SELECTION_ROWS = 4_000  # constant weight of each selection, in rows
ROWS_PER_ENTITY = ENTITY_BYTES // 4  # selected rows that take as much memory as an entity
RESULTS = 3_000_000  # weight limit of cached results, in nodes and ties of networks and rows of snapshots
SHARED = ("layers", "sources")  # tables whose entities do not depend on the day
PREPARED_ORDERS = (
    ("partnerships", "title"),
    ("partnerships", "start"),
    ("municipalities", "name"),
    ("municipalities", "degree"),
)
EMPTY = "the store holds no catalogue yet; run `samband load`"


class Snapshot(Memoizing):
    """One catalogue version: column tables, from which slices materialise entities.

    Modules above this one cache their results here. `memoize` caches a value as long as the snapshot exists. `results`
    is a bounded cache by key; its values have a `weight`.
    """

    archive: Callable[[str], Snapshot] | None = None  # reads another version by its digest

    def __init__(
        self, version: str, loaded_at: str, tables: Mapping[str, Table], history: History | None = None
    ) -> None:
        super().__init__()
        self.version = version
        self.loaded_at = loaded_at
        self.history = history or History()
        self.tables = tables
        self.slices = SharedCache[date | None, Slice](ENTITIES, weight, grows=True)
        self.selections = SharedCache[Hashable, Numbers](
            SELECTED_ROWS, lambda rows: len(rows) + SELECTION_ROWS, grows=False
        )
        self.results = SharedCache[Hashable, Any](RESULTS, lambda result: result.weight, grows=True)
        self._in_order = [table for table in tables.values() if table.size]
        self._firsts = [table.first for table in self._in_order]
        self._create_shared("layers")
        self._create_shared("sources")
        self._share_sources()
        for name, table in tables.items():
            if name not in SHARED:
                table.create = compile_factory(table)
        self.co_memberships = CoMemberships(tables)

    def prepare(self) -> None:
        """Computes the orders of all time and of statuses, counts by Goal, and indexes the texts of filters, so that no request waits for them."""
        for records, order in PREPARED_ORDERS:
            ranks(self.all_time, self.tables[records], order)
        for records in TEXTS:
            texts_of(self.all_time, records)
        for owner in OWNERS:
            sorted_statuses(self.all_time, owner)
        wholes_of_members(self.all_time)
        projects_by_goal(self)

    def table_of(self, row: int) -> Table:
        """The table that holds a row."""
        return self._in_order[bisect_right(self._firsts, row) - 1]

    def _create_shared(self, name: str) -> None:
        """Materialises all entities of a table that does not depend on the day. Every slice shares these objects."""
        table, no_slice = self.tables[name], Slice(self)
        table.columns["sources"] = Column([()], packed([0] * table.size, 1))
        create = compile_factory(table)
        shared = [create(no_slice, row) for row in table.rows]
        table.create = lambda _, row: shared[row - table.first]

    def _share_sources(self) -> None:
        """Replaces the rows of the cited sources by the sources."""
        table, all_time = self.tables["sources"], self.all_time
        citing = [other for name, other in self.tables.items() if name not in SHARED]
        for column in (other.columns[name] for other in citing for name in ("sources", OWN) if name in other.columns):
            column.values[:] = [tuple(table.create(all_time, row) for row in rows) for rows in column.values]

    @property
    def size(self) -> int:
        """The number of rows of all tables."""
        return sum(table.size for table in self.tables.values())

    @property
    def weight(self) -> int:
        """The weight of the snapshot as a result of another one, in rows: of its tables and of its caches."""
        return self.size + int(
            self.slices.currsize + self.selections.currsize // ROWS_PER_ENTITY + self.results.currsize
        )

    @property
    def state(self) -> str:
        """Identifies the state that answers depend on: the version and the number of activations in the history."""
        return f"{self.version}.{len(self.history.digests)}"

    def slice(self, day: date | None) -> Slice:
        """The slice as of a day, or of all time when `day` is None. Slices are cached, bounded by their weight."""
        return self.slices.get_or_create(day, lambda: Slice(self, day))

    @property
    def all_time(self) -> Slice:
        return self.slice(None)

    @property
    def rows(self) -> dict[str, Entities[Entity]]:
        """The entities of each table in the slice of all time, in key order."""
        all_time = self.all_time
        return {name: Entities(all_time, table, table.rows) for name, table in self.tables.items()}

    @property
    def entities(self) -> dict[str, Index]:
        """The entities in the slice of all time by key, for each table whose key is one field."""
        all_time = self.all_time
        return {name: Index(all_time, table) for name, table in self.tables.items() if len(table.key) == 1}

    def known_at(self, instant: datetime) -> Snapshot:
        """The snapshot of the version that was served at an instant.

        Raises InputError when no version was served then or the store no longer holds it, or StoreError.
        """
        return self.version_of(self.history.served(instant))

    def version_of(self, digest: str) -> Snapshot:
        """The snapshot of a version. Raises InputError when the store no longer holds it, or StoreError."""
        if digest == self.version:
            return self
        if self.archive is None:
            raise InputError(
                f"version {digest} cannot be read: this snapshot has access to version {self.version} only"
            )
        return self.archive(digest)

    def municipality(self, slug: str) -> Municipality:
        """The municipality with a slug, in the slice of all time. Raises KeyError for an unknown slug."""
        found: Municipality = Index(self.all_time, self.tables["municipalities"])[slug]  # type: ignore[assignment]
        return found

    @cached_property
    def codes(self) -> dict[tuple[str, str], int]:
        """Rows of municipalities by country and official code, or code of the county whose tasks they perform."""
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
        """The last day on which a source was read. The day of loading when no source states a day."""
        days = (getattr(source, "read_on", None) for source in self.rows["sources"])
        return max(filter(None, days), default=date.fromisoformat(self.loaded_at[:10]))

    @cached_property
    def wikidata(self) -> dict[str, int]:
        """Rows of municipalities by Wikidata item."""
        table = self.tables["municipalities"]
        return {item: row for row in table.rows if (item := table.columns["wikidata"].at(row - table.first))}


def uncached(snapshot: SnapshotView) -> Snapshot:
    """A snapshot with caches of slices and selections that hold nothing, for many days of one computation.

    It evicts nothing from the caches of the given one, with which it shares all else.
    """
    assert isinstance(snapshot, Snapshot)
    found = copy(snapshot)
    found.slices, found.selections = (SharedCache(0, lambda _: 1, grows=False) for _ in range(2))
    return found


def weight(slice: Slice) -> int:
    """The cache weight of a slice, in entities."""
    return len(slice.materialised) + ENTITIES // SLICES


def served_version(engine: Engine) -> str | None:
    """The digest of the served version. None when the store holds no version."""
    served = served_now(engine)
    return None if served is None else str(served.digest)


def served_now(engine: Engine) -> Any:
    """The row of the served version with the number of its activation. None when the store holds no version."""
    with reading(engine) as connection:
        return connection.execute(SERVED).one_or_none()


def read_snapshot(engine: Engine, digest: str | None = None) -> Snapshot:
    """Reads the served version, or the one with this digest, in one transaction.

    Raises EmptyStore when no version is served, InputError when the store lacks the digest, StoreError when the store
    or a row of it is unreadable.
    """
    with no_collection(), reading(engine) as connection:
        selections = SERVED if digest is None else select(versions).where(versions.c.digest == digest)
        version = connection.execute(selections).one_or_none()
        if version is None and digest is None:
            raise EmptyStore(EMPTY)
        if version is None:
            raise InputError(f"version {digest} is no longer kept in the store; query a newer one")
        history = read_history(connection)

        snapshot = Snapshot(version.digest, version.loaded_at, read_tables(connection, version.id), history)
        snapshot.prepare()
    release_memory()
    return snapshot


def release_memory() -> None:
    """Returns unused heap memory to the operating system, where the C library has `malloc_trim`."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
