"""Sort orders: the rank of each row of a column table, and the sort keys of entities that agree with them."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np

from data.domain.arrays import Numbers
from data.domain.dates import Span, last_then_first
from data.domain.geography import LONGEST_KM, Point
from data.domain.text import collate, collate_all
from data.snapshot.columns import Column, SliceView, Table
from data.snapshot.entities import Entity, EventEntity, Municipality, Partnership, order_of
from data.snapshot.filters.partners import numbers_of_partners
from data.snapshot.filters.partnerships import numbers_of_parties
from data.snapshot.filters.places import distances_from
from data.snapshot.selection import last_day

OF_DAY = ("degree", "last_attested", "members")  # orders that depend on the day
alphabetical = lru_cache(10_000)(collate)  # cached, because cursors repeat titles and names


def last_attested(slice: SliceView, table: Table) -> Numbers:
    """The first possible day of the last attestation of each row by the day of the slice, 0 without one."""
    days: Numbers = table.attestations.latest_days(last_day(slice))
    return days


def degrees(slice: SliceView) -> Numbers:
    """The number of partners of each municipality in the slice, shape (municipalities,)."""
    return slice.snapshot.selections.get_or_create((slice.day, "degrees"), lambda: numbers_of_partners(slice))


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


def end_of(span: Span) -> date:
    """The last possible day of an end. An unknown end sorts last."""
    return span.end_latest


# Sort columns by order name, in the sequence of np.lexsort: the primary one last. Equal rows stay in key order.
ORDERS: dict[str, Callable[[SliceView, Table], tuple[Numbers, ...]]] = {
    "key": lambda *_: (),
    "title": lambda _, table: (alphabetical_ranks(table.columns["title_en"]),),
    "start": lambda _, table: (dense_ranks(table.dated, start_of),),
    "end": lambda _, table: (dense_ranks(table.dated, end_of),),
    "members": lambda view, _: (numbers_of_parties(view),),
    "last_attested": lambda view, table: (last_attested(view, table),),
    "name": lambda _, table: (alphabetical_ranks(table.columns["name"]),),
    "country": lambda view, table: (ranks(view, table, "name"), table.referred("country")),
    "degree": lambda view, _: (degrees(view),),
    "date": lambda _, table: (dense_ranks(table.dated, last_then_first),),
}


def order_columns(slice: SliceView, table: Table, order: Hashable) -> tuple[Numbers, ...]:
    """The sort columns of an order: a name, or a tuple of "distance" and a point.

    A name that is not in ORDERS is that of a numeric column, missing values first.
    """
    if isinstance(order, tuple):
        return (np.minimum(distances_from(slice, order[1]), LONGEST_KM),)
    assert isinstance(order, str)
    if order in ORDERS:
        return ORDERS[order](slice, table)
    return (dense_ranks(table.columns[order], lambda value: value or 0),)


def in_order(slice: SliceView, table: Table, order: Hashable) -> Numbers:
    """The rows of a table in an order, shape (rows,). Cached."""

    def ordered() -> Numbers:
        order_of_rows = np.lexsort((np.arange(table.size), *order_columns(slice, table, order)))
        return order_of_rows.astype(np.int32) + table.first

    return _cached(slice, ("in order", table.name, order), order, ordered)


def ranks(slice: SliceView, table: Table, order: Hashable) -> Numbers:
    """The rank of each row of a table in an order, shape (rows,). Cached."""

    def ranked() -> Numbers:
        rank = np.empty(table.size, np.int32)
        rank[in_order(slice, table, order) - table.first] = np.arange(table.size)
        return rank

    return _cached(slice, ("ranks", table.name, order), order, ranked)


def _cached(slice: SliceView, key: tuple[Hashable, ...], order: Hashable, compute: Callable[[], Numbers]) -> Numbers:
    """Numbers that depend on an order: held as long as the snapshot if there are few such orders, else bounded."""
    if order in OF_DAY or isinstance(order, tuple):
        return slice.snapshot.selections.get_or_create((slice.day, *key), compute)
    return slice.snapshot.memoize(key, compute)


def by_title(partnership: Partnership) -> tuple[str, str]:
    return alphabetical(partnership.title_en), partnership.slug


def by_start(partnership: Partnership) -> tuple[str, str]:
    """Sort key: the first possible day of the start, else its last possible day. Unknown starts come last."""
    return start_of(partnership.span).isoformat(), partnership.slug


def by_last_attested(partnership: Partnership) -> tuple[str, str]:
    """Sort key: the first possible day of the last attestation by the day asked for. Those without one come first."""
    last = partnership.last_attested
    first = last.date.earliest if last else None
    return (first.isoformat() if first else ""), partnership.slug


def by_name(municipality: Municipality) -> tuple[str, str]:
    return alphabetical(municipality.preferred_name), municipality.slug


def by_country(municipality: Municipality) -> tuple[str, str, str]:
    return municipality.country.code, *by_name(municipality)


def by_degree(municipality: Municipality) -> tuple[int, str]:
    """Sort key: the number of partners, through all kinds of partnership."""
    slice = municipality.slice
    first = slice.tables["municipalities"].first
    return int(degrees(slice)[municipality.row - first]), municipality.slug


def by_number(column: str) -> Callable[[Entity], tuple[int, str]]:
    """Returns a sort key by a column of positive integers. A missing number comes before all others."""

    def key(entity: Entity) -> tuple[int, str]:
        return getattr(entity, column) or 0, entity.key

    return key


def by_day(event: EventEntity) -> tuple[str, str, str]:
    """Sort key: the last, then the first possible day. Undated events come last."""
    last, first, _, key = order_of(event)
    return last.isoformat(), first.isoformat(), key


def by_date(event: EventEntity) -> tuple[str, str, int, str]:
    last, first, rank, key = order_of(event)
    return last.isoformat(), first.isoformat(), rank, key


def by_end(partnership: Partnership) -> tuple[str, str]:
    """Sort key: the last possible day of the end. Unknown ends come last."""
    return partnership.span.end_latest.isoformat(), partnership.slug


def by_parties(partnership: Partnership) -> tuple[int, str]:
    """Sort key: the number of seats that have a holder."""
    slice = partnership.slice
    return int(numbers_of_parties(slice)[partnership.row - slice.tables["partnerships"].first]), partnership.slug


def by_distance(point: Point) -> Callable[[Municipality], tuple[float, str]]:
    """Returns a sort key by the distance from a point. A place without coordinates comes after all others."""

    def key(municipality: Municipality) -> tuple[float, str]:
        slice = municipality.slice
        km = float(distances_from(slice, point)[municipality.row - slice.tables["municipalities"].first])
        return min(km, LONGEST_KM), municipality.slug

    return key
