"""The keys of municipalities in facets that are their own: where they lie, what they are, who their partners are."""

from __future__ import annotations

import numpy as np

from data.counting.links import Keyed, Links
from data.domain.arrays import Numbers, ranges
from data.domain.enums import MunicipalityKind
from data.snapshot.columns import NONE, Column, SliceView, combined, packed

COUNTIES_OF = "SE"  # the country whose official codes of municipalities begin with that of the county


def counties(places: Links) -> Keyed:
    """The Swedish counties of municipalities; a code is the number that the two digits make."""
    return places.keyed.coded(county_numbers(places.slice)[places.rows])


def county_numbers(slice: SliceView) -> Numbers:
    """The number of the Swedish county of each municipality, NONE outside of Sweden. Cached."""

    def build() -> Numbers:
        table, countries = slice.tables["municipalities"], slice.tables["countries"]
        country = Column(countries.keys, packed(table.referred("country"), countries.size + 1))
        codes = combined([country, table.columns["county_code"], table.columns["code"]], county_of)
        return codes.map(lambda code: NONE if code is None else int(code), np.int64)

    return slice.snapshot.memoize("county numbers", build)


def county_of(country: str, county_code: str | None, code: str | None) -> str | None:
    """The county whose regional tasks a municipality performs, else that with which its code begins."""
    found = county_code or (code or "")[:2]
    return found if country == COUNTIES_OF and len(found) == 2 and found.isdecimal() else None


def kinds(places: Links) -> Keyed:
    """The kinds of local authorities. One with regional tasks also counts as a region."""
    own, tasks = places.values("kind", MunicipalityKind), places.table.columns["county_code"]
    regional = tasks.map(lambda code: code is not None, bool)[places.rows]
    region = list(MunicipalityKind).index(MunicipalityKind.REGION)
    return own.plus(places.where(regional).keyed._replace(codes=np.full(regional.sum(), region)))


def partners(places: Links) -> Links:
    """The partners of municipalities, each as often as the two are in one partnership together."""
    co_memberships = places.slice.snapshot.co_memberships
    entries, counts = ranges(np.asarray(co_memberships.offsets), places.rows)
    levels = np.frombuffer(co_memberships.levels(places.slice, None), np.uint8)
    found = levels[np.asarray(co_memberships.codes)[entries]]
    others = np.asarray(co_memberships.others)[entries] - places.table.first
    items, own = np.repeat(places.items, counts), np.repeat(places.levels, counts)
    return places._replace(items=items, rows=others, levels=np.minimum(own, found)).where(found > 0)
