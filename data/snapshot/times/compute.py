"""Computes when each row of the interval tables holds, wholes before their parts. The rules: `intervals.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from data.domain.arrays import Numbers
from data.domain.dates import PartialDate, bounds_of, is_fact
from data.snapshot.columns import NONE, Column, Rows, Table, combined, in_column
from data.snapshot.times.attestations import LAST_DAY, UNKNOWN, ordinal
from data.snapshot.times.collector import ATTESTED, GRANTING, attestations, happened
from data.snapshot.times.intervals import FIRST_DAY, Bounds, Interval
from data.snapshot.times.members import MemberIndex
from data.snapshot.times.packed import GRANT, LEAD, PARTIES, PROGRAMME
from data.store.models.layout import PLANNED

UNATTESTED = ("names", "organisation_names")


def set_times(tables: Mapping[str, Table]) -> None:
    """Sets the spans, attestations and derived limits of all interval tables."""
    Times(tables).set()


class Times:
    """Computes the times of all tables, wholes before their parts."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self.tables = tables
        for name in (*ATTESTED, *UNATTESTED):
            mark_planned(tables[name])
        self.members = MemberIndex(tables)
        self.attested = attestations(tables, self.members)
        self.done: dict[str, Bounds] = {}

    def set(self) -> None:
        for name in UNATTESTED:
            self._interval(name).finish()
        self._finish(self._interval("programmes"))
        self._finish(self._interval("initiatives"))
        self._partnerships()
        self._memberships()
        self._periods()
        self._projects()
        self._roles()

    def _interval(self, name: str) -> Interval:
        table = self.tables[name]
        return Interval(table, self.attested.get(name), last_read(table, self.tables["sources"]))

    def _finish(self, interval: Interval) -> None:
        self.done[interval.table.name] = interval.finish()

    def _whole(self, table: Table, link: str) -> Bounds:
        """The bounds of the rows that a link of a table refers to."""
        return self.done[table.references[link][0].name].of(table.referred(link))

    def _partnerships(self) -> None:
        interval = self._interval("partnerships")
        interval.not_before(self._programme_starts(), PROGRAMME)
        interval.not_before(self._party_starts(), PARTIES)
        interval.within(interval.bounds.of(interval.table.referred("part_of")))
        self._finish(interval)

    def _programme_starts(self) -> Numbers:
        """The first possible start of the oldest programme of each partnership."""
        periods = self.tables["programme_periods"]
        starts = np.full(self.tables["partnerships"].size, LAST_DAY)
        programmes = self._whole(periods, "programme")
        np.minimum.at(starts, periods.referred("partnership"), programmes.start_earliest)
        return np.where(starts == LAST_DAY, FIRST_DAY, starts)

    def _party_starts(self) -> Numbers:
        """The day from which at least two of the members of each partnership can have existed."""
        members, places, countries = (self.tables[name] for name in ("memberships", "municipalities", "countries"))
        since = np.maximum(first_days(countries.columns["authorities_since"]), FIRST_DAY)
        days, of = since[places.referred("country")][members.referred("municipality")], members.referred("partnership")
        order = np.lexsort((days, of))
        days, of = days[order], of[order]
        starts = np.full(self.tables["partnerships"].size, FIRST_DAY)
        place = np.searchsorted(of, np.arange(len(starts))) + 1  # of the second member
        two = np.append(of, NONE)[np.minimum(place, len(of))] == np.arange(len(starts))
        starts[two] = days[place[two]]
        return starts

    def _memberships(self) -> None:
        """A partnership of two has both its members as long as it lasts. A third member may join or leave."""
        interval = self._interval("memberships")
        table, seats = interval.table, self.tables["seats"]
        whole = self._whole(table, "partnership")
        interval.within(whole)
        of_two = np.bincount(seats.referred("partnership"), minlength=self.tables["partnerships"].size) == 2
        seat, turn = table.referred("seat"), table.columns["turn"].map(int, np.int64)
        last_turn = np.zeros(seats.size, np.int64)
        np.maximum.at(last_turn, seat, turn)
        both = of_two[table.referred("partnership")]
        started, ended = (stated(table.columns[name]) for name in ("start", "end"))
        interval.as_sure_as(whole, both & (turn == 1) & ~started, both & (turn == last_turn[seat]) & ~ended)
        self._finish(interval)

    def _periods(self) -> None:
        interval = self._interval("programme_periods")
        interval.within(self._whole(interval.table, "programme"))
        interval.within(self._whole(interval.table, "partnership"))
        self._finish(interval)

    def _projects(self) -> None:
        interval = self._interval("projects")
        interval.not_before(self._grants(), GRANT)
        interval.within(self._whole(interval.table, "partnership"))
        interval.within(self._leads(), LEAD)
        self._finish(interval)

    def _grants(self) -> Numbers:
        """The first possible day of the first grant for each project."""
        found = np.full(self.tables["projects"].size, LAST_DAY)
        events, shares = self.tables["events"], self.tables["grant_recipients"]
        granted = in_column(events, "kind", GRANTING) & happened(events)
        for table, grants in ((events, granted), (shares, True)):
            project, days = table.referred("project"), first_days(table.dated)
            chosen = grants & (project >= 0) & (days != UNKNOWN)
            np.minimum.at(found, project[chosen], days[chosen])
        return np.where(found == LAST_DAY, FIRST_DAY, found)

    def _leads(self) -> Bounds:
        """The possible days of the memberships of the members that carry out the projects."""
        projects, held, index = self.tables["projects"], self.done["memberships"], self.members
        start, end = np.full(len(index), LAST_DAY), np.full(len(index), FIRST_DAY)
        np.minimum.at(start, index.groups, held.start_earliest)
        np.maximum.at(end, index.groups, held.end_latest)
        groups = index.find(projects.referred("partnership"), projects.referred("lead"))
        return Bounds(start, end, start, end).of(groups)

    def _roles(self) -> None:
        interval = self._interval("roles")
        for link in ("programme", "initiative", "partnership", "project"):
            interval.within(self._whole(interval.table, link))
        self._finish(interval)


def stated(column: Column) -> Numbers:
    """A mask of the rows with a date that is a fact: neither missing nor open nor planned."""
    return column.map(is_fact, bool)


def first_days(column: Column) -> Numbers:
    """The first possible day of each date, as an ordinal; UNKNOWN where there is none."""
    return column.map(lambda date: ordinal(bounds_of(date)[0], UNKNOWN), np.int64)


def last_read(table: Table, sources: Table) -> Numbers:
    """The day on which the newest source of each row was read, as an ordinal; LAST_DAY when no day is known."""
    read, cited = sources.columns["read_on"], table.columns["sources"]

    def newest(rows: Rows) -> int:
        days = (read.at(row - sources.first) for row in rows)
        return ordinal(max(filter(None, days), default=None), LAST_DAY)

    return cited.map(newest, np.int64)


def mark_planned(table: Table) -> None:
    """Marks the ends that lay in the future of their sources."""
    planned = table.columns.get(PLANNED)
    if planned is not None:

        def marked(end: PartialDate | None, plan: bool | None) -> PartialDate | None:
            return replace(end, planned=True) if end and plan else end

        table.columns["end"] = combined([table.columns["end"], planned], marked)
