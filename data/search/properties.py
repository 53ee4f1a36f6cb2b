"""What a table can be extended with, once its rows are known to be of certain places."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from data.snapshot.entities import Country, Municipality
from data.snapshot.snapshot import Snapshot

Place = Municipality | Country
Value = str | float | Place


class Property(NamedTuple):
    """A property of places; `of` are the types of place that have it."""

    name: str
    about: str
    read: Callable[[Place], Iterator[Value | None]]
    of: tuple[str, ...] = ("municipality", "region")


def _country(municipality_named: Place) -> Iterator[Value | None]:
    if isinstance(municipality_named, Municipality):
        yield municipality_named.country


def _code(municipality_named: Place) -> Iterator[Value | None]:
    yield municipality_named.code
    if isinstance(municipality_named, Municipality):
        yield municipality_named.county_code


def _coordinates(municipality_named: Place) -> Iterator[Value | None]:
    if isinstance(municipality_named, Municipality) and municipality_named.coordinates is not None:
        yield f"{municipality_named.latitude},{municipality_named.longitude}"


def _of_municipality(name: str) -> Callable[[Place], Iterator[Value | None]]:
    def read(municipality_named: Place) -> Iterator[Value | None]:
        if isinstance(municipality_named, Municipality):
            yield getattr(municipality_named, name)

    return read


ALL = ("municipality", "region", "country")
PROPERTIES: dict[str, Property] = {
    "country": Property("Country", "The country in which it lies.", _country),
    "code": Property("Official code", "National code; of a country its two letters.", _code, ALL),
    "coordinates": Property("Coordinates", "Latitude and longitude in degrees (WGS 84).", _coordinates),
    "latitude": Property("Latitude", "Degrees north (WGS 84).", _of_municipality("latitude")),
    "longitude": Property("Longitude", "Degrees east (WGS 84).", _of_municipality("longitude")),
    "pointOf": Property(
        "Point of", "Whether ids and coordinates are of the unit or of a town.", _of_municipality("point_of")
    ),
    "wikidata": Property("Wikidata id", "Item of Wikidata; see pointOf.", _of_municipality("wikidata")),
    "geonames": Property("GeoNames id", "Id of GeoNames; see pointOf.", _of_municipality("geonames")),
    "region": Property("Region", "The region in which it lies.", _of_municipality("region")),
    "kind": Property("Kind", "What kind of local authority it is.", _of_municipality("kind")),
    "website": Property("Website", "Its own website.", _of_municipality("website")),
}


def find(snapshot: Snapshot, key: str) -> Place | None:
    """The place of an id: the slug of a local authority, or the code of a country in capitals."""
    found = snapshot.entities["municipalities"].get(key) or snapshot.entities["countries"].get(key)
    return found if isinstance(found, Municipality | Country) else None


def name_of(municipality_named: Place) -> str:
    return municipality_named.name if isinstance(municipality_named, Municipality) else municipality_named.name_en


def describe(municipality_named: Place) -> str:
    """Such as `municipality in Sweden, code 1493`, to tell namesakes apart."""
    if isinstance(municipality_named, Country):
        return f"country, code {municipality_named.code}"
    unit = municipality_named.unit or municipality_named.kind.value.lower()
    return f"{unit} in {municipality_named.country.name_en}" + (
        f", code {municipality_named.code}" if municipality_named.code else ""
    )
