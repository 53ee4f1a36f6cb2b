"""Countries, municipalities, their names and changes, organisations."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

from data.domain.dates import PartialDate
from data.domain.enums import ChangeKind, Language, MunicipalityKind, NameKind, PartnershipKind, PointOf
from data.snapshot.entities.entity import Claim, Happening, Lasting, Thing, many, maybe, order_of

if TYPE_CHECKING:
    from data.snapshot.entities.funding import Application, Call, CallCountry, Grant, GrantShare
    from data.snapshot.entities.partnerships import Event, Handover, Membership, Partnership, Role


class Coordinates(NamedTuple):
    """A point in degrees (WGS 84), and what it is the point of."""

    latitude: float
    longitude: float
    of: PointOf


class Country(Thing):
    code: str
    alpha3: str
    numeric: str | None
    name_en: str
    name_sv: str
    iso: bool
    south: float | None
    west: float | None
    north: float | None
    east: float | None
    note: str | None
    municipalities: many[Municipality] = many("municipalities")
    call_countries: many[CallCountry] = many("call_countries")
    applications: many[Application] = many("applications")

    @property
    def key(self) -> str:
        return self.code

    def name(self, language: Language) -> str:
        return self.name_sv if language is Language.SV else self.name_en

    @property
    def eligible_in(self) -> list[Call]:
        """The calls and lists in which it is eligible."""
        return list(self.slice.each(row.call for row in self.call_countries))


class Municipality(Thing):
    slug: str
    kind: MunicipalityKind
    unit: str | None
    name: str
    name_en: str | None
    code: str | None
    county_code: str | None
    wikidata: str | None
    geonames: str | None
    latitude: float | None
    longitude: float | None
    point_of: PointOf | None
    website: str | None
    organisation_number: str | None
    note: str | None
    country: Country
    region: maybe[Municipality] = maybe()
    municipalities: many[Municipality] = many("municipalities")
    held: many[Membership] = many("memberships")
    names: many[PlaceName] = many("names")
    events: many[Event] = many("events")
    applications: many[Application] = many("applications")
    claims: many[Claim] = many("claims")
    changes: many[TerritorialChange] = many("territorial_changes")
    shares: many[GrantShare] = many("grant_recipients")
    own_handovers: many[Handover] = many("handovers")

    @property
    def coordinates(self) -> Coordinates | None:
        if self.latitude is None or self.longitude is None:
            return None
        return Coordinates(self.latitude, self.longitude, self.point_of or PointOf.TOWN)

    def memberships(self, kinds: Collection[PartnershipKind] | None = None) -> list[Membership]:
        """The seats that it holds in partnerships of these kinds; None is all kinds."""
        return [member for member in self.held if kinds is None or member.partnership.kind in kinds]

    def partnerships(self, kinds: Collection[PartnershipKind] | None = None) -> list[Partnership]:
        """The partnerships in which it holds a seat, each once."""
        return list(dict.fromkeys(member.partnership for member in self.memberships(kinds)))

    @property
    def handovers(self) -> list[Handover]:
        """The handovers in which it gives or takes a seat, oldest first."""
        return sorted(self.own_handovers, key=order_of)

    @property
    def predecessors(self) -> list[TerritorialChange]:
        """The changes from which it came, oldest first."""
        return sorted((change for change in self.changes if change.successor is self), key=order_of)

    @property
    def successors(self) -> list[TerritorialChange]:
        """The changes into other units, oldest first; every branch of a split."""
        return sorted((change for change in self.changes if change.predecessor is self), key=order_of)

    @property
    def grants(self) -> list[Grant]:
        return list(dict.fromkeys(share.grant for share in self.shares))


class PlaceName(Lasting):
    name: str
    language: str | None
    kind: NameKind
    shared: bool
    note: str | None
    municipality: Municipality


class TerritorialChange(Happening):
    slug: str
    kind: ChangeKind
    date: PartialDate | None
    name_before: str | None
    name_after: str | None
    note: str | None
    predecessor: Municipality
    successor: Municipality


class Organisation(Thing):
    slug: str
    name: str
    name_sv: str | None
    abbreviation: str | None
    website: str | None
    mailbox: str | None
    note: str | None
    country: Country | None
    roles: many[Role] = many("roles")
    claims: many[Claim] = many("claims")
