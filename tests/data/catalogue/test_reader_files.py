"""The records as files: missing, torn or misshapen ones are named, and the version is that of what they say."""

from __future__ import annotations

import csv
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

from data.catalogue.export import record_lines
from data.catalogue.reader import read_catalogue, read_rows
from data.catalogue.rows.catalogue import Catalogue
from data.snapshot.snapshot import Snapshot
from data.store.models import RECORD, RECORDS

if TYPE_CHECKING:
    from tests.data.conftest import Desk

Cells = dict[str, str]


def test_a_file_that_is_not_utf_8_is_named(desk: Desk) -> None:
    """The message tells the first byte that is not UTF-8."""
    desk.path("themes").write_bytes("slug,label\nmiljö\n".encode("latin-1"))
    _, problems = read_catalogue(desk.directory)

    assert [(p.file, p.value, p.wrong) for p in problems] == [("themes.csv", "byte 15", "the file is not UTF-8")]


def test_a_missing_file_is_named(desk: Desk) -> None:
    """Each kind of record has its file, were it only a header."""
    desk.path("results").unlink()
    _, problems = read_catalogue(desk.directory)

    assert [(p.file, p.wrong) for p in problems] == [("results.csv", "the file is missing")]


def test_an_empty_directory_lacks_every_file(tmp_path: Path) -> None:
    """All files that are missing are told at once."""
    _, problems = read_catalogue(tmp_path)

    assert [problem.file for problem in problems] == [f"{record.name}.csv" for record in RECORDS]


def test_an_empty_file_lacks_every_column(desk: Desk) -> None:
    """A file without header is told column by column."""
    desk.path("results").write_text("")
    _, problems = read_catalogue(desk.directory)

    assert [problem.value for problem in problems] == list(RECORD["results"].headers)


def test_a_missing_column_is_named(desk: Desk) -> None:
    """Without a column no row can be read."""
    desk.path("results").write_text("slug,project,label_en,label_sv,sources\n")
    _, problems = read_catalogue(desk.directory)

    assert [(p.file, p.row, p.value, p.wrong) for p in problems] == [
        ("results.csv", 1, "count", "the column is missing")
    ]


def test_an_extra_column_is_named(desk: Desk) -> None:
    """A column that no one reads would be lost unseen."""
    desk.path("results").write_text("slug,project,label_en,label_sv,count,amount,sources\n")
    _, problems = read_catalogue(desk.directory)

    assert [(p.file, p.value, p.wrong) for p in problems] == [("results.csv", "amount", "unknown column")]


def test_a_doubled_column_is_named(desk: Desk) -> None:
    """Which of two equal columns counts is nobody's guess."""
    desk.path("results").write_text("slug,project,label_en,label_sv,count,count,sources\n")
    _, problems = read_catalogue(desk.directory)

    assert [(p.file, p.wrong) for p in problems] == [("results.csv", "the header names a column twice")]


def test_columns_may_stand_in_any_order(desk: Desk) -> None:
    """A file whose columns were moved reads as the same rows."""
    rows = desk.read("results")
    with desk.path("results").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, sorted(rows[0]))
        writer.writeheader()
        writer.writerows(rows)

    assert desk.complaints() == []


@pytest.mark.parametrize(("line", "count"), [("a,b,c", 3), ("a,b,c,d,1,f,g", 7), ("", 0)])
def test_a_wrong_number_of_cells_is_named(desk: Desk, line: str, count: int) -> None:
    """A comma too many or too few, or an empty line, is told with its row."""
    with desk.path("results").open("a") as file:
        file.write(f"{line}\n")
    _, problems = read_catalogue(desk.directory)

    assert [(p.row, p.wrong) for p in problems] == [(3, f"{count} cells where the header has 6")]


def test_an_open_quote_is_named(desk: Desk) -> None:
    """What is not CSV is told with its line."""
    with desk.path("results").open("a") as file:
        file.write('x,"never closed\n')
    _, problems = read_catalogue(desk.directory)

    assert [(p.file, p.wrong[:8]) for p in problems] == [("results.csv", "not CSV:")]


def test_a_cell_beyond_all_measure_is_named(desk: Desk) -> None:
    """A cell too long for the CSV reader is a problem like any other."""
    with desk.path("results").open("a") as file:
        file.write(f"a,b,c,d,1,{'x' * 200_000}\n")
    before = csv.field_size_limit(131_072)  # as it is unless another package raised it for the whole process
    try:
        _, problems = read_catalogue(desk.directory)
    finally:
        csv.field_size_limit(before)

    assert [(p.file, p.wrong[:8]) for p in problems] == [("results.csv", "not CSV:")]


def test_windows_line_ends_read_alike(desk: Desk, world: Path) -> None:
    """A file saved with carriage returns gives the same version."""
    path = desk.path("results")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    assert desk.catalogue().digest() == read_catalogue(world)[0].digest()


def test_all_rows_read_back_from_what_was_written(world: Path, snapshot: Snapshot) -> None:
    """Rows written as CSV read back as the same rows."""
    catalogue, _ = read_catalogue(world)
    again = Catalogue()
    for record in RECORDS:
        assert read_rows(again, record, record_lines(snapshot, record)) == []

    assert again.digest() == catalogue.digest()


def test_the_version_does_not_depend_on_the_order_of_rows(desk: Desk) -> None:
    """Shuffled rows are the same catalogue."""
    before = desk.catalogue().digest()
    for record in RECORDS:
        rows = desk.read(record.name)
        Random(7).shuffle(rows)
        desk.write(record.name, rows)

    assert desk.catalogue().digest() == before


@pytest.mark.parametrize(
    ("record", "key", "cells"),
    [
        ("partnerships", ("habo-brod",), {"note": "Changed."}),
        ("partnerships", ("habo-brod",), {"start": "2020~"}),
        ("events", ("herrljunga-to-mariestad-started",), {"date_wording": "since 2020"}),
        ("partnerships", ("vaxjo-jb-marks",), {"sources": "idvxo-styrgruppsmote-sydafrika"}),
    ],
)
def test_the_version_changes_with_any_cell(desk: Desk, record: str, key: tuple[str], cells: Cells) -> None:
    """A note, a mark of doubt, a wording or a source makes another version."""
    before = desk.catalogue().digest()
    desk.change(record, *key, **cells)

    assert desk.catalogue().digest() != before
