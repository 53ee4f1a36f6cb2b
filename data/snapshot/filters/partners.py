"""Selections of municipalities by their partners."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from data.domain.arrays import Numbers, pair_keys
from data.domain.enums import Certainty
from data.snapshot.co_memberships import Kinds
from data.snapshot.columns import CERTAINTY_LEVELS, SliceView
from data.snapshot.filters.conditions import NumberRange
from data.snapshot.selection import rows_of


def numbers_of_partners(
    slice: SliceView, partners: Numbers, kinds: Kinds, certainty: Collection[Certainty] | None
) -> Numbers:
    """The number of its partners among some municipalities, for each municipality. Shape (municipalities,).

    `kinds` are those of the partnerships that the two share. `certainty` says how certainly they are partners.
    """
    table = slice.tables["municipalities"]
    one, other, _, level = slice.snapshot.co_memberships.present(slice, kinds, None)
    ends = np.concatenate([one, other]) - table.first, np.concatenate([other, one]) - table.first
    wanted = np.zeros(table.size, bool)
    wanted[np.asarray(partners) - table.first] = True
    keys, levels = pair_keys(*ends, table.size), np.tile(level, 2)
    chosen = (levels > 0) & wanted[ends[1]]
    pairs, index = np.unique(keys[chosen], return_inverse=True)
    highest = np.zeros(len(pairs), levels.dtype)
    np.maximum.at(highest, index, levels[chosen])
    if certainty is not None:
        pairs = pairs[np.isin(highest, [CERTAINTY_LEVELS.index(one) for one in certainty])]
    return np.bincount(pairs // table.size, minlength=table.size)


def by_partners(
    slice: SliceView,
    partners: Numbers,
    kinds: Kinds,
    certainty: Collection[Certainty] | None,
    count: NumberRange,
) -> Numbers:
    """The municipalities whose number of partners among some municipalities lies in a range."""
    numbers, (least, most) = numbers_of_partners(slice, partners, kinds, certainty), count.bounds
    return rows_of(slice.tables["municipalities"], (least <= numbers) & (numbers <= most))
