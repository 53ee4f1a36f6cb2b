"""An index of entity names with exact, folded, partial and near matches, ranked with Swedish collation."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cached_property
from itertools import combinations, islice
from typing import NamedTuple

import numpy as np
from rapidfuzz import fuzz, process

from data.domain.arrays import Numbers, narrowed, ranges
from data.domain.enums import SearchKind
from data.domain.errors import Ambiguous
from data.domain.text import collate_all, fold, fold_all, spelling
from data.domain.text_index import TextColumnIndex
from data.search.names import names_of
from data.search.official_forms import Reading, agrees, readings
from data.snapshot.columns import NONE, SliceView, SnapshotView
from data.snapshot.entities import ENTITY_CLASSES, Entity, Municipality
from data.snapshot.packed_texts import PackedTexts

EXACT, EXACT_OTHER, FOLDED, OFFICIAL, PREFIX, WORD, PART, NEAR = 1.0, 0.97, 0.9, 0.85, 0.8, 0.7, 0.6, 0.5
LESS = 0.01  # by which a folded name scores lower when it is not the preferred one, or not in an exact official form
NEAR_ENOUGH = 78  # minimum similarity of a near match, 0 to 100
NEAR_HITS = 400  # maximum number of near matches of a search
WORDS = 12  # words of a text that are searched for names
ACTORS = ("municipalities", "countries", "goals", "partnerships")
WORKS = (
    *("organisations", "initiatives", "programmes", "policies", "areas", "themes", "projects", "sources"),
    *("calls", "grants", "targets"),
)
KIND_ORDER = list(SearchKind)
EVERY_KIND = frozenset(SearchKind)
LAST_CHARACTER = "\U0010ffff"  # sorts after every character of a folded text


class Entry(NamedTuple):
    folded: str
    written: str
    preferred: bool
    entity: Entity


class Hit(NamedTuple):
    """A match of a text. The score is 1 for the exact preferred name and lower for looser matches."""

    score: float
    matched: str
    entity: Entity

    @property
    def kind(self) -> SearchKind:
        return kind_of(type(self.entity))


class NameIndex:
    """An index over the names of the entities of some tables of a snapshot: of all, or of those that are chosen.

    `written` holds the distinct names and `folded` their folded forms, sorted by the folded forms, then by the names;
    `alphabetical` holds the rank of each name in Swedish alphabetical order, shape (names,).
    An entry is a name of an entity. Its columns have shape (entries,): `rows` holds the row of the entity, `kinds` the
    index of its kind in KIND_ORDER. The entries of name `k` have the indices from `offsets[k]` to `offsets[k + 1] - 1`.
    """

    def __init__(
        self, snapshot: SnapshotView, records: Collection[str], chosen: Callable[[Entity], bool] | None = None
    ) -> None:
        self.snapshot = snapshot
        found = names_of(snapshot.tables, records)
        if chosen is not None:
            entity_at = snapshot.all_time.entity_at
            found = found.where(np.array([chosen(entity_at(row)) for row in found.rows.tolist()], bool))
        number = self._sort_names(set(found.written))
        names = np.fromiter((number.get(name, NONE) for name in found.written), np.int32, len(found.written))
        order = np.argsort(names, kind="stable")
        order = order[names[order] != NONE]
        self.rows, self.preferred = found.rows[order], found.preferred[order]
        self.offsets = np.searchsorted(names[order], np.arange(len(number) + 1)).astype(np.int32)
        self.kinds = self._kinds_of(records)

    def _sort_names(self, distinct: set[str]) -> dict[str, int]:
        """Sets the columns of the distinct names. Returns the index of each name. Those without a letter or digit have none.

        Lists of texts are released as soon as they are packed.
        """
        written = sorted(distinct)
        order, self.folded, self.lengths = _sorted_folded(fold_all(written))
        written = [written[index] for index in order.tolist()]
        self.alphabetical = np.empty(len(written), np.int32)
        self.alphabetical[_argsort(collate_all(written))] = np.arange(len(written))
        self.written = PackedTexts(written).grouped()
        return {name: index for index, name in enumerate(written)}

    def _kinds_of(self, records: Collection[str]) -> Numbers:
        kinds = np.zeros(len(self.rows), np.int8)
        for name in records:
            rows = self.snapshot.tables[name].rows
            kinds[(self.rows >= rows.start) & (self.rows < rows.stop)] = kind_number(ENTITY_CLASSES[name])
        return kinds

    @cached_property
    def entries(self) -> list[Entry]:
        return [self.entry(index) for index in range(len(self.rows))]

    def entry(self, index: int) -> Entry:
        name, entity = int(self._names_of(index)), self.entity(index)
        return Entry(self.folded[name], self.written[name], bool(self.preferred[index]), entity)

    def entity(self, index: int) -> Entity:
        """The entity of an entry, in the slice of all time."""
        found: Entity = self.snapshot.all_time.entity_at(int(self.rows[index]))
        return found

    def _named(self, folded: str) -> range:
        """The indices of the names with a folded form."""
        first = bisect_left(self.folded, folded)
        return range(first, bisect_left(self.folded, folded + "\0", first))

    def _folded(self, folded: str) -> list[Entry]:
        names = self._named(folded)
        return [self.entry(index) for index in range(self.offsets[names.start], self.offsets[names.stop])]

    def alike(self, name: str) -> list[Entry]:
        """The entries whose names have the same folded form."""
        return self._folded(fold(name))

    def spelled(self, name: str) -> list[Entry]:
        """The entries whose names have the same spelling."""
        wanted = spelling(name)
        return [entry for entry in self.alike(name) if spelling(entry.written) == wanted]

    def municipality_named(self, name: str) -> Municipality | None:
        """The municipality with this name, or None. Prefers exact spellings to folded ones, then preferred names.

        Raises Ambiguous when several municipalities match equally well.
        """
        exact, folded = self.spelled(name), self.alike(name)
        for entries, preferred in ((exact, True), (exact, False), (folded, True), (folded, False)):
            named = {e.entity.key: e.entity for e in entries if e.preferred >= preferred}
            found = [entity for entity in named.values() if isinstance(entity, Municipality)]
            if len(found) > 1:
                slugs = ", ".join(sorted(municipality.slug for municipality in found))
                raise Ambiguous(f"several municipalities have this name: {slugs}; select one by its slug")
            if found:
                return found[0]
        return None

    def search(self, text: str, slice: SliceView, limit: int, kinds: Collection[SearchKind] = EVERY_KIND) -> list[Hit]:
        """The best `limit` hits of some kinds in a slice, one per entity, by descending score."""
        found = list(self._matches(text, NEAR_HITS, NEAR_ENOUGH))
        if not found:
            return []
        entries, scores = map(np.concatenate, zip(*found, strict=True))
        of_kinds = np.isin(self.kinds[entries], [KIND_ORDER.index(kind) for kind in kinds])
        entries, scores = entries[of_kinds], scores[of_kinds]
        order = np.lexsort((entries, -scores, self.rows[entries]))
        best = order[np.unique(self.rows[entries[order]], return_index=True)[1]]
        return list(islice(self._ranked(entries[best], scores[best], slice), limit))

    def _ranked(self, entries: Numbers, scores: Numbers, slice: SliceView) -> Iterator[Hit]:
        """Yields the hits of entries that are present in a slice, by descending score, kind and name."""
        levels, codes = np.unique(scores, return_inverse=True)
        rounded = np.array([round(score, 6) for score in levels.tolist()])[codes]
        names = self._names_of(entries)
        order = np.lexsort((self.rows[entries], self.alphabetical[names], self.kinds[entries], -rounded))
        for entry, name, score in zip(*(column[order].tolist() for column in (entries, names, scores)), strict=True):
            for entity in slice.each((self.entity(entry),)):
                yield Hit(score, self.written[name], entity)

    def matches(self, text: str, limit: int, near_enough: float = NEAR_ENOUGH) -> Iterator[tuple[float, Entry]]:
        """Yields each entry that the text matches, with a score from 0 to 1, once per kind of match.

        The kinds are: exact, folded, official form, prefix, word prefix, substring and near. A near match has a
        similarity of at least `near_enough`, from 0 to 100. There are at most 4 * `limit` near matches.
        """
        for entries, scores in self._matches(text, 4 * limit, near_enough):
            for index, score in zip(entries.tolist(), scores.tolist(), strict=True):
                yield score, self.entry(index)

    def _matches(self, text: str, most_near: int, near_enough: float) -> Iterator[tuple[Numbers, Numbers]]:
        """Yields the entries of each kind of match and their scores, both of shape (matches,). See `matches`."""
        folded = fold(text)
        if not folded:
            return
        same = self._named(folded)
        spelled = [name for name in same if spelling(self.written[name]) == spelling(text)]
        exact, alike = self._entries(spelled)[0], self._entries(same)[0]
        yield exact, np.where(self.preferred[exact], EXACT, EXACT_OTHER)
        yield alike, np.where(self.preferred[alike], FOLDED, FOLDED - LESS)
        yield from self._official(text)
        prefixed = range(same.start, bisect_left(self.folded, folded + LAST_CHARACTER, same.start))
        yield self._scored(prefixed, self._shortened(PREFIX, folded, prefixed))
        names = np.flatnonzero(self.folded.contains(folded))
        words = self.folded.contains(f" {folded}")[names]
        yield self._scored(names, self._shortened(np.where(words, WORD, PART), folded, names))
        near = process.extract(folded, self.folded, scorer=fuzz.ratio, score_cutoff=near_enough, limit=most_near)
        scores = np.array([NEAR * similarity / 100 for _, similarity, _ in near])
        entries, scores = self._scored([name for *_, name in near], scores)
        yield entries[:most_near], scores[:most_near]

    def _official(self, text: str) -> Iterator[tuple[Numbers, Numbers]]:
        """Yields the entries of local authorities of which a text is an official form, as in `Malmö stad`."""
        for reading in readings(text):
            for name in self._named(fold(reading.name)):
                entries = self._entries([name])[0]
                entries = entries[np.array([self._is_official(reading, entry) for entry in entries], bool)]
                exact = spelling(self.written[name]) == reading.name
                yield entries, np.full(len(entries), OFFICIAL if exact else OFFICIAL - LESS)

    def _is_official(self, reading: Reading, entry: int) -> bool:
        authority = self.entity(entry)
        return isinstance(authority, Municipality) and agrees(reading, authority) is not False

    def _entries(self, names: Sequence[int] | Numbers) -> tuple[Numbers, Numbers]:
        """The entries of names, concatenated, and their counts."""
        return ranges(self.offsets, np.asarray(names, np.int64))

    def _names_of(self, entries: int | Numbers) -> Numbers:
        """The index of the name of each entry."""
        return np.searchsorted(self.offsets, entries, "right") - 1

    def _scored(self, names: Sequence[int] | Numbers, scores: Numbers) -> tuple[Numbers, Numbers]:
        """The entries of names, and for each one the score of its name."""
        entries, counts = self._entries(names)
        return entries, np.repeat(scores, counts)

    def _shortened(self, score: Numbers, folded: str, names: Sequence[int] | Numbers) -> Numbers:
        """Lowers a score by up to 0.1: the smaller the part of the names that is matched, the more."""
        return score - 0.1 * (1 - len(folded) / self.lengths[np.asarray(names, np.int64)].astype(float))

    def containing(self, text: str) -> list[Entry]:
        """The entries whose folded names contain the folded form of a text, the shortest names first."""
        names = np.flatnonzero(self.folded.contains(fold(text)))
        return [self.entry(index) for index in self._entries(names[np.argsort(self.lengths[names], kind="stable")])[0]]

    def names_within(self, text: str) -> Iterator[Entry]:
        """Yields the entries whose names occur in the text among other words, as in `Mariestads kommun, Sverige`."""
        words = fold(text).split()[:WORDS]
        for first, last in combinations(range(len(words) + 1), 2):
            yield from self._folded(" ".join(words[first:last]))


def _sorted_folded(folded: list[str]) -> tuple[Numbers, TextColumnIndex, Numbers]:
    """The indices of folded names in their order without empty ones, these names, and their lengths in characters."""
    order = _argsort(folded)
    lengths = np.fromiter(map(len, folded), np.int32, len(folded))[order]
    order, lengths = order[lengths > 0], lengths[lengths > 0]
    return order, TextColumnIndex([folded[index] for index in order.tolist()]), narrowed(lengths)


def _argsort(texts: list[str]) -> Numbers:
    """The indices that sort texts, equal ones in the order of the list."""
    return np.argsort(np.array(texts, object), kind="stable")


def kind_of(cls: type[Entity]) -> SearchKind:
    """The kind of the entities of a class that have names."""
    return SearchKind[cls.__name__.upper()]


def kind_number(cls: type[Entity]) -> int:
    return KIND_ORDER.index(kind_of(cls))


def index_of(snapshot: SnapshotView) -> NameIndex:
    """The index of the names of places, goals and partnerships of a snapshot, built on first access."""
    return snapshot.memoize("name_index", lambda: NameIndex(snapshot, ACTORS))


def index_of_works(snapshot: SnapshotView) -> NameIndex:
    """The index of the names in the tables WORKS of a snapshot, built on first access."""
    return snapshot.memoize("name_index_of_works", lambda: NameIndex(snapshot, WORKS))
