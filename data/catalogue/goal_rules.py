"""Validation of the rules that lead from themes to Goals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from data.catalogue.reader import Catalogue, Row
from data.domain.errors import Problem

Subject = tuple[Any, Any]


def check_goal_rules(catalogue: Catalogue) -> Iterator[Problem]:
    """A target belongs to the Goal of its rule, no two rules contradict each other, and each theme has a rule."""
    targets = catalogue.by_key("targets")
    rules = defaultdict[Subject, list[Row]](list)
    for row in catalogue.rows["theme_goals"]:
        rules[row.values["theme"], row.values["core_area"]].append(row)
        target = targets.get((row.values["target"],))
        if target is not None and target.values["goal"] != row.values["goal"]:
            wrong = f"the target belongs to Goal {target.values['goal']}"
            yield row.problem("target", wrong, "Name a target of the Goal of the rule, or correct the Goal")
    for found in rules.values():
        yield from _contradictions(found)
    for theme in catalogue.rows["themes"]:
        own = rules[theme.values["slug"], None]
        leads_nowhere = next((row for row in own if row.values["goal"] is None), None)
        if leads_nowhere and any(row.values["goal"] for row in rules[None, theme.values["core_area"]]):
            wrong = f"the theme leads to a Goal by its core area {theme.values['core_area']}"
            yield leads_nowhere.problem("goal", wrong, "Name a Goal, or give the theme no core area")
        if not own and catalogue.complete("theme_goals"):
            cure = "Add a row to theme_goals.csv: with a Goal, or without one and with the reason why it leads to none"
            yield theme.problem("slug", "the theme has no rule", cure)


def _contradictions(rules: list[Row]) -> Iterator[Problem]:
    """Yield the rules of one theme or core area that say something else than an earlier one."""
    earlier = dict[Any, list[Row]]()
    for row in rules:
        goal, target, strength = (row.values[name] for name in ("goal", "target", "strength"))
        if goal is None and len(rules) > 1:
            wrong = f"row {next(other for other in rules if other is not row).number} leads from it to a Goal"
            yield row.problem("goal", wrong, "Name a Goal, or remove one of the rules")
        for other in earlier.setdefault(goal, []):
            if other.values["target"] == target and other.values["strength"] != strength:
                wrong = f"row {other.number} leads to the same with the strength {other.values['strength']}"
                yield row.problem("strength", wrong, "Keep one of the two rules")
            elif other.values["target"] == target:
                yield row.problem("slug", f"row {other.number} is the same rule", "Keep one of the two rules")
            elif target is None or other.values["target"] is None:
                wrong = f"row {other.number} leads to the same Goal, and only one of the two names a target"
                yield row.problem("target", wrong, "Name a target in both, or keep the rule without one")
        earlier[goal].append(row)
