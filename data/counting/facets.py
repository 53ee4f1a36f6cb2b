"""Facets: how many items of a selection have each key, and how many of them certainly."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from data.counting.keys import KEYS, FacetKey
from data.counting.links import CERTAIN, links_of
from data.counting.partnership_keys import Basis
from data.counting.vocabulary import Vocabulary
from data.domain.arrays import Numbers, distinct
from data.domain.enums import Choice, Language
from data.snapshot.columns import SliceView
from data.snapshot.slice import Entities

LEAST = 1_000  # cache weight of a facet without keys and of its cache key, in rows


class KeyCounts(NamedTuple):
    """The counts of the keys of some items, by descending count, then by text of the key.

    `codes`, `counts` and `certain` have shape (keys,). `missing` is the number of items without a key.
    """

    codes: Numbers
    counts: Numbers
    certain: Numbers
    missing: int

    @property
    def weight(self) -> int:
        """The cache weight, in rows."""
        return LEAST + 3 * len(self.codes)


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A key, the number of items that have it, and the number of those that certainly exist and have it."""

    slice: SliceView
    vocabulary: Vocabulary
    code: int
    count: int
    certain: int

    @property
    def key(self) -> str:
        return self.vocabulary.text(self.slice, self.code)

    def label(self, language: Language) -> str | None:
        return self.vocabulary.label(self.slice, self.code, language)


class Facet(NamedTuple):
    """The counts of items by one key: the first values, the number of all keys, and of items without a key."""

    by: Choice
    distinct: int
    missing: int
    values: list[FacetValue]


def facet_of(items: Entities[Any], by: Choice, basis: Basis, first: int) -> Facet:
    """The facet of partnerships or municipalities by one key, with the `first` values."""
    counts, slice, vocabulary = counts_of(items, by, basis), items.slice, KEYS[items.table.name][by].vocabulary
    columns = (column[:first].tolist() for column in (counts.codes, counts.counts, counts.certain))
    values = [FacetValue(slice, vocabulary, *one) for one in zip(*columns, strict=True)]
    return Facet(by, len(counts.codes), counts.missing, values)


def counts_of(items: Entities[Any], by: Choice, basis: Basis) -> KeyCounts:
    """The counts of all keys, cached when the selection of the items is."""
    compute = partial(computed_counts, items, KEYS[items.table.name][by], basis)
    if items.selection is None:
        return compute()
    key = ("facet", items.slice.day, items.table.name, items.selection, by, basis)
    counts: KeyCounts = items.slice.snapshot.results.get_or_create(key, compute)
    return counts


def computed_counts(items: Entities[Any], key: FacetKey, basis: Basis) -> KeyCounts:
    links = links_of(items.slice, items.table, np.asarray(items.rows, np.int64) - items.table.first)
    found = key.find(links, basis).highest()
    sure = (found.levels == CERTAIN) & (links.row_levels == CERTAIN)[found.items]
    counts, certain = (
        np.bincount(found.codes),
        np.bincount(found.codes[sure], minlength=found.codes.max(initial=-1) + 1),
    )
    codes = np.flatnonzero(counts)
    order = sorted(codes.tolist(), key=lambda code: (-counts[code], key.vocabulary.text(items.slice, code)))
    missing = len(items) - len(distinct(found.items))
    return KeyCounts(np.array(order, np.int64), counts[order], certain[order], missing)
