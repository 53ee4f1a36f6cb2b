"""Reads tables as others keep them: CSV and TSV, XLSX, and the JSON that a SPARQL endpoint returns."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from data.catalogue.personal_data import EMAIL, PHONE
from data.catalogue.rows.cells import check_formula, check_plain
from data.domain.errors import InputError, Problem

DELIMITERS = (",", ";", "\t")
MOST_BYTES = 100_000_000  # of a file, and of what an XLSX file unpacks to, times UNPACKED
UNPACKED = 5
MOST_ROWS = 500_000
NUMBER = re.compile(r"-?[0-9]+([.,][0-9]+)?")
ENTITY = re.compile(r"https?://www\.wikidata\.org/(entity|wiki)/(Q[1-9][0-9]*)")
QUOTED = re.compile(r'"[^"]*"')
# What openpyxl raises for a file that is no workbook, or a broken one.
BROKEN = (zipfile.BadZipFile, KeyError, ValueError, OSError, TypeError, AttributeError, IndexError, SyntaxError)
Cells = list[str]


class Sheet(NamedTuple):
    """A table: the name of its file, its header, and its rows with their numbers in the file. The header is row 1."""

    file: str
    header: Cells
    rows: list[tuple[int, Cells]]


def read_sheet(path: Path, ignored: Sequence[str] = ()) -> tuple[Sheet, list[Problem]]:
    """Read a table. Returns its rows that have as many cells as the header, and the problems of rows and cells.

    Columns named in `ignored` are left out. Raises InputError when the file is no table, or too large.
    """
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise InputError(f"{path.name} has {size} bytes; at most {MOST_BYTES} are read: split the table")
    lines = list(_lines(path))
    if len(lines) < 2:
        raise InputError(
            f"{path.name} holds no rows below a header; `samband import --template` writes a table to fill in"
        )
    (_, header), *rows = lines
    header = [" ".join(name.split()) for name in header]
    while header and not header[-1]:
        header.pop()
    if len(rows) > MOST_ROWS:
        raise InputError(f"{path.name} has {len(rows)} rows; at most {MOST_ROWS} are read: split the table")
    unknown = next((name for name in ignored if name not in header), None)
    if unknown is not None:
        raise InputError(f"--ignore {unknown}: {path.name} has no such header; it has {', '.join(header)}")
    kept = [number for number, name in enumerate(header) if name not in ignored]
    good, problems = list[tuple[int, Cells]](), list[Problem]()
    for number, cells in rows:
        if not any(map(str.strip, cells)):
            continue
        if (len(cells) != len(header) and any(map(str.strip, cells[len(header) :]))) or len(cells) < len(header):
            wrong = f"{len(cells)} cells where the header has {len(header)}"
            problems.append(Problem(path.name, number, "", "", wrong, "Check the separators and the quotes of the row"))
            continue
        good.append((number, [" ".join(cells[place].split()) for place in kept]))
    named = [header[place] for place in kept]
    found = [problem for number, cells in good for problem in _cell_problems(path.name, number, named, cells)]
    problems += _once_a_column(found)
    return Sheet(path.name, named, good), problems


def _lines(path: Path) -> Iterator[tuple[int, Cells]]:
    """Yield the number and the cells of each row of a file, the header first."""
    if zipfile.is_zipfile(path):
        return _of_workbook(path)
    with path.open("rb") as file:
        start = file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path.name} is not UTF-8 (byte {error.start}); save it as CSV in UTF-8, or as XLSX"
        ) from None
    return _of_sparql(path.name, text) if start.startswith(b"{") else _of_text(path.name, text)


def _of_text(name: str, text: str) -> Iterator[tuple[int, Cells]]:
    """Yield the rows of separated values."""
    delimiter = delimiter_of(text)
    with _field_size(len(text) + 1):
        try:
            yield from enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), start=1)
        except csv.Error as error:
            raise InputError(
                f"{name} is not a table of separated values: {error}; quote cells that hold quotes"
            ) from None


def delimiter_of(text: str) -> str:
    """Return the separator of a table: the one that its header has most often outside of quotes."""
    first = QUOTED.sub("", text.lstrip("\r\n").partition("\n")[0])
    return max(DELIMITERS, key=first.count)


@contextmanager
def _field_size(most: int) -> Iterator[None]:
    """Lets cells be as long as the file, so that one that is too long is named by its row and column."""
    before = csv.field_size_limit(min(most, sys.maxsize))
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _of_workbook(path: Path) -> Iterator[tuple[int, Cells]]:
    """Yield the rows of the first sheet of an XLSX file. Formulas are read as written."""
    from openpyxl import load_workbook  # noqa: PLC0415 a third of a second that other commands do not need

    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > MOST_BYTES * UNPACKED:
            raise InputError(f"{path.name} unpacks to {unpacked} bytes; at most {MOST_BYTES * UNPACKED} are read")
        with path.open("rb") as file:
            book = load_workbook(file, read_only=True)
            rows = [list(map(_text, row)) for row in book.worksheets[0].iter_rows()]
    except BROKEN as error:
        raise InputError(f"{path.name} is not an XLSX workbook: {error}; save it as XLSX or as CSV in UTF-8") from None
    width = max((place + 1 for row in rows[:1] for place, cell in enumerate(row) if cell), default=0)
    yield from enumerate((row + [""] * (width - len(row)) for row in rows), start=1)


def _text(cell: Any) -> str:
    """Return a cell of a workbook as text.

    A whole number has no decimals, a date is as precise as its format shows it, an error is marked like a formula.
    """
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "e" or hasattr(value, "text"):  # an error such as #N/A, an array formula
        return f"={str(getattr(value, 'text', value)).removeprefix('=')}"
    if isinstance(value, date):  # a datetime too
        shown = QUOTED.sub("", cell.number_format.lower())
        return value.strftime("%Y-%m-%d" if "d" in shown else "%Y-%m" if "m" in shown else "%Y")
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _of_sparql(name: str, text: str) -> Iterator[tuple[int, Cells]]:
    """Yield the rows of SPARQL 1.1 Query Results JSON. Of a variable that holds items of Wikidata, the label is the name.

    See https://www.w3.org/TR/sparql11-results-json/.
    """
    try:
        answer = json.loads(text)
        variables, bindings = list(map(str, answer["head"]["vars"])), answer["results"]["bindings"]
        rows = [[_encodable(row.get(variable, {}).get("value", "")) for variable in variables] for row in bindings]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise InputError(
            f"{name} is not the JSON of a SPARQL answer; ask the endpoint for application/sparql-results+json"
        ) from None
    items = {variable for place, variable in enumerate(variables) if _are_items(row[place] for row in rows)}
    yield 1, [_named(variable, items) for variable in variables]
    yield from enumerate(rows, start=2)


def _encodable(value: Any) -> str:
    """Return a value as text; what UTF-8 cannot encode is replaced by a question mark."""
    return str(value).encode(errors="replace").decode()


def _are_items(cells: Iterable[str]) -> bool:
    given = [cell for cell in cells if cell]
    return bool(given) and all(map(ENTITY.fullmatch, given))


def _named(variable: str, items: set[str]) -> str:
    if variable in items:
        return f"{variable} wikidata"
    label = variable.removesuffix("Label")
    return label if label in items else variable


def _cell_problems(file: str, number: int, header: Sequence[str], cells: Sequence[str]) -> Iterator[Problem]:
    for name, cell in zip(header, cells, strict=True):
        if not cell or NUMBER.fullmatch(cell):
            continue
        for check, cure in CHECKS.items():
            try:
                check(cell)
            except ValueError as error:
                yield Problem(file, number, name, cell, str(error), cure)
                break


def _once_a_column(problems: Sequence[Problem]) -> Iterator[Problem]:
    """Yield the first of equal problems of a column, with the number of the others."""
    of_column: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        of_column.setdefault((problem.column, problem.wrong), []).append(problem)
    for first, *others in of_column.values():
        more = f" (and {len(others)} more of the column)" if others else ""
        yield replace(first, wrong=f"{first.wrong}{more}", cure=first.cure.format(column=first.column))


def _check_personal(cell: str) -> None:
    if "@" in cell and EMAIL.search(cell):
        raise ValueError("the cell contains an e-mail address")
    if PHONE.search(cell):
        raise ValueError("the cell contains a phone number")


CHECKS: Mapping[Any, str] = {
    check_plain: "Shorten it to a name, a date or an address",
    _check_personal: "Remove it, or leave the column out with --ignore {column!r}",
    check_formula: "Write the value instead of the formula",
}
