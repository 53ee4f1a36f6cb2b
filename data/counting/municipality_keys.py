"""The keys of municipalities in facets: functions from links to municipalities to their keys."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from data.counting import partnership_keys, place_keys
from data.counting.links import Keyed, Links, links_of
from data.counting.partnership_keys import Basis, numbers_of
from data.domain.arrays import distinct, ranges
from data.domain.enums import Continent


def by_country(links: Links, _: Basis) -> Keyed:
    return links.to("country").keyed


def by_county(links: Links, _: Basis) -> Keyed:
    return place_keys.counties(links)


def by_region(links: Links, _: Basis) -> Keyed:
    return links.to("region").keyed


def by_continent(links: Links, _: Basis) -> Keyed:
    return links.to("country").values("continent", Continent)


def by_kind(links: Links, _: Basis) -> Keyed:
    return place_keys.kinds(links)


def by_degree(links: Links, _: Basis) -> Keyed:
    """The number of partners. Certain when all of them are."""
    return numbers_of(links.items, place_keys.partners(links).keyed)


def by_partner_country(links: Links, _: Basis) -> Keyed:
    return place_keys.partners(links).to("country").keyed


def partnerships(links: Links) -> Links:
    """The partnerships in which municipalities hold a seat, as sure as both are. Of a part, the whole."""
    return links.back("memberships").to("partnership").wholes().as_sure()


def of_partnerships(find: Callable[[Links, Basis], Keyed]) -> Callable[[Links, Basis], Keyed]:
    """The keys that their partnerships have by a function of `partnership_keys`."""

    def found(links: Links, basis: Basis) -> Keyed:
        shared = partnerships(links)
        if not len(shared.rows):
            return shared.keyed
        rows = distinct(shared.rows)
        index = np.empty(rows[-1] + 1, np.int32)
        index[rows] = np.arange(len(rows))
        keys = find(links_of(shared.slice, shared.table, rows), basis)
        keys = keys.where(np.argsort(keys.items, kind="stable"))
        offsets = np.searchsorted(keys.items, np.arange(len(rows) + 1))
        places, counts = ranges(offsets, index[shared.rows])
        items, levels = np.repeat(shared.items, counts), np.repeat(shared.levels, counts)
        return Keyed(items, keys.codes[places], np.minimum(levels, keys.levels[places]))

    return found


by_goal = of_partnerships(partnership_keys.by_goal)
by_programme = of_partnerships(partnership_keys.by_programme)
by_theme = of_partnerships(partnership_keys.by_theme)
by_core_area = of_partnerships(partnership_keys.by_core_area)
by_layer = of_partnerships(partnership_keys.by_layer)
by_organisation = of_partnerships(partnership_keys.by_organisation)
by_partnership_kind = of_partnerships(partnership_keys.by_kind)
by_partnership_state = of_partnerships(partnership_keys.by_state)
