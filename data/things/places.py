"""Countries, municipalities, their names and changes, organisations."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from data.dates import PartialDate
from data.kinds import ChangeKind, Language, MunicipalityKind, NameKind, PartnershipKind, PointOf
from data.things.thing import Claim, Happening, Lasting, Thing, many, maybe, one, order_of

if TYPE_CHECKING:
    from data.things.funding import Application, Call, CallCountry, Grant, GrantShare
    from data.things.partnerships import Event, Handover, Membership, Partnership, Role


class Coordinates(NamedTuple):
    """A point in degrees (WGS 84), and what it is the point of."""

    latitude: float
    longitude: float
    of: PointOf


@dataclass(frozen=True, slots=True, eq=False, init=False, repr=False)
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
    _municipalities: tuple[Municipality, ...]
    _call_countries: tuple[CallCountry, ...]
    _applications: tuple[Application, ...]
    municipalities = many["Municipality"]("municipalities")
    applications = many["Application"]("applications")

    @property
    def key(self) -> str:
        return self.code

    def name(self, language: Language) -> str:
        return self.name_sv if language is Language.SV else self.name_en

    @property
    def eligible_in(self) -> list[Call]:
        """The calls and lists in which it is eligible."""
        return list(self.slice.each(tuple(row._call for row in self._call_countries)))

    def partnerships(self) -> list[Partnership]:
        """The partnerships that have a member in the country, each once."""
        found = {p.slug: p for place in self.municipalities for p in place.partnerships()}
        return list(found.values())


@dataclass(frozen=True, slots=True, eq=False, init=False, repr=False)
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
    _country: Country
    _region: Municipality | None
    _municipalities: tuple[Municipality, ...]
    _names: tuple[PlaceName, ...]
    _memberships: tuple[Membership, ...]
    _handovers: tuple[Handover, ...]
    _territorial_changes: tuple[TerritorialChange, ...]
    _events: tuple[Event, ...]
    _applications: tuple[Application, ...]
    _grant_recipients: tuple[GrantShare, ...]
    _claims: tuple[Claim, ...]
    country = one["Country"]()
    region = maybe["Municipality"]()
    municipalities = many["Municipality"]("municipalities")
    names = many["PlaceName"]("names")
    events = many["Event"]("events")
    applications = many["Application"]("applications")
    claims = many["Claim"]("claims")
    changes = many["TerritorialChange"]("territorial_changes")
    shares = many["GrantShare"]("grant_recipients")

    @property
    def coordinates(self) -> Coordinates | None:
        if self.latitude is None or self.longitude is None:
            return None
        return Coordinates(self.latitude, self.longitude, self.point_of or PointOf.TOWN)

    def memberships(self, kinds: Collection[PartnershipKind] | None = None) -> list[Membership]:
        """The seats that it holds in partnerships of these kinds; None is all kinds."""
        mine = [m for m in self._memberships if kinds is None or m._partnership.kind in kinds]
        return list(self.slice.each(tuple(mine)))

    def partnerships(self, kinds: Collection[PartnershipKind] | None = None) -> list[Partnership]:
        """The partnerships in which it holds a seat, each once."""
        return list({m._partnership.slug: m.partnership for m in self.memberships(kinds)}.values())

    @property
    def handovers(self) -> list[Handover]:
        """The handovers in which it gives or takes a seat, oldest first."""
        return sorted(self.slice.each(self._handovers), key=order_of)

    @property
    def predecessors(self) -> list[TerritorialChange]:
        """The changes from which it came, oldest first."""
        return sorted((change for change in self.changes if change._successor.slug == self.slug), key=order_of)

    @property
    def successors(self) -> list[TerritorialChange]:
        """The changes into other units, oldest first; every branch of a split."""
        return sorted((change for change in self.changes if change._predecessor.slug == self.slug), key=order_of)

    @property
    def grants(self) -> list[Grant]:
        return list({share._grant.slug: share.grant for share in self.shares}.values())


@dataclass(frozen=True, slots=True, eq=False, init=False, repr=False)
class PlaceName(Lasting):
    name: str
    language: str | None
    kind: NameKind
    shared: bool
    note: str | None
    _municipality: Municipality
    municipality = one["Municipality"]()


@dataclass(frozen=True, slots=True, eq=False, init=False, repr=False)
class TerritorialChange(Happening):
    slug: str
    kind: ChangeKind
    date: PartialDate | None
    name_before: str | None
    name_after: str | None
    note: str | None
    _predecessor: Municipality
    _successor: Municipality
    predecessor = one["Municipality"]()
    successor = one["Municipality"]()


@dataclass(frozen=True, slots=True, eq=False, init=False, repr=False)
class Organisation(Thing):
    slug: str
    name: str
    name_sv: str | None
    abbreviation: str | None
    website: str | None
    mailbox: str | None
    note: str | None
    _country: Country | None
    _roles: tuple[Role, ...]
    _claims: tuple[Claim, ...]
    country = maybe["Country"]()
    roles = many["Role"]("roles")
    claims = many["Claim"]("claims")
