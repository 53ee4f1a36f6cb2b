"""Reconciliation: matches the names of places in a table to places, with scores and a match decision."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from data.domain.dates import Span, parse
from data.domain.enums import MunicipalityKind, NameKind, PointOf
from data.domain.errors import DateError
from data.domain.text import fold, spelling
from data.search.name_index import EXACT_OTHER, NEAR, Entry, index_of
from data.search.official_forms import agrees, readings
from data.snapshot.entities import Country, Entity, Municipality
from data.snapshot.snapshot import Snapshot

TYPES = {
    "municipality": ("Municipality", "Local authority of the first tier, or another that is no region."),
    "region": ("Region", "Region, county or province; also a municipality that carries its tasks."),
    "country": ("Country", "Country or territory of ISO 3166-1, and Kosovo."),
}
NEAR_ENOUGH = 55.0  # minimum similarity of the name of a candidate, 0 to 100
CLOSE = NEAR * 0.78  # minimum score of a name to count as another spelling of the place with the given code
NEAR_NAMES = 50  # limit of the search for near names
SHORTEST = 4  # letters; shorter names get no near matches, because country codes resemble every text
WITHIN = 0.55  # score of a place whose name occurs in the text among other words
BY_CODE = 0.6  # score of a place that has the given code and another name
CONTRADICTION_FACTOR = 0.5  # factor of a score for each contradicting country, code or date


@dataclass(frozen=True, slots=True)
class ReconciliationQuery:
    """The statements of a table row about a place. An empty field states nothing."""

    text: str = ""
    types: Collection[str] = ()
    countries: Collection[str] = ()
    codes: Collection[str] = ()
    dates: Collection[str] = ()


class Candidate(NamedTuple):
    """A place that the query may mean. `score` is 0 to 100. `match` says that the query can mean no other place."""

    entity: Municipality | Country
    score: float
    match: bool
    matched: str


@dataclass(slots=True)
class Finding:
    """The evidence about one place. `score` is 0 to 1."""

    entity: Municipality | Country
    score: float = 0.0
    matched: str = ""
    own: bool = False  # whether the name is that of the place itself, not of a town in it
    for_it: set[str] = field(default_factory=set)
    against: set[str] = field(default_factory=set)


def types_of(entity: Entity) -> list[str]:
    if isinstance(entity, Country):
        return ["country"]
    if not isinstance(entity, Municipality) or entity.kind is MunicipalityKind.UNIDENTIFIED:
        return []
    regional = entity.kind is MunicipalityKind.REGION
    return [
        name
        for name, present in (("municipality", not regional), ("region", regional or entity.county_code))
        if present
    ]


def candidates(snapshot: Snapshot, query: ReconciliationQuery, limit: int) -> list[Candidate]:
    """The places that a query may mean, by descending score; at most `limit`.

    A candidate is a match in one of three ways:

    - the text has exactly the spelling of its name, and no other place matches equally well. A text without diacritics
      may have lost them: Habo may mean Håbo;
    - the text is an official form of its name, as in `Malmö stad`, that fits its kind, and no other place whose kind
      may fit has the name;
    - its official code is given, with a similar name or none, or the text is its Wikidata item.

    The name must be that of the place itself, not of a town in it, and nothing in the query may contradict it or be
    unreadable. A place without a code or an id from outside this catalogue is never a match, because it cannot be told
    from its namesakes.
    """
    evidence = Evidence(snapshot, query)
    findings = [finding for finding in _findings(snapshot, query) if evidence.allows(finding.entity)]
    for finding in findings:
        evidence.weigh(finding)
    findings.sort(key=lambda f: (-f.score, isinstance(f.entity, Country), _name(f.entity), f.entity.key))
    return [
        Candidate(f.entity, round(100 * f.score, 1), evidence.is_match(f, findings), f.matched)
        for f in findings[:limit]
    ]


def _name(entity: Municipality | Country) -> str:
    return entity.name if isinstance(entity, Municipality) else entity.name_en


def _findings(snapshot: Snapshot, query: ReconciliationQuery) -> list[Finding]:
    """The places found by name, code or Wikidata item, each with its best-scored name."""
    found: dict[int, Finding] = {}
    for score, entry in _ways(snapshot, query.text):
        entity = entry.entity
        if not isinstance(entity, Municipality | Country):
            continue
        finding = found.setdefault(entity.row, Finding(entity))
        if score > finding.score:
            finding.score, finding.matched = score, entry.written
            finding.own = _kind_of(entity, entry.written) is not NameKind.TOWN
    for place in _coded(snapshot, query.codes):
        found.setdefault(
            place.row,
            Finding(place, BY_CODE, place.code or "", own=not query.text.strip()),
        )
    row = snapshot.wikidata.get(query.text.strip())
    if row is not None:
        named: Municipality = snapshot.all_time.entity("municipalities", row)
        of_unit = named.point_of is PointOf.UNIT
        found[row] = Finding(named, 1.0, query.text.strip(), own=of_unit, for_it={"code"})
    return list(found.values())


def _coded(snapshot: Snapshot, codes: Collection[str]) -> Iterator[Municipality]:
    """Yields the places of any country that have one of the codes."""
    for code in codes:
        for country in snapshot.entities["countries"]:
            if (country, code) in snapshot.codes:
                yield snapshot.all_time.entity("municipalities", snapshot.codes[country, code])


def _ways(snapshot: Snapshot, text: str) -> Iterator[tuple[float, Entry]]:
    names = index_of(snapshot)
    for score, entry in names.matches(text, NEAR_NAMES, NEAR_ENOUGH):
        if score > NEAR or len(entry.folded) >= SHORTEST:
            yield score, entry
    yield from ((WITHIN, entry) for entry in names.names_within(text) if len(entry.folded) >= SHORTEST)


def _kind_of(entity: Municipality | Country, written: str) -> NameKind | None:
    """The kind of a name of an entity. None for the preferred name."""
    rows = entity.names if isinstance(entity, Municipality) and written != entity.name else ()
    return next((row.kind for row in rows if row.name == written), None)


class Evidence:
    """Evaluates what a query states besides the name: types, countries, codes and dates."""

    def __init__(self, snapshot: Snapshot, query: ReconciliationQuery) -> None:
        self.query = query
        self.readings = readings(query.text)
        self.countries = {code for text in query.countries for code in _country_codes(snapshot, text)}
        self.span = _span(query.dates)
        unparsed = (query.countries and not self.countries, query.dates and self.span is None)
        self.doubtful = any(unparsed)

    def allows(self, entity: Entity) -> bool:
        """Whether an entity has one of the requested types."""
        return any(not self.query.types or name in self.query.types for name in types_of(entity))

    def weigh(self, finding: Finding) -> None:
        """Records the evidence for and against a place, and lowers its score for each contradiction."""
        for name, holds in self._properties(finding):
            (finding.for_it if holds else finding.against).add(name)
        if "code" in finding.for_it and not finding.against:
            finding.own = finding.own and finding.score >= CLOSE
            by_name = finding.own and finding.matched not in self.query.codes
            finding.score = max(finding.score, EXACT_OTHER if by_name else BY_CODE)
        finding.score *= CONTRADICTION_FACTOR ** len(finding.against)

    def _properties(self, finding: Finding) -> Iterator[tuple[str, bool]]:
        entity = finding.entity
        if self.countries:
            country = entity.code if isinstance(entity, Country) else entity.country.code
            yield "country", country in self.countries
        own = (entity.code, entity.county_code) if isinstance(entity, Municipality) else (entity.code, entity.alpha3)
        if self.query.codes and any(own):
            yield "code", any(code in own for code in self.query.codes)
        if self.span is not None and isinstance(entity, Municipality):
            used = [name.span.overlaps(self.span) for name in entity.names if name.name == finding.matched]
            yield "asOf", all(used)

    def is_match(self, finding: Finding, findings: Collection[Finding]) -> bool:
        """Whether the query can mean this place only."""
        if self.doubtful or finding.against or not _known_outside(finding.entity):
            return False
        if self.query.codes and "code" not in finding.for_it:
            return False
        if "code" in finding.for_it:
            rivals = (other for other in findings if "code" in other.for_it and not other.against)
            return finding.own and all(other is finding for other in rivals)
        exact = self._exact(finding)
        if not finding.own or not (exact or self._official(finding)):
            return False
        others = list(_others(finding, findings))
        return not any(map(self._rivals, others)) and (exact or not any(map(self._rivals_officially, others)))

    def _exact(self, finding: Finding) -> bool:
        return spelling(finding.matched) == spelling(self.query.text)

    def _rivals(self, other: Finding) -> bool:
        """Whether another place matches the name equally well. A text without diacritics may have lost them."""
        return not other.against and _may_mean(spelling(self.query.text), other.matched)

    def _official(self, finding: Finding) -> bool:
        """Whether the text is an official form of the name, as in `Malmö stad`, and fits the kind of the place."""
        place, name = finding.entity, spelling(finding.matched)
        return isinstance(place, Municipality) and any(
            reading.name == name and agrees(reading, place) for reading in self.readings
        )

    def _rivals_officially(self, other: Finding) -> bool:
        """The same as `_rivals` of a place that the text may mean as an official form."""
        place = other.entity
        if other.against or not isinstance(place, Municipality):
            return False
        meant = (one for one in self.readings if _may_mean(one.name, other.matched))
        return any(agrees(one, place) is not False for one in meant)


def _may_mean(spelled: str, name: str) -> bool:
    """Whether a text has the spelling of a name, or has no diacritics and the folded form of the name."""
    return spelled == spelling(name) or spelled == fold(name)


def _others(finding: Finding, findings: Collection[Finding]) -> Iterator[Finding]:
    return (other for other in findings if other is not finding)


def _known_outside(entity: Municipality | Country) -> bool:
    return isinstance(entity, Country) or bool(entity.code or entity.wikidata or entity.geonames)


def _country_codes(snapshot: Snapshot, text: str) -> Iterator[str]:
    """Yields the codes of the countries with this code or name."""
    if text.strip().upper() in snapshot.entities["countries"]:
        yield text.strip().upper()
    for entry in index_of(snapshot).alike(text):
        if isinstance(entry.entity, Country):
            yield entry.entity.code


def _span(dates: Collection[str]) -> Span | None:
    """The span from the first to the last day of the valid dates. None when no date is valid."""
    bounds = []
    for text in dates:
        try:
            bounds.append(parse(text))
        except DateError:
            continue
    days = [day for bound in bounds for day in bound if day is not None]
    return Span(min(days), min(days), max(days), max(days)) if days else None
