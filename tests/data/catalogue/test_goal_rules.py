"""Rules from themes to Goals: each mistake is named with file, row and column."""

from __future__ import annotations

import pytest

from data.catalogue.reader import RECORDS_DIR, read_catalogue
from data.domain.enums import CoreArea
from tests.data.conftest import Desk

FILE = "theme_goals.csv"
EDUCATION, WASTE = "education-4", "waste-12-5"


def add(desk: Desk, slug: str, **cells: str) -> int:
    """Append a rule to those of the small world; its row in the file."""
    rule = {"theme": "", "core_area": "", "goal": "12", "target": "12.5", "strength": "DIRECT"} | cells
    reasons = {"reason_en": "The target is about it.", "reason_sv": "Delmålet handlar om det."}
    rows = [*desk.read("theme_goals"), {"slug": slug, **rule, **reasons, "sources": "samband-goal-rules-1"}]
    desk.write("theme_goals", rows)
    return len(rows) + 1


@pytest.mark.parametrize(
    ("column", "cell", "wrong"),
    [
        ("theme", "atlantis", "no such row in themes.csv"),
        ("goal", "18", "no such row in goals.csv"),
        ("target", "13.9", "no such row in targets.csv"),
        ("strength", "STRONG", "not one of the allowed values"),
        ("reason_en", "", "empty"),
        ("reason_sv", "", "empty"),
        ("sources", "", "empty"),
    ],
)
def test_a_cell_of_a_rule_is_refused(desk: Desk, column: str, cell: str, wrong: str) -> None:
    """An unknown theme, Goal 18, a missing reason: file, row and column are named."""
    row = desk.change("theme_goals", EDUCATION, **{column: cell})

    found = [(file, at, where) for file, at, where, said in desk.complaints() if wrong in said]
    assert (FILE, row, column) in found


def test_a_target_belongs_to_the_goal_of_its_rule(desk: Desk) -> None:
    """13.2 is no target of Goal 12."""
    row = desk.change("theme_goals", WASTE, target="13.2")

    assert desk.complaints() == [(FILE, row, "target", "the target belongs to Goal 13")]


def test_two_rules_do_not_contradict_each_other(desk: Desk) -> None:
    """One theme and target with two strengths, twice the same, with and without a target, and with no Goal besides."""
    first = next(number for number, row in enumerate(desk.read("theme_goals"), 2) if row["slug"] == WASTE)
    rows = [
        add(desk, "waste-weaker", theme="waste", strength="RELATED"),
        add(desk, "waste-again", theme="waste"),
        add(desk, "waste-wide", theme="waste", target=""),
        add(desk, "waste-nowhere", theme="waste", goal="", target="", strength=""),
    ]
    complaints = [(row, column, wrong) for file, row, column, wrong in desk.complaints() if file == FILE]

    assert (rows[0], "strength", f"row {first} leads to the same with the strength DIRECT") in complaints
    assert (rows[1], "slug", f"row {first} is the same rule") in complaints
    assert (
        rows[2],
        "target",
        f"row {first} leads to the same Goal, and only one of the two names a target",
    ) in complaints
    assert any(
        row == rows[3] and column == "goal" and "leads to a Goal from the same theme or core area" in said
        for row, column, said in complaints
    )


def test_a_theme_without_goal_has_no_core_area_that_leads_to_one(desk: Desk) -> None:
    """The core area EQUITY leads to Goal 10; a theme of it cannot lead to none."""
    desk.change("themes", "agenda-2030", core_area=CoreArea.EQUITY)
    row = next(number for number, row in enumerate(desk.read("theme_goals"), 2) if row["theme"] == "agenda-2030")

    assert desk.complaints() == [(FILE, row, "goal", "the theme leads to a Goal by its core area EQUITY")]


def test_each_theme_has_a_rule(desk: Desk) -> None:
    """Mapped, or said to lead to no Goal: a theme without a rule is named."""
    desk.write("theme_goals", [row for row in desk.read("theme_goals") if row["theme"] != "waste"])
    row = next(number for number, row in enumerate(desk.read("themes"), 2) if row["slug"] == "waste")

    assert desk.complaints() == [("themes.csv", row, "slug", "the theme has no rule")]


def test_the_rule_of_a_core_area_is_one_for_its_themes(desk: Desk) -> None:
    """A theme without a rule of its own is mapped by it; one that names no target for the same Goal contradicts it."""
    desk.change("themes", "waste", core_area=CoreArea.EQUITY)
    rules = [row for row in desk.read("theme_goals") if row["theme"] != "waste"]
    desk.write("theme_goals", rules)
    assert desk.complaints() == []

    row = add(desk, "waste-10", theme="waste", goal="10", target="", strength="RELATED")
    ((file, number, column, wrong),) = desk.complaints()
    assert (file, number, column) == (FILE, row, "target")
    assert "of the core area, leads to the same Goal" in wrong


def test_a_rule_is_about_a_theme_or_a_core_area(desk: Desk) -> None:
    """Not both, not none; and a Goal has a strength."""
    rows = [
        desk.change("theme_goals", EDUCATION, core_area=CoreArea.EQUITY),
        desk.change("theme_goals", WASTE, strength=""),
    ]
    complaints = {(row, wrong) for _, row, _, wrong in desk.complaints()}

    assert (rows[0], "2 of theme, core_area are given") in complaints
    assert (rows[1], "only some of goal, strength are given") in complaints


def test_the_rules_name_their_version_and_the_official_texts() -> None:
    """The version is ours; what leads to a Goal also cites the texts of the United Nations."""
    rules = read_catalogue(RECORDS_DIR)[0].rows["theme_goals"]

    assert all("samband-goal-rules-1" in rule.sources for rule in rules)
    assert all({"sdg-translations", "un-sdg-kos"} <= {*rule.sources} for rule in rules if rule.values["goal"])
    assert all(rule.values["reason_en"].endswith(".") and rule.values["reason_sv"].endswith(".") for rule in rules)
