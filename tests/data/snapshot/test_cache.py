"""What is kept stays within its limit, and what weighs too much is made anew."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from data.snapshot.cache import SELDOM, Kept
from data.snapshot.snapshot import SLICES, THINGS, Snapshot


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 30)), max_size=60))
def test_the_weight_stays_within_the_limit(asked: list[tuple[int, int]]) -> None:
    """Whatever is asked for and however it grows, all together weigh no more than the limit when they were weighed."""
    kept = Kept[int, list[int]](50, len)
    for key, grown in asked:
        found = kept.get(key, list)
        found += range(grown)
    for _ in range(SELDOM + 2):
        last = kept.get(0, list)

    assert sum(map(len, kept.values.values())) <= 50
    assert kept.get(0, list) is last


def test_what_was_used_last_goes_last() -> None:
    """Of three that weigh too much together, the one that nobody asked for again goes."""
    kept = Kept[str, list[int]](2, len)
    first, second = (kept.get(name, lambda: [0]) for name in ("first", "second"))
    kept.get("first", list)
    kept.get("third", lambda: [0])

    assert kept.get("first", list) is first
    assert kept.get("second", list) is not second


def test_slices_are_bounded_and_what_they_made_lives_on(snapshot: Snapshot) -> None:
    """After more days than are kept, a day asked for again is a fresh slice, equal to the one that somebody still has."""
    day = date(2019, 6, 1)
    mine = snapshot.slice(day)
    before = [(p.slug, str(p.certainty), len(p.members)) for p in mine.partnerships]
    for number in range(SLICES + 1):
        snapshot.slice(day + timedelta(days=number + 1))
    fresh = snapshot.slice(day)

    assert len(snapshot.slices.values) <= SLICES
    assert sum(len(slice.made) for slice in snapshot.slices.values.values()) <= THINGS
    assert fresh is not mine
    assert [(p.slug, str(p.certainty), len(p.members)) for p in fresh.partnerships] == before
    assert all(mine.of(thing) is not thing for thing in fresh.partnerships)
