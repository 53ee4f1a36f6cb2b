"""Filters and orders that several fields share. Conditions combine with AND, the values of a list with OR."""

from collections.abc import Callable, Mapping
from typing import Any

import strawberry

from data.domain.enums import Choice, CoreArea, MunicipalityKind, PartnershipKind, PartnershipState
from data.snapshot import queries
from schema.enums import register
from schema.relay import Order


class Direction(Choice):
    """Direction of an order."""

    ASC = "ASC", "Smallest, earliest or first letter first."
    DESC = "DESC", "The other way round."


class MunicipalityOrderField(Choice):
    """What municipalities are sorted by; ties are broken by slug."""

    NAME = "NAME", "Preferred name, by the Swedish alphabet."
    COUNTRY = "COUNTRY", "Country code, then name."
    DEGREE = "DEGREE", "Number of partners, in the slice."
    POPULATION = "POPULATION", "Number of inhabitants; an unknown one counts as less than any."


class PartnershipOrderField(Choice):
    """What partnerships are sorted by; ties are broken by slug."""

    TITLE = "TITLE", "English title, by the Swedish alphabet."
    START = "START", "Earliest possible start; unknown starts last."


for choices in (Direction, MunicipalityOrderField, PartnershipOrderField):
    register(choices)


@strawberry.input(description="Order of municipalities.")
class MunicipalityOrder:
    field: MunicipalityOrderField = strawberry.field(description="What to sort by.")
    direction: Direction = strawberry.field(default=Direction.ASC, description="Ascending unless given.")


@strawberry.input(description="Order of partnerships.")
class PartnershipOrder:
    field: PartnershipOrderField = strawberry.field(description="What to sort by.")
    direction: Direction = strawberry.field(default=Direction.ASC, description="Ascending unless given.")


@strawberry.input(description="Conditions on partnerships: fields combine with AND, the values of a list with OR.")
class PartnershipFilter:
    kinds: list[PartnershipKind] | None = strawberry.field(default=None, description="Kind of relation.")
    states: list[PartnershipState] | None = strawberry.field(default=None, description="State, in the slice.")
    goals: list[int] | None = strawberry.field(
        default=None, description="Numbers of Goals that a project names, 1 to 17."
    )
    countries: list[str] | None = strawberry.field(
        default=None, description="Codes of countries of members: `SE`, `UA`, `XK`."
    )
    members: list[str] | None = strawberry.field(default=None, description="Slugs of members.")
    programme: str | None = strawberry.field(default=None, description="Slug of the programme.")
    core_areas: list[CoreArea] | None = strawberry.field(
        default=None, description="Core areas of the themes of the projects."
    )
    text: str | None = strawberry.field(
        default=None, description="Text in titles, themes or names of members; case and diacritics do not matter."
    )


@strawberry.input(description="Conditions on municipalities: fields combine with AND, the values of a list with OR.")
class MunicipalityFilter:
    kinds: list[MunicipalityKind] | None = strawberry.field(
        default=None, description="Kind of local authority; REGION also finds a municipality with regional tasks."
    )
    countries: list[str] | None = strawberry.field(default=None, description="Codes of countries: `SE`, `UA`, `XK`.")
    goals: list[int] | None = strawberry.field(
        default=None, description="Numbers of Goals of their partnerships, 1 to 17."
    )
    partnership_kinds: list[PartnershipKind] | None = strawberry.field(
        default=None, description="Kinds of partnership that they have; also those that the other conditions count."
    )
    has_partnerships: bool | None = strawberry.field(
        default=None, description="Whether they have any partnership, in the slice."
    )
    text: str | None = strawberry.field(
        default=None, description="Text in any of their names; case and diacritics do not matter."
    )


@strawberry.input(description="Conditions on countries; they combine with AND.")
class CountryFilter:
    has_partnerships: bool | None = strawberry.field(
        default=None, description="Whether any of its municipalities has a partnership, in the slice."
    )
    eligible_in: str | None = strawberry.field(default=None, description="Slug of a call in which it is eligible.")


def orders(keys: Mapping[Any, Callable[[Any], tuple[Any, ...]]]) -> dict[tuple[Any, Direction], Order]:
    """The orders by fields, each in both directions."""
    return {
        (field, direction): Order(field.lower(), key, descending=direction is Direction.DESC)
        for field, key in keys.items()
        for direction in Direction
    }


OF_PARTNERSHIPS = orders({PartnershipOrderField.TITLE: queries.by_title, PartnershipOrderField.START: queries.by_start})
OF_MUNICIPALITIES = orders(
    {
        MunicipalityOrderField.NAME: queries.by_name,
        MunicipalityOrderField.COUNTRY: queries.by_country,
        MunicipalityOrderField.DEGREE: queries.by_degree,
        MunicipalityOrderField.POPULATION: queries.by_number("population"),
    }
)
BY_TITLE = OF_PARTNERSHIPS[PartnershipOrderField.TITLE, Direction.ASC]
BY_NAME = OF_MUNICIPALITIES[MunicipalityOrderField.NAME, Direction.ASC]


def partnership_order(order: PartnershipOrder | None) -> Order:
    return BY_TITLE if order is None else OF_PARTNERSHIPS[order.field, order.direction]


def municipality_order(order: MunicipalityOrder | None) -> Order:
    return BY_NAME if order is None else OF_MUNICIPALITIES[order.field, order.direction]


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
