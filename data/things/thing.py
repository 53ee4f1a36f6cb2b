"""The ground of all things: links that stay in one slice, and what it means to last or to happen.

Fields hold what the tables hold. A link to another thing, or to the things that refer here, is followed in the slice
that the thing itself belongs to, so a date chosen once holds however far one goes. The snapshot fills `_name` for
a reference and `_records` for the rows of that table which refer here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from data.dates import PartialDate, Span, by
from data.kinds import Certainty, Rank

if TYPE_CHECKING:
    from data.slice import Slice

T = TypeVar("T", bound="Thing")
SLOTS: dict[type, tuple[str, ...]] = {}


class one(Generic[T]):  # noqa: N801
    """A link to one thing."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.read = attrgetter(f"_{name}")

    def __get__(self, thing: Thing, owner: type) -> T:
        found: T = self.read(thing)
        return thing.slice.of(found)


class maybe(Generic[T]):  # noqa: N801
    """A link to one thing or to none."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.read = attrgetter(f"_{name}")

    def __get__(self, thing: Thing, owner: type) -> T | None:
        found: T | None = self.read(thing)
        return None if found is None else thing.slice.of(found)


class many(Generic[T]):  # noqa: N801
    """The things of another table that refer here, those of the slice, in the order of their keys."""

    def __init__(self, records: str) -> None:
        self.read = attrgetter(f"_{records}")

    def __get__(self, thing: Thing, owner: type) -> tuple[T, ...]:
        found: tuple[T, ...] = self.read(thing)
        return thing.slice.each(found)


@dataclass(frozen=True, slots=True, eq=False, init=False, repr=False)
class Thing:
    """Something that the catalogue knows, seen in a slice."""

    slice: Slice
    sources: tuple[Source, ...]

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {getattr(self, 'key', '')} of {self.slice.day or 'all time'}>"

    @property
    def key(self) -> str:
        """What names it among its kind; the same in every catalogue version."""
        slug: str = self.slug  # type: ignore[attr-defined]
        return slug

    @property
    def certainty(self) -> Certainty:
        """Whether it surely holds in its slice."""
        return self.slice.certainty(self)

    def certainty_on(self, day: date) -> Certainty | None:
        """Whether it is there on a day; None when it is not."""
        return Certainty.CERTAIN

    def at(self, slice: Slice) -> Self:
        """The same thing in another slice."""
        twin = object.__new__(type(self))
        for name in slots(type(self)):
            object.__setattr__(twin, name, getattr(self, name))
        object.__setattr__(twin, "slice", slice)
        return twin


def slots(cls: type[Any]) -> tuple[str, ...]:
    """The names of all values that an object of the class holds."""
    if cls not in SLOTS:
        SLOTS[cls] = tuple(name for base in cls.__mro__ for name in getattr(base, "__slots__", ()))
    return SLOTS[cls]


@dataclass(frozen=True, slots=True, eq=False, init=False, repr=False)
class Lasting(Thing):
    """Something that holds from a start to an end."""

    start: PartialDate | None
    end: PartialDate | None
    span: Span

    def certainty_on(self, day: date) -> Certainty | None:
        return self.span.covers(day)


@dataclass(frozen=True, slots=True, eq=False, init=False, repr=False)
class Happening(Thing):
    """Something that happened at a date; a slice holds what may have happened by its day."""

    @property
    def when(self) -> PartialDate | None:
        when: PartialDate | None = self.date  # type: ignore[attr-defined]
        return when

    @property
    def rank(self) -> int:
        """What comes first of what happened on one day."""
        return 0

    def certainty_on(self, day: date) -> Certainty | None:
        return by(self.when, day)


def order_of(happening: Happening) -> tuple[date, date, int, str]:
    """Sorts by what is known of the date; undated things come last."""
    when = happening.when
    first, last = (when.earliest, when.latest) if when else (date.max, date.max)
    return last or first or date.max, first or date.min, happening.rank, happening.key


@dataclass(frozen=True, slots=True, eq=False, init=False, repr=False)
class Source(Thing):
    """Where facts were read. Has no sources itself."""

    slug: str
    title: str
    publisher: str | None
    url: str | None
    published: PartialDate | None
    read_on: date | None
    language: str | None
    note: str | None


@dataclass(frozen=True, slots=True, eq=False, init=False, repr=False)
class Claim(Thing):
    """What one source says of one field of a record."""

    slug: str
    field: str
    value: str
    rank: Rank
    note: str | None
    _source: Source
    source = one["Source"]()
