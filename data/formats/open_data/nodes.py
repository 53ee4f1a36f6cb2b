"""JSON-LD parts that several kinds of entity share: dates, intervals, points, language-tagged texts."""

from __future__ import annotations

from typing import Any

from data.domain.dates import PartialDate
from data.snapshot.entities import Municipality

WIKIDATA, GEONAMES = "http://www.wikidata.org/entity/", "https://sws.geonames.org/"

Doc = dict[str, Any]


def without_unknown(doc: Doc, **properties: Any) -> Doc:
    """Return the node with the given properties, except those that are None or empty."""
    return doc | {name: value for name, value in properties.items() if value not in (None, [], {})}


def labels(en: str | None, sv: str | None) -> Doc:
    return without_unknown({}, en=en, sv=sv)


def tagged(text: str, language: str | None) -> Doc | str:
    return {"@value": text, "@language": language} if language else text


def interval(iri: str, start: PartialDate | None, end: PartialDate | None) -> Doc | None:
    """Return the interval between two dates, both inclusive, or None when both are unknown."""
    if start is None and end is None:
        return None
    ends = {"start": moment(f"{iri}-start", start), "end": moment(f"{iri}-end", end)}
    return without_unknown({"@id": iri, "@type": "Interval"}, **ends)


def moment(iri: str, date: PartialDate | None) -> Doc | None:
    """Return a partial date as an instant, or None.

    The instant has the EDTF text, the first and the last possible day, and the day when these are equal.
    """
    if date is None:
        return None
    first, last = (day.isoformat() if day else None for day in (date.earliest, date.latest))
    day = first if first == last else None
    node: Doc = {"@id": iri, "@type": "Instant", "edtf": date.edtf}
    return without_unknown(node, earliest=first, latest=last, day=day, wording=date.wording)


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
