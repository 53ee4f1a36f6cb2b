"""The latest status of partnerships, and how sure it is on the day asked for."""

from __future__ import annotations

import numpy as np

from data.counting.links import CERTAIN, POSSIBLE, Links
from data.domain.dates import PartialDate
from data.domain.enums import PartnershipState
from data.snapshot import selection
from data.snapshot.columns import NONE, in_column


def latest_statuses(links: Links) -> Links:
    """The latest present status of each partnership that has one, without those of projects. By item."""
    partnerships, statuses = selection.latest_statuses(links.slice)
    latest = np.full(links.table.size, NONE)
    latest[partnerships] = statuses
    rows = latest[links.rows]
    found = links._replace(table=links.slice.tables["statuses"], rows=rows).where(rows != NONE)
    return as_sure_as_dated(found)


def as_sure_as_dated(statuses: Links) -> Links:
    """The same statuses with the certainty of `Status.certainty`."""
    slice, dates = statuses.slice, statuses.table.dated
    bounds = np.array([sure_bounds(when) for when in dates.values], np.int64).reshape(-1, 2)
    first, last = bounds[dates.coded[statuses.rows]].T
    sure = first > 0
    if slice.day is not None:
        day, read = slice.day.toordinal(), slice.snapshot.read_on.toordinal()
        ended = in_column(statuses.table, "state", (PartnershipState.ENDED,))[statuses.rows]
        over = ended & (last <= day) & (day <= read)
        sure &= over | (first == last) & (last == day)
    return statuses._replace(levels=np.where(sure, CERTAIN, POSSIBLE).astype(np.uint8))


def sure_bounds(when: PartialDate | None) -> tuple[int, int]:
    """Both bounds of a date that is not doubted, as ordinals; 0 unless both are known."""
    if when is None or when.doubted or when.earliest is None or when.latest is None:
        return 0, 0
    return when.earliest.toordinal(), when.latest.toordinal()
