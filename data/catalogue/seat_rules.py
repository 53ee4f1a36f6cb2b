"""Validation rules of seats and memberships: holders, numbers, handovers, and the times of the whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import numpy as np

from data.catalogue.rows.catalogue import Catalogue, numbers_of
from data.catalogue.rows.row import Row
from data.catalogue.time_rules import partial_date
from data.domain.dates import Span, span
from data.domain.errors import Problem

SEAT = ("partnership", "seat")  # fields of a membership


def check_seats(catalogue: Catalogue) -> Iterator[Problem]:
    """Every seat has a holder, and no two holders of a seat certainly overlap."""
    seats, memberships = catalogue.rows["seats"], catalogue.rows["memberships"]
    if catalogue.complete("memberships"):
        held = np.isin(numbers_of(seats, seats.record.key), numbers_of(memberships, SEAT))
        for row in seats.chosen(~held):
            yield row.problem("number", "the seat has no membership", "Add a membership")
    holders = _holders_of_shared(catalogue)
    partnerships = catalogue.found("partnerships", {slug for slug, _ in holders})
    for (slug, _), rows in holders.items():
        rows.sort(key=lambda row: row.values["turn"])
        parent = partnerships.get((slug,))
        for before, after in combinations(rows, 2):
            if parent and _certainly_overlap(_span(before, parent), _span(after, parent)):
                wrong = f"the seat was still held by {before.values['municipality']}"
                yield after.problem("start", wrong, "A seat has one holder at a time: correct the dates")


def _holders_of_shared(catalogue: Catalogue) -> dict[tuple[Any, ...], list[Row]]:
    """Return the memberships of each seat that has several."""
    memberships = catalogue.rows["memberships"]
    _, codes, counts = np.unique(memberships.numbered(SEAT), return_inverse=True, return_counts=True)
    holders: defaultdict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in memberships.chosen(counts[codes] > 1):
        holders[row.values["partnership"], row.values["seat"]].append(row)
    return holders


def _span(row: Row, parent: Row) -> Span:
    """Return the span of a row. A missing start or end is taken from `parent`."""
    start, end = (row if row.values[name] else parent for name in ("start", "end"))
    return span(partial_date(start, "start"), partial_date(end, "end"))


def _certainly_overlap(before: Span, after: Span) -> bool:
    """Return whether the latest possible start of `after` is before the earliest possible end of `before`."""
    return after.start_latest < before.end_earliest


def check_handovers(catalogue: Catalogue) -> Iterator[Problem]:
    handovers, memberships = catalogue.rows["handovers"], catalogue.rows["memberships"]
    turns: defaultdict[tuple[Any, ...], set[tuple[str, str]]] = defaultdict(set)
    held: defaultdict[tuple[Any, ...], dict[int, str]] = defaultdict(dict)
    passed = set(handovers.columns["partnership"].distinct())
    for row in memberships.chosen(memberships.holds("partnership", passed)):
        held[row.values["partnership"], row.values["seat"]][row.values["turn"]] = row.values["municipality"]
    for seat, holders in held.items():
        turns[seat] = {(holders[turn], holders[turn + 1]) for turn in holders if turn + 1 in holders}
    for row in handovers:
        passing = (row.values["predecessor"], row.values["successor"])
        if passing[0] == passing[1]:
            yield row.problem("successor", "a holder cannot succeed itself", "Correct one of the two")
        elif catalogue.complete("memberships") and passing not in turns[row.values["partnership"], row.values["seat"]]:
            wrong = "the two do not hold the seat in consecutive turns"
            yield row.problem("successor", wrong, "Add their memberships with consecutive turns")


def check_turns(catalogue: Catalogue) -> Iterator[Problem]:
    """Seats and turns are numbered from 1 without gaps."""
    for name, group in (("seats", 1), ("memberships", 2)):
        table = catalogue.rows[name]
        if not catalogue.complete(name) or not len(table):
            continue
        key = table.record.key
        _, codes, counts = np.unique(table.numbered(key[:group]), return_inverse=True, return_counts=True)
        for row in table.chosen(table.columns[key[group]].each(int, np.int64) > counts[codes]):
            yield row.problem(key[group], "the numbers have a gap", "Number them 1, 2, 3 …")


def check_within(catalogue: Catalogue) -> Iterator[Problem]:
    """No membership, and no time in a programme, lies certainly outside its partnership or its programme."""
    for name, links in (("memberships", ("partnership",)), ("programme_periods", ("partnership", "programme"))):
        table = catalogue.rows[name]
        for link_name in links:
            for row, whole in catalogue.pairs(name, link_name, table.given("start") | table.given("end")):
                if not _own_span(row).overlaps(_own_span(whole)):
                    column = "start" if row.values["start"] else "end"
                    wrong = f"the row lies outside the dates of its {link_name}"
                    yield row.problem(column, wrong, "Correct either")


def _own_span(row: Row) -> Span:
    """Return the span that the dates of a row give by themselves."""
    return span(partial_date(row, "start"), partial_date(row, "end"))


def check_programmes(catalogue: Catalogue) -> Iterator[Problem]:
    """No partnership belongs to a programme with which it has no day in common."""
    programmes, periods = catalogue.by_key("programmes"), catalogue.rows["programme_periods"]
    for row, one in catalogue.pairs("programme_periods", "partnership", np.ones(len(periods), bool)):
        other = programmes.get((row.values["programme"],))
        if other and not _own_span(one).overlaps(_own_span(other)):
            wrong = "the partnership and the programme have no day in common"
            yield row.problem("programme", wrong, "Name the programme of its time, or remove the row")
