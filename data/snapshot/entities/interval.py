"""Base class of entities that last: what sources state of their times, what attests them, and what follows."""

from __future__ import annotations

from datetime import date

from data.domain.dates import PartialDate, Span
from data.domain.enums import Certainty
from data.snapshot.columns import CERTAINTY_LEVELS, NONE
from data.snapshot.entities.entity import Entity
from data.snapshot.times.attestations import LAST_DAY, Attestation, Attestations, ordinal


class IntervalEntity(Entity):
    """An entity with a start and an end.

    `start` and `end` are what sources state. `span` combines them with the attestations and with derived limits. `begin`
    and `finish` are the stated dates; without one, the interval that `span` leaves, with its basis and its reasons.
    """

    start: PartialDate | None
    end: PartialDate | None
    begin: PartialDate | None
    finish: PartialDate | None
    span: Span

    def certainty_on(self, day: date) -> Certainty | None:
        if day != self.slice.day:
            return self.span.covers(day)
        table = self.slice.tables[type(self).records]
        return CERTAINTY_LEVELS[self.slice.certainty_levels(table)[(table.dated.codes or ())[self._index]]]

    @property
    def _index(self) -> int:
        return self.row - self.slice.tables[type(self).records].first

    @property
    def first_attested(self) -> Attestation | None:
        """The first attestation. None when it has no dated attestation."""
        found = self._attestations
        return self._attestation(found, found.earliest(self._index)) if found else None

    @property
    def last_attested(self) -> Attestation | None:
        """The last attestation by the day of the slice. None when there is none with a known first possible day."""
        found, last = self._attestations, ordinal(self.slice.day, LAST_DAY)
        return self._attestation(found, found.latest_of(self._index, last)) if found else None

    @property
    def _attestations(self) -> Attestations | None:
        """The attestations of its table; None for names, which nothing attests but their own dates."""
        attestations: Attestations | None = self.slice.tables[type(self).records].attestations
        return attestations

    def _attestation(self, found: Attestations, index: int) -> Attestation | None:
        if index == NONE:
            return None
        source = self.slice.entity("sources", int(found.sources[index]))
        return Attestation(found.date(index), source)
