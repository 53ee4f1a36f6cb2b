"""The operations of the reconciliation service. Clients may add parameters of their own, so unknown ones are ignored."""

from __future__ import annotations

from typing import Any

from data.search.properties import PROPERTIES as KNOWN
from data.search.reconciliation import TYPES
from service.routes.operations import DOCUMENT, TEXT, Operation
from service.routes.parameters import Parameter, Schema, choice, matching
from service.routes.reconciliation.queries import IDS, LETTERS, MOST_CANDIDATES, PROPERTIES, QUERIES, VALUES

JSON, HTML = "application/json", "text/html"
STRING: Schema = {"type": "string"}
SHORT: dict[str, Any] = {"type": "string", "maxLength": LETTERS}
HINT: Schema = {
    "type": "object",
    "properties": {
        "pid": {"type": "string", "examples": ["country"]},
        "v": {"anyOf": [SHORT, {"type": "array", "items": SHORT, "maxItems": VALUES}]},
    },
    "required": ["pid", "v"],
    "additionalProperties": False,
}
QUERY: Schema = {
    "type": "object",
    "properties": {
        "query": {"type": "string", "pattern": "[A-Za-z0-9]", "maxLength": LETTERS, "examples": ["Mariestad"]},
        "type": SHORT | {"examples": list(TYPES)},
        "limit": {"type": "integer", "minimum": 0, "description": f"At most {MOST_CANDIDATES} are given."},
        "properties": {"type": "array", "items": HINT, "maxItems": VALUES},
    },
    "required": ["query"],
    "additionalProperties": False,
}
BATCH: Schema = {"type": "object", "additionalProperties": QUERY, "maxProperties": QUERIES}
EXTENSION: Schema = {
    "type": "object",
    "properties": {
        "ids": {"type": "array", "items": STRING, "maxItems": IDS},
        "properties": {
            "type": "array",
            "maxItems": PROPERTIES,
            "items": {
                "type": "object",
                "properties": {"id": {"type": "string", "enum": list(KNOWN)}},
                "required": ["id"],
            },
        },
    },
    "required": ["ids", "properties"],
    "additionalProperties": False,
}
NAMED: Schema = {
    "type": "object",
    "properties": {"id": STRING, "name": STRING, "description": STRING},
    "required": ["id", "name"],
}


def list_of(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def object_of(**members: Schema) -> Schema:
    return {"type": "object", "properties": members, "required": list(members)}


MANIFEST: Schema = {
    "title": "ReconciliationManifest",
    **object_of(
        versions=list_of(STRING),
        name=STRING,
        identifierSpace=STRING,
        schemaSpace=STRING,
        defaultTypes=list_of(NAMED),
        view=object_of(url=STRING),
        preview=DOCUMENT,
        suggest=DOCUMENT,
        extend=DOCUMENT,
    ),
}
SCORE: Schema = {"type": "number", "minimum": 0, "maximum": 100}
CANDIDATE = object_of(
    id=STRING, name=STRING, description=STRING, type=list_of(NAMED), score=SCORE, match={"type": "boolean"}
)
RESULTS: Schema = {
    "title": "ReconciliationResults",
    "type": "object",
    "additionalProperties": object_of(result=list_of(CANDIDATE)),
}
EXTENDED: Schema = {"title": "ReconciliationExtension", **object_of(meta=list_of(NAMED), rows=DOCUMENT)}
QUERIES_FIELD = Parameter("queries", "A batch of queries by key, as JSON.", BATCH, "a batch of queries as JSON")
EXTEND_FIELD = Parameter("extend", "Ids of places and of properties, as JSON.", EXTENSION, "ids and properties as JSON")
FIELDS = (QUERIES_FIELD, EXTEND_FIELD)
ID = matching("id", "The id of a place.", "[^/]*", "mariestad", "the id of a place such as mariestad")._replace(
    required=True
)
KIND = choice("type", "The type of the places; municipality without the parameter.", TYPES)
PREFIX = matching("prefix", "What the name starts with.", ".*", "mar", "a text")


def reconciliation(name: str, summary: str, schema: Schema, *parameters: Parameter, **more: Any) -> Operation:
    content = {JSON: schema}
    return Operation(name, summary, content, parameters, is_file=False, is_open=True, **more)


RECONCILE = reconciliation(
    "reconcile",
    "The manifest of the service; with `queries` the candidates of each query, with `extend` values of properties",
    {"anyOf": [MANIFEST, RESULTS, EXTENDED]},
    *FIELDS,
    form=FIELDS,
)
PREVIEW = Operation("preview", "A place as a small page", {HTML: TEXT}, (ID,), is_file=False, is_open=True)
VIEW = PREVIEW._replace(name="view", summary="Leads to a place", content={}, others={303: "The address of the place."})
PROPOSED = reconciliation("properties", "The properties by which a table can be extended", DOCUMENT, KIND)
FOUND = object_of(result=list_of(NAMED))
ENTITIES = reconciliation("suggestEntity", "Places whose names start with a text", FOUND, PREFIX)
KINDS = reconciliation("suggestType", "Types whose names start with a text", FOUND, PREFIX)
PROPERTIES_FOUND = reconciliation("suggestProperty", "Properties whose names start with a text", FOUND, PREFIX)
