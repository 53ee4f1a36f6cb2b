"""The snapshot as of a day. Things of a slice lead only to things of the same slice."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, TypeVar

from data.kinds import Certainty
from data.things.thing import Thing

if TYPE_CHECKING:
    from data.snapshot import Snapshot
    from data.things import Country, Goal, Municipality, Partnership, Target

T = TypeVar("T", bound=Thing)


class Slice:
    """All that the snapshot knows as of `day`; of all time when `day` is None.

    The things of all time are the snapshot's own. Those of a day are copies, made when they are first reached and
    kept as long as the slice, whose links lead back here. Sources are outside of time: the same in every slice.
    """

    __slots__ = ("_twins", "day", "snapshot")

    def __init__(self, snapshot: Snapshot, day: date | None = None) -> None:
        self.snapshot = snapshot
        self.day = day
        self._twins: dict[Thing, Thing] = {}

    def of(self, thing: T) -> T:
        """The thing in this slice, whatever slice it comes from of the same snapshot at all time."""
        if self.day is None:
            return thing
        twin = self._twins.get(thing)
        if twin is None:  # another thread may have come first
            twin = self._twins.setdefault(thing, thing.at(self))
        return twin  # type: ignore[return-value]

    def each(self, things: tuple[T, ...]) -> tuple[T, ...]:
        """Those of the things that are, or may be, there on the day."""
        day = self.day
        if day is None:
            return things
        return tuple(self.of(thing) for thing in things if thing.certainty_on(day) is not None)

    def certainty(self, thing: Thing) -> Certainty:
        if self.day is None:
            return Certainty.CERTAIN
        return thing.certainty_on(self.day) or Certainty.POSSIBLE

    @property
    def municipalities(self) -> tuple[Municipality, ...]:
        return self.all("municipalities")  # type: ignore[return-value]

    @property
    def partnerships(self) -> tuple[Partnership, ...]:
        return self.all("partnerships")  # type: ignore[return-value]

    @property
    def countries(self) -> tuple[Country, ...]:
        return self.all("countries")  # type: ignore[return-value]

    @property
    def goals(self) -> tuple[Goal, ...]:
        return self.all("goals")  # type: ignore[return-value]

    def country(self, code: str) -> Country | None:
        return self.get("countries", code)  # type: ignore[return-value]

    def goal(self, number: int) -> Goal | None:
        return self.get("goals", str(number))  # type: ignore[return-value]

    def target(self, code: str) -> Target | None:
        return self.get("targets", code)  # type: ignore[return-value]

    def get(self, records: str, key: str) -> Thing | None:
        """The thing of a table by its key, when it is there."""
        thing = self.snapshot.things[records].get(key)
        return None if thing is None else next(iter(self.each((thing,))), None)

    def all(self, records: str) -> tuple[Thing, ...]:
        """Everything of a table that is there, in the order of the keys."""
        return self.each(self.snapshot.rows[records])
