"""When each row of an interval table holds: what is stated, attested and derived, combined into spans.

| bound | from, in this order |
|---|---|
| start, earliest | the stated start; else a derived limit |
| start, latest | the earlier of the stated start and the first attestation |
| end, earliest | the later of the stated end and the last attestation, not after the day on which the newest source was read |
| end, latest | the stated end, unless it is planned or open; else a derived limit |

Derived limits: no partnership before its programmes or before two of its parties; no part, membership, project, role or
time in a programme outside its whole; no project before its grant, or outside the membership of the member that
carries it out.
"""

from __future__ import annotations

from datetime import date
from operator import attrgetter
from typing import NamedTuple

import numpy as np

from data.domain.arrays import Numbers, pair_keys
from data.domain.dates import span
from data.snapshot.columns import Column, Table, combined, packed
from data.snapshot.times.attestations import LAST_DAY, Attestations
from data.snapshot.times.packed import REASONS, WHOLE, InferredDates, PackedSpans

FIRST_DAY = 1  # ordinal of the first day of the calendar
DAYS = LAST_DAY + 1  # exceeds every ordinal


class Limit(NamedTuple):
    """Derived days that rows do not exceed, as ordinals, and the reason of each. Both have shape (rows,)."""

    days: Numbers
    reasons: Numbers

    def replaced(self, mask: Numbers, days: Numbers, reason: int) -> Limit:
        return Limit(np.where(mask, days, self.days), np.where(mask, reason, self.reasons))


class Bounds(NamedTuple):
    """The four bounds of a span for each row, as ordinals of days, shape (rows,) each."""

    start_earliest: Numbers
    start_latest: Numbers
    end_earliest: Numbers
    end_latest: Numbers

    def of(self, rows: Numbers) -> Bounds:
        """The bounds of the rows of another table, each of which refers to a row of this one or to NONE."""
        unbounded = (FIRST_DAY, LAST_DAY, FIRST_DAY, LAST_DAY)
        return Bounds(*(np.append(column, none)[rows] for column, none in zip(self, unbounded, strict=True)))

    @property
    def spans(self) -> Column:
        """The spans, each distinct one once."""
        pairs = (
            pair_keys(self.start_earliest, self.start_latest, DAYS),
            pair_keys(self.end_earliest, self.end_latest, DAYS),
        )
        starts, ends = (np.unique(pair, return_inverse=True)[1] for pair in pairs)
        found, codes = distinct_places(pair_keys(starts, ends, len(ends)))
        return Column(PackedSpans(np.stack(self)[:, found].astype(np.int32)), packed(codes, len(found)))


class Days(NamedTuple):
    """Intervals of days as ordinals, both ends inclusive: first and last, shape (intervals,) each.

    An interval whose first day is after its last one is empty.
    """

    first: Numbers
    last: Numbers

    def of(self, rows: Numbers) -> Days:
        """The intervals of some rows, in their order."""
        return Days(self.first[rows], self.last[rows])

    def common(self, other: Days) -> Days:
        """The days that each interval shares with the one at the same index."""
        return Days(np.maximum(self.first, other.first), np.minimum(self.last, other.last))


def distinct_places(keys: Numbers) -> tuple[Numbers, Numbers]:
    """The index of the first of each distinct key, in their order, and the number of the distinct key of each."""
    _, found, codes = np.unique(keys, return_index=True, return_inverse=True)
    return found, codes


def with_inferred(stated: Column, field: str, first: Numbers, last: Numbers, reasons: Numbers) -> Column:
    """The stated date of each row; without one, that which follows from its bounds and the reason of a derived limit."""
    missing = np.flatnonzero(stated.map(lambda date: date is None, bool))
    first, last, reasons = first[missing], last[missing], reasons[missing]
    found, inferred = distinct_places(pair_keys(pair_keys(first, last, DAYS), reasons, len(REASONS)))
    values = InferredDates(field, stated.values, np.stack([first, last])[:, found].astype(np.int32), reasons[found])
    codes = stated.coded.astype(np.int64)
    codes[missing] = len(stated.values) + inferred
    return Column(values, packed(codes, len(values)))


class Interval:
    """What is known of the times of the rows of a table: stated dates, attestations and derived limits.

    A limit that contradicts a stated date or an attestation is no limit.
    """

    def __init__(self, table: Table, attested: Attestations | None, read: Numbers) -> None:
        self.table, self.attested = table, attested
        stated = combined([table.columns["start"], table.columns["end"]], span)
        self.stated = Bounds(*(ordinals(stated, name) for name in Bounds._fields))
        started, held = attested.sure_days() if attested else (LAST_DAY, FIRST_DAY)
        self.start_latest = np.minimum(self.stated.start_latest, started)
        self.end_earliest = np.maximum(np.minimum(np.maximum(self.stated.end_earliest, held), read), FIRST_DAY)
        self.lower = Limit(np.full(table.size, FIRST_DAY), np.zeros(table.size, np.int8))
        self.upper = Limit(np.full(table.size, LAST_DAY), np.zeros(table.size, np.int8))

    def not_before(self, days: Numbers, reason: int) -> None:
        self.lower = self.lower.replaced((days > self.lower.days) & (days <= self.start_latest), days, reason)

    def not_after(self, days: Numbers, reason: int) -> None:
        self.upper = self.upper.replaced((days < self.upper.days) & (days >= self.end_earliest), days, reason)

    def within(self, whole: Bounds, reason: int = WHOLE) -> None:
        """Limits the rows to the possible days of their wholes."""
        self.not_before(whole.start_earliest, reason)
        self.not_after(whole.end_latest, reason)

    def as_sure_as(self, whole: Bounds, from_start: Numbers, to_end: Numbers) -> None:
        """Makes the chosen rows as sure as their wholes, towards the start or towards the end."""
        self.start_latest = np.where(from_start, np.minimum(self.start_latest, whole.start_latest), self.start_latest)
        self.end_earliest = np.where(to_end, np.maximum(self.end_earliest, whole.end_earliest), self.end_earliest)

    @property
    def bounds(self) -> Bounds:
        """The bounds of each row by the table of this module. What is sure is also possible."""
        stated = self.stated
        earliest = np.where(stated.start_earliest == FIRST_DAY, self.lower.days, stated.start_earliest)
        latest = np.where(stated.end_latest == LAST_DAY, self.upper.days, stated.end_latest)
        return Bounds(
            np.minimum(earliest, self.start_latest),
            self.start_latest,
            self.end_earliest,
            np.maximum(latest, self.end_earliest),
        )

    def finish(self) -> Bounds:
        """Stores the spans, the attestations, and the start and end with the reasons of what no source states."""
        columns, bounds = self.table.columns, self.bounds
        self.table.times = columns["span"] = bounds.spans
        self.table.attestations = self.attested
        columns["begin"] = with_inferred(columns["start"], "start", *bounds[:2], self.lower.reasons)
        columns["finish"] = with_inferred(columns["end"], "end", *bounds[2:], self.upper.reasons)
        return bounds


def ordinals(spans: Column, bound: str) -> Numbers:
    """A bound of each row's span, as an ordinal, shape (rows,)."""
    read = attrgetter(bound)
    return spans.map(lambda one: read(one).toordinal(), np.int64)


def possible_days(table: Table) -> Days:
    """The days on which each row of an interval table may hold."""
    return days_of_spans(table).of(table.dated.coded)


def days_of_spans(table: Table) -> Days:
    """The possible days of each distinct span of an interval table."""
    start_earliest, _, _, end_latest = table.dated.values.bounds
    return Days(start_earliest, end_latest)


def levels_on(table: Table, day: date) -> bytes:
    """The certainty on a day of each distinct span of an interval table, as an index into CERTAINTY_LEVELS."""
    start_earliest, start_latest, end_earliest, end_latest = table.dated.values.bounds
    ordinal = day.toordinal()
    possible = (start_earliest <= ordinal) & (ordinal <= end_latest)
    certain = (start_latest <= ordinal) & (ordinal <= end_earliest)
    levels: bytes = (possible.astype(np.uint8) + certain).tobytes()
    return levels
