"""Filtered entities in any order, held against lists of entities that are sorted by the keys of cursors."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from data.domain.enums import PartnershipKind
from data.snapshot import queries
from data.snapshot.filtered import Filtered
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


@given(day=days, wanted=conditions, unwanted=excluding, order=orders, index=st.slices(60))
def test_they_are_a_sequence_in_any_order(
    whole: Snapshot, day: date | None, wanted: Any, unwanted: Any, order: Order, index: slice
) -> None:
    every = whole.slice(day).partnerships
    found = queries.partnerships(every, **wanted, **unwanted)

    assert isinstance(found, Filtered)
    expected = sorted(found, key=order.key)
    ordered = found.by(order.name)
    assert [*ordered] == expected == [ordered[place] for place in range(len(ordered))]
    assert [*ordered[index]] == expected[index]
    assert [ordered.before(entity, right=right) for entity in every for right in (False, True)] == [
        sum(order.key(one) < order.key(entity) or (right and one == entity) for one in expected)
        for entity in every
        for right in (False, True)
    ]


@given(day=days, wanted=conditions, order=orders, size=st.integers(0, 9), at=st.integers(0, 200), forward=st.booleans())
def test_their_pages_are_those_of_a_list(
    whole: Snapshot, day: date | None, wanted: Any, order: Order, size: int, at: int, *, forward: bool
) -> None:
    """Also from the cursor of an entity that the filter excludes."""
    every = whole.slice(day).partnerships
    found = queries.partnerships(every, **wanted)
    cursor = order.cursor(every[at % len(every)]) if len(every) else None
    paging = (size, cursor, None, None) if forward else (None, None, size, cursor)

    asked, expected = page(found, order, *paging), page([*found], order, *paging)

    assert [*asked.found] == [*expected.found]
    assert asked[2:] == expected[2:]
