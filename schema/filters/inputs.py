"""Inputs of filters with several fields: ranges of days and numbers, points, circles, roles."""

from datetime import date
from typing import Any

import strawberry

from data.domain.enums import RoleKind
from data.domain.geography import Point
from data.snapshot.filters import conditions
from data.snapshot.queries import frozen


class FilterInput:
    """An input object that stands for a condition. By default, the conditions of its given fields by name."""

    def condition(self) -> Any:
        """The condition in the terms of `data`. Raises InputError for values that cannot be met by their nature."""
        return {
            name: value.condition() if isinstance(value, FilterInput) else value
            for name, value in vars(self).items()
            if value is not None
        }


@strawberry.input(description="Days from one to another, both inclusive. An omitted or null bound is no limit.")
class DayRange(FilterInput):
    first: date | None = strawberry.field(name="from", default=None, description="First day of the range.")
    last: date | None = strawberry.field(name="to", default=None, description="Last day of the range.")

    def condition(self) -> conditions.DayRange:
        return conditions.DayRange(self.first, self.last)


@strawberry.input(
    description="Ranges in which the bounds of a date lie. The date `2018` has the bounds 2018-01-01 and 2018-12-31. An unknown bound lies in no range."
)
class DateBoundRanges(FilterInput):
    earliest: DayRange | None = strawberry.field(default=None, description="Range of the first possible day.")
    latest: DayRange | None = strawberry.field(default=None, description="Range of the last possible day.")

    def condition(self) -> conditions.BoundRanges:
        return conditions.BoundRanges(
            self.earliest.condition() if self.earliest else None, self.latest.condition() if self.latest else None
        )


@strawberry.input(description="Numbers from one to another, both inclusive. An omitted or null bound is no limit.")
class NumberRange(FilterInput):
    least: int | None = strawberry.field(name="from", default=None, description="Least number of the range.")
    most: int | None = strawberry.field(name="to", default=None, description="Greatest number of the range.")

    def condition(self) -> conditions.NumberRange:
        return conditions.NumberRange(self.least, self.most)


@strawberry.input(description="A point on the globe, in degrees of WGS 84.")
class GeoPoint(FilterInput):
    latitude: float = strawberry.field(description="Degrees north of the equator, -90 to 90.")
    longitude: float = strawberry.field(description="Degrees east of Greenwich, -180 to 180.")

    def condition(self) -> Point:
        return conditions.point_at(self.latitude, self.longitude)


@strawberry.input(description="The places within a distance of a point. A place without coordinates is in no circle.")
class Circle(FilterInput):
    latitude: float = strawberry.field(description="Latitude of the point in degrees, -90 to 90.")
    longitude: float = strawberry.field(description="Longitude of the point in degrees, -180 to 180.")
    km: float = strawberry.field(description="Distance in kilometres along the great circle, 0 to 20016.")

    def condition(self) -> conditions.Circle:
        return conditions.Circle(conditions.point_at(self.latitude, self.longitude), self.km)


@strawberry.input(
    description="Roles of organisations in a partnership, its projects or its programmes. Both conditions apply to the same role."
)
class RoleFilter(FilterInput):
    slugs: list[str] | None = strawberry.field(
        default=None, description="Slugs of organisations, such as `sida`. Omitted or null: any organisation."
    )
    roles: list[RoleKind] | None = strawberry.field(
        default=None, description="Kinds of role. Omitted or null: any role."
    )

    def condition(self) -> conditions.RoleCondition:
        return conditions.RoleCondition(frozen(self.slugs), frozen(self.roles))
