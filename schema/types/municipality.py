"""Municipalities and other local authorities: names, seats, partners, changes."""

from typing import Annotated, Any, NamedTuple

import strawberry

from data.domain.enums import (
    Certainty,
    ChangeKind,
    CoreArea,
    MunicipalityKind,
    NameKind,
    PartnershipState,
    PointOf,
    Projection,
)
from data.domain.errors import InputError
from data.networks import network as networks
from data.networks import succession as handovers
from data.networks import suggestions
from data.networks.measures import Measures
from data.snapshot import entities as things
from data.snapshot import queries
from data.snapshot.slice import Slice
from schema.arguments import Kinds, PartnershipConditions, chosen
from schema.fields import resolved
from schema.filters import BY_TITLE
from schema.relay import After, Before, Connection, First, Last, Order, Page, PageInfo, bounded, page, thing_of
from schema.types.actor import Actor
from schema.types.country import Country
from schema.types.goal import Goal
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


def place(slice: Slice, by: MunicipalityKey) -> things.Municipality | None:
    """The municipality of a key, or None."""
    if by.id is not strawberry.UNSET:
        found = thing_of(slice, str(by.id))
        return found if isinstance(found, things.Municipality) else None
    code = (by.code.country, by.code.code) if by.code else None
    return queries.place(slice, slug=by.slug or None, code=code, wikidata=by.wikidata or None, name=by.name or None)


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


@strawberry.type(description="A municipality tied to another by the partnerships that they share.")
class PartnerEdge:
    node: "Municipality" = strawberry.field(description="The partner.")
    cursor: str = strawberry.field(description="Opaque place of the partner in the connection.")
    weight: int = strawberry.field(description="How many partnerships they share.")
    certainty: Certainty = strawberry.field(
        description="Whether one of them surely ties the two on the day of the slice."
    )
    partnerships: list[PartnershipRef] = strawberry.field(description="The partnerships that they share.")


@strawberry.type(description="A possible partner, with the reasons; all of it counts alike for every place.")
class Suggestion:
    municipality: "Municipality" = strawberry.field(description="The place suggested.")
    score: int = strawberry.field(
        description="3 for each shared Goal, 2 for each shared core area, 3 for two ties away, 1 for three."
    )
    shared_goals: list[Goal] = strawberry.field(description="Goals that partnerships of both name.")
    shared_core_areas: list[CoreArea] = strawberry.field(description="Core areas that themes of both fall under.")
    distance: int | None = strawberry.field(description="How many ties away; null when more than three.")
    partnerships: list[PartnershipRef] = strawberry.field(description="Partnerships that the two share already.")
    state: PartnershipState | None = strawberry.field(
        description="State of what they share, so that paused and ended ones show; null when they share nothing."
    )


@strawberry.type(description="A page of partners, the most tied first, then by name.")
class PartnerConnection:
    edges: list[PartnerEdge] = strawberry.field(description="The partners with weight and partnerships.")
    nodes: "list[Municipality]" = strawberry.field(description="The partners alone.")
    page_info: PageInfo = strawberry.field(description="Where the page lies.")
    total_count: int = strawberry.field(description="How many partners there are.")


def memberships(root: strawberry.Parent[things.Municipality], kinds: Kinds = None) -> list[things.Membership]:
    return root.memberships(kinds)


def partnerships(
    root: strawberry.Parent[things.Municipality],
    filter: PartnershipConditions = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Page:
    found = chosen(queries.partnerships, queries.of_place(root), filter)
    return page(found, BY_TITLE, first, after, last, before)


def partners(
    root: strawberry.Parent[things.Municipality],
    kinds: Kinds = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Page:
    return Partners(*page(networks.partners(root, kinds), PARTNERS, first, after, last, before))


def goals(root: strawberry.Parent[things.Municipality], kinds: Kinds = None) -> list[networks.GoalCount]:
    return networks.goal_counts(root, kinds)


def network(
    root: strawberry.Parent[things.Municipality],
    radius: Annotated[int, strawberry.argument(description="How many ties away, 0 to 4.")] = 1,
    kinds: Kinds = None,
) -> Measures:
    if not 0 <= radius <= networks.MAX_RADIUS:
        raise InputError(f"`radius` must be from 0 to {networks.MAX_RADIUS}")
    chosen = None if kinds is None else frozenset(kinds)
    frame = networks.Frame(chosen, Projection.MUNICIPALITIES, root.slug, radius)
    return root.slice.snapshot.network(root.slice.day, frame)


def suggested_partners(
    root: strawberry.Parent[things.Municipality],
    call: Annotated[
        str, strawberry.argument(description="Slug of the call whose eligible countries are looked through.")
    ],
    first: Annotated[int, strawberry.argument(description="How many, 0 to 100.")] = 10,
) -> list[suggestions.Suggestion]:
    return suggestions.suggest(root, call)[: bounded("first", first)]


def ancestors(root: strawberry.Parent[things.Municipality]) -> list[things.Municipality]:
    return handovers.ancestors(root)


def descendants(root: strawberry.Parent[things.Municipality]) -> list[things.Municipality]:
    return handovers.descendants(root)


PARTNERS = Order("partners", networks.by_weight)


class Partners(Page):
    """A page of partners, whose nodes are the municipalities; the rest stands in the edges."""

    @property
    def edges(self) -> list[Any]:
        return [Tied(partner.municipality, self.order.cursor(partner), partner) for partner in self.found]

    @property
    def nodes(self) -> list[Any]:
        return [partner.municipality for partner in self.found]


class Tied(NamedTuple):
    """An edge to a partner."""

    node: things.Municipality
    cursor: str
    partner: networks.Partner

    @property
    def weight(self) -> int:
        return self.partner.weight

    @property
    def certainty(self) -> Certainty:
        return self.partner.certainty

    @property
    def partnerships(self) -> list[things.Partnership]:
        return self.partner.partnerships


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
