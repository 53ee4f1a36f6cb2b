"""The served catalogue version in memory: read once, linked, indexed, never changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import Engine, select

from data.database import reading
from data.dates import ALWAYS, PartialDate, span
from data.errors import EmptyStore
from data.measures import Measures
from data.models import RECORDS, Record, citations, serving, versions
from data.names import Names
from data.networks import Frame, Network
from data.slice import Slice
from data.things import KINDS, Lasting, Membership, Municipality, Source, Thing
from data.things.thing import slots

SLICES = 64
NETWORKS = 32
put = object.__setattr__
Values = Mapping[str, Any]
Key = tuple[Any, ...]


class Snapshot:
    """One catalogue version.

    `rows` has the things of each table in the order of their keys, `things` those with one key by it.
    """

    def __init__(self, version: str, loaded_at: str, rows: Mapping[str, tuple[Thing, ...]]) -> None:
        self.version = version
        self.loaded_at = loaded_at
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

    def network(self, day: date | None, frame: Frame) -> Measures:
        """The network of a frame as of a day; the last ones asked for are kept with what was computed on them."""
        return self.measured(day, frame)

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
    with reading(engine) as connection:
        chosen = select(versions.c.digest).join(serving, serving.c.version == versions.c.id)
        digest: str | None = connection.scalar(chosen)
    return digest


def read_snapshot(engine: Engine) -> Snapshot:
    """The served version, read in one transaction. Raises EmptyStore or StoreError."""
    with reading(engine) as connection:
        chosen = select(versions).join(serving, serving.c.version == versions.c.id)
        version = connection.execute(chosen).one_or_none()
        if version is None:
            raise EmptyStore("the store holds no catalogue yet; run `samband load`")
        cited: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        in_order = select(citations).where(citations.c.version == version.id).order_by(citations.c.position)
        for citation in connection.execute(in_order):
            cited[citation.record, citation.row].append(citation.source)

        def read(record: Record) -> Iterable[Values]:
            table = record.table
            keys = (table.c[name] for name in record.key)
            return connection.execute(select(table).where(table.c.version == version.id).order_by(*keys)).mappings()  # type: ignore[return-value]

        return Snapshot(version.digest, version.loaded_at, link(read, cited))


def link(
    read: Callable[[Record], Iterable[Values]], cited: Mapping[tuple[str, str], list[str]]
) -> dict[str, tuple[Thing, ...]]:
    """The rows of all tables as things that hold each other."""
    made: dict[str, dict[Key, tuple[Thing, Values]]] = {}
    for record in RECORDS:
        made[record.name] = {tuple(row[name] for name in record.key): (build(record, row), row) for row in read(record)}
    referring: defaultdict[tuple[Thing, str], list[Thing]] = defaultdict(list)
    for record in RECORDS:
        for thing, row in made[record.name].values():
            _refer(record, thing, row, made, referring)
    for (thing, name), things in referring.items():
        put(thing, name, tuple(things))
    for record in RECORDS:
        for key, (thing, _) in made[record.name].items():
            slugs = cited.get((record.name, " ".join(str(part) for part in key)), ())
            put(thing, "sources", tuple(made["sources"][slug,][0] for slug in slugs))
            _date(thing)
    return {name: tuple(thing for thing, _ in rows.values()) for name, rows in made.items()}


def build(record: Record, row: Values) -> Thing:
    """A thing with the values of a row; its links are empty yet."""
    cls = KINDS[record.name]
    thing = object.__new__(cls)
    for name in slots(cls):
        field = record.field.get(name)
        if name.startswith("_"):
            put(thing, name, None if name[1:] in record.field else ())
        elif field is not None and field.partial:
            put(thing, name, _partial(row, name))
        elif field is not None and name != "sources":
            value = row[name]
            put(thing, name, field.choices(value) if field.choices and value is not None else value)
    return thing


def _partial(row: Values, name: str) -> PartialDate | None:
    if row[name] is None:
        return None
    return PartialDate(row[name], row[f"{name}_earliest"], row[f"{name}_latest"], row[f"{name}_wording"])


def _refer(
    record: Record,
    thing: Thing,
    row: Values,
    made: Mapping[str, Mapping[Key, tuple[Thing, Values]]],
    referring: defaultdict[tuple[Thing, str], list[Thing]],
) -> None:
    """Set the references of a thing, and note it with those that it refers to, where these care."""
    own, back = slots(type(thing)), f"_{record.name}"
    for reference in record.links:
        key = tuple(row[name] for name in reference.names)
        if None not in key:
            target = made[reference.refers][key][0]
            if f"_{reference.names[-1]}" in own:
                put(thing, f"_{reference.names[-1]}", target)
            if back in slots(type(target)):
                referring[target, back].append(thing)


def _date(thing: Thing) -> None:
    """How long a thing lasts: a membership without dates as long as its partnership, other things for ever."""
    if not isinstance(thing, Lasting):
        return
    if thing.start or thing.end or type(thing).__name__ in ("Partnership", "Project"):
        put(thing, "span", span(thing.start, thing.end))
    elif isinstance(thing, Membership):
        put(thing, "span", span(thing._partnership.start, thing._partnership.end))
    else:
        put(thing, "span", ALWAYS)


__all__ = ["Snapshot", "Source", "build", "link", "read_snapshot", "served_version"]
