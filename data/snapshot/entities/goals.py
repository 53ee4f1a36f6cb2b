"""Goals, targets, themes, the rules that lead from themes to Goals, and links of projects to Goals."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import partial
from typing import Any, NamedTuple

from data.domain.enums import CoreArea, Emphasis, Language
from data.domain.evidence_enums import GoalBasis, LabelBasis, Strength
from data.snapshot.columns import Rows, SliceView
from data.snapshot.entities.entity import Claim, Entity, Source, has_many
from data.snapshot.goal_links import bases


class Goal(Entity):
    number: int
    title_en: str
    title_sv: str
    color: str
    iri: str
    own_targets: has_many[Target] = has_many("targets")
    rules: has_many[GoalRule] = has_many("theme_goals")
    claims: has_many[Claim] = has_many("claims")

    @property
    def key(self) -> str:
        return str(self.number)

    def title(self, language: Language) -> str:
        return self.title_sv if language is Language.SV else self.title_en

    @property
    def targets(self) -> list[Target]:
        """The targets in the order of the 2030 Agenda: 11.1 … 11.7, 11.a, 11.b."""
        return sorted(self.own_targets, key=lambda target: target.order)


class Target(Entity):
    code: str
    label_en: str
    label_sv: str
    basis: LabelBasis
    iri: str
    goal: Goal

    @property
    def key(self) -> str:
        return self.code

    @property
    def order(self) -> tuple[bool, int, str]:
        part = self.code.partition(".")[2]
        return not part.isdigit(), int(part) if part.isdigit() else 0, part

    def label(self, language: Language) -> str:
        return self.label_sv if language is Language.SV else self.label_en


class Theme(Entity):
    """A subject of projects. `rules` are those that name it, and those that name its core area."""

    slug: str
    label_en: str
    label_sv: str
    core_area: CoreArea | None
    basis: LabelBasis
    rules: has_many[GoalRule] = has_many("theme_goals")

    def label(self, language: Language) -> str:
        return self.label_sv if language is Language.SV else self.label_en


class GoalRule(Entity):
    """A rule that leads from a theme, or from all themes of a core area, to a Goal; without a Goal, to none."""

    slug: str
    core_area: CoreArea | None
    strength: Strength | None
    reason_en: str
    reason_sv: str
    theme: Theme | None
    goal: Goal | None
    target: Target | None

    def reason(self, language: Language) -> str:
        return self.reason_sv if language is Language.SV else self.reason_en


class Inference(NamedTuple):
    """Why a Goal is inferred: a theme, and the rule that leads from it to the Goal."""

    theme: Theme
    rule: GoalRule


class GoalLink(NamedTuple):
    """A Goal, or one of its targets, to which a project is linked: by a source, or by rules that `because` lists.

    `emphasis` is GENERAL for an inferred link, and `because` is empty for a stated one.
    """

    goal: Goal
    target: Target | None
    basis: GoalBasis
    emphasis: Emphasis
    because: tuple[Inference, ...]
    sources: tuple[Source, ...]
    note: str | None = None
    note_sv: str | None = None

    @property
    def identity(self) -> tuple[int, str]:
        return self.goal.number, self.target.code if self.target else ""

    @property
    def strength(self) -> Strength | None:
        """DIRECT when one of the rules is; None for a stated link."""
        return min((why.rule.strength for why in self.because if why.rule.strength), default=None)


GOAL_COLUMNS = ("emphasis", "sources", "note", "note_sv")
as_link = partial(tuple.__new__, GoalLink)  # GoalLink(*values), twice as fast


def links_of(owner: Any, basis: Collection[GoalBasis] | None) -> tuple[GoalLink, ...]:
    """The links of a project or a partnership of these bases, one for each Goal and target. None is STATED alone."""
    chosen = bases(basis)
    stated: tuple[GoalLink, ...] = owner.stated_goals if GoalBasis.STATED in chosen else ()
    return distinct((*stated, *owner.inferred_goals)) if GoalBasis.INFERRED in chosen else stated


def stated_links(slice: SliceView, projects: Rows) -> list[GoalLink]:
    """A link for each named target of each named Goal of some projects, by rows; without targets, one for the Goal.

    Reads columns, so that neither the projects nor their rows are materialised. The links of one project are distinct
    and sorted by Goal and target, as its rows are.
    """
    projects_of, table = slice.tables["projects"], slice.tables["project_goals"]
    goals, entity = table.references["goal"][1], slice.entity
    emphasis, sources, note, note_sv = [table.columns[name].at for name in GOAL_COLUMNS]
    goals_of, targets_of = projects_of.backs["project_goals"].of, projects_of.backs["project_targets"].of
    found = []
    for project in projects:
        named = targets_by_goal(slice, project) if targets_of(project - projects_of.first) else {}
        for row in goals_of(project - projects_of.first):
            at = row - table.first
            for target, own_sources in named.get(goals[at]) or ((None, sources(at)),):
                goal, notes = entity("goals", goals[at]), (note(at), note_sv(at))
                found.append(as_link((goal, target, GoalBasis.STATED, emphasis(at), (), own_sources, *notes)))
    return found


def targets_by_goal(slice: SliceView, project: int) -> dict[int, list[tuple[Target, tuple[Source, ...]]]]:
    """The targets that a project names, with their sources, by the row of the Goal."""
    found: dict[int, list[tuple[Target, tuple[Source, ...]]]] = {}
    for row in slice.rows_referring("projects", project, "project_targets", "project_targets"):
        named = slice.entity("project_targets", row)
        found.setdefault(named.target.goal.row, []).append((named.target, named.sources))
    return found


def without_goals_of(stated: Iterable[GoalLink], links: Iterable[GoalLink]) -> tuple[GoalLink, ...]:
    """The links, one for each Goal and target, to other Goals than those of the stated links."""
    named = {link.goal for link in stated}
    return distinct(link for link in links if link.goal not in named)


def stated_goals(slice: SliceView, projects: Rows) -> tuple[GoalLink, ...]:
    """The stated links of some projects, one for each Goal and target."""
    links = stated_links(slice, projects)
    return tuple(links) if len(projects) == 1 else distinct(links)


def distinct(links: Iterable[GoalLink]) -> tuple[GoalLink, ...]:
    """One link for each Goal and target, by number and code. Of two stated ones, the one with focus."""
    found: dict[tuple[int, str], GoalLink] = {}
    for link in links:
        identity = link.identity
        found[identity] = combined(found[identity], link) if identity in found else once_each(link)
    return tuple([found[identity] for identity in sorted(found)])


def once_each(link: GoalLink) -> GoalLink:
    """The link, if inferred with each reason and source once."""
    return link if link.basis is GoalBasis.STATED else combined(link, link)


def combined(one: GoalLink, other: GoalLink) -> GoalLink:
    """Of two stated links to one Goal and target that with focus; of two inferred ones, one with all reasons and sources."""
    if one.basis is GoalBasis.STATED:
        return min(one, other, key=lambda link: link.emphasis is not Emphasis.FOCUS)
    return one._replace(
        because=tuple(dict.fromkeys(one.because + other.because)),
        sources=tuple(dict.fromkeys(one.sources + other.sources)),
    )
