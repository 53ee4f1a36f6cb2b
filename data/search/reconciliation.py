"""Which place a spelling in somebody's table may mean, how likely, and whether that is beyond doubt."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from data.domain.dates import Span, parse
from data.domain.enums import MunicipalityKind, NameKind, PointOf
from data.domain.errors import DateError
from data.search.name_index import EXACT_OTHER, NEAR, Entry, fold, spelling
from data.snapshot.entities import Country, Municipality, Thing
from data.snapshot.snapshot import Snapshot

TYPES = {
    "municipality": ("Municipality", "Local authority of the first tier, or another that is no region."),
    "region": ("Region", "Region, county or province; also a municipality that carries its tasks."),
    "country": ("Country", "Country or territory of ISO 3166-1, and Kosovo."),
}
NEAR_ENOUGH = 55.0  # likeness of names, of 100, from which on a place is shown to choose from
CLOSE = NEAR * 0.78  # score from which on a name may be another spelling of the place whose code is given
LOOKED_AT = 50  # near names that are looked at
SHORTEST = 4  # letters of a name that another can be near to; codes of countries are near to everything
WITHIN = 0.55  # score of a place each word of whose name stands in the text
BY_CODE = 0.6  # score of a place that has the code and another name
AGAINST = 0.5  # what a score is multiplied by when country, code or date speak against it


@dataclass(frozen=True, slots=True)
class Question:
    """What a row of a table says of a place: its name, and what else there is. Empty is nothing said."""

    text: str = ""
    types: Collection[str] = ()
    countries: Collection[str] = ()
    codes: Collection[str] = ()
    dates: Collection[str] = ()


class Candidate(NamedTuple):
    """A place that may be meant. `score` is 0 to 100; `match` says that no other can be."""

    thing: Municipality | Country
    score: float
    match: bool
    matched: str


@dataclass(slots=True)
class Finding:
    """How well a place fits so far."""

    thing: Municipality | Country
    score: float = 0.0
    matched: str = ""
    own: bool = False  # whether the name is one of the place itself, not of a town in it
    for_it: set[str] = field(default_factory=set)
    against: set[str] = field(default_factory=set)


def types_of(thing: Thing) -> list[str]:
    if isinstance(thing, Country):
        return ["country"]
    if not isinstance(thing, Municipality) or thing.kind is MunicipalityKind.UNIDENTIFIED:
        return []
    regional = thing.kind is MunicipalityKind.REGION
    return [
        name for name, there in (("municipality", not regional), ("region", regional or thing.county_code)) if there
    ]


def candidates(snapshot: Snapshot, question: Question, limit: int) -> list[Candidate]:
    """The places that may be meant, the likeliest first.

    One is a match when its name is spelled exactly so and no other place has an equal right to it, or when its
    official code is given as well. A text without marks may have lost them: Habo may be Håbo. A place that has no
    code or id outside of this catalogue is never a match, as nobody could tell it from its namesakes.
    """
    evidence = Evidence(snapshot, question)
    findings = [finding for finding in _findings(snapshot, question) if evidence.allows(finding.thing)]
    for finding in findings:
        evidence.weigh(finding)
    findings.sort(key=lambda f: (-f.score, isinstance(f.thing, Country), _name(f.thing), f.thing.key))
    return [
        Candidate(f.thing, round(100 * f.score, 1), evidence.settles(f, findings), f.matched) for f in findings[:limit]
    ]


def _name(thing: Municipality | Country) -> str:
    return thing.name if isinstance(thing, Municipality) else thing.name_en


def _findings(snapshot: Snapshot, question: Question) -> list[Finding]:
    """Each place that some name, or the code, leads to, with its best name."""
    found: dict[int, Finding] = {}
    for score, entry in _ways(snapshot, question.text):
        thing = entry.thing
        if not isinstance(thing, Municipality | Country):
            continue
        finding = found.setdefault(thing.row, Finding(thing))
        if score > finding.score:
            finding.score, finding.matched = score, entry.written
            finding.own = _kind_of(thing, entry.written) is not NameKind.TOWN
    for place in _coded(snapshot, question.codes):
        found.setdefault(place.row, Finding(place, BY_CODE, place.code or "", own=not question.text.strip()))
    row = snapshot.wikidata.get(question.text.strip())
    if row is not None:
        named: Municipality = snapshot.always.thing("municipalities", row)
        of_unit = named.point_of is PointOf.UNIT
        found[row] = Finding(named, 1.0, question.text.strip(), own=of_unit, for_it={"code"})
    return list(found.values())


def _coded(snapshot: Snapshot, codes: Collection[str]) -> Iterator[Municipality]:
    """The places of all countries that have one of the codes."""
    for code in codes:
        for country in snapshot.things["countries"]:
            if (country, code) in snapshot.codes:
                yield snapshot.always.thing("municipalities", snapshot.codes[country, code])


def _ways(snapshot: Snapshot, text: str) -> Iterator[tuple[float, Entry]]:
    names = snapshot.names
    for score, entry in names.matches(text, LOOKED_AT, NEAR_ENOUGH):
        if score > NEAR or len(entry.folded) >= SHORTEST:
            yield score, entry
    yield from ((WITHIN, entry) for entry in names.within(text) if len(entry.folded) >= SHORTEST)


def _kind_of(thing: Municipality | Country, written: str) -> NameKind | None:
    """What sort of name a spelling is; None for the preferred one."""
    rows = thing.names if isinstance(thing, Municipality) and written != thing.name else ()
    return next((row.kind for row in rows if row.name == written), None)


class Evidence:
    """What a question says beside the name, and what follows from it."""

    def __init__(self, snapshot: Snapshot, question: Question) -> None:
        self.question = question
        self.countries = {code for text in question.countries for code in _country_codes(snapshot, text)}
        self.span = _span(question.dates)
        unread = (question.countries and not self.countries, question.dates and self.span is None)
        self.doubtful = any(unread)

    def allows(self, thing: Thing) -> bool:
        """Whether it is of a type that is asked for."""
        return any(not self.question.types or name in self.question.types for name in types_of(thing))

    def weigh(self, finding: Finding) -> None:
        """Note what speaks for and against a place, and lower the score of what is spoken against."""
        for name, holds in self._properties(finding):
            (finding.for_it if holds else finding.against).add(name)
        if "code" in finding.for_it and not finding.against:
            finding.own = finding.own and finding.score >= CLOSE
            by_name = finding.own and finding.matched not in self.question.codes
            finding.score = max(finding.score, EXACT_OTHER if by_name else BY_CODE)
        finding.score *= AGAINST ** len(finding.against)

    def _properties(self, finding: Finding) -> Iterator[tuple[str, bool]]:
        thing = finding.thing
        if self.countries:
            country = thing.code if isinstance(thing, Country) else thing.country.code
            yield "country", country in self.countries
        own = (thing.code, thing.county_code) if isinstance(thing, Municipality) else (thing.code, thing.alpha3)
        if self.question.codes and any(own):
            yield "code", any(code in own for code in self.question.codes)
        if self.span is not None and isinstance(thing, Municipality):
            used = [name.span.meets(self.span) for name in thing.names if name.name == finding.matched]
            yield "asOf", all(used)

    def settles(self, finding: Finding, findings: Collection[Finding]) -> bool:
        """Whether it is this place and no other."""
        if self.doubtful or finding.against or not _known_outside(finding.thing):
            return False
        if self.question.codes and "code" not in finding.for_it:
            return False
        if "code" in finding.for_it:
            rivals = (other for other in findings if "code" in other.for_it and not other.against)
            return finding.own and all(other is finding for other in rivals)
        return finding.own and self._exact(finding) and not any(map(self._rivals, _others(finding, findings)))

    def _exact(self, finding: Finding) -> bool:
        return spelling(finding.matched) == spelling(self.question.text)

    def _rivals(self, other: Finding) -> bool:
        """Whether another place has an equal right to the name; a text without marks may have lost them."""
        if other.against:
            return False
        marks = spelling(self.question.text) != fold(self.question.text)
        return self._exact(other) or (not marks and fold(other.matched) == fold(self.question.text))


def _others(finding: Finding, findings: Collection[Finding]) -> Iterator[Finding]:
    return (other for other in findings if other is not finding)


def _known_outside(thing: Municipality | Country) -> bool:
    return isinstance(thing, Country) or bool(thing.code or thing.wikidata or thing.geonames)


def _country_codes(snapshot: Snapshot, text: str) -> Iterator[str]:
    """The countries of a code or a name."""
    if text.strip().upper() in snapshot.things["countries"]:
        yield text.strip().upper()
    for entry in snapshot.names.by_fold.get(fold(text), ()):
        if isinstance(entry.thing, Country):
            yield entry.thing.code


def _span(dates: Collection[str]) -> Span | None:
    """From the first to the last day of the dates that can be read."""
    bounds = []
    for text in dates:
        try:
            bounds.append(parse(text))
        except DateError:
            continue
    days = [day for bound in bounds for day in bound if day is not None]
    return Span(min(days), min(days), max(days), max(days)) if days else None
