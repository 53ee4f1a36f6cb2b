"""Reads records from CSV files into typed rows, and reports a problem for every wrong cell."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache, partial
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import Path as ZipPath

from data.catalogue.rows.catalogue import LAYERS, Catalogue
from data.catalogue.rows.cells import cure, value_of
from data.catalogue.rows.row import BASE, Row, file_of
from data.catalogue.rows.table import BATCH
from data.domain.errors import DateError, Problem
from data.domain.progress import Progress, untold
from data.store.models import RECORDS, Field, Record
from data.store.models.layout import LAYER

RECORDS_DIR = Path(__file__).parents[1] / "records"
LAYERS_DIR = Path(__file__).parents[1] / "layers"
Directory = Path | ZipPath
REMEMBERED = 1024  # distinct cells cached per column


def layer_directories(directory: Directory) -> list[Directory]:
    """Return the directories of layers in the folder `layers` of a directory, by name."""
    folder = directory / LAYERS
    found = folder.iterdir() if folder.is_dir() else ()
    layers = [path for path in found if not path.name.startswith(".") and (path / f"{LAYERS}.csv").exists()]
    return sorted(layers, key=lambda path: path.name)


def shipped_directories() -> list[Directory]:
    """Return the directories of the catalogue of this project: the base, then its layers."""
    return [RECORDS_DIR, *layer_directories(LAYERS_DIR.parent)]


def read_catalogue(base: Directory, *layers: Directory, progress: Progress = untold) -> tuple[Catalogue, list[Problem]]:
    """Read all files of the base, and those that there are of the layers.

    Returns the typed rows, and the problems of cells, headers and files.
    """
    catalogue, problems = Catalogue(), list[Problem]()
    for directory in (base, *layers):
        problems += read_directory(catalogue, directory, is_layer=directory is not base, progress=progress)
    return catalogue, problems


def read_directory(
    catalogue: Catalogue, directory: Directory, *, is_layer: bool, progress: Progress = untold
) -> Iterator[Problem]:
    """Add the valid rows of a directory to the catalogue. Yields the problems. A layer need not have all files."""
    layer = directory.name if is_layer else BASE
    for number, record in enumerate(RECORDS):
        progress(f"Read the files of {layer}, next {record.name}.csv", number, len(RECORDS))
        path = directory / f"{record.name}.csv"
        if is_layer and record.layered and not path.exists():
            continue
        known = len(catalogue.rows[record.name])
        try:
            with path.open("rb") as file, io.TextIOWrapper(file, "utf-8-sig", newline="") as lines:
                yield from read_rows(catalogue, record, lines, layer)
        except FileNotFoundError:
            catalogue.unreadable.add(record.name)
            yield _of_file(record, layer, "", "the file is missing", "Add it with at least its header")
        except UnicodeDecodeError:
            catalogue.unreadable.add(record.name)
            yield _of_file(record, layer, f"byte {_wrong_byte(path)}", "the file is not UTF-8", "Save it as UTF-8")
        else:
            if not record.layered:
                yield from _of_another_directory(catalogue, [*catalogue.rows[record.name]][known:], layer)


def _wrong_byte(path: Directory) -> int:
    """Return the place of the first byte of a file that is not UTF-8, behind a byte order mark."""
    try:
        path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return error.start
    return 0


def _of_another_directory(catalogue: Catalogue, rows: Sequence[Row], layer: str) -> Iterator[Problem]:
    """Yield a problem for each row of `layers.csv` that is not that of the directory."""
    for row in rows:
        if row.values["slug"] != layer:
            catalogue.unreadable.add(row.record.name)
            file, wrong = file_of(row.record, layer), f"the directory is that of the layer {layer}"
            cure = "Let the slug be the name of the directory; that of the base is `base`"
            yield Problem(file, row.number, "slug", row.values["slug"], wrong, cure)


def read_rows(catalogue: Catalogue, record: Record, lines: Iterable[str], layer: str = BASE) -> list[Problem]:
    """Add the valid rows of the lines of one file of a layer to the catalogue. Returns the problems of the others."""
    rows = csv.reader(lines, strict=True)
    problems = list[Problem]()
    try:
        header = next(rows, [])
        problems += _header_problems(record, layer, header)
        if problems:
            catalogue.unreadable.add(record.name)
            return problems
        number = 2
        while number:
            batch: list[list[str]] = []
            try:
                batch.extend(islice(rows, BATCH))
            finally:  # also the rows before what is not CSV
                problems += _read_batch(catalogue, record, header, batch, number, layer)
            number = number + len(batch) if batch else 0
    except csv.Error as error:
        catalogue.unreadable.add(record.name)
        line, cure = f"line {rows.line_num}", "Quote cells that contain commas or quotes"
        problems.append(_of_file(record, layer, line, f"not CSV: {error}", cure))
    return problems


def _read_batch(
    catalogue: Catalogue, record: Record, header: Sequence[str], batch: list[list[str]], first: int, layer: str
) -> Iterator[Problem]:
    """Add some rows, numbered from `first`: by columns, or one by one when a cell is wrong."""
    if batch and all(len(cells) == len(header) for cells in batch):
        columns: dict[str, Sequence[Any]] = dict(zip(header, zip(*batch, strict=True), strict=True))
        cells = {field.name: _cells(field, columns) for field in record.fields}
        try:
            catalogue.rows[record.name].extend(cells | {LAYER.names[0]: (layer,) * len(batch)}, first)
        except (ValueError, DateError):
            pass  # the rows are read one by one, so that all wrong cells of all of them are told
        else:
            return
    for number, row in enumerate(batch, start=first):
        yield from _read_one(catalogue, record, number, header, row, layer)


def _cells(field: Field, columns: Mapping[str, Sequence[str]]) -> Sequence[Any]:
    """Return the cells of a field; of a partial date the pairs of its text and its wording."""
    found = [columns[header] for header in field.headers]
    return list(zip(*found, strict=True)) if field.partial else found[0]


def _read_one(
    catalogue: Catalogue, record: Record, number: int, header: Sequence[str], cells: Sequence[str], layer: str
) -> Iterator[Problem]:
    if len(cells) != len(header):
        wrong = f"{len(cells)} cells where the header has {len(header)}"
        yield Problem(file_of(record, layer), number, "", "", wrong, "Check commas and quotes")
        return
    row, problems = read_row(record, number, dict(zip(header, cells, strict=True)), layer)
    yield from problems
    if problems:
        catalogue.invalid_keys.setdefault(record.name, set()).add(row.key)
    else:
        catalogue.rows[record.name].append(row)


@cache
def _readers(record: Record) -> list[tuple[Field, tuple[str, ...], Callable[[str, str], Any]]]:
    """Return each field with its columns of the table and its cached parser, which takes the cell and its wording."""
    return [(field, field.column_names, lru_cache(REMEMBERED)(partial(value_of, field))) for field in record.fields]


def read_row(record: Record, number: int, cells: Mapping[str, str], layer: str = BASE) -> tuple[Row, list[Problem]]:
    values: dict[str, Any] = {LAYER.names[0]: layer} if record.layered else {}
    problems = []
    for column, names, reader in _readers(record):
        cell = cells[column.name]
        try:
            value = reader(cell, cells.get(f"{column.name}_wording", ""))
            values.update(zip(names, value if column.partial else (value,), strict=True))
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
