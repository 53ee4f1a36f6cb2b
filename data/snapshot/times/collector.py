"""Attestations: dated evidence that a programme, initiative, partnership, membership or project held on some day.

A row is attested by its own start and end, by the dated sources of the row, by its statuses and events, and by the
grants made for it. What attests a part attests its whole: a project, a membership or a part attests its partnership.

- A source attests the rows that cite it (of other layers, the partnerships that it also names) on the day of its publication, by the day on which it was read when it is
  undated. It attests no project: most sources of projects announce them. It attests no partnership that it calls ended
  or planned, or of which it tells an ended or planned project. It attests no row that may have started after the
  publication or ended before it.
- A status attests that a partnership or project is ACTIVE or PAUSED.
- An event attests by its kind: see ATTESTING. Expected events attest nothing.
- A date that lay in the future of all its sources was a plan, and attests nothing.
- A statement on who takes part attests the initiative.
- A grant attests its partnership and the membership of its recipient. A project may begin later.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import numpy as np

from data.domain.arrays import Numbers, pair_keys, ranges
from data.domain.dates import PartialDate, bounds_of, is_fact
from data.domain.enums import EventKind, PartnershipState
from data.snapshot.columns import NONE, Column, Table, in_column
from data.snapshot.times.attestations import LAST_DAY, UNKNOWN, Attestations, Calendar, Evidence, ordinal
from data.snapshot.times.members import MemberIndex

HOLDING = (PartnershipState.ACTIVE, PartnershipState.PAUSED)
NOT_HOLDING = (PartnershipState.ENDED, PartnershipState.PLANNED)
ATTESTING = (EventKind.VISIT, EventKind.LETTER_OF_INTENT, EventKind.GRANTED, EventKind.STARTED)
GRANTING = (EventKind.GRANTED,)
# Attested by the publication of their sources.
CITED = ("programmes", "initiatives", "partnerships", "programme_periods", "memberships", "roles")
ATTESTED = (*CITED, "projects")
DATED = ("statuses", "events", "grant_recipients", "participations")


def attestations(tables: Mapping[str, Table], members: MemberIndex) -> dict[str, Attestations]:
    """The attestations of the tables ATTESTED."""
    return Collector(tables, members).collect()


class Collector:
    """Collects evidence from all tables."""

    def __init__(self, tables: Mapping[str, Table], members: MemberIndex) -> None:
        self.tables, self.members = tables, members
        self.cited = {name: citations(tables[name]) for name in (*ATTESTED, *DATED)}
        self.calendar = Calendar(tables["sources"])
        statuses, events = tables["statuses"], tables["events"]
        self.statuses = self._dated(statuses, in_column(statuses, "state", HOLDING))
        self.events = self._dated(events, in_column(events, "kind", ATTESTING) & happened(events))

    def collect(self) -> dict[str, Attestations]:
        tables = self.tables
        found = {name: self._own(tables[name]) for name in ATTESTED}
        grants, participations = (self._dated(tables[name]) for name in ("grant_recipients", "participations"))
        found["programmes"].append(self._linked(self.events, "events", "programme"))
        found["initiatives"] += [
            self._linked(self.events, "events", "initiative"),
            self._linked(participations, "participations", "initiative"),
        ]
        found["memberships"].append(grants.of(self._recipients()))
        found["memberships"] += [one.of(self._in_wholes()) for one in found["memberships"]]
        found["projects"] += [self._linked(self.statuses, "statuses", "project"), self._of_project_events()]
        found["partnerships"] += [
            self._linked(self.statuses, "statuses", "partnership", unless="project"),
            self._linked(self.events, "events", "partnership"),
            self._linked(grants, "grant_recipients", "partnership"),
            *(one.of(tables["memberships"].referred("partnership")) for one in found["memberships"]),
            *(one.of(tables["projects"].referred("partnership")) for one in found["projects"]),
        ]
        wholes = tables["partnerships"].referred("part_of")
        found["partnerships"] += [one.of(wholes) for one in found["partnerships"]]
        return {name: Attestations(tables[name].size, found.pop(name), self.calendar) for name in ATTESTED}

    def _own(self, table: Table) -> list[Evidence]:
        """The evidence of a row itself: its start and its end, and the publication of its sources."""
        start, end = table.columns["start"], table.columns["end"]
        facts = Column([date if is_fact(date) else None for date in end.values], end.codes)
        own = [self._of_column(table, self.calendar.code(column)) for column in (start, facts)]
        return [*own, self._published(table)] if table.name in CITED else own

    def _of_column(self, table: Table, codes: Numbers) -> Evidence:
        """The dates of rows, each with the source that has the same date, else the first that may be as young.

        A date that lay in the future of all its sources was a plan, and attests nothing.
        """
        rows, sources = self.cited[table.name]
        published, dates = self.calendar.published[sources - self.calendar.first_source], codes[rows]
        known = self.calendar.bounds(published, sources)[1] >= self.calendar.bounds(dates, sources)[0]
        chosen = np.full(table.size, NONE, np.int32)
        for candidates in (known, known & (published == dates)):
            first = np.flatnonzero(candidates)[::-1]  # the last assignment to a row wins
            chosen[rows[first]] = sources[first]
        return Evidence(np.arange(table.size, dtype=np.int32), codes, chosen).where((codes != NONE) & (chosen != NONE))

    def _published(self, table: Table) -> Evidence:
        rows, sources = self.cited[table.name]
        dates = self.calendar.published[sources - self.calendar.first_source]
        first, last, _ = self.calendar.bounds(dates, sources)
        starts, ends = table.columns["start"], table.columns["end"]
        begun, over = starts.map(sure_from, np.int64)[rows], ends.map(sure_until, np.int64)[rows]
        told = (dates == NONE) | (first >= begun)
        return Evidence(rows, dates, sources).where(told & (last <= over) & ~self._denied(table, rows, sources))

    def _denied(self, table: Table, rows: Numbers, sources: Numbers) -> Numbers:
        """A mask of the citations of sources that call the partnership, or a project of it, ended or planned."""
        if table.name == "partnerships":
            of = rows
        elif table.name in ("memberships", "programme_periods"):
            of = table.referred("partnership")[rows]
        else:
            return np.zeros(len(rows), bool)
        return np.isin(self._key(of, sources), self._denials)

    @cached_property
    def _denials(self) -> Numbers:
        """The keys of partnerships and the sources that call them, or a project of theirs, ended or planned."""
        statuses, events = self.tables["statuses"], self.tables["events"]
        denied = [
            self._cited_by(statuses, in_column(statuses, "state", NOT_HOLDING)),
            self._cited_by(events, in_column(events, "kind", (EventKind.ENDED,)) & happened(events)),
        ]
        return np.concatenate(denied)

    def _key(self, partnerships: Numbers, sources: Numbers) -> Numbers:
        """One number for each pair of a partnership and a source."""
        return pair_keys(partnerships, sources - self.calendar.first_source, len(self.calendar.read))

    def _cited_by(self, table: Table, chosen: Numbers) -> Numbers:
        """The keys of the partnerships and sources of the chosen rows, one per citation."""
        rows, sources = self.cited[table.name]
        of = table.referred("partnership")[rows]
        mask = chosen[rows] & (of >= 0)
        return self._key(of[mask], sources[mask])

    def _dated(self, table: Table, chosen: Numbers | None = None) -> Evidence:
        """The evidence of the dates of a table of events: of all rows, or of those that a mask chooses."""
        evidence = self._of_column(table, self.calendar.code(table.dated))
        return evidence if chosen is None else evidence.where(chosen[evidence.rows])

    def _linked(self, evidence: Evidence, name: str, link: str, *, unless: str = "") -> Evidence:
        """Evidence of the rows that `link` refers to, without that of rows with a reference `unless`."""
        table = self.tables[name]
        found = evidence.where((table.referred(unless) < 0)[evidence.rows]) if unless else evidence
        return found.of(table.referred(link))

    def _of_project_events(self) -> Evidence:
        """The events of projects, without grants: a project may begin later."""
        granting = in_column(self.tables["events"], "kind", GRANTING)
        return self._linked(self.events.where(~granting[self.events.rows]), "events", "project")

    def _recipients(self) -> Numbers:
        """The membership of each recipient of a grant for a partnership; NONE without or with several."""
        shares = self.tables["grant_recipients"]
        return self.members.only(shares.referred("partnership"), shares.referred("municipality"))

    def _in_wholes(self) -> Numbers:
        """The membership of the whole with the same holder, of each membership of a part."""
        members, partnerships = self.tables["memberships"], self.tables["partnerships"]
        wholes = partnerships.referred("part_of")[members.referred("partnership")]
        return self.members.only(wholes, members.referred("municipality"))


def citations(table: Table, row_of: Callable[[Any], int] = int, name: str = "sources") -> tuple[Numbers, Numbers]:
    """The rows of a table, counted from 0, and the rows of the sources that they cite, one pair per citation.

    `row_of` gives the row of a source as the column holds it: its row while tables are linked, an entity afterwards.
    `name` is the column to read instead of `sources`, where the table has it.
    """
    column = table.columns.get(name) or table.columns["sources"]
    cited = np.array([row_of(source) for cited in column.values for source in cited], np.int32)
    offsets = np.cumsum([0, *map(len, column.values)])
    places, counts = ranges(offsets, column.coded)
    return np.repeat(np.arange(table.size, dtype=np.int32), counts), cited[places]


def sure_from(start: PartialDate | None) -> int:
    """The last possible day, as an ordinal, of a start that lies between two stated days; else UNKNOWN."""
    if start is None or not start.bounded or start.earliest is None or start.latest is None:
        return UNKNOWN
    return start.latest.toordinal()


def sure_until(end: PartialDate | None) -> int:
    """The first possible day of an end that is a fact, as an ordinal; LAST_DAY when no end is known."""
    if not is_fact(end):
        return LAST_DAY
    earliest, _ = bounds_of(end)
    return ordinal(earliest, UNKNOWN)


def happened(events: Table) -> Numbers:
    """A mask of the events that are not only expected."""
    return in_column(events, "expected", (False,))
