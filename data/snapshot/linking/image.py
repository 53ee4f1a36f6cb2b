"""Snapshot images: the linked tables of a version as bytes, so that a service need not link its rows again.

An image is a pickle of objects of the classes in CLASSES and of nothing else: reading it calls no other function, so
who can write the store cannot run code in a service (https://docs.python.org/3/library/pickle.html#restricting-globals).
"""

from __future__ import annotations

import io
import pickle
import sys
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from copyreg import dispatch_table
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import numpy as np

from data.domain.arrays import Numbers, PackedTexts
from data.domain.dates import PartialDate, Span
from data.domain.enums import Basis
from data.snapshot.columns import BackReferences, CodeTable, Column, Table
from data.snapshot.entities import ENTITY_CLASSES
from data.snapshot.times.attestations import Attestations, Calendar
from data.store.models import RECORDS

BLOCK_BYTES = 4 << 20  # before compression
FAST = 1  # level of zlib
DAMAGE = (pickle.UnpicklingError, zlib.error, EOFError, ImportError, LookupError, AttributeError, ValueError, TypeError)
SOURCES = ("domain", "snapshot", "store/models")  # folders of the code that tables follow from


def array_of(code: str, values: bytes) -> array[int]:
    """An array from its type code and its bytes."""
    found = array(code)
    found.frombytes(values)
    return found


def numbers_of(dtype: str, shape: tuple[int, ...], values: bytes) -> Numbers:
    """A numpy array from its type, its shape and its bytes."""
    return np.frombuffer(values, dtype).reshape(shape)


ENUMS = {type(choice) for record in RECORDS for field in record.fields for choice in field.choices or ()} | {Basis}
HELD: set[Any] = {
    BackReferences,
    CodeTable,
    Column,
    Table,
    PackedTexts,
    Attestations,
    Calendar,
    PartialDate,
    Span,
    date,
}
HELD |= {*ENUMS, *ENTITY_CLASSES.values(), array_of, numbers_of}
CLASSES = {(one.__module__, one.__qualname__): one for one in HELD}
REDUCED: dict[type, Any] = {
    array: lambda values: (array_of, (values.typecode, values.tobytes())),
    np.ndarray: lambda values: (numbers_of, (values.dtype.str, values.shape, values.tobytes())),
    **dict.fromkeys(ENUMS, lambda choice: (type(choice), (choice.value,))),
}


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in CLASSES:
            raise pickle.UnpicklingError(f"an image of a snapshot holds no {module}.{name}")
        return CLASSES[module, name]


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
    """Reads compressed blocks one after the other."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self.blocks = iter(blocks)
        self.left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self.left:
            block = next(self.blocks, None)
            self.left = memoryview(zlib.decompress(block) if block else b"")
        size = min(len(buffer), len(self.left))
        buffer[:size], self.left = self.left[:size], self.left[size:]
        return size


def write(tables: Mapping[str, Table], save: Callable[[bytes], None]) -> None:
    """Writes linked tables as an image. Calls `save` with one block after the other."""
    with io.BufferedWriter(_Writer(save), BLOCK_BYTES) as file:
        pickler = pickle.Pickler(file, pickle.HIGHEST_PROTOCOL)
        pickler.dispatch_table = {**dispatch_table, **REDUCED}
        pickler.dump(dict(tables))


def read(blocks: Iterable[bytes]) -> dict[str, Table]:
    """Reads the tables of an image. Raises one of DAMAGE when the blocks are no image that this program wrote."""
    found: dict[str, Table] = _Unpickler(io.BufferedReader(_Reader(blocks), BLOCK_BYTES)).load()
    return found


@cache
def program() -> str:
    """Identifies the code that tables follow from: an image is read by the program that wrote it only."""
    total = sha256(f"{sys.version_info[:2]} {np.__version__}".encode())
    for source in SOURCES:
        for file in _modules(files("data").joinpath(source)):
            total.update(file.read_bytes())
    return total.hexdigest()[:16]


def _modules(folder: Traversable) -> Iterator[Traversable]:
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if path.is_dir():
            yield from _modules(path)
        elif path.name.endswith(".py"):
            yield path
