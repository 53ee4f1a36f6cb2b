"""Selections of municipalities by where they lie: county, region, continent, distance from a point."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import numpy as np

from data.domain.arrays import Numbers
from data.domain.geography import Point, distances
from data.snapshot.columns import Column, SliceView, combined, in_column, packed
from data.snapshot.filters.conditions import Circle
from data.snapshot.selection import SELF, join, of_members, rows_of, with_keys

COUNTIES_OF = "SE"  # the country whose official codes of municipalities begin with that of the county


def county_codes(slice: SliceView) -> Column:
    """The two-digit code of the Swedish county of each municipality, None outside of Sweden. Cached."""

    def build() -> Column:
        table, countries = slice.tables["municipalities"], slice.tables["countries"]
        country = Column(countries.keys, packed(table.referred("country"), countries.size + 1))
        return combined([country, table.columns["county_code"], table.columns["code"]], county_of)

    return slice.snapshot.memoize("county codes", build)


def county_of(country: str, county_code: str | None, code: str | None) -> str | None:
    """The county whose regional tasks a municipality carries, else that with which its code begins."""
    found = county_code or (code or "")[:2]
    return found if country == COUNTIES_OF and len(found) == 2 and found.isdecimal() else None


def by_county(slice: SliceView, codes: Collection[str]) -> Numbers:
    """The local authorities of these Swedish counties, their regions included."""
    return rows_of(slice.tables["municipalities"], county_codes(slice).map(lambda code: code in codes, bool))


def by_region(slice: SliceView, slugs: Collection[str]) -> Numbers:
    """The municipalities that lie in one of these regions."""
    return join(slice, "municipalities", "region", with_keys(slice, "municipalities", slugs), SELF)


def by_continent(slice: SliceView, continents: Collection[Any]) -> Numbers:
    """The municipalities in a country of one of these continents."""
    countries = slice.tables["countries"]
    chosen = rows_of(countries, in_column(countries, "continent", continents))
    return join(slice, "municipalities", "country", chosen, SELF)


def distances_from(slice: SliceView, point: Point) -> Numbers:
    """The distance of each municipality from a point in kilometres, infinite without coordinates. Shape (size,)."""

    def computed() -> Numbers:
        columns = slice.tables["municipalities"].columns
        degrees = (columns[name].map(lambda d: np.nan if d is None else d, float) for name in ("latitude", "longitude"))
        return np.nan_to_num(distances(point, *degrees), nan=np.inf)

    return slice.snapshot.selections.get_or_create(("distances", point), computed)


def by_distance(slice: SliceView, circle: Circle) -> Numbers:
    """The municipalities with coordinates within a circle."""
    return rows_of(slice.tables["municipalities"], distances_from(slice, circle.centre) <= circle.km)


def of_places(find: Callable[[SliceView, Any], Numbers]) -> Callable[[SliceView, Any], Numbers]:
    """A selection of the partnerships in which a municipality that `find` selects holds a seat."""

    def found(slice: SliceView, wanted: Any) -> Numbers:
        return of_members(slice, find(slice, wanted))

    return found
