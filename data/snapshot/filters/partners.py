"""Numbers of partners of municipalities, and selections by them."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from data.domain.arrays import Numbers, highest_levels, pair_keys
from data.domain.enums import Certainty
from data.snapshot.co_memberships import Kinds
from data.snapshot.columns import CERTAINTY_LEVELS, SliceView
from data.snapshot.filters.conditions import NumberRange
from data.snapshot.selection import rows_of


def numbers_of_partners(
    slice: SliceView,
    partners: Numbers | None = None,
    kinds: Kinds = None,
    certainty: Collection[Certainty] | None = None,
) -> Numbers:
    """The number of its partners among some municipalities, for each municipality. Shape (municipalities,), int32.

    `partners` are rows; None means all. `kinds` are those of the partnerships that the two share. `certainty` says how
    certainly they are partners; None means either way.
    """
    table = slice.tables["municipalities"]
    one, other, _, level = slice.snapshot.co_memberships.present(slice, kinds, None)
    one, other, level = (column[level > 0] for column in (one - table.first, other - table.first, level))
    places, others, level = np.concatenate([one, other]), np.concatenate([other, one]), np.tile(level, 2)
    if partners is not None:
        wanted = np.zeros(table.size, bool)
        wanted[np.asarray(partners) - table.first] = True
        places, others, level = (column[wanted[others]] for column in (places, others, level))
    pairs, levels = highest_levels(pair_keys(places, others, table.size), level)
    if certainty is not None:
        pairs = pairs[np.isin(levels, [CERTAINTY_LEVELS.index(one) for one in certainty])]
    return np.bincount(pairs // table.size, minlength=table.size).astype(np.int32)


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
