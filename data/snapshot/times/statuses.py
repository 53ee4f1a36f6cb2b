"""The statuses of partnerships and projects, sorted once for each snapshot, the latest of each owner first."""

from __future__ import annotations

from datetime import date

import numpy as np

from data.domain.arrays import Numbers
from data.domain.dates import PartialDate
from data.domain.enums import PartnershipState
from data.snapshot.columns import NONE, Rows, SliceView, Table, packed

OWNERS = ("partnership", "project")  # references of statuses


class SortedStatuses:
    """Statuses by their owner, then from the latest to the oldest. Of statuses of one moment, the one listed first.

    `rows` counts statuses from 0, and `owners` holds their owners, ascending; both have shape (statuses,).
    """

    def __init__(self, statuses: Table, owner: str) -> None:
        self.table = statuses
        of = statuses.referred(owner)
        own = np.flatnonzero((of >= 0) & ((statuses.referred("project") < 0) | (owner == "project")))
        moments = np.array([_moment(when) for when in statuses.dated.values], np.int64).reshape(-1, 3)
        moments = moments[statuses.dated.coded[own]].T
        order = np.lexsort((own, moments[2], moments[1], -moments[0], of[own]))
        self.rows, self.owners = own[order].astype(np.int32), of[own][order].astype(np.int32)
        target, _ = statuses.references[owner]
        self.offsets = packed(np.searchsorted(self.owners, np.arange(target.size + 1)), len(own) + 1)
        self.listed: Rows = memoryview(self.rows)  # type: ignore[arg-type]  # numpy arrays are buffers
        self.first = target.first

    def latest(self, slice: SliceView, owner: int) -> int:
        """The latest present status of an owner; NONE without one. Both count from 0."""
        begin, end = self.offsets[owner], self.offsets[owner + 1]
        if begin == end or slice.day is None:
            return NONE if begin == end else self.listed[begin]
        listed = self.listed[begin:end]
        levels, codes = slice.certainty_levels(self.table), self.table.dated.codes or ()
        return next((row for row in listed if levels[codes[row]]), NONE)

    def latest_of_all(self, slice: SliceView) -> tuple[Numbers, Numbers]:
        """The owners that have a present status, ascending, and the latest one of each. Both count from 0."""
        levels = np.frombuffer(slice.certainty_levels(self.table), np.uint8)
        present = levels[self.table.dated.coded[self.rows]] > 0
        owners, rows = self.owners[present], self.rows[present]
        latest = np.diff(owners, prepend=NONE) != 0
        return owners[latest], rows[latest]


def sorted_statuses(slice: SliceView, owner: str) -> SortedStatuses:
    """The sorted statuses of all partnerships, without those of their projects, or of all projects. Cached."""
    table, snapshot = slice.tables["statuses"], slice.snapshot
    return snapshot.memoize(("sorted statuses", owner), lambda: SortedStatuses(table, owner))


def latest_status(slice: SliceView, owner: str, row: int) -> int:
    """The row of the latest present status of the partnership or project of a row; NONE without one."""
    found = sorted_statuses(slice, owner)
    latest = found.latest(slice, row - found.first)
    return NONE if latest == NONE else found.table.first + latest


def latest_state(slice: SliceView, owner: str, row: int) -> PartnershipState:
    """The state by the latest present status; UNKNOWN without one."""
    latest, table = latest_status(slice, owner, row), slice.tables["statuses"]
    if latest == NONE:
        return PartnershipState.UNKNOWN
    state: PartnershipState = table.columns["state"].at(latest - table.first)
    return state


def _moment(when: PartialDate | None) -> tuple[int, int, int]:
    """Sort key in ordinal days: the last possible day of a date, then two tie-breakers."""
    first, last = (when.earliest, when.latest) if when else (None, None)
    days = (last or first or date.min, last or first or date.max, first or (date.min if when else date.max))
    return days[0].toordinal(), days[1].toordinal(), days[2].toordinal()
