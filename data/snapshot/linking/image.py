"""Snapshot images: the linked tables of a version as bytes, so that a service need not link its rows again.

An image is a sequence of pickles of numbers, texts, bytes, lists, tuples and dictionaries. The unpickler knows no class
and no function, so who can write the store cannot run code in a service
(https://docs.python.org/3/library/pickle.html#restricting-globals). The first pickle holds the dates of all
attestations; each of the others holds a table, in the order of RECORDS.
"""

from __future__ import annotations

import io
import pickle
import sys
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from enum import Enum
from functools import cache, partial
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from operator import attrgetter, getitem
from typing import Any, NamedTuple

import numpy as np

from data.domain.arrays import Numbers
from data.domain.dates import PartialDate
from data.domain.enums import Basis
from data.snapshot.columns import BackReferences, Column, Rows, Table, repeated
from data.snapshot.entities import ENTITY_CLASSES
from data.snapshot.packed_texts import GroupedTexts
from data.snapshot.times.attestations import Attestations, Calendar
from data.snapshot.times.packed import InferredDates, PackedSpans
from data.store.models import RECORDS

BLOCK_BYTES = 1 << 18  # before compression; other threads run between two blocks
FAST = 1  # level of zlib
HASHED_FOLDERS = ("domain", "snapshot", "store/models")  # the code that tables follow from
ENUMS = {
    type(choice).__name__: type(choice)
    for record in RECORDS
    for field in record.fields
    for choice in field.choices or ()
}
Plain = Any  # numbers, texts, bytes, None, and lists, tuples and dictionaries of them


class Codec(NamedTuple):
    """How values of a class are written as plain ones, and read."""

    write: Callable[[Any], Plain]
    read: Callable[[Plain], Any]


def _write_day(day: date | None) -> int | None:
    return None if day is None else day.toordinal()


def _read_day(ordinal: int | None) -> date | None:
    return None if ordinal is None else date.fromordinal(ordinal)


def _write_date(value: PartialDate) -> Plain:
    bounds = _write_day(value.earliest), _write_day(value.latest)
    return value.edtf, *bounds, value.wording, value.planned, value.basis.name, value.because


def _read_date(plain: Plain) -> PartialDate:
    edtf, earliest, latest, wording, planned, basis, because = plain
    return PartialDate(edtf, _read_day(earliest), _read_day(latest), wording, planned, Basis[basis], because)


CODECS = {
    "day": Codec(date.toordinal, date.fromordinal),
    "date": Codec(_write_date, _read_date),
    **{name: Codec(attrgetter("name"), partial(getitem, enum)) for name, enum in ENUMS.items()},
}
NAMED = {date: "day", PartialDate: "date"}


def write(tables: Mapping[str, Table], save: Callable[[bytes], None]) -> None:
    """Writes linked tables as an image. Calls `save` with one block after the other."""
    calendar = next(table.attestations.calendar for table in tables.values() if table.attestations)
    with io.BufferedWriter(_Writer(save), BLOCK_BYTES) as file:
        pickle.dump([*map(_write_date, calendar.dates)], file, pickle.HIGHEST_PROTOCOL)
        for record in RECORDS:
            pickle.dump(plain_table(tables[record.name]), file, pickle.HIGHEST_PROTOCOL)


def read(blocks: Iterable[bytes]) -> dict[str, Table]:
    """Reads the tables of an image. Raises any exception when the blocks are no image that this program wrote."""
    file = io.BufferedReader(_Reader(blocks), BLOCK_BYTES)
    dates = [*map(_read_date, _Unpickler(file).load())]
    tables: dict[str, Table] = {}
    first = 0
    for record in RECORDS:
        plain = _Unpickler(file).load()
        table = tables[record.name] = Table(record.name, ENTITY_CLASSES[record.name], record.key, first)
        fill(table, plain, tables)
        if record.name == "sources":
            calendar = Calendar(table)
            calendar.add(dates)
        if plain["attestations"] is not None:
            columns = {name: _read_numbers(column) for name, column in plain["attestations"].items()}
            table.attestations = Attestations.of_columns(columns, calendar)
        first += table.size
    return tables


def plain_table(table: Table) -> Plain:
    """What a table holds as plain values. References and times are the names of tables and columns."""
    attested: Attestations | None = table.attestations
    return {
        "size": table.size,
        "columns": {name: _write_column(column) for name, column in table.columns.items()},
        "references": {name: (to.name, _write_array(rows)) for name, (to, rows) in table.references.items()},
        "backs": {
            name: (_write_array(index.offsets), index.first, _write_array(index.rows))
            for name, index in table.backs.items()
        },
        "times": next((name for name, column in table.columns.items() if column is table.times), None),
        "attestations": attested and {name: _write_numbers(getattr(attested, name)) for name in Attestations.COLUMNS},
    }


def fill(table: Table, plain: Plain, tables: Mapping[str, Table]) -> None:
    """Gives a table what an image holds, but for its attestations. Raises ValueError for columns of another size."""
    table.size = plain["size"]
    for name, column in plain["columns"].items():
        table.columns[name] = _read_column(column, table.columns)
    table.references = {name: (tables[to], _read_array(rows)) for name, (to, rows) in plain["references"].items()}
    table.backs = {
        name: BackReferences.of_columns(_read_array(offsets), first, _read_array(rows))
        for name, (offsets, first, rows) in plain["backs"].items()
    }
    if plain["times"] is not None:
        table.times = table.columns[plain["times"]]
    sizes = [len(column.values if column.codes is None else column.codes) for column in table.columns.values()]
    sizes += [len(rows) for _, rows in table.references.values()]
    if any(size != table.size for size in sizes):
        raise ValueError(f"the columns of {table.name} differ in size")


def _write_column(column: Column) -> Plain:
    codes, values = _write_array(column.codes), column.values
    if isinstance(values, GroupedTexts):
        return "texts", (values.letters, *map(_write_array, (values.starts, values.prefixes, values.ends))), codes
    if isinstance(values, PackedSpans):
        return "spans", _write_numbers(values.bounds), codes
    if isinstance(values, InferredDates):  # after the column of the stated ones
        return "inferred", (values.field, _write_numbers(values.days), _write_numbers(values.reasons)), codes
    kind = type(next((value for value in values if value is not None), None))
    name = kind.__name__ if issubclass(kind, Enum) else NAMED.get(kind)
    if name is None:
        return None, list(values), codes
    return name, [value if value is None else CODECS[name].write(value) for value in values], codes


def _read_column(plain: Plain, before: Mapping[str, Column]) -> Column:
    name, values, codes = plain
    if name == "texts":
        values = GroupedTexts(values[0], *map(_read_array, values[1:]))
    elif name == "spans":
        values = PackedSpans(_read_numbers(values).reshape(4, -1))
    elif name == "inferred":
        field, days, reasons = values
        values = InferredDates(field, before[field].values, _read_numbers(days).reshape(2, -1), _read_numbers(reasons))
    elif name is not None:
        values = [value if value is None else CODECS[name].read(value) for value in values]
    return Column(values, _read_array(codes))


def _write_array(values: Rows | None) -> Plain:
    if isinstance(values, memoryview):  # of one number
        return values.format, values[0], len(values)
    return None if values is None else (values.typecode, values.tobytes())  # type: ignore[attr-defined]  # an array


def _read_array(plain: Plain) -> Any:
    if plain is None:
        return None
    return array(*plain) if len(plain) == 2 else repeated(*plain)


def _write_numbers(values: Numbers) -> Plain:
    return values.dtype.str, values.tobytes()


def _read_numbers(plain: Plain) -> Numbers:
    return np.frombuffer(plain[1], plain[0])


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"an image of a snapshot holds plain values, not {module}.{name}")


class _Writer(io.RawIOBase):
    """Hands on what is written in compressed blocks of at most BLOCK_BYTES before compression."""

    def __init__(self, save: Callable[[bytes], None]) -> None:
        self.save = save

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        for first in range(0, len(data), BLOCK_BYTES):
            self.save(zlib.compress(data[first : first + BLOCK_BYTES], FAST))
        return len(data)


class _Reader(io.RawIOBase):
    """Reads compressed blocks one after the other. Raises ValueError for one that is larger than BLOCK_BYTES or cut."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self.blocks = iter(blocks)
        self.left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self.left:
            block = next(self.blocks, None)
            self.left = memoryview(b"" if block is None else _decompressed(block))
        size = min(len(buffer), len(self.left))
        buffer[:size], self.left = self.left[:size], self.left[size:]
        return size


def _decompressed(block: bytes) -> bytes:
    stream = zlib.decompressobj()
    found = stream.decompress(block, BLOCK_BYTES)
    if not stream.eof:
        raise ValueError("a block of the image is larger than written, or cut")
    return found


@cache
def code_fingerprint() -> str:
    """Identifies the code that tables follow from: an image is read by the program that wrote it only."""
    total = sha256(f"{sys.version_info[:2]} {sys.byteorder} {np.__version__} {BLOCK_BYTES}".encode())
    for folder in HASHED_FOLDERS:
        for file in _modules(files("data").joinpath(folder)):
            total.update(file.read_bytes())
    return total.hexdigest()[:16]


def _modules(folder: Traversable) -> Iterator[Traversable]:
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if path.is_dir():
            yield from _modules(path)
        elif path.name.endswith(".py"):
            yield path
