"""The Data Package descriptor (v2) of the records, generated from the models."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from data.domain.licences import LICENCES
from data.store.models import RECORD, RECORDS, Field, Kind, Record
from data.store.models.layout import LIST_MARK

TYPES = {Kind.INTEGER: "integer", Kind.NUMBER: "number", Kind.FLAG: "boolean", Kind.DAY: "date"}
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
LICENCE = "CC-BY-4.0"  # of the base
CREDITS = [{"title": "GeoNames (CC BY 4.0)", "path": "https://www.geonames.org/"}]

PART = (
    "One layer of the catalogue Samband, with its own licence. No foreign keys are declared, because records of a layer "
    "may refer to records of the base: read it together with the package `samband`, in the folder `layers/{slug}` of that."
)


def describe() -> dict[str, Any]:
    """Return the content of `datapackage.json`: files, types, enumerations, primary and foreign keys."""
    return {
        "$schema": PROFILE,
        "name": "samband",
        "title": "Partnerships between municipalities, with a source for every fact",
        "licenses": [licence(LICENCE)],
        "sources": CREDITS,
        "resources": [resource(record) for record in RECORDS],
    }


def describe_layer(layer: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Return the content of the `datapackage.json` of a layer other than the base.

    `layer` is its row of `layers.csv` by column. `names` are the kinds of record of which it has a file.
    """
    files = {"layers", *names}
    place = {"path": layer["website"]} if layer.get("website") else {}
    return {
        "$schema": PROFILE,
        "name": f"samband-{layer['slug']}",
        "title": layer["title_en"],
        "description": f"{layer['title_sv']}. {PART.format(slug=layer['slug'])}",
        "created": f"{layer['date']}T00:00:00Z",
        "licenses": [licence(layer["licence"])],
        "contributors": [{"title": layer["steward"], **place, "roles": ["dataCurator"]}],
        "sources": [{"title": layer["credit"] or layer["title_en"], **place}],
        "resources": [without_foreign_keys(resource(record)) for record in RECORDS if record.name in files],
    }


def licence(spdx: str) -> dict[str, str]:
    """Return a licence as a Data Package describes it."""
    found = LICENCES[spdx]
    return {"name": found.spdx, "path": found.url, "title": found.title}


def without_foreign_keys(resource: dict[str, Any]) -> dict[str, Any]:
    schema = {name: value for name, value in resource["schema"].items() if name != "foreignKeys"}
    return resource | {"schema": schema}


def resource(record: Record) -> dict[str, Any]:
    return {
        "name": record.name,
        "path": f"{record.name}.csv",
        "description": record.about,
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [column for field in record.fields for column in columns(field)],
            "missingValues": [""],
            "primaryKey": list(record.key),
            "foreignKeys": [foreign_key(record, link.names, link.refers) for link in record.links],
        },
    }


def columns(field: Field) -> list[dict[str, Any]]:
    """Return the column descriptors of a field. A partial date has two: EDTF text and wording of the source."""
    about: dict[str, Any] = {"name": field.name, "type": TYPES.get(field.kind, "string"), "description": field.about}
    if constraints := _constraints(field):
        about["constraints"] = constraints
    wording = {"name": f"{field.name}_wording", "type": "string", "description": "Wording of the date in the source."}
    return [about, wording] if field.partial else [about]


def _constraints(field: Field) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if field.required or field.key:
        found["required"] = True
    if field.choices is not None:
        found["enum"] = [choice.value for choice in field.choices]
    if field.pattern is not None:
        found["pattern"] = field.pattern
    if field.least is not None:
        found["minimum"] = field.least
    if field.most is not None:
        found["maximum"] = field.most
    if field.kind is Kind.SOURCES:
        slug = RECORD["sources"].field["slug"].pattern
        found["pattern"] = f"{slug}({LIST_MARK}{slug})*"
    return found


def foreign_key(record: Record, names: tuple[str, ...], refers: str) -> dict[str, Any]:
    return {
        "fields": list(names),
        "reference": {"resource": "" if refers == record.name else refers, "fields": list(RECORD[refers].key)},
    }
