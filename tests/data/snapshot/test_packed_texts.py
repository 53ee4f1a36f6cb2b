"""Packed texts: a list of texts in less memory."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.snapshot.packed_texts import GROUP, LONGEST_PREFIX, GroupedTexts, PackedTexts

WORDS = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(["", "p", "place-1", "place-12", "é", "è"])
TEXTS = st.lists(st.none() | WORDS, max_size=3 * GROUP)


def size(texts: GroupedTexts) -> int:
    return len(texts.letters) + sum(len(part) * part.itemsize for part in (texts.starts, texts.prefixes, texts.ends))


@given(st.lists(TEXTS, max_size=4))
def test_packed_texts_are_the_texts(batches: list[list[str | None]]) -> None:
    """Whatever the letters, and however they came: each is where it was put, also an empty one and one that is missing."""
    packed, plain = PackedTexts(), [text for batch in batches for text in batch]
    for batch in batches:
        packed.extend(batch)

    for texts in (packed, packed.grouped()):
        assert len(texts) == len(plain)
        assert list(texts) == [texts[place] for place in range(len(plain))] == texts[:] == plain
        assert [texts[place] for place in range(-len(plain), 0)] == plain


@given(st.text(min_size=1, max_size=3), st.lists(WORDS, min_size=1, max_size=2 * GROUP))
def test_what_texts_begin_with_is_found_again(beginning: str, words: list[str]) -> None:
    """Also when it ends within a letter, or is longer than a prefix can be."""
    plain = sorted(beginning * LONGEST_PREFIX + word for word in words)

    assert list(PackedTexts(plain).grouped()) == plain


def test_sorted_texts_take_a_third() -> None:
    """What they share is held once for each group."""
    plain = sorted(f"partnership-{number}" for number in range(10_000))

    assert size(PackedTexts(plain).grouped()) < sum(map(len, plain)) / 3


def test_there_is_nothing_behind_the_last() -> None:
    """A place that no text has is an error, as in a list."""
    for texts in (PackedTexts(["Herrljunga"]), PackedTexts(["Herrljunga"]).grouped()):
        with pytest.raises(IndexError):
            texts[1]
