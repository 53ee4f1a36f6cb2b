"""Turns statements into relations between places of the catalogue and new ones, and asks where that is not clear."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from data.domain.dates import bounds_of, is_fact, parse
from data.domain.enums import PartnershipKind
from data.domain.errors import Problem
from data.domain.text import fold
from data.imports.clusters import Cluster, clusters_of
from data.imports.places import Ambiguous, PlaceFinder, is_named
from data.imports.review import ASKED, NEW, NO, YES, Decision, ReviewRow, invalid
from data.imports.statements import Statement
from data.snapshot.entities import Denial, Municipality, Partnership
from data.snapshot.snapshot import Snapshot

Pair = tuple[str, str]
SLUG_BREAK = re.compile(r"[^a-z0-9]+")
PREFIX: Mapping[PartnershipKind, str] = {
    PartnershipKind.TWIN_TOWN: "twin",
    PartnershipKind.MUNICIPAL_PARTNERSHIP: "partnership",
    PartnershipKind.FRIENDSHIP: "friendship",
    PartnershipKind.CONTACT: "contact",
    PartnershipKind.PROJECT_PARTNERSHIP: "project",
}


class Relation(NamedTuple):
    """A pair of places, by slug, in a relation of a kind, with the statements that say so."""

    pair: Pair
    kind: PartnershipKind
    statements: list[Statement]

    @property
    def slug(self) -> str:
        return f"{PREFIX[self.kind]}-{'-'.join(self.pair)}"


@dataclass(slots=True)
class Resolved:
    """What the statements come to: new places, new partnerships, and what they add to those of earlier layers."""

    places: dict[str, Cluster] = field(default_factory=dict)  # new, by slug
    known: dict[str, list[Cluster]] = field(default_factory=dict)  # of earlier layers, by slug
    new: list[Relation] = field(default_factory=list)
    further: list[tuple[Partnership, Relation]] = field(default_factory=list)
    ended: list[tuple[Partnership, Relation]] = field(default_factory=list)
    denied: list[tuple[Denial, Relation]] = field(default_factory=list)
    refused: list[Relation] = field(default_factory=list)
    questions: list[ReviewRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class Resolver:
    """Resolves statements against a snapshot of the base and of the layers that come before."""

    def __init__(self, snapshot: Snapshot, directory: Path, decisions: Mapping[str, Decision]) -> None:
        self.snapshot, self.directory, self.decisions = snapshot, directory, decisions
        self.places = PlaceFinder(snapshot)
        self.result = Resolved()

    def resolve(self, statements: Sequence[Statement]) -> Resolved:
        clusters = clusters_of(statements, self.places.complete)
        slugs = self._slugs(list({id(cluster): cluster for cluster in clusters.values()}.values()))
        relations: defaultdict[tuple[Pair, PartnershipKind], list[Statement]] = defaultdict(list)
        for statement in sorted(statements, key=lambda statement: tuple(statement.cells().values())):
            one, other = (slugs.get(clusters[mention]) for mention in (statement.one, statement.other))
            if one is None or other is None:
                continue
            if one == other:
                wrong = f"both parties are {statement.one.name}"
                cure = "Correct one of them: a place is no partner of itself"
                self.result.problems.append(statement.problem("partner", statement.other.name, wrong, cure))
                continue
            relations[self._pair(one, other), statement.kind].append(statement)
        for (pair, kind), said in sorted(relations.items()):
            self._relate(Relation(pair, kind, said))
        self._keep_used_places()
        return self.result

    def _pair(self, one: str, other: str) -> Pair:
        """The two slugs: first the place with a national code, then by slug."""
        first, second = sorted((one, other), key=lambda slug: (not self._has_code(slug), slug))
        return first, second

    def _has_code(self, slug: str) -> bool:
        place = self.places.by_slug.get(slug)
        return place is not None and place.code is not None

    def _slugs(self, clusters: list[Cluster]) -> dict[Cluster, str]:
        """The slug of the place of each cluster. Clusters without one wait for a decision, or have a problem."""
        found: dict[Cluster, str] = {}
        new: defaultdict[str, list[Cluster]] = defaultdict(list)
        for cluster in clusters:
            place = self._place(cluster)
            if place == NEW:
                new[f"{slug_of(cluster.name)}-{cluster.country.lower()}"].append(cluster)
            elif place is not None:
                found[cluster] = place
                self.result.known.setdefault(place, []).append(cluster)
        for slug, namesakes in new.items():
            free = (name for name in _numbered(slug) if name not in self.places.by_slug)
            for cluster, name in zip(sorted(namesakes, key=_order), free, strict=False):
                found[cluster] = name
                self.result.places[name] = cluster
        return found

    def _place(self, cluster: Cluster) -> str | None:
        """The slug of a known place, NEW, or None when a decision or a correction is needed."""
        key = ":".join(filter(None, ("place", cluster.country, slug_of(cluster.name), cluster.first("wikidata"))))
        place = self.places.find(cluster)
        if key in self.decisions and not isinstance(place, Ambiguous):
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
        for statement in cluster.statements:
            for party, mention in (("municipality", statement.one), ("partner", statement.other)):
                if mention in wrong:
                    message = f"the code is that of {place.name}, not of {mention.name}"
                    cure = "Correct the code or the name"
                    self.result.problems.append(statement.problem(f"{party}_code", mention.code, message, cure))
        return bool(wrong)

    def _unknown(self, cluster: Cluster) -> None:
        country = self.snapshot.entities["countries"][cluster.country].name_en  # type: ignore[attr-defined]
        for statement in cluster.statements:
            for column, mention in (("municipality", statement.one), ("partner", statement.other)):
                if mention in cluster.mentions:
                    near = self.places.suggestions(mention)
                    hint = f"; did you mean {' or '.join(near)}" if near else ""
                    self.result.problems.append(
                        statement.problem(
                            column,
                            mention.name,
                            f"no local authority of {country} has this name{hint}",
                            "Correct the name, or give the code",
                        )
                    )

    def _decided_place(self, key: str, cluster: Cluster, ambiguous: Ambiguous) -> str | None:
        partners = sorted({s.one.name if s.other in cluster.mentions else s.other.name for s in cluster.statements})
        candidates = "; ".join(map(str, ambiguous.candidates))
        self._ask(
            ReviewRow(key, "PLACE", "; ".join(partners), cluster.name, cluster.country, ambiguous.reason, candidates)
        )
        return self._decision(key, "PLACE", {NEW, *self.places.by_slug})

    def _ask(self, question: ReviewRow) -> None:
        self.result.questions.append(question)

    def _decision(self, key: str, what: str, allowed: Container[str]) -> str | None:
        """The decision on a question, or None. Notes a problem when it is not one of those allowed."""
        decided = self.decisions.get(key)
        if decided is None or not decided.decision:
            return None
        if decided.decision not in allowed:
            self.result.problems.append(invalid(self.directory, decided, what))
            return None
        return decided.decision

    def _relate(self, relation: Relation) -> None:
        """Files a relation: denied, known, doubtful or new."""
        denial = self._denial(relation)
        if denial:
            self.result.denied.append((denial, relation))
            return
        shared = list(self._shared(relation.pair))
        same = [partnership for partnership in shared if partnership.kind is relation.kind]
        if same:
            self._add(same[0], relation)
            return
        key = f"pair:{relation.slug}"
        doubt = self._doubt(relation, shared) or ((ASKED, []) if key in self.decisions else None)
        if doubt is None:
            self.result.new.append(relation)
            return
        reason, candidates = doubt
        one, other = map(self._name, relation.pair)
        country = self._country(relation.pair[1])
        self._ask(ReviewRow(key, "PAIR", one, other, country, reason, "; ".join(c.slug for c in candidates)))
        by_slug = {candidate.slug: candidate for candidate in candidates}
        decision = self._decision(key, "PAIR", {YES, NO, *by_slug})
        if decision == YES:
            self.result.new.append(relation)
        elif decision == NO:
            self.result.refused.append(relation)
        elif decision:
            self._add(by_slug[decision], relation)

    def _name(self, slug: str) -> str:
        return self.places.by_slug[slug].name if slug in self.places.by_slug else self.result.places[slug].name

    def _country(self, slug: str) -> str:
        known = self.places.by_slug.get(slug)
        return known.country.code if known else self.result.places[slug].country

    def _denial(self, relation: Relation) -> Denial | None:
        place = self.places.by_slug.get(relation.pair[0])
        for denial in place.denials if place else ():
            if denial.kind is relation.kind and {denial.municipality.slug, denial.partner.slug} == set(relation.pair):
                return denial  # type: ignore[no-any-return]
        return None

    def _shared(self, pair: Pair) -> Iterator[Partnership]:
        """Yield the partnerships in which both places hold or held a seat, by slug."""
        one, other = map(self.places.by_slug.get, pair)
        if one is not None and other is not None:
            common = {held.partnership for held in one.held} & {held.partnership for held in other.held}
            yield from sorted(common, key=lambda partnership: partnership.slug)

    def _doubt(self, relation: Relation, shared: list[Partnership]) -> tuple[str, list[Partnership]] | None:
        """Why it is not clear that a relation is one of its own, and the partnerships that it may be."""
        if shared:
            return "the two are in a relation of another kind, which is often taken for this one", shared
        one, country = self.places.by_slug.get(relation.pair[0]), self._country(relation.pair[1])
        unnamed = [
            held.partnership
            for held in (one.held if one else ())
            for member in held.partnership.members
            if not is_named(member.municipality) and member.municipality.country.code == country
        ]
        return ("it may be the partner that a source does not name", unnamed) if unnamed else None

    def _add(self, partnership: Partnership, relation: Relation) -> None:
        """Adds the sources to a known partnership; those that name it after its end contradict it."""
        end = partnership.end
        last = bounds_of(end)[1] if is_fact(end) else None
        late = [s for s in relation.statements if last and (parse(s.source.attested)[0] or last) > last]
        if late:
            self.result.ended.append((partnership, relation._replace(statements=late)))
        rest = [statement for statement in relation.statements if statement not in late]
        if rest:
            self.result.further.append((partnership, relation._replace(statements=rest)))

    def _keep_used_places(self) -> None:
        """Drops the new places of which no relation came."""
        used = {slug for relation in self.result.new for slug in relation.pair}
        self.result.places = {slug: cluster for slug, cluster in self.result.places.items() if slug in used}


def slug_of(text: str) -> str:
    """Return a text as a part of a slug."""
    return SLUG_BREAK.sub("-", fold(text)).strip("-") or "place"


def _numbered(slug: str) -> Iterator[str]:
    yield slug
    number = 2
    while True:
        yield f"{slug}-{number}"
        number += 1


def _order(cluster: Cluster) -> tuple[str, str, str]:
    return cluster.name, cluster.first("wikidata"), str(cluster.point)
