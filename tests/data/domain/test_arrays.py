"""Arrays of integers: distinct ones, those in both of two, ranks, narrow types."""

from __future__ import annotations

from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from data.domain.arrays import FEW, by_rank, distinct, in_both, narrowed

# many in a short range, and few in a long one: a mask of the range finds the former, sorting the latter
SETS = st.sets(st.integers(-5, 5) | st.integers(100, 200) | st.integers(-(10**9), 10**9)) | st.sets(st.integers(0, 40))


@given(SETS, SETS)
def test_distinct_numbers_are_each_there_once(some: set[int], others: set[int]) -> None:
    """In ascending order, as numpy has them."""
    numbers = np.array([*some, *others, *some], np.int64)

    assert distinct(numbers).tolist() == sorted(some | others)


@given(st.lists(st.integers(0, 10**6), unique=True, max_size=60), st.randoms(), st.integers(0, 1000))
def test_numbers_in_the_order_of_their_ranks(numbers: list[int], chance: Random, more: int) -> None:
    """Whether they are most of all that have a rank, or a few."""
    ranks = chance.sample(range(len(numbers) + more), len(numbers))
    found = by_rank(np.array(numbers, np.int64), np.array(ranks, np.int64), len(numbers) + more)

    assert found.tolist() == [number for _, number in sorted(zip(ranks, numbers, strict=True))]


@given(SETS, SETS)
def test_numbers_that_are_in_both(some: set[int], others: set[int]) -> None:
    """In ascending order, whichever has more."""
    one, other = (np.array(sorted(numbers), np.int64) for numbers in (some, others))

    assert in_both(one, other).tolist() == in_both(other, one).tolist() == sorted(some & others)


@given(st.lists(st.integers(-(1 << 40), 1 << 40)))
def test_narrowed_numbers_are_the_numbers(numbers: list[int]) -> None:
    """None is cut, and many that fit into a byte take one."""
    many = np.resize(np.array(numbers or [0], np.int64), FEW)
    found = narrowed(many)

    assert found.tolist() == many.tolist()
    assert (found.itemsize == 1) == all(-128 <= number < 128 for number in numbers)
    assert narrowed(many[1:]).dtype == many.dtype
