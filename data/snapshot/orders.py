"""Sort orders over column tables: the rank of each row. Callers cache the results."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np

from data.domain.dates import Span, last_then_first
from data.domain.text import collate_all
from data.snapshot.columns import Column, Numbers, SliceView, Table, pair_keys
from data.snapshot.selection import last_day

OF_DAY = ("degree", "last_attested")  # orders that depend on the day


def last_attested(slice: SliceView, table: Table) -> Numbers:
    """The first possible day of the last attestation of each row by the day of the slice, 0 without one."""
    days: Numbers = table.attestations.latest_days(last_day(slice))
    return days


def degrees(slice: SliceView) -> Numbers:
    """The number of partners of each municipality in the slice, shape (municipalities,)."""
    table = slice.tables["municipalities"]

    def counted() -> Numbers:
        one, other, _, level = slice.snapshot.co_memberships.present(slice, None, None)
        one, other = one[level > 0] - table.first, other[level > 0] - table.first
        ends = np.divmod(np.unique(pair_keys(one, other, table.size)), table.size)
        return np.bincount(np.concatenate(ends), minlength=table.size).astype(np.int32)

    return slice.snapshot.selections.get_or_create((slice.day, "degrees"), counted)


def dense_ranks(column: Column, key: Callable[[Any], Any]) -> Numbers:
    """The dense rank of `key(value)` of each row, shape (rows,)."""
    return ranks_of_keys(column, list(map(key, column.values)))


def alphabetical_ranks(column: Column) -> Numbers:
    """The dense rank of each row in Swedish alphabetical order, shape (rows,)."""
    return ranks_of_keys(column, collate_all(column.values))


def ranks_of_keys(column: Column, keys: list[Any]) -> Numbers:
    """The dense rank of each row by the sort keys of the values of a column, shape (rows,)."""
    rank = {value: number for number, value in enumerate(sorted(set(keys)))}
    return np.array([rank[value] for value in keys], np.int32)[column.coded]


def start_of(span: Span) -> date:
    """The first possible day of a start, else its last possible day. An unknown start sorts last."""
    return span.start_latest if span.start_earliest == date.min else span.start_earliest


# Sort columns by order name, in the sequence of np.lexsort: the primary one last. Equal rows stay in key order.
ORDERS: dict[str, Callable[[SliceView, Table], tuple[Numbers, ...]]] = {
    "title": lambda _, table: (alphabetical_ranks(table.columns["title_en"]),),
    "start": lambda _, table: (dense_ranks(table.dated, start_of),),
    "last_attested": lambda view, table: (last_attested(view, table),),
    "name": lambda _, table: (alphabetical_ranks(table.columns["name"]),),
    "country": lambda view, table: (ranks(view, table, "name"), table.referred("country")),
    "degree": lambda view, _: (degrees(view),),
    "date": lambda _, table: (dense_ranks(table.dated, last_then_first),),
}


def order_columns(slice: SliceView, table: Table, order: str) -> tuple[Numbers, ...]:
    """The sort columns of an order. A name that is not in ORDERS is that of a numeric column, missing values first."""
    if order in ORDERS:
        return ORDERS[order](slice, table)
    return (dense_ranks(table.columns[order], lambda value: value or 0),)


def ranks(slice: SliceView, table: Table, order: str) -> Numbers:
    """The rank of each row of a table in an order, shape (rows,). Cached."""

    def ranked() -> Numbers:
        rank = np.empty(table.size, np.int32)
        rank[np.lexsort((np.arange(table.size), *order_columns(slice, table, order)))] = np.arange(table.size)
        return rank

    if order in OF_DAY:
        return slice.snapshot.selections.get_or_create((slice.day, "ranks", table.name, order), ranked)
    return slice.snapshot.memoize((table.name, "ranks", order), ranked)
