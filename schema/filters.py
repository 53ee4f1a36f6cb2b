"""Filters and sort orders that several fields share. Conditions combine with AND, the values of a list with OR."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import strawberry

from data.domain.enums import Certainty, Choice, CoreArea, MunicipalityKind, PartnershipKind, PartnershipState
from data.domain.evidence_enums import GoalBasis
from data.snapshot import queries
from schema.enums import register
from schema.relay import Order


class Direction(Choice):
    """Direction of a sort order."""

    ASC = "ASC", "Ascending: smallest number, earliest date or first letter first."
    DESC = "DESC", "Descending."


class MunicipalityOrderField(Choice):
    """Sort key of municipalities; equal keys are sorted by slug."""

    NAME = "NAME", "Preferred name, in Swedish alphabetical order."
    COUNTRY = "COUNTRY", "Country code, then preferred name."
    DEGREE = "DEGREE", "Number of partners on the day asked for."
    POPULATION = "POPULATION", "Number of inhabitants; an unknown number sorts as the smallest."


class PartnershipOrderField(Choice):
    """Sort key of partnerships; equal keys are sorted by slug."""

    TITLE = "TITLE", "English title, in Swedish alphabetical order."
    START = "START", "First possible day of the start; an unknown start sorts as the latest."
    LAST_ATTESTED = (
        "LAST_ATTESTED",
        "Day of the last attestation by the day asked for; without one it sorts as the earliest.",
    )


for choices in (Direction, MunicipalityOrderField, PartnershipOrderField):
    register(choices)


@strawberry.input(description="Sort order of municipalities.")
class MunicipalityOrder:
    field: MunicipalityOrderField = strawberry.field(description="Sort key.")
    direction: Direction = strawberry.field(
        default=Direction.ASC, description="Direction of the sort order; ascending by default."
    )


@strawberry.input(description="Sort order of partnerships.")
class PartnershipOrder:
    field: PartnershipOrderField = strawberry.field(description="Sort key.")
    direction: Direction = strawberry.field(
        default=Direction.ASC, description="Direction of the sort order; ascending by default."
    )


@strawberry.input(
    description="Conditions on partnerships. Fields combine with AND, the values of a list with OR. An omitted or null field is no condition; an empty list matches nothing."
)
class PartnershipFilter:
    kinds: list[PartnershipKind] | None = strawberry.field(default=None, description="Kinds of relation.")
    states: list[PartnershipState] | None = strawberry.field(default=None, description="States on the day asked for.")
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
    members: list[str] | None = strawberry.field(default=None, description="Slugs of municipalities that hold a seat.")
    programme: str | None = strawberry.field(
        default=None, description="Slug of a programme to which it belongs on the day asked for."
    )
    certainty: list[Certainty] | None = strawberry.field(
        default=None, description="How certainly it exists on the day asked for."
    )
    attested_since: date | None = strawberry.field(
        default=None,
        description="Only those with an attestation on or after this day and by the day asked for. A doubted date such as `2024?` counts as written.",
    )
    core_areas: list[CoreArea] | None = strawberry.field(
        default=None, description="Core areas of the themes of its projects."
    )
    layers: list[str] | None = strawberry.field(
        default=None,
        description="Names of layers that hold it, or that also name it by a further source. An error for an unknown layer.",
    )
    text: str | None = strawberry.field(
        default=None,
        description="Text contained in a title, a theme or the name of a member; case and diacritics are ignored.",
    )


@strawberry.input(
    description="Conditions on municipalities. Fields combine with AND, the values of a list with OR. An omitted or null field is no condition; an empty list matches nothing."
)
class MunicipalityFilter:
    kinds: list[MunicipalityKind] | None = strawberry.field(
        default=None, description="Kinds of local authority; REGION also matches a municipality with regional tasks."
    )
    countries: list[str] | None = strawberry.field(
        default=None, description="Two-letter country codes in capitals: `SE`, `UA`, `XK`."
    )
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


@strawberry.input(
    description="Conditions on countries. They combine with AND; an omitted or null field is no condition."
)
class CountryFilter:
    has_partnerships: bool | None = strawberry.field(
        default=None, description="Whether one of its municipalities has a partnership on the day asked for."
    )
    eligible_in: str | None = strawberry.field(
        default=None, description="Slug of a call in which the country is eligible."
    )


def orders(keys: Mapping[Any, Callable[[Any], tuple[Any, ...]]]) -> dict[tuple[Any, Direction], Order]:
    """One ascending and one descending Order for each sort key."""
    return {
        (field, direction): Order(field.lower(), key, descending=direction is Direction.DESC)
        for field, key in keys.items()
        for direction in Direction
    }


PARTNERSHIP_ORDERS = orders(
    {
        PartnershipOrderField.TITLE: queries.by_title,
        PartnershipOrderField.START: queries.by_start,
        PartnershipOrderField.LAST_ATTESTED: queries.by_last_attested,
    }
)
MUNICIPALITY_ORDERS = orders(
    {
        MunicipalityOrderField.NAME: queries.by_name,
        MunicipalityOrderField.COUNTRY: queries.by_country,
        MunicipalityOrderField.DEGREE: queries.by_degree,
        MunicipalityOrderField.POPULATION: queries.by_number("population"),
    }
)
BY_TITLE = PARTNERSHIP_ORDERS[PartnershipOrderField.TITLE, Direction.ASC]
BY_NAME = MUNICIPALITY_ORDERS[MunicipalityOrderField.NAME, Direction.ASC]


def partnership_order(order: PartnershipOrder | None) -> Order:
    return BY_TITLE if order is None else PARTNERSHIP_ORDERS[order.field, order.direction]


def municipality_order(order: MunicipalityOrder | None) -> Order:
    return BY_NAME if order is None else MUNICIPALITY_ORDERS[order.field, order.direction]


__all__ = [
    "BY_NAME",
    "BY_TITLE",
    "CountryFilter",
    "MunicipalityFilter",
    "MunicipalityOrder",
    "PartnershipFilter",
    "PartnershipOrder",
    "municipality_order",
    "partnership_order",
]
