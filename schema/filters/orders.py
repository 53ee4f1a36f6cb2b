"""Sort orders of municipalities and partnerships."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import strawberry

from data.domain.enums import Choice
from data.domain.errors import InputError
from data.domain.geography import Point
from data.snapshot import orders as sort_keys
from schema.edges import Order, by_key
from schema.enums import register
from schema.filters.inputs import GeoPoint

DISTANCE_ORDERS = 64  # points whose orders are cached


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
    DISTANCE = "DISTANCE", "Distance from the point `from`; a place without coordinates sorts as the farthest."


class PartnershipOrderField(Choice):
    """Sort key of partnerships; equal keys are sorted by slug."""

    TITLE = "TITLE", "English title, in Swedish alphabetical order."
    START = "START", "First possible day of the start; an unknown start sorts as the latest."
    END = "END", "Last possible day of the end; an unknown end sorts as the latest."
    MEMBERS = "MEMBERS", "Number of seats that have a holder on the day asked for."
    SLUG = "SLUG", "Slug, in the order of its characters."
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
    origin: GeoPoint | None = strawberry.field(
        name="from",
        default=None,
        description="Point from which distances are measured; required by DISTANCE, an error otherwise.",
    )


@strawberry.input(description="Sort order of partnerships.")
class PartnershipOrder:
    field: PartnershipOrderField = strawberry.field(description="Sort key.")
    direction: Direction = strawberry.field(
        default=Direction.ASC, description="Direction of the sort order; ascending by default."
    )


def orders(keys: Mapping[Any, tuple[str, Callable[[Any], tuple[Any, ...]]]]) -> dict[tuple[Any, Direction], Order]:
    """One ascending and one descending Order for each sort field. `keys` holds the order name and sort key of a field."""
    return {
        (field, direction): Order(name, key, descending=direction is Direction.DESC)
        for field, (name, key) in keys.items()
        for direction in Direction
    }


PARTNERSHIP_ORDERS = orders(
    {
        PartnershipOrderField.TITLE: ("title", sort_keys.by_title),
        PartnershipOrderField.START: ("start", sort_keys.by_start),
        PartnershipOrderField.END: ("end", sort_keys.by_end),
        PartnershipOrderField.MEMBERS: ("members", sort_keys.by_parties),
        PartnershipOrderField.SLUG: ("key", by_key),
        PartnershipOrderField.LAST_ATTESTED: ("last_attested", sort_keys.by_last_attested),
    }
)
MUNICIPALITY_ORDERS = orders(
    {
        MunicipalityOrderField.NAME: ("name", sort_keys.by_name),
        MunicipalityOrderField.COUNTRY: ("country", sort_keys.by_country),
        MunicipalityOrderField.DEGREE: ("degree", sort_keys.by_degree),
        MunicipalityOrderField.POPULATION: ("population", sort_keys.by_number("population")),
    }
)
BY_TITLE = PARTNERSHIP_ORDERS[PartnershipOrderField.TITLE, Direction.ASC]
BY_NAME = MUNICIPALITY_ORDERS[MunicipalityOrderField.NAME, Direction.ASC]


def partnership_order(order: PartnershipOrder | None) -> Order:
    return BY_TITLE if order is None else PARTNERSHIP_ORDERS[order.field, order.direction]


def municipality_order(order: MunicipalityOrder | None) -> Order:
    """The order asked for. Raises InputError for a point without DISTANCE, or DISTANCE without a point."""
    if order is None:
        return BY_NAME
    if order.field is MunicipalityOrderField.DISTANCE:
        if order.origin is None:
            raise InputError("the order DISTANCE needs a point; give `from` its latitude and longitude")
        return distance_order(order.origin.condition(), order.direction)
    if order.origin is not None:
        raise InputError(f"`from` belongs to the order DISTANCE, not to {order.field}; leave it out")
    return MUNICIPALITY_ORDERS[order.field, order.direction]


@lru_cache(DISTANCE_ORDERS)
def distance_order(point: Point, direction: Direction) -> Order:
    """The order by distance from a point. Its cursors belong to this point alone."""
    key, tag = sort_keys.by_distance(point), "distance-{},{}".format(*point)
    return Order(("distance", point), key, descending=direction is Direction.DESC, connection=tag)
