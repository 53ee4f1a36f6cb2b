"""The latest status of partnerships, and how sure it is on the day asked for."""

from __future__ import annotations

import numpy as np

from data.counting.links import CERTAIN, POSSIBLE, Links
from data.domain.arrays import Numbers
from data.domain.dates import PartialDate
from data.domain.enums import PartnershipState
from data.snapshot.columns import NONE, SliceView, in_column
from data.snapshot.selection import _moment


def latest_statuses(links: Links) -> Links:
    """The latest present status of each partnership that has one, without those of projects. By item."""
    found = links.back("statuses")
    found = found.where(np.asarray(found.table.references["project"][1])[found.rows] == NONE)
    last, first, begin = moments(found)[:3]
    order = np.lexsort((found.rows, begin, first, -last, found.items))
    found = found.take(order)
    newest = np.ones(len(order), bool)
    newest[1:] = found.items[1:] != found.items[:-1]
    return as_sure_as_dated(found.where(newest))


def as_sure_as_dated(statuses: Links) -> Links:
    """The same statuses with the certainty of `Status.certainty`."""
    slice, (*_, first, last) = statuses.slice, moments(statuses)
    sure = first > 0
    if slice.day is not None:
        day, read = slice.day.toordinal(), slice.snapshot.read_on.toordinal()
        ended = in_column(statuses.table, "state", (PartnershipState.ENDED,))[statuses.rows]
        over = ended & (last <= day) & (day <= read)
        sure &= over | (first == last) & (last == day)
    return statuses._replace(levels=np.where(sure, CERTAIN, POSSIBLE).astype(np.uint8))


def moments(statuses: Links) -> Numbers:
    """The sort keys of statuses, and the bounds of sure dates as ordinals, 0 for others. Shape (5, statuses)."""
    columns: Numbers = statuses.slice.snapshot.memoize("moments of statuses", lambda: moments_of(statuses.slice))
    return columns[:, statuses.table.dated.coded[statuses.rows]]


def moments_of(slice: SliceView) -> Numbers:
    """The same for each distinct date."""
    dates = slice.tables["statuses"].dated.values
    return np.array([(*_moment(when), *sure_bounds(when)) for when in dates], np.int64).reshape(-1, 5).T


def sure_bounds(when: PartialDate | None) -> tuple[int, int]:
    """Both bounds of a date that is not doubted, as ordinals; 0 unless both are known."""
    if when is None or when.doubted or when.earliest is None or when.latest is None:
        return 0, 0
    return when.earliest.toordinal(), when.latest.toordinal()
