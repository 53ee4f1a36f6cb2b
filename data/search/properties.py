"""Properties of places that can be added to the rows of a reconciled table (data extension)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from data.snapshot.entities import Country, Municipality
from data.snapshot.snapshot import Snapshot

Place = Municipality | Country
Value = str | float | Place


class Property(NamedTuple):
    """A property of places. `of` lists the types of place that have it. `read` yields its values."""

    name: str
    about: str
    read: Callable[[Place], Iterator[Value | None]]
    of: tuple[str, ...] = ("municipality", "region")


def _country(place: Place) -> Iterator[Value | None]:
    if isinstance(place, Municipality):
        yield place.country


def _code(place: Place) -> Iterator[Value | None]:
    yield place.code
    if isinstance(place, Municipality):
        yield place.county_code


def _coordinates(place: Place) -> Iterator[Value | None]:
    if isinstance(place, Municipality) and place.coordinates is not None:
        yield f"{place.latitude},{place.longitude}"


def _of_municipality(name: str) -> Callable[[Place], Iterator[Value | None]]:
    def read(place: Place) -> Iterator[Value | None]:
        if isinstance(place, Municipality):
            yield getattr(place, name)

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
    """The place with an id, or None. An id is the slug of a local authority or the code of a country in capitals."""
    found = snapshot.entities["municipalities"].get(key) or snapshot.entities["countries"].get(key)
    return found if isinstance(found, Municipality | Country) else None


def name_of(place: Place) -> str:
    return place.name if isinstance(place, Municipality) else place.name_en


def describe(place: Place) -> str:
    """A description that distinguishes namesakes, such as `municipality in Sweden, code 1493`."""
    if isinstance(place, Country):
        return f"country, code {place.code}"
    unit = place.unit or place.kind.value.lower()
    return f"{unit} in {place.country.name_en}" + (f", code {place.code}" if place.code else "")
