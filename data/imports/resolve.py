"""Turns statements into relations between places of the catalogue and new ones, and asks where that is not clear."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from data.domain.dates import bounds_of, is_fact
from data.domain.enums import PartnershipKind
from data.domain.errors import Problem
from data.imports.clusters import Cluster
from data.imports.identify import Identifier
from data.imports.places import PlaceFinder, is_named
from data.imports.review import ASKED, NO, YES, Questions, ReviewRow
from data.imports.statements import Statement
from data.imports.values import first_day
from data.snapshot.entities import Denial, Partnership, Seat
from data.snapshot.snapshot import Snapshot

Pair = tuple[str, str]
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
    problems: list[Problem] = field(default_factory=list)


class Resolver:
    """Resolves statements against a snapshot of the base and of the layers that come before."""

    def __init__(self, snapshot: Snapshot, questions: Questions) -> None:
        self.questions = questions
        self.places = PlaceFinder(snapshot)
        self.identifier = Identifier(self.places, questions)
        self.result = Resolved()

    def resolve(self, statements: Sequence[Statement]) -> Resolved:
        slugs, result = self.identifier.identify(statements), self.result
        relations: defaultdict[tuple[Pair, PartnershipKind], list[Statement]] = defaultdict(list)
        for statement in sorted(statements, key=lambda statement: tuple(statement.cells().values())):
            one, other = slugs.get(statement.one), slugs.get(statement.other)
            if one is None or other is None:
                continue
            if one == other:
                wrong = f"both parties are {statement.one.name}"
                cure = "Correct one of them: a place is no partner of itself"
                result.problems.append(statement.problem("partner", statement.other.name, wrong, cure))
                continue
            relations[self._pair(one, other), statement.kind].append(statement)
        for (pair, kind), said in sorted(relations.items()):
            self._relate(Relation(pair, kind, said))
        used = {slug for relation in result.new for slug in relation.pair}
        result.places = {slug: cluster for slug, cluster in self.identifier.new.items() if slug in used}
        result.known = self.identifier.known
        result.problems += [*self.identifier.problems, *self.questions.problems]
        return result

    def _pair(self, one: str, other: str) -> Pair:
        """The two slugs: first the place with a national code, then by slug."""
        first, second = sorted((one, other), key=lambda slug: (not self._has_code(slug), slug))
        return first, second

    def _has_code(self, slug: str) -> bool:
        place = self.places.by_slug.get(slug)
        return place is not None and place.code is not None

    def _relate(self, relation: Relation) -> None:
        """Files a relation: denied, known, doubtful or new."""
        denial = self._denial(relation)
        if denial:
            self.result.denied.append((denial, relation))
            return
        shared = self._shared(relation.pair)
        same = [partnership for partnership in shared if partnership.kind is relation.kind]
        key = f"pair:{relation.slug}"
        if same and not self.questions.raised(key):
            self._add(same[0], relation)
            return
        asked = (ASKED, same) if self.questions.raised(key) else None
        doubt = (None if same else self._doubt(relation, shared)) or asked
        if doubt is None:
            self.result.new.append(relation)
            return
        reason, candidates = doubt
        one, other = map(self._name, relation.pair)
        country = self._country(relation.pair[1])
        row = ReviewRow(key, "PAIR", one, other, country, reason, "; ".join(c.slug for c in candidates))
        by_slug = {candidate.slug: candidate for candidate in candidates}
        decision = self.questions.ask(row, {YES, NO, *by_slug})
        if decision == YES and same:
            self._add(same[0], relation)
        elif decision == YES:
            self.result.new.append(relation)
        elif decision == NO:
            self.result.refused.append(relation)
        elif decision:
            self._add(by_slug[decision], relation)

    def _name(self, slug: str) -> str:
        return self.places.by_slug[slug].name if slug in self.places.by_slug else self.identifier.new[slug].name

    def _country(self, slug: str) -> str:
        known = self.places.by_slug.get(slug)
        return known.country.code if known else self.identifier.new[slug].country

    def _denial(self, relation: Relation) -> Denial | None:
        place = self.places.by_slug.get(relation.pair[0])
        for denial in place.denials if place else ():
            if denial.kind is relation.kind and {denial.municipality.slug, denial.partner.slug} == set(relation.pair):
                return denial  # type: ignore[no-any-return]
        return None

    def _shared(self, pair: Pair) -> list[Partnership]:
        """The partnerships in which the places hold or held different seats, by slug."""
        one, other = map(self.places.by_slug.get, pair)
        if one is None or other is None:
            return []
        seats = defaultdict[Partnership, set[Seat]](set)
        for held in other.held:
            seats[held.partnership].add(held.seat)
        common = {held.partnership for held in one.held if seats[held.partnership] - {held.seat}}
        return sorted(common, key=lambda partnership: partnership.slug)

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
        said = [s for s in relation.statements if s.source.date and not s.has_ended]
        late = [statement for statement in said if last and first_day(statement.source.date) > last]
        if late:
            self.result.ended.append((partnership, relation._replace(statements=late)))
        rest = [statement for statement in relation.statements if statement not in late]
        if rest:
            self.result.further.append((partnership, relation._replace(statements=rest)))
