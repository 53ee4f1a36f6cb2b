"""The table of links to Goals: what it holds is what the files of records give, and it is safe to open."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from data.catalogue.layers import layers_of
from data.catalogue.reader import RECORDS_DIR
from data.domain.evidence_enums import GoalBasis
from data.formats.tables import csv_text
from data.formats.tables.column import TableContext
from data.formats.tables.goals import GOALS
from data.snapshot.snapshot import Snapshot
from tests.data.by_hand import Files

STATED, BOTH = frozenset((GoalBasis.STATED,)), frozenset(GoalBasis)


def rows(whole: Snapshot, day: date | None, basis: frozenset[GoalBasis]) -> list[dict[str, str]]:
    slice = whole.slice(day)
    context = TableContext(slice, layers_of(whole), None, "https://example.org", {}, basis=basis)
    return list(csv.DictReader(io.StringIO("".join(csv_text.lines(GOALS, slice.partnerships, context)))))


@pytest.mark.parametrize("day", [None, date(2014, 1, 1), date(2020, 1, 1), date(2024, 6, 1)], ids=str)
def test_the_table_has_the_links_of_the_projects_of_the_day(whole: Snapshot, day: date | None) -> None:
    """Held against a plain reckoning from the CSV files, for what is stated and for both."""
    files = Files(RECORDS_DIR)
    there = {
        project["slug"]: files.whole(project["partnership"])
        for project in files.rows["projects"]
        if files.project(project["slug"]).there(day)
        and files.partnership(files.whole(project["partnership"])).there(day)
    }
    stated = {(slug, goal) for slug in there for goal, how in files.goals(slug) if how == "STATED"}
    every = {(slug, goal) for slug in there for goal, _ in files.goals(slug)}

    found = rows(whole, day, BOTH)
    assert {(row["project"], row["goal"]) for row in rows(whole, day, STATED)} == stated
    assert {(row["project"], row["goal"]) for row in found} == every
    assert {(row["project"], row["goal"]) for row in found if row["basis"] == "STATED"} == stated
    assert {row["project"]: row["partnership"] for row in found}.items() <= there.items()


def test_a_row_is_stated_or_says_why(whole: Snapshot) -> None:
    """A stated link has an emphasis, an inferred one a strength, themes, rules and reasons in both languages."""
    reasons = ("strength", "themes", "rules", "reasons_en", "reasons_sv")
    for row in rows(whole, None, BOTH):
        assert row["sources"]
        assert bool(row["emphasis"]) is (row["basis"] == "STATED")
        assert all(bool(row[name]) is (row["basis"] == "INFERRED") for name in reasons)


def test_the_columns_of_the_first_release_stand_first(whole: Snapshot) -> None:
    """Programs that read them go on reading them; new columns follow."""
    first = (
        *("partnership", "title_en", "title_sv", "project", "certainty"),
        *("goal", "goal_en", "goal_sv", "target", "basis", "emphasis", "strength"),
        *("themes", "rules", "reasons_en", "reasons_sv", "sources"),
    )
    assert tuple(rows(whole, None, STATED)[0])[: len(first)] == first
