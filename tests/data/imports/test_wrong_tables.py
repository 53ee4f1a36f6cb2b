"""Tables with mistakes: each is named with file, row, column and what to do, and nothing is written."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula

from data.domain.errors import InputError
from data.imports import sheets
from data.imports.importer import import_table
from tests.data.imports.conftest import HEADER, KAUNAS, RIVNE

if TYPE_CHECKING:
    from tests.data.imports.conftest import Table

WRONG: list[tuple[tuple[str, ...], str, str, str]] = [
    (("Herrljunnga", *KAUNAS[1:]), "kommun", "no local authority of Sweden has this name", "Correct the name"),
    (("Växjö", "Kaunas", "Litaunien", "", "", "", ""), "land", "did you mean Litauen", "Correct"),
    ((*KAUNAS[:6], "2019-13"), "sedan", "not a date of the calendar", "Write 2008"),
    ((*KAUNAS[:6], "2030"), "sedan", "the start lies after 2026-02-08", "Correct one"),
    (("Växjö", "Kaunas", "LT", "0.5", "-30.1", "", ""), "latitud", "lies outside Lithuania", "Correct the coordinates"),
    (("Växjö", "Kaunas", "LT", "95", "23.9", "", ""), "latitud", "not a number of degrees", "the latitude comes first"),
    (("Växjö", "Kaunas", "LT", "54.9", "", "", ""), "latitud", "only one of latitude and longitude", "Give both"),
    (("Mariestad", "Mariestad", "SE", "", "", "", ""), "vänort", "both parties are Mariestad", "no partner of itself"),
    (("Växjö", "office@example.org", "LT", "", "", "", ""), "vänort", "an e-mail address", "--ignore"),
    (("Växjö", "+46 501 75 50 00", "LT", "", "", "", ""), "vänort", "a phone number", "--ignore"),
    (("Växjö", "=1+1", "LT", "", "", "", ""), "vänort", "as a formula", "Write the value"),
    (("Växjö", "x" * 10_000_000, "LT", "", "", "", ""), "vänort", "has 10000000 characters", "Shorten"),
    (("Växjö", "", "LT", "", "", "", ""), "vänort", "the cell is empty", "Name the place"),
    (("Växjö", "Kaunas", "", "", "", "", ""), "land", "no country is given", "Fill in the cell"),
    (("Växjö", "Kaunas", "LT", "", "", "4115712", ""), "wikidata", "no item of Wikidata", "Correct"),
    (("Växjö", "Kaunas"), "", "2 cells where the header has 7", "Check the separators"),
]


MORE = ("kommun", "vänort", "land", "sedan", "till", "läge", "publicerad", "source kind", "språk")
WRONG_MORE: list[tuple[tuple[str, ...], str, str, str]] = [
    (("", "", "sovande", "", "", ""), "läge", "the state is not known", "a word such as vilande"),
    (("", "2030", "avslutad", "", "", ""), "till", "and the relation is called ended", "Correct one"),
    (("", "2010", "aktiv", "2020-05", "", ""), "läge", "called active in 2020-05, after its end 2010", "Correct one"),
    (("", "", "", "2027", "", ""), "publicerad", "the date lies after 2026-02-08", "Correct one"),
    (("", "", "", "nyss", "", ""), "publicerad", "not a date of the calendar", "undated when it prints none"),
    (("", "", "", "", "blogg", ""), "source kind", "no kind of source that a table may name", "Use one of PAGE"),
    (("", "", "", "", "private page", ""), "source kind", "no kind of source that a table may name", "Use one of PAGE"),
    (("", "", "", "", "", "svenska"), "språk", "no code of a language", "such as sv"),
]


@pytest.mark.parametrize(("cells", "column", "wrong", "cure"), WRONG_MORE, ids=[wrong for _, _, wrong, _ in WRONG_MORE])
def test_a_wrong_cell_of_the_further_columns_is_named(
    table: Table, cells: tuple[str, ...], column: str, wrong: str, cure: str
) -> None:
    """The state of the relation, and the date, kind and language of its source."""
    table.write(("Växjö", "Kaunas", "LT", *cells), header=MORE)
    with pytest.raises(Exception, match="1 problem") as caught:
        import_table(table.request())
    (problem,) = caught.value.problems  # type: ignore[attr-defined]

    assert (problem.row, problem.column) == (2, column)
    assert wrong in problem.wrong
    assert cure in problem.cure


@pytest.mark.parametrize(("row", "column", "wrong", "cure"), WRONG, ids=[wrong for _, _, wrong, _ in WRONG])
def test_a_wrong_row_is_named(table: Table, row: tuple[str, ...], column: str, wrong: str, cure: str) -> None:
    (problem,) = table.problems(RIVNE, row)

    assert (problem.file, problem.row, problem.column) == ("table.csv", 3, column)
    assert wrong in problem.wrong
    assert cure in problem.cure
    assert table.files() == {}


def test_all_mistakes_are_named_at_once(table: Table) -> None:
    """In the order of the rows, and a layer that was there stays as it was."""
    table.bring(RIVNE)
    before = table.files()
    problems = table.problems(RIVNE, *(row for row, *_ in WRONG))

    assert [problem.row for problem in problems] == list(range(3, 3 + len(WRONG)))
    assert table.files() == before
    assert all(len(str(problem)) < 400 for problem in problems)


def test_a_code_of_another_municipality_is_named(table: Table) -> None:
    table.write(("1493", "Herrljunga", "Ukmergė", "LT"), header=("kommunkod", "kommun", "vänort", "land"))
    with pytest.raises(Exception, match="1 problem") as caught:
        import_table(table.request())

    assert "the code is that of Mariestad" in str(caught.value.problems[0])  # type: ignore[attr-defined]


def test_a_column_with_personal_data_can_be_left_out(table: Table) -> None:
    """It is never stored."""
    table.write((*KAUNAS, "office@example.org"), header=(*HEADER, "kontakt"))
    import_table(table.request(ignored=("kontakt",)))

    assert all(b"example.org" not in body for body in table.files().values())


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (("kommun", "ort", "land"), "no header means partner"),
        (("kommun", "vänort", "partner", "land"), "both mean partner"),
    ],
)
def test_headers_that_cannot_be_understood_are_named(table: Table, header: tuple[str, ...], words: str) -> None:
    """With the option that says what they mean."""
    table.write(KAUNAS[: len(header)], header=header)
    with pytest.raises(InputError, match=words) as caught:
        import_table(table.request())

    assert "--columns partner=HEADER" in str(caught.value)


def test_an_unknown_header_is_understood_when_one_says_what_it_means(table: Table) -> None:
    table.write(("Växjö", "Kaunas", "LT"), header=("kommun", "ort", "land"))
    import_table(table.request(columns={"partner": "ort"}))

    assert [row["slug"] for row in table.read("partnerships")] == ["twin-vaxjo-kaunas-lt"]


@pytest.mark.parametrize(
    ("columns", "words"),
    [({"parter": "ort"}, "there is no column parter"), ({"partner": "orten"}, "has no header 'orten'")],
)
def test_a_wrong_option_is_named(table: Table, columns: dict[str, str], words: str) -> None:
    table.write(("Växjö", "Kaunas", "LT"), header=("kommun", "ort", "land"))
    with pytest.raises(InputError, match=words):
        import_table(table.request(columns=columns))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("Växjö;Kaunas".encode("latin-1"), "not UTF-8"),
        (b"", "no rows below a header"),
        (b"kommun,land\n", "no rows below a header"),
        (b'kommun,"land\nV', "not a table of separated values"),
        (b'{"results": []}', "not the JSON of a SPARQL answer"),
        (b"PK\x05\x06" + bytes(18), "not an XLSX workbook"),
    ],
)
def test_a_file_that_is_no_table_is_refused(table: Table, content: bytes, words: str) -> None:
    table.file.write_bytes(content)
    with pytest.raises(InputError, match=words):
        import_table(table.request())


def test_a_workbook_that_unpacks_to_too_much_is_refused(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_BYTES", 100)
    with zipfile.ZipFile(table.file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "0" * 9000)
    monkeypatch.setattr(sheets, "MOST_BYTES", 1000)
    with pytest.raises(InputError, match="unpacks to 9000 bytes"):
        import_table(table.request())


def test_a_formula_of_a_workbook_is_named(table: Table) -> None:
    """It is read as written, not as last computed."""
    book = Workbook()
    for row in (HEADER, KAUNAS, ("Växjö", "=A1", "LT", None, None, None, None)):
        book.active.append(list(row))  # type: ignore[union-attr]
    path = table.file.with_name("table.xlsx")
    book.save(path)
    with pytest.raises(Exception, match="1 problem") as caught:
        import_table(table.request(path))

    assert str(caught.value.problems[0]).startswith("table.xlsx, row 3, vänort = '=A1'")  # type: ignore[attr-defined]


def test_the_answer_of_a_sparql_endpoint_is_a_table(table: Table) -> None:
    """Items become ids, labels become names, points are read with the longitude first."""
    cells = {
        "municipality": "http://www.wikidata.org/entity/Q504627",
        "municipalityLabel": "Växjö",
        "code": "0780",
        "partner": "http://www.wikidata.org/entity/Q4115712",
        "partnerLabel": "Kaunas",
        "country": "LT",
        "coord": "Point(23.8861 54.8972)",
    }
    answer: Any = {
        "head": {"vars": list(cells)},
        "results": {"bindings": [{name: {"value": text} for name, text in cells.items()}]},
    }
    table.file.write_text(json.dumps(answer))
    import_table(table.request())
    (place,) = table.read("municipalities")

    assert (place["name"], place["wikidata"], place["latitude"]) == ("Kaunas", "Q4115712", "54.8972")
    assert [row["slug"] for row in table.read("partnerships")] == ["twin-vaxjo-kaunas-lt"]


def test_a_date_of_a_workbook_is_as_precise_as_it_is_shown(table: Table) -> None:
    """A month in a cell is stored as its first day: the format tells."""
    book = Workbook()
    sheet: Any = book.active
    for row in (HEADER, KAUNAS, RIVNE):
        sheet.append(list(row))
    sheet["G2"], sheet["G2"].number_format = date(2008, 5, 1), "yyyy-mm"
    sheet["G3"], sheet["G3"].number_format = date(2009, 1, 1), "yyyy"
    path = table.file.with_suffix(".xlsx")
    book.save(path)
    import_table(table.request(path))

    assert sorted(row["start"] for row in table.read("partnerships")) == ["2008-05", "2009"]


@pytest.mark.parametrize("value", ["#N/A", ArrayFormula("B2:B2", "=A1")], ids=["an error", "an array formula"])
def test_what_is_no_text_of_a_workbook_is_named(table: Table, value: Any) -> None:
    book = Workbook()
    sheet: Any = book.active
    for row in (HEADER, KAUNAS):
        sheet.append(list(row))
    sheet["B2"] = value
    path = table.file.with_suffix(".xlsx")
    book.save(path)
    with pytest.raises(Exception, match="1 problem") as caught:
        import_table(table.request(path))

    assert "row 2, vänort" in str(caught.value.problems[0])  # type: ignore[attr-defined]


def test_a_workbook_under_another_name_is_read(table: Table) -> None:
    """Its content says what it is."""
    book = Workbook()
    for row in (HEADER, KAUNAS):
        book.active.append(list(row))  # type: ignore[union-attr]
    book.save(table.file)
    import_table(table.request())

    assert len(table.read("partnerships")) == 1


@pytest.mark.parametrize(
    "answer",
    [
        {"head": {"vars": [None]}, "results": {"bindings": [{}]}},
        {"head": {"vars": ["partner"]}, "results": {"bindings": [1]}},
    ],
)
def test_a_broken_answer_of_an_endpoint_is_refused(table: Table, answer: Any) -> None:
    table.file.write_text(json.dumps(answer))
    with pytest.raises(InputError):
        import_table(table.request())


@pytest.mark.parametrize("since", ["[..2010]", "2008~", "2008?", "[2008..2010]"])
def test_a_start_may_be_doubted_or_lie_between(table: Table, since: str) -> None:
    table.bring((*KAUNAS[:6], since))

    assert [row["start"] for row in table.read("partnerships")] == [since]


def test_a_column_of_addresses_is_named_once(table: Table) -> None:
    """With the option that leaves it out, and with the other mistakes of its rows."""
    table.write(
        (*KAUNAS, "office@example.org"),
        (*RIVNE[:6], "2019-13", "town@example.org"),
        header=(*HEADER, "Kontaktperson"),
    )
    with pytest.raises(Exception, match="2 problems") as caught:
        import_table(table.request())
    contact, start = caught.value.problems  # type: ignore[attr-defined]

    assert (contact.row, contact.column, start.row, start.column) == (2, "Kontaktperson", 3, "sedan")
    assert "(and 1 more of the column)" in contact.wrong
    assert "--ignore 'Kontaktperson'" in contact.cure
