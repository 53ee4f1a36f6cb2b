"""Vectorised row selection and ordering over column tables. Callers cache the results.

A selection is a sorted array of row numbers, shape (n,), int32.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import partial

import numpy as np

from data.domain.arrays import Numbers, distinct, in_both
from data.domain.enums import Certainty, MunicipalityKind, PartnershipKind, PartnershipState
from data.domain.evidence_enums import GoalBasis
from data.snapshot.co_memberships import Kinds, certainty_levels_of, of_layers, wholes
from data.snapshot.columns import CERTAINTY_LEVELS, SliceView, Table, in_column, packed
from data.snapshot.goal_links import STATED_ONLY, goals_of_projects
from data.snapshot.times.attestations import LAST_DAY, ordinal
from data.snapshot.times.statuses import sorted_statuses

SELF = ""  # link name that stands for the rows themselves
NO_ROWS = np.empty(0, np.int32)


def rows_of(table: Table, which: Numbers) -> Numbers:
    """The rows of a boolean mask over a table."""
    return np.flatnonzero(which).astype(np.int32) + table.first


def present(slice: SliceView, table: Table) -> Numbers:
    """A mask of the rows that are, or may be, present."""
    if table.times is None:
        return np.ones(table.size, bool)
    return certainty_levels_of(slice, table, np.arange(table.size)) > 0


def union(several: Sequence[Numbers]) -> Numbers:
    """The sorted union of sorted selections."""
    if len(several) == 1:
        return several[0]
    return distinct(np.concatenate([NO_ROWS, *several]))


def join(slice: SliceView, records: str, link: str, targets: Numbers, to: str) -> Numbers:
    """Joins through table `records`: finds its present rows whose `link` refers to a target, then follows `to`.

    Returns sorted row numbers without duplicates.
    """
    table = slice.tables[records]
    rows = _linked(table, link, targets)
    if table.times is not None:
        rows = rows[certainty_levels_of(slice, table, rows) > 0]
    return distinct(np.asarray(table.references[to][1])[rows] if to else rows + table.first).astype(np.int32)


def _linked(table: Table, link: str, targets: Numbers) -> Numbers:
    """The rows, counted from 0, whose `link` refers to a target. With SELF, the targets themselves."""
    if link == SELF:
        return targets - table.first
    target, rows = table.references[link]
    back = target.backs.get(table.name)
    if back is None or sum(other is target for other, _ in table.references.values()) > 1:
        return np.flatnonzero(np.isin(np.asarray(rows), targets))
    return back.of_rows(targets - target.first)[0] - table.first


def with_keys(slice: SliceView, records: str, keys: Iterable[str]) -> Numbers:
    """The rows of the keys that exist."""
    found = (slice.tables[records].find(key) for key in keys)
    return np.array([row for row in found if row is not None], np.int32)


def by_kind(slice: SliceView, kinds: Collection[object]) -> Numbers:
    """The partnerships of one of these kinds."""
    table = slice.tables["partnerships"]
    return rows_of(table, in_column(table, "kind", kinds))


def by_authority_kind(slice: SliceView, kinds: Collection[MunicipalityKind]) -> Numbers:
    """The local authorities of one of these kinds. One with regional tasks also counts as a region."""
    table = slice.tables["municipalities"]
    found = in_column(table, "kind", kinds)
    return rows_of(
        table, found | ~in_column(table, "county_code", (None,)) if MunicipalityKind.REGION in kinds else found
    )


def of_wholes(slice: SliceView, partnerships: Numbers) -> Numbers:
    """The partnerships that these are part of, or these themselves."""
    table = slice.tables["partnerships"]
    return distinct(wholes(table)[partnerships - table.first] + table.first).astype(np.int32)


def are_whole(slice: SliceView, table: Table) -> Numbers:
    """A mask of the partnerships that are, or may be, present and no part of another one."""
    return present(slice, table) & (table.referred("part_of") < 0)


def of_members(slice: SliceView, municipalities: Numbers) -> Numbers:
    """The partnerships in which one of these municipalities holds a seat. Of a part, the whole."""
    return of_wholes(slice, join(slice, "memberships", "municipality", municipalities, "partnership"))


def by_country(slice: SliceView, codes: Collection[str]) -> Numbers:
    """The municipalities in one of these countries."""
    return join(slice, "municipalities", "country", with_keys(slice, "countries", codes), SELF)


def by_member(slice: SliceView, slugs: Collection[str]) -> Numbers:
    """The partnerships with one of these members."""
    return of_members(slice, with_keys(slice, "municipalities", slugs))


def by_member_country(slice: SliceView, codes: Collection[str]) -> Numbers:
    """The partnerships with a member in one of these countries."""
    return of_members(slice, by_country(slice, codes))


def by_programme(slice: SliceView, slug: str) -> Numbers:
    """The partnerships that certainly or possibly belong to a programme."""
    return join(slice, "programme_periods", "programme", with_keys(slice, "programmes", (slug,)), "partnership")


def by_eligibility(slice: SliceView, slug: str) -> Numbers:
    """The countries eligible in a call. Empty when the call is not present."""
    call = slice.get("calls", slug)
    return join(slice, "call_countries", "call", np.array([call.row] if call else [], np.int32), "country")


def by_layer(slice: SliceView, slugs: Collection[str]) -> Numbers:
    """The partnerships that one of these layers holds, or names by a further source. Of a part, the whole."""
    table, named = slice.tables["partnerships"], slice.snapshot.co_memberships.layers
    chosen = of_layers(named, slugs)[named.coded] & present(slice, table)
    return of_wholes(slice, rows_of(table, chosen))


def count_by_layer(slice: SliceView) -> Numbers:
    """The number of present partnerships that each layer holds, without parts of others. Shape (layers,)."""
    table, layers = slice.tables["partnerships"], slice.tables["layers"]
    return np.bincount(table.referred("layer")[are_whole(slice, table)], minlength=layers.size)


def projects_by_theme(slice: SliceView, slugs: Collection[str]) -> Numbers:
    """The present projects with one of these themes."""
    projects = join(slice, "project_themes", "theme", with_keys(slice, "themes", slugs), "project")
    table = slice.tables["projects"]
    return projects[present(slice, table)[projects - table.first]]


def of_projects(slice: SliceView, projects: Numbers) -> Numbers:
    """The partnerships of projects. Of a part, the whole."""
    return of_wholes(slice, join(slice, "projects", SELF, projects, "partnership"))


def by_goal(slice: SliceView, numbers: Collection[int], basis: frozenset[GoalBasis]) -> Numbers:
    """The partnerships that have a link of one of these bases to one of the goals.

    A Goal that a source names for one project of a partnership is not inferred for the partnership.
    """
    found = [_by_goal(slice, number, basis) for number in numbers]
    return union(found)


def _by_goal(slice: SliceView, number: int, basis: frozenset[GoalBasis]) -> Numbers:
    """The partnerships that have a link of one of these bases to a goal."""
    stated = linked_to(slice, number, STATED_ONLY)
    found = stated if GoalBasis.STATED in basis else stated[:0]
    if GoalBasis.INFERRED in basis:
        inferred = linked_to(slice, number, frozenset((GoalBasis.INFERRED,)))
        found = union([found, np.setdiff1d(inferred, stated, assume_unique=True)])
    return found


def linked_to(slice: SliceView, number: int, basis: frozenset[GoalBasis]) -> Numbers:
    """The partnerships with a present project that has a link of one of these bases to a goal."""
    tables, projects = slice.tables, slice.tables["projects"]
    every = np.arange(projects.size)
    linked, counts = slice.snapshot.memoize(
        ("goals of projects", basis), partial(goals_of_projects, tables, every, basis)
    )
    wanted = np.isin(linked, with_keys(slice, "goals", (str(number),)))
    return of_projects(slice, distinct(np.repeat(every, counts)[wanted]) + projects.first)


def by_core_area(slice: SliceView, areas: Collection[object]) -> Numbers:
    """The partnerships with a theme of one of these core areas."""
    themes = slice.tables["themes"]
    chosen = rows_of(themes, in_column(themes, "core_area", areas))
    return of_projects(slice, join(slice, "project_themes", "theme", chosen, "project"))


def seat_holders(slice: SliceView, kinds: Kinds) -> Numbers:
    """The municipalities that hold a seat in a partnership of these kinds."""
    chosen = by_kind(slice, tuple(PartnershipKind) if kinds is None else kinds)
    return join(slice, "memberships", "partnership", chosen, "municipality")


def without_seats(slice: SliceView, _wanted: object, kinds: Kinds) -> Numbers:
    """The municipalities that hold no seat in a partnership of these kinds."""
    every = np.asarray(slice.tables["municipalities"].rows, np.int32)
    return np.setdiff1d(every, seat_holders(slice, kinds), assume_unique=True)


def with_goals(
    slice: SliceView, numbers: Collection[int], kinds: Collection[object], basis: frozenset[GoalBasis]
) -> Numbers:
    """The municipalities with a partnership of these kinds that has a link to one of the goals."""
    return holders(slice, in_both(by_goal(slice, numbers, basis), by_kind(slice, kinds)))


def holders(slice: SliceView, partnerships: Numbers) -> Numbers:
    """The municipalities that hold a seat in one of these partnerships, or in a part of one."""
    parts = join(slice, "partnerships", "part_of", partnerships, SELF)
    return join(slice, "memberships", "partnership", union([partnerships, parts]), "municipality")


def by_partnerships(slice: SliceView, wanted: bool) -> Numbers:
    """The countries with a municipality that holds a seat, or those without one."""
    found = join(slice, "municipalities", SELF, seat_holders(slice, None), "country")
    every = np.asarray(slice.tables["countries"].rows, np.int32)
    return found if wanted else np.setdiff1d(every, found, assume_unique=True)


def by_grants(slice: SliceView, wanted: bool) -> Numbers:
    """The municipalities that received a grant, or those that did not."""
    shares = np.asarray(slice.tables["grant_recipients"].rows, np.int32)
    found = join(slice, "grant_recipients", SELF, shares, "municipality")
    every = np.asarray(slice.tables["municipalities"].rows, np.int32)
    return found if wanted else np.setdiff1d(every, found, assume_unique=True)


def by_state(slice: SliceView, states: Collection[PartnershipState]) -> Numbers:
    """The partnerships whose latest present status is one of the states. Without a status the state is UNKNOWN."""
    table, statuses = slice.tables["partnerships"], slice.tables["statuses"]
    partnerships, rows = latest_statuses(slice)
    found = np.full(table.size, PartnershipState.UNKNOWN in states)
    found[partnerships] = in_column(statuses, "state", states)[rows]
    return rows_of(table, found)


def latest_statuses(slice: SliceView) -> tuple[Numbers, Numbers]:
    """The partnerships that have a present status, ascending, and the latest one of each. Both count from 0.

    The statuses of projects are left out.
    """
    return sorted_statuses(slice, "partnership").latest_of_all(slice)


def wholes_of_members(slice: SliceView) -> Sequence[int]:
    """The row of the partnership of each membership; of a part, that of its whole. Cached."""

    def found() -> Sequence[int]:
        partnerships, members = slice.tables["partnerships"], slice.tables["memberships"]
        rows = wholes(partnerships)[members.referred("partnership")] + partnerships.first
        return packed(rows, partnerships.first + partnerships.size)

    return slice.snapshot.memoize("wholes of members", found)


def by_certainty(slice: SliceView, certainties: Collection[Certainty]) -> Numbers:
    """The partnerships that hold with one of these certainties."""
    table = slice.tables["partnerships"]
    levels = certainty_levels_of(slice, table, np.arange(table.size))
    return rows_of(table, np.isin(levels, [CERTAINTY_LEVELS.index(one) for one in certainties]))


def attested_since(slice: SliceView, day: date) -> Numbers:
    """The partnerships with an attestation that lies surely on or after a day, and not after the day of the slice."""
    table = slice.tables["partnerships"]
    return (table.attestations.since(day.toordinal(), last_day(slice)) + table.first).astype(np.int32)


def last_day(slice: SliceView) -> int:
    """The day of the slice as an ordinal; without a day, the last one of the calendar."""
    return ordinal(slice.day, LAST_DAY)
