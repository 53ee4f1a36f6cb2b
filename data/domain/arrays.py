"""Functions of integer arrays: ranges, pairs and distinct values, without loops."""

from __future__ import annotations

from typing import Any

import numpy as np

Numbers = Any  # a numpy array of integers
LEVEL_BITS = 2  # of a certainty level


def ranges(offsets: Numbers, rows: Numbers) -> tuple[Numbers, Numbers]:
    """The indices from `offsets[row]` to `offsets[row + 1] - 1` of each row, concatenated, and their counts."""
    begin = offsets[rows].astype(np.int64)
    counts = offsets[rows + 1] - begin
    return np.repeat(begin - np.cumsum(counts) + counts, counts) + np.arange(counts.sum()), counts


def pairs(counts: Numbers) -> tuple[Numbers, Numbers]:
    """The indices of all pairs within each of several consecutive groups of these sizes, the smaller index first."""
    ends = np.repeat(np.cumsum(counts), counts)
    after = ends - np.arange(len(ends)) - 1
    one = np.repeat(np.arange(len(ends)), after)
    return one, one + 1 + np.arange(len(one)) - np.repeat(np.cumsum(after) - after, after)


def distinct(rows: Numbers) -> Numbers:
    """The distinct rows, ascending. Quicker than sorting when rows are many and dense."""
    if not len(rows):
        return rows
    first = rows.min()
    found = np.zeros(int(rows.max() - first) + 1, bool)
    found[rows - first] = True
    return (np.flatnonzero(found) + first).astype(rows.dtype)


def pair_keys(one: Numbers, other: Numbers, size: int) -> Numbers:
    """One integer for each pair of numbers, of which the other lies below `size`. Shape (pairs,), int64."""
    return np.asarray(one, np.int64) * size + other


def highest_levels(keys: Numbers, levels: Numbers) -> tuple[Numbers, Numbers]:
    """The distinct keys, ascending, and the highest certainty level of each, from 0 to 3. Keys are int64."""
    packed = keys << LEVEL_BITS | levels
    packed.sort()
    last = np.ones(len(packed), bool)
    np.not_equal(packed[1:] >> LEVEL_BITS, packed[:-1] >> LEVEL_BITS, out=last[:-1])
    return packed[last] >> LEVEL_BITS, packed[last] & (1 << LEVEL_BITS) - 1
