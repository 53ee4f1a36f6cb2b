"""Tables as workbooks and as Parquet: other programs read the cells of the CSV file, with types, and no formula."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest

from data.domain.enums import Language
from data.domain.errors import MissingPackage
from data.formats.tables import parquet, workbook
from data.formats.tables.column import CellKind
from data.formats.tables.formats import TABLE_FORMATS, TABLES
from data.snapshot.snapshot import Snapshot
from tests.conftest import program
from tests.data.formats.by_table import HOSTILE, context_of, rows, selected, spoil, text

HERE = Path(__file__).parent
SHEETS = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"  # each, in UTF-8, values as they are
DAY = date(2020, 1, 1)
TYPES = {
    CellKind.TEXT: "VARCHAR",
    CellKind.TEXTS: "VARCHAR[]",
    CellKind.INTEGER: "BIGINT",
    CellKind.NUMBER: "DOUBLE",
    CellKind.FLAG: "BOOLEAN",
    CellKind.DAY: "DATE",
}


def body(name: str, extension: str, snapshot: Snapshot, day: date | None = None, **others: Any) -> bytes:
    context = context_of(snapshot, day, **others)
    return b"".join(TABLE_FORMATS[extension].write(TABLES[name], selected(TABLES[name], context), context))


def cells(name: str, snapshot: Snapshot, **others: Any) -> Iterator[tuple[Any, ...]]:
    """The cells of a workbook, row by row, the header first."""
    book = openpyxl.load_workbook(io.BytesIO(body(name, "xlsx", snapshot, **others)))
    yield from book.worksheets[0].iter_rows()


@pytest.fixture(scope="session")
def soffice() -> str:
    """The path of LibreOffice."""
    return program("soffice", HERE / "install.sh")


def converted(soffice: str, directory: Path, bodies: dict[str, bytes]) -> dict[str, list[dict[str, str]]]:
    """The rows of each sheet of workbooks, as LibreOffice reads them, by the name of file and sheet."""
    for name, data in bodies.items():
        (directory / f"{name}.xlsx").write_bytes(data)
    profile = f"-env:UserInstallation={(directory / 'profile').as_uri()}"
    files = [str(directory / f"{name}.xlsx") for name in bodies]
    subprocess.run(
        [soffice, profile, "--headless", "--convert-to", SHEETS, "--outdir", str(directory), *files],
        check=True, timeout=300, capture_output=True,
    )  # fmt: skip
    return {
        path.stem: list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
        for path in directory.glob("*.csv")
    }


def same(cell: str, other: str) -> bool:
    """Whether two cells say the same: flags in capitals, numbers as near as a spreadsheet holds them."""
    if cell == other or cell == other.lower():
        return True
    try:
        return float(cell) == pytest.approx(float(other), abs=1e-9)
    except ValueError:
        return False


def test_libreoffice_reads_the_cells_of_the_csv_file(soffice: str, whole: Snapshot, tmp_path: Path) -> None:
    """Each cell of each table, and the sheet that explains it, in both languages."""
    for language in Language:
        directory = tmp_path / language
        directory.mkdir()
        bodies = {name: body(name, "xlsx", whole, DAY, language=language) for name in TABLES}
        sheets = converted(soffice, directory, bodies)
        for name, table in TABLES.items():
            context = context_of(whole, DAY, language=language)
            mine, theirs = rows(name, context), sheets[f"{name}-{table.title.text(language)}"]
            assert len(mine) == len(theirs)
            for row, other in zip(mine, theirs, strict=True):
                assert row.keys() == other.keys()
                assert [(key, row[key], other[key]) for key in row if not same(row[key], other[key])] == []
            assert f"{name}-{workbook.ABOUT.text(language)}" in sheets


@pytest.mark.parametrize("name", TABLES)
def test_a_workbook_has_types_a_header_that_stays_and_a_filter(whole: Snapshot, name: str) -> None:
    """Numbers are numbers, days are days without a time; widths are between 8 and 60."""
    book = openpyxl.load_workbook(io.BytesIO(body(name, "xlsx", whole)))
    sheet, about = book.worksheets
    types = {CellKind.INTEGER: int, CellKind.NUMBER: (int, float), CellKind.FLAG: bool, CellKind.DAY: datetime}

    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", sheet.dimensions)
    assert all(8 <= one.width <= 60 for one in sheet.column_dimensions.values())
    for column, found in zip(TABLES[name].columns, sheet.iter_cols(min_row=2), strict=True):
        for cell in found:
            early = column.kind is CellKind.DAY and isinstance(cell.value, str) and cell.value < "1900-03-01"
            assert cell.value is None or early or isinstance(cell.value, types.get(column.kind, str)), column.name
            assert column.kind is not CellKind.DAY or cell.number_format in ("yyyy-mm-dd", "General")
    explained = {row[0]: row[1] for row in about.iter_rows(values_only=True) if row[0]}
    assert explained["Catalogue version"] == whole.version
    assert all(explained[column.name.en] == column.about.en for column in TABLES[name].columns if not column.choices)
    assert "https://creativecommons.org/licenses/by/4.0/" in explained["Licence"]
    assert whole.version in explained["Cite as"]


@pytest.mark.parametrize("extension", TABLE_FORMATS)
@pytest.mark.parametrize("name", TABLES)
def test_equal_tables_give_equal_bytes(whole: Snapshot, name: str, extension: str) -> None:
    """No time of writing is in a file."""
    assert body(name, extension, whole, DAY) == body(name, extension, whole, DAY)


def test_a_workbook_has_the_day_of_its_catalogue_and_its_entries_none(whole: Snapshot) -> None:
    """The day on which the newest source was read; 1980 is how ZIP says nothing."""
    archive = zipfile.ZipFile(io.BytesIO(body("goals", "xlsx", whole)))
    properties = archive.read("docProps/core.xml").decode()

    assert properties.count(f"{whole.read_on}T00:00:00Z") == 2
    assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_rows_beyond_a_sheet_follow_on_further_sheets(whole: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each with the header; together all rows, once."""
    monkeypatch.setattr(workbook, "LARGEST_SHEET", 10)
    book = openpyxl.load_workbook(io.BytesIO(body("goals", "xlsx", whole)))
    *sheets, _ = book.worksheets
    found = [row for sheet in sheets for row in sheet.iter_rows(min_row=2, values_only=True)]

    assert len(sheets) == -(-len(found) // 10) > 1
    assert [row[:4] for row in found] == [tuple(row.values())[:4] for row in rows("goals", context_of(whole))]
    assert sheets[1].title == "Links to Goals 2"
    assert {sheet["A1"].value for sheet in sheets} == {"partnership"}


@pytest.mark.parametrize("cell", ["x" * 40_000, "a\x00b\x0bc", "#N/A", "", " padded "])
def test_a_text_that_a_workbook_cannot_hold_is_adapted(cell: str) -> None:
    """Too long a text ends with an ellipsis, a control character is replaced; what looks like an error is a text."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Sheet")
    sheet.append([workbook.content(sheet, cell)])
    out = io.BytesIO()
    book.save(out)
    found = openpyxl.load_workbook(out).worksheets[0]["A1"]
    adapted = {"x" * 40_000: "x" * 32_766 + "…", "a\x00b\x0bc": "a\ufffdb\ufffdc", "": None}

    assert found.value == adapted.get(cell, cell)
    assert found.data_type in ("s", "n")


def test_a_day_before_the_calendar_of_spreadsheets_is_a_text() -> None:
    """That calendar begins in 1900 and has a day that was none."""
    assert workbook.plain(date(1899, 12, 31)) == "1899-12-31"
    assert workbook.plain(date(1900, 2, 28)) == "1900-02-28"
    assert workbook.plain(date(1900, 3, 1)) == date(1900, 3, 1)


@pytest.mark.parametrize("bad", HOSTILE)
def test_no_cell_is_a_formula_in_any_format(read: Any, world: Path, bad: str) -> None:
    """A text that a spreadsheet would compute is the same text in a workbook and in Parquet, and no formula."""
    snapshot = read(world)
    spoil(snapshot, bad)
    for name in TABLES:
        found = [cell for row in cells(name, snapshot) for cell in row]
        assert {cell.data_type for cell in found} <= {"s", "n", "d", "b"}
        assert not any("<f>" in part for part in sheet_texts(body(name, "xlsx", snapshot)))
        table = pq.read_table(io.BytesIO(body(name, "parquet", snapshot))).to_pydict()
        values = [value for column in table.values() for value in column]
        texts = {one for value in values for one in (value if isinstance(value, list) else [value])}
        assert bad in texts
        assert any(cell.value == bad and cell.quotePrefix for cell in found)
        assert any("'" in cell for row in rows(name, context_of(snapshot)) for cell in row.values())


def sheet_texts(data: bytes) -> list[str]:
    archive = zipfile.ZipFile(io.BytesIO(data))
    return [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/worksheets/")]


@pytest.mark.parametrize("name", TABLES)
def test_duckdb_and_pandas_read_parquet_with_types(whole: Snapshot, tmp_path: Path, name: str) -> None:
    """Days are days, several values are lists; the cells are those of the CSV file."""
    path = tmp_path / f"{name}.parquet"
    path.write_bytes(body(name, "parquet", whole, DAY))
    described = duckdb.sql(f"DESCRIBE SELECT * FROM '{path}'").fetchall()
    mine = pd.read_csv(io.StringIO(text(name, context_of(whole, DAY))), dtype=str, keep_default_na=False)
    theirs = pd.read_parquet(path)

    assert [(one[0], one[1]) for one in described] == [(c.name.en, TYPES[c.kind]) for c in TABLES[name].columns]
    assert list(theirs.columns) == list(mine.columns)
    for column in TABLES[name].columns:
        assert [plain(cell) for cell in theirs[column.name.en]] == [
            plain_number(cell) if column.kind in (CellKind.INTEGER, CellKind.NUMBER) else cell
            for cell in mine[column.name.en]
        ]


def plain(cell: Any) -> Any:
    """A cell of pandas as CSV has it; numbers as numbers."""
    if isinstance(cell, np.ndarray):
        return "; ".join(cell)
    if pd.isna(cell):
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    return cell.isoformat() if isinstance(cell, date) else cell


def plain_number(cell: str) -> float | str:
    return float(cell) if cell else ""


def test_duckdb_filters_by_day_and_by_a_value_of_a_list(whole: Snapshot, tmp_path: Path) -> None:
    """As one asks for partnerships that may have begun in a year, with Ukraine."""
    path = tmp_path / "partnerships.parquet"
    path.write_bytes(body("partnerships", "parquet", whole))
    query = f"""
        SELECT slug FROM '{path}'
        WHERE start_first >= DATE '2015-01-01' AND list_contains(countries, 'UA') ORDER BY slug
    """
    wanted = [
        row["slug"]
        for row in rows("partnerships", context_of(whole))
        if row["start_first"] >= "2015" and "UA" in row["countries"].split("; ")
    ]
    assert [slug for (slug,) in duckdb.sql(query).fetchall()] == wanted != []


def test_parquet_says_what_it_is(whole: Snapshot) -> None:
    """Version, day, licence and citation in the file; a description of each column, in the language asked for."""
    file = pq.read_schema(io.BytesIO(body("partnerships", "parquet", whole, DAY, language=Language.SV)))
    facts = {key.decode(): value.decode() for key, value in file.metadata.items()}

    assert (facts["version"], facts["day"], facts["title"]) == (whole.version, "2020-01-01", "Partnerskap")
    assert facts["licence"] == "https://creativecommons.org/licenses/by/4.0/"
    assert file.field("titel").metadata[b"description"].decode() == "Titel, skriven av redaktionen."


def test_a_large_table_is_written_in_groups(whole: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    """A group of rows is in memory at a time; all rows are there, and an empty table has none."""
    monkeypatch.setattr(parquet, "ROWS", 100)
    context = context_of(whole)
    file = pq.ParquetFile(io.BytesIO(body("municipalities", "parquet", whole)))
    empty = b"".join(parquet.write(TABLES["municipalities"], [], context))

    assert file.num_row_groups == -(-file.metadata.num_rows // 100) > 1
    assert pq.read_table(io.BytesIO(empty)).num_rows == 0


def test_without_pyarrow_one_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """And no other format needs it."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setattr(parquet, "find_spec", lambda name: None)
    with pytest.raises(MissingPackage, match=r"pip install 'samband\[parquet\]'"):
        TABLE_FORMATS["parquet"].check()
    assert [TABLE_FORMATS[name].check() for name in ("csv", "xlsx")] == [None, None]


def test_the_program_does_not_load_what_only_files_need() -> None:
    """Neither openpyxl nor pyarrow is loaded with the tables."""
    code = "import sys, data.formats.tables.formats; print({'openpyxl', 'pyarrow'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout == "set()\n"


def example(language: str) -> str:
    """The example of a language in the page on open data."""
    page = (HERE.parents[2] / "docs" / "open-data.md").read_text(encoding="utf-8")
    return page.partition("## Tables for people")[2].partition(f"```{language}\n")[2].partition("```")[0]


def test_the_example_for_pandas_runs(whole: Snapshot, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On the file in the place of its address."""
    path = tmp_path / "partnerships.csv"
    path.write_bytes(body("partnerships", "csv", whole))
    code = re.sub(r'"http://[^"]*"', repr(str(path)), example("python"))
    exec(code, {})

    assert re.search(r"^UA +\d+$", capsys.readouterr().out, re.MULTILINE)


def test_the_example_for_duckdb_runs(whole: Snapshot, tmp_path: Path) -> None:
    """Likewise; it counts what the table has."""
    path = tmp_path / "partnerships.parquet"
    path.write_bytes(body("partnerships", "parquet", whole))
    found = dict(duckdb.sql(re.sub(r"'http://[^']*'", f"'{path}'", example("sql"))).fetchall())
    late = [row for row in rows("partnerships", context_of(whole)) if row["start_first"] >= "2015-01-01"]

    assert found["SE"] == sum("SE" in row["countries"].split("; ") for row in late)
