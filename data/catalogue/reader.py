"""Reads records from CSV files into typed rows, and reports a problem for every wrong cell."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any
from zipfile import Path as ZipPath

from data.catalogue.cells import cure, render_cell, values_of
from data.domain.errors import DateError, Problem
from data.store.models import RECORDS, Field, Record
from data.store.models.layout import LAYER, LIST_MARK

RECORDS_DIR = Path(__file__).parents[1] / "records"
LAYERS_DIR = Path(__file__).parents[1] / "layers"
BASE = "base"  # slug of the layer of the curated records
LAYERS = "layers"  # the file that names the layer of a directory, and the folder of the layers of an export
Directory = Path | ZipPath
REMEMBERED = 1024  # distinct cells cached per column


@dataclass(frozen=True, slots=True)
class Row:
    """One record: its row number in the file (the header is 1), and its values by column of the table."""

    record: Record
    number: int
    values: Mapping[str, Any]

    @property
    def sources(self) -> tuple[str, ...]:
        """The slugs of the cited sources."""
        cited = self.values.get("sources")
        return tuple(cited.split(LIST_MARK)) if cited else ()

    @property
    def key(self) -> tuple[Any, ...]:
        return tuple(self.values.get(name) for name in self.record.key)

    @property
    def name(self) -> str:
        """The key as one text, its parts joined by spaces."""
        return " ".join(str(part) for part in self.key)

    @property
    def layer(self) -> str:
        """The layer of the directory from which the row was read."""
        return str(self.values[LAYER.names[0] if self.record.layered else "slug"])

    def cells(self) -> list[str]:
        """Return the row as CSV cells, in the order of the headers."""
        return [render_cell(self.values.get(name)) for name in self.record.headers]

    @property
    def cells_by_header(self) -> dict[str, str]:
        return dict(zip(self.record.headers, self.cells(), strict=True))

    def problem(self, column: str, wrong: str, cure: str) -> Problem:
        file = file_of(self.record, self.layer)
        return Problem(file, self.number, column, render_cell(self.values.get(column)), wrong, cure)


def file_of(record: Record, layer: str) -> str:
    """Return the name of the file of a kind of record, with the name of its layer before it when it is not the base."""
    return f"{record.name}.csv" if layer == BASE else f"{layer}/{record.name}.csv"


class Anything(Container[object]):
    """A container that contains every object."""

    def __contains__(self, _: object) -> bool:
        return True


@dataclass(slots=True)
class Catalogue:
    """All rows, by kind of record.

    `invalid_keys` holds the keys of rows with a wrong cell, `unreadable` the kinds of record whose file could not be read.
    """

    rows: dict[str, list[Row]] = field(default_factory=lambda: {record.name: [] for record in RECORDS})
    invalid_keys: dict[str, set[tuple[Any, ...]]] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)

    def known(self, name: str) -> Container[Any]:
        """Return the keys that references may name, also of rows with a wrong cell; any key when no file was read."""
        return (
            Anything()
            if name in self.unreadable
            else {row.key for row in self.rows[name]} | self.invalid_keys.get(name, set())
        )

    def complete(self, *names: str) -> bool:
        """Return whether all rows of these kinds were read, so that a row missing there is a problem in itself."""
        return not any(name in self.unreadable or name in self.invalid_keys for name in names)

    def __iter__(self) -> Iterator[Row]:
        return (row for rows in self.rows.values() for row in rows)

    def __len__(self) -> int:
        return sum(len(rows) for rows in self.rows.values())

    @property
    def precedence(self) -> dict[str, int]:
        """The number of each layer by its slug."""
        return {row.values["slug"]: row.values["precedence"] for row in self.rows[LAYERS]}

    def by_key(self, name: str) -> dict[tuple[Any, ...], Row]:
        return {row.key: row for row in self.rows[name]}

    def digest(self) -> str:
        """Return the catalogue version: 16 hex digits of a SHA-256 of all rows, independent of order and quoting."""
        total = hashlib.sha256()
        for record in RECORDS:
            total.update(f"\x1d{record.name}\x1d".encode())
            for cells in sorted([row.layer, *row.cells()] for row in self.rows[record.name]):
                total.update("\x1f".join(cells).encode() + b"\x1e")
        return total.hexdigest()[:16]


def layer_directories(directory: Directory) -> list[Directory]:
    """Return the directories of layers in the folder `layers` of a directory, by name."""
    folder = directory / LAYERS
    found = folder.iterdir() if folder.is_dir() else ()
    layers = [path for path in found if not path.name.startswith(".") and (path / f"{LAYERS}.csv").exists()]
    return sorted(layers, key=lambda path: path.name)


def shipped_directories() -> list[Directory]:
    """Return the directories of the catalogue of this project: the base, then its layers."""
    return [RECORDS_DIR, *layer_directories(LAYERS_DIR.parent)]


def read_catalogue(base: Directory, *layers: Directory) -> tuple[Catalogue, list[Problem]]:
    """Read all files of the base, and those that there are of the layers.

    Returns the typed rows, and the problems of cells, headers and files.
    """
    catalogue, problems = Catalogue(), list[Problem]()
    for directory in (base, *layers):
        problems += read_directory(catalogue, directory, is_layer=directory is not base)
    return catalogue, problems


def read_directory(catalogue: Catalogue, directory: Directory, *, is_layer: bool) -> Iterator[Problem]:
    """Add the valid rows of a directory to the catalogue. Yields the problems. A layer need not have all files."""
    layer = directory.name if is_layer else BASE
    for record in RECORDS:
        path = directory / f"{record.name}.csv"
        if is_layer and record.layered and not path.exists():
            continue
        try:
            text = path.read_bytes().decode("utf-8-sig")
        except FileNotFoundError:
            catalogue.unreadable.add(record.name)
            yield _of_file(record, layer, "", "the file is missing", "Add it with at least its header")
        except UnicodeDecodeError as error:
            catalogue.unreadable.add(record.name)
            yield _of_file(record, layer, f"byte {error.start}", "the file is not UTF-8", "Save it as UTF-8")
        else:
            known = len(catalogue.rows[record.name])
            yield from read_rows(catalogue, record, text, layer)
            if not record.layered:
                yield from _of_another_directory(catalogue, catalogue.rows[record.name][known:], layer)


def _of_another_directory(catalogue: Catalogue, rows: Sequence[Row], layer: str) -> Iterator[Problem]:
    """Yield a problem for each row of `layers.csv` that is not that of the directory."""
    for row in rows:
        if row.values["slug"] != layer:
            catalogue.unreadable.add(row.record.name)
            file, wrong = file_of(row.record, layer), f"the directory is that of the layer {layer}"
            cure = "Let the slug be the name of the directory; that of the base is `base`"
            yield Problem(file, row.number, "slug", row.values["slug"], wrong, cure)


def read_rows(catalogue: Catalogue, record: Record, text: str, layer: str = BASE) -> list[Problem]:
    """Add the valid rows of one file of a layer to the catalogue. Returns the problems of the others."""
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    problems = list[Problem]()
    try:
        header = next(lines, [])
        problems += _header_problems(record, layer, header)
        if problems:
            catalogue.unreadable.add(record.name)
            return problems
        for number, cells in enumerate(lines, start=2):
            if len(cells) != len(header):
                wrong = f"{len(cells)} cells where the header has {len(header)}"
                problems.append(Problem(file_of(record, layer), number, "", "", wrong, "Check commas and quotes"))
                continue
            row, wrong_cells = read_row(record, number, dict(zip(header, cells, strict=True)), layer)
            problems += wrong_cells
            if wrong_cells:
                catalogue.invalid_keys.setdefault(record.name, set()).add(row.key)
            else:
                catalogue.rows[record.name].append(row)
    except csv.Error as error:
        catalogue.unreadable.add(record.name)
        problems.append(
            _of_file(
                record,
                layer,
                f"line {lines.line_num}",
                f"not CSV: {error}",
                "Quote cells that contain commas or quotes",
            )
        )
    return problems


@cache
def _readers(record: Record) -> list[tuple[Field, Callable[[str, str], Mapping[str, Any]]]]:
    """Return each field with its cached parser, which takes the cell and its wording."""
    return [(column, lru_cache(REMEMBERED)(partial(values_of, column))) for column in record.fields]


def read_row(record: Record, number: int, cells: Mapping[str, str], layer: str = BASE) -> tuple[Row, list[Problem]]:
    values: dict[str, Any] = {LAYER.names[0]: layer} if record.layered else {}
    problems = []
    for column, reader in _readers(record):
        cell = cells[column.name]
        try:
            values.update(reader(cell, cells.get(f"{column.name}_wording", "")))
        except (ValueError, DateError) as error:
            problems.append(Problem(file_of(record, layer), number, column.name, cell, str(error), cure(column)))
    return Row(record, number, values), problems


def _header_problems(record: Record, layer: str, header: Sequence[str]) -> Iterator[Problem]:
    for name in record.headers:
        if name not in header:
            yield _of_file(record, layer, name, "the column is missing", "Add it to the header")
    for name in header:
        if name not in record.headers:
            yield _of_file(
                record, layer, name, "unknown column", f"Remove it; the columns are {', '.join(record.headers)}"
            )
    if len(set(header)) != len(header):
        yield _of_file(record, layer, ",".join(header), "the header names a column twice", "Keep one of them")


def _of_file(record: Record, layer: str, value: str, wrong: str, cure: str) -> Problem:
    return Problem(file_of(record, layer), 1, "", value, wrong, cure)
