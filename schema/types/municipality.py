"""Municipalities and other local authorities: names, seats, partners, changes."""

from typing import Annotated

import strawberry

from data.domain.enums import (
    ChangeKind,
    MunicipalityKind,
    NameKind,
    PointOf,
    Projection,
)
from data.domain.errors import InputError
from data.networks import network as networks
from data.networks import succession as handovers
from data.networks.measures import Measures, measures_of
from data.search.name_index import index_of
from data.snapshot import entities, queries
from data.snapshot.columns import SliceView
from schema.arguments import Kinds, PartnershipConditions, apply_filter
from schema.fields import resolved
from schema.filters import BY_TITLE
from schema.relay import After, Before, Connection, First, Last, Page, entity_of, page
from schema.types.actor import Actor
from schema.types.country import Country
from schema.types.goal import Goal
from schema.types.partner import PartnerConnection, Suggestion, partners, suggested_partners
from schema.types.references import (
    ApplicationRef,
    EventRef,
    GrantRef,
    HandoverRef,
    MembershipRef,
    NetworkRef,
    PartnershipRef,
)
from schema.types.source import Claim, PartialDate, Source


@strawberry.input(description="Official code of a municipality.")
class MunicipalityCode:
    country: str = strawberry.field(description="Two-letter country code: `SE`.")
    code: str = strawberry.field(description="National code: `1493` for Mariestad, `14` for a Swedish region.")


@strawberry.input(one_of=True, description="Exactly one key.")
class MunicipalityKey:
    id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description="Global id.")
    slug: str | None = strawberry.field(default=strawberry.UNSET, description="Name in addresses: `herrljunga`.")
    code: MunicipalityCode | None = strawberry.field(default=strawberry.UNSET, description="Official code.")
    wikidata: str | None = strawberry.field(default=strawberry.UNSET, description="Wikidata item: `Q193965`.")
    name: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="Any spelling of its name: an exact one goes before one without diacritics. An error when several have it.",
    )


def municipality_by(slice: SliceView, by: MunicipalityKey) -> entities.Municipality | None:
    """The municipality of a key, or None. Raises Ambiguous for a name that several have."""
    if by.id is not strawberry.UNSET:
        found = entity_of(slice, str(by.id))
        return found if isinstance(found, entities.Municipality) else None
    if by.name:
        named = index_of(slice.snapshot).municipality_named(by.name)
        return None if named is None else slice.of(named)
    code = (by.code.country, by.code.code) if by.code else None
    return queries.municipality_by_key(slice, slug=by.slug or None, code=code, wikidata=by.wikidata or None)


@strawberry.type(description="A name or spelling of a municipality, other than the preferred one.")
class PlaceName:
    name: str = strawberry.field(description="The name as it is written.")
    language: str | None = strawberry.field(description="Language tag (BCP 47).")
    kind: NameKind = strawberry.field(description="What sort of name.")
    start: PartialDate | None = strawberry.field(description="Since when it is used.")
    end: PartialDate | None = strawberry.field(description="Until when it was used.")
    shared: bool = strawberry.field(description="Whether the same spelling also names another municipality.")
    note: str | None = strawberry.field(description="Remark of the editors.")
    sources: list[Source] = strawberry.field(description="Sources of the name.")


@strawberry.type(description="A point in degrees (WGS 84).")
class Coordinates:
    latitude: float = strawberry.field(description="Degrees north.")
    longitude: float = strawberry.field(description="Degrees east.")
    of: PointOf = strawberry.field(description="What the point is of; also of the Wikidata and GeoNames ids.")


@strawberry.type(description="How many people live in a municipality, by one source.")
class Population:
    value: int = strawberry.field(description="Number of inhabitants.")
    year: int = strawberry.field(description="Year at whose end, 31 December, they were counted.")
    source: Source = strawberry.field(description="Source of the number.")


@strawberry.type(description="A unit renamed, merged, split or absorbed; one for each predecessor and successor.")
class TerritorialChange:
    slug: str = strawberry.field(description="Name of the change.")
    kind: ChangeKind = strawberry.field(description="What happened.")
    predecessor: "Municipality" = strawberry.field(description="The unit before.")
    successor: "Municipality" = strawberry.field(description="The unit after; the same one when it was only renamed.")
    date: PartialDate | None = strawberry.field(description="When, as far as it is known.")
    name_before: str | None = strawberry.field(
        description="Name of the predecessor at the time; null when it kept its name."
    )
    name_after: str | None = strawberry.field(
        description="Name of the successor at the time; null when it kept its name."
    )
    note: str | None = strawberry.field(description="Remark of the editors.")
    sources: list[Source] = strawberry.field(description="Sources of the change.")


@strawberry.type(description="How many of a municipality's partnerships name a Goal.")
class GoalCount:
    goal: Goal = strawberry.field(description="A Goal that at least one of them names.")
    partnerships: int = strawberry.field(description="Number of its partnerships with a project that names the Goal.")


def memberships(root: strawberry.Parent[entities.Municipality], kinds: Kinds = None) -> list[entities.Membership]:
    return root.memberships(kinds)


def partnerships(
    root: strawberry.Parent[entities.Municipality],
    filter: PartnershipConditions = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Page:
    found = apply_filter(queries.partnerships, queries.partnerships_of_municipality(root), filter)
    return page(found, BY_TITLE, first, after, last, before)


def goals(root: strawberry.Parent[entities.Municipality], kinds: Kinds = None) -> list[networks.GoalCount]:
    return networks.goal_counts(root, kinds)


def network(
    root: strawberry.Parent[entities.Municipality],
    radius: Annotated[int, strawberry.argument(description="How many ties away, 0 to 4.")] = 1,
    kinds: Kinds = None,
) -> Measures:
    if not 0 <= radius <= networks.MAX_RADIUS:
        raise InputError(f"`radius` must be from 0 to {networks.MAX_RADIUS}")
    chosen = None if kinds is None else frozenset(kinds)
    spec = networks.NetworkSpec(chosen, Projection.MUNICIPALITIES, root.slug, radius)
    return measures_of(root.slice, spec)


def ancestors(root: strawberry.Parent[entities.Municipality]) -> list[entities.Municipality]:
    return handovers.ancestors(root)


def descendants(root: strawberry.Parent[entities.Municipality]) -> list[entities.Municipality]:
    return handovers.descendants(root)


@strawberry.type(description="A local authority: municipality, region, association, or a counterpart abroad.")
class Municipality(Actor):
    slug: str = strawberry.field(description="Name in addresses.")
    name: str = strawberry.field(description="Preferred name, in the local language or as usual in English.")
    name_en: str | None = strawberry.field(description="English name.")
    names: list[PlaceName] = strawberry.field(
        description="Other names and spellings, former ones and errors of sources too."
    )
    kind: MunicipalityKind = strawberry.field(description="What kind of local authority it is.")
    unit: str | None = strawberry.field(description="What the sources call it: city, county, island.")
    country: Country = strawberry.field(description="The country in which it lies.")
    code: str | None = strawberry.field(
        description="Official national code: four digits of Statistics Sweden, two of a Swedish region."
    )
    county_code: str | None = strawberry.field(
        description="Code of the Swedish county whose regional tasks it carries."
    )
    region: "Municipality | None" = strawberry.field(description="The region in which it lies; Gotland is its own.")
    wikidata: str | None = strawberry.field(description="Wikidata item; `coordinates.of` tells what it is the item of.")
    geonames: str | None = strawberry.field(description="GeoNames id; `coordinates.of` tells what it is the id of.")
    coordinates: Coordinates | None = strawberry.field(description="A point; null when no sure one is known.")
    population_figure: Population | None = strawberry.field(
        name="population", description="Its inhabitants; null when the catalogue has no number."
    )
    website: str | None = strawberry.field(description="Its own website.")
    organisation_number: str | None = strawberry.field(description="Swedish organisation number.")
    memberships: list[MembershipRef] = resolved(
        memberships, "The seats that it holds, in the slice; by partnership and seat."
    )
    partnerships: Connection[PartnershipRef] = resolved(
        partnerships, "The partnerships in which it holds a seat, by title."
    )
    partners: PartnerConnection = resolved(
        partners,
        "Who holds another seat in its partnerships at the same time; not who took over its own seat.",
    )
    goals: list[GoalCount] = resolved(goals, "The Goals that its partnerships name, by number.")
    network: NetworkRef = resolved(
        network, "Its ego network: municipalities within the radius and all ties among them."
    )
    suggested_partners: list[Suggestion] = resolved(
        suggested_partners,
        "Places in the countries eligible in a call that share Goals or core areas, or are near; the best first.",
    )
    ancestors: "list[Municipality]" = resolved(
        ancestors, "All units that it came of by mergers, splits and absorptions."
    )
    descendants: "list[Municipality]" = resolved(descendants, "All units that came of it; every branch of a split.")
    handovers: list[HandoverRef] = strawberry.field(
        description="Handovers in which it gives or takes a seat, oldest first."
    )
    predecessors: list[TerritorialChange] = strawberry.field(description="Changes from which it came, oldest first.")
    successors: list[TerritorialChange] = strawberry.field(
        description="Changes into other units; every branch of a split."
    )
    events: list[EventRef] = strawberry.field(description="Events of its own, apart from those of its partnerships.")
    grants: list[GrantRef] = strawberry.field(description="Grants that it received, alone or with others.")
    applications: list[ApplicationRef] = strawberry.field(description="Applications of which a decision is known.")
    claims: list[Claim] = strawberry.field(description="What sources say where they do not agree.")
    note: str | None = strawberry.field(description="Remark of the editors.")
    sources: list[Source] = strawberry.field(description="Sources of the record.")
