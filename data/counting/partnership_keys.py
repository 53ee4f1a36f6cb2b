"""The keys of partnerships in facets: functions from links to partnerships to their keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import chain

import numpy as np

from data.counting.links import CERTAIN, POSSIBLE, Keyed, Links
from data.counting.place_keys import counties
from data.counting.statuses import latest_statuses
from data.domain.arrays import Numbers, pair_keys, ranges
from data.domain.dates import PartialDate
from data.domain.enums import Certainty, Continent, CoreArea, PartnershipKind, PartnershipState
from data.domain.evidence_enums import GoalBasis
from data.snapshot.columns import CERTAINTY_LEVELS, NONE, Column, Table
from data.snapshot.goal_links import inferred, stated

Basis = frozenset[GoalBasis]
CERTAINTY_CODES = np.array([list(Certainty).index(level or Certainty.POSSIBLE) for level in CERTAINTY_LEVELS])


def members(links: Links) -> Links:
    """The municipalities that hold a seat, also in a part."""
    return links.with_parts().back("memberships").to("municipality")


def by_country(links: Links, _: Basis) -> Keyed:
    return members(links).to("country").keyed


def by_county(links: Links, _: Basis) -> Keyed:
    return counties(members(links))


def by_region(links: Links, _: Basis) -> Keyed:
    return members(links).to("region").keyed


def by_continent(links: Links, _: Basis) -> Keyed:
    return members(links).to("country").values("continent", Continent)


def by_programme(links: Links, _: Basis) -> Keyed:
    return links.back("programme_periods").to("programme").keyed


def themes(links: Links) -> Links:
    """The themes of present projects."""
    return links.back("projects").back("project_themes").to("theme")


def by_theme(links: Links, _: Basis) -> Keyed:
    return themes(links).keyed


def by_core_area(links: Links, _: Basis) -> Keyed:
    return themes(links).values("core_area", CoreArea)


def by_kind(links: Links, _: Basis) -> Keyed:
    return links.values("kind", PartnershipKind)


def by_certainty(links: Links, _: Basis) -> Keyed:
    return links.keyed.coded(CERTAINTY_CODES[links.row_levels])


def by_goal(links: Links, basis: Basis) -> Keyed:
    """The Goals of present projects. A Goal that a source names for one of them is not inferred for the partnership."""
    projects = links.back("projects")
    named = goals(projects, stated)
    found = named if GoalBasis.STATED in basis else named.where(np.zeros(len(named.items), bool))
    if GoalBasis.INFERRED in basis:
        others, size = goals(projects, inferred), links.slice.tables["goals"].size
        keys = (pair_keys(one.items, one.codes, size) for one in (others, named))
        found = found.plus(others.where(~np.isin(*keys)))
    return found


def goals(projects: Links, linked: Callable[[Mapping[str, Table], Numbers], tuple[Numbers, Numbers]]) -> Keyed:
    """The Goals to which projects are linked, as rows counted from 0, by a function of `goal_links`."""
    tables = projects.slice.tables
    index, rows = linked(tables, projects.rows)
    return Keyed(projects.items[index], rows - tables["goals"].first, projects.levels[index])


def by_layer(links: Links, _: Basis) -> Keyed:
    """The layers that hold a partnership or a present part of it, or name it by a further source."""
    found, named = links.with_parts().present(), links.slice.snapshot.co_memberships.layers
    row = {slug: number for number, slug in enumerate(links.slice.tables["layers"].keys)}
    offsets = np.concatenate([[0], np.cumsum([len(slugs) for slugs in named.values])])
    places, counts = ranges(offsets, named.coded[found.rows])
    layers = np.array([row[slug] for slug in chain.from_iterable(named.values)], np.int64)
    return Keyed(np.repeat(found.items, counts), layers[places], np.repeat(found.levels, counts))


def by_organisation(links: Links, _: Basis) -> Keyed:
    """The organisations with a role in a partnership, in its projects or in its programmes."""
    every = links.with_parts()
    programmes = every.back("programme_periods").to("programme")
    roles = every.back("roles").plus(links.back("projects").back("roles"), programmes.back("roles"))
    return roles.to("organisation").keyed


def by_start_year(links: Links, _: Basis) -> Keyed:
    return years(links, "begin")


def by_end_year(links: Links, _: Basis) -> Keyed:
    return years(links, "finish")


def years(links: Links, name: str) -> Keyed:
    """The year of a date, where both of its bounds lie in one year."""
    column = links.table.columns[name]
    years, levels = links.slice.snapshot.memoize(("years", links.table.name, name), lambda: years_of(column))
    codes = column.coded[links.rows]
    return links.keyed._replace(levels=np.minimum(links.levels, levels[codes])).coded(years[codes])


def years_of(dates: Column) -> tuple[Numbers, Numbers]:
    """The year of each distinct date, NONE without one, and its certainty level."""
    sure = [POSSIBLE if when and (when.doubted or when.planned) else CERTAIN for when in dates.values]
    return np.array(list(map(year_of, dates.values)), np.int64), np.array(sure, np.uint8)


def year_of(when: PartialDate | None) -> int:
    """The year in which both bounds of a date lie; NONE when there is none."""
    first, last = (when.earliest, when.latest) if when else (None, None)
    return first.year if first and last and first.year == last.year else NONE


def by_members(links: Links, _: Basis) -> Keyed:
    """The number of seats that a member holds. Certain when all of them are certainly held."""
    return numbers_of(links.items, links.back("memberships").to("seat").keyed)


def numbers_of(items: Numbers, counted: Keyed) -> Keyed:
    """The number of different keys of each item as its key. Certain when all of them are. `items` counts from 0."""
    each, size = counted.highest(), len(items)
    numbers = np.bincount(each.items, minlength=size)
    sure = numbers == np.bincount(each.items[each.levels == CERTAIN], minlength=size)
    return Keyed(items, numbers, np.where(sure, CERTAIN, POSSIBLE).astype(np.uint8))


def by_state(links: Links, _: Basis) -> Keyed:
    """The state of the latest present status; UNKNOWN without one. As certain as the status."""
    size, states = len(links.items), latest_statuses(links).values("state", PartnershipState)
    codes = np.full(size, list(PartnershipState).index(PartnershipState.UNKNOWN))
    levels = np.full(size, CERTAIN, np.uint8)
    codes[states.items], levels[states.items] = states.codes, states.levels
    return Keyed(np.arange(size), codes, levels)
