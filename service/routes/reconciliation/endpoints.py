"""The routes of the Reconciliation Service API 0.2 for municipalities, regions and countries."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from data.domain.errors import InputError
from data.domain.text import fold
from data.search.name_index import index_of
from data.search.properties import PROPERTIES, Place, describe, find, name_of
from data.search.reconciliation import TYPES, Candidate, candidates, types_of
from data.snapshot.snapshot import Snapshot
from data.snapshot.watcher import SnapshotWatcher
from service.http.errors import NO_CATALOGUE, Code, over_limit
from service.http.problems import LATER, ParameterError, ProblemResponse, error_response, input_problem
from service.routes.operations import OperationRoute
from service.routes.reconciliation.flyout import HEIGHT, WIDTH, flyout
from service.routes.reconciliation.forms import TooLarge, form
from service.routes.reconciliation.operations import (
    ENTITIES,
    KINDS,
    PREVIEW,
    PROPERTIES_FOUND,
    PROPOSED,
    RECONCILE,
    VIEW,
)
from service.routes.reconciliation.queries import Extension, parse_extension, parse_queries

SUGGESTIONS = 10  # maximum number of entities
SANDBOX = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors *"}
HINTS = {
    "country": ("Country", "Code or name of the country."),
    "code": ("Official code", "National code of the place."),
    "asOf": ("As of", "A day, month or year at which the name was in use, such as 2016-01-22."),
}

Fields = Mapping[str, str]
Answer = Callable[[Snapshot, Fields], Response]


def routes(watcher: SnapshotWatcher, address: str) -> list[OperationRoute]:
    def endpoint(answer: Answer) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            if watcher.snapshot is None:
                return error_response(503, NO_CATALOGUE, LATER, Code.NOT_READY)
            try:
                return await asyncio.to_thread(answer, watcher.snapshot, await form(request))
            except TooLarge as error:
                return ProblemResponse(over_limit(error, 413))
            except InputError as error:
                return input_problem(error)

        return endpoint

    def reconcile(snapshot: Snapshot, fields: Fields) -> Response:
        if "queries" in fields:
            return json_response(results(snapshot, fields["queries"]))
        if "extend" in fields:
            return json_response(extended(snapshot, parse_extension(fields["extend"])))
        return json_response(manifest(address))

    def view(snapshot: Snapshot, fields: Fields) -> Response:
        place = required_place(snapshot, fields)
        kind = "country" if types_of(place) == ["country"] else "municipality"
        return RedirectResponse(f"{address}/id/{kind}/{place.key}", 303)

    return [
        OperationRoute("/reconcile", endpoint(reconcile), RECONCILE, ["GET", "POST"]),
        OperationRoute("/reconcile/preview", endpoint(preview), PREVIEW),
        OperationRoute("/reconcile/view", endpoint(view), VIEW),
        OperationRoute("/reconcile/properties", endpoint(proposed), PROPOSED),
        OperationRoute("/reconcile/suggest/entity", endpoint(suggest_entities), ENTITIES),
        OperationRoute("/reconcile/suggest/type", endpoint(suggest_types), KINDS),
        OperationRoute("/reconcile/suggest/property", endpoint(suggest_properties), PROPERTIES_FOUND),
    ]


def json_response(value: object) -> Response:
    return Response(orjson.dumps(value), media_type="application/json")


def manifest(address: str) -> dict[str, Any]:
    """The service manifest: the capabilities and their URLs."""
    home = f"{address}/reconcile"
    return {
        "versions": ["0.2"],
        "name": "Samband: municipalities, regions and countries",
        "identifierSpace": f"{address}/id/",
        "schemaSpace": f"{address}/id/term/",
        "defaultTypes": [type_of(name) for name in TYPES],
        "view": {"url": f"{home}/view?id={{{{id}}}}"},
        "preview": {"url": f"{home}/preview?id={{{{id}}}}", "width": WIDTH, "height": HEIGHT},
        "suggest": {
            name: {"service_url": home, "service_path": f"/suggest/{name}"} for name in ("entity", "type", "property")
        },
        "extend": {
            "propose_properties": {"service_url": home, "service_path": "/properties"},
            "property_settings": [],
        },
    }


def type_of(name: str) -> dict[str, str]:
    return {"id": name, "name": TYPES[name][0]}


def entity(place: Place) -> dict[str, str]:
    return {"id": place.key, "name": name_of(place), "description": describe(place)}


def results(snapshot: Snapshot, batch: str) -> dict[str, Any]:
    """The candidates of each query of a batch, by query key. Raises InputError."""
    return {
        key: {"result": [result(found) for found in candidates(snapshot, query, limit)]}
        for key, (query, limit) in parse_queries(batch).items()
    }


def result(found: Candidate) -> dict[str, Any]:
    types = [type_of(name) for name in types_of(found.entity)]
    return {**entity(found.entity), "type": types, "score": found.score, "match": found.match}


def extended(snapshot: Snapshot, extension: Extension) -> dict[str, Any]:
    """The property values of each id; an unknown id has none."""
    names = [name for name in extension.properties if name in PROPERTIES]
    places = {key: find(snapshot, key) for key in extension.ids}
    return {
        "meta": [{"id": name, "name": PROPERTIES[name].name} for name in names],
        "rows": {key: {name: cells(place, name) if place else [] for name in names} for key, place in places.items()},
    }


def cells(place: Place, name: str) -> list[dict[str, Any]]:
    return [cell(value) for value in PROPERTIES[name].read(place) if value is not None]


def cell(value: Any) -> dict[str, Any]:
    if isinstance(value, float):
        return {"float": value}
    return {"str": str(value)} if isinstance(value, str) else {"id": value.key, "name": name_of(value)}


def required_place(snapshot: Snapshot, fields: Fields) -> Place:
    place = find(snapshot, fields.get("id", ""))
    if place is None:
        raise ParameterError("id", "`id` is not the id of a place; give the id of a candidate, such as mariestad or SE")
    return place


def preview(snapshot: Snapshot, fields: Fields) -> Response:
    return HTMLResponse(flyout(required_place(snapshot, fields)), headers=SANDBOX)


def proposed(_snapshot: Snapshot, fields: Fields) -> Response:
    kind = fields.get("type") or "municipality"
    found = [{"id": key, "name": one.name} for key, one in PROPERTIES.items() if kind in one.of]
    return json_response({"type": kind, "properties": found})


def suggest_entities(snapshot: Snapshot, fields: Fields) -> Response:
    hits = index_of(snapshot).search(fields.get("prefix", ""), snapshot.all_time, 4 * SUGGESTIONS)
    places = [place for hit in hits if types_of(hit.entity) and (place := find(snapshot, hit.entity.key))]
    return json_response(
        {"result": [{**entity(p), "notable": [type_of(n) for n in types_of(p)]} for p in places][:SUGGESTIONS]}
    )


def suggest_types(_snapshot: Snapshot, fields: Fields) -> Response:
    found = ({**type_of(name), "description": about} for name, (_, about) in TYPES.items())
    return json_response({"result": [one for one in found if starts_with(fields, one)]})


def suggest_properties(_snapshot: Snapshot, fields: Fields) -> Response:
    """The properties that a query may have beside its name."""
    found = ({"id": key, "name": name, "description": about} for key, (name, about) in HINTS.items())
    return json_response({"result": [one for one in found if starts_with(fields, one)]})


def starts_with(fields: Fields, one: Mapping[str, str]) -> bool:
    """Whether the id, or a word of the name, starts with the field `prefix`, regardless of case and accents."""
    prefix = fold(fields.get("prefix", ""))
    return fold(one["id"]).startswith(prefix) or f" {prefix}" in f" {fold(one['name'])}"
