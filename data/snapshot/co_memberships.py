"""Co-memberships: pairs of memberships of one partnership that tie two municipalities, indexed once per snapshot.

The tables hold the affiliation network: municipality, membership, partnership. The index holds the co-memberships of
all time. A search checks whether each co-membership is present on the day of its slice.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property

import numpy as np

from data.domain.arrays import Numbers, pairs, ranges
from data.domain.enums import PartnershipKind
from data.snapshot.columns import CodeTable, Column, SliceView, Table, packed
from data.snapshot.times.intervals import Days, days_of_spans, possible_days

Kinds = Collection[PartnershipKind] | None
Layers = Collection[str] | None  # slugs
LARGEST_ROW = 1 << 31


class CoMemberships:
    """The co-memberships of each municipality, in the order of the seats.

    The entries of municipality `k`, counted from 0, have the indices from `offsets[k]` to `offsets[k + 1] - 1` in
    `others` (rows of municipalities), `by` (rows of partnerships; of a part, that of the whole) and `codes`. A code
    numbers a distinct combination of dates, kind and layers of partnership. There are few such combinations.
    """

    def __init__(self, tables: Mapping[str, Table]) -> None:
        members, municipalities = tables["memberships"], tables["municipalities"]
        self.partnerships = tables["partnerships"]
        self.layers = layers_of_partnerships(tables)
        self.members, self.first = members, municipalities.first
        rows, counts = self.partnerships.backs["memberships"].of_rows(np.arange(self.partnerships.size))
        one, other = pairs(counts)
        rows = (rows - members.first).astype(np.int32)
        one, other = rows[one], rows[other]
        tied = self._tied(one, other)
        one, other = np.concatenate([one[tied], other[tied]]), np.concatenate([other[tied], one[tied]])
        holder = members.referred("municipality")
        order = np.lexsort((other, one, holder[one]))
        one, other = one[order], other[order]
        self.offsets = packed(np.searchsorted(holder[one], np.arange(municipalities.size + 1)), LARGEST_ROW)
        self.others = packed(holder[other] + municipalities.first, LARGEST_ROW)
        partnership = members.referred("partnership")[one]
        self.by = packed(wholes(self.partnerships)[partnership] + self.partnerships.first, LARGEST_ROW)
        self.codes = self._coded(partnership, one, other)

    def _tied(self, one: Numbers, other: Numbers) -> Numbers:
        """A mask of the pairs that tie their holders: different seats and municipalities, dates that may overlap."""
        first, last = possible_days(self.members)
        apart = np.ones(len(one), bool)
        for name in ("seat", "municipality"):
            to = self.members.referred(name)
            apart &= to[one] != to[other]
        return apart & (first[one] <= last[other]) & (first[other] <= last[one])

    def _coded(self, partnership: Numbers, one: Numbers, other: Numbers) -> Numbers:
        """The code of each co-membership: the number of its distinct combination of kind, layers and dates."""
        shared, own, kinds = self.partnerships.dated, self.members.dated, self.partnerships.columns["kind"]
        key = kinds.coded[partnership].astype(np.int64)
        for column, rows in ((self.layers, partnership), (shared, partnership), (own, one), (own, other)):
            key = key * len(column.values) + column.coded[rows]
        _, found, codes = np.unique(key, return_index=True, return_inverse=True)
        partnership, one, other = partnership[found], one[found], other[found]
        self.kinds, self.partnership_dates = kinds.coded[partnership], shared.coded[partnership]
        self.layer_codes = self.layers.coded[partnership]
        self.member_dates = own.coded[one], own.coded[other]
        return packed(codes, len(found))

    def levels(self, slice: SliceView, kinds: Kinds, layers: Layers = None) -> bytes:
        """The certainty level of each code in a slice, an index into CERTAINTY_LEVELS. Cached.

        0 for other kinds, and for partnerships that none of the layers names.
        """
        wanted = [None if values is None else frozenset(values) for values in (kinds, layers)]
        key = (slice.day, "co_membership_levels", *wanted)
        return slice.snapshot.selections.get_or_create(key, lambda: self._levels(slice, kinds, layers))  # type: ignore[no-any-return]

    def _levels(self, slice: SliceView, kinds: Kinds, layers: Layers) -> bytes:
        tables = (self.partnerships, self.members)
        shared, own = (np.frombuffer(slice.certainty_levels(table), np.uint8) for table in tables)
        level = np.minimum(shared[self.partnership_dates], np.minimum(*(own[codes] for codes in self.member_dates)))
        chosen = of_kinds(self.partnerships, kinds)[self.kinds] & of_layers(self.layers, layers)[self.layer_codes]
        return bytes((level * chosen).astype(np.uint8))

    @cached_property
    def days(self) -> Days:
        """The possible days of the co-memberships of each code: those of both memberships and of the partnership."""
        shared, own = (days_of_spans(table) for table in (self.partnerships, self.members))
        one, other = (own.of(codes) for codes in self.member_dates)
        return shared.of(self.partnership_dates).common(one).common(other)

    def bounds_of(self, row: int) -> tuple[int, int]:
        """The first index of the entries of a municipality, and the index after the last one."""
        return self.offsets[row - self.first], self.offsets[row - self.first + 1]

    def present(
        self, slice: SliceView, kinds: Kinds, within: Numbers | None, layers: Layers = None
    ) -> tuple[Numbers, ...]:
        """The co-memberships among the municipalities `within` (None means all), each pair once per partnership.

        Returns the rows of both municipalities, the lower one first, the rows of the partnerships, and the certainty
        levels, sorted by these rows. All arrays have shape (pairs,). Level 0 means not present. `within` is ascending.
        """
        one, others, by, codes = self.coded_pairs(within)
        return one, others, by, np.frombuffer(self.levels(slice, kinds, layers), np.uint8)[codes]

    def coded_pairs(self, within: Numbers | None) -> tuple[Numbers, ...]:
        """The columns of `present` with codes in place of certainty levels: the co-memberships of all time.

        They are sorted by both municipalities, then by partnership.
        """
        if within is None:
            return self.all_pairs
        own = within - self.first
        entries, _ = ranges(self.pair_offsets, own)
        inside = np.zeros(len(self.pair_offsets), bool)
        inside[own] = True
        chosen = entries[inside[self.all_pairs[1][entries] - self.first]]
        return tuple([column[chosen] for column in self.all_pairs])

    @cached_property
    def pair_offsets(self) -> Numbers:
        """The index in `all_pairs` of the first pair of each municipality, and the number of pairs."""
        return np.searchsorted(self.all_pairs[0], np.arange(len(self.offsets)) + self.first)

    @cached_property
    def all_pairs(self) -> tuple[Numbers, ...]:
        """The coded pairs of all municipalities."""
        one = np.repeat(
            np.arange(self.first, self.first + len(self.offsets) - 1, dtype=np.int32), np.diff(self.offsets)
        )
        other, by, codes = (np.asarray(column) for column in (self.others, self.by, self.codes))
        once = np.flatnonzero(one < other)
        order = once[np.lexsort((by[once], other[once], one[once]))]
        return tuple(column[order] for column in (one, other, by, codes))


def wholes(partnerships: Table) -> Numbers:
    """The partnership that each one is part of, or itself, counted from 0. Shape (size,)."""
    whole = partnerships.referred("part_of")
    return np.where(whole < 0, np.arange(partnerships.size), whole)


def of_kinds(partnerships: Table, kinds: Kinds) -> Numbers:
    """A mask over the codes of the kind column: whether the kind is one of these. None means all."""
    return np.array([kinds is None or kind in kinds for kind in partnerships.columns["kind"].values], bool)


def layers_of_partnerships(tables: Mapping[str, Table]) -> Column:
    """The slugs of the layers that name each partnership: its own, and those of its further sources."""
    slugs, further = tables["layers"].keys, tables["further_sources"]
    codes = CodeTable()
    own = [frozenset([slug]) for slug in slugs]
    coded = np.array([codes[layers] for layers in own], np.int64)[tables["partnerships"].referred("layer")]
    naming = zip(further.referred("partnership").tolist(), further.referred("layer").tolist(), strict=True)
    for partnership, layer in naming:
        coded[partnership] = codes[list(codes)[coded[partnership]] | own[layer]]
    return Column(list(codes), packed(coded, max(len(codes), 1)))


def of_layers(named: Column, layers: Layers) -> Numbers:
    """A mask over the codes of `layers_of_partnerships`: whether one of these layers is among them. None means all."""
    return np.array([layers is None or not slugs.isdisjoint(layers) for slugs in named.values], bool)


def certainty_levels_of(slice: SliceView, table: Table, rows: Numbers) -> Numbers:
    """The certainty levels of rows, indices into CERTAINTY_LEVELS, shape (rows,). Rows count from 0 in their table."""
    return np.frombuffer(slice.certainty_levels(table), np.uint8)[table.dated.coded[rows]]
