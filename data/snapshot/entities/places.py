"""Countries, municipalities with their names and territorial changes, and organisations."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from data.domain.dates import PartialDate
from data.domain.enums import ChangeKind, Continent, Language, MunicipalityKind, NameKind, PartnershipKind, PointOf
from data.domain.evidence_enums import AreaKind, LabelBasis
from data.snapshot.entities.entity import (
    Claim,
    Entity,
    EventEntity,
    Layer,
    Source,
    has_many,
    optional_reference,
    order_of,
)
from data.snapshot.entities.interval import IntervalEntity


class Coordinates(NamedTuple):
    """A point in degrees (WGS 84). `of` says whether it locates the local authority or a town."""

    latitude: float
    longitude: float
    of: PointOf


class Population(NamedTuple):
    """The number of inhabitants at the end of a year, and its source."""

    value: int
    year: int
    source: Source


class Country(Entity):
    code: str
    alpha3: str
    numeric: str | None
    name_en: str
    name_sv: str
    iso: bool
    continent: Continent | None
    south: float | None
    west: float | None
    north: float | None
    east: float | None
    note: str | None
    note_sv: str | None
    municipalities: has_many[Municipality] = has_many("municipalities")
    call_countries: has_many[Any] = has_many("call_countries")
    applications: has_many[Any] = has_many("applications")

    @property
    def key(self) -> str:
        return self.code

    def name(self, language: Language) -> str:
        return self.name_sv if language is Language.SV else self.name_en

    @property
    def eligible_in(self) -> list[Any]:
        """The calls and lists in which the country is eligible."""
        return list(self.slice.each(row.call for row in self.call_countries))


class Municipality(Entity):
    """A local authority. `name` is the name that it bore on the day of the slice, where its former names have dates."""

    names_of_day = "municipalities"
    prompt = ("slug", "name", "kind", "country")
    slug: str
    kind: MunicipalityKind
    unit: str | None
    unit_sv: str | None
    name: str
    name_basis: LabelBasis | None
    name_en: str | None
    name_en_basis: LabelBasis | None
    code: str | None
    county_code: str | None
    wikidata: str | None
    geonames: str | None
    latitude: float | None
    longitude: float | None
    point_of: PointOf | None
    population: int | None
    population_year: int | None
    population_source: Source | None
    website: str | None
    organisation_number: str | None
    note: str | None
    note_sv: str | None
    country: Country
    layer: Layer
    region: optional_reference[Municipality] = optional_reference()
    denials: has_many[Any] = has_many("denials")
    municipalities: has_many[Municipality] = has_many("municipalities")
    held: has_many[Any] = has_many("memberships")
    names: has_many[PlaceName] = has_many("names")
    events: has_many[Any] = has_many("events")
    applications: has_many[Any] = has_many("applications")
    claims: has_many[Claim] = has_many("claims")
    changes: has_many[TerritorialChange] = has_many("territorial_changes")
    shares: has_many[Any] = has_many("grant_recipients")
    own_handovers: has_many[Any] = has_many("handovers")
    sub_units: has_many[Organisation] = has_many("organisations")
    area_mentions: has_many[AreaMention] = has_many("area_mentions")

    def unit_in(self, language: Language) -> str | None:
        """The type of unit in a language; in English where there is no Swedish form."""
        return self.unit_sv or self.unit if language is Language.SV else self.unit

    @property
    def preferred_name(self) -> str:
        """The name of today, by which municipalities are sorted."""
        table = self.slice.tables["municipalities"]
        preferred: str = table.columns["name"].at(self.row - table.first)
        return preferred

    @property
    def coordinates(self) -> Coordinates | None:
        if self.latitude is None or self.longitude is None:
            return None
        return Coordinates(self.latitude, self.longitude, self.point_of or PointOf.TOWN)

    @property
    def population_figure(self) -> Population | None:
        if self.population is None or self.population_year is None or self.population_source is None:
            return None
        return Population(self.population, self.population_year, self.population_source)

    def memberships(self, kinds: Collection[PartnershipKind] | None = None) -> list[Any]:
        """Its memberships in partnerships of these kinds. None means all kinds."""
        return [member for member in self.held if kinds is None or member.partnership.kind in kinds]

    def partnerships(self, kinds: Collection[PartnershipKind] | None = None) -> list[Any]:
        """The partnerships of these kinds in which it holds a seat, each once. Of a part, the whole."""
        return list(dict.fromkeys(member.partnership.cooperation for member in self.memberships(kinds)))

    @property
    def handovers(self) -> list[Any]:
        """The handovers in which it hands over or takes over a seat, oldest first."""
        return sorted(self.own_handovers, key=order_of)

    @property
    def predecessors(self) -> list[TerritorialChange]:
        """The changes of other units into this one, oldest first."""
        return sorted((change for change in self.changes if change.successor is self), key=order_of)

    @property
    def successors(self) -> list[TerritorialChange]:
        """The changes of this unit into others, oldest first. A split has one change per branch."""
        return sorted((change for change in self.changes if change.predecessor is self), key=order_of)

    @property
    def grants(self) -> list[Any]:
        return list(dict.fromkeys(share.grant for share in self.shares))


class OrganisationName(IntervalEntity):
    name: str
    language: str | None
    kind: NameKind
    note: str | None
    note_sv: str | None
    organisation: Organisation


class PlaceName(IntervalEntity):
    name: str
    language: str | None
    kind: NameKind
    shared: bool
    note: str | None
    note_sv: str | None
    municipality: Municipality


class TerritorialChange(EventEntity):
    slug: str
    kind: ChangeKind
    date: PartialDate | None
    name_before: str | None
    name_after: str | None
    note: str | None
    note_sv: str | None
    predecessor: Municipality
    successor: Municipality


class Organisation(Entity):
    slug: str
    name: str
    name_basis: LabelBasis | None
    name_sv: str | None
    abbreviation: str | None
    website: str | None
    mailbox: str | None
    note: str | None
    note_sv: str | None
    country: Country | None
    part_of: Municipality | None
    names: has_many[OrganisationName] = has_many("organisation_names")
    roles: has_many[Any] = has_many("roles")
    findings: has_many[Any] = has_many("findings")
    claims: has_many[Claim] = has_many("claims")

    def name_of_day(self, language: Language) -> str | None:
        """The name in a language that it bore on the day of the slice, where its former names have dates.

        Else the name of today, or None.
        """
        today = self.name_sv if language is Language.SV else self.name
        return self.slice.names_of_day.organisations.get((self.row, language.value.lower()), today)


class Area(Entity):
    """An area that is no administrative unit, such as a biosphere reserve."""

    slug: str
    kind: AreaKind
    name_en: str
    name_sv: str
    wikidata: str | None
    note: str | None
    note_sv: str | None
    country: Country | None
    own_mentions: has_many[AreaMention] = has_many("area_mentions")

    def name(self, language: Language) -> str:
        return self.name_sv if language is Language.SV else self.name_en

    @property
    def mentions(self) -> list[AreaMention]:
        """The mentions by municipalities, and by projects that are, or may be, present."""
        day = self.slice.day
        return [
            mention
            for mention in self.own_mentions
            if day is None or mention.project is None or mention.project.certainty_on(day) is not None
        ]


class AreaMention(Entity):
    """An area to which a municipality or a project refers."""

    slug: str
    note: str | None
    note_sv: str | None
    area: Area
    municipality: Municipality | None
    project: Any
