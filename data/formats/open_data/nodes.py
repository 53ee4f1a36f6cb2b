"""JSON-LD parts that several kinds of entity share: dates, intervals, points, language-tagged texts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from data.domain.dates import PartialDate
from data.domain.enums import Basis, RoleKind
from data.snapshot.entities import ENTITY_CLASSES, Aim, Entity, IntervalEntity, Municipality, Role, Seat

WIKIDATA, GEONAMES = "http://www.wikidata.org/entity/", "https://sws.geonames.org/"

Doc = dict[str, Any]

RECORDS = {
    "municipality": "municipalities",
    "partnership": "partnerships",
    "seat": "seats",
    "handover": "handovers",
    "change": "territorial_changes",
    "goal": "goals",
    "theme": "themes",
    "rule": "theme_goals",
    "country": "countries",
    "organisation": "organisations",
    "source": "sources",
    "programme": "programmes",
    "policy": "policies",
    "area": "areas",
    "initiative": "initiatives",
    "finding": "findings",
}
KINDS = {ENTITY_CLASSES[records]: kind for kind, records in RECORDS.items()}


class Nodes:
    """The IRIs of entities below one base URL, and nodes with what all entities have."""

    def __init__(self, address: str) -> None:
        self.address = address

    def iri(self, entity: Entity) -> str:
        slug = f"{entity.partnership.slug}-{entity.number}" if isinstance(entity, Seat) else entity.key
        return f"{self.address}/id/{KINDS[type(entity)]}/{slug}"

    def iris(self, entities: Iterable[Entity]) -> list[str]:
        """Return the IRIs of entities in order, without duplicates."""
        return list(dict.fromkeys(map(self.iri, entities)))

    def node(self, entity: Entity, *types: str, **properties: Any) -> Doc:
        """Return the node of an entity with its types, known properties and sources."""
        return without_unknown(
            {"@id": self.iri(entity), "@type": list(types)}, **properties, source=self.iris(entity.sources)
        )

    def holders(self, roles: Iterable[Role], kind: RoleKind) -> list[str]:
        """Return the IRIs of the organisations with roles of a kind."""
        return self.iris(role.organisation for role in roles if role.kind is kind)


def without_unknown(doc: Doc, **properties: Any) -> Doc:
    """Return the node with the given properties, except those that are None or empty."""
    return doc | {name: value for name, value in properties.items() if value not in (None, [], {})}


def labels(en: str | None, sv: str | None) -> Doc:
    return without_unknown({}, en=en, sv=sv)


def aim_labels(aims: Iterable[Aim]) -> Doc:
    """Return the labels of several aims, by language."""
    found = list(aims)
    return without_unknown({}, en=[aim.label_en for aim in found], sv=[aim.label_sv for aim in found])


def tagged(text: str, language: str | None) -> Doc | str:
    return {"@value": text, "@language": language} if language else text


def interval(iri: str, entity: IntervalEntity) -> Doc | None:
    """Return the interval of an entity, or None when nothing is known of it. A planned end is no end.

    Both ends are inclusive. The entity surely holds from the day `certainFrom` to the day `certainUntil`.
    """
    start, end, span = entity.begin, entity.finish, entity.span
    ends = {"start": moment(f"{iri}-start", start), "end": None if end and end.planned else moment(f"{iri}-end", end)}
    if ends == {"start": None, "end": None}:
        return None
    days = {"certainFrom": span.certain_from, "certainUntil": span.certain_until}
    texts = {name: day and day.isoformat() for name, day in days.items()}
    return without_unknown({"@id": iri, "@type": "Interval"}, **ends, **texts)


def moment(iri: str, date: PartialDate | None) -> Doc | None:
    """Return a partial date as an instant, or None.

    The instant has the EDTF text, the first and the last possible day, and the day when these are equal. One that no
    source states has its basis.
    """
    if date is None:
        return None
    first, last = (day.isoformat() if day else None for day in (date.earliest, date.latest))
    day = first if first == last else None
    node: Doc = {"@id": iri, "@type": "Instant", "edtf": date.edtf}
    basis = None if date.basis is Basis.STATED else date.basis.value
    return without_unknown(node, earliest=first, latest=last, day=day, wording=date.wording, basis=basis)


def outside(place: Municipality, iri: str) -> Doc:
    """Return the IRIs of a municipality in Wikidata and GeoNames, and its coordinates."""
    same = [WIKIDATA + place.wikidata] if place.wikidata else []
    same += [f"{GEONAMES}{place.geonames}/"] if place.geonames else []
    return without_unknown({}, sameAs=same, geo=point(place, iri))


def point(place: Municipality, iri: str) -> Doc | None:
    if place.coordinates is None:
        return None
    latitude, longitude, _ = place.coordinates
    return {"@id": f"{iri}#point", "@type": "GeoCoordinates", "latitude": str(latitude), "longitude": str(longitude)}
