"""Which rows meet a condition, and in which order they stand: reckoned over whole columns, kept by who asks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import numpy as np

from data.domain.dates import PartialDate
from data.domain.enums import MunicipalityKind, PartnershipKind, PartnershipState
from data.networks.tie_table import level_of, meetings
from data.networks.traversal import Kinds
from data.search.name_index import collate, fold
from data.snapshot.columns import NONE, Column, Numbers, Table

if TYPE_CHECKING:
    from data.snapshot.slice import Slice

SELF = ""


def rows_of(table: Table, which: Numbers) -> Numbers:
    """The rows of a mask."""
    return np.flatnonzero(which).astype(np.int32) + table.first


def there(slice: Slice, table: Table) -> Numbers:
    """Whether each row is, or may be, there."""
    return np.ones(table.size, bool) if table.times is None else level_of(slice, table, np.arange(table.size)) > 0


def having(table: Table, name: str, values: Collection[Any]) -> Numbers:
    """Whether each row has one of these values in a column."""
    column = table.columns[name]
    return np.array([value in values for value in column.values], bool)[column.coded]


def via(slice: Slice, records: str, link: str, targets: Numbers, to: str) -> Numbers:
    """From rows to others by way of a table: what its rows that are there refer to by `to`, if `link` is a target."""
    table = slice.snapshot.tables[records]
    rows = _linked(table, link, targets)
    if table.times is not None:
        rows = rows[level_of(slice, table, rows) > 0]
    return np.unique(np.asarray(table.references[to][1])[rows] if to else rows + table.first).astype(np.int32)


def _linked(table: Table, link: str, targets: Numbers) -> Numbers:
    """The rows, counted from 0, that refer to targets by a link; by SELF the targets themselves."""
    if link == SELF:
        return targets - table.first
    target, rows = table.references[link]
    back = target.backs.get(table.name)
    if back is None or sum(other is target for other, _ in table.references.values()) > 1:
        return np.flatnonzero(np.isin(np.asarray(rows), targets))
    return back.among(targets - target.first)[0] - table.first


def with_keys(slice: Slice, records: str, keys: Iterable[str]) -> Numbers:
    """The rows of those keys that there are."""
    found = (slice.snapshot.tables[records].find(key) for key in keys)
    return np.array([row for row in found if row is not None], np.int32)


def of_kind(slice: Slice, kinds: Collection[object]) -> Numbers:
    """The partnerships of one of these kinds."""
    table = slice.snapshot.tables["partnerships"]
    return rows_of(table, having(table, "kind", kinds))


def of_unit(slice: Slice, kinds: Collection[MunicipalityKind]) -> Numbers:
    """The local authorities of one of these kinds; one with regional tasks is a region too."""
    table = slice.snapshot.tables["municipalities"]
    found = having(table, "kind", kinds)
    return rows_of(table, found | ~having(table, "county_code", (None,)) if MunicipalityKind.REGION in kinds else found)


def of_members(slice: Slice, places: Numbers) -> Numbers:
    """The partnerships in which one of the places holds a seat."""
    return via(slice, "memberships", "municipality", places, "partnership")


def in_countries(slice: Slice, codes: Collection[str]) -> Numbers:
    """The municipalities of countries."""
    return via(slice, "municipalities", "country", with_keys(slice, "countries", codes), SELF)


def with_members(slice: Slice, slugs: Collection[str]) -> Numbers:
    """The partnerships with one of these members."""
    return of_members(slice, with_keys(slice, "municipalities", slugs))


def with_members_in(slice: Slice, codes: Collection[str]) -> Numbers:
    """The partnerships with a member in one of these countries."""
    return of_members(slice, in_countries(slice, codes))


def in_programme(slice: Slice, slug: str) -> Numbers:
    """The partnerships of a programme."""
    return via(slice, "partnerships", "programme", with_keys(slice, "programmes", (slug,)), SELF)


def eligible(slice: Slice, slug: str) -> Numbers:
    """The countries eligible in a call that is there."""
    call = slice.get("calls", slug)
    return via(slice, "call_countries", "call", np.array([call.row] if call else [], np.int32), "country")


def of_projects(slice: Slice, projects: Numbers) -> Numbers:
    return via(slice, "projects", SELF, projects, "partnership")


def of_goals(slice: Slice, numbers: Collection[int]) -> Numbers:
    """The partnerships with a project that names one of the goals."""
    goals = with_keys(slice, "goals", map(str, numbers))
    return of_projects(slice, via(slice, "project_goals", "goal", goals, "project"))


def of_areas(slice: Slice, areas: Collection[object]) -> Numbers:
    themes = slice.snapshot.tables["themes"]
    chosen = rows_of(themes, having(themes, "core_area", areas))
    return of_projects(slice, via(slice, "project_themes", "theme", chosen, "project"))


def holders(slice: Slice, kinds: Kinds) -> Numbers:
    """The municipalities that hold a seat in a partnership of these kinds."""
    chosen = of_kind(slice, tuple(PartnershipKind) if kinds is None else kinds)
    return via(slice, "memberships", "partnership", chosen, "municipality")


def without(slice: Slice, _wanted: object, kinds: Kinds) -> Numbers:
    """The municipalities that hold none."""
    return np.setdiff1d(np.asarray(slice.snapshot.tables["municipalities"].rows, np.int32), holders(slice, kinds))


def pursuing(slice: Slice, numbers: Collection[int], kinds: Collection[object]) -> Numbers:
    """The municipalities with a partnership of these kinds that names one of the goals."""
    partnerships = np.intersect1d(of_goals(slice, numbers), of_kind(slice, kinds))
    return via(slice, "memberships", "partnership", partnerships, "municipality")


def with_partnerships(slice: Slice, wanted: bool) -> Numbers:
    """The countries of which a municipality holds a seat, or of which none does."""
    found = via(slice, "municipalities", SELF, holders(slice, None), "country")
    every = np.asarray(slice.snapshot.tables["countries"].rows, np.int32)
    return found if wanted else np.setdiff1d(every, found)


def saying(slice: Slice, records: str, text: str, *names: str) -> Numbers:
    """The rows that hold a text in one of some columns, marks and case aside."""
    table, found = slice.snapshot.tables[records], []
    for name in names:
        column = table.columns[name]
        haystack: Haystack = slice.snapshot.prepared((records, name), partial(Haystack, column))
        found.append(haystack.holding(fold(text))[column.coded])
    return rows_of(table, np.logical_or.reduce(found))


def named(slice: Slice, text: str) -> Numbers:
    """The municipalities one of whose names holds a text."""
    others = via(slice, "names", SELF, saying(slice, "names", text, "name"), "municipality")
    return np.union1d(saying(slice, "municipalities", text, "name"), others)


def told(slice: Slice, text: str) -> Numbers:
    """The partnerships that hold a text in their titles, those of projects, themes, or names of members."""
    themes = saying(slice, "themes", text, "label_en", "label_sv")
    themed = via(slice, "project_themes", "theme", themes, "project")
    projects = np.union1d(saying(slice, "projects", text, "title_en", "title_sv"), themed)
    own = saying(slice, "partnerships", text, "title_en", "title_sv")
    return np.union1d(np.union1d(own, of_projects(slice, projects)), of_members(slice, named(slice, text)))


class Haystack:
    """The values of a column, folded, as one text that is searched at a go."""

    def __init__(self, column: Column) -> None:
        folded = [fold(value or "") for value in column.values]
        self.text = "\n".join(folded)
        self.begins = np.array([0, *accumulate(len(one) + 1 for one in folded)])

    def holding(self, wanted: str) -> Numbers:
        """Whether each value holds the text, which is folded."""
        found = np.zeros(len(self.begins) - 1, bool)
        place = self.text.find(wanted)
        while 0 <= place < self.begins[-1] and len(found):
            value = int(np.searchsorted(self.begins, place, "right")) - 1
            found[value] = True
            place = self.text.find(wanted, int(self.begins[value + 1]))
        return found


def in_states(slice: Slice, states: Collection[PartnershipState]) -> Numbers:
    """The partnerships in one of the states, by what was last said of them that is there; UNKNOWN when nothing was."""
    table, statuses = slice.snapshot.tables["partnerships"], slice.snapshot.tables["statuses"]
    own = np.flatnonzero(there(slice, statuses) & (np.asarray(statuses.references["project"][1]) == NONE))
    moments = np.array([_moment(when) for when in statuses.dated.values]).reshape(-1, 3)[statuses.dated.coded[own]].T
    of = statuses.referred("partnership")[own]
    order = np.lexsort((own, moments[2], moments[1], -moments[0], of))
    partnerships, last = np.unique(of[order], return_index=True)
    found = np.full(table.size, PartnershipState.UNKNOWN in states)
    found[partnerships] = having(statuses, "state", states)[own[order][last]]
    return rows_of(table, found)


def _moment(when: PartialDate | None) -> tuple[int, int, int]:
    """The last day that a date may mean, and by what equal ones are told apart."""
    first, last = (when.earliest, when.latest) if when else (None, None)
    days = (last or first or date.min, last or first or date.max, first or (date.min if when else date.max))
    return days[0].toordinal(), days[1].toordinal(), days[2].toordinal()


def degrees(slice: Slice) -> Numbers:
    """The number of partners of each municipality, in the slice."""
    table = slice.snapshot.tables["municipalities"]

    def counted() -> Numbers:
        made = meetings(slice, None, None)
        ends = np.unique(np.stack([made.a, made.b])[:, made.level > 0], axis=1) - table.first
        return np.bincount(ends.ravel(), minlength=table.size).astype(np.int32)

    return slice.snapshot.chosen.get((slice.day, "degrees"), counted)


def dense(column: Column, key: Callable[[Any], Any]) -> Numbers:
    """The rank of what `key` gives for the value of each row; equal ones share it."""
    keys = list(map(key, column.values))
    rank = {value: number for number, value in enumerate(sorted(set(keys)))}
    return np.array([rank[value] for value in keys], np.int32)[column.coded]


def start_of(start: PartialDate | None) -> date:
    """What is known of a start: its first possible day, or its last; an unknown one comes last."""
    return ((start.earliest or start.latest) if start else None) or date.max


def days_of(when: PartialDate | None) -> tuple[date, date]:
    first, last = (when.earliest, when.latest) if when else (date.max, date.max)
    return last or first or date.max, first or date.min


# What the rows of a table are sorted by, the most important last; equal ones stay in the order of their keys.
ORDERS: dict[str, Callable[[Slice, Table], tuple[Numbers, ...]]] = {
    "title": lambda _, table: (dense(table.columns["title_en"], collate),),
    "start": lambda _, table: (dense(table.columns["start"], start_of),),
    "name": lambda _, table: (dense(table.columns["name"], collate),),
    "country": lambda here, table: (ranks(here, table, "name"), table.referred("country")),
    "degree": lambda here, _: (degrees(here),),
    "date": lambda _, table: (dense(table.dated, days_of),),
}


def ranks(slice: Slice, table: Table, order: str) -> Numbers:
    """The place of each row in an order of the whole table."""

    def ranked() -> Numbers:
        rank = np.empty(table.size, np.int32)
        rank[np.lexsort((np.arange(table.size), *ORDERS[order](slice, table)))] = np.arange(table.size)
        return rank

    if order == "degree":
        return slice.snapshot.chosen.get((slice.day, "ranks", order), ranked)
    return slice.snapshot.prepared((table.name, "ranks", order), ranked)
