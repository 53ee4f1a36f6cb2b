"""Spans and inferred dates as numbers: each is created when it is read. A large catalogue has hundreds of thousands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from data.domain.arrays import Numbers
from data.domain.dates import PartialDate, Span, between, known
from data.domain.enums import Basis

REASONS = [
    "",
    "It is not older than its programme.",
    "It is not older than its parties.",
    "It lies within the time of what it belongs to.",
    "It does not begin before its grant.",
    "It lies within the membership of the member that carries it out.",
]
KNOWN = 10_000  # inferred dates that are kept; one takes about 400 bytes
NO_LIMIT, PROGRAMME, PARTIES, WHOLE, GRANT, LEAD = range(len(REASONS))


class PackedSpans(Sequence[Span]):
    """Spans as their four bounds, in their order: ordinals of days, int32, shape (4, spans)."""

    def __init__(self, bounds: Numbers) -> None:
        self.bounds = bounds

    def __len__(self) -> int:
        return int(self.bounds.shape[1])

    def __getitem__(self, index: Any) -> Any:
        return Span(*map(date.fromordinal, self.bounds[:, index].tolist()))

    def __iter__(self) -> Iterator[Span]:
        return map(Span, *(map(date.fromordinal, bound.tolist()) for bound in self.bounds))


class InferredDates(Sequence[PartialDate | None]):
    """The distinct starts or ends of the rows of a table: those that sources state, then those that follow.

    `field` is `start` or `end`. `days` holds the first and last days of those that follow, as ordinals, int32, shape
    (2, dates). `reasons` holds the indices of their derived limits in REASONS, int8, shape (dates,).
    """

    def __init__(self, field: str, stated: Sequence[PartialDate | None], days: Numbers, reasons: Numbers) -> None:
        self.field, self.stated, self.days, self.reasons = field, stated, days, reasons

    def __len__(self) -> int:
        return len(self.stated) + len(self.reasons)

    def __getitem__(self, index: Any) -> Any:
        place = index - len(self.stated)
        if place < 0:
            return self.stated[index]
        return inferred_date(self.field, *self.days[:, place].tolist(), self.reasons[place].item())


@lru_cache(KNOWN)
def inferred_date(field: str, first: int, last: int, reason: int) -> PartialDate | None:
    """The start or end between two ordinals of days, by a derived limit."""
    return INFERRED[field](date.fromordinal(first), date.fromordinal(last), REASONS[reason])


def start_between(limit: date, attested: date, reason: str) -> PartialDate | None:
    """The interval in which something started of which no start is stated. None when nothing is known of it."""
    return inferred(known(limit), known(attested), f"Attested by {attested}.", reason)


def end_between(attested: date, limit: date, reason: str) -> PartialDate | None:
    """The interval in which it ended, if it did. None when nothing is known of it."""
    return inferred(known(attested), known(limit), f"Surely attested on {attested}.", reason)


def inferred(earliest: date | None, latest: date | None, evidence: str, reason: str) -> PartialDate | None:
    """A date that no source states. `reason` is that of a derived limit, or empty."""
    attested = bool(earliest and latest) or not reason
    because = " ".join(filter(None, (evidence if attested else "", reason)))
    return between(earliest, latest, Basis.DERIVED if reason else Basis.ATTESTED, because)


INFERRED = {"start": start_between, "end": end_between}
