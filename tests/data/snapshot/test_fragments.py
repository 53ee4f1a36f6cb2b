"""Parts of answers are kept as JSON when they are asked for again, and not more of them than may be."""

from __future__ import annotations

import orjson

from data.snapshot.cache import RECENT
from data.snapshot.fragments import ENTRY, FragmentCache


def filled(fragments: FragmentCache, *keys: int) -> FragmentCache:
    """The cache once each key was stored twice."""
    for key in keys:
        fragments.store(key, 0)
        fragments.store(key, 0)
    return fragments


def test_a_piece_goes_into_a_larger_answer_as_it_stands() -> None:
    """What is kept is what would have been written without it."""
    fragments, goal = FragmentCache(), {"number": 11, "title": "Sustainable cities", "targets": [None, True, 1.5]}
    stored = [fragments.store(1, goal), fragments.store(1, goal), fragments[1]]

    assert orjson.dumps({"goals": stored}) == orjson.dumps({"goals": [goal, goal, goal]})


def test_what_is_asked_for_once_is_not_kept() -> None:
    """Keys that never come again leave nothing behind but themselves, among the last that were seen."""
    fragments, piece = FragmentCache(), {"number": 11}

    assert all(fragments.store(key, piece) is piece for key in range(1, 2 * RECENT))
    assert (len(fragments), fragments.size) == (0, 0)

    fragments.store(1, piece)

    assert not fragments  # it was seen too long ago

    fragments.store(1, piece)

    assert [*fragments] == [1]


def test_the_oldest_pieces_go_first() -> None:
    """One by one, so that no more is kept than the limit, and nothing is counted that is gone."""
    fragments = filled(FragmentCache(10 * (ENTRY + 1)), *range(10))

    assert [*fragments] == [*range(10)]

    filled(fragments, 10, 11)

    assert ([*fragments], fragments.size) == ([*range(2, 12)], 10 * (ENTRY + 1))


def test_a_piece_that_is_stored_again_is_counted_once() -> None:
    """Several threads may render it at the same time."""
    fragments = filled(FragmentCache(), 1, 1, 1)

    assert (len(fragments), fragments.size) == (1, ENTRY + 1)


def test_without_room_nothing_is_kept() -> None:
    """The answer is the same."""
    fragments = filled(FragmentCache(0), 1)

    assert (len(fragments), fragments.size, orjson.dumps(fragments.store(1, 5))) == (0, 0, b"5")
