"""Names of all things: folding, exact and near matches, ranking, and the Swedish order of letters."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz import fuzz, process

from data.domain.enums import NameKind
from data.domain.errors import Ambiguous
from data.snapshot.entities import Country, Goal, Municipality, Partnership, Thing

if TYPE_CHECKING:
    from data.snapshot.slice import Slice
    from data.snapshot.snapshot import Snapshot

# Letters that Unicode does not take apart into a base letter and a mark.
LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
)
APOSTROPHES = re.compile(r"['’‘´`ʼʻ]")
BREAKS = re.compile(r"[^\w]+")
LAST_LETTERS = str.maketrans({"å": "zzz1", "ä": "zzz2", "ö": "zzz3", "æ": "zzz2", "ø": "zzz3"})

EXACT, EXACT_OTHER, FOLDED, PREFIX, WORD, PART, NEAR = 1.0, 0.97, 0.9, 0.8, 0.7, 0.6, 0.5
NEAR_ENOUGH = 78
WORDS = 12  # of a text in which names are looked for
KIND_ORDER = ("Municipality", "Country", "Goal", "Partnership")


def fold(text: str) -> str:
    """Letters without marks, in lower case, words parted by one space: `Kamianets-Podilskyï` -> `kamianets podilskyi`."""
    if text.isascii():
        return BREAKS.sub(" ", APOSTROPHES.sub("", text.lower())).strip()
    plain = APOSTROPHES.sub("", unicodedata.normalize("NFKD", text).casefold()).translate(LETTERS)
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(letter))
    return BREAKS.sub(" ", bare).strip()


def spelling(text: str) -> str:
    """The spelling itself, apart from case and from how Unicode composes letters."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def collate(text: str) -> str:
    """Sorts å, ä and ö after z, as Swedish does; other marks do not count."""
    return fold(unicodedata.normalize("NFC", text).casefold().translate(LAST_LETTERS)) + "\0" + text


class Entry(NamedTuple):
    folded: str
    written: str
    preferred: bool
    thing: Thing


class Hit(NamedTuple):
    """What a text matched: 1 for the exact preferred name, less the looser the match."""

    score: float
    matched: str
    thing: Thing


class Names:
    """An index over the names of municipalities, countries, goals and partnerships of a snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.entries = sorted(_entries(snapshot), key=lambda entry: (entry.folded, entry.written))
        self.folded = [entry.folded for entry in self.entries]
        self.by_spelling: defaultdict[str, list[Entry]] = defaultdict(list)
        self.by_fold: defaultdict[str, list[Entry]] = defaultdict(list)
        for entry in self.entries:
            self.by_spelling[spelling(entry.written)].append(entry)
            self.by_fold[entry.folded].append(entry)

    def place(self, name: str) -> Municipality | None:
        """The municipality of this name: the exact spelling before a folded one, a preferred name before others.

        Raises Ambiguous when several have the name with equal right.
        """
        exact, folded = self.by_spelling.get(spelling(name), ()), self.by_fold.get(fold(name), ())
        for entries, preferred in ((exact, True), (exact, False), (folded, True), (folded, False)):
            places = {e.thing.key: e.thing for e in entries if e.preferred >= preferred}
            found = [place for place in places.values() if isinstance(place, Municipality)]
            if len(found) > 1:
                slugs = ", ".join(sorted(place.slug for place in found))
                raise Ambiguous(f"several municipalities are called that: {slugs}; ask for one by its slug")
            if found:
                return found[0]
        return None

    def search(self, text: str, slice: Slice, limit: int) -> list[Hit]:
        """The best hits of the slice: exact, folded, at the beginning, at a word, within, and nearly alike."""
        best: dict[Thing, Hit] = {}
        for score, entry in self.matches(text, limit):
            if entry.thing not in best or score > best[entry.thing].score:
                best[entry.thing] = Hit(score, entry.written, entry.thing)
        ranked = sorted(best.values(), key=_rank)
        there = (hit._replace(thing=thing) for hit in ranked for thing in slice.each((hit.thing,)))
        return [hit for hit, _ in zip(there, range(limit), strict=False)]

    def matches(self, text: str, limit: int, near_enough: float = NEAR_ENOUGH) -> Iterator[tuple[float, Entry]]:
        """Every name that the text matches, with the score of each way in which it does."""
        folded = fold(text)
        if not folded:
            return
        for entry in self.by_spelling.get(spelling(text), ()):
            yield (EXACT if entry.preferred else EXACT_OTHER), entry
        for entry in self.by_fold.get(folded, ()):
            yield FOLDED if entry.preferred else FOLDED - 0.01, entry
        for entry in self._from(folded):
            yield _shortened(PREFIX, folded, entry), entry
        for entry in self.entries:
            if f" {folded}" in entry.folded:
                yield _shortened(WORD, folded, entry), entry
            elif folded in entry.folded:
                yield _shortened(PART, folded, entry), entry
        near = process.extract(folded, self.folded, scorer=fuzz.ratio, score_cutoff=near_enough, limit=limit * 4)
        for _, likeness, position in near:
            yield NEAR * likeness / 100, self.entries[position]

    def within(self, text: str) -> Iterator[Entry]:
        """The names that stand in the text among other words, as in `Mariestads kommun, Sverige`."""
        words = fold(text).split()[:WORDS]
        for first, last in combinations(range(len(words) + 1), 2):
            yield from self.by_fold.get(" ".join(words[first:last]), ())

    def _from(self, folded: str) -> Iterator[Entry]:
        """The entries that begin so."""
        for position in range(bisect_left(self.folded, folded), len(self.folded)):
            if not self.folded[position].startswith(folded):
                return
            yield self.entries[position]


def _shortened(score: float, folded: str, entry: Entry) -> float:
    """A match of a larger part of the name ranks higher, within a tenth."""
    return score - 0.1 * (1 - len(folded) / len(entry.folded))


def _rank(hit: Hit) -> tuple[float, int, str, str]:
    return -round(hit.score, 6), KIND_ORDER.index(type(hit.thing).__name__), collate(hit.matched), hit.thing.key


def _entries(snapshot: Snapshot) -> Iterator[Entry]:
    for records in ("municipalities", "countries", "goals", "partnerships"):
        for thing in snapshot.rows[records]:
            for number, written in enumerate(_names_of(thing)):
                if fold(written):
                    yield Entry(fold(written), written, number == 0, thing)


def _names_of(thing: Thing) -> Iterator[str]:
    """The names of a thing, the preferred one first."""
    match thing:
        case Municipality():
            yield thing.name
            yield from (name.name for name in thing.names if name.kind is not NameKind.TOWN)
            yield from (name.name for name in thing.names if name.kind is NameKind.TOWN)
        case Country():
            yield from (thing.name_en, thing.name_sv, thing.code, thing.alpha3)
            yield from (row.name_in_source for row in thing.call_countries if row.name_in_source)
        case Goal():
            yield from (thing.title_en, thing.title_sv, f"Goal {thing.number}", f"Mål {thing.number}")
        case Partnership():
            yield from (thing.title_en, thing.title_sv)
