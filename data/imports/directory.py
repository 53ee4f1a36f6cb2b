"""The directory of an imported layer: its tables as they were read, the questions, and the records made of them."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import mkdtemp

from data.catalogue.export import PACKAGE, layer_descriptor
from data.catalogue.rows.catalogue import LAYERS
from data.catalogue.rows.row import Row
from data.domain.errors import InputError, Problem, RecordsError
from data.imports.headers import HEADERS, columns_of
from data.imports.parser import Countries, Parser
from data.imports.review import FILE as REVIEW
from data.imports.sheets import read_sheet
from data.imports.statements import Statement
from data.store.models import RECORD

TABLES = "tables"
UNSTORED = ("partner_point",)  # columns that are stored as others
COLUMNS = tuple(column for column in HEADERS if column not in UNSTORED)


def read_tables(directory: Path, countries: Countries) -> dict[str, list[Statement]]:
    """Return the statements of the tables that a layer was made of, by name. Raises RecordsError."""
    found: dict[str, list[Statement]] = {}
    problems = list[Problem]()
    for path in _tables(directory):
        sheet, wrong = read_sheet(path)
        parser = Parser(sheet, columns_of(sheet.header, {}, path.name), {}, countries)
        found[path.stem] = parser.statements()
        problems += [*wrong, *parser.problems]
    if problems:
        raise RecordsError(problems)
    return found


def render_table(statements: Iterable[Statement]) -> bytes:
    """Return statements as a table that can be imported again. Equal statements give equal bytes, in any order."""
    rows = sorted({tuple(map(statement.cells().__getitem__, COLUMNS)) for statement in statements})
    return _csv(COLUMNS, rows)


def render_records(rows: Mapping[str, Sequence[Row]]) -> dict[str, bytes]:
    """Return the files of the records of a layer, by name: those kinds that have rows, and the descriptor."""
    given = {name: found for name, found in rows.items() if found}
    files = {f"{name}.csv": _csv(RECORD[name].headers, [row.cells() for row in found]) for name, found in given.items()}
    (layer,) = rows[LAYERS]
    return files | {PACKAGE: layer_descriptor(layer.values, given)}


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode()


def check_replaceable(directory: Path) -> None:
    """Raises InputError when a directory holds records that no import made."""
    if directory.exists() and not (directory.is_dir() and (not any(directory.iterdir()) or _tables(directory))):
        raise InputError(
            f"{directory} holds what no import made: it has no folder {TABLES!r} of imported tables; name a new directory"
        )


def _tables(directory: Path) -> list[Path]:
    return sorted((directory / TABLES).glob("*.csv"))


def is_unchanged(directory: Path, files: Mapping[str, bytes]) -> bool:
    """Whether the files of a directory that an import makes are exactly these."""
    held = _generated(directory) if directory.is_dir() else set[str]()
    return held == set(files) and all((directory / name).read_bytes() == body for name, body in files.items())


def _generated(directory: Path) -> set[str]:
    """The names of the files of a directory that an import makes."""
    names = {f"{name}.csv" for name in RECORD} | {PACKAGE, REVIEW}
    return {name for name in names if (directory / name).exists()} | {f"{TABLES}/{p.name}" for p in _tables(directory)}


def replace_directory(directory: Path, files: Mapping[str, bytes]) -> None:
    """Replace the files of a directory that an import makes; others stay.

    A crash leaves the old directory, or the old one beside the new.
    """
    directory.parent.mkdir(parents=True, exist_ok=True)
    new = Path(mkdtemp(prefix=f".{directory.name}-", dir=directory.parent))
    try:
        if directory.exists():
            shutil.copytree(directory, new, dirs_exist_ok=True)
            for name in _generated(new):
                (new / name).unlink()
        for name, body in files.items():
            path = new / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(body)
        new.chmod(0o755)
        if directory.exists():
            old = new.with_name(f"{new.name}-old")
            directory.rename(old)
            new.rename(directory)
            shutil.rmtree(old)
        else:
            new.rename(directory)
    finally:
        shutil.rmtree(new, ignore_errors=True)
