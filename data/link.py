"""Rows of the tables into things that hold each other."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from operator import itemgetter
from typing import Any

from data.catalogue import LIST_MARK
from data.dates import ALWAYS, PartialDate, Span, span
from data.models import RECORDS, Field, Record
from data.things import KINDS, Lasting, Membership, Partnership, Project, Thing
from data.things.thing import slots

Row = Sequence[Any]
put = object.__setattr__
REFERRED = {link.refers for record in RECORDS for link in record.links}


def columns(record: Record) -> list[str]:
    """The columns of a table that things are made of, in order."""
    return [column.name for column in record.table.columns if column.name != "version"]


def link(read: Callable[[Record], Iterable[Row]]) -> dict[str, tuple[Thing, ...]]:
    """The things of every table, in the order in which `read` gives the rows: the values of `columns`.

    Tables come in the order of RECORDS, so what a row refers to is there, or in the same table.
    """
    linker = Linker()
    with no_collection():
        things = {record.name: tuple(linker.add(record, read(record))) for record in RECORDS}
        linker.seal(things)
    return things


@contextmanager
def no_collection() -> Iterator[None]:
    """While millions of objects are made and none is dropped, looking for garbage costs more than making them."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


class Linker:
    """What must be remembered while things are made: who has which key, and what equal dates and sources look like."""

    def __init__(self) -> None:
        self.by_key: dict[str, dict[Any, Thing]] = {name: {} for name in REFERRED}
        self.cited = cache(self._cited)
        self.span = cache(span)
        self.partial = cache(PartialDate)

    def add(self, record: Record, rows: Iterable[Row]) -> Iterable[Thing]:
        """Make a thing of each row and tie it to what it refers to."""
        make, position = self.maker(record), {name: number for number, name in enumerate(columns(record))}
        references = [(link.refers, f"_{link.names[-1]}", _key(position, link.names)) for link in record.links]
        key, known = _key(position, record.key), self.by_key.get(record.name)
        made: Iterable[tuple[Thing, Row]] = ((make(row), row) for row in rows)
        if known is not None:
            made = list(made)  # rows may refer to later rows of their own table
            known.update((key(row), thing) for thing, row in made)
        for thing, row in made:
            for refers, slot, read in references:
                self.refer(record, thing, refers, slot, read(row))
            if isinstance(thing, Lasting):
                put(thing, "span", self.lasts(thing))
            yield thing

    def maker(self, record: Record) -> Callable[[Row], Thing]:
        """A function that makes things of the rows of a table; their links are empty yet."""
        cls = KINDS[record.name]
        position = {name: number for number, name in enumerate(columns(record))}
        empty = [(name, None if name[1:] in record.field else ()) for name in slots(cls) if name.startswith("_")]
        values = [
            (name, self.reader(record.field[name], position[name])) for name in slots(cls) if name in record.field
        ]
        if "sources" not in record.field:
            empty.append(("sources", ()))

        def make(row: Row) -> Thing:
            thing = object.__new__(cls)
            for name, nothing in empty:
                put(thing, name, nothing)
            for name, read in values:
                put(thing, name, read(row))
            return thing

        return make

    def reader(self, field: Field, position: int) -> Callable[[Row], Any]:
        """How a value is read from a row; equal dates and lists of sources are one object."""
        if field.name == "sources":
            return lambda row: self.cited(row[position])
        if field.partial:
            return lambda row: self.date(row, position)
        if field.choices is not None:
            members = {choice.value: choice for choice in field.choices}
            return lambda row: members.get(row[position])
        return itemgetter(position)

    def date(self, row: Row, position: int) -> PartialDate | None:
        edtf, wording, earliest, latest = row[position : position + 4]
        return None if edtf is None else self.partial(edtf, earliest, latest, wording)

    def _cited(self, sources: str) -> tuple[Thing, ...]:
        return tuple(self.by_key["sources"][slug] for slug in sources.split(LIST_MARK))

    def refer(self, record: Record, thing: Thing, refers: str, slot: str, key: Any) -> None:
        """Set a reference, and note the thing with what it refers to, where that cares."""
        if key is None or (isinstance(key, tuple) and None in key):
            return
        target = self.by_key[refers][key]
        if slot in slots(type(thing)):
            put(thing, slot, target)
        back = f"_{record.name}"
        if back in slots(type(target)):
            referring = getattr(target, back)
            if not referring:
                put(target, back, [thing])
            elif referring[-1] is not thing:
                referring.append(thing)

    def lasts(self, thing: Lasting) -> Span:
        """What a membership leaves out is as its partnership has it; a name or role without dates is for ever."""
        if isinstance(thing, Membership):
            whole = thing._partnership
            return self.span(thing.start or whole.start, thing.end or whole.end)
        if thing.start or thing.end or isinstance(thing, Partnership | Project):
            return self.span(thing.start, thing.end)
        return ALWAYS

    def seal(self, things: dict[str, tuple[Thing, ...]]) -> None:
        """Make the lists of what refers to a thing unchangeable."""
        for name in REFERRED:
            lists = [slot for slot in slots(KINDS[name]) if slot[1:] in things]
            for thing in things[name]:
                for slot in lists:
                    put(thing, slot, tuple(getattr(thing, slot)))


def _key(position: dict[str, int], names: tuple[str, ...]) -> Callable[[Row], Any]:
    """Reads a key: one value as it is, several as a tuple."""
    return itemgetter(*(position[name] for name in names))
