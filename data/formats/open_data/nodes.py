"""JSON-LD parts that several kinds of entity share: dates, intervals, points, language-tagged texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any

from data.domain.dates import PartialDate
from data.domain.enums import Basis, RoleKind
from data.snapshot.entities import ENTITY_CLASSES, Aim, Entity, IntervalEntity, Municipality, Role, Source
from data.snapshot.entities.entity import slots

WIKIDATA, GEONAMES = "http://www.wikidata.org/entity/", "https://sws.geonames.org/"
NOT_IN_IRIS = re.compile(r'[\x00-\x20<>"{}|^`\\]')

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


def slug_reader(cls: type[Entity]) -> Callable[[Any], str]:
    """Return the function that reads the slug of an IRI from entities of a class."""
    return attrgetter("slug" if "slug" in slots(cls) else "key")


class Nodes:
    """The IRIs of entities below one base URL, and nodes with what all entities have."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.forms = {cls: (f"{address}/id/{kind}/", slug_reader(cls)) for cls, kind in KINDS.items()}
        self.cited: dict[tuple[Source, ...], list[str]] = {}

    def iri(self, entity: Entity) -> str:
        start, slug_of = self.forms[type(entity)]
        return start + slug_of(entity)

    def iris(self, entities: Iterable[Entity]) -> list[str]:
        """Return the IRIs of entities in order, without duplicates."""
        return list(dict.fromkeys(map(self.iri, entities)))

    def sources(self, entity: Entity) -> list[str]:
        """Return the IRIs of the sources of an entity. Entities with the same sources share the list."""
        sources = entity.sources
        found = self.cited.get(sources)
        if found is None:
            found = self.cited[sources] = self.iris(sources)
        return found

    def node(self, entity: Entity, *types: str, **properties: Any) -> Doc:
        """Return the node of an entity with its types, known properties and sources."""
        return without_unknown(
            {"@id": self.iri(entity), "@type": list(types)}, **properties, source=self.sources(entity)
        )

    def holders(self, roles: Iterable[Role], kind: RoleKind) -> list[str]:
        """Return the IRIs of the organisations with roles of a kind."""
        return self.iris(role.organisation for role in roles if role.kind is kind)


def without_unknown(doc: Doc, **properties: Any) -> Doc:
    """Add the given properties to a node, except those that are None or empty. Returns the node."""
    for name, value in properties.items():
        if value or value not in (None, [], {}):
            doc[name] = value
    return doc


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
    if end is not None and end.planned:
        end = None
    if start is None and end is None:
        return None
    node: Doc = {"@id": iri, "@type": "Interval"}
    if start is not None:
        node["start"] = moment(f"{iri}-start", start)
    if end is not None:
        node["end"] = moment(f"{iri}-end", end)
    if first := span.certain_from:
        node["certainFrom"] = first.isoformat()
    if last := span.certain_until:
        node["certainUntil"] = last.isoformat()
    return node


def moment(iri: str, date: PartialDate | None) -> Doc | None:
    """Return a partial date as an instant, or None.

    The instant has the EDTF text, the first and the last possible day, and the day when these are equal. One that no
    source states has its basis.
    """
    if date is None:
        return None
    node: Doc = {"@id": iri, "@type": "Instant", "edtf": date.edtf}
    first, last = date.earliest, date.latest
    if first is not None:
        node["earliest"] = first.isoformat()
    if last is not None:
        node["latest"] = last.isoformat()
        if first == last:
            node["day"] = node["latest"]
    if date.wording is not None:
        node["wording"] = date.wording
    if date.basis is not Basis.STATED:
        node["basis"] = date.basis.value
    return node


def web_iri(address: str | None) -> str | None:
    """Return a web address as an IRI: characters that RFC 3987 forbids in one are percent-encoded."""
    return address and NOT_IN_IRIS.sub(lambda found: f"%{ord(found[0]):02X}", address)


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
