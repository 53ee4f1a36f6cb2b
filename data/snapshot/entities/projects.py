"""Projects and the Goals they name, targets, themes, results."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from data.domain.enums import CoreArea, Emphasis, GoalsStated, Language, PartnershipState, Phase
from data.snapshot.entities.entity import Claim, Lasting, Source, Thing, many, once, order_of
from data.snapshot.entities.partnerships import latest

if TYPE_CHECKING:
    from data.snapshot.entities.partnerships import Partnership, Role, Status


class Goal(Thing):
    number: int
    title_en: str
    title_sv: str
    color: str
    iri: str
    own_targets: many[Target] = many("targets")
    project_goals: many[ProjectGoal] = many("project_goals")
    claims: many[Claim] = many("claims")

    @property
    def key(self) -> str:
        return str(self.number)

    def title(self, language: Language) -> str:
        return self.title_sv if language is Language.SV else self.title_en

    @property
    def targets(self) -> list[Target]:
        """In the order of the Agenda: 11.1 … 11.7, 11.a, 11.b."""
        return sorted(self.own_targets, key=lambda target: target.order)


class Target(Thing):
    code: str
    label_en: str
    label_sv: str
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


class Theme(Thing):
    slug: str
    label_en: str
    label_sv: str
    core_area: CoreArea | None

    def label(self, language: Language) -> str:
        return self.label_sv if language is Language.SV else self.label_en


class GoalLink(NamedTuple):
    """A goal, or one of its targets, that a source names for a project."""

    goal: Goal
    target: Target | None
    emphasis: Emphasis
    sources: tuple[Source, ...]

    @property
    def identity(self) -> tuple[int, str]:
        return self.goal.number, self.target.code if self.target else ""


class ProjectGoal(Thing):
    emphasis: Emphasis
    project: Project
    goal: Goal


class ProjectTarget(Thing):
    project: Project
    target: Target


class ProjectTheme(Thing):
    project: Project
    theme: Theme


class Result(Thing):
    slug: str
    label_en: str
    label_sv: str
    count: int | None
    project: Project

    def label(self, language: Language) -> str:
        return self.label_sv if language is Language.SV else self.label_en


class Project(Lasting):
    endless = False
    slug: str
    title_en: str | None
    title_sv: str | None
    phase: Phase | None
    goals_stated: GoalsStated
    reference: str | None
    note: str | None
    partnership: Partnership
    project_goals: many[ProjectGoal] = many("project_goals")
    project_targets: many[ProjectTarget] = many("project_targets")
    project_themes: many[ProjectTheme] = many("project_themes")
    results: many[Result] = many("results")
    own_statuses: many[Status] = many("statuses")
    roles: many[Role] = many("roles")
    claims: many[Claim] = many("claims")
    goals: once[tuple[GoalLink, ...]] = once(lambda project: tuple(goals_of(project)))

    def title(self, language: Language | None) -> str | None:
        """As printed; the other language where there is none in the one asked for."""
        first, second = (self.title_sv, self.title_en) if language is Language.SV else (self.title_en, self.title_sv)
        return first or second

    @property
    def statuses(self) -> list[Status]:
        return sorted(self.own_statuses, key=order_of)

    @property
    def status(self) -> Status | None:
        return latest(self.statuses)

    @property
    def state(self) -> PartnershipState:
        return self.status.state if self.status else PartnershipState.UNKNOWN

    @property
    def themes(self) -> list[Theme]:
        return [row.theme for row in self.project_themes]


def goals_of(project: Project) -> Iterator[GoalLink]:
    """Each goal with the targets named under it; without a target where only the goal is named."""
    for row in project.project_goals:
        under = [named for named in project.project_targets if named.target.goal is row.goal]
        for named in under:
            yield GoalLink(row.goal, named.target, row.emphasis, named.sources)
        if not under:
            yield GoalLink(row.goal, None, row.emphasis, row.sources)
