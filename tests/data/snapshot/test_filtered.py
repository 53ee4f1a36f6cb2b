"""Filtered entities in any order, held against lists of entities that are sorted by the keys of cursors."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.domain.enums import PartnershipKind
from data.snapshot import queries
from data.snapshot.filtered import Filtered
from data.snapshot.slice import Entities
from data.snapshot.snapshot import Snapshot
from schema.edges import Order
from schema.filters.orders import PARTNERSHIP_ORDERS
from schema.relay import page

days = st.none() | st.dates(date(2010, 1, 1), date(2026, 1, 1))
conditions = st.fixed_dictionaries(
    {},
    optional={
        "kinds": st.lists(st.sampled_from(PartnershipKind), max_size=2),
        "countries": st.lists(st.sampled_from(["SE", "UA", "LT", "XK", "AQ"]), max_size=3),
        "goals": st.lists(st.integers(1, 17), max_size=3),
    },
)
excluding = st.fixed_dictionaries({"not_": conditions})
orders = st.sampled_from([*PARTNERSHIP_ORDERS.values()])


class OfLargeTable(Filtered[Any]):
    """Filtered entities whose pages are found one by one, as in a table of more than AT_ONCE rows."""

    def by(self, order: Hashable) -> Filtered[Any]:
        return Filtered(self.slice, self.table, self.selection, self.find, order)


def filtered(every: Entities[Any], large: bool, **wanted: Any) -> Filtered[Any]:
    found = queries.partnerships(every, **wanted)
    assert isinstance(found, Filtered)
    return OfLargeTable(found.slice, found.table, found.selection, found.find) if large else found


@pytest.mark.parametrize("large", [False, True])
@given(day=days, wanted=conditions, unwanted=excluding, order=orders, index=st.slices(60))
def test_they_are_a_sequence_in_any_order(
    whole: Snapshot, day: date | None, wanted: Any, unwanted: Any, order: Order, index: slice, *, large: bool
) -> None:
    every = whole.slice(day).partnerships

    found = filtered(every, large, **wanted, **unwanted)

    expected = sorted(found, key=order.key)
    ordered = found.by(order.name)
    assert [*ordered] == expected == [ordered[place] for place in range(len(ordered))]
    assert [*ordered[index]] == expected[index]
    assert [ordered.before(entity, right=right) for entity in every for right in (False, True)] == [
        sum(order.key(one) < order.key(entity) or (right and one == entity) for one in expected)
        for entity in every
        for right in (False, True)
    ]


@pytest.mark.parametrize("large", [False, True])
@given(day=days, wanted=conditions, order=orders, size=st.integers(0, 9), at=st.integers(0, 200), forward=st.booleans())
def test_their_pages_are_those_of_a_list(
    whole: Snapshot, day: date | None, wanted: Any, order: Order, size: int, at: int, *, forward: bool, large: bool
) -> None:
    """Also from the cursor of an entity that the filter excludes."""
    every = whole.slice(day).partnerships
    found = filtered(every, large, **{"kinds": [*PartnershipKind], **wanted})
    cursor = order.cursor(every[at % len(every)]) if len(every) else None
    paging = (size, cursor, None, None) if forward else (None, None, size, cursor)

    asked, expected = page(found, order, *paging), page([*found], order, *paging)

    assert [*asked.found] == [*expected.found]
    assert asked[2:] == expected[2:]
