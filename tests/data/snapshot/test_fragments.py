"""Parts of answers are kept as JSON, and not more of them than may be."""

from __future__ import annotations

import orjson
import pytest

from data.snapshot.fragments import ENTRY, Pieces


def test_a_piece_goes_into_a_larger_answer_as_it_stands() -> None:
    """What is kept is what would have been written without it."""
    pieces, goal = Pieces(), {"number": 11, "title": "Sustainable cities", "targets": [None, True, 1.5]}

    assert orjson.dumps({"goals": [pieces.keep(1, goal), pieces[1]]}) == orjson.dumps({"goals": [goal, goal]})


def test_pieces_that_take_too_much_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them at once, so that no more is kept than the limit, and nothing is counted that is gone."""
    monkeypatch.setattr("data.snapshot.fragments.MOST", 10 * (ENTRY + 1))
    pieces = Pieces()
    for key in range(10):
        pieces.keep(key, key)

    assert sorted(pieces) == [*range(10)]

    pieces.keep(10, 0)

    assert (sorted(pieces), pieces.size) == ([10], ENTRY + 1)
