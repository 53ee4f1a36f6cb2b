"""Reads records from CSV files into typed rows, and reports a problem for every wrong cell."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import unicodedata
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any
from zipfile import Path as ZipPath

from data.domain.dates import OPEN, parse
from data.domain.errors import DateError, Problem
from data.domain.spreadsheet import FORMULA
from data.store.models import RECORDS, Field, Kind, Record
from data.store.models.layout import LIST_MARK

RECORDS_DIR = Path(__file__).parents[1] / "records"
FLAGS = {"true": True, "false": False}
TOO_LONG = 10_000
REMEMBERED = 1024  # distinct cells cached per column
NUMBERS = (Kind.INTEGER, Kind.NUMBER)


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

    def cells(self) -> list[str]:
        """Return the row as CSV cells, in the order of the headers."""
        return [render_cell(self.values.get(name)) for name in self.record.headers]

    def problem(self, column: str, wrong: str, cure: str) -> Problem:
        return Problem(
            f"{self.record.name}.csv", self.number, column, render_cell(self.values.get(column)), wrong, cure
        )


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

    def by_key(self, name: str) -> dict[tuple[Any, ...], Row]:
        return {row.key: row for row in self.rows[name]}

    def digest(self) -> str:
        """Return the catalogue version: 16 hex digits of a SHA-256 of all rows, independent of order and quoting."""
        total = hashlib.sha256()
        for record in RECORDS:
            total.update(f"\x1d{record.name}\x1d".encode())
            for cells in sorted(row.cells() for row in self.rows[record.name]):
                total.update("\x1f".join(cells).encode() + b"\x1e")
        return total.hexdigest()[:16]


def render_cell(value: object) -> str:
    """Return a value as a CSV cell; None is an empty cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def read_catalogue(directory: Path | ZipPath) -> tuple[Catalogue, list[Problem]]:
    """Read all files in `directory`. Returns the typed rows, and the problems of cells, headers and files."""
    catalogue, problems = Catalogue(), list[Problem]()
    for record in RECORDS:
        path = directory / f"{record.name}.csv"
        try:
            text = path.read_bytes().decode("utf-8-sig")
        except FileNotFoundError:
            catalogue.unreadable.add(record.name)
            problems.append(_of_file(record, "", "the file is missing", "Add it with at least its header"))
        except UnicodeDecodeError as error:
            catalogue.unreadable.add(record.name)
            problems.append(_of_file(record, f"byte {error.start}", "the file is not UTF-8", "Save it as UTF-8"))
        else:
            problems += read_rows(catalogue, record, text)
    return catalogue, problems


def read_rows(catalogue: Catalogue, record: Record, text: str) -> list[Problem]:
    """Add the valid rows of one file to the catalogue. Returns the problems of the others."""
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    problems = list[Problem]()
    try:
        header = next(lines, [])
        problems += _header_problems(record, header)
        if problems:
            catalogue.unreadable.add(record.name)
            return problems
        for number, cells in enumerate(lines, start=2):
            if len(cells) != len(header):
                wrong = f"{len(cells)} cells where the header has {len(header)}"
                problems.append(Problem(f"{record.name}.csv", number, "", "", wrong, "Check commas and quotes"))
                continue
            row, wrong_cells = read_row(record, number, dict(zip(header, cells, strict=True)))
            problems += wrong_cells
            if wrong_cells:
                catalogue.invalid_keys.setdefault(record.name, set()).add(row.key)
            else:
                catalogue.rows[record.name].append(row)
    except csv.Error as error:
        catalogue.unreadable.add(record.name)
        problems.append(
            _of_file(record, f"line {lines.line_num}", f"not CSV: {error}", "Quote cells that contain commas or quotes")
        )
    return problems


@cache
def _readers(record: Record) -> list[tuple[Field, Callable[[str, str], Mapping[str, Any]]]]:
    """Return each field with its cached parser, which takes the cell and its wording."""
    return [(column, lru_cache(REMEMBERED)(partial(_values, column))) for column in record.fields]


def read_row(record: Record, number: int, cells: Mapping[str, str]) -> tuple[Row, list[Problem]]:
    values: dict[str, Any] = {}
    problems = []
    for column, reader in _readers(record):
        cell = cells[column.name]
        try:
            values.update(reader(cell, cells.get(f"{column.name}_wording", "")))
        except (ValueError, DateError) as error:
            problems.append(Problem(f"{record.name}.csv", number, column.name, cell, str(error), _cure(column)))
    return Row(record, number, values), problems


def _header_problems(record: Record, header: Sequence[str]) -> Iterator[Problem]:
    for name in record.headers:
        if name not in header:
            yield _of_file(record, name, "the column is missing", "Add it to the header")
    for name in header:
        if name not in record.headers:
            yield _of_file(record, name, "unknown column", f"Remove it; the columns are {', '.join(record.headers)}")
    if len(set(header)) != len(header):
        yield _of_file(record, ",".join(header), "the header names a column twice", "Keep one of them")


def _of_file(record: Record, value: str, wrong: str, cure: str) -> Problem:
    return Problem(f"{record.name}.csv", 1, "", value, wrong, cure)


def _values(column: Field, cell: str, wording: str) -> dict[str, Any]:
    """Return the values of the table columns that a cell fills. Raises ValueError or DateError."""
    if column.required and not cell:
        raise ValueError("the cell is empty")
    if not cell and not column.partial:
        return {column.name: None}
    _check_text(column, cell)
    if column.partial:
        _check_text(column, wording, pattern=False)
        return _partial(column, cell, wording)
    value = READERS.get(column.kind, str)(cell)
    _check_bounds(column, value)
    return {column.name: value}


def _check_bounds(column: Field, value: Any) -> None:
    if column.least is not None and value < column.least:
        raise ValueError(f"the value is less than {column.least:g}")
    if column.most is not None and value > column.most:
        raise ValueError(f"the value is greater than {column.most:g}")


def _check_text(column: Field, cell: str, *, pattern: bool = True) -> None:
    if len(cell) > TOO_LONG:
        raise ValueError(f"the cell has {len(cell)} characters; at most {TOO_LONG} are allowed")
    if not cell.isprintable() and any(unicodedata.category(letter) in ("Cc", "Zl", "Zp") for letter in cell):
        raise ValueError("the cell contains a control character or a line break")
    if cell != cell.strip():
        raise ValueError("the cell begins or ends with a space")
    if column.kind not in NUMBERS and FORMULA.search(cell):
        raise ValueError("a spreadsheet would evaluate the cell, or its text after a semicolon, as a formula")
    if pattern and column.choices is not None and cell and cell not in [choice.value for choice in column.choices]:
        raise ValueError("the value is not one of the allowed values")
    if pattern and column.pattern and cell and not re.fullmatch(column.pattern, cell):
        raise ValueError("the value does not match the required pattern")


def _partial(column: Field, cell: str, wording: str) -> dict[str, Any]:
    if cell == OPEN and column.kind is not Kind.END:
        raise DateError("only an end may be open (`..`)")
    if wording and not cell:
        raise DateError("the wording has no date; put an undated remark in the note")
    earliest, latest = parse(cell) if cell else (None, None)
    return {
        column.name: cell or None,
        f"{column.name}_wording": wording or None,
        f"{column.name}_earliest": earliest,
        f"{column.name}_latest": latest,
    }


def _flag(cell: str) -> bool:
    if cell not in FLAGS:
        raise ValueError("the value is neither true nor false")
    return FLAGS[cell]


def _integer(cell: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,9}", cell):
        raise ValueError("the value is not an integer of at most nine digits")
    return int(cell)


def _number(cell: str) -> float:
    if not re.fullmatch(r"-?[0-9]{1,9}(\.[0-9]{1,12})?", cell):
        raise ValueError("the value is not a decimal number such as 48.67882")
    return float(cell)


def _day(cell: str) -> date:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
        raise ValueError("the value is not a day such as 2026-11-21")
    return date.fromisoformat(cell)


READERS: dict[Kind, Callable[[str], Any]] = {
    Kind.FLAG: _flag,
    Kind.INTEGER: _integer,
    Kind.NUMBER: _number,
    Kind.DAY: _day,
}


def _cure(column: Field) -> str:
    if column.choices is not None:
        return f"Use one of {', '.join(column.choices)}"
    if column.partial:
        return "Write the date in the EDTF subset of data/domain/dates.py, or leave it empty"
    if column.pattern:
        return f"Write a value that matches the regular expression {column.pattern}"
    return "Write " + {
        Kind.FLAG: "true or false",
        Kind.INTEGER: "an integer",
        Kind.NUMBER: "a decimal number",
        Kind.DAY: "a day such as 2026-11-21",
        Kind.SOURCES: "at least one source slug",
    }.get(column.kind, "plain text on one line")
