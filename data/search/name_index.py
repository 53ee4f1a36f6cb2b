"""An index of entity names with exact, folded, partial and near matches, ranked with Swedish collation."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from itertools import combinations
from typing import NamedTuple

from rapidfuzz import fuzz, process

from data.domain.enums import NameKind, SearchKind
from data.domain.errors import Ambiguous
from data.domain.text import collate, fold, spelling
from data.snapshot.columns import SliceView, SnapshotView
from data.snapshot.entities import (
    ENTITY_CLASSES,
    Area,
    Country,
    Entity,
    Goal,
    Initiative,
    Municipality,
    Organisation,
    Partnership,
    Policy,
    Programme,
    Project,
    Source,
    Theme,
)

EXACT, EXACT_OTHER, FOLDED, PREFIX, WORD, PART, NEAR = 1.0, 0.97, 0.9, 0.8, 0.7, 0.6, 0.5
NEAR_ENOUGH = 78  # minimum similarity of a near match, 0 to 100
WORDS = 12  # words of a text that are searched for names
ACTORS = ("municipalities", "countries", "goals", "partnerships")
WORKS = ("organisations", "initiatives", "programmes", "policies", "areas", "themes", "projects", "sources")
TITLES = ("title_en", "title_sv")
KIND_ORDER = list(SearchKind)
EVERY_KIND = frozenset(SearchKind)


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


class NameIndex:
    """An index over the names of the entities of some tables of a snapshot: of all, or of those that are chosen."""

    def __init__(
        self, snapshot: SnapshotView, records: Collection[str], chosen: Callable[[Entity], bool] | None = None
    ) -> None:
        named = (entry for entry in _entries(snapshot, records) if chosen is None or chosen(entry.entity))
        self.entries = sorted(named, key=lambda entry: (entry.folded, entry.written))
        self.folded = [entry.folded for entry in self.entries]
        self.by_spelling: defaultdict[str, list[Entry]] = defaultdict(list)
        self.by_fold: defaultdict[str, list[Entry]] = defaultdict(list)
        for entry in self.entries:
            self.by_spelling[spelling(entry.written)].append(entry)
            self.by_fold[entry.folded].append(entry)

    def municipality_named(self, name: str) -> Municipality | None:
        """The municipality with this name, or None. Prefers exact spellings to folded ones, then preferred names.

        Raises Ambiguous when several municipalities match equally well.
        """
        exact, folded = self.by_spelling.get(spelling(name), ()), self.by_fold.get(fold(name), ())
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
        best: dict[Entity, Hit] = {}
        for score, entry in self.matches(text, limit):
            if kind_of(type(entry.entity)) not in kinds:
                continue
            if entry.entity not in best or score > best[entry.entity].score:
                best[entry.entity] = Hit(score, entry.written, entry.entity)
        ranked = sorted(best.values(), key=_rank)
        present = (hit._replace(entity=entity) for hit in ranked for entity in slice.each((hit.entity,)))
        return [hit for hit, _ in zip(present, range(limit), strict=False)]

    def matches(self, text: str, limit: int, near_enough: float = NEAR_ENOUGH) -> Iterator[tuple[float, Entry]]:
        """Yields each entry that the text matches, with a score from 0 to 1, once per kind of match.

        The kinds are: exact, folded, prefix, word prefix, substring and near. A near match has a similarity of at least
        `near_enough`, from 0 to 100. There are at most 4 * `limit` near matches.
        """
        folded = fold(text)
        if not folded:
            return
        for entry in self.by_spelling.get(spelling(text), ()):
            yield (EXACT if entry.preferred else EXACT_OTHER), entry
        for entry in self.by_fold.get(folded, ()):
            yield FOLDED if entry.preferred else FOLDED - 0.01, entry
        for entry in self._with_prefix(folded):
            yield _shortened(PREFIX, folded, entry), entry
        for entry in self.entries:
            if f" {folded}" in entry.folded:
                yield _shortened(WORD, folded, entry), entry
            elif folded in entry.folded:
                yield _shortened(PART, folded, entry), entry
        near = process.extract(folded, self.folded, scorer=fuzz.ratio, score_cutoff=near_enough, limit=limit * 4)
        for _, similarity, position in near:
            yield NEAR * similarity / 100, self.entries[position]

    def names_within(self, text: str) -> Iterator[Entry]:
        """Yields the entries whose names occur in the text among other words, as in `Mariestads kommun, Sverige`."""
        words = fold(text).split()[:WORDS]
        for first, last in combinations(range(len(words) + 1), 2):
            yield from self.by_fold.get(" ".join(words[first:last]), ())

    def _with_prefix(self, folded: str) -> Iterator[Entry]:
        """Yields the entries that start with a folded text."""
        for position in range(bisect_left(self.folded, folded), len(self.folded)):
            if not self.folded[position].startswith(folded):
                return
            yield self.entries[position]


def _shortened(score: float, folded: str, entry: Entry) -> float:
    """Lowers a score by up to 0.1: the smaller the part of the name that is matched, the more."""
    return score - 0.1 * (1 - len(folded) / len(entry.folded))


def _rank(hit: Hit) -> tuple[float, int, str, str]:
    return -round(hit.score, 6), KIND_ORDER.index(kind_of(type(hit.entity))), collate(hit.matched), hit.entity.key


def kind_of(cls: type[Entity]) -> SearchKind:
    """The kind of the entities of a class that have names."""
    return SearchKind[cls.__name__.upper()]


KINDS_OF_WORKS = {kind_of(ENTITY_CLASSES[name]) for name in WORKS}


def _entries(snapshot: SnapshotView, records: Collection[str]) -> Iterator[Entry]:
    for name in records:
        for entity in snapshot.rows[name]:
            for number, written in enumerate(_names_of(entity)):
                if fold(written):
                    yield Entry(fold(written), written, number == 0, entity)
    if "projects" in records:
        yield from _claimed_titles(snapshot)


def _claimed_titles(snapshot: SnapshotView) -> Iterator[Entry]:
    """Yields the titles of projects that only a claim gives."""
    for claim in snapshot.rows["claims"]:
        if claim.field in TITLES and claim.project is not None:
            yield Entry(fold(claim.value), claim.value, False, claim.project)


def _names_of(entity: Entity) -> Iterator[str]:
    """Yields the names of an entity, the preferred one first."""
    match entity:
        case Municipality():
            yield entity.name
            yield from (name.name for name in entity.names if name.kind is not NameKind.TOWN)
            yield from (name.name for name in entity.names if name.kind is NameKind.TOWN)
        case Country():
            yield from (entity.name_en, entity.name_sv, entity.code, entity.alpha3)
            yield from (row.name_in_source for row in entity.call_countries if row.name_in_source)
        case Goal():
            yield from (entity.title_en, entity.title_sv, f"Goal {entity.number}", f"Mål {entity.number}")
        case Partnership():
            yield from (entity.title_en, entity.title_sv)
        case _:
            yield from filter(None, _names_of_work(entity))


def _names_of_work(entity: Entity) -> Iterator[str | None]:
    """Yields the names of an entity of the tables WORKS, the preferred one first; None for a missing name."""
    match entity:
        case Organisation():
            yield from (entity.name, entity.name_sv, entity.abbreviation)
            yield from (name.name for name in entity.names)
        case Initiative() | Area() | Programme():
            yield from (entity.name_en, entity.name_sv)
        case Policy():
            yield from (entity.name_en, entity.name_sv, entity.abbreviation)
        case Theme():
            yield from (entity.label_en, entity.label_sv)
        case Project():
            yield from (entity.title_en, entity.title_sv)
        case Source():
            yield entity.title


def index_of(snapshot: SnapshotView) -> NameIndex:
    """The index of the names of places, goals and partnerships of a snapshot, built on first access."""
    return snapshot.memoize("name_index", lambda: NameIndex(snapshot, ACTORS))


def index_of_works(snapshot: SnapshotView) -> NameIndex:
    """The index of the names in the tables WORKS of a snapshot, built on first access."""
    return snapshot.memoize("name_index_of_works", lambda: NameIndex(snapshot, WORKS))


def search_all(
    snapshot: SnapshotView, text: str, slice: SliceView, limit: int, kinds: Collection[SearchKind] = EVERY_KIND
) -> list[Hit]:
    """The best `limit` hits of some kinds in both indexes in a slice, one per entity, by descending score."""
    indexes = [index_of(snapshot)]
    if not KINDS_OF_WORKS.isdisjoint(kinds):
        indexes.append(index_of_works(snapshot))
    hits = [hit for index in indexes for hit in index.search(text, slice, limit, kinds)]
    return sorted(hits, key=_rank)[:limit]
