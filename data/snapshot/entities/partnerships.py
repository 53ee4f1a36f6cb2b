"""Programmes, partnerships, seats, memberships, handovers and events."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from data.domain.dates import PartialDate
from data.domain.enums import Certainty, EventKind, Language, PartnershipKind, PartnershipState
from data.domain.evidence_enums import GoalBasis, LabelBasis
from data.snapshot.columns import NONE, Rows
from data.snapshot.entities.entity import (
    Claim,
    Entity,
    EventEntity,
    Layer,
    Source,
    derived,
    has_many,
    optional_reference,
    order_of,
)
from data.snapshot.entities.goals import GoalLink, links_of, stated_goals, without_goals_of
from data.snapshot.entities.interval import IntervalEntity
from data.snapshot.entities.places import Municipality
from data.snapshot.times.statuses import latest_state, latest_status


class Policy(Entity):
    """A policy of which programmes are a part."""

    slug: str
    name_en: str
    name_sv: str
    abbreviation: str | None
    adopted: PartialDate | None
    note: str | None
    note_sv: str | None
    programmes: has_many[Programme] = has_many("programmes")
    claims: has_many[Claim] = has_many("claims")

    def name(self, language: Language) -> str:
        return self.name_sv if language is Language.SV else self.name_en


class Programme(IntervalEntity):
    slug: str
    name_en: str
    name_sv: str | None
    name_basis: LabelBasis | None
    note: str | None
    note_sv: str | None
    policy: Policy | None
    successor: optional_reference[Programme] = optional_reference()
    predecessors: has_many[Programme] = has_many("programmes")
    roles: has_many[Any] = has_many("roles")
    events: has_many[Event] = has_many("events")
    calls: has_many[Any] = has_many("calls")
    grants: has_many[Any] = has_many("grants")
    aims: has_many[Any] = has_many("aims")
    channels: has_many[Any] = has_many("channels")
    findings: has_many[Any] = has_many("findings")
    initiatives: has_many[Any] = has_many("initiative_programmes")
    claims: has_many[Claim] = has_many("claims")

    def name(self, language: Language) -> str:
        return self.name_sv or self.name_en if language is Language.SV else self.name_en


class Partnership(IntervalEntity):
    prompt = ("slug", "kind", "title_en")
    slug: str
    kind: PartnershipKind
    title_en: str
    title_sv: str
    note: str | None
    note_sv: str | None
    layer: Layer
    part_of: optional_reference[Partnership] = optional_reference()
    parts: has_many[Partnership] = has_many("partnerships")
    programmes: has_many[ProgrammePeriod] = has_many("programme_periods")
    seats: has_many[Seat] = has_many("seats")
    members: has_many[Membership] = has_many("memberships")
    projects: has_many[Any] = has_many("projects", whole="part_of")
    own_roles: has_many[Any] = has_many("roles")
    shares: has_many[Any] = has_many("grant_recipients", whole="part_of")
    own_claims: has_many[Claim] = has_many("claims")
    own_statuses: has_many[Any] = has_many("statuses")
    own_events: has_many[Event] = has_many("events")
    own_handovers: has_many[Handover] = has_many("handovers")
    stated_goals: derived[tuple[GoalLink, ...]] = derived(
        lambda partnership: stated_goals(partnership.slice, partnership.project_rows)
    )
    inferred_goals: derived[tuple[GoalLink, ...]] = derived(
        lambda partnership: without_goals_of(
            partnership.stated_goals, (link for project in partnership.projects for link in project.inferred_goals)
        )
    )

    def title(self, language: Language) -> str:
        """The title, with the names that its members bore on the day of the slice."""
        title = self.title_sv if language is Language.SV else self.title_en
        for name, name_of_day in self.slice.names_of_day.titles.get(self.row, ()):
            title = title.replace(name, name_of_day)
        return title

    def goals(self, basis: Collection[GoalBasis] | None = None) -> tuple[GoalLink, ...]:
        """The links of its projects of these bases, one for each Goal and target. None is STATED alone."""
        return links_of(self, basis)

    @property
    def project_rows(self) -> Rows:
        """The rows of `projects`."""
        return self.slice.rows_referring("partnerships", self.row, "projects", "projects")

    @property
    def cooperation(self) -> Partnership:
        """The partnership that describes the cooperation as a whole: the one that this is part of, or itself."""
        return self.part_of or self

    @property
    def programme(self) -> Programme | None:
        """The programme on the day of the slice. The certain one that started last, without one the possible one."""
        order = [(p.certainty is Certainty.CERTAIN, p.span.start_earliest, p.programme.slug) for p in self.programmes]
        return self.programmes[order.index(max(order))].programme if order else None

    @property
    def statuses(self) -> list[Any]:
        """The statuses of the partnership itself, oldest first, without those of its projects."""
        return sorted((status for status in self.own_statuses if status.project is None), key=order_of)

    @property
    def status(self) -> Any:
        """The status with the latest known date, or None."""
        row = latest_status(self.slice, "partnership", self.row)
        return None if row == NONE else self.slice.entity("statuses", row)

    @property
    def state(self) -> PartnershipState:
        return latest_state(self.slice, "partnership", self.row)

    @property
    def roles(self) -> list[Any]:
        """The roles in the partnership, its projects and its programme."""
        programme = self.programme
        of_projects = [role for project in self.projects for role in project.roles]
        return [*self.own_roles, *of_projects, *(programme.roles if programme else ())]

    @property
    def events(self) -> list[Event]:
        return sorted(self.own_events, key=order_of)

    @property
    def handovers(self) -> list[Handover]:
        return sorted(self.own_handovers, key=order_of)

    @property
    def grants(self) -> list[Any]:
        return list(dict.fromkeys(share.grant for share in self.shares))

    @property
    def claims(self) -> list[Claim]:
        """The claims about the partnership and its projects."""
        return [*self.own_claims, *(claim for project in self.projects for claim in project.claims)]


class FurtherSource(Entity):
    """A source of a layer that names a partnership which the base or another layer holds."""

    note: str | None
    note_sv: str | None
    partnership: Partnership
    source: Source

    @property
    def key(self) -> str:
        return f"{self.partnership.slug} {self.source.slug}"


class Denial(Entity):
    """Two local authorities of which a source says that they are in no relation of a kind."""

    slug: str
    kind: PartnershipKind
    note: str | None
    note_sv: str | None
    municipality: Municipality
    partner: Municipality


class Seat(Entity):
    number: int
    note: str | None
    note_sv: str | None
    partnership: Partnership
    memberships: has_many[Membership] = has_many("memberships")
    handovers: has_many[Handover] = has_many("handovers")

    @property
    def key(self) -> str:
        return f"{self.partnership.slug}-{self.number}"

    @property
    def holder(self) -> Municipality | None:
        """The holder of the seat, or None.

        In the slice of all time it is the last holder. On a day it is the only certain holder or, without a certain
        one, the only possible holder.
        """
        present = self.memberships
        if self.slice.day is not None:
            certain = [m for m in present if m.certainty is Certainty.CERTAIN] or present
            return certain[0].municipality if len(certain) == 1 else None
        return present[-1].municipality if present else None

    @property
    def succession(self) -> list[Handover]:
        """The handovers of the seat in the order of its holders."""
        all_time = self.slice.snapshot.all_time.of(self)
        turns = {member.municipality.row: member.turn for member in all_time.memberships}
        return sorted(self.handovers, key=lambda handover: turns[handover.successor.row])


class ProgrammePeriod(IntervalEntity):
    """The time during which a partnership belongs to a programme."""

    note: str | None
    note_sv: str | None
    partnership: Partnership
    programme: Programme

    @property
    def key(self) -> str:
        return f"{self.partnership.slug} {self.programme.slug}"


class Membership(IntervalEntity):
    prompt = ("municipality",)
    turn: int
    note: str | None
    note_sv: str | None
    partnership: Partnership
    seat: Seat
    municipality: Municipality


class Handover(EventEntity):
    slug: str
    date: PartialDate | None
    cause: str | None
    note: str | None
    note_sv: str | None
    partnership: Partnership
    seat: Seat
    predecessor: Municipality
    successor: Municipality
    events: has_many[Event] = has_many("events")

    @property
    def stages(self) -> list[Event]:
        """The steps of the handover, oldest first, each with its own date."""
        return sorted(self.events, key=order_of)


class Event(EventEntity):
    slug: str
    kind: EventKind
    date: PartialDate | None
    expected: bool
    note: str | None
    note_sv: str | None
    programme: Programme | None
    initiative: Any
    partnership: Partnership | None
    project: Any
    municipality: Municipality | None
    handover: Handover | None

    @property
    def rank(self) -> int:
        """The position of the kind in EventKind, which lists the kinds in their usual sequence."""
        return list(EventKind).index(self.kind)
