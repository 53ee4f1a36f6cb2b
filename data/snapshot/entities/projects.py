"""Projects with their links to Goals, themes, results, statuses and roles."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from data.domain.dates import PartialDate
from data.domain.enums import (
    Cause,
    Certainty,
    Emphasis,
    GoalsStated,
    Language,
    PartnershipState,
    Phase,
    RoleKind,
)
from data.domain.evidence_enums import GoalBasis
from data.snapshot.columns import NONE
from data.snapshot.entities.entity import (
    Claim,
    Entity,
    EventEntity,
    derived,
    has_many,
    optional_reference,
    order_of,
)
from data.snapshot.entities.goals import Goal, GoalLink, Inference, Target, Theme, links_of, stated_goals
from data.snapshot.entities.interval import IntervalEntity
from data.snapshot.entities.partnerships import Event, Partnership, Programme
from data.snapshot.entities.places import AreaMention, Municipality, Organisation
from data.snapshot.times.statuses import latest_state, latest_status


class Share(NamedTuple):
    """A share of a total: the words of the source, and the bounds from 0 to 1 that they imply."""

    text: str | None
    least: float | None
    most: float | None


class ProjectGoal(Entity):
    emphasis: Emphasis
    note: str | None
    note_sv: str | None
    project: Project
    goal: Goal


class ProjectTarget(Entity):
    project: Project
    target: Target


class ProjectTheme(Entity):
    project: Project
    theme: Theme


class Result(Entity):
    slug: str
    label_en: str
    label_sv: str
    count: int | None
    project: Project

    def label(self, language: Language) -> str:
        return self.label_sv if language is Language.SV else self.label_en


class Project(IntervalEntity):
    slug: str
    title_en: str | None
    title_sv: str | None
    phase: Phase | None
    goals_stated: GoalsStated
    reference: str | None
    note: str | None
    note_sv: str | None
    partnership: Partnership
    lead: optional_reference[Municipality] = optional_reference()
    own_events: has_many[Event] = has_many("events")
    project_goals: has_many[ProjectGoal] = has_many("project_goals")
    project_targets: has_many[ProjectTarget] = has_many("project_targets")
    project_themes: has_many[ProjectTheme] = has_many("project_themes")
    results: has_many[Result] = has_many("results")
    own_statuses: has_many[Status] = has_many("statuses")
    roles: has_many[Role] = has_many("roles")
    audiences: has_many[Any] = has_many("audiences")
    aims: has_many[Any] = has_many("aims")
    area_mentions: has_many[AreaMention] = has_many("area_mentions")
    claims: has_many[Claim] = has_many("claims")
    stated_goals: derived[tuple[GoalLink, ...]] = derived(lambda project: stated_goals(project.slice, (project.row,)))
    inferred_goals: derived[tuple[GoalLink, ...]] = derived(lambda project: tuple(inferred_goals(project)))

    def title(self, language: Language | None) -> str | None:
        """The title in `language` (None means English), or in the other language when that is missing."""
        first, second = (self.title_sv, self.title_en) if language is Language.SV else (self.title_en, self.title_sv)
        return first or second

    @property
    def events(self) -> list[Event]:
        return sorted(self.own_events, key=order_of)

    @property
    def statuses(self) -> list[Status]:
        return sorted(self.own_statuses, key=order_of)

    @property
    def status(self) -> Status | None:
        row = latest_status(self.slice, "project", self.row)
        return None if row == NONE else self.slice.entity("statuses", row)

    @property
    def state(self) -> PartnershipState:
        return latest_state(self.slice, "project", self.row)

    def goals(self, basis: Collection[GoalBasis] | None = None) -> tuple[GoalLink, ...]:
        """The links of these bases, one for each Goal and target. None is STATED alone."""
        return links_of(self, basis)

    @property
    def themes(self) -> list[Theme]:
        return [row.theme for row in self.project_themes]

    subjects = themes


def inferred_goals(project: Project) -> Iterator[GoalLink]:
    """Yields a link for each rule that leads from a theme of the project to a Goal that no source names for it."""
    named = {link.goal for link in project.stated_goals}
    for row in project.project_themes:
        for rule in row.theme.rules:
            if rule.goal is not None and rule.goal not in named:
                because, sources = (Inference(row.theme, rule),), (*row.sources, *rule.sources)
                yield GoalLink(rule.goal, rule.target, GoalBasis.INFERRED, Emphasis.GENERAL, because, sources)


class Status(EventEntity):
    """A state that a source reports. Without a date, `when` is the publication date of the source."""

    dates = ("as_of", "sources")
    slug: str
    state: PartnershipState
    cause: Cause | None
    as_of: PartialDate | None
    contact_kept: bool | None
    note: str | None
    note_sv: str | None
    partnership: Partnership
    project: Project | None

    @property
    def certainty(self) -> Certainty:
        """Whether the state surely held on the day of the slice: on the day for which it is said, or ended by then.

        In the slice of all time, whether the status is dated.
        """
        when, day = self.when, self.slice.day
        if when is None or when.doubted or when.earliest is None or when.latest is None:
            return Certainty.POSSIBLE
        over = (
            self.state is PartnershipState.ENDED
            and day is not None
            and when.latest <= day <= self.slice.snapshot.read_on
        )
        sure = day is None or over or when.earliest == when.latest == day
        return Certainty.CERTAIN if sure else Certainty.POSSIBLE


class Role(IntervalEntity):
    slug: str
    kind: RoleKind
    share_text: str | None
    share_least: float | None
    share_most: float | None
    note: str | None
    note_sv: str | None
    programme: Programme | None
    partnership: Partnership | None
    project: Project | None
    grant: Any
    initiative: Any
    organisation: Organisation

    @property
    def share(self) -> Share | None:
        """The share of the cost that the organisation pays. None when no source states it."""
        return Share(self.share_text, self.share_least, self.share_most) if self.share_text else None
