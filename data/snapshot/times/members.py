"""An index of memberships by partnership and municipality."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from data.domain.arrays import Numbers, pair_keys
from data.snapshot.columns import NONE, Table


class MemberIndex:
    """Finds memberships by partnership and municipality. `groups` numbers the distinct pairs, shape (memberships,)."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        members, self.size = tables["memberships"], tables["municipalities"].size
        keys = self._keys(members.referred("partnership"), members.referred("municipality"))
        self.keys, self.first, self.groups, self.counts = np.unique(
            keys, return_index=True, return_inverse=True, return_counts=True
        )

    def __len__(self) -> int:
        return len(self.keys)

    def _keys(self, partnerships: Numbers, municipalities: Numbers) -> Numbers:
        known = (partnerships >= 0) & (municipalities >= 0)
        return np.where(known, pair_keys(partnerships, municipalities, self.size), NONE)

    def find(self, partnerships: Numbers, municipalities: Numbers) -> Numbers:
        """The group of each pair of rows, counted from 0; NONE where there is no such membership."""
        wanted = self._keys(partnerships, municipalities)
        place = np.searchsorted(self.keys, wanted)
        found = np.append(self.keys, NONE - 1)[place] == wanted
        return np.where(found, place, NONE)

    def only(self, partnerships: Numbers, municipalities: Numbers) -> Numbers:
        """The membership of each pair of rows; NONE where there is none or several."""
        groups = self.find(partnerships, municipalities)
        single = np.append(self.counts, 0)[groups] == 1
        return np.where(single, np.append(self.first, NONE)[groups], NONE)
