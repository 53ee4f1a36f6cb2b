"""Finds what may be one place, or one partnership, under two names in a catalogue of several layers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any, NamedTuple

from rapidfuzz import fuzz, process

from data.catalogue.rows.catalogue import Catalogue
from data.catalogue.rows.row import BASE, Row
from data.domain.geography import ONE_PLACE_KM, Point, distance
from data.domain.text import fold, slug_of

SAME_ID, SAME_NAME, SAME_SPOT = 100.0, 95.0, 70.0  # scores
OTHER_ID = 15.0  # subtracted when both places have items of Wikidata, and not the same
SPOT_KM = 1.0  # distance of two points in one spot
NEAR_KM = 8.0  # distance within which two similar names may be one place
SIMILAR, ALIKE = 80.0, 93.0  # minimum similarity of names, 0 to 100, of which the points are known, or not
CELL = 0.1  # degrees: the side of a cell of the grid, more than NEAR_KM from south to north
NEAREST = 5  # similar names of one place
LARGEST_CELL = 200  # places; a fuller cell holds made-up points


class Duplicate(NamedTuple):
    """Two rows that may mean one thing. `score` is 0 to 100, the first row that of the earlier layer."""

    score: float
    first: Row
    second: Row
    reason: str

    def __str__(self) -> str:
        one, other = (f"{row.values['slug']} ({row.layer})" for row in (self.first, self.second))
        return f"score {self.score:.0f}: {one} and {other}: {self.reason}. {self.merge}."

    @property
    def merge(self) -> str:
        """The suggested merge: a decision in the review of the layer that comes later."""
        values, layer = self.second.values, self.second.layer
        if self.second.record.name == "partnerships":
            return f"To merge them, answer `{self.first.values['slug']}` to pair:{values['slug']} in {layer}/review.csv"
        key = place_question(values["country"], values["name"], values["wikidata"])
        return f"To merge them, answer `{self.first.values['slug']}` to {key} in {layer}/review.csv, and import again"


def place_question(country: str, name: str, wikidata: str | None) -> str:
    """Return the id under which the review of a layer asks which place a name means."""
    return ":".join(filter(None, ("place", country, slug_of(name) or fold(name), wikidata)))


def duplicates(catalogue: Catalogue) -> list[Duplicate]:
    """Return the probable duplicates with at least one row outside of the base, by descending score."""
    found = [*_places(catalogue), *_partnerships(catalogue)]
    return sorted(found, key=lambda one: (-one.score, one.first.key, one.second.key))


def _places(catalogue: Catalogue) -> Iterator[Duplicate]:
    order = catalogue.precedence
    places = Names(catalogue)
    for one, other in sorted(places.pairs()):
        first, second = sorted((places.rows[one], places.rows[other]), key=lambda row: (order[row.layer], row.key))
        if second.layer != BASE and (found := places.compare(first, second)):
            yield Duplicate(found[0], first, second, found[1])


class Names:
    """The local authorities, by what two rows of one place have in common."""

    def __init__(self, catalogue: Catalogue) -> None:
        rows = [row for row in catalogue.rows["municipalities"] if row.values["kind"] != "UNIDENTIFIED"]
        self.rows: dict[str, Row] = {row.values["slug"]: row for row in rows}
        self.names: defaultdict[str, set[str]] = defaultdict(set)
        for row in rows:
            self.names[row.values["slug"]].add(fold(row.values["name"]))
        for row in catalogue.rows["names"]:
            self.names[row.values["municipality"]].add(fold(row.values["name"]))
        self.apart = {
            tuple(sorted((row.values["predecessor"], row.values["successor"])))
            for row in catalogue.rows["territorial_changes"]
        }

    def pairs(self) -> set[tuple[str, str]]:
        """The pairs of slugs with an id, a name in one country, or a cell of the grid in common."""
        groups: defaultdict[Any, set[str]] = defaultdict(set)
        for slug, row in self.rows.items():
            country = row.values["country"]
            for name in ("wikidata", "geonames"):
                if row.values[name]:
                    groups[name, row.values[name]].add(slug)
            for name in self.names[slug]:
                groups[country, name].add(slug)
            for cell in _cells(point_of(row)):
                groups[country, cell].add(slug)
        for slug, others in self._alike():
            groups[slug, "alike"] |= {slug, *others}
        shared = (sorted(slugs) for slugs in groups.values() if 1 < len(slugs) <= LARGEST_CELL)
        return {pair for slugs in shared for pair in combinations(slugs, 2)} - self.apart

    def _alike(self) -> Iterator[tuple[str, list[str]]]:
        """Yield each place without a point, and the places of its country with similar names."""
        countries: defaultdict[str, list[str]] = defaultdict(list)
        for slug, row in self.rows.items():
            countries[row.values["country"]].append(slug)
        folded = {
            country: [fold(self.rows[slug].values["name"]) for slug in slugs] for country, slugs in countries.items()
        }
        for slug, row in self.rows.items():
            country = row.values["country"]
            if point_of(row) is None:
                name = fold(row.values["name"])
                near = process.extract(name, folded[country], scorer=fuzz.ratio, score_cutoff=ALIKE, limit=NEAREST)
                yield slug, [countries[country][place] for _, _, place in near]

    def compare(self, one: Row, other: Row) -> tuple[float, str] | None:
        """The score of two rows and the reason; None when they are no likely duplicate."""
        for name in ("wikidata", "geonames"):
            if one.values[name] and one.values[name] == other.values[name]:
                return SAME_ID, f"the same {name} id {one.values[name]}"
        ids = one.values["wikidata"], other.values["wikidata"]
        doubt = OTHER_ID if all(ids) else 0.0
        end, other_end = point_of(one), point_of(other)
        away = distance(end, other_end) if end and other_end else None
        names = self.names[one.values["slug"]], self.names[other.values["slug"]]
        if names[0] & names[1] and one.values["country"] == other.values["country"]:
            if away is not None and away > ONE_PLACE_KM:
                return None
            return SAME_NAME - doubt - (away or 0.0), f"the same name, {_away(away)}"
        return None if away is not None and away > NEAR_KM else _by_similarity(names, doubt, away)


def _by_similarity(names: tuple[set[str], set[str]], doubt: float, away: float | None) -> tuple[float, str] | None:
    similarity = max(fuzz.ratio(a, b) for a in names[0] for b in names[1]) - doubt
    if similarity >= (ALIKE if away is None else SIMILAR):
        return similarity, f"similar names, {_away(away)}"
    in_spot = away is not None and away <= SPOT_KM
    return (SAME_SPOT - doubt - 10 * (away or 0.0), f"one spot, {_away(away)}") if in_spot else None


def _away(kilometres: float | None) -> str:
    return "not all points known" if kilometres is None else f"{kilometres:.1f} km apart"


def point_of(row: Row) -> Point | None:
    latitude, longitude = row.values["latitude"], row.values["longitude"]
    return None if latitude is None or longitude is None else (latitude, longitude)


def _cells(point: Point | None) -> Iterable[tuple[int, int]]:
    """Yield the cell of a point and its eight neighbours."""
    if point is not None:
        south, west = (round(degrees / CELL) for degrees in point)
        yield from ((south + up, west + right) for up in (-1, 0, 1) for right in (-1, 0, 1))


def _partnerships(catalogue: Catalogue) -> Iterator[Duplicate]:
    """Yield pairs of partnerships of one kind and the same members, of which one is not of the base."""
    members: defaultdict[str, set[str]] = defaultdict(set)
    for row in catalogue.rows["memberships"]:
        members[row.values["partnership"]].add(row.values["municipality"])
    order = catalogue.precedence
    same: defaultdict[Any, list[Row]] = defaultdict(list)
    for row in catalogue.rows["partnerships"]:
        same[row.values["kind"], frozenset(members[row.values["slug"]])].append(row)
    for rows in same.values():
        ordered = sorted(rows, key=lambda row: (order[row.layer], row.key))
        for first, second in combinations(ordered, 2):
            if second.layer != BASE:
                yield Duplicate(SAME_ID, first, second, "the same parties and kind")
