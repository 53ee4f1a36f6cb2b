"""Packed texts: a list of texts in less memory."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.domain.arrays import PackedTexts, sorted_distinct

TEXTS = st.lists(st.none() | st.text(st.characters(codec="utf-8"), max_size=12))


@given(st.lists(TEXTS, max_size=4))
def test_packed_texts_are_the_texts(batches: list[list[str | None]]) -> None:
    """Whatever the letters, and however they came: each is where it was put, also an empty one and one that is missing."""
    packed, plain = PackedTexts(), [text for batch in batches for text in batch]
    for batch in batches:
        packed.extend(batch)

    for texts in (packed, packed.pack()):
        assert len(texts) == len(plain)
        assert list(texts) == [texts[place] for place in range(len(plain))] == texts[:] == plain
        assert [texts[place] for place in range(-len(plain), 0)] == plain


def test_there_is_nothing_behind_the_last() -> None:
    """A place that no text has is an error, as in a list."""
    with pytest.raises(IndexError):
        PackedTexts(["Herrljunga"])[1]


@given(st.lists(st.integers(-5, 5)))
def test_distinct_numbers_are_each_there_once(numbers: list[int]) -> None:
    """In ascending order, as numpy has them."""
    assert sorted_distinct(np.array(numbers, np.int64)).tolist() == np.unique(numbers).tolist()
