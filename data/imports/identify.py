"""Says which place each name in the tables means: one of the catalogue, or a new one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from data.catalogue.duplicates import place_question
from data.domain.enums import PartnershipKind
from data.domain.errors import Problem
from data.domain.geography import distance
from data.domain.text import fold, slug_of
from data.imports.clusters import Cluster, clusters_of
from data.imports.places import Ambiguous, Found, PlaceFinder, is_named
from data.imports.review import ASKED, NEW, Questions, ReviewRow
from data.imports.statements import Mention, Statement
from data.snapshot.entities import Municipality

MOST_KM = 50.0  # distance of two points of one place in a table


class Identifier:
    """Identifies the places of statements.

    `new` holds the clusters of new places by slug, `known` those of known places. `problems` says what is wrong.
    """

    def __init__(self, places: PlaceFinder, questions: Questions) -> None:
        self.places, self.questions = places, questions
        self.new: dict[str, Cluster] = {}
        self.known: dict[str, list[Cluster]] = {}
        self.problems: list[Problem] = []
        self.unlisted: dict[tuple[Cluster, PartnershipKind], list[Municipality]] = {}

    def identify(self, statements: Sequence[Statement]) -> dict[Mention, str]:
        """Return the slug of the place of each mention; not of those that wait for a decision, or have a problem."""
        clusters = clusters_of(statements, self.places.complete)
        places = {cluster: self.places.find(cluster) for cluster in dict.fromkeys(clusters.values())}
        self.ids = ids_of(places)
        found: dict[Cluster, str] = {}
        new: defaultdict[str, list[Cluster]] = defaultdict(list)
        for cluster, place in places.items():
            self._check_points(cluster)
            slug = self._slug(cluster, place or self._unlisted(cluster, places, clusters))
            if slug == NEW:
                new[f"{slug_of(cluster.name) or 'place'}-{cluster.country.lower()}"].append(cluster)
            elif slug is not None:
                found[cluster] = slug
                self.known.setdefault(slug, []).append(cluster)
        for base, namesakes in new.items():
            self.new |= self._new_slugs(base, namesakes)
        found |= {cluster: slug for slug, cluster in self.new.items()}
        return {mention: found[cluster] for mention, cluster in clusters.items() if cluster in found}

    def _new_slugs(self, base: str, namesakes: list[Cluster]) -> Iterator[tuple[str, Cluster]]:
        """Yield a slug for each new place of one name: with an id or the point where the name alone is taken."""
        alone = len(namesakes) == 1 and base not in self.places.by_slug
        taken = set(self.places.by_slug)
        for cluster in sorted(namesakes, key=mark_of):
            marked = base if alone else f"{base}-{slug_of(mark_of(cluster))}"
            slug = next(slug for slug in _numbered(marked) if slug not in taken)
            taken.add(slug)
            yield slug, cluster

    def _check_points(self, cluster: Cluster) -> None:
        """Notes a problem for each row whose point is far from that of another row with the same id."""
        for statement, party, mention in cluster.occurrences():
            away = distance(mention.point, cluster.point) if mention.point and cluster.point else 0.0
            if away > MOST_KM:
                wrong = f"another row has the same id, name or code {away:.0f} km away"
                cure = "Correct the point or the id"
                self.problems.append(statement.problem(f"{party}_latitude", str(mention.latitude), wrong, cure))

    def _unlisted(
        self, cluster: Cluster, places: Mapping[Cluster, Found], clusters: Mapping[Mention, Cluster]
    ) -> Ambiguous | None:
        """The known partners of its partners that it may be: in its country, and not named by the table.

        A town without point and id under another name, as Borgå for Porvoo, cannot be told from a new one.
        """
        told_apart = cluster.point or cluster.first("wikidata") or cluster.first("geonames")
        if told_apart or cluster.country in self.places.complete:
            return None
        candidates: dict[Municipality, None] = {}
        for statement in cluster.statements:
            other = clusters[statement.one if statement.other in cluster.mentions else statement.other]
            unlisted = self.unlisted.get((other, statement.kind))
            if unlisted is None:
                mentions = (mention for said in other.statements for mention in (said.one, said.other))
                named = {id(places[clusters[mention]]) for mention in mentions}
                known = self._partners(places[other], statement.kind)
                unlisted = self.unlisted[other, statement.kind] = [one for one in known if id(one) not in named]
            candidates |= dict.fromkeys(one for one in unlisted if one.country.code == cluster.country)
        return self.places.ask(cluster, candidates)

    def _partners(self, place: Found, kind: PartnershipKind) -> Iterator[Municipality]:
        """Yield the named members of the partnerships of a kind of a known place."""
        for held in place.held if isinstance(place, Municipality) else ():
            if held.partnership.kind is kind:
                yield from (one.municipality for one in held.partnership.members if is_named(one.municipality))

    def _slug(self, cluster: Cluster, place: Found) -> str | None:
        """The slug of a known place, NEW, or None when a decision or a correction is needed."""
        key = self.ids[cluster]
        if self.questions.raised(key) and not isinstance(place, Ambiguous):
            place = Ambiguous(ASKED, [])
        if isinstance(place, Municipality):
            return None if self._contradicts(cluster, place) else place.slug
        if isinstance(place, Ambiguous):
            return self._decided_place(key, cluster, place)
        if cluster.country in self.places.complete:
            self._unknown(cluster)
            return None
        return NEW

    def _contradicts(self, cluster: Cluster, place: Municipality) -> bool:
        """Notes a problem for each mention whose code is that of a place with another name."""
        names = {fold(name) for name in self.places.names(place)}
        wrong = [m for m in cluster.mentions if m.code and m.code == place.code and fold(m.name) not in names]
        for statement, party, mention in cluster.occurrences():
            if mention in wrong:
                message = f"the code is that of {place.name}, not of {mention.name}"
                cure = "Correct the code or the name"
                self.problems.append(statement.problem(f"{party}_code", mention.code, message, cure))
        return bool(wrong)

    def _unknown(self, cluster: Cluster) -> None:
        country = self.places.snapshot.entities["countries"][cluster.country].name_en  # type: ignore[attr-defined]
        for statement, party, mention in cluster.occurrences():
            near = [] if mention.code else self.places.suggestions(mention)
            hint = f"; did you mean {' or '.join(near)}" if near else ""
            what = f"code {mention.code}" if mention.code else "name"
            wrong = f"no local authority of {country} has this {what}{hint}"
            self.problems.append(statement.problem(party, mention.name, wrong, "Correct the name or the code"))

    def _decided_place(self, key: str, cluster: Cluster, ambiguous: Ambiguous) -> str | None:
        partners = sorted({s.one.name if s.other in cluster.mentions else s.other.name for s in cluster.statements})
        candidates = "; ".join(map(str, ambiguous.candidates))
        row = ReviewRow(key, "PLACE", "; ".join(partners), cluster.name, cluster.country, ambiguous.reason, candidates)
        there = {slug for slug, place in self.places.by_slug.items() if place.country.code == cluster.country}
        return self.questions.ask(row, {NEW, *there})


def ids_of(clusters: Iterable[Cluster]) -> dict[Cluster, str]:
    """Return the id of the question about each cluster: country and name, and what tells namesakes apart."""
    plain = {one: place_question(one.country, one.name, one.first("wikidata")) for one in clusters}
    counts = Counter(plain.values())
    return {cluster: key if counts[key] == 1 else f"{key}:{mark_of(cluster)}" for cluster, key in plain.items()}


def mark_of(cluster: Cluster) -> str:
    """Return what tells a place from its namesakes: its id, else its point in whole degrees, else its partners."""
    known = cluster.first("wikidata") or cluster.first("geonames")
    if known:
        return known.lower()
    if cluster.point:
        latitude, longitude = cluster.point
        north, east = "n" if latitude >= 0 else "s", "e" if longitude >= 0 else "w"
        return f"{abs(latitude):.1f}{north}-{abs(longitude):.1f}{east}"
    mentions = {
        mention.name for s in cluster.statements for mention in (s.one, s.other) if mention not in cluster.mentions
    }
    return slug_of(" ".join(sorted(mentions)))


def _numbered(slug: str) -> Iterator[str]:
    yield slug
    number = 2
    while True:
        yield f"{slug}-{number}"
        number += 1
