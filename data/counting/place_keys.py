"""The keys of municipalities in facets that are their own: where they lie, what they are, who their partners are."""

from __future__ import annotations

import numpy as np

from data.counting.links import Keyed, Links
from data.domain.arrays import ranges
from data.domain.enums import MunicipalityKind
from data.snapshot.columns import NONE
from data.snapshot.filters.places import county_codes


def counties(places: Links) -> Keyed:
    """The Swedish counties of municipalities; a code is the number that the two digits make."""
    numbers = county_codes(places.slice).map(lambda code: NONE if code is None else int(code), np.int64)
    return places.keyed.coded(numbers[places.rows])


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
