"""The served catalogue version in memory: read once, linked, indexed, never changed."""

from __future__ import annotations

import ctypes
from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime
from functools import cached_property
from itertools import chain
from typing import Any

import sqlalchemy
from sqlalchemy import ColumnElement, Connection, Engine, Text, select

from data.domain.errors import DateError, EmptyStore, InputError, StoreError
from data.networks.measures import Measures
from data.networks.network import Frame, Network
from data.networks.traversal import Meetings
from data.search.name_index import Names
from data.snapshot.cache import Kept
from data.snapshot.columns import Column, Numbers, Table, packed
from data.snapshot.entities import Municipality, Source, Thing
from data.snapshot.entities.factory import maker
from data.snapshot.linker import BATCH, Row, columns, link
from data.snapshot.selection import ranks
from data.snapshot.slice import Index, Slice, Things
from data.store.database import reading
from data.store.history import History
from data.store.models import SERVED, Record, activations, versions

THING = 300  # bytes, about
THINGS = 300_000  # that all slices together keep, or pieces of answers of as many bytes
SLICES = 64
CHOSEN = 8_000_000  # rows of tables that met conditions and are kept, of four bytes each …
LEAST = 4_000  # … and as many for each condition
NETWORKS = 3_000_000  # nodes and ties of all networks that are kept
EMPTY = "the store holds no catalogue yet; run `samband load`"


class Snapshot:
    """One catalogue version: `tables` of columns, from which slices make things."""

    past: Callable[[str], Snapshot] | None = None  # reads another version by its digest

    def __init__(
        self, version: str, loaded_at: str, tables: Mapping[str, Table], history: History | None = None
    ) -> None:
        self.version = version
        self.loaded_at = loaded_at
        self.history = history or History()
        self.tables = tables
        self.slices = Kept[date | None, Slice](THINGS, weight)
        self.chosen = Kept[Hashable, Numbers](CHOSEN, lambda rows: len(rows) + LEAST)
        self.kept: dict[Hashable, Any] = {}
        self.networks = Kept[tuple[date | None, Frame], Measures](NETWORKS, lambda measures: measures.weight)
        self._in_order = [table for table in tables.values() if table.size]
        self._firsts = [table.first for table in self._in_order]
        self._make_sources()
        for table in tables.values():
            table.make = table.make if table.cls is Source else maker(table)
        self.meetings = Meetings(tables)

    def prepared(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """What holds for all slices, made when it is first asked for and kept as long as the snapshot."""
        if key not in self.kept:
            self.kept[key] = make()
        return self.kept[key]

    def prepare(self) -> None:
        """Find the orders that all slices share before anybody waits for them."""
        for records, order in (("partnerships", "title"), ("partnerships", "start"), ("municipalities", "name")):
            ranks(self.always, self.tables[records], order)

    def table_of(self, row: int) -> Table:
        """The table that has a row of this number."""
        return self._in_order[bisect_right(self._firsts, row) - 1]

    def _make_sources(self) -> None:
        """Sources are made at once, and stand in every slice as they are."""
        table, nowhere = self.tables["sources"], Slice(self)
        table.columns["sources"] = Column([()], packed([0] * table.size, 1))
        make = maker(table)
        made = [make(nowhere, row) for row in table.rows]
        table.make = lambda _, row: made[row - table.first]
        for other in self.tables.values():
            if other is not table and "sources" in other.columns:
                cited = other.columns["sources"].values
                cited[:] = [tuple(made[row - table.first] for row in rows) for rows in cited]

    @property
    def state(self) -> str:
        """What every answer hangs on: the version, and how often versions were changed before it."""
        return f"{self.version}.{len(self.history.digests)}"

    def slice(self, day: date | None) -> Slice:
        """The snapshot as of a day, or of all time. Slices are kept while they are in use, and not too large."""
        return self.slices.get(day, lambda: Slice(self, day))

    @property
    def always(self) -> Slice:
        return self.slice(None)

    @property
    def rows(self) -> dict[str, Things[Thing]]:
        """The things of each table, of all time, in the order of their keys."""
        always = self.always
        return {name: Things(always, table, table.rows) for name, table in self.tables.items()}

    @property
    def things(self) -> dict[str, Index]:
        """The things of each table with one key by it, of all time."""
        always = self.always
        return {name: Index(always, table) for name, table in self.tables.items() if len(table.keys) == 1}

    def known(self, at: datetime) -> Snapshot:
        """The snapshot that was served at an instant. Raises InputError when it is no longer kept, or StoreError."""
        return self.version_of(self.history.served(at))

    def version_of(self, digest: str) -> Snapshot:
        """The snapshot of a version that is kept. Raises InputError or StoreError."""
        if digest == self.version:
            return self
        if self.past is None:
            raise InputError(f"version {digest} cannot be read here")
        return self.past(digest)

    def network(self, day: date | None, frame: Frame) -> Measures:
        """The network of a frame as of a day; kept with what was computed on it."""
        return self.networks.get((day, frame), lambda: Measures(Network(self.slice(day), frame)))

    def municipality(self, slug: str) -> Municipality:
        """The municipality of a slug that there is, of all time. Raises KeyError."""
        found = self.things["municipalities"][slug]
        assert isinstance(found, Municipality)
        return found

    @cached_property
    def names(self) -> Names:
        return Names(self)

    @cached_property
    def codes(self) -> dict[tuple[str, str], int]:
        """Rows of municipalities by country and official code; of a body with regional tasks also by its county's code."""
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
        """The last day on which a source was read; the day of loading when no source tells."""
        days = (getattr(source, "read_on", None) for source in self.rows["sources"])
        return max(filter(None, days), default=date.fromisoformat(self.loaded_at[:10]))

    @cached_property
    def wikidata(self) -> dict[str, int]:
        """Rows of municipalities by Wikidata item."""
        table = self.tables["municipalities"]
        return {item: row for row in table.rows if (item := table.columns["wikidata"].at(row - table.first))}


def weight(slice: Slice) -> int:
    """What a slice takes, in things."""
    return len(slice.made) + slice.pieces.size // THING + THINGS // SLICES


def served_version(engine: Engine) -> str | None:
    """The digest of the version that the store serves now; None when it holds none."""
    served = served_now(engine)
    return None if served is None else str(served.digest)


def served_now(engine: Engine) -> Any:
    """The row of the version that is served and the number of its activation; None when the store holds none."""
    with reading(engine) as connection:
        return connection.execute(SERVED).one_or_none()


def by_bytes(connection: Connection, column: sqlalchemy.Column[Any]) -> ColumnElement[Any]:
    """The order of a column that does not depend on the language of a database."""
    text = isinstance(column.type, Text)
    return column.collate("C") if text and connection.dialect.name == "postgresql" else column


def read_snapshot(engine: Engine, digest: str | None = None) -> Snapshot:
    """The served version, or another that is kept, read in one transaction, one SELECT per table.

    Raises EmptyStore when none is served, InputError when the other is not kept, or StoreError.
    """
    with reading(engine) as connection:
        chosen = SERVED if digest is None else select(versions).where(versions.c.digest == digest)
        version = connection.execute(chosen).one_or_none()
        if version is None:
            raise EmptyStore(EMPTY) if digest is None else InputError(f"version {digest} is no longer kept")
        history = History(connection.execute(select(activations).order_by(activations.c.id)))

        def read(record: Record) -> Iterable[Row]:
            table = record.table
            wanted = select(*(table.c[name] for name in columns(record))).where(table.c.version == version.id)
            keys = (by_bytes(connection, table.c[name]) for name in record.key)
            found = connection.execute(wanted.order_by(*keys), execution_options={"yield_per": BATCH})
            return chain.from_iterable(found.partitions())

        try:
            snapshot = Snapshot(version.digest, version.loaded_at, link(read), history)
        except (ValueError, KeyError, TypeError, DateError) as error:
            raise StoreError(f"version {version.digest} holds a row that cannot be read: {error}") from error
    snapshot.prepare()
    give_back()
    return snapshot


def give_back() -> None:
    """Let the operating system have the memory that reading took and no longer needs, where the C library can."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
