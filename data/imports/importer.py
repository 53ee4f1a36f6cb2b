"""Imports a table into a layer.

The records of an imported layer are a function of its tables, of the decisions in its `review.csv`, and of the layers
before it. An import adds a table or replaces it, and makes the records anew: those of its layer, then those of the
imported layers after it. Nothing is written unless all of them are without a problem.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from data.catalogue.reader import Directory, read_catalogue, read_directory, read_rows
from data.catalogue.rows.catalogue import LAYERS, Catalogue
from data.catalogue.rows.row import BASE, Row
from data.catalogue.rules import check
from data.catalogue.time_rules import link_rows
from data.domain.dates import parse
from data.domain.errors import InputError, Problem, RecordsError
from data.domain.licences import LICENCES
from data.domain.text import slug_of
from data.imports.directory import (
    TABLES,
    check_replaceable,
    is_unchanged,
    read_tables,
    render_records,
    render_table,
    replace_directory,
)
from data.imports.headers import columns_of
from data.imports.parser import HOME, Countries, Parser
from data.imports.records import LayerRecords, rows_of
from data.imports.resolve import Resolved, Resolver
from data.imports.review import FILE as REVIEW
from data.imports.review import Questions
from data.imports.sheets import read_sheet
from data.imports.statements import BETWEEN, Statement
from data.snapshot.linking.linker import no_collection
from data.snapshot.snapshot import Snapshot
from data.store.models import RECORD

LONGEST_NAME = 100
Step = Callable[[str], None]
Cells = dict[str, str]


@dataclass(frozen=True, slots=True)
class Request:
    """What to import: the file, the directory of the layer, and what the rows themselves do not say.

    `columns` maps columns to headers, `where` headers to values that a row must have. `defaults` holds the cells of rows
    without one, by column; `overrides` holds cells that replace those of the table; `layer` holds cells of `layers.csv`.
    `name` is the name of the table in the layer.
    """

    file: Path
    into: Path
    base: Directory
    columns: Mapping[str, str] = field(default_factory=dict)
    where: Mapping[str, str] = field(default_factory=dict)
    ignored: Sequence[str] = ()
    defaults: Mapping[str, str] = field(default_factory=dict)
    overrides: Mapping[str, str] = field(default_factory=dict)
    layer: Mapping[str, str] = field(default_factory=dict)
    name: str = ""


class Table(NamedTuple):
    """What was read of a table: the number of its rows and of those left out, unused columns, statements, problems."""

    rows: int
    skipped: int
    unused: list[str]
    statements: list[Statement]
    problems: list[Problem]


class BuiltLayer(NamedTuple):
    """The records of a layer, built of its tables, and the files of its directory by name."""

    directory: Path
    rows: Mapping[str, list[Row]]
    files: Mapping[str, bytes]
    resolved: Resolved
    questions: Questions


class Report(NamedTuple):
    """What an import came to.

    `skipped` counts the rows that `where` left out. `tables` names the tables of the layer, `changed` the layers whose
    directories changed.
    """

    rows: int
    skipped: int
    unused: list[str]
    tables: list[str]
    built: BuiltLayer
    changed: list[str]


def import_table(request: Request, step: Step = lambda _: None) -> Report:
    """Import a table. Calls `step` with the name of each step when it begins.

    Raises RecordsError with all problems of rows and records, InputError for a file or an option that cannot be used.
    """
    with no_collection():
        step("reading the catalogue")
        name = _table_name(request)
        check_replaceable(request.into)
        before, own, later = _layers(request)
        catalogue = _read(request.base, before)
        countries = Countries([row.values for row in catalogue.rows["countries"]])
        step("reading the table")
        table = _read_table(request, countries)
        tables = read_tables(request.into, countries) | {name: table.statements}
        layer = _layer_cells(request, own, tables, [*before.values(), *later.values()])
        step("finding places and partnerships")
        built = [_build(request.into, layer, tables, catalogue, table.problems)]
        for directory, row in later.items():
            step(f"making {directory.name} anew")
            built += _build_anew(directory, row, countries, catalogue)
        step("checking the records")
        problems = check(catalogue)
        if problems:
            raise RecordsError(problems)
        changed = [one for one in built if not is_unchanged(one.directory, one.files)]
        for one in changed:
            replace_directory(one.directory, one.files)
    names = [one.directory.name for one in changed]
    return Report(table.rows, table.skipped, table.unused, sorted(tables), built[0], names)


def _table_name(request: Request) -> str:
    """The name of the table in the layer: that of the file, or the one given."""
    name = request.name or slug_of(request.file.stem)
    if not name or slug_of(name) != name or len(name) > LONGEST_NAME:
        raise InputError(f"--name {name!r} cannot name a table; use small letters, digits and hyphens, as in list-2026")
    return name


def _layers(request: Request) -> tuple[dict[Path, Row], Row | None, dict[Path, Row]]:
    """Return the layers beside that of a request by precedence: those before it, its own row, and those after it."""
    into = request.into
    if slug_of(into.name) != into.name:
        raise InputError(f"{into.name!r} cannot name a layer; use small letters, digits and hyphens, as in my-town")
    held = into / f"{LAYERS}.csv"
    if into.name == BASE or (held.exists() and _layer_row(held).values["slug"] == BASE):
        raise InputError(
            f"{into} is the curated base, or has its name; import into a directory such as data/layers/my-town"
        )
    found = {path.parent: _layer_row(path) for path in sorted(into.parent.glob(f"[!.]*/{LAYERS}.csv"))}
    found = {path: row for path, row in found.items() if row.values["slug"] != BASE}
    found = {path: found[path] for path in sorted(found, key=lambda path: found[path].values["precedence"])}
    own = found.pop(into, None)
    number = int(request.layer.get("precedence", 0)) or (own.values["precedence"] if own else None)
    before = {path: row for path, row in found.items() if number is None or row.values["precedence"] < number}
    return before, own, {path: row for path, row in found.items() if path not in before}


def _layer_row(path: Path) -> Row:
    catalogue = Catalogue()
    with path.open(encoding="utf-8-sig", newline="") as lines:
        problems = read_rows(catalogue, RECORD[LAYERS], lines, path.parent.name)
    if problems or len(catalogue.rows[LAYERS]) != 1:
        raise (
            RecordsError(problems) if problems else InputError(f"{path} must hold one row; it is that of its directory")
        )
    return catalogue.rows[LAYERS][0]


def _read(base: Directory, layers: Mapping[Path, Row]) -> Catalogue:
    catalogue, problems = read_catalogue(base, *layers)
    if problems:
        raise RecordsError(problems)
    return catalogue


def _read_table(request: Request, countries: Countries) -> Table:
    sheet, problems = read_sheet(request.file, request.ignored)
    unknown = next((name for name in request.where if name not in sheet.header), None)
    if unknown is not None:
        raise InputError(f"--where {unknown}: {sheet.file} has no such header; it has {', '.join(sheet.header)}")
    wanted = {sheet.header.index(name): value for name, value in request.where.items()}
    rows = [row for row in sheet.rows if all(value in row[1][place].split(BETWEEN) for place, value in wanted.items())]
    places = columns_of(sheet.header, request.columns, sheet.file)
    unused = [name for place, name in enumerate(sheet.header) if name and place not in places.values()]
    for column, option in (("attested", "--attested, the day on which it was true"), ("source", "--source-title")):
        if column not in places and not {**request.defaults, **request.overrides}.get(column):
            raise InputError(f"{sheet.file} has no column {column!r}; give {option}, at every import")
    places = {column: place for column, place in places.items() if column not in request.overrides}
    defaults = {"municipality_country": HOME, **request.defaults, **request.overrides}
    parser = Parser(sheet._replace(rows=rows), places, defaults, countries)
    statements = parser.statements()
    used = {"", *parser.headers.values()}
    wrong_rows = {problem.row for problem in problems if problem.column in used}
    statements = [statement for statement in statements if statement.origin.row not in wrong_rows]
    wrong = {(problem.row, problem.column) for problem in problems}
    problems += [problem for problem in parser.problems if (problem.row, problem.column) not in wrong]
    if not statements and not problems:
        raise InputError(f"{sheet.file}: no row has the values that --where asks for")
    return Table(len(sheet.rows), len(sheet.rows) - len(rows), unused, statements, problems)


def _layer_cells(
    request: Request, own: Row | None, tables: Mapping[str, Sequence[Statement]], others: Sequence[Row]
) -> Cells:
    """Return the row of `layers.csv`: as it was, with what the request says."""
    held = own.cells_by_header if own else {}
    title = request.into.name.replace("-", " ").capitalize()
    numbers = [row.values["precedence"] for row in others]
    days = [parse(statement.source.attested)[1] or date.max for said in tables.values() for statement in said]
    new = {"slug": request.into.name, "title_en": title, "precedence": str(max([1, *numbers]) + 1)}
    cells = {
        **dict.fromkeys(RECORD[LAYERS].headers, ""),
        **new,
        **held,
        **request.layer,
        "date": str(max(days, default=datetime.now(UTC).date())),
    }
    cells["title_sv"] = cells["title_sv"] or cells["title_en"]
    needed = {"steward": "the organisation that answers for it", "licence": f"one of {', '.join(LICENCES)}"}
    missing = [f"--{name}, {cure}" for name, cure in needed.items() if not cells[name]]
    if missing:
        raise InputError(f"the layer {request.into.name} is new: give {'; and '.join(missing)}")
    return cells


def _build(
    directory: Path,
    layer: Cells,
    tables: Mapping[str, Sequence[Statement]],
    catalogue: Catalogue,
    known: Sequence[Problem] = (),
) -> BuiltLayer:
    """Make the records of a layer, and add them to the catalogue of the layers before it.

    Raises RecordsError with the problems that are found, and with those that are known.
    """
    questions = Questions(directory)
    snapshot = Snapshot("", datetime.now(UTC).isoformat(), link_rows(catalogue))
    statements = [statement for name in sorted(tables) for statement in tables[name]]
    resolver = Resolver(snapshot, questions)
    resolved = resolver.resolve(statements)
    taken = {row.values["slug"]: row for row in catalogue.rows["sources"]}
    cells = {**LayerRecords(resolved, resolver.places, taken).build(), LAYERS: [layer]}
    rows, problems = rows_of(directory.name, cells)
    problems = sorted([*known, *resolved.problems, *problems], key=lambda problem: (problem.file, problem.row))
    if problems:
        raise RecordsError(problems)
    for name, found in rows.items():
        catalogue.rows[name] += found
    files = render_records(rows) | {f"{TABLES}/{name}.csv": render_table(said) for name, said in tables.items()}
    if questions.asked or questions.unasked:
        files[REVIEW] = questions.render()
    return BuiltLayer(directory, rows, files, resolved, questions)


def _build_anew(directory: Path, layer: Row, countries: Countries, catalogue: Catalogue) -> list[BuiltLayer]:
    """Make the records of an imported layer anew. A layer that was not imported is read as it is."""
    tables = read_tables(directory, countries)
    if not tables:
        problems = list(read_directory(catalogue, directory, is_layer=True))
        if problems:
            raise RecordsError(problems)
        return []
    return [_build(directory, layer.cells_by_header, tables, catalogue)]
