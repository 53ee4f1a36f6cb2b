"""Conditions of filters. Those with more than one value (ranges, circles, roles) are hashable, as parts of cache keys."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, TypedDict

from data.domain.dates import PartialDate
from data.domain.enums import (
    Certainty,
    Continent,
    CoreArea,
    MunicipalityKind,
    PartnershipKind,
    PartnershipState,
    RoleKind,
)
from data.domain.errors import InvalidValue
from data.domain.evidence_enums import GoalBasis
from data.domain.geography import LONGEST_KM, Point

LONGEST_CACHED = 200  # characters; the rows of longer conditions are not cached


@dataclass(frozen=True, slots=True)
class DayRange:
    """Days from the first to the last, both inclusive. None is no limit. Raises InvalidValue for an empty range."""

    first: date | None = None
    last: date | None = None

    def __post_init__(self) -> None:
        if self.first and self.last and self.first > self.last:
            raise InvalidValue(
                f"the range of days from {self.first} to {self.last} is empty; swap `from` and `to`", "from"
            )

    def includes(self, day: date | None) -> bool:
        """Whether a day lies in the range. An unknown day lies in no range."""
        return day is not None and (self.first or date.min) <= day <= (self.last or date.max)


@dataclass(frozen=True, slots=True)
class BoundRanges:
    """Ranges in which the first and the last possible day of a date lie. None is no condition."""

    earliest: DayRange | None = None
    latest: DayRange | None = None

    def include(self, when: PartialDate | None) -> bool:
        """Whether both bounds of a date lie in their ranges."""
        bounds = (when.earliest, when.latest) if when else (None, None)
        ranges = zip((self.earliest, self.latest), bounds, strict=True)
        return all(days is None or days.includes(bound) for days, bound in ranges)


@dataclass(frozen=True, slots=True)
class NumberRange:
    """Numbers from the least to the most, both inclusive. None is no limit. Raises InvalidValue for an empty range."""

    least: int | None = None
    most: int | None = None

    def __post_init__(self) -> None:
        if self.least is not None and self.most is not None and self.least > self.most:
            raise InvalidValue(f"the range from {self.least} to {self.most} is empty; swap `from` and `to`", "from")

    @property
    def bounds(self) -> tuple[float, float]:
        return (
            float("-inf") if self.least is None else self.least,
            float("inf") if self.most is None else self.most,
        )


@dataclass(frozen=True, slots=True)
class Circle:
    """The places within `km` kilometres of a point, along the great circle. Raises InvalidValue for a distance below 0."""

    centre: Point
    km: float

    def __post_init__(self) -> None:
        if not 0 <= self.km <= LONGEST_KM:
            raise InvalidValue(f"`km` must be from 0 to {LONGEST_KM:g}, not {self.km:g}", "km")


@dataclass(frozen=True, slots=True)
class RoleCondition:
    """Roles of one of some organisations, of one of some kinds. None is any."""

    organisations: frozenset[str] | None = None
    kinds: frozenset[RoleKind] | None = None


class PartnershipConditions(TypedDict, total=False):
    """Conditions on partnerships. None is no condition."""

    kinds: Collection[PartnershipKind] | None
    states: Collection[PartnershipState] | None
    status_since: date | None
    goals: Collection[int] | None
    goal_basis: Collection[GoalBasis] | None
    countries: Collection[str] | None
    continents: Collection[Continent] | None
    counties: Collection[str] | None
    regions: Collection[str] | None
    near: Circle | None
    members: Collection[str] | None
    parties: NumberRange | None
    programme: str | None
    certainty: Collection[Certainty] | None
    start: BoundRanges | None
    end: BoundRanges | None
    attested_since: date | None
    sources: NumberRange | None
    core_areas: Collection[CoreArea] | None
    themes: Collection[str] | None
    organisations: RoleCondition | None
    layers: Collection[str] | None
    text: str | None
    not_: PartnershipConditions | None


class PartnerConditions(TypedDict, total=False):
    """Conditions on the partners of a municipality: which places, tied how, and how many. None is no condition."""

    places: MunicipalityConditions | None
    kinds: Collection[PartnershipKind] | None
    certainty: Collection[Certainty] | None
    count: NumberRange | None


class MunicipalityConditions(TypedDict, total=False):
    """Conditions on municipalities. None is no condition."""

    kinds: Collection[MunicipalityKind] | None
    countries: Collection[str] | None
    continents: Collection[Continent] | None
    counties: Collection[str] | None
    regions: Collection[str] | None
    near: Circle | None
    goals: Collection[int] | None
    goal_basis: Collection[GoalBasis] | None
    partnership_kinds: Collection[PartnershipKind] | None
    has_partnerships: bool | None
    has_grants: bool | None
    partnerships: PartnershipConditions | None
    partners: PartnerConditions | None
    text: str | None
    not_: MunicipalityConditions | None


def point_at(latitude: float, longitude: float) -> Point:
    """A point in degrees, WGS 84. Raises InvalidValue when it does not lie on the globe."""
    if not -90 <= latitude <= 90:
        raise InvalidValue(f"`latitude` must be from -90 to 90 degrees, not {latitude:g}", "latitude")
    if not -180 <= longitude <= 180:
        raise InvalidValue(f"`longitude` must be from -180 to 180 degrees, not {longitude:g}", "longitude")
    return latitude, longitude


def is_too_long(wanted: Collection[Any]) -> bool:
    """Whether the wanted values exceed LONGEST_CACHED characters. Such a condition is unlikely to recur."""
    return sum(map(characters, wanted)) > LONGEST_CACHED


def characters(wanted: Any) -> int:
    """The number of characters of a wanted value; 1 for values that are no text."""
    if isinstance(wanted, RoleCondition):
        return sum(map(len, wanted.organisations or ()))
    return len(wanted) if isinstance(wanted, str) else 1
