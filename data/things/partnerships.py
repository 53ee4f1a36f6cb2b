"""Partnerships, their seats and who holds them, handovers, statuses, roles and events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from data.dates import PartialDate
from data.kinds import Cause, Certainty, EventKind, Language, PartnershipKind, PartnershipState, RoleKind
from data.things.thing import Claim, Happening, Lasting, Thing, many, maybe, one, order_of

if TYPE_CHECKING:
    from data.things.funding import Call, Grant, GrantShare
    from data.things.places import Municipality, Organisation
    from data.things.projects import GoalLink, Project


@dataclass(frozen=True, slots=True, eq=False, init=False, repr=False)
class Programme(Lasting):
    slug: str
    name_en: str
    name_sv: str | None
    note: str | None
    _partnerships: tuple[Partnership, ...]
    _roles: tuple[Role, ...]
    _events: tuple[Event, ...]
    _calls: tuple[Call, ...]
    _grants: tuple[Grant, ...]
    partnerships = many["Partnership"]("partnerships")
    roles = many["Role"]("roles")
    events = many["Event"]("events")
    calls = many["Call"]("calls")
    grants = many["Grant"]("grants")

    def name(self, language: Language) -> str:
        return self.name_sv or self.name_en if language is Language.SV else self.name_en


@dataclass(frozen=True, slots=True, eq=False, init=False, repr=False)
class Partnership(Lasting):
    slug: str
    kind: PartnershipKind
    title_en: str
    title_sv: str
    note: str | None
    _programme: Programme | None
    _seats: tuple[Seat, ...]
    _memberships: tuple[Membership, ...]
    _projects: tuple[Project, ...]
    _statuses: tuple[Status, ...]
    _roles: tuple[Role, ...]
    _events: tuple[Event, ...]
    _handovers: tuple[Handover, ...]
    _grant_recipients: tuple[GrantShare, ...]
    _claims: tuple[Claim, ...]
    programme = maybe["Programme"]()
    seats = many["Seat"]("seats")
    members = many["Membership"]("memberships")
    projects = many["Project"]("projects")
    own_roles = many["Role"]("roles")
    shares = many["GrantShare"]("grant_recipients")
    own_claims = many["Claim"]("claims")

    def title(self, language: Language) -> str:
        return self.title_sv if language is Language.SV else self.title_en

    @property
    def statuses(self) -> list[Status]:
        """What was said of the partnership itself, oldest first; the projects have their own."""
        return sorted((s for s in self.slice.each(self._statuses) if s._project is None), key=order_of)

    @property
    def status(self) -> Status | None:
        return latest(self.statuses)

    @property
    def state(self) -> PartnershipState:
        return self.status.state if self.status else PartnershipState.UNKNOWN

    @property
    def goals(self) -> list[GoalLink]:
        """The goals of all projects, each goal and target once; a focus wins."""
        found: dict[tuple[int, str], GoalLink] = {}
        for link in (link for project in self.projects for link in project.goals):
            known = found.get(link.identity)
            if known is None or link.emphasis.value < known.emphasis.value:
                found[link.identity] = link
        return [found[identity] for identity in sorted(found)]

    @property
    def roles(self) -> list[Role]:
        """The roles in the partnership, its projects and its programme."""
        programme = self.programme
        of_projects = [role for project in self.projects for role in project.roles]
        return [*self.own_roles, *of_projects, *(programme.roles if programme else ())]

    @property
    def events(self) -> list[Event]:
        return sorted(self.slice.each(self._events), key=order_of)

    @property
    def handovers(self) -> list[Handover]:
        return sorted(self.slice.each(self._handovers), key=order_of)

    @property
    def grants(self) -> list[Grant]:
        return list({share._grant.slug: share.grant for share in self.shares}.values())

    @property
    def claims(self) -> list[Claim]:
        """What sources say of the partnership and of its projects."""
        return [*self.own_claims, *(claim for project in self.projects for claim in project.claims)]


def latest(statuses: list[Status]) -> Status | None:
    """The status with the latest known date."""
    return max(statuses, key=lambda status: status.moment, default=None)


@dataclass(frozen=True, slots=True, eq=False, init=False, repr=False)
class Seat(Thing):
    number: int
    note: str | None
    _partnership: Partnership
    _memberships: tuple[Membership, ...]
    _handovers: tuple[Handover, ...]
    partnership = one["Partnership"]()
    memberships = many["Membership"]("memberships")

    @property
    def key(self) -> str:
        return f"{self._partnership.slug} {self.number}"

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
        turns = {m._municipality.slug: m.turn for m in self._memberships}
        return sorted(self.slice.each(self._handovers), key=lambda h: turns[h._successor.slug])


@dataclass(frozen=True, slots=True, eq=False, init=False, repr=False)
class Membership(Lasting):
    turn: int
    note: str | None
    _partnership: Partnership
    _seat: Seat
    _municipality: Municipality
    partnership = one["Partnership"]()
    seat = one["Seat"]()
    municipality = one["Municipality"]()


@dataclass(frozen=True, slots=True, eq=False, init=False, repr=False)
class Handover(Happening):
    slug: str
    date: PartialDate | None
    cause: str | None
    note: str | None
    _partnership: Partnership
    _seat: Seat
    _predecessor: Municipality
    _successor: Municipality
    _events: tuple[Event, ...]
    partnership = one["Partnership"]()
    seat = one["Seat"]()
    predecessor = one["Municipality"]()
    successor = one["Municipality"]()

    @property
    def stages(self) -> list[Event]:
        """The steps of the handover, oldest first, each with its own date."""
        return sorted(self.slice.each(self._events), key=order_of)


@dataclass(frozen=True, slots=True, eq=False, init=False, repr=False)
class Status(Happening):
    slug: str
    state: PartnershipState
    cause: Cause | None
    as_of: PartialDate | None
    note: str | None
    _partnership: Partnership
    _project: Project | None

    @property
    def when(self) -> PartialDate | None:
        """The date it is stated for; of an undated one, when its source was published."""
        dates = (self.as_of, *(source.published for source in self.sources))
        return next((found for found in dates if found is not None), None)

    @property
    def moment(self) -> date:
        when = self.when
        return (when.latest or when.earliest or date.min) if when else date.min


@dataclass(frozen=True, slots=True, eq=False, init=False, repr=False)
class Role(Lasting):
    slug: str
    kind: RoleKind
    note: str | None
    _programme: Programme | None
    _partnership: Partnership | None
    _project: Project | None
    _organisation: Organisation
    programme = maybe["Programme"]()
    partnership = maybe["Partnership"]()
    project = maybe["Project"]()
    organisation = one["Organisation"]()


@dataclass(frozen=True, slots=True, eq=False, init=False, repr=False)
class Event(Happening):
    slug: str
    kind: EventKind
    date: PartialDate | None
    expected: bool
    note: str | None
    _programme: Programme | None
    _partnership: Partnership | None
    _municipality: Municipality | None
    _handover: Handover | None
    programme = maybe["Programme"]()
    partnership = maybe["Partnership"]()
    municipality = maybe["Municipality"]()
    handover = maybe["Handover"]()

    @property
    def rank(self) -> int:
        """The order of the kinds is the usual course of things."""
        return list(EventKind).index(self.kind)
