"""Filters of partnerships and of countries."""

from datetime import date

import strawberry

from data.domain.enums import Certainty, Continent, CoreArea, PartnershipKind, PartnershipState
from data.domain.evidence_enums import GoalBasis
from schema.filters.inputs import Circle, DateBoundRanges, FilterInput, NumberRange, RoleFilter


@strawberry.input(
    description="Conditions on partnerships. Fields combine with AND, the values of a list with OR. An omitted or null field is no condition; an empty list matches nothing."
)
class PartnershipFilter(FilterInput):
    kinds: list[PartnershipKind] | None = strawberry.field(default=None, description="Kinds of relation.")
    states: list[PartnershipState] | None = strawberry.field(default=None, description="States on the day asked for.")
    status_since: date | None = strawberry.field(
        default=None, description="Only those whose latest status on the day asked for is dated on or after this day."
    )
    goals: list[int] | None = strawberry.field(
        default=None, description="Numbers of Goals, 1 to 17, to which one of the projects is linked."
    )
    goal_basis: list[GoalBasis] | None = strawberry.field(
        default=None,
        description="How the links that `goals` asks for are known. Omitted or null: STATED alone, what sources name.",
    )
    countries: list[str] | None = strawberry.field(
        default=None, description="Two-letter country codes of members, in capitals: `SE`, `UA`, `XK`."
    )
    continents: list[Continent] | None = strawberry.field(
        default=None, description="Continents of members, by the standard M49 of the United Nations."
    )
    counties: list[str] | None = strawberry.field(
        default=None,
        description="Two-digit codes of Swedish counties of members: `14` is Västra Götaland. An error for an unknown code.",
    )
    regions: list[str] | None = strawberry.field(
        default=None, description="Slugs of regions in which members lie: `vastra-gotalandsregionen`."
    )
    near: Circle | None = strawberry.field(
        default=None, description="Only those with a member within this distance of a point."
    )
    members: list[str] | None = strawberry.field(default=None, description="Slugs of municipalities that hold a seat.")
    parties: NumberRange | None = strawberry.field(
        default=None, description="Number of seats that have a holder on the day asked for."
    )
    programme: str | None = strawberry.field(
        default=None, description="Slug of a programme to which it belongs on the day asked for."
    )
    certainty: list[Certainty] | None = strawberry.field(
        default=None, description="How certainly it exists on the day asked for."
    )
    start: DateBoundRanges | None = strawberry.field(
        default=None,
        description="When it started, as its field `start` says: a stated date, or the interval in which it started.",
    )
    end: DateBoundRanges | None = strawberry.field(
        default=None,
        description="When it ended, as its field `end` says: a stated date, or the interval in which it ended, if it did.",
    )
    attested_since: date | None = strawberry.field(
        default=None,
        description="Only those with an attestation on or after this day and by the day asked for. A doubted date such as `2024?` counts as written.",
    )
    sources: NumberRange | None = strawberry.field(default=None, description="Number of its sources.")
    core_areas: list[CoreArea] | None = strawberry.field(
        default=None, description="Core areas of the themes of its projects."
    )
    themes: list[str] | None = strawberry.field(default=None, description="Slugs of themes of its projects: `waste`.")
    organisations: RoleFilter | None = strawberry.field(
        default=None, description="Only those in which an organisation has a role."
    )
    layers: list[str] | None = strawberry.field(
        default=None,
        description="Names of layers that hold it, or that also name it by a further source. An error for an unknown layer.",
    )
    text: str | None = strawberry.field(
        default=None,
        description="Text contained in a title, a theme or the name of a member; case and diacritics are ignored.",
    )
    not_: "PartnershipFilter | None" = strawberry.field(
        name="not",
        default=None,
        description="Only those that do not meet all of these conditions. An empty object excludes everything.",
    )


@strawberry.input(
    description="Conditions on countries. They combine with AND; an omitted or null field is no condition."
)
class CountryFilter(FilterInput):
    has_partnerships: bool | None = strawberry.field(
        default=None, description="Whether one of its municipalities has a partnership on the day asked for."
    )
    eligible_in: str | None = strawberry.field(
        default=None, description="Slug of a call in which the country is eligible."
    )
