"""Municipalities and other local authorities: names, seats, partners, territorial changes."""

from typing import Annotated

import strawberry

from data.domain import geography
from data.domain.enums import (
    ChangeKind,
    MunicipalityKind,
    NameKind,
    PointOf,
    Projection,
)
from data.domain.errors import InputError
from data.domain.evidence_enums import LabelBasis
from data.networks import network as networks
from data.networks import succession as handovers
from data.networks.measures import Measures, measures_of
from data.search.name_index import index_of
from data.snapshot import entities, queries
from data.snapshot.columns import SliceView
from data.snapshot.slice import Entities
from schema.arguments import GoalBases, Kinds, PartnershipConditions, apply_filter
from schema.fields import in_language, name_basis_field, note_field, resolved
from schema.filters import BY_TITLE
from schema.filters.inputs import GeoPoint
from schema.relay import After, Before, First, Last, Page, entity_of, selected_page
from schema.types.actor import Actor
from schema.types.area import AreaMention
from schema.types.connections import PartnershipConnection
from schema.types.country import Country
from schema.types.denial import Denial
from schema.types.goal import Goal
from schema.types.layer import Layer
from schema.types.partner import PartnerConnection, Suggestion, partners, suggested_partners
from schema.types.references import (
    ApplicationRef,
    EventRef,
    GrantRef,
    HandoverRef,
    MembershipRef,
    NetworkRef,
    OrganisationRef,
)
from schema.types.source import Claim, PartialDate, Source

METRES = 3  # decimals of a kilometre


@strawberry.input(description="Official national code of a municipality, with its country.")
class MunicipalityCode:
    country: str = strawberry.field(description="Two-letter country code in capitals: `SE`.")
    code: str = strawberry.field(description="National code: `1493` for Mariestad, `14` for a Swedish region.")


@strawberry.input(one_of=True, description="Key of a municipality; set exactly one field.")
class MunicipalityKey:
    id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description="Global id of the municipality.")
    slug: str | None = strawberry.field(default=strawberry.UNSET, description="Identifier in URLs: `herrljunga`.")
    code: MunicipalityCode | None = strawberry.field(default=strawberry.UNSET, description="Official national code.")
    wikidata: str | None = strawberry.field(default=strawberry.UNSET, description="Id of the Wikidata item: `Q193965`.")
    name: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="Any name or spelling. Exact matches take precedence over matches that ignore case and diacritics. An error when several municipalities match.",
    )


def municipality_by(slice: SliceView, by: MunicipalityKey) -> entities.Municipality | None:
    """The municipality with a key, or None. Raises Ambiguous when several municipalities have the name."""
    if by.id is not strawberry.UNSET:
        found = entity_of(slice, str(by.id))
        return found if isinstance(found, entities.Municipality) else None
    if by.name:
        named = index_of(slice.snapshot).municipality_named(by.name)
        return None if named is None else slice.of(named)
    code = (by.code.country, by.code.code) if by.code else None
    return queries.municipality_by_key(slice, slug=by.slug or None, code=code, wikidata=by.wikidata or None)


@strawberry.type(description="A name or spelling of a municipality other than its preferred name.")
class PlaceName:
    name: str = strawberry.field(description="The name in this spelling.")
    language: str | None = strawberry.field(description="Language of the name (BCP 47 tag); null when unknown.")
    kind: NameKind = strawberry.field(description="How the name is used.")
    start: PartialDate | None = strawberry.field(description="When the use of the name began; null when unknown.")
    end: PartialDate | None = strawberry.field(
        description="When the use of the name ended; null when unknown or still in use."
    )
    shared: bool = strawberry.field(description="Whether another municipality has the same name.")
    note: str | None = note_field()
    sources: list[Source] = strawberry.field(description="Sources of the name.")


@strawberry.type(description="A geographical point in decimal degrees (WGS 84).")
class Coordinates:
    latitude: float = strawberry.field(description="Degrees north of the equator; negative in the south.")
    longitude: float = strawberry.field(description="Degrees east of Greenwich; negative in the west.")
    of: PointOf = strawberry.field(
        description="What the point and the Wikidata and GeoNames ids identify: the local authority or a town."
    )


@strawberry.type(description="Population of a municipality according to one source.")
class Population:
    value: int = strawberry.field(description="Number of inhabitants.")
    year: int = strawberry.field(description="Year of the count, as of 31 December.")
    source: Source = strawberry.field(description="Source of the number.")


@strawberry.type(
    description="A renaming, merger, split or absorption of a unit: one for each pair of predecessor and successor."
)
class TerritorialChange:
    slug: str = strawberry.field(description="Unique identifier of the change.")
    kind: ChangeKind = strawberry.field(description="Kind of change.")
    predecessor: "Municipality" = strawberry.field(description="The unit before the change.")
    successor: "Municipality" = strawberry.field(
        description="The unit after the change; the same unit when it was only renamed."
    )
    date: PartialDate | None = strawberry.field(description="Date of the change; null when undated.")
    name_before: str | None = strawberry.field(
        description="Name of the predecessor before the change; null when the name did not change."
    )
    name_after: str | None = strawberry.field(
        description="Name of the successor after the change; null when the name did not change."
    )
    note: str | None = note_field()
    sources: list[Source] = strawberry.field(description="Sources of the change.")


@strawberry.type(description="The number of partnerships of a municipality that are linked to a Goal.")
class GoalCount:
    goal: Goal = strawberry.field(description="A Goal to which at least one of its partnerships is linked.")
    partnerships: int = strawberry.field(
        description="Number of its partnerships with a project that is linked to the Goal."
    )
    stated: int = strawberry.field(description="Number of these partnerships for which a source names the Goal.")


def name_en_basis(root: strawberry.Parent[entities.Municipality]) -> LabelBasis | None:
    return (root.name_en_basis or LabelBasis.STATED) if root.name_en else None


def memberships(root: strawberry.Parent[entities.Municipality], kinds: Kinds = None) -> list[entities.Membership]:
    return root.memberships(kinds)


def distance(
    root: strawberry.Parent[entities.Municipality],
    origin: Annotated[GeoPoint, strawberry.argument(name="from", description="The other point.")],
) -> float | None:
    point, own = origin.condition(), root.coordinates
    return None if own is None else round(geography.distance(point, (own.latitude, own.longitude)), METRES)


def partnerships(
    root: strawberry.Parent[entities.Municipality],
    filter: PartnershipConditions = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Page:
    def select(slice: SliceView) -> Entities[entities.Partnership]:
        return apply_filter(queries.partnerships, queries.partnerships_of_municipality(slice.of(root)), filter)

    return selected_page(root.slice, select, BY_TITLE, first, after, last, before)


def goals(
    root: strawberry.Parent[entities.Municipality], kinds: Kinds = None, basis: GoalBases = None
) -> list[networks.GoalCount]:
    return networks.goal_counts(root, kinds, basis)


def network(
    root: strawberry.Parent[entities.Municipality],
    radius: Annotated[
        int, strawberry.argument(description="Greatest distance from the municipality, in ties, 0 to 4.")
    ] = 1,
    kinds: Kinds = None,
) -> Measures:
    if not 0 <= radius <= networks.MAX_RADIUS:
        raise InputError(f"`radius` must be from 0 to {networks.MAX_RADIUS}, not {radius}")
    chosen = None if kinds is None else frozenset(kinds)
    spec = networks.NetworkSpec(chosen, Projection.MUNICIPALITIES, root.slug, radius)
    return measures_of(root.slice, spec)


def ancestors(root: strawberry.Parent[entities.Municipality]) -> list[entities.Municipality]:
    return handovers.ancestors(root)


def descendants(root: strawberry.Parent[entities.Municipality]) -> list[entities.Municipality]:
    return handovers.descendants(root)


@strawberry.type(
    description="A local authority: a Swedish municipality, region or association of municipalities, or its counterpart in another country."
)
class Municipality(Actor):
    slug: str = strawberry.field(description="Identifier in URLs, unique among municipalities.")
    name: str = strawberry.field(
        description="Preferred name, in the local language or in the form usual in English. On a day, the name of that day, where its names have dates."
    )
    name_basis: LabelBasis = name_basis_field("Who chose the preferred name.")
    name_en: str | None = strawberry.field(description="Name in English; null when not recorded.")
    name_en_basis: LabelBasis | None = resolved(name_en_basis, "Who chose the English name; null when there is none.")
    names: list[PlaceName] = strawberry.field(
        description="Other names and spellings, including former names and misspellings in sources."
    )
    kind: MunicipalityKind = strawberry.field(description="Kind of local authority.")
    unit: str | None = in_language(
        "unit_in",
        "Type of unit according to the sources, such as city, county or island; the Swedish form is that of the editors. Null when not stated.",
    )
    country: Country = strawberry.field(description="The country in which it lies.")
    code: str | None = strawberry.field(
        description="Official national code: in Sweden four digits for a municipality, two for a region; null when not recorded."
    )
    county_code: str | None = strawberry.field(
        description="Two-digit code of the Swedish county whose regional tasks it performs; null when it performs none."
    )
    region: "Municipality | None" = strawberry.field(
        description="The region that it belongs to; null when not recorded. The region of Gotland is Gotland itself."
    )
    wikidata: str | None = strawberry.field(
        description="Id of the Wikidata item, such as `Q193965`; `coordinates.of` says what the item describes. Null when not recorded."
    )
    geonames: str | None = strawberry.field(
        description="GeoNames id; `coordinates.of` says what it identifies. Null when not recorded."
    )
    coordinates: Coordinates | None = strawberry.field(description="Location; null when none is known with certainty.")
    distance: float | None = resolved(
        distance,
        "Distance of its coordinates from a point in kilometres, to the metre, along the great circle; null without them.",
    )
    population_figure: Population | None = strawberry.field(
        name="population", description="Number of inhabitants, with year and source; null when not recorded."
    )
    website: str | None = strawberry.field(description="URL of its website; null when not recorded.")
    organisation_number: str | None = strawberry.field(
        description="Swedish organisation number; null for units in other countries and when not recorded."
    )
    memberships: list[MembershipRef] = resolved(
        memberships,
        "The seats that it holds on the day asked for, by partnership and seat; without a day, all seats that it ever held. Seats in a part and in its whole are both listed.",
    )
    partnerships: PartnershipConnection = resolved(
        partnerships, "The partnerships in which it holds a seat on the day asked for, by title. Of a part, the whole."
    )
    partners: PartnerConnection = resolved(
        partners,
        "Municipalities that hold another seat in its partnerships at the same time. Predecessors and successors in its own seat do not count.",
    )
    goals: list[GoalCount] = resolved(
        goals,
        "The Goals to which its partnerships are linked, each with the number of partnerships; by number of the Goal.",
    )
    network: NetworkRef = resolved(
        network, "Its ego network: the municipalities within the radius and all ties among them."
    )
    suggested_partners: list[Suggestion] = resolved(
        suggested_partners,
        "Municipalities in the countries eligible in a call that share Goals or core areas with it or are close in the network, by descending score. Those with a planned or active municipal partnership with it are left out.",
    )
    ancestors: "list[Municipality]" = resolved(
        ancestors, "All units from which it arose, directly or indirectly, by mergers, splits and absorptions."
    )
    descendants: "list[Municipality]" = resolved(
        descendants, "All units that arose from it, directly or indirectly, with every branch of a split."
    )
    handovers: list[HandoverRef] = strawberry.field(
        description="Handovers in which it hands over or takes over a seat, oldest first."
    )
    predecessors: list[TerritorialChange] = strawberry.field(
        description="Territorial changes with it as successor, oldest first."
    )
    successors: list[TerritorialChange] = strawberry.field(
        description="Territorial changes with it as predecessor, oldest first; a split has one per branch."
    )
    sub_units: list[OrganisationRef] = strawberry.field(description="Parts of it that sources name, such as a school.")
    area_mentions: list[AreaMention] = strawberry.field(
        name="areas", description="Areas that it mentions, such as a biosphere reserve."
    )
    events: list[EventRef] = strawberry.field(
        description="Events of the municipality itself, without those of its partnerships."
    )
    grants: list[GrantRef] = strawberry.field(description="Grants that it received, alone or with other recipients.")
    applications: list[ApplicationRef] = strawberry.field(description="Its applications with a known decision.")
    claims: list[Claim] = strawberry.field(
        description="Values of single fields on which sources disagree, one claim per source and value."
    )
    denials: list[Denial] = strawberry.field(
        description="Relations of it with another local authority that a source expressly denies, by slug. Both authorities have the denial."
    )
    layer: Layer = strawberry.field(description="The layer that holds the record.")
    note: str | None = note_field()
    sources: list[Source] = strawberry.field(description="Sources of the record.")
