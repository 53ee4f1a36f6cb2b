"""What a process holds of the days that were asked for once."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from data.snapshot.slice import Slice
from data.snapshot.snapshot import SLICES, Snapshot
from service.server import GC_THRESHOLDS

DAYS = 1_500


@pytest.fixture
def eager() -> Iterator[None]:
    """The generations of a server, of which the youngest is collected a hundred times as often, and a heap without the tests'."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.collect()
    gc.set_threshold(GC_THRESHOLDS[0] // 100, *GC_THRESHOLDS[1:])
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


@pytest.mark.usefixtures("eager")
def test_the_days_that_were_asked_for_do_not_pile_up(snapshot: Snapshot) -> None:
    """A slice and its entities refer to each other, so an evicted one goes when its generation is collected."""
    for number in range(DAYS):
        day = date(2015, 1, 1) + timedelta(number)
        assert all(seat.partnership for one in snapshot.slice(day).partnerships for seat in one.members)

    held = sum(isinstance(one, Slice) for one in gc.get_objects())

    assert len(snapshot.slices) <= SLICES
    assert held < 4 * SLICES
