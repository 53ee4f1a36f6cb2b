"""When seats are held, as bars on a time line, and who holds one on a day; as the explorer's `network.js` has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from service.site.dates import is_stated

FIRST, LAST = "0001-01-01", "9999-12-31"
WIDTH = 1000  # units of a time line
SPAN = ("possibleFrom", "certainFrom", "certainUntil", "possibleUntil")
OLDEST = "1990-01-01"  # where a time line begins when no date is known
LEAST = 2.0  # width of the shortest bar

Record = Mapping[str, Any]


class Bounds(NamedTuple):
    """The bounds of a time span as days; an unknown bound leaves doubt."""

    possible_from: str
    certain_from: str
    certain_until: str
    possible_until: str

    def certainty(self, day: str) -> str | None:
        """CERTAIN or POSSIBLE when the span covers the day or may cover it, else None."""
        if self.certain_from <= day <= self.certain_until:
            return "CERTAIN"
        return "POSSIBLE" if self.possible_from <= day <= self.possible_until else None


def bounds_of(span: Record) -> Bounds:
    unknown = (FIRST, LAST, FIRST, LAST)
    return Bounds(*(span[name] or default for name, default in zip(SPAN, unknown, strict=True)))


class Bar(NamedTuple):
    """A bar on a time line. `how` is maybe or sure, `turn` the number of the holder."""

    how: str
    turn: int
    x: float
    width: float


class Timeline:
    """A time line to today, WIDTH units long, from the year before the earliest day that is certain or stated."""

    def __init__(self, memberships: Iterable[Record], today: str) -> None:
        known = [day for held in memberships for day in known_days(held) if day and day <= today]
        self.years = int(min(known, default=OLDEST)[:4]) - 1, int(today[:4])
        self.first, self.today = f"{self.years[0]:04}-01-01", today

    def at(self, day: str) -> float:
        """Where a day lies, 0 to WIDTH."""
        first, last = date.fromisoformat(self.first), date.fromisoformat(self.today)
        share = (date.fromisoformat(day) - first).days / max((last - first).days, 1)
        return round(WIDTH * min(max(share, 0), 1), 1)

    def bars(self, memberships: Iterable[Record]) -> Iterator[Bar]:
        for turn, held in enumerate(memberships):
            bounds = bounds_of(held["span"])
            yield from self.bar("maybe", turn, bounds.possible_from, bounds.possible_until)
            yield from self.bar("sure", turn, bounds.certain_from, bounds.certain_until)

    def bar(self, how: str, turn: int, start: str, end: str) -> Iterator[Bar]:
        if start <= min(end, self.today):
            left, right = self.at(start), self.at(min(end, self.today))
            yield Bar(how, turn % 2, left, max(round(right - left, 1), LEAST))

    def marks(self, succession: Iterable[Record]) -> list[float]:
        """Where handovers lie."""
        dates = [handover["date"] for handover in succession]
        known = [(one["earliest"] or one["latest"], one["latest"] or one["earliest"]) for one in dates if one]
        return [(self.at(first) + self.at(last)) / 2 for first, last in known if first]


def known_days(held: Record) -> Iterator[str | None]:
    """The days of a membership that are certain, or the bounds of a start that a source states."""
    yield held["span"]["certainFrom"]
    if held["start"] and is_stated(held["start"]):
        yield held["start"]["earliest"]


class Holder(NamedTuple):
    """Who holds a seat on a day, and how certainly."""

    name: str
    certainty: str


def holders(memberships: Iterable[Record], day: str) -> list[Holder]:
    """Who holds a seat on a day: one, or several who may."""
    found = [(held["municipality"]["name"], bounds_of(held["span"]).certainty(day)) for held in memberships]
    return [Holder(name, certainty) for name, certainty in found if certainty]
