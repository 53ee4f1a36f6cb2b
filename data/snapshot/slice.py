"""The snapshot as of a day. Things of a slice lead only to things of the same slice."""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial, reduce
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, overload

import numpy as np

from data.domain.dates import Span, by
from data.domain.enums import Certainty, PartnershipKind
from data.snapshot.columns import Rows, Table
from data.snapshot.entities.entity import Lasting, Thing
from data.snapshot.fragments import Pieces
from data.snapshot.selection import ranks, rows_of, there

if TYPE_CHECKING:
    from data.snapshot.entities import Country, Goal, Municipality, Partnership, Target
    from data.snapshot.snapshot import Snapshot

S = TypeVar("S")
T = TypeVar("T", bound=Thing)
FEW = 32  # rows that Python sorts sooner than numpy
LONGEST_KEPT = 200  # letters of a condition; what meets a longer one is found anew each time
NO_ROWS = np.empty(0, np.int32)
LEVELS = (None, Certainty.POSSIBLE, Certainty.CERTAIN)


class Slice:
    """All that the snapshot knows as of `day`; of all time when `day` is None.

    Its things are made when they are first reached, and kept in `made` by row as long as the slice: one for each row.
    Sources are outside of time: the same in every slice.
    """

    __slots__ = ("day", "levels", "made", "met", "pieces", "snapshot")

    def __init__(self, snapshot: Snapshot, day: date | None = None) -> None:
        self.snapshot = snapshot
        self.day = day
        self.made: dict[int, Thing] = {}
        self.pieces = Pieces()
        self.levels: dict[str, bytes] = {}
        self.met: dict[frozenset[PartnershipKind] | None, bytes] = {}

    def thing(self, records: str, row: int) -> Any:
        """The thing of a row of a table, whether it is there on the day or not."""
        return self.made.get(row) or self.snapshot.tables[records].make(self, row)

    def at(self, row: int) -> Any:
        """The thing of a row, whatever table it is of."""
        return self.made.get(row) or self.snapshot.table_of(row).make(self, int(row))

    def of(self, thing: T) -> T:
        """The same thing in this slice, whatever slice of the snapshot it comes from."""
        return self.thing(type(thing).records, thing.row)  # type: ignore[no-any-return]

    def each(self, things: Iterable[T]) -> tuple[T, ...]:
        """Those of the things that are, or may be, there on the day."""
        return tuple(self.of(one) for one in things if self.day is None or one.certainty_on(self.day) is not None)

    def sure(self, table: Table) -> bytes:
        """For each code of the table's times how sure it is on the day, as a place in LEVELS."""
        levels = self.levels.get(table.name)
        if levels is None:
            covers = Span.covers if issubclass(table.cls, Lasting) else by
            certainties = (
                Certainty.CERTAIN if self.day is None else covers(time, self.day) for time in table.dated.values
            )
            levels = self.levels[table.name] = bytes(map(LEVELS.index, certainties))
        return levels

    def there(self, table: Table, rows: Rows) -> Rows:
        """Those of the rows of a table that are, or may be, there on the day."""
        if self.day is None or table.times is None:
            return rows
        codes, sure, first = table.times.codes or (), self.sure(table), table.first
        return [row for row in rows if sure[codes[row - first]]]

    def referring(self, thing: Thing, records: str) -> tuple[Any, ...]:
        """The things of a table that refer to a thing, those that are there, in the order of their keys."""
        tables, made = self.snapshot.tables, self.made
        own, table = tables[type(thing).records], tables[records]
        rows = self.there(table, own.backs[records].of(thing.row - own.first))
        return tuple([made.get(row) or table.make(self, row) for row in rows])

    def referred(self, thing: Thing, name: str) -> Any:
        """What a thing refers to by a link of this name."""
        own = self.snapshot.tables[type(thing).records]
        target, rows = own.references[name]
        row = rows[thing.row - own.first]
        return None if row < 0 else self.made.get(row) or target.make(self, row)

    @property
    def municipalities(self) -> Things[Municipality]:
        return self.all("municipalities")

    @property
    def partnerships(self) -> Things[Partnership]:
        return self.all("partnerships")

    @property
    def countries(self) -> Things[Country]:
        return self.all("countries")

    @property
    def goals(self) -> Things[Goal]:
        return self.all("goals")

    def country(self, code: str) -> Country | None:
        return self.get("countries", code)  # type: ignore[return-value]

    def goal(self, number: int) -> Goal | None:
        return self.get("goals", str(number))  # type: ignore[return-value]

    def target(self, code: str) -> Target | None:
        return self.get("targets", code)  # type: ignore[return-value]

    def get(self, records: str, key: str) -> Thing | None:
        """The thing of a table by its key, when it is there."""
        table = self.snapshot.tables[records]
        row = table.find(key)
        return None if row is None or not self.there(table, (row,)) else self.thing(records, row)

    def all(self, records: str) -> Things[Any]:
        """Everything of a table that is there, in the order of the keys."""
        table = self.snapshot.tables[records]
        if self.day is None or table.times is None:
            return Things(self, table, table.rows, ())
        rows = self.snapshot.chosen.get((self.day, records), lambda: rows_of(table, there(self, table)))
        return Things(self, table, rows, ())


class Ordered(Sequence[S], ABC):
    """A sequence too long to be sorted whenever a page of it is wanted."""

    @abstractmethod
    def by(self, order: str) -> Sequence[S]:
        """The same in an order of this name, ascending."""


class Condition(NamedTuple):
    """A question to the things of a table: its name, with what else it hangs on; what is wanted; who finds the rows.

    Of several that are wanted one is enough: the rows of each are found by themselves.
    """

    name: tuple[Hashable, ...]
    wanted: frozenset[Any]
    find: Callable[[Slice, Any], Any]


class Things(Ordered[T]):
    """Things of a table, in the order of their keys, each made when it is looked at.

    `rows` that are the answer to some question in the slice come with what was asked: then their orders are kept.
    """

    def __init__(self, slice: Slice, table: Table, rows: Any, asked: Hashable | None = None) -> None:
        self.slice, self.table, self.rows, self.asked = slice, table, rows, asked

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[T]: ...
    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return [*Things[T](self.slice, self.table, self.rows[place])]
        return self.slice.thing(self.table.name, int(self.rows[place]))

    def __iter__(self) -> Iterator[T]:
        here, made, make = self.slice, self.slice.made, self.table.make
        return (made.get(row) or make(here, row) for row in plain(self.rows))  # type: ignore[misc]

    def by(self, order: str) -> Things[T]:
        if order == "key":
            return self

        def ordered() -> Any:
            rank, first = ranks(self.slice, self.table, order), self.table.first
            if len(self.rows) <= FEW:
                return sorted(plain(self.rows), key=lambda row: rank[row - first])
            rows = np.asarray(self.rows)
            return rows[np.argsort(rank[rows - first])]

        key = (self.slice.day, self.table.name, self.asked, order)
        rows = ordered() if self.asked is None else self.slice.snapshot.chosen.get(key, ordered)
        return Things(self.slice, self.table, rows)

    def before(self, thing: Thing, order: str) -> int:
        """How many come before a thing of the table, which need not be among them, when they are in this order."""
        if order == "key":
            return bisect_left(self.rows, thing.row)
        rank, first = ranks(self.slice, self.table, order), self.table.first
        return bisect_left(self.rows, rank[thing.row - first], key=lambda row: rank[row - first])

    def among(self, conditions: Sequence[Condition]) -> Things[T]:
        """Those that meet all conditions. The rows that meet each are kept, and those that meet all, unless too long."""
        if not conditions:
            return self
        keep = not any(map(too_long, conditions))
        kept, day, name = self.slice.snapshot.chosen, self.slice.day, self.table.name

        def rows(condition: Condition) -> Any:
            finds = [(one, partial(condition.find, self.slice, one)) for one in condition.wanted]
            return either(
                [kept.get((day, name, *condition.name, one), find) if keep else find() for one, find in finds]
            )

        def meeting() -> Any:
            own = [] if isinstance(self.rows, range) else [np.asarray(self.rows)]  # a range is the whole table
            return reduce(common, sorted([*own, *map(rows, conditions)], key=len))

        if self.asked is None or not keep:
            return Things(self.slice, self.table, meeting())
        asked = (self.asked, frozenset([condition[:2] for condition in conditions]))
        return Things(self.slice, self.table, kept.get((day, name, asked), meeting), asked)


def plain(rows: Any) -> Sequence[int]:
    """The same rows as numbers of Python."""
    return rows.tolist() if isinstance(rows, np.ndarray) else rows  # type: ignore[no-any-return]


def too_long(condition: Condition) -> bool:
    """Whether so much is wanted that nobody will want just that again."""
    letters = [len(one) if isinstance(one, str) else 1 for one in condition.wanted]
    return sum(letters) > LONGEST_KEPT


def either(several: Sequence[Any]) -> Any:
    """The rows that are in any of these, which are sorted."""
    if len(several) == 1:
        return several[0]
    rows = np.sort(np.concatenate([NO_ROWS, *several]))
    new = np.ones(len(rows), bool)
    np.not_equal(rows[1:], rows[:-1], out=new[1:])
    return rows[new]


def common(few: Any, many: Any) -> Any:
    """The rows that are in both, which are sorted."""
    if not len(many):
        return many
    places = np.searchsorted(many, few)
    places[places == len(many)] = 0
    return few[np.asarray(many)[places] == few]


class Index(Mapping[str, Thing]):
    """The things of a table of all time by their one key."""

    def __init__(self, slice: Slice, table: Table) -> None:
        self.slice, self.table = slice, table

    def __getitem__(self, key: str) -> Thing:
        row = self.table.find(key)
        if row is None:
            raise KeyError(key)
        thing: Thing = self.slice.thing(self.table.name, row)
        return thing

    def __len__(self) -> int:
        return self.table.size

    def __iter__(self) -> Iterator[str]:
        return (thing.key for thing in Things[Thing](self.slice, self.table, self.table.rows))
