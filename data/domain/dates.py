"""Partial dates: a subset of EDTF (ISO 8601-2), their bounds, and how certainly they cover a day.

| text | means | bounds |
|---|---|---|
| `2018-05-26`, `2018-05`, `2018` | a day, a month, a year | its first and last day |
| `2018-21` … `2018-24` | spring, summer, autumn, winter | March–May, June–August, September–November, December–February |
| `2008~`, `2008?`, `2008%` | approximate, uncertain, both | of the date as written; the mark stays in the text |
| `[2018-05-26..2020]`, `[..2014]`, `[2014..]` | some day between two, by a day, from a day on | first day of the first, last day of the last |
| `2020/2023`, `2020/..`, `/2023` | an interval, open, of unknown start | from the first day to the last |
| `..` | an agreement without an end (ends only) | none |

Dates are not padded: a year stays a year. A bound that the text does not give is None.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from data.domain.enums import Basis, Certainty
from data.domain.errors import DateError

OPEN = ".."
DOUBT = re.compile(r"[~?%]")
POINT = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?[~?%]?")
SEASONS = {21: (3, 5), 22: (6, 8), 23: (9, 11)}
WINTER = 24


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of limited precision: EDTF text, first and last day that it may mean, wording of the source.

    `basis` says how the date is known, and `because` explains it when no source states it. `planned` marks a date that
    lay in the future of its source.
    """

    edtf: str
    earliest: date | None
    latest: date | None
    wording: str | None = None
    planned: bool = False
    basis: Basis = Basis.STATED
    because: str | None = None

    @property
    def open(self) -> bool:
        return self.edtf == OPEN

    @property
    def bounded(self) -> bool:
        """Whether the text is that of some day between two, by a day or from a day on."""
        return self.edtf.startswith("[")

    @property
    def doubted(self) -> bool:
        """Whether the text marks the date as approximate or uncertain."""
        return DOUBT.search(self.edtf) is not None


def between(earliest: date | None, latest: date | None, basis: Basis, because: str) -> PartialDate | None:
    """Return a date that lies between two days and that no source states. None when neither day is known."""
    if earliest is None and latest is None:
        return None
    if earliest == latest:
        return PartialDate(str(earliest), earliest, latest, basis=basis, because=because)
    edtf = f"[{earliest or ''}{OPEN}{latest or ''}]"
    return PartialDate(edtf, earliest, latest, basis=basis, because=because)


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
    """The bounds of a start and an end, all inclusive: what is sure, and what is possible.

    The fact surely holds from `start_latest` to `end_earliest`. It does not hold before `start_earliest` or after
    `end_latest`. An unknown bound is the first or the last day of the calendar, on the side that leaves the doubt.
    """

    start_earliest: date
    start_latest: date
    end_earliest: date
    end_latest: date

    @property
    def possible_from(self) -> date | None:
        """The first day on which the fact may hold. None when nothing limits it."""
        return known(self.start_earliest)

    @property
    def certain_from(self) -> date | None:
        """The first day on which the fact surely holds. None when there is none."""
        return self.start_latest if self.start_latest <= self.end_earliest else None

    @property
    def certain_until(self) -> date | None:
        """The last day on which the fact surely holds. None when there is none."""
        return self.end_earliest if self.start_latest <= self.end_earliest else None

    @property
    def possible_until(self) -> date | None:
        """The last day on which the fact may hold. None when nothing limits it."""
        return known(self.end_latest)

    def covers(self, day: date) -> Certainty | None:
        """Return CERTAIN when the fact surely holds on the day, POSSIBLE when it may, None when it does not."""
        if self.start_latest <= day <= self.end_earliest:
            return Certainty.CERTAIN
        if self.start_earliest <= day <= self.end_latest:
            return Certainty.POSSIBLE
        return None

    def overlaps(self, other: Span) -> bool:
        """Return whether the two spans may have a day in common."""
        return self.start_earliest <= other.end_latest and other.start_earliest <= self.end_latest


def span(start: PartialDate | None, end: PartialDate | None) -> Span:
    """Return the span that a start and an end give by themselves.

    An unknown start or end makes every day possible and none sure. An open end and a planned end are no end: they say
    what was agreed. A doubted date bounds what is possible and makes nothing sure.
    """
    end = end if is_fact(end) else None
    sure_start, sure_end = (None if when and when.doubted else when for when in (start, end))
    return Span(
        bounds_of(start)[0] or date.min,
        bounds_of(sure_start)[1] or date.max,
        bounds_of(sure_end)[0] or date.min,
        bounds_of(end)[1] or date.max,
    )


def bounds_of(when: PartialDate | None) -> Bounds:
    """Return the first and last possible day of a date that may be missing."""
    return (when.earliest, when.latest) if when else (None, None)


def last_then_first(when: PartialDate | None) -> tuple[date, date]:
    """Return a sort key: the last, then the first possible day. A missing date comes last."""
    first, last = (when.earliest, when.latest) if when else (date.max, date.max)
    return last or first or date.max, first or date.min


def known(bound: date) -> date | None:
    """Return the bound of a span, None when it stands for an unknown one: the first or last day of the calendar."""
    return None if bound in (date.min, date.max) else bound


def is_fact(end: PartialDate | None) -> bool:
    """Return whether an end is stated as a fact: neither open nor planned."""
    return end is not None and not end.open and not end.planned


def by(when: PartialDate | None, day: date) -> Certainty | None:
    """Return how certainly an event dated `when` had happened by `day`, None when it certainly had not.

    An undated event is POSSIBLE.
    """
    if when is None or (when.earliest is None and when.latest is None):
        return Certainty.POSSIBLE
    if when.latest is not None and when.latest <= day:
        return Certainty.CERTAIN
    return Certainty.POSSIBLE if (when.earliest or date.min) <= day else None
