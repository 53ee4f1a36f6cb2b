"""Bit vectors, held against sets of numbers."""

from __future__ import annotations

from bisect import bisect_left

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.domain.arrays import BitVector, packed_bits

SIZE = 300
numbers = st.sets(st.integers(0, SIZE - 1)).map(sorted)
positions = st.integers(0, SIZE)


def packed(found: list[int], size: int = SIZE) -> BitVector:
    return BitVector(packed_bits(np.array(found, np.int32), size))


@given(numbers, positions, positions)
def test_a_part_is_that_of_the_sorted_numbers(found: list[int], begin: int, end: int) -> None:
    vector, end = packed(found), min(end, len(found))

    assert (len(vector), vector.numbers.tolist()) == (len(found), found)
    assert vector.select(begin, end).tolist() == found[begin:end]


@given(numbers, positions)
def test_the_rank_counts_the_smaller_numbers(found: list[int], number: int) -> None:
    assert packed(found).rank(number) == bisect_left(found, number)


@given(numbers, numbers)
def test_bits_combine_as_sets_do(one: list[int], other: list[int]) -> None:
    a, b = (packed(found).words for found in (one, other))

    combined = [BitVector(bits) for bits in (a & b, a | b, a & ~b)]

    expected = [set(one) & set(other), set(one) | set(other), set(one) - set(other)]
    assert [vector.select(0, len(vector)).tolist() for vector in combined] == [*map(sorted, expected)]


@pytest.mark.parametrize("size", [0, 1, 31, 32, 33, 64])
def test_every_size_may_be_full_or_empty(size: int) -> None:
    full, empty = packed([*range(size)], size), packed([], size)

    assert (full.select(0, size).tolist(), full.rank(size)) == ([*range(size)], size)
    assert (empty.select(0, 0).tolist(), empty.rank(size), len(empty)) == ([], 0, 0)
