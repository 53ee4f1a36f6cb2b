"""Parts of answers are kept as JSON when they are asked for again, and not more of them than may be."""

from __future__ import annotations

import orjson

from data.snapshot.cache import RECENT
from data.snapshot.fragments import ENTRY, FragmentCache

PART = 2030, 1  # a selection in a slice


def filled(fragments: FragmentCache, *rows: int) -> FragmentCache:
    """The cache once the fragment of each row was stored twice."""
    for row in rows:
        fragments.store(*PART, row, 0)
        fragments.store(*PART, row, 0)
    return fragments


def rows(fragments: FragmentCache) -> list[int]:
    return [*fragments.of(*PART)]


def test_a_piece_goes_into_a_larger_answer_as_it_stands() -> None:
    """What is kept is what would have been written without it."""
    fragments, goal = FragmentCache(), {"number": 11, "title": "Sustainable cities", "targets": [None, True, 1.5]}
    stored = [fragments.store(*PART, 1, goal), fragments.store(*PART, 1, goal), fragments.of(*PART)[1]]

    assert orjson.dumps({"goals": stored}) == orjson.dumps({"goals": [goal, goal, goal]})


def test_what_is_asked_for_once_is_not_kept() -> None:
    """Keys that never come again leave nothing behind but themselves, among the last that were seen."""
    fragments, piece = FragmentCache(), {"number": 11}

    assert all(fragments.store(*PART, row, piece) is piece for row in range(2 * RECENT))
    assert (fragments.parts, fragments.size) == ({}, 0)

    fragments.store(*PART, 1, piece)

    assert not fragments.parts  # it was seen too long ago

    fragments.store(*PART, 1, piece)

    assert rows(fragments) == [1]


def test_the_oldest_pieces_go_first() -> None:
    """One by one, so that no more is kept than the limit, and nothing is counted that is gone."""
    fragments = filled(FragmentCache(10 * (ENTRY + 1)), *range(10))

    assert rows(fragments) == [*range(10)]

    filled(fragments, 10, 11)

    assert (rows(fragments), fragments.size) == ([*range(2, 12)], 10 * (ENTRY + 1))


def test_a_piece_that_is_stored_again_is_counted_once() -> None:
    """Several threads may render it at the same time."""
    fragments = filled(FragmentCache(), 1, 1, 1)

    assert (rows(fragments), fragments.size) == ([1], ENTRY + 1)


def test_each_selection_and_each_slice_has_its_own() -> None:
    """The same row may look otherwise on another day, or asked for other fields."""
    fragments = filled(FragmentCache(), 1)

    assert all(not fragments.of(*part) for part in [(2030, 2), (11, 1)])
    assert [fragments.of(*PART)[1]] == [*fragments.of(*PART).values()]


def test_without_room_nothing_is_kept() -> None:
    """The answer is the same."""
    fragments = filled(FragmentCache(0), 1)

    assert (fragments.parts, fragments.size, orjson.dumps(fragments.store(*PART, 1, 5))) == ({}, 0, b"5")
