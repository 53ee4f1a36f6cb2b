"""What the Reconciliation Service API 0.2 demands of manifests, questions and answers, as JSON Schemas of our own."""

from __future__ import annotations

from typing import Any

from jsonschema import Draft7Validator

Schema = dict[str, Any]
TEXT: Schema = {"type": "string", "minLength": 1}
ANY_TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
TRUTH: Schema = {"type": "boolean"}
ADDRESS: Schema = {"type": "string", "pattern": r"^https?://"}
WITH_ID: Schema = {"type": "string", "pattern": r"\{\{id\}\}"}
OF_ID: Schema = {"type": "string", "pattern": r"^https?://.*\{\{id\}\}"}


def record(required: dict[str, Schema], optional: dict[str, Schema] | None = None, *, closed: bool = False) -> Schema:
    """An object with these members. A closed one has no others."""
    members = {"properties": {**required, **(optional or {})}, "required": list(required)}
    return {"type": "object", **members, **({"additionalProperties": False} if closed else {})}


def listed(items: Schema, **more: Any) -> Schema:
    return {"type": "array", "items": items, **more}


def by_key(values: Schema) -> Schema:
    """An object of any keys with values of one form."""
    return {"type": "object", "additionalProperties": values}


NAMED = record({"id": TEXT, "name": TEXT})
KIND: Schema = {"anyOf": [TEXT, record({"id": TEXT}, {"name": ANY_TEXT})]}
CANDIDATE = record(
    {"id": TEXT, "name": TEXT, "score": NUMBER}, {"match": TRUTH, "type": listed(KIND), "description": ANY_TEXT}
)
HINT: Schema = {"anyOf": [ANY_TEXT, NUMBER, TRUTH, record({"id": TEXT}, {"name": ANY_TEXT})]}
QUESTION: Schema = {
    **record(
        {},
        {
            "query": ANY_TEXT,
            "type": {"anyOf": [ANY_TEXT, listed(ANY_TEXT)]},
            "limit": NUMBER,
            "properties": listed(record({"pid": TEXT, "v": {"anyOf": [HINT, listed(HINT)]}})),
            "type_strict": {"enum": ["any", "should", "all"]},
        },
        closed=True,
    ),
    "anyOf": [{"required": ["query"]}, {"required": ["properties"], "properties": {"properties": {"minItems": 1}}}],
}
CELL: Schema = {
    "anyOf": [
        record({}, closed=True),
        record({"id": TEXT, "name": ANY_TEXT}, {"description": ANY_TEXT}, closed=True),
        *(record({kind: form}, closed=True) for kind, form in (("str", ANY_TEXT), ("float", NUMBER), ("date", TEXT))),
        record({"int": {"type": "integer"}}, closed=True),
    ]
}
SERVICE = record({}, {"service_url": ANY_TEXT, "service_path": ANY_TEXT})
PLACED = record({"service_url": ADDRESS, "service_path": TEXT})

SCHEMAS: dict[str, Schema] = {
    "manifest": record(
        {
            "versions": listed(TEXT, contains={"const": "0.2"}),
            "name": TEXT,
            "identifierSpace": TEXT,
            "schemaSpace": TEXT,
        },
        {
            **dict.fromkeys(("documentation", "serviceVersion", "logo"), ANY_TEXT),
            **dict.fromkeys(("view", "feature_view"), record({"url": WITH_ID})),
            "preview": record(
                {
                    "url": WITH_ID,
                    "width": {"type": "integer"},
                    "height": {"type": "integer"},
                }
            ),
            "defaultTypes": listed(KIND, uniqueItems=True),
            "suggest": record({}, dict.fromkeys(("entity", "property", "type"), SERVICE)),
            "extend": record({}, {"propose_properties": SERVICE, "property_settings": listed({"type": "object"})}),
        },
    ),
    "reconciliation-query-batch": by_key(QUESTION),
    "reconciliation-result-batch": by_key(record({"result": listed(CANDIDATE)})),
    "suggest-entities-response": record({"result": listed(NAMED)}),
    "suggest-types-response": record({"result": listed(NAMED)}),
    "suggest-properties-response": record({"result": listed(NAMED)}),
    "data-extension-property-proposal": record({"properties": listed(NAMED)}, {"type": ANY_TEXT, "limit": NUMBER}),
    "data-extension-query": record(
        {"ids": listed(ANY_TEXT), "properties": listed(record({"id": TEXT}, {"settings": {"type": "object"}}))}
    ),
    "data-extension-response": record(
        {"meta": listed(NAMED), "rows": by_key(by_key(listed(CELL)))},
    ),
}
# What this service gives beyond what the specification demands of every service.
OURS = record(
    {
        "view": record({"url": OF_ID}),
        "preview": record({"url": OF_ID, "width": {"type": "integer"}, "height": {"type": "integer"}}),
        "suggest": record(dict.fromkeys(("entity", "property", "type"), PLACED)),
        "extend": record({"propose_properties": PLACED}),
        "defaultTypes": listed(KIND, minItems=1),
    }
)


def complaints(name: str, answer: Any) -> list[str]:
    """What is wrong with an answer, with the place of each fault."""
    return [f"{error.json_path}: {error.message}" for error in Draft7Validator(SCHEMAS[name]).iter_errors(answer)]
