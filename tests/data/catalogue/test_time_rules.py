"""Validation rules of dates, parts and projects: rows that are refused, and near misses that are accepted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.catalogue.load import read_checked
from data.catalogue.reader import read_row
from data.catalogue.rows.catalogue import Catalogue
from data.catalogue.time_rules import check_evidence
from data.domain.errors import RecordsError
from data.store.models import RECORD

if TYPE_CHECKING:
    from tests.data.conftest import Complaint, Desk

Cells = dict[str, str]
SHARED = "mariestad-ukmerge-kamianets-podilskyi"
UNDATED = "herrljunga-vanorter"  # read on 2026-11-21
DATED = "mariestad-2018-05-30-cooperation-begins"  # published 2018-05-30
LATER = "okfn-public-bodies-se"  # published 2022-05-14
DOUBTED = "icld-forsta-partnerskapsmotet-mellan-svenska-och"  # published 2024?
HALF_OPEN = "skr-democracy-in-ukraine"  # published [2024..]
NEWEST = "swedish-geodata-municipalities"  # published 2026-02-11
OF_MADE_UP = {"slug": "made-up", "partnership": "made-up"}
ROWS: dict[str, Cells] = {
    "layers": {"slug": "base", "date": "2026-11-21", "precedence": "1"},
    "sources": {"slug": UNDATED, "title": "A page", "read_on": "2026-11-21"},
    "partnerships": {"slug": "made-up", "kind": "FRIENDSHIP", "title_en": "Mariestad", "title_sv": "Mariestad"},
    "programme_periods": {"partnership": "made-up", "programme": "icld-municipal-partnership"},  # [2008..2009]
    "seats": {"partnership": "made-up", "number": "1"},
    "memberships": {"partnership": "made-up", "seat": "1", "turn": "1", "municipality": "ukmerge"},
    "projects": {**OF_MADE_UP, "goals_stated": "NONE"},
    "statuses": {**OF_MADE_UP, "state": "ACTIVE"},
    "events": {**OF_MADE_UP, "kind": "VISIT", "expected": "false"},
}
OPEN = {"end": ".."}
PLANNED = {"end_planned": "true"}
EXPECTED = {"expected": "true"}
THREE_YEARS = {"start": "2014", "end": "2016"}
ENDED_PROJECT = {"state": "ENDED", "project": "made-up", "sources": DATED}
NEAR_MISSES: dict[str, dict[str, Cells]] = {
    "no end that is no plan": {"projects": {"end_planned": "false"}},
    "a plan for the year of the start": {"projects": {"start": "2020", "end": "2020", "end_planned": "true"}},
    "a year as uncertain as in its source": {"projects": {"start": "2024?", "sources": DOUBTED}},
    "a month of the uncertain year": {"projects": {"start": "2024-05", "sources": DOUBTED}},
    "a year confirmed by a newer source": {"projects": {"start": "2024", "sources": f"{DOUBTED};{NEWEST}"}},
    "an end marked as planned": {"partnerships": {"end": "2019", "end_planned": "true", "sources": DATED}},
    "an end marked as a fact": {"partnerships": {"end": "2019", "end_planned": "false", "sources": DATED}},
    "an end confirmed by a status": {"partnerships": {"end": "2019", "sources": DATED}, "statuses": {"state": "ENDED"}},
    "an end on the day of its source": {"partnerships": {"end": "2018-05-30", "sources": DATED}},
    "an end beside a status of another source": {"partnerships": {"end": "2019"}, "statuses": {"sources": DATED}},
    "an end before a status of its source": {"partnerships": {"end": "2019"}, "statuses": {"as_of": "2020?"}},
    "an end beside an unknown state": {"partnerships": {"end": "2019"}, "statuses": {"state": "UNKNOWN"}},
    "an expected event in the future": {"events": EXPECTED | {"date": "2030", "sources": DATED}},
    "an event on the day of its source": {"events": {"date": "2018-05-30", "sources": DATED}},
    "an event by a year": {"events": {"date": "[..2019]", "sources": DATED}},
    "an event with an undated source": {"events": {"date": "2019", "sources": f"{DATED};{UNDATED}"}},
    "an event with a later source": {"events": {"date": "2019", "sources": f"{DATED};{LATER}"}},
    "an end by the day of its status": {"projects": {"end": "[..2018-05-30]"}, "statuses": ENDED_PROJECT},
    "open ends of an agreement": {"partnerships": OPEN, "memberships": OPEN, "events": {"kind": "STARTED"}},
    "an open end of a letter of intent": {"partnerships": OPEN, "events": {"kind": "LETTER_OF_INTENT"}},
    "a member from the last day": {"partnerships": THREE_YEARS, "memberships": {"start": "2016-12-31"}},
    "a member that may be in time": {"partnerships": THREE_YEARS, "memberships": {"start": "[2015..2018]"}},
    "a period up to the first day": {"partnerships": THREE_YEARS, "programme_periods": {"end": "2014-01-01"}},
    "a member after a planned end": {"partnerships": THREE_YEARS | PLANNED, "memberships": {"start": "2017"}},
    "a partnership of the first day of its programme": {"partnerships": {"end": "2008-01-01"}, "programme_periods": {}},
    "a start by the month of a visit": {"partnerships": {"start": "[2017..2018-05]"}, "events": {"date": "2018-05"}},
    "an end from the month of a visit": {"partnerships": {"end": "[2018-05..2019]"}, "events": {"date": "2018-05"}},
    "a start after an uncertain visit": {"partnerships": {"start": "2019"}, "events": {"date": "2018?"}},
    "a start after an expected visit": {"partnerships": {"start": "2019"}, "events": EXPECTED | {"date": "2018"}},
    "a start after an offer": {"partnerships": {"start": "2019"}, "events": {"date": "2018", "kind": "OFFERED"}},
    "an end within the start": {"partnerships": {"start": "[2017..2019]", "end": "2018"}},
    "a visit after a planned end": {"partnerships": THREE_YEARS | PLANNED, "events": {"date": "2018"}},
    "a part of the kind of its whole": {"partnerships": {"kind": "MUNICIPAL_PARTNERSHIP", "part_of": SHARED}},
    "a member that leads": {"projects": {"partnership": SHARED, "lead": "ukmerge"}},
    "a former member that leads": {"projects": {"partnership": SHARED, "lead": "herrljunga"}},
    "an event of a project": {"projects": {}, "events": {"project": "made-up"}},
}


def told(desk: Desk, **rows: Cells) -> list[Complaint]:
    """Add a made-up partnership and rows about it, one for each kind of record; the problems found."""
    seats = ["seats"] if "memberships" in rows else []
    for record in dict.fromkeys(["partnerships", *seats, *rows]):
        desk.add(record, **{"sources": UNDATED} | ROWS[record] | rows.get(record, {}))
    return desk.complaints()


def last(desk: Desk, record: str, column: str, wrong: str) -> list[Complaint]:
    """A single problem, in the last row of a file."""
    return [(f"{record}.csv", len(desk.read(record)) + 1, column, wrong)]


@pytest.mark.parametrize("rows", NEAR_MISSES.values(), ids=NEAR_MISSES)
def test_a_near_miss_is_accepted(desk: Desk, rows: dict[str, Cells]) -> None:
    """Rows that come close to a problem, and have none."""
    assert told(desk, **rows) == []


@pytest.mark.parametrize(
    ("start", "end", "column", "wrong"),
    [
        ("", "", "end_planned", "no end is given that could be planned"),
        ("", "..", "end_planned", "no end is given that could be planned"),
        ("2020", "2019", "end", "the end is before the start 2020"),
    ],
)
def test_a_planned_end_is_an_end(desk: Desk, start: str, end: str, column: str, wrong: str) -> None:
    """Neither an empty nor an open end can be planned. A planned end is not before the start."""
    cells = {"start": start, "end": end, "end_planned": "true"}

    assert told(desk, partnerships=cells, events={"kind": "STARTED"}) == last(desk, "partnerships", column, wrong)


@pytest.mark.parametrize("sources", [DOUBTED, *(f"{DOUBTED};{other}" for other in (UNDATED, DATED, HALF_OPEN))])
@pytest.mark.parametrize(("record", "column"), [("projects", "start"), ("events", "date"), ("statuses", "as_of")])
def test_a_date_is_as_doubtful_as_its_sources(desk: Desk, record: str, column: str, sources: str) -> None:
    """A year that a source marks as uncertain is refused as sure. Older and undated sources do not confirm it."""
    problems = told(desk, **{record: {column: "2024", "sources": sources}})

    assert problems == last(desk, record, column, "the sources doubt the date: 2024?")


@pytest.mark.parametrize("end", ["2019", "2018-06", "2019?", "[2018-06..2019]"])
@pytest.mark.parametrize("record", ["projects", "memberships", "programme_periods"])
def test_an_end_in_the_future_of_a_source_is_planned(desk: Desk, record: str, end: str) -> None:
    """An end later than the publication of a source is refused when nothing marks it as a plan or a fact."""
    problems = told(desk, **{record: {"end": end, "sources": f"{UNDATED};{DATED}"}})

    assert problems == last(desk, record, "end", f"the end lay in the future of {DATED}")


@pytest.mark.parametrize("state", ["ACTIVE", "PAUSED", "PLANNED"])
@pytest.mark.parametrize("as_of", ["", "2018", "2019", "[..2020]"])
def test_an_end_after_a_status_of_its_source_is_planned(desk: Desk, state: str, as_of: str) -> None:
    """A source that gives an end, and says before it that the partnership goes on, gives a plan."""
    problems = told(desk, partnerships={"end": "2019"}, statuses={"state": state, "as_of": as_of})

    assert problems == last(desk, "partnerships", "end", "the end lay in the future of made-up")


@pytest.mark.parametrize("day", ["2018-06", "2018-05-31", "2019?", "[2018-06..2019]"])
def test_an_event_in_the_future_of_its_sources_is_expected(desk: Desk, day: str) -> None:
    """An event later than all its sources is refused as one that happened."""
    problems = told(desk, events={"date": day, "sources": DATED})

    assert problems == last(desk, "events", "date", "the event lies in the future of its sources")


@pytest.mark.parametrize("cells", [{}, {"end": "2019", "end_planned": "true"}, {"end": ".."}])
def test_an_ended_partnership_has_an_end(desk: Desk, cells: Cells) -> None:
    """A missing, planned or open end is refused next to a status ENDED."""
    problems = told(desk, partnerships=cells, statuses={"state": "ENDED"}, events={"kind": "STARTED"})

    assert problems == last(desk, "partnerships", "end", "the status made-up says that it has ended")


@pytest.mark.parametrize(
    ("end", "status", "said"),
    [
        ("2018-06", {"as_of": "2018-05"}, "2018-05-31"),
        ("2018", {"sources": DATED}, "2018-05-30"),
        ("[2018..]", {"sources": f"{UNDATED};{LATER};{DATED}"}, "2018-05-30"),
        ("2026-12", {}, "2026-11-21"),
    ],
)
def test_an_end_is_not_later_than_its_status(desk: Desk, end: str, status: Cells, said: str) -> None:
    """The end lies by the date of the status, else by the first publication of its sources, else by their reading."""
    problems = told(desk, projects={"end": end}, statuses={"state": "ENDED", "project": "made-up"} | status)

    assert problems == last(desk, "projects", "end", f"the status made-up says that it had ended by {said}")


@pytest.mark.parametrize("event", [{}, {"kind": "STARTED", "project": "made-up"}])
@pytest.mark.parametrize("record", ["partnerships", "memberships"])
def test_an_open_end_needs_an_agreement(desk: Desk, record: str, event: Cells) -> None:
    """A visit, or the start of a project, does not tell of an agreement of the partnership."""
    problems = told(desk, **{record: {"end": ".."}}, projects={}, events=event)

    assert problems == last(desk, record, "end", "no event tells of an agreement without an end")


@pytest.mark.parametrize(
    ("record", "cells", "column", "whole"),
    [
        ("memberships", {"start": "2017"}, "start", "partnership"),
        ("memberships", {"end": "[..2012]"}, "end", "partnership"),
        ("programme_periods", {"start": "2017", "end": "2018"}, "start", "partnership"),
        ("programme_periods", {"end": "2007"}, "end", "programme"),
    ],
)
def test_a_part_of_a_time_lies_within_it(desk: Desk, record: str, cells: Cells, column: str, whole: str) -> None:
    """A row that is surely before or after its partnership or its programme is refused."""
    start = "2013" if whole == "partnership" else ""
    problems = told(desk, partnerships={"start": start, "end": "2016"}, **{record: cells})

    assert problems == last(desk, record, column, f"the row lies outside the dates of its {whole}")


def test_a_partnership_is_of_the_time_of_its_programme(desk: Desk) -> None:
    """A partnership that ended before its programme began cannot belong to it."""
    problems = told(desk, partnerships={"end": "2007"}, programme_periods={})

    wrong = "the partnership and the programme have no day in common"
    assert problems == last(desk, "programme_periods", "programme", wrong)


@pytest.mark.parametrize(
    ("column", "bound", "record", "name", "day"),
    [
        ("start", "2019", "events", "date", "2018"),
        ("start", "[2018..2020]", "events", "date", "2018-05"),
        ("start", "2019", "statuses", "as_of", "[..2018]"),
        ("start", "2019", "projects", "start", "2017"),
        ("end", "2017", "events", "date", "2018"),
        ("end", "[2017..2020]", "events", "date", "2018"),
    ],
)
def test_a_bound_agrees_with_evidence(desk: Desk, column: str, bound: str, record: str, name: str, day: str) -> None:
    """A start after the evidence, an end before it, and an interval that is wider are refused, each bound once."""
    problems = told(desk, partnerships={column: bound}, **{"projects": {"start": "2018-07"}, record: {name: day}})

    contrary = "later" if column == "start" else "older"
    wrong = f"the {column} is {contrary} than the evidence of {day} ({UNDATED})"
    assert problems == last(desk, "partnerships", column, wrong)


def test_a_source_is_evidence_of_its_rows(desk: Desk) -> None:
    """A page of May 2018 that tells of a member shows that it was one then."""
    row = desk.change("memberships", SHARED, "2", "1", start="2019")

    wrong = f"the start is later than the evidence of 2018-05-30 ({DATED})"
    assert desk.complaints() == [("memberships.csv", row, "start", wrong)]


def test_evidence_waits_for_the_other_rules(desk: Desk) -> None:
    """A start is not compared with evidence while another row has a problem."""
    problems = told(desk, partnerships={"start": "2019"}, events={"date": "2018"}, statuses={"project": "nowhere"})

    assert problems == last(desk, "statuses", "project", "no such row in projects.csv")


@settings(max_examples=30)
@given(st.dates(date(2009, 1, 1), date(2019, 12, 31)), st.integers(-400, 400), st.sampled_from(["", "-%m", "-%m-%d"]))
def test_only_a_bound_outside_the_evidence_is_refused(day: date, distance: int, form: str) -> None:
    """A start is refused when its first day is after a visit, an end when its last day is before it."""
    bound, visit = f"{day + timedelta(distance):%Y{form}}", f"{day:%Y{form}}"
    for column, outside in (("start", bound > visit), ("end", bound < visit)):
        catalogue = Catalogue()
        rows: dict[str, Cells] = {
            "layers": {},
            "sources": {},
            "partnerships": {column: bound},
            "events": {"date": day.isoformat()},
        }
        for record, cells in rows.items():
            row = dict.fromkeys(RECORD[record].headers, "") | {"sources": UNDATED} | ROWS[record] | cells
            catalogue.rows[record].append(read_row(RECORD[record], 2, row)[0])

        assert [problem.column for problem in check_evidence(catalogue)] == [column] * outside


@pytest.mark.parametrize(
    ("kind", "whole", "wrong"),
    [
        ("FRIENDSHIP", SHARED, "the whole is of the kind MUNICIPAL_PARTNERSHIP"),
        ("MUNICIPAL_PARTNERSHIP", "habo-brod", "the whole is itself a part"),
    ],
)
def test_a_part_has_one_whole_of_its_kind(desk: Desk, kind: str, whole: str, wrong: str) -> None:
    """A whole of another kind and a whole that is a part are refused."""
    desk.change("partnerships", "habo-brod", part_of=SHARED)

    assert told(desk, partnerships={"kind": kind, "part_of": whole}) == last(desk, "partnerships", "part_of", wrong)


def test_the_lead_of_a_project_is_a_member(desk: Desk) -> None:
    """A lead with a seat in another partnership only is refused."""
    problems = told(desk, projects={"partnership": SHARED, "lead": "habo"})

    assert problems == last(desk, "projects", "lead", "it holds no seat in the partnership")


@pytest.mark.parametrize("record", ["statuses", "events"])
def test_what_is_of_a_project_is_of_its_partnership(desk: Desk, record: str) -> None:
    """A status or an event of a project that names another partnership is refused."""
    problems = told(desk, projects={"partnership": SHARED}, **{record: {"project": "made-up"}})

    assert problems == last(desk, record, "partnership", f"the project belongs to {SHARED}")


def test_a_problem_is_printed_with_its_place_and_its_remedy(desk: Desk) -> None:
    """The line names file, row, column and value, what is wrong, and what to do."""
    told(desk, projects={"start": "2024", "sources": DOUBTED})
    with pytest.raises(RecordsError) as refusal:
        read_checked(desk.directory)

    place = f"projects.csv, row {len(desk.read('projects')) + 1}, start = '2024'"
    text = "the sources doubt the date: 2024?. Write 2024?, or cite a dated source that is sure."
    assert [str(problem) for problem in refusal.value.problems] == [f"{place}: {text}"]
