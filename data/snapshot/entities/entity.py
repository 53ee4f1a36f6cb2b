"""The ground of all things: rows seen in a slice, made whole when they are first reached, and never changed.

What a class annotates is a slot: a field of its table, or the thing that the field refers to, in the same slice. `many`
links back to the rows of another table that refer here; `maybe` refers to a row of the same table. These two are
followed when they are first asked for, so that one thing does not bring the whole catalogue with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import FrozenInstanceError
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, Generic, NoReturn, TypeVar, dataclass_transform

from data.domain.dates import PartialDate, Span, by
from data.domain.enums import Certainty, Rank

if TYPE_CHECKING:
    from data.snapshot.slice import Slice

T = TypeVar("T")
put = object.__setattr__


class later(Generic[T]):  # noqa: N801
    """What is found when it is first read, and kept in a slot of its own."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name, self.slot = name, f"{name}_"
        self.kept = attrgetter(self.slot)

    def __get__(self, thing: Thing, owner: type) -> T:
        try:
            found: T = self.kept(thing)
        except AttributeError:
            found = self.find(thing)
            put(thing, self.slot, found)
        return found

    def find(self, thing: Thing) -> T:
        raise NotImplementedError


class many(later[tuple[T, ...]]):  # noqa: N801
    """The things of another table that refer here, those of the slice, in the order of their keys."""

    def __init__(self, records: str) -> None:
        self.records = records

    def find(self, thing: Thing) -> tuple[T, ...]:
        return thing.slice.referring(thing, self.records)


class maybe(later[T | None]):  # noqa: N801
    """A thing of the same table, or none."""

    def find(self, thing: Thing) -> T | None:
        found: T | None = thing.slice.referred(thing, self.name)
        return found


class once(later[T]):  # noqa: N801
    """What is reckoned from a thing and what it leads to."""

    def __init__(self, reckon: Callable[[Any], T]) -> None:
        self.reckon = reckon

    def find(self, thing: Thing) -> T:
        return self.reckon(thing)


@dataclass_transform(frozen_default=True, eq_default=False, kw_only_default=True)
class Kind(type):
    """A class whose annotations, and links that are found later, are its slots; `records` names its table."""

    records: str

    def __new__(cls, name: str, bases: tuple[type, ...], space: dict[str, Any]) -> Kind:
        space["__slots__"] = tuple(
            f"{key}_" if key in space else key
            for key, kind in space.get("__annotations__", {}).items()
            if not kind.startswith("ClassVar")
        )
        return super().__new__(cls, name, bases, space)


class Thing(metaclass=Kind):
    """Something that the catalogue knows, seen in a slice; `row` is its number among all rows of the snapshot."""

    slice: Slice
    row: int
    sources: tuple[Source, ...]

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise FrozenInstanceError(f"{self!r} cannot be changed")

    __delattr__ = __setattr__  # type: ignore[assignment]

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
        day = self.slice.day
        return (self.certainty_on(day) if day else None) or (Certainty.POSSIBLE if day else Certainty.CERTAIN)

    def certainty_on(self, day: date) -> Certainty | None:
        """Whether it is there on a day; None when it is not."""
        return Certainty.CERTAIN


def slots(cls: type[Any]) -> tuple[str, ...]:
    """The names of all values that an object of the class holds."""
    return tuple(name for base in cls.__mro__ for name in getattr(base, "__slots__", ()))


class Lasting(Thing):
    """Something that holds from a start to an end; `span` is when.

    `whole` is the link to what lends it the dates that it lacks; `endless` says whether without any it is there for ever.
    """

    start: PartialDate | None
    end: PartialDate | None
    span: Span
    whole: ClassVar[str] = ""
    endless: ClassVar[bool] = True

    def certainty_on(self, day: date) -> Certainty | None:
        return self.span.covers(day)


class Happening(Thing):
    """Something that happened; a slice holds what may have happened by its day.

    `when` is the first known of the values that `dates` names, or that of a link so named.
    """

    when: PartialDate | None
    dates: ClassVar[Sequence[str]] = ("date",)

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


class Source(Thing):
    """Where facts were read. Has no sources itself, and is the same in every slice."""

    slug: str
    title: str
    publisher: str | None
    url: str | None
    published: PartialDate | None
    read_on: date | None
    language: str | None
    note: str | None


class Claim(Thing):
    """What one source says of one field of a record."""

    slug: str
    field: str
    value: str
    rank: Rank
    note: str | None
    source: Source
