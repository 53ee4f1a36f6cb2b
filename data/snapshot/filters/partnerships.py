"""Selections of partnerships by dates, numbers of parties and sources, themes and roles."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import numpy as np

from data.domain.arrays import Numbers, distinct
from data.snapshot.co_memberships import certainty_levels_of
from data.snapshot.columns import NONE, SliceView, in_column
from data.snapshot.filters.conditions import BoundRanges, NumberRange, RoleCondition
from data.snapshot.selection import (
    join,
    latest_statuses,
    of_projects,
    of_wholes,
    present,
    projects_by_theme,
    rows_of,
    union,
    with_keys,
)


def by_start(slice: SliceView, wanted: BoundRanges) -> Numbers:
    """The partnerships whose start has both bounds in these ranges."""
    return _by_date(slice, "begin", wanted)


def by_end(slice: SliceView, wanted: BoundRanges) -> Numbers:
    """The partnerships whose end has both bounds in these ranges."""
    return _by_date(slice, "finish", wanted)


def _by_date(slice: SliceView, column: str, wanted: BoundRanges) -> Numbers:
    table = slice.tables["partnerships"]
    return rows_of(table, table.columns[column].map(wanted.include, bool))


def status_since(slice: SliceView, day: date) -> Numbers:
    """The partnerships whose latest present status is dated surely on or after a day."""
    table, statuses = slice.tables["partnerships"], slice.tables["statuses"]
    partnerships, rows = latest_statuses(slice)
    since = statuses.dated.map(lambda when: bool(when and when.earliest and when.earliest >= day), bool)
    return partnerships[since[rows]].astype(np.int32) + table.first


def numbers_of_parties(slice: SliceView) -> Numbers:
    """The number of seats of each partnership that have a holder in the slice. Shape (partnerships,). Cached."""

    def counted() -> Numbers:
        members, seats = slice.tables["memberships"], slice.tables["seats"]
        held = certainty_levels_of(slice, members, np.arange(members.size)) > 0
        of = seats.referred("partnership")[distinct(members.referred("seat")[held])]
        return np.bincount(of, minlength=slice.tables["partnerships"].size).astype(np.int32)

    return slice.snapshot.selections.get_or_create((slice.day, "parties"), counted)


def by_parties(slice: SliceView, wanted: NumberRange) -> Numbers:
    """The partnerships whose number of parties lies in a range."""
    return _by_number(slice, numbers_of_parties(slice), wanted)


def by_sources(slice: SliceView, wanted: NumberRange) -> Numbers:
    """The partnerships whose number of sources lies in a range."""
    return _by_number(slice, slice.tables["partnerships"].columns["sources"].map(len, np.int32), wanted)


def _by_number(slice: SliceView, numbers: Numbers, wanted: NumberRange) -> Numbers:
    least, most = wanted.bounds
    return rows_of(slice.tables["partnerships"], (least <= numbers) & (numbers <= most))


def by_theme(slice: SliceView, slugs: Collection[str]) -> Numbers:
    """The partnerships with a present project that has one of these themes."""
    return of_projects(slice, projects_by_theme(slice, slugs))


def by_role(slice: SliceView, wanted: RoleCondition) -> Numbers:
    """The partnerships in which an organisation has a role: in them, in their projects, or in their programmes."""
    roles = slice.tables["roles"]
    chosen = present(slice, roles)
    if wanted.kinds is not None:
        chosen &= in_column(roles, "kind", wanted.kinds)
    if wanted.organisations is not None:
        organisations = with_keys(slice, "organisations", wanted.organisations)
        chosen &= np.isin(np.asarray(roles.references["organisation"][1]), organisations)
    rows = {name: _named(slice, name, chosen) for name in ("partnership", "project", "programme")}
    of_programmes = join(slice, "programme_periods", "programme", rows["programme"], "partnership")
    own = of_wholes(slice, union([rows["partnership"], of_programmes]))
    return union([own, of_projects(slice, rows["project"])])


def _named(slice: SliceView, link: str, chosen: Numbers) -> Numbers:
    """The rows that the chosen roles refer to by a link, ascending."""
    rows = np.asarray(slice.tables["roles"].references[link][1])[chosen]
    return distinct(rows[rows != NONE]).astype(np.int32)
