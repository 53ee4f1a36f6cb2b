"""The filter of municipalities, also by their partners and partnerships."""

import strawberry

from data.domain.enums import Certainty, Continent, MunicipalityKind, PartnershipKind
from data.domain.evidence_enums import GoalBasis
from schema.filters.inputs import Circle, FilterInput, NumberRange
from schema.filters.partnerships import PartnershipFilter


@strawberry.input(
    description="Conditions on municipalities. Fields combine with AND, the values of a list with OR. An omitted or null field is no condition; an empty list matches nothing."
)
class MunicipalityFilter(FilterInput):
    kinds: list[MunicipalityKind] | None = strawberry.field(
        default=None, description="Kinds of local authority; REGION also matches a municipality with regional tasks."
    )
    countries: list[str] | None = strawberry.field(
        default=None, description="Two-letter country codes in capitals: `SE`, `UA`, `XK`."
    )
    continents: list[Continent] | None = strawberry.field(
        default=None, description="Continents of the places, by the standard M49 of the United Nations."
    )
    counties: list[str] | None = strawberry.field(
        default=None,
        description="Two-digit codes of Swedish counties of the places: `14` is Västra Götaland. An error for an unknown code.",
    )
    regions: list[str] | None = strawberry.field(
        default=None, description="Slugs of regions in which they lie: `vastra-gotalandsregionen`."
    )
    near: Circle | None = strawberry.field(default=None, description="Only those within this distance of a point.")
    goals: list[int] | None = strawberry.field(
        default=None, description="Numbers of Goals, 1 to 17, to which one of its partnerships is linked."
    )
    goal_basis: list[GoalBasis] | None = strawberry.field(
        default=None,
        description="How the links that `goals` asks for are known. Omitted or null: STATED alone, what sources name.",
    )
    partnership_kinds: list[PartnershipKind] | None = strawberry.field(
        default=None,
        description="Kinds of its partnerships. `goals` and `hasPartnerships` then count only partnerships of these kinds.",
    )
    has_partnerships: bool | None = strawberry.field(
        default=None, description="Whether it has a partnership on the day asked for."
    )
    has_grants: bool | None = strawberry.field(
        default=None,
        description="Whether it received a grant by the day asked for, also one whose partner no source names; an undated grant counts on every day.",
    )
    text: str | None = strawberry.field(
        default=None, description="Text contained in any of its names; case and diacritics are ignored."
    )
    partnerships: PartnershipFilter | None = strawberry.field(
        default=None, description="Only those that hold a seat in a partnership that meets these conditions."
    )
    partners: "PartnerFilter | None" = strawberry.field(
        default=None, description="Only those with partners that meet these conditions."
    )
    not_: "MunicipalityFilter | None" = strawberry.field(
        name="not",
        default=None,
        description="Only those that do not meet all of these conditions. An empty object excludes everything.",
    )


@strawberry.input(
    description="Conditions on the partners of a municipality. Fields combine with AND, the values of a list with OR. An omitted or null field is no condition."
)
class PartnerFilter(FilterInput):
    places: MunicipalityFilter | None = strawberry.field(
        default=None, description="What kind of places they are and where they lie."
    )
    kinds: list[PartnershipKind] | None = strawberry.field(
        default=None, description="Kinds of the partnerships that the two share."
    )
    certainty: list[Certainty] | None = strawberry.field(
        default=None, description="How certainly the two are partners on the day asked for."
    )
    count: NumberRange | None = strawberry.field(
        default=None, description="How many partners meet the other conditions. Omitted or null: at least one."
    )
