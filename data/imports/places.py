"""Finds the places of a table among those of the catalogue. What is ambiguous is left to a person."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from data.catalogue.rows.row import BASE
from data.domain.enums import MunicipalityKind
from data.domain.geography import ONE_PLACE_KM, distance
from data.domain.text import fold
from data.imports.clusters import Cluster
from data.imports.statements import Mention
from data.search.name_index import NEAR, NameIndex
from data.snapshot.entities import Entity, Municipality
from data.snapshot.snapshot import Snapshot

SPOT_KM = 3.0  # distance within which two points of different names may be one place
NEAR_ENOUGH = 78.0  # minimum similarity of another spelling, 0 to 100
MOST = 5  # candidates
SUGGESTED = 3  # names
KIND_OF_AUTHORITY = re.compile(r"(.+) (kommun|stad)", re.IGNORECASE)  # after the genitive of a Swedish name
INDEXES = 300  # one for each country
SEVERAL = "several places have this name or id"
DIFFERENT = "the id, the country or the point is not that of the place with this name"
SIMILAR = "a place nearby, or with a similar name, may be the same"
NAMESAKES = "the table has several places of this name; a point or an id would tell which is meant"
UNLISTED = "its partner has one in this country that the table does not name, and no point or id tells them apart"


class Candidate(NamedTuple):
    """A place that a name may mean. `score` is 0 to 100, `kilometres` the distance when both points are known."""

    slug: str
    name: str
    score: float
    kilometres: float | None

    def __str__(self) -> str:
        away = "" if self.kilometres is None else f", {self.kilometres:.0f} km"
        return f"{self.slug} ({self.name}, {self.score:.0f}{away})"


class Ambiguous(NamedTuple):
    """A name that may mean one of several places, or a new one."""

    reason: str
    candidates: list[Candidate]


Found = Municipality | Ambiguous | None


class PlaceFinder:
    """The places of a snapshot, found by code, by id, and by name within the country."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.ids: defaultdict[tuple[str, str], list[Municipality]] = defaultdict(list)
        self.located: defaultdict[str, list[Municipality]] = defaultdict(list)
        self.by_slug: dict[str, Municipality] = {}
        self.complete: set[str] = set()  # countries of which the catalogue holds all local authorities
        for place in _municipalities(snapshot):
            self.by_slug[place.slug] = place
            for name in ("wikidata", "geonames"):
                self.ids[name, getattr(place, name) or ""].append(place)
            if place.coordinates:
                self.located[place.country.code].append(place)
            if place.code and place.layer.slug == BASE:
                self.complete.add(place.country.code)
        self.index = lru_cache(INDEXES)(self._index)

    def _index(self, country: str) -> NameIndex:
        def chosen(entity: Entity) -> bool:
            return isinstance(entity, Municipality) and entity.country.code == country and is_named(entity)

        return NameIndex(self.snapshot, ("municipalities",), chosen)

    def coded(self, country: str, code: str) -> Municipality | None:
        """The place with a national code."""
        row = self.snapshot.codes.get((country, code))
        found: Municipality | None = None if row is None else self.snapshot.all_time.entity("municipalities", row)
        return found

    def find(self, cluster: Cluster) -> Found:
        """The place of a cluster; None when the catalogue does not hold it."""
        code = cluster.first("code")
        coded = self.coded(cluster.country, code) if code else None
        if coded or (code and cluster.country in self.complete):
            return coded
        identified = self._identified(cluster)
        if len(identified) == 1 and self._agrees(cluster, identified[0]):
            return identified[0]
        return self._named(cluster, identified)

    def _named(self, cluster: Cluster, identified: list[Municipality]) -> Found:
        """The place of a cluster by its name. `identified` are places with its ids that do not agree with it."""
        exact = self._exact(cluster)
        near = [place for place in exact if not self._is_far(cluster, place)]
        if len(near) == 1 and not identified and not cluster.ambiguous:
            return near[0]
        if exact or identified:
            reason = SEVERAL if len({*near, *identified}) > 1 else DIFFERENT
            return Ambiguous(reason, self._candidates(cluster, {*exact, *identified}))
        if cluster.country in self.complete:
            return None
        similar = {place for place in self._similar(cluster) if not self._is_far(cluster, place)}
        if cluster.ambiguous:
            return Ambiguous(NAMESAKES, self._candidates(cluster, similar))
        return Ambiguous(SIMILAR, self._candidates(cluster, similar)) if similar else None

    def _agrees(self, cluster: Cluster, place: Municipality) -> bool:
        """Whether the country, and the name or the point, are those of a place with the same id."""
        names = {fold(name) for name in (cluster.name, *cluster.spellings)}
        named = not names.isdisjoint(map(fold, self.names(place)))
        located = cluster.point is not None and place.coordinates is not None
        return place.country.code == cluster.country and (named or located) and not self._is_far(cluster, place)

    def ask(self, cluster: Cluster, places: Iterable[Municipality]) -> Ambiguous | None:
        """Whether one of some places is meant, by a name that none of them has; None without places."""
        found = self._candidates(cluster, places)
        return Ambiguous(UNLISTED, found) if found else None

    def _identified(self, cluster: Cluster) -> list[Municipality]:
        found = (
            self.ids.get((name, cluster.first(name)), []) for name in ("wikidata", "geonames") if cluster.first(name)
        )
        return list(dict.fromkeys(place for places in found for place in places))

    def _exact(self, cluster: Cluster) -> list[Municipality]:
        """The places of the country with exactly this spelling; without one those whose folded name is the same."""
        index = self.index(cluster.country)
        for entries in (index.spelled(cluster.name), index.alike(cluster.name)):
            preferred = [entry.entity for entry in entries if entry.preferred]
            found = preferred or [entry.entity for entry in entries]
            if found:
                return [place for place in dict.fromkeys(found) if isinstance(place, Municipality)]
        names = (*self._without_kind(cluster), *cluster.spellings)
        others = (entry.entity for name in names for entry in index.alike(name))
        return [place for place in dict.fromkeys(others) if isinstance(place, Municipality)]

    def _without_kind(self, cluster: Cluster) -> Iterator[str]:
        """Yield the name without the kind of authority after it, as in Göteborgs stad, where all places are known."""
        found = KIND_OF_AUTHORITY.fullmatch(cluster.name) if cluster.country in self.complete else None
        if found:
            yield from (found[1], found[1].removesuffix("s"))

    def _similar(self, cluster: Cluster) -> Iterator[Municipality]:
        """Yield the places of the country in the same spot, or with a similar name."""
        for place in self.located[cluster.country]:
            if cluster.point and self._kilometres(cluster, place) <= SPOT_KM:
                yield place
        index = self.index(cluster.country)
        for score, entry in index.matches(cluster.name, MOST, NEAR_ENOUGH) if index.entries else ():
            whole_words = set(fold(cluster.name).split()) <= set(entry.folded.split())
            if isinstance(entry.entity, Municipality) and (whole_words or score <= NEAR):
                yield entry.entity
        for entry in index.names_within(cluster.name):
            if isinstance(entry.entity, Municipality):
                yield entry.entity

    def _kilometres(self, cluster: Cluster, place: Municipality) -> float:
        point = place.coordinates
        return distance(cluster.point, point[:2]) if cluster.point and point else 0.0

    def _is_far(self, cluster: Cluster, place: Municipality) -> bool:
        return self._kilometres(cluster, place) > ONE_PLACE_KM

    def _candidates(self, cluster: Cluster, places: Iterable[Municipality]) -> list[Candidate]:
        """Return the candidates by descending score. The score is that of the best of the names."""
        scores = {
            entry.entity: score
            for score, entry in reversed(list(self.index(cluster.country).matches(cluster.name, MOST, 0)))
        }
        found = [
            Candidate(
                place.slug,
                place.name,
                100 * scores.get(place, 0.0),
                self._kilometres(cluster, place) if cluster.point and place.coordinates else None,
            )
            for place in places
        ]
        return sorted(found, key=lambda candidate: (-candidate.score, candidate.kilometres or 0, candidate.slug))[:MOST]

    def suggestions(self, mention: Mention) -> list[str]:
        """The names of the country that are most like a name that it does not have."""
        matches = sorted(self.index(mention.country).matches(mention.name, MOST, 60), key=lambda match: -match[0])
        names = dict.fromkeys(entry.entity.name for _, entry in matches if isinstance(entry.entity, Municipality))
        return list(names)[:SUGGESTED]

    def names(self, place: Municipality) -> set[str]:
        """All recorded names of a place."""
        return {place.name, *(name.name for name in place.names), *filter(None, [place.name_en])}


def is_named(place: Municipality) -> bool:
    """Whether the sources name a place."""
    return place.kind is not MunicipalityKind.UNIDENTIFIED


def _municipalities(snapshot: Snapshot) -> Iterator[Municipality]:
    return (place for place in snapshot.rows["municipalities"] if isinstance(place, Municipality))
