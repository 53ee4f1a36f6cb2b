"""Parts of answers are kept as JSON, and not more of them than may be."""

from __future__ import annotations

import orjson
import pytest

from data.snapshot.fragments import ENTRY, FragmentCache


def test_a_piece_goes_into_a_larger_answer_as_it_stands() -> None:
    """What is kept is what would have been written without it."""
    fragments, goal = FragmentCache(), {"number": 11, "title": "Sustainable cities", "targets": [None, True, 1.5]}

    assert orjson.dumps({"goals": [fragments.store(1, goal), fragments[1]]}) == orjson.dumps({"goals": [goal, goal]})


def test_pieces_that_take_too_much_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them at once, so that no more is kept than the limit, and nothing is counted that is gone."""
    monkeypatch.setattr("data.snapshot.fragments.MOST", 10 * (ENTRY + 1))
    fragments = FragmentCache()
    for key in range(10):
        fragments.store(key, key)

    assert sorted(fragments) == [*range(10)]

    fragments.store(10, 0)

    assert (sorted(fragments), fragments.size) == ([10], ENTRY + 1)
