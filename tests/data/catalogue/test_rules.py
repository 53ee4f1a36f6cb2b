"""What must hold across records: each rule broken once, in a copy of the small world."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from data.catalogue.load import read_checked
from data.catalogue.reader import RECORDS_DIR
from data.domain.errors import RecordsError

if TYPE_CHECKING:
    from tests.data.conftest import Desk

SHARED = "mariestad-ukmerge-kamianets-podilskyi"


@pytest.mark.parametrize("directory", ["world", "records"])
def test_the_records_keep_all_rules(directory: str, world: Path) -> None:
    """Neither the small world nor the real catalogue has a problem."""
    catalogue = read_checked(world if directory == "world" else RECORDS_DIR)

    assert len(catalogue) > 700


def test_all_problems_are_told_at_once(desk: Desk) -> None:
    """One directory with four faults in four files names all four with file, row and column."""
    desk.path("results").write_bytes(b"slug,\xff\n")
    rows = [
        ("countries.csv", desk.change("countries", "LT", iso="maybe"), "iso"),
        ("memberships.csv", desk.change("memberships", "habo-brod", "1", "1", municipality="hobo"), "municipality"),
        ("partnerships.csv", desk.change("partnerships", "habo-brod", start="2020", end="2019"), "end"),
    ]
    with pytest.raises(RecordsError) as refusal:
        read_checked(desk.directory)

    assert str(refusal.value) == "4 problems in the records"
    assert sorted((p.file, p.row, p.column) for p in refusal.value.problems) == [*rows, ("results.csv", 1, "")]


def test_one_problem_is_told_in_the_singular(desk: Desk) -> None:
    """One problem is not told as `1 problems`."""
    desk.change("countries", "LT", iso="maybe")
    with pytest.raises(RecordsError) as refusal:
        read_checked(desk.directory)

    assert str(refusal.value) == "1 problem in the records"


def test_a_row_that_cannot_be_read_is_told_once(desk: Desk) -> None:
    """What depends on a row with a wrong cell is not told as further problems."""
    row = desk.change("memberships", SHARED, "1", "2", start="spring")

    assert [complaint[:3] for complaint in desk.complaints()] == [("memberships.csv", row, "start")]


def test_a_place_that_cannot_be_read_is_told_once(desk: Desk) -> None:
    """Rows that refer to a row with a wrong cell have no problem themselves."""
    row = desk.change("municipalities", "ukmerge", latitude="55,25")

    assert [complaint[:3] for complaint in desk.complaints()] == [("municipalities.csv", row, "latitude")]


@pytest.mark.parametrize("record", ["sources", "countries"])
def test_a_missing_file_is_told_once(desk: Desk, record: str) -> None:
    """A missing file is one problem, not one more for each row that refers to it."""
    desk.path(record).unlink()

    assert [(file, wrong) for file, _, _, wrong in desk.complaints()] == [(f"{record}.csv", "the file is missing")]


def test_a_key_stands_once(desk: Desk) -> None:
    """A second row with the key of another is told with the number of the first."""
    first = desk.change("results", "herrljunga-two-family-centres", count="2")
    row = desk.add("results", **desk.read("results")[0])

    assert desk.complaints() == [("results.csv", row, "slug", f"row {first} has the same key")]


@pytest.mark.parametrize(
    ("record", "key", "column", "value", "refers"),
    [
        ("memberships", ("habo-brod", "1", "1"), "municipality", "hobo", "municipalities"),
        ("municipalities", ("habo",), "country", "XX", "countries"),
        ("municipalities", ("habo",), "region", "region-habo", "municipalities"),
        ("projects", ("student-oriented-learning",), "partnership", "kalix", "partnerships"),
        ("project_goals", ("student-oriented-learning", "4"), "goal", "18", "goals"),
        ("project_targets", ("including-youth-into-the-cultural-heritage", "4.7"), "target", "4.9", "targets"),
        ("project_themes", ("student-oriented-learning", "education"), "theme", "school", "themes"),
        ("roles", (f"{SHARED}-funder-sida",), "organisation", "usaid", "organisations"),
        ("events", ("herrljunga-to-mariestad-started",), "handover", "mariestad-to-herrljunga", "handovers"),
        ("call_countries", ("icld-2020", "UA"), "country", "XX", "countries"),
        ("claims", (f"{SHARED}-start",), "source", "hearsay", "sources"),
        ("statuses", ("habo-brod-unknown",), "project", "habo-school", "projects"),
    ],
)
def test_a_reference_leads_somewhere(
    desk: Desk, record: str, key: tuple[str, ...], column: str, value: str, refers: str
) -> None:
    """A key that no row has is told with the file in which it is missing."""
    row = desk.change(record, *key, **{column: value})

    assert desk.complaints() == [(f"{record}.csv", row, column, f"no such row in {refers}.csv")]


def test_a_membership_needs_its_seat(desk: Desk) -> None:
    """A membership in a seat that the partnership does not have is told."""
    desk.remove("seats", "habo-brod", "2")
    row = next(
        n for n, m in enumerate(desk.read("memberships"), 2) if (m["partnership"], m["seat"]) == ("habo-brod", "2")
    )

    assert ("memberships.csv", row, "seat", "no such row in seats.csv") in desk.complaints()


def test_a_source_is_known(desk: Desk) -> None:
    """A row cites only sources of sources.csv."""
    row = desk.change("partnerships", "habo-brod", sources="icld-eight-million-approved-for-local;hearsay")

    assert desk.complaints() == [("partnerships.csv", row, "sources", "no source 'hearsay'")]


def test_a_source_stands_once(desk: Desk) -> None:
    """A source that is cited twice in one row is told."""
    row = desk.change("partnerships", "habo-brod", sources="herrljunga-vanorter;herrljunga-vanorter")

    assert desk.complaints() == [("partnerships.csv", row, "sources", "a source is cited twice")]


def test_a_row_has_a_source(desk: Desk) -> None:
    """A fact without a source is refused."""
    row = desk.change("partnerships", "habo-brod", sources="")

    assert desk.complaints() == [("partnerships.csv", row, "sources", "the cell is empty")]


def test_a_role_is_in_one_thing(desk: Desk) -> None:
    """A role in a programme and a partnership at once is told, and one in nothing too."""
    both = desk.change("roles", f"{SHARED}-funder-sida", programme="icld-municipal-partnership")
    none = desk.change("roles", "icld-municipal-partnership-funder-sida", programme="")

    assert sorted((row, wrong) for _, row, _, wrong in desk.complaints()) == sorted(
        [
            (both, "2 of programme, partnership, project, grant, initiative are given"),
            (none, "0 of programme, partnership, project, grant, initiative are given"),
        ]
    )


def test_an_event_happens_to_something(desk: Desk) -> None:
    """An event of nothing is told."""
    row = desk.change("events", "habo-brod-granted-2020-2021", partnership="")

    assert [complaint[:2] for complaint in desk.complaints()] == [("events.csv", row)]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2020", "2019"),
        ("2018-05-26", "2018-05-25"),
        ("[2018..2020]", "2017-12"),
        ("2020~", "/2019"),
        ("2020", "[..2019]"),
    ],
)
def test_an_end_is_not_before_the_start(desk: Desk, start: str, end: str) -> None:
    """An end that is surely earlier than the start is told."""
    row = desk.change("partnerships", "habo-brod", start=start, end=end)

    assert desk.complaints() == [("partnerships.csv", row, "end", f"the end is before the start {start}")]


@pytest.mark.parametrize(
    ("start", "end"),
    [("2020", "2020"), ("2018-05-26", "2018-05-26"), ("[2018..2020]", "2019"), ("2020", ".."), ("", "2019")],
)
def test_an_end_may_be_the_start(desk: Desk, start: str, end: str) -> None:
    """An end that may be as late as the start is none of our business."""
    desk.change("partnerships", "kalix-masaka-district", start=start, end=end)
    desk.add("events", slug="agreed", partnership="kalix-masaka-district", kind="STARTED", expected="false")

    assert desk.complaints() == []


@pytest.mark.parametrize(
    ("latitude", "longitude"), [("60.0", "26.58516"), ("48.67882", "13.0"), ("26.58516", "48.67882")]
)
def test_a_place_lies_in_its_country(desk: Desk, latitude: str, longitude: str) -> None:
    """Coordinates outside the country's bounds, as when the two are swapped, are told."""
    row = desk.change("municipalities", "kamianets-podilskyi", latitude=latitude, longitude=longitude)

    wrong = f"({latitude}, {longitude}) lies outside Ukraine"
    assert desk.complaints() == [("municipalities.csv", row, "latitude", wrong)]


def test_half_a_point_is_told(desk: Desk) -> None:
    """A latitude without longitude is no point."""
    row = desk.change("municipalities", "ukmerge", longitude="")

    assert [complaint[:3] for complaint in desk.complaints()] == [("municipalities.csv", row, "latitude")]


@pytest.mark.parametrize("column", ["population", "population_year", "population_source"])
def test_a_figure_has_its_year_and_its_source(desk: Desk, column: str) -> None:
    """A number of inhabitants without one of the three is a problem that names the empty column."""
    row = desk.change("municipalities", "mariestad", **{column: ""})
    wrong = "only some of population, population_year, population_source are given"

    assert desk.complaints() == [("municipalities.csv", row, column, wrong)]


def test_a_country_without_bounds_takes_any_point(desk: Desk) -> None:
    """Where no bounds are known nothing lies outside them."""
    desk.change("countries", "UA", south="", west="", north="", east="")
    desk.change("municipalities", "kamianets-podilskyi", latitude="60.0")

    assert desk.complaints() == []


def test_half_a_box_is_told(desk: Desk) -> None:
    """A country with some of its four bounds is a problem, not a crash."""
    row = desk.change("countries", "UA", north="")

    assert ("countries.csv", row) in [complaint[:2] for complaint in desk.complaints()]


@pytest.mark.parametrize(
    ("record", "key", "cells"),
    [
        ("municipalities", ("kamianets-podilskyi",), {"latitude": "95"}),
        ("goals", ("17",), {"number": "18"}),
        ("grants", ("icld-2021-communication",), {"amount": "0"}),
        ("grant_recipients", ("icld-2021-communication", "lund"), {"amount": "-5"}),
        ("seats", ("habo-brod", "2"), {"number": "0"}),
        ("memberships", ("habo-brod", "2", "1"), {"turn": "0"}),
    ],
)
def test_what_the_tables_refuse_is_told_before(
    desk: Desk, record: str, key: tuple[str, ...], cells: dict[str, str]
) -> None:
    """A value that a constraint of the tables refuses is a problem with file and row, not a failure of the load."""
    desk.change("countries", "UA", south="", west="", north="", east="")
    row = desk.change(record, *key, **cells)

    assert (f"{record}.csv", row) in [complaint[:2] for complaint in desk.complaints()]
