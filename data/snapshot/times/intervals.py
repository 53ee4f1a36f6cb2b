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

from data.domain.arrays import Numbers
from data.domain.dates import PartialDate, Span, between, known, span
from data.domain.enums import Basis
from data.snapshot.columns import Column, Table, combined, packed
from data.snapshot.times.attestations import LAST_DAY, Attestations

FIRST_DAY = 1  # ordinal of the first day of the calendar
REASONS = [
    "",
    "It is not older than its programme.",
    "It is not older than its parties.",
    "It lies within the time of what it belongs to.",
    "It does not begin before its grant.",
    "It lies within the membership of the member that carries it out.",
]
NO_LIMIT, PROGRAMME, PARTIES, WHOLE, GRANT, LEAD = range(len(REASONS))


class Limit(NamedTuple):
    """Derived days that rows do not exceed, as ordinals, and the reason of each. Both have shape (rows,)."""

    days: Numbers
    reasons: Numbers

    def replaced(self, mask: Numbers, days: Numbers, reason: int) -> Limit:
        return Limit(np.where(mask, days, self.days), np.where(mask, reason, self.reasons))

    @property
    def texts(self) -> Column:
        """The reasons as a column of English sentences, empty without a limit."""
        return Column(REASONS, packed(self.reasons, len(REASONS)))


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
        start = combined([days(column) for column in self[:2]], lambda *bounds: bounds)
        end = combined([days(column) for column in self[2:]], lambda *bounds: bounds)
        return combined([start, end], lambda first, last: Span(*first, *last))


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


def days(ordinals: Numbers) -> Column:
    """A column of dates from ordinals."""
    values, codes = np.unique(ordinals, return_inverse=True)
    return Column(list(map(date.fromordinal, values.tolist())), packed(codes, len(values)))


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
        start, end = map(days, bounds[:2]), map(days, bounds[2:])
        columns["begin"] = combined([columns["start"], *start, self.lower.texts], begin)
        columns["finish"] = combined([columns["end"], *end, self.upper.texts], finish)
        return bounds


def begin(stated: PartialDate | None, limit: date, attested: date, reason: str) -> PartialDate | None:
    """The stated start; without one, the interval in which it started. None when nothing is known of it."""
    return stated or inferred(known(limit), known(attested), f"Attested by {attested}.", reason)


def finish(stated: PartialDate | None, attested: date, limit: date, reason: str) -> PartialDate | None:
    """The stated end; without one, the interval in which it ended, if it did. None when nothing is known of it."""
    return stated or inferred(known(attested), known(limit), f"Surely attested on {attested}.", reason)


def inferred(earliest: date | None, latest: date | None, evidence: str, reason: str) -> PartialDate | None:
    """A date that no source states. `reason` is that of a derived limit, or empty."""
    attested = bool(earliest and latest) or not reason
    because = " ".join(filter(None, (evidence if attested else "", reason)))
    return between(earliest, latest, Basis.DERIVED if reason else Basis.ATTESTED, because)


def ordinals(spans: Column, bound: str) -> Numbers:
    """A bound of each row's span, as an ordinal, shape (rows,)."""
    read = attrgetter(bound)
    return spans.map(lambda one: read(one).toordinal(), np.int64)


def possible_days(table: Table) -> Days:
    """The days on which each row of an interval table may hold."""
    return days_of_spans(table).of(table.dated.coded)


def days_of_spans(table: Table) -> Days:
    """The possible days of each distinct span of an interval table."""
    start_earliest, _, _, end_latest = table.bounds
    return Days(start_earliest, end_latest)


def levels_on(table: Table, day: date) -> bytes:
    """The certainty on a day of each distinct span of an interval table, as an index into CERTAINTY_LEVELS."""
    start_earliest, start_latest, end_earliest, end_latest = table.bounds
    ordinal = day.toordinal()
    possible = (start_earliest <= ordinal) & (ordinal <= end_latest)
    certain = (start_latest <= ordinal) & (ordinal <= end_earliest)
    levels: bytes = (possible.astype(np.uint8) + certain).tobytes()
    return levels
