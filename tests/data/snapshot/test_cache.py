"""What is kept stays within its limit, and what weighs too much is made anew."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.snapshot.cache import REWEIGH_CALLS, SharedCache
from data.snapshot.snapshot import ENTITIES, SLICES, Snapshot


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 30)), max_size=60))
def test_the_weight_stays_within_the_limit(asked: list[tuple[int, int]]) -> None:
    """Whatever is asked for and however it grows, all together weigh no more than the limit when they were weighed."""
    cache = SharedCache[int, list[int]](50, len, grows=True)
    for key, grown in asked:
        found = cache.get_or_create(key, list)
        found += range(grown)
    for _ in range(REWEIGH_CALLS + 2):
        last = cache.get_or_create(0, list)

    assert cache.currsize <= 50
    assert cache.get_or_create(0, list) is last


def test_what_was_used_last_goes_last() -> None:
    """Of three that weigh too much together, the one that nobody asked for again goes."""
    cache = SharedCache[str, list[int]](2, len, grows=False)
    first, second = (cache.get_or_create(name, lambda: [0]) for name in ("first", "second"))
    cache.get_or_create("first", list)
    cache.get_or_create("third", lambda: [0])

    assert cache.get_or_create("first", list) is first
    assert cache.get_or_create("second", list) is not second


@pytest.mark.parametrize("grows", [False, True])
@pytest.mark.parametrize("weight", [-5, 0, 1])
def test_values_without_weight_are_evicted_too(weight: int, grows: bool) -> None:
    """Each weighs at least 1, so their number is bounded, also when they are weighed again."""
    cache = SharedCache[int, int](10, lambda _: weight, grows=grows)
    for number in range(3 * REWEIGH_CALLS):
        cache.get_or_create(number, lambda: 0)

    assert len(cache) == cache.currsize == 10


def test_slices_are_bounded_and_what_they_made_lives_on(snapshot: Snapshot) -> None:
    """After more days than are kept, a day asked for again is a fresh slice, equal to the one that somebody still has."""
    day = date(2019, 6, 1)
    mine = snapshot.slice(day)
    before = [(p.slug, str(p.certainty), len(p.members)) for p in mine.partnerships]
    for number in range(SLICES + 1):
        snapshot.slice(day + timedelta(days=number + 1))
    fresh = snapshot.slice(day)

    assert len(snapshot.slices) <= SLICES
    assert snapshot.slices.currsize <= ENTITIES
    assert fresh is not mine
    assert [(p.slug, str(p.certainty), len(p.members)) for p in fresh.partnerships] == before
    assert all(mine.of(entity) is not entity for entity in fresh.partnerships)
