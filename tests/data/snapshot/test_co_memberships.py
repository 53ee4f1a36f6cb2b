"""Co-memberships among some municipalities, held against those of all."""

from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from data.domain.enums import PartnershipKind
from data.snapshot.snapshot import Snapshot

kinds = st.none() | st.sets(st.sampled_from(PartnershipKind))
days = st.none() | st.dates(date(2010, 1, 1), date(2026, 1, 1))


@given(day=days, kinds=kinds, chosen=st.sets(st.integers(0, 437)))
def test_those_among_some_are_those_with_both_ends_among_them(
    whole: Snapshot, day: date | None, kinds: set[PartnershipKind] | None, chosen: set[int]
) -> None:
    rows = whole.tables["municipalities"].rows
    some = sorted(rows[index] for index in chosen)
    every = whole.co_memberships.present(whole.slice(day), kinds, None)

    found = whole.co_memberships.present(whole.slice(day), kinds, np.array(some, np.int64))

    expected = [pair for pair in zip(*map(np.ndarray.tolist, every), strict=True) if {*pair[:2]} <= {*some}]
    assert [*zip(*map(np.ndarray.tolist, found), strict=True)] == expected
    assert [pair[:3] for pair in expected] == sorted(pair[:3] for pair in expected)
    assert all(a < b for a, b, _, _ in expected)
