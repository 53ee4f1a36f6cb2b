"""Attestations: dated evidence that a row held on some day. What counts as evidence: `collector.py`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from data.domain.arrays import Numbers, distinct, narrowed
from data.domain.dates import PartialDate, bounds_of
from data.snapshot.columns import NONE, CodeTable, Column, Table

UNKNOWN = 0  # stands for a first possible day that is not known; days are ordinals of the calendar
LAST_DAY = 3_652_059  # ordinal of the last day of the calendar


def ordinal(day: date | None, unknown: int) -> int:
    """The ordinal of a day; `unknown` where there is none."""
    return day.toordinal() if day else unknown


class Evidence(NamedTuple):
    """Attestations of rows of one table: the row, counted from 0, the code of the date, the row of the source.

    All columns have shape (attestations,).
    """

    rows: Numbers
    dates: Numbers
    sources: Numbers

    def where(self, mask: Numbers) -> Evidence:
        return Evidence(*(column[mask] for column in self))

    def of(self, wholes: Numbers) -> Evidence:
        """The same evidence for other rows: `wholes` maps each row, NONE drops it."""
        rows = wholes[self.rows]
        return self._replace(rows=rows).where(rows != NONE)


class Attestation(NamedTuple):
    """A date on which a fact held, and the source that dates it."""

    date: PartialDate
    source: Any


class Attestations:
    """The attestations of the rows of a table, each row's in the order of their first, then last possible days.

    The attestations of row `k`, counted from 0, have the indices from `offsets[k]` to `offsets[k + 1] - 1` in `dates`
    and `sources` (row numbers). A code of -1 stands for an undated source. The calendar has the possible days.
    """

    COLUMNS = ("dates", "sources", "offsets")

    @classmethod
    def of_columns(cls, columns: Mapping[str, Numbers], calendar: Calendar) -> Attestations:
        """Attestations from their columns by the names COLUMNS."""
        found = cls.__new__(cls)
        for name in cls.COLUMNS:
            setattr(found, name, columns[name])
        found.calendar = calendar
        return found

    def __init__(self, size: int, evidence: Sequence[Evidence], calendar: Calendar) -> None:
        rows, dates, sources = (np.concatenate(columns).astype(np.int32) for columns in zip(*evidence, strict=True))
        first, last, _ = calendar.bounds(dates, sources)
        order = np.lexsort((sources, dates, last, first, rows))
        new = np.ones(len(order), bool)
        new[1:] = np.any([np.diff(column[order]) != 0 for column in (rows, dates, sources)], axis=0)
        order = order[new & (first <= last)[order]]
        self.dates, self.sources = narrowed(dates[order]), narrowed(sources[order])
        self.offsets = narrowed(np.searchsorted(rows[order], np.arange(size + 1)))
        self.calendar = calendar

    @property
    def days(self) -> tuple[Numbers, Numbers, Numbers]:
        """The first and last possible day of each attestation, as ordinals, and whether its date is doubted."""
        return self.calendar.bounds(self.dates, self.sources)

    @property
    def rows(self) -> Numbers:
        """The row of each attestation, counted from 0."""
        return np.repeat(np.arange(len(self.offsets) - 1), np.diff(self.offsets))

    def date(self, index: int) -> PartialDate:
        """The date of an attestation that is dated."""
        date: PartialDate = self.calendar.dates[self.dates[index]]
        return date

    def sure_days(self) -> tuple[Numbers, Numbers]:
        """The day by which each row surely held, and the day on or after which it surely still did, shape (size,).

        LAST_DAY and UNKNOWN where no attestation says so. Of a doubted date only the reading of its source is sure.
        """
        size, rows, (first, last, doubted) = len(self.offsets) - 1, self.rows, self.days
        earliest, latest = np.full(size, LAST_DAY), np.full(size, UNKNOWN)
        np.minimum.at(earliest, rows, np.where(doubted, self.calendar.read_of(self.sources), last))
        np.maximum.at(latest, rows[~doubted], first[~doubted])
        return earliest, latest

    def since(self, first: int, last: int) -> Numbers:
        """The rows, counted from 0, with a dated attestation whose first possible day lies between two ordinals."""
        return distinct(self.rows[self.calendar.between(max(first, UNKNOWN + 1), last)[self.dates]])

    def latest_days(self, last: int) -> Numbers:
        """The first possible day of the last dated attestation of each row by a day; UNKNOWN without one."""
        found = np.full(len(self.offsets) - 1, UNKNOWN)
        chosen = self.calendar.between(UNKNOWN + 1, last)[self.dates]
        np.maximum.at(found, self.rows[chosen], self.calendar.first_of(self.dates[chosen]))
        return found

    def latest_of(self, row: int, last: int) -> int:
        """The index of the last dated attestation of a row whose first possible day is known and not after a day."""
        begin, end = self.offsets[row : row + 2].tolist()
        first, dates = self.calendar.first_days, self.dates[begin:end].tolist()
        return next((begin + i for i in reversed(range(len(dates))) if UNKNOWN < first[dates[i]] <= last), NONE)

    def earliest(self, row: int) -> int:
        """The index of the dated attestation of a row with the earliest last possible day; NONE when it has none."""
        begin, end = self.offsets[row : row + 2].tolist()
        dates, sources = (column[begin:end].tolist() for column in (self.dates, self.sources))
        dated = [place for place, date in enumerate(dates) if date != NONE]
        bounds = (self.calendar.last_then_first(dates[place], sources[place]) for place in dated)
        return begin + min(zip(bounds, dated, strict=True))[1] if dated else NONE


class Calendar:
    """Codes of the dates of all evidence, and what is known of the sources."""

    def __init__(self, sources: Table) -> None:
        self.codes = CodeTable()
        self._bounds: tuple[Numbers, Numbers, Numbers] = ((), (), ())
        self.published = self.code(sources.columns["published"])
        self.first_source = sources.first
        read = sources.columns["read_on"]
        self.read = read.map(lambda day: ordinal(day, LAST_DAY), np.int32)

    def add(self, dates: Iterable[PartialDate]) -> None:
        """Gives codes to dates, in their order, where they have none."""
        for one in dates:
            self.codes[one]

    @cached_property
    def dates(self) -> list[PartialDate]:
        """All dates by code. To be read when all evidence has its codes."""
        return list(self.codes)

    def code(self, dates: Column) -> Numbers:
        """The code of each row of a column of dates; NONE where there is no date. Shape (rows,)."""
        return dates.map(lambda date: NONE if date is None else self.codes[date], np.int32)

    def bounds(self, dates: Numbers, sources: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """The first and last possible day, as ordinals, and whether the date is doubted.

        Nothing is later than the day on which its source was read. An undated source attests by that day.
        """
        first, last, doubted = self._bounds_of_codes()
        return first[dates], np.minimum(last[dates], self.read_of(sources)), doubted[dates]

    def first_of(self, dates: Numbers) -> Numbers:
        """The first possible day of each code, as an ordinal; UNKNOWN for NONE."""
        return self._bounds_of_codes()[0][dates]

    @cached_property
    def first_days(self) -> list[int]:
        """The first possible day of each code. The last one stands for NONE."""
        days: list[int] = self._bounds_of_codes()[0].tolist()
        return days

    @cached_property
    def last_days(self) -> list[int]:
        """The last possible day of each code. The last one stands for NONE."""
        days: list[int] = self._bounds_of_codes()[1].tolist()
        return days

    def last_then_first(self, date: int, source: int) -> tuple[int, int]:
        """The last and the first possible day of one attestation, as `bounds`."""
        read = int(self.read[source - self.first_source])
        return min(self.last_days[date], read), self.first_days[date]

    def between(self, first: int, last: int) -> Numbers:
        """A mask over the codes: whether the first possible day lies between two ordinals. NONE is the last code."""
        days = self._bounds_of_codes()[0]
        return (first <= days) & (days <= last)

    def _bounds_of_codes(self) -> tuple[Numbers, Numbers, Numbers]:
        """The bounds of each code, and whether its date is doubted. The last entry stands for NONE."""
        if len(self._bounds[0]) <= len(self.codes):
            known = [(*bounds_of(date), date.doubted) for date in self.codes]
            first = np.array([ordinal(day, UNKNOWN) for day, _, _ in known] + [UNKNOWN], np.int32)
            last = np.array([ordinal(day, LAST_DAY) for _, day, _ in known] + [LAST_DAY], np.int32)
            self._bounds = first, last, np.array([doubt for *_, doubt in known] + [False])
        return self._bounds

    def read_of(self, sources: Numbers) -> Numbers:
        """The day on which each source was read, as an ordinal; LAST_DAY when it is not known."""
        read: Numbers = self.read[np.asarray(sources, np.int32) - self.first_source]
        return read
