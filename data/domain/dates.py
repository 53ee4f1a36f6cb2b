"""Partial dates: a subset of EDTF (ISO 8601-2), their bounds, and how certainly they cover a day.

| text | means | bounds |
|---|---|---|
| `2018-05-26`, `2018-05`, `2018` | a day, a month, a year | its first and last day |
| `2018-21` … `2018-24` | spring, summer, autumn, winter | March–May, June–August, September–November, December–February |
| `2008~`, `2008?`, `2008%` | approximate, uncertain, both | of the date as written; the mark stays in the text |
| `[2018-05-26..2020]`, `[..2014]`, `[2014..]` | some day between two, by a day, from a day on | first day of the first, last day of the last |
| `2020/2023`, `2020/..`, `/2023` | an interval, open, of unknown start | from the first day to the last |
| `..` | no end is foreseen (ends only) | none; later than every day |

Dates are not padded: a year stays a year. A bound that the text does not give is None.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from data.domain.enums import Certainty
from data.domain.errors import DateError

OPEN = ".."
POINT = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?[~?%]?")
SEASONS = {21: (3, 5), 22: (6, 8), 23: (9, 11)}
WINTER = 24


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of limited precision: EDTF text, first and last day that it may mean, wording of the source."""

    edtf: str
    earliest: date | None
    latest: date | None
    wording: str | None = None

    @property
    def open(self) -> bool:
        return self.edtf == OPEN


Bounds = tuple[date | None, date | None]


def parse(text: str) -> Bounds:
    """Return the first and last day that `text` may mean. Raises DateError with the expected form."""
    if text == OPEN:
        return None, None
    if text.startswith("[") and text.endswith("]"):
        return _ends(text, text[1:-1].split(OPEN), "[earliest..latest]")
    if "/" in text:
        return _ends(text, ["" if part == OPEN else part for part in text.split("/")], "start/end")
    return _point(text)


def _ends(text: str, parts: list[str], wanted: str) -> Bounds:
    if len(parts) != 2 or parts == ["", ""]:
        raise DateError(f"{text!r} is not of the form {wanted} with at least one date")
    first, last = parts
    earliest = _point(first)[0] if first else None
    latest = _point(last)[1] if last else None
    if earliest and latest and earliest > latest:
        raise DateError(f"{text!r} ends before it begins")
    return earliest, latest


def _point(text: str) -> tuple[date, date]:
    match = POINT.fullmatch(text)
    if match is None:
        raise DateError(f"{text!r} is not a date such as 2018, 2018-05, 2018-05-26 or 2018-21")
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    try:
        if day is not None and month is not None:
            return date(year, month, day), date(year, month, day)
        first, last = _months(year, month)
        return date(*first, 1), date(*last, monthrange(*last)[1])
    except ValueError:
        raise DateError(f"{text!r} is not a day, month or season of the calendar") from None


def _months(year: int, month: int | None) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the first and last (year, month) of a year, a month or a season."""
    if month is None:
        return (year, 1), (year, 12)
    if month == WINTER:
        return (year, 12), (year + 1, 2)
    first, last = SEASONS.get(month, (month, month))
    return (year, first), (year, last)


@dataclass(frozen=True, slots=True)
class Span:
    """The bounds of a start and an end, all inclusive. Days outside them are impossible."""

    start_earliest: date
    start_latest: date
    end_earliest: date
    end_latest: date

    def covers(self, day: date) -> Certainty | None:
        """Return CERTAIN when every reading of the dates covers the day, POSSIBLE when some do, else None."""
        if self.start_latest <= day <= self.end_earliest:
            return Certainty.CERTAIN
        if self.start_earliest <= day <= self.end_latest:
            return Certainty.POSSIBLE
        return None

    def overlaps(self, other: Span) -> bool:
        """Return whether the two spans may have a day in common."""
        return self.start_earliest <= other.end_latest and other.start_earliest <= self.end_latest


ALWAYS = Span(date.min, date.min, date.max, date.max)


def span(start: PartialDate | None, end: PartialDate | None) -> Span:
    """Return the span from `start` to `end`.

    An unknown start or end makes every day possible and none certain. An open end is later than every day.
    """
    return Span(
        (start.earliest if start else None) or date.min,
        (start.latest if start else None) or date.max,
        date.max if end and end.open else (end.earliest if end else None) or date.min,
        (end.latest if end else None) or date.max,
    )


def by(when: PartialDate | None, day: date) -> Certainty | None:
    """Return how certainly an event dated `when` had happened by `day`, None when it certainly had not.

    An undated event is POSSIBLE.
    """
    if when is None or (when.earliest is None and when.latest is None):
        return Certainty.POSSIBLE
    if when.latest is not None and when.latest <= day:
        return Certainty.CERTAIN
    return Certainty.POSSIBLE if (when.earliest or date.min) <= day else None
