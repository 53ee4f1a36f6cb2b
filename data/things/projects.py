"""Projects and the Goals they name, targets, themes, results."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from data.kinds import CoreArea, Emphasis, GoalsStated, Language, PartnershipState, Phase
from data.things.partnerships import latest
from data.things.thing import Claim, Lasting, Source, Thing, many, one, order_of

if TYPE_CHECKING:
    from data.things.funding import GrantShare
    from data.things.partnerships import Partnership, Role, Status


@dataclass(frozen=True, slots=True, eq=False, init=False, repr=False)
class Goal(Thing):
    number: int
    title_en: str
    title_sv: str
    color: str
    iri: str
    _targets: tuple[Target, ...]
    _project_goals: tuple[ProjectGoal, ...]
    _claims: tuple[Claim, ...]
    claims = many["Claim"]("claims")

    @property
    def key(self) -> str:
        return str(self.number)

    def title(self, language: Language) -> str:
        return self.title_sv if language is Language.SV else self.title_en

    @property
    def targets(self) -> list[Target]:
        """In the order of the Agenda: 11.1 … 11.7, 11.a, 11.b."""
        return sorted(self.slice.each(self._targets), key=lambda target: target.order)

    def partnerships(self) -> list[Partnership]:
        """The partnerships with a project that names the goal, each once."""
        projects = self.slice.each(tuple(row._project for row in self._project_goals))
        there = self.slice.each(tuple({p._partnership.slug: p._partnership for p in projects}.values()))
        return list(there)


@dataclass(frozen=True, slots=True, eq=False, init=False, repr=False)
class Target(Thing):
    code: str
    label_en: str
    label_sv: str
    iri: str
    _goal: Goal
    _project_targets: tuple[ProjectTarget, ...]
    goal = one["Goal"]()

    @property
    def key(self) -> str:
        return self.code

    @property
    def order(self) -> tuple[bool, int, str]:
        part = self.code.partition(".")[2]
        return not part.isdigit(), int(part) if part.isdigit() else 0, part

    def label(self, language: Language) -> str:
        return self.label_sv if language is Language.SV else self.label_en


@dataclass(frozen=True, slots=True, eq=False, init=False, repr=False)
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


@dataclass(frozen=True, slots=True, eq=False, init=False, repr=False)
class ProjectGoal(Thing):
    emphasis: Emphasis
    _project: Project
    _goal: Goal


@dataclass(frozen=True, slots=True, eq=False, init=False, repr=False)
class ProjectTarget(Thing):
    _project: Project
    _target: Target


@dataclass(frozen=True, slots=True, eq=False, init=False, repr=False)
class ProjectTheme(Thing):
    _project: Project
    _theme: Theme


@dataclass(frozen=True, slots=True, eq=False, init=False, repr=False)
class Result(Thing):
    slug: str
    label_en: str
    label_sv: str
    count: int | None
    _project: Project

    def label(self, language: Language) -> str:
        return self.label_sv if language is Language.SV else self.label_en


@dataclass(frozen=True, slots=True, eq=False, init=False, repr=False)
class Project(Lasting):
    slug: str
    title_en: str | None
    title_sv: str | None
    phase: Phase | None
    goals_stated: GoalsStated
    reference: str | None
    note: str | None
    _partnership: Partnership
    _project_goals: tuple[ProjectGoal, ...]
    _project_targets: tuple[ProjectTarget, ...]
    _project_themes: tuple[ProjectTheme, ...]
    _results: tuple[Result, ...]
    _statuses: tuple[Status, ...]
    _roles: tuple[Role, ...]
    _grant_recipients: tuple[GrantShare, ...]
    _claims: tuple[Claim, ...]
    partnership = one["Partnership"]()
    results = many["Result"]("results")
    roles = many["Role"]("roles")
    claims = many["Claim"]("claims")

    def title(self, language: Language | None) -> str | None:
        """As printed; the other language where there is none in the one asked for."""
        first, second = (self.title_sv, self.title_en) if language is Language.SV else (self.title_en, self.title_sv)
        return first or second

    @property
    def statuses(self) -> list[Status]:
        return sorted(self.slice.each(self._statuses), key=order_of)

    @property
    def status(self) -> Status | None:
        return latest(self.statuses)

    @property
    def state(self) -> PartnershipState:
        return self.status.state if self.status else PartnershipState.UNKNOWN

    @property
    def goals(self) -> list[GoalLink]:
        """Each goal with the targets named under it; without a target where only the goal is named."""
        links = []
        for row in self._project_goals:
            goal = self.slice.of(row._goal)
            under = [t for t in self._project_targets if t._target._goal.number == goal.number]
            links += [GoalLink(goal, self.slice.of(t._target), row.emphasis, t.sources) for t in under]
            if not under:
                links.append(GoalLink(goal, None, row.emphasis, row.sources))
        return links

    @property
    def themes(self) -> list[Theme]:
        return [self.slice.of(row._theme) for row in self._project_themes]
