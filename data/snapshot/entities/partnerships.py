"""Partnerships, their seats and who holds them, handovers, statuses, roles and events."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from data.domain.dates import PartialDate
from data.domain.enums import Cause, Certainty, EventKind, Language, PartnershipKind, PartnershipState, RoleKind
from data.snapshot.entities.entity import Claim, Happening, Lasting, Thing, many, once, order_of

if TYPE_CHECKING:
    from data.snapshot.entities.funding import Call, Grant, GrantShare
    from data.snapshot.entities.places import Municipality, Organisation
    from data.snapshot.entities.projects import GoalLink, Project


class Programme(Lasting):
    slug: str
    name_en: str
    name_sv: str | None
    note: str | None
    partnerships: many[Partnership] = many("partnerships")
    roles: many[Role] = many("roles")
    events: many[Event] = many("events")
    calls: many[Call] = many("calls")
    grants: many[Grant] = many("grants")

    def name(self, language: Language) -> str:
        return self.name_sv or self.name_en if language is Language.SV else self.name_en


def goals_of(partnership: Partnership) -> tuple[GoalLink, ...]:
    """The goals of all projects, each goal and target once; a focus wins."""
    found: dict[tuple[int, str], GoalLink] = {}
    for link in (link for project in partnership.projects for link in project.goals):
        known = found.get(link.identity)
        if known is None or link.emphasis.value < known.emphasis.value:
            found[link.identity] = link
    return tuple(found[identity] for identity in sorted(found))


class Partnership(Lasting):
    endless = False
    slug: str
    kind: PartnershipKind
    title_en: str
    title_sv: str
    note: str | None
    programme: Programme | None
    seats: many[Seat] = many("seats")
    members: many[Membership] = many("memberships")
    projects: many[Project] = many("projects")
    own_roles: many[Role] = many("roles")
    shares: many[GrantShare] = many("grant_recipients")
    own_claims: many[Claim] = many("claims")
    own_statuses: many[Status] = many("statuses")
    own_events: many[Event] = many("events")
    own_handovers: many[Handover] = many("handovers")
    goals: once[tuple[GoalLink, ...]] = once(goals_of)

    def title(self, language: Language) -> str:
        return self.title_sv if language is Language.SV else self.title_en

    @property
    def statuses(self) -> list[Status]:
        """What was said of the partnership itself, oldest first; the projects have their own."""
        return sorted((status for status in self.own_statuses if status.project is None), key=order_of)

    @property
    def status(self) -> Status | None:
        return latest(self.statuses)

    @property
    def state(self) -> PartnershipState:
        return self.status.state if self.status else PartnershipState.UNKNOWN

    @property
    def roles(self) -> list[Role]:
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
    def grants(self) -> list[Grant]:
        return list(dict.fromkeys(share.grant for share in self.shares))

    @property
    def claims(self) -> list[Claim]:
        """What sources say of the partnership and of its projects."""
        return [*self.own_claims, *(claim for project in self.projects for claim in project.claims)]


def latest(statuses: list[Status]) -> Status | None:
    """The status with the latest known date."""
    return max(statuses, key=lambda status: status.moment, default=None)


class Seat(Thing):
    number: int
    note: str | None
    partnership: Partnership
    memberships: many[Membership] = many("memberships")
    handovers: many[Handover] = many("handovers")

    @property
    def key(self) -> str:
        return f"{self.partnership.slug} {self.number}"

    @property
    def holder(self) -> Municipality | None:
        """Who sits there: of all time the last one; on a day the one who is there for sure, or the only one possible."""
        there = self.memberships
        if self.slice.day is not None:
            sure = [m for m in there if m.certainty is Certainty.CERTAIN] or there
            return sure[0].municipality if len(sure) == 1 else None
        return there[-1].municipality if there else None

    @property
    def succession(self) -> list[Handover]:
        """Its handovers in the order of the holders."""
        ever = self.slice.snapshot.always.of(self)
        turns = {member.municipality.row: member.turn for member in ever.memberships}
        return sorted(self.handovers, key=lambda handover: turns[handover.successor.row])


class Membership(Lasting):
    endless = False
    whole = "partnership"
    turn: int
    note: str | None
    partnership: Partnership
    seat: Seat
    municipality: Municipality


class Handover(Happening):
    slug: str
    date: PartialDate | None
    cause: str | None
    note: str | None
    partnership: Partnership
    seat: Seat
    predecessor: Municipality
    successor: Municipality
    events: many[Event] = many("events")

    @property
    def stages(self) -> list[Event]:
        """The steps of the handover, oldest first, each with its own date."""
        return sorted(self.events, key=order_of)


class Status(Happening):
    """Of an undated one, `when` is when its source was published."""

    dates = ("as_of", "sources")
    slug: str
    state: PartnershipState
    cause: Cause | None
    as_of: PartialDate | None
    note: str | None
    partnership: Partnership
    project: Project | None

    @property
    def moment(self) -> date:
        when = self.when
        return (when.latest or when.earliest or date.min) if when else date.min


class Role(Lasting):
    slug: str
    kind: RoleKind
    note: str | None
    programme: Programme | None
    partnership: Partnership | None
    project: Project | None
    organisation: Organisation


class Event(Happening):
    slug: str
    kind: EventKind
    date: PartialDate | None
    expected: bool
    note: str | None
    programme: Programme | None
    partnership: Partnership | None
    municipality: Municipality | None
    handover: Handover | None

    @property
    def rank(self) -> int:
        """The order of the kinds is the usual course of things."""
        return list(EventKind).index(self.kind)
