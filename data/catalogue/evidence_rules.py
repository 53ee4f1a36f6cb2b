"""Validation rules of shares, channels, approvals, and of the rules that lead from themes to Goals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from data.catalogue.rows.catalogue import Catalogue
from data.catalogue.rows.row import Row
from data.domain.enums import Decision, PartnershipKind
from data.domain.errors import Problem

Subject = tuple[Any, Any]  # a theme or a core area, of which one is None
SHARES = (("participations", "text", "least", "most"), ("roles", "share_text", "share_least", "share_most"))


def check_shares(catalogue: Catalogue) -> Iterator[Problem]:
    """No lower bound of a share exceeds the upper one, and no count exceeds its total."""
    for record, text, least, most in SHARES:
        table = catalogue.rows[record]
        for row in table.chosen(table.given(least) | table.given(most)):
            yield from _exceeding(row, least, most)
            if not row.values[text] and any(row.values[bound] is not None for bound in (least, most)):
                yield row.problem(text, "a share has bounds and no words", "Give the words of the source")
    for row in catalogue.rows["participations"]:
        yield from _exceeding(row, "count", "total")


def _exceeding(row: Row, least: str, most: str) -> Iterator[Problem]:
    low, high = row.values[least], row.values[most]
    if low is not None and high is not None and low > high:
        yield row.problem(least, f"it is greater than {most} ({high:g})", "Correct one of the two")


def check_channels(catalogue: Catalogue) -> Iterator[Problem]:
    """The organisation of a channel has a role mailbox."""
    organisations = catalogue.by_key("organisations")
    for row in catalogue.rows["channels"]:
        organisation = organisations.get((row.values["organisation"],))
        if organisation is not None and not organisation.values["mailbox"]:
            wrong = "the organisation has no mailbox"
            yield row.problem("organisation", wrong, "Record its role mailbox in organisations.csv, or remove the row")


def check_approvals(catalogue: Catalogue) -> Iterator[Problem]:
    """An approved application for a country is evidence of a municipal partnership, if only with an unidentified party."""
    approved = [row for row in catalogue.rows["applications"] if row.values["decision"] == Decision.APPROVED]
    if not approved or not catalogue.complete("memberships", "municipalities", "partnerships"):
        return
    held = _partner_countries(catalogue, {row.values["municipality"] for row in approved})
    for row in approved:
        if (row.values["municipality"], row.values["country"]) not in held:
            wrong = f"{row.values['municipality']} has no partnership with a member in {row.values['country']}"
            yield row.problem("municipality", wrong, "Add the partnership, with an unidentified party of that country")


def _partner_countries(catalogue: Catalogue, places: set[str]) -> set[tuple[str, str]]:
    """Return these municipalities, each with the countries of its partners in municipal partnerships."""
    memberships = catalogue.rows["memberships"]
    taking_part = memberships.chosen(memberships.holds("municipality", places))
    partnerships = catalogue.found("partnerships", {row.values["partnership"] for row in taking_part})
    chosen = {
        slug for (slug,), row in partnerships.items() if row.values["kind"] == PartnershipKind.MUNICIPAL_PARTNERSHIP
    }
    members: defaultdict[str, set[str]] = defaultdict(set)
    for row in memberships.chosen(memberships.holds("partnership", chosen)):
        members[row.values["partnership"]].add(row.values["municipality"])
    countries = dict(catalogue.rows["municipalities"].values("slug", "country"))
    return {
        (place, countries.get(other, ""))
        for group in members.values()
        for place in group & places
        for other in group - {place}
    }


def check_goal_rules(catalogue: Catalogue) -> Iterator[Problem]:
    """A target belongs to the Goal of its rule, no two rules contradict each other, and each theme has a rule.

    The rule of its core area is one too. A theme and its core area may differ in strength: the stronger counts.
    """
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
        area = theme.values["core_area"]
        own, of_area = rules[theme.values["slug"], None], rules[None, area] if area else []
        yield from _against_area(own, of_area)
        if not own and not of_area and catalogue.complete("theme_goals"):
            cure = "Add a row to theme_goals.csv: with a Goal, or without one and with the reason why it leads to none"
            yield theme.problem("slug", "the theme has no rule", cure)


def _against_area(own: list[Row], of_area: list[Row]) -> Iterator[Problem]:
    """Yield the rules of a theme that contradict those of its core area."""
    leading = [row for row in of_area if row.values["goal"]]
    for row in own:
        goal, target = row.values["goal"], row.values["target"]
        if goal is None and leading:
            wrong = f"the theme leads to a Goal by its core area {leading[0].values['core_area']}"
            yield row.problem("goal", wrong, "Name a Goal, or give the theme no core area")
        for other in leading:
            if other.values["goal"] == goal and (target is None) != (other.values["target"] is None):
                wrong = f"row {other.number}, of the core area, leads to the same Goal, and only one names a target"
                yield row.problem("target", wrong, "Name a target in both, or in none")


def _contradictions(rules: list[Row]) -> Iterator[Problem]:
    """Yield the rules of one theme or core area that say something else than an earlier one."""
    earlier = dict[Any, list[Row]]()
    for row in rules:
        goal, target, strength = (row.values[name] for name in ("goal", "target", "strength"))
        if goal is None and len(rules) > 1:
            wrong = f"row {next(other for other in rules if other is not row).number} leads to a Goal from the same theme or core area"
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
