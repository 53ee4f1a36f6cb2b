"""Reading the records: files, headers, rows and cells, and the message for each that is wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue.reader import read_row
from data.catalogue.rows.cells import TOO_LONG, render_cell
from data.catalogue.rows.row import Row
from data.domain.errors import Problem
from data.store.models import RECORD, RECORDS, Record

COUNTRY = {
    "code": "SE",
    "alpha3": "SWE",
    "numeric": "752",
    "name_en": "Sweden",
    "name_sv": "Sverige",
    "iso": "true",
    "sources": "iso-3166-1",
}
MEMBERSHIP = {
    "partnership": "habo-brod",
    "seat": "1",
    "turn": "1",
    "municipality": "habo",
    "sources": "herrljunga-vanorter",
}
SOURCE = {"slug": "herrljunga-vanorter", "kind": "PAGE", "title": "Vänorter", "dating": "UNDATED"}
GOAL = {
    "number": "9",
    "title_en": "Industry",
    "title_sv": "Industri",
    "color": "#FD6925",
    "iri": "http://metadata.un.org/sdg/9",
    "sources": "un",
}
PLACE = {"slug": "habo", "country": "SE", "kind": "MUNICIPALITY", "name": "Habo", "sources": "geonames"}
TARGET = {
    "code": "11.2",
    "goal": "11",
    "label_en": "Transport",
    "label_sv": "Transport",
    "basis": "EDITORS",
    "iri": "http://metadata.un.org/sdg/11.2",
    "sources": "un",
}

Cells = dict[str, str]


def read(record: str, good: Cells, **cells: str) -> tuple[Row, list[Problem]]:
    """One row, read with some cells changed."""
    empty = dict.fromkeys(RECORD[record].headers, "")
    return read_row(RECORD[record], 2, empty | good | cells)


WRONG_CELLS = [
    ("countries", COUNTRY, "code", "Se", "required pattern"),
    ("countries", COUNTRY, "code", "SWE", "required pattern"),
    ("countries", COUNTRY, "code", "", "empty"),
    ("countries", COUNTRY, "numeric", "7525", "required pattern"),
    ("countries", COUNTRY, "name_en", "", "empty"),
    ("countries", COUNTRY, "name_en", " Sweden", "begins or ends with a space"),
    ("countries", COUNTRY, "name_en", "Swe\x00den", "control character"),
    ("countries", COUNTRY, "name_en", "Swe\x1fden", "control character"),
    ("countries", COUNTRY, "name_en", "Swe\nden", "line break"),
    ("countries", COUNTRY, "name_en", "Swe\x85den", "line break"),
    ("countries", COUNTRY, "note", "x" * (TOO_LONG + 1), "at most 10000"),
    ("countries", COUNTRY, "iso", "True", "neither true nor false"),
    ("countries", COUNTRY, "iso", "yes", "neither true nor false"),
    ("countries", COUNTRY, "south", "55,3", "not a decimal number"),
    ("countries", COUNTRY, "south", "5.5e1", "not a decimal number"),
    ("countries", COUNTRY, "south", "nan", "not a decimal number"),
    ("countries", COUNTRY, "south", "inf", "not a decimal number"),
    ("countries", COUNTRY, "sources", "", "empty"),
    ("memberships", MEMBERSHIP, "turn", "1.0", "not an integer"),
    ("memberships", MEMBERSHIP, "turn", "one", "not an integer"),
    ("memberships", MEMBERSHIP, "turn", "1_0", "not an integer"),
    ("memberships", MEMBERSHIP, "turn", "9" * 10, "not an integer"),
    ("memberships", MEMBERSHIP, "turn", "١", "not an integer"),
    ("memberships", MEMBERSHIP, "start", "26 May 2018", "not a date"),
    ("memberships", MEMBERSHIP, "start", "2018-02-30", "not a day"),
    ("memberships", MEMBERSHIP, "start", "..", "only an end may be open"),
    ("sources", SOURCE, "slug", "Herrljunga vänorter", "required pattern"),
    ("sources", SOURCE, "url", "ftp://herrljunga.se/", "required pattern"),
    ("sources", SOURCE, "url", "https://herrljunga.se/a b", "required pattern"),
    ("sources", SOURCE, "language", "svenska", "required pattern"),
    ("sources", SOURCE, "read_on", "2026-02-30", ""),
    ("sources", SOURCE, "read_on", "2026", ""),
    ("sources", SOURCE, "read_on", "20261121", ""),
    ("sources", SOURCE, "read_on", "2026-W47-6", ""),
    ("goals", GOAL, "color", "#fd6925", "required pattern"),
    ("municipalities", PLACE, "kind", "VILLAGE", "not one of the allowed values"),
    ("municipalities", PLACE, "kind", "", "empty"),
    ("municipalities", PLACE, "wikidata", "Q0", "required pattern"),
    ("targets", TARGET, "code", "11.e", "required pattern"),
]


def test_a_good_row_is_typed() -> None:
    """Cells become text, numbers, flags and dates with their bounds; an empty one is None."""
    row, problems = read("memberships", MEMBERSHIP, start="[2018-05-26..2020]", start_wording="from 2018", end="..")

    assert problems == []
    assert row.key == ("habo-brod", 1, 1)
    assert row.sources == ("herrljunga-vanorter",)
    assert (render_cell(row.values["start_earliest"]), render_cell(row.values["start_latest"])) == (
        "2018-05-26",
        "2020-12-31",
    )
    assert (row.values["start_wording"], row.values["end_latest"], row.values["note"]) == ("from 2018", None, None)


@pytest.mark.parametrize(("record", "good", "column", "cell", "wrong"), WRONG_CELLS)
def test_a_wrong_cell_is_named(record: str, good: Cells, column: str, cell: str, wrong: str) -> None:
    """The one problem names file, row, column and value, says what is wrong and what to do."""
    _, problems = read(record, good, **{column: cell})

    [problem] = problems
    assert (problem.file, problem.row, problem.column, problem.value) == (f"{record}.csv", 2, column, cell)
    assert wrong in problem.wrong
    assert problem.cure


def test_every_wrong_cell_of_a_row_is_named() -> None:
    """Reading does not stop at the first wrong cell."""
    _, problems = read("countries", COUNTRY, code="se", iso="no", south="x")

    assert [problem.column for problem in problems] == ["code", "iso", "south"]


def test_a_wording_needs_a_date() -> None:
    """The source's words for a date stand beside a date, not instead of it."""
    _, [problem] = read("memberships", MEMBERSHIP, start_wording="long ago")

    assert (problem.column, problem.wrong) == (
        "start",
        "the wording has no date; put an undated remark in the note",
    )


def test_a_wording_is_checked_as_text() -> None:
    """A control character in a wording is refused like any other."""
    _, [problem] = read("memberships", MEMBERSHIP, start="2018", start_wording="from\t2018")

    assert "control character" in problem.wrong


@given(st.sampled_from(RECORDS), st.data())
def test_any_cells_are_read_or_named(record: Record, data: st.DataObject) -> None:
    """Whatever stands in the cells, reading gives a row and problems, never an exception."""
    cells = {name: data.draw(st.text(max_size=12)) for name in record.headers}

    row, problems = read_row(record, 2, cells)

    assert all(problem.column in cells for problem in problems)
    assert problems or set(row.values) == {column.name for column in record.table.columns} - {"version"}


def test_a_problem_is_told_in_one_line() -> None:
    """The message quotes file, row, column and value, and shortens a long value."""
    problem = Problem("results.csv", 3, "label_en", "x" * 100, "the cell is wrong", "Write plain text")

    assert str(problem) == (
        f"results.csv, row 3, label_en = {'x' * 57 + '...'!r}: the cell is wrong. Write plain text."
    )
