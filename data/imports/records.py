"""Writes what an import comes to as the records of a layer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from data.catalogue.reader import read_row
from data.catalogue.rows.row import Row
from data.domain.enums import PartnershipKind
from data.domain.errors import Problem
from data.domain.text import slug_of, spelling
from data.imports.clusters import Cluster
from data.imports.places import PlaceFinder
from data.imports.resolve import Relation, Resolved
from data.imports.sources import Sources
from data.imports.statements import Statement
from data.imports.values import agree, first_day, last_day
from data.snapshot.entities import Partnership
from data.store.models import RECORD
from data.store.models.layout import LIST_MARK

Cells = dict[str, str]
DENIED = (
    "The source names {one} and {other} as {kind}. Denied by “{title}” ({publisher}).",
    "Källan anger {one} och {other} som {kind}. Förnekas av ”{title}” ({publisher}).",
)
ENDED = (
    "The source still names the partnership; the catalogue knows of its end.",
    "Källan anger fortfarande partnerskapet; katalogen känner till dess slut.",
)
GIVEN_END = ("The end according to this source.", "Slutet enligt denna källa.")
NO_DATE = ("The record itself gives no date.", "Posten själv anger ingen tid.")
OTHER_DATE = ("The source gives another date than the record.", "Källan ger en annan tid än posten.")
KIND_NAMES = {
    PartnershipKind.TWIN_TOWN: ("twin towns", "vänorter"),
    PartnershipKind.MUNICIPAL_PARTNERSHIP: ("parties of a municipal partnership", "parter i ett kommunalt partnerskap"),
    PartnershipKind.FRIENDSHIP: ("friends by agreement", "vänner enligt avtal"),
    PartnershipKind.CONTACT: ("in contact", "kontakter"),
    PartnershipKind.PROJECT_PARTNERSHIP: ("partners of a project", "parter i ett projekt"),
}


class LayerRecords:
    """Builds the records of a layer, by kind."""

    def __init__(self, resolved: Resolved, places: PlaceFinder, taken_sources: Mapping[str, Any]) -> None:
        self.resolved, self.places = resolved, places
        relations = [*resolved.new, *(r for _, r in (*resolved.further, *resolved.ended, *resolved.denied))]
        used = [statement for relation in relations for statement in relation.statements]
        self.sources = Sources(taken_sources, (statement.source for statement in used))
        self.cells: defaultdict[str, list[Cells]] = defaultdict(list)
        self.cells["sources"] = self.sources.rows
        self.claims: dict[str, Cells] = {}
        self.statuses: dict[str, Cells] = {}

    def build(self) -> Mapping[str, list[Cells]]:
        for slug, cluster in self.resolved.places.items():
            self._add_place(slug, cluster)
        self._add_names()
        for relation in self.resolved.new:
            self._add_partnership(relation)
        for partnership, relation in self.resolved.further:
            self._add_further(partnership, relation)
        for partnership, relation in self.resolved.ended:
            self._add_ended(partnership, relation)
        for denial, relation in self.resolved.denied:
            self._add_denied(denial, relation)
        self.cells["claims"] = list(self.claims.values())
        self.cells["statuses"] = list(self.statuses.values())
        return self.cells

    def _used(self, cluster: Cluster) -> list[Statement]:
        """The statements of a cluster that the layer cites."""
        return [statement for statement in cluster.statements if statement.source.key in self.sources.slugs]

    def _add_place(self, slug: str, cluster: Cluster) -> None:
        latitude, longitude = map(str, cluster.point or ("", ""))
        ids = {name: cluster.first(name) for name in ("code", "wikidata", "geonames")}
        self.cells["municipalities"].append(
            {
                "slug": slug,
                "country": cluster.country,
                "kind": "MUNICIPALITY",
                "name": cluster.name,
                **ids,
                "latitude": latitude,
                "longitude": longitude,
                "point_of": "TOWN" if latitude or ids["wikidata"] or ids["geonames"] else "",
                "sources": LIST_MARK.join(self.sources.of(self._used(cluster))),
            }
        )

    def _add_names(self) -> None:
        """Adds the spellings that the catalogue does not hold yet, of new places and of known ones."""
        spelled: defaultdict[str, set[str]] = defaultdict(set)
        for entry in (entry for country in self._countries() for entry in self.places.index(country).entries):
            spelled[spelling(entry.written)].add(entry.entity.key)
        wanted: dict[tuple[str, str], Cluster] = {}
        for slug, cluster in self.resolved.places.items():
            spelled[spelling(cluster.name)].add(slug)
            wanted |= {(slug, name): cluster for name in cluster.spellings}
        for slug, clusters in self.resolved.known.items():
            known = {spelling(name) for name in self.places.names(self.places.by_slug[slug])}
            wanted |= {
                (slug, name): cluster
                for cluster in clusters
                if self._used(cluster)
                for name in (cluster.name, *cluster.spellings)
                if spelling(name) not in known
            }
        once = {(slug, spelling(name)): (slug, name) for slug, name in sorted(wanted, reverse=True)}
        for slug, name in once.values():
            spelled[spelling(name)].add(slug)
        for slug, name in sorted(once.values()):
            if slug in self.resolved.places and spelling(name) == spelling(self.resolved.places[slug].name):
                continue
            cited = LIST_MARK.join(self.sources.of(self._used(wanted[slug, name])))
            shared = str(len(spelled[spelling(name)]) > 1).lower()
            self.cells["names"].append(
                {"municipality": slug, "name": name, "kind": "ALTERNATE", "shared": shared, "sources": cited}
            )

    def _countries(self) -> set[str]:
        return {place.country.code for place in self.places.by_slug.values()}

    def _name(self, slug: str) -> str:
        known = self.places.by_slug.get(slug)
        return known.name if known else self.resolved.places[slug].name

    def _add_partnership(self, relation: Relation) -> None:
        cited = LIST_MARK.join(self.sources.of(relation.statements))
        newest = max(relation.statements, key=date_of).source
        title = " – ".join(map(self._name, relation.pair))
        cells = {
            "slug": relation.slug,
            "kind": relation.kind.value,
            "title_en": title,
            "title_sv": title,
            "note": newest.remark,
            "note_sv": newest.remark_sv,
            "sources": cited,
        }
        dates = self._dates(relation)
        self._add_statuses(relation.slug, relation.statements)
        self.cells["partnerships"].append(cells | dates)
        fact = dates["end_planned"] == "false"  # a plan is none, else the source would attest the members after it
        until = {"end": dates["end"], "end_planned": "false"} if fact else {}
        for number, slug in enumerate(relation.pair, start=1):
            seat = {"partnership": relation.slug, "sources": cited}
            self.cells["seats"].append(seat | {"number": str(number)})
            self.cells["memberships"].append(seat | {"seat": str(number), "turn": "1", "municipality": slug, **until})

    def _add_statuses(self, partnership: str, statements: Iterable[Statement]) -> None:
        """Adds the states that statements name, each as of the date of its source."""
        for statement in statements:
            if statement.state is None:
                continue
            (source,) = self.sources.of([statement])
            slug = f"{partnership}-{statement.state.value.lower()}-{source}"
            cells = {"slug": slug, "partnership": partnership, "state": statement.state.value, "sources": source}
            notes = {"note": statement.source.remark, "note_sv": statement.source.remark_sv}
            self.statuses.setdefault(slug, cells | notes | {"as_of": statement.source.date})

    def _dates(self, relation: Relation) -> Cells:
        """The start and the end that the newest source gives and no reading contradicts; claims for the others.

        A statement with an end in the past tells of what was, and is no reading on which it still was.
        """
        said = sorted(relation.statements, key=date_of, reverse=True)
        dated = [s for s in said if s.source.date and not s.has_ended]
        readings = [s.source.date for s in dated if not s.end or last_day(s.end) >= first_day(s.source.date)]
        first = min(map(last_day, readings), default=date.max)
        last = max(map(first_day, readings), default=date.min)
        ending = next((s for s in said if s.end and last_day(s.end) >= last), None)
        end = ending.end if ending else ""
        latest = last_day(end) if end else date.max
        start = next((s.since for s in said if s.since and first_day(s.since) <= min(first, latest)), "")
        planned = ending is not None and first_day(end) > last_day(ending.source.date or ending.source.attested)
        for statement in said:
            self._claim_date(relation.slug, statement, "start", statement.since, start)
            self._claim_date(relation.slug, statement, "end", statement.end, end)
        return {"start": start, "end": end, "end_planned": str(planned).lower() if end else ""}

    def _claim_date(self, slug: str, statement: Statement, field: str, value: str, held: str) -> None:
        """Adds a claim for a date that the record does not have and does not agree with."""
        if value and not (held and agree(value, held)):
            self._claim(slug, field, value, "NORMAL", [statement], OTHER_DATE if held else NO_DATE)

    def _add_further(self, partnership: Partnership, relation: Relation) -> None:
        start, end = (date.edtf if date else "" for date in (partnership.start, partnership.end))
        for slug in self.sources.of(relation.statements):
            self.cells["further_sources"].append({"partnership": partnership.slug, "source": slug})
        ended = bool(end) and end != ".."
        self._add_statuses(partnership.slug, [s for s in relation.statements if ended or not s.has_ended])
        for statement in relation.statements:
            self._claim_date(partnership.slug, statement, "start", statement.since, start)
            self._claim_date(partnership.slug, statement, "end", statement.end, end)

    def _add_ended(self, partnership: Partnership, relation: Relation) -> None:
        """Adds claims of the statements about a partnership that had ended: of its end, or that it still goes on."""
        for statement in relation.statements:
            if statement.end:
                self._claim(partnership.slug, "end", statement.end, "NORMAL", [statement], GIVEN_END)
            else:
                going_on = f"[{first_day(statement.source.date)}..]"
                self._claim(partnership.slug, "end", going_on, "DEPRECATED", [statement], ENDED)

    def _add_denied(self, denial: Any, relation: Relation) -> None:
        """Adds a claim of rank DEPRECATED to a partnership of another kind of the two, where there is one."""
        shared = sorted(
            {h.partnership.slug for h in denial.municipality.held} & {h.partnership.slug for h in denial.partner.held}
        )
        if not shared:
            return
        denying = denial.sources[0]
        names = {
            "one": denial.municipality.name,
            "other": denial.partner.name,
            "title": denying.title,
            "publisher": denying.publisher or denying.slug,
        }
        english, swedish = (
            text.format(kind=kind, **names) for text, kind in zip(DENIED, KIND_NAMES[relation.kind], strict=True)
        )
        notes = (english, swedish)
        self._claim(
            shared[0], "kind", relation.kind.value, "DEPRECATED", relation.statements, notes, "-".join(relation.pair)
        )

    def _claim(
        self,
        partnership: str,
        field: str,
        value: str,
        rank: str,
        statements: Sequence[Statement],
        notes: tuple[str, str],
        about: str = "",
    ) -> None:
        for source in self.sources.of(statements):
            name = "-".join((about or partnership, field, slug_of(value), source))
            cells = {
                "slug": name,
                "partnership": partnership,
                "field": field,
                "value": value,
                "rank": rank,
                "source": source,
            }
            self.claims.setdefault(name, cells | {"note": notes[0], "note_sv": notes[1]})


def date_of(statement: Statement) -> str:
    """Sort key of statements: the date on which their source said it; undated ones come first."""
    return statement.source.date


def rows_of(layer: str, cells: Mapping[str, list[Cells]]) -> tuple[dict[str, list[Row]], list[Problem]]:
    """Return the typed rows of the records of a layer in the order of their keys, and the problems of their cells."""
    rows: dict[str, list[Row]] = {}
    problems = list[Problem]()
    for name, record in RECORD.items():
        empty = dict.fromkeys(record.headers, "")
        read = [read_row(record, 0, empty | one, layer) for one in cells.get(name, ())]
        problems += [problem for _, found in read for problem in found]
        ordered = sorted(
            (row for row, _ in read), key=lambda row: [(str(p).encode() if isinstance(p, str) else p) for p in row.key]
        )
        rows[name] = [Row(record, number, row.values) for number, row in enumerate(ordered, start=2)]
    return rows, problems
