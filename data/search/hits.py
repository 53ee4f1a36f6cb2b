"""The search over all names: hits of both indexes and of themes, ranked."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

from data.domain.arrays import Numbers
from data.domain.enums import SearchKind
from data.domain.text import collate, collate_all, fold
from data.search.name_index import (
    EVERY_KIND,
    KIND_ORDER,
    NEAR,
    WORKS,
    Hit,
    NameIndex,
    index_of,
    index_of_works,
    kind_of,
)
from data.snapshot.columns import SliceView, SnapshotView
from data.snapshot.entities import ENTITY_CLASSES, Theme
from data.snapshot.filters.conditions import LONGEST_CACHED
from data.snapshot.packed_texts import GroupedTexts, PackedTexts
from data.snapshot.queries import projects_of_theme
from data.snapshot.selection import NO_ROWS, of_projects, union
from data.snapshot.slice import Ordered

THEME = NEAR  # score of what has a theme whose label matches; a name that is only near scores less
SHORTEST = 3  # letters; shorter texts are a part of too many labels
MOST_HITS = 1_000  # of one search
TIE_BYTES = 20  # of a tie of a network, about
LEAST = 100  # cache weight of a search without hits, in ties of a network: of its text and its kinds
KIND_NUMBERS = {kind: number for number, kind in enumerate(KIND_ORDER)}
KINDS_OF_WORKS = {kind_of(ENTITY_CLASSES[name]) for name in WORKS}

Rank = tuple[float, int, str, str]


def rank(hit: Hit) -> Rank:
    """The sort key of a hit: by descending score, then by kind, matched name in Swedish order, and key."""
    return _rank(hit, collate(hit.matched))


def _rank(hit: Hit, name: str) -> Rank:
    return -round(hit.score, 6), KIND_NUMBERS[hit.kind], name, hit.entity.key


def index_of_themes(snapshot: SnapshotView) -> NameIndex:
    """The index of the labels of themes, built on first access."""
    return snapshot.memoize("name_index_of_themes", lambda: NameIndex(snapshot, ("themes",)))


def prepare_names(snapshot: SnapshotView) -> None:
    """Builds all indexes, so that no request waits for them."""
    index_of(snapshot)
    index_of_works(snapshot)
    index_of_themes(snapshot)


def search_all(
    snapshot: SnapshotView, text: str, slice: SliceView, limit: int, kinds: Collection[SearchKind] = EVERY_KIND
) -> list[Hit]:
    """The best `limit` hits of some kinds in a slice, one per entity, by `rank`."""
    indexes = [index_of(snapshot)]
    if not KINDS_OF_WORKS.isdisjoint(kinds):
        indexes.append(index_of_works(snapshot))
    hits = [hit for index in indexes for hit in index.search(text, slice, limit, kinds)]
    hits += islice(_themed(text, slice, kinds), limit)
    best: dict[int, Hit] = {}
    for hit in _sorted(hits):
        best.setdefault(hit.entity.row, hit)
    return [*islice(best.values(), limit)]


def _sorted(hits: list[Hit]) -> list[Hit]:
    """The hits by `rank`. The sort keys of all names are computed at once."""
    names = collate_all([hit.matched for hit in hits])
    ranked = sorted(zip(map(_rank, hits, names), range(len(hits)), strict=True))
    return [hits[index] for _, index in ranked]


def _themed(text: str, slice: SliceView, kinds: Collection[SearchKind]) -> Iterator[Hit]:
    """Yields what has a theme whose label contains the text, by `rank`, under the shortest label that does."""
    found = [kind for kind in WITH_THEMES if kind in kinds]
    labels = _matching_labels(text, slice) if found and len(fold(text)) >= SHORTEST else {}
    for kind in found:
        groups, seen = {}, NO_ROWS
        for label, projects in labels.items():
            rows = WITH_THEMES[kind](slice, projects)
            groups[label] = np.setdiff1d(rows, seen)
            seen = union([rows, seen])
        for label in sorted(groups, key=collate):
            yield from (Hit(THEME, label, slice.entity_at(row)) for row in groups[label].tolist())


def _matching_labels(text: str, slice: SliceView) -> dict[str, Numbers]:
    """The labels that contain a text, the shortest first, each with the present projects of its themes."""
    labels: dict[str, Numbers] = {}
    for entry in index_of_themes(slice.snapshot).containing(text):
        theme: Theme = slice.entity_at(entry.entity.row)
        projects = np.asarray(projects_of_theme(theme).rows, np.int32)
        labels[entry.written] = union([labels.get(entry.written, NO_ROWS), projects])
    return labels


def _partnerships(slice: SliceView, projects: Numbers) -> Numbers:
    """The present partnerships of projects, sorted. Of a part, the whole."""
    return np.intersect1d(of_projects(slice, projects), slice.partnerships.rows)


def _projects(_slice: SliceView, projects: Numbers) -> Numbers:
    return projects


WITH_THEMES = {SearchKind.PARTNERSHIP: _partnerships, SearchKind.PROJECT: _projects}


class Found(NamedTuple):
    """The hits of a search by `rank`, as columns of shape (hits,) that a snapshot keeps."""

    scores: Numbers
    matched: GroupedTexts
    rows: Numbers

    @property
    def weight(self) -> int:
        """The cache weight, in ties of a network: a hit takes about as many bytes, and its name as many as it has."""
        return LEAST + len(self.rows) + len(self.matched.letters) // TIE_BYTES


class Hits(Ordered[Hit]):
    """The hits of a search in a slice, by `rank`, at most MOST_HITS. Entities are materialised on access."""

    def __init__(self, slice: SliceView, found: Found) -> None:
        self.slice, self.found = slice, found

    def __len__(self) -> int:
        return len(self.found.rows)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        scores, matched, rows = self.found
        return Hit(float(scores[index]), matched[index], self.slice.entity_at(int(rows[index])))

    def by(self, order: Hashable) -> Hits:
        """The hits themselves: `rank` is their only order."""
        return self


def all_hits(text: str, slice: SliceView, kinds: Collection[SearchKind] = EVERY_KIND) -> Hits:
    """All hits of some kinds in a slice, at most MOST_HITS. The snapshot keeps them, unless the text is very long."""

    def found() -> Found:
        hits = search_all(slice.snapshot, text, slice, MOST_HITS, kinds)
        scores, rows = (
            np.array([hit.score for hit in hits], float),
            np.array([hit.entity.row for hit in hits], np.int32),
        )
        return Found(scores, PackedTexts(hit.matched for hit in hits).grouped(), rows)

    if len(text) > LONGEST_CACHED:
        return Hits(slice, found())
    key = ("hits", slice.day, text, frozenset(kinds))
    return Hits(slice, slice.snapshot.results.get_or_create(key, found))
