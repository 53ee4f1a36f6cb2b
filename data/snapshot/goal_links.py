"""Links of projects to Goals as columns: those that sources state, and those that rules infer from themes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

import numpy as np

from data.domain.arrays import Numbers, distinct, pair_keys
from data.domain.evidence_enums import GoalBasis
from data.snapshot.columns import NONE, BackReferences, SnapshotView, Table

STATED_ONLY = frozenset((GoalBasis.STATED,))


def bases(chosen: Collection[GoalBasis] | None) -> frozenset[GoalBasis]:
    """The bases asked for. None is STATED alone, so that nothing is inferred unless it is asked for."""
    return STATED_ONLY if chosen is None else frozenset(chosen)


def rules_of_themes(themes: Table, rules: Table) -> BackReferences:
    """Indexes the rules that apply to each theme: those that name it, and those that name its core area."""
    of_area = defaultdict[object, list[int]](list)
    for theme in range(themes.size):
        of_area[themes.columns["core_area"].at(theme)].append(theme)
    pairs = [
        (theme, rule)
        for rule, named in enumerate(rules.referred("theme").tolist())
        for theme in ([named] if named != NONE else of_area[rules.columns["core_area"].at(rule)])
    ]
    to, rows = np.array(pairs, np.int64).reshape(-1, 2).T
    return BackReferences(themes.size, to, rows + rules.first)


def goals_of_projects(
    tables: Mapping[str, Table], projects: Numbers, basis: Collection[GoalBasis]
) -> tuple[Numbers, Numbers]:
    """The Goals that some projects have a link to, as rows, and their counts per project. Each Goal counts once.

    A Goal that a source names for a project is not inferred for it.

    `projects` are counted from 0. The Goals are concatenated in the order of the projects.
    """
    size = tables["goals"].first + tables["goals"].size
    named = distinct(pair_keys(*stated(tables, projects), size))
    keys = named if GoalBasis.STATED in basis else named[:0]
    if GoalBasis.INFERRED in basis:
        further = distinct(pair_keys(*inferred(tables, projects), size))
        keys = np.sort(np.concatenate([keys, np.setdiff1d(further, named, assume_unique=True)]))
    of, goals = np.divmod(keys, size)
    return goals, np.bincount(of, minlength=len(projects))


def projects_by_goal(snapshot: SnapshotView) -> list[int]:
    """The number of projects of all time with a link to each Goal, stated or inferred. Cached."""

    def counted() -> list[int]:
        tables = snapshot.tables
        goals, _ = goals_of_projects(tables, np.arange(tables["projects"].size), tuple(GoalBasis))
        numbers: list[int] = np.bincount(goals - tables["goals"].first, minlength=tables["goals"].size).tolist()
        return numbers

    return snapshot.memoize("projects by Goal", counted)


def stated(tables: Mapping[str, Table], projects: Numbers) -> tuple[Numbers, Numbers]:
    """The stated links of some projects: the index of each project, and the row of the Goal."""
    named = tables["project_goals"]
    rows, counts = tables["projects"].backs["project_goals"].of_rows(projects)
    goals = np.asarray(named.references["goal"][1])[rows - named.first]
    return np.repeat(np.arange(len(projects)), counts), goals


def inferred(tables: Mapping[str, Table], projects: Numbers) -> tuple[Numbers, Numbers]:
    """The inferred links of some projects, by their themes and the rules of these. Columns as of `stated`."""
    links, themes, rules = tables["project_themes"], tables["themes"], tables["theme_goals"]
    rows, counts = tables["projects"].backs["project_themes"].of_rows(projects)
    of = np.repeat(np.arange(len(projects)), counts)
    rows, counts = themes.backs["theme_goals"].of_rows(links.referred("theme")[rows - links.first])
    goals = np.asarray(rules.references["goal"][1])[rows - rules.first]
    lead = goals != NONE  # a rule may say that a theme leads to no Goal
    return np.repeat(of, counts)[lead], goals[lead]
