"""The served catalogue version in memory: read once, linked, indexed, never changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Engine, Text, select

from data.database import reading
from data.errors import EmptyStore, InputError, StoreError
from data.history import History
from data.link import Row, columns, link
from data.measures import Measures
from data.models import RECORDS, SERVED, Record, activations, versions
from data.names import Names
from data.networks import Frame, Network
from data.slice import Slice
from data.things import Municipality, Thing

SLICES = 64
NETWORKS = 32
EMPTY = "the store holds no catalogue yet; run `samband load`"
put = object.__setattr__


class Snapshot:
    """One catalogue version.

    `rows` has the things of each table in the order of their keys, `things` those with one key by it.
    """

    past: Callable[[str], Snapshot] | None = None  # reads another version by its digest

    def __init__(
        self, version: str, loaded_at: str, rows: Mapping[str, tuple[Thing, ...]], history: History | None = None
    ) -> None:
        self.version = version
        self.loaded_at = loaded_at
        self.history = history or History()
        self.rows = rows
        self.things = {
            record.name: {thing.key: thing for thing in rows[record.name]} for record in RECORDS if len(record.key) == 1
        }
        self.always = Slice(self)
        self.measured = lru_cache(NETWORKS)(lambda day, frame: Measures(Network(self.slice(day), frame)))
        self.at = lru_cache(SLICES)(lambda day: Slice(self, day) if day else self.always)
        for things in rows.values():
            for thing in things:
                put(thing, "slice", self.always)

    def slice(self, day: date | None) -> Slice:
        """The snapshot as of a day, or of all time. Slices are kept while they are in use."""
        return self.at(day)

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
        """The network of a frame as of a day; the last ones asked for are kept with what was computed on them."""
        return self.measured(day, frame)

    def municipality(self, slug: str) -> Municipality:
        """The municipality of a slug that there is, of all time. Raises KeyError."""
        found = self.things["municipalities"][slug]
        assert isinstance(found, Municipality)
        return found

    @cached_property
    def names(self) -> Names:
        return Names(self)

    @cached_property
    def codes(self) -> dict[tuple[str, str], Municipality]:
        """Municipalities by country and official code; a body with regional tasks also by its county's code."""
        found: dict[tuple[str, str], Municipality] = {}
        for place in self.rows["municipalities"]:
            assert isinstance(place, Municipality)
            for code in (place.code, place.county_code):
                if code is not None:
                    found.setdefault((place.country.code, code), place)
        return found

    @cached_property
    def wikidata(self) -> dict[str, Municipality]:
        places = self.rows["municipalities"]
        return {place.wikidata: place for place in places if isinstance(place, Municipality) and place.wikidata}


def served_version(engine: Engine) -> str | None:
    """The digest of the version that the store serves now; None when it holds none."""
    served = served_now(engine)
    return None if served is None else str(served.digest)


def served_now(engine: Engine) -> Any:
    """The row of the version that is served and the number of its activation; None when the store holds none."""
    with reading(engine) as connection:
        return connection.execute(SERVED).one_or_none()


def by_bytes(connection: Connection, column: Column[Any]) -> ColumnElement[Any]:
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
            return connection.execute(wanted.order_by(*(by_bytes(connection, table.c[name]) for name in record.key)))

        try:
            return Snapshot(version.digest, version.loaded_at, link(read), history)
        except (ValueError, KeyError, TypeError) as error:
            raise StoreError(f"version {version.digest} holds a row that cannot be read: {error}") from error
