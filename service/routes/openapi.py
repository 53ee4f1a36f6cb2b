"""The description of the service in OpenAPI 3.1, made from the declarations of its routes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from service.http.problems import MEDIA_TYPE, TYPES, slug_of
from service.http.response_cache import etag, hashed, matching_etag
from service.routes.operations import DOCUMENT, NOT_MODIFIED, Operation, OperationRoute
from service.routes.parameters import Parameter, Schema
from service.settings import Settings

ABOUT = """\
Partnerships between municipalities as a network over time, with a source for every fact.

GraphQL is at `/graphql` and described by `/schema.graphql`; this is the description of all other paths. Errors are problem details (RFC 9457).
Files are revalidated by their strong `ETag`, and compressed when the client accepts it."""
PROBLEM: Schema = {
    "title": "Problem",
    "description": "Problem details (RFC 9457).",
    "type": "object",
    "properties": {
        "type": {
            "type": "string",
            "format": "uri",
            "description": "about:blank, or the address of the type of problem.",
        },
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "description": "What is wrong, where, and what to do."},
        "instance": {"type": "string", "format": "uri-reference", "description": "`#` and the id of the request."},
        "parameter": {"type": "string", "description": "The name of the parameter that is wrong."},
        "nearest": {
            "type": "array",
            "items": {"type": "string", "format": "uri-template"},
            "description": "The addresses that are most like an unknown one.",
        },
        "limit": {"type": "string", "description": "The name of the limit that is exceeded."},
        "allowed": {"type": "number"},
        "asked": {"type": ["number", "string"]},
    },
    "required": ["type", "title", "status", "detail"],
}
ERRORS = {
    400: "A parameter is unknown, is given more than once, or has an invalid value.",
    404: "Nothing has this path.",
    503: "No catalogue is loaded yet, the file waits for others, or the store cannot be read. `Retry-After` says when to ask again.",
}
OTHER = f"Any other error. Types are {', '.join(f'`/problems/{slug_of(code)}`' for code in TYPES)} and `about:blank`."
DESCRIPTION = Operation(
    "openapi", "This description", {"application/json": DOCUMENT}, others=NOT_MODIFIED, is_file=False, is_open=True
)
FORM = "application/x-www-form-urlencoded"


def routes(described: Sequence[BaseRoute], settings: Settings) -> list[OperationRoute]:
    """The route of the description of these routes and of itself."""

    async def openapi(request: Request) -> Response:
        if matching_etag(request.headers.get("if-none-match", ""), tag):
            return Response(None, 304, headers)
        return Response(body, 200, headers, "application/json")

    own = OperationRoute("/openapi.json", openapi, DESCRIPTION)
    body = orjson.dumps(document([*described, own], settings))
    tag = hashed(body)
    headers = {"ETag": etag(tag), "Cache-Control": "public, no-cache"}
    return [own]


def document(routes: Sequence[BaseRoute], settings: Settings) -> dict[str, Any]:
    """The OpenAPI document of the routes that have an operation."""
    components: dict[str, Any] = {}
    described = [route for route in routes if isinstance(route, OperationRoute)]
    paths = {route.path_format: dict(operations(route)) for route in described}
    return {
        "openapi": "3.1.1",
        "info": info(settings),
        "servers": [{"url": settings.public_url}],
        "paths": hoisted(paths, components),
        "components": {"schemas": components},
        "externalDocs": {"description": "The schema of GraphQL", "url": f"{settings.public_url}/schema.graphql"},
    }


def info(settings: Settings) -> dict[str, Any]:
    mailbox = {"email": settings.contact} if settings.contact else {}
    return {
        "title": "Samband",
        "summary": "Partnerships between municipalities, their partners and the Goals of the 2030 Agenda",
        "description": ABOUT,
        "version": version("samband"),
        "license": {"name": "MIT (the data has licences of its own)", "identifier": "MIT"},
        "contact": {"name": settings.publisher, "url": settings.public_url, **mailbox},
    }


def operations(route: OperationRoute) -> Iterator[tuple[str, dict[str, Any]]]:
    """The description of each method of a route, except HEAD, which all have."""
    operation = route.operation
    yield "get", described(route, operation.name)
    if "POST" in (route.methods or ()):
        body = {"required": True, "content": {FORM: {"schema": form(operation.form)}}}
        yield "post", described(route, f"{operation.name}ByPost") | {"parameters": [], "requestBody": body}


def described(route: OperationRoute, name: str) -> dict[str, Any]:
    operation = route.operation
    found: dict[str, Any] = {"operationId": name, "summary": operation.summary}
    if operation.description:
        found["description"] = operation.description
    found["parameters"] = [
        *(parameter(one, "path") for one in route.in_path),
        *(parameter(one, "query") for one in route.in_query),
    ]
    return found | {"responses": dict(responses(route))}


def parameter(declared: Parameter, place: str) -> dict[str, Any]:
    found: dict[str, Any] = {"name": declared.name, "in": place, "description": declared.description}
    found["required"] = declared.required or place == "path"
    if declared.schema["type"] == "object":
        return found | {"content": {"application/json": {"schema": declared.schema}}}
    if declared.schema["type"] == "array":
        found |= {"style": "form", "explode": False}
    if not found["required"]:
        found["allowEmptyValue"] = True
    return found | {"schema": declared.schema}


def form(fields: Sequence[Parameter]) -> dict[str, Any]:
    """The schema of a form, of which JSON fields are objects, as OpenAPI encodes them."""
    return {"type": "object", "properties": {field.name: field.schema for field in fields}}


def responses(route: OperationRoute) -> Iterator[tuple[str, dict[str, Any]]]:
    operation = route.operation
    if operation.content:
        content = {media.partition(";")[0]: {"schema": schema} for media, schema in operation.content.items()}
        yield "200", {"description": operation.summary, "content": content}
    others = {**operation.others, **(NOT_MODIFIED if operation.is_file else {})}
    yield from ((str(status), {"description": about}) for status, about in others.items())
    errors = {status: ERRORS[status] for status in statuses(route)} | dict(operation.errors)
    yield from ((str(status), problem(about)) for status, about in sorted(errors.items()))
    yield "default", problem(OTHER)


def statuses(route: OperationRoute) -> Iterator[int]:
    """The statuses of errors that the kind of operation has."""
    if route.in_query or not route.operation.is_open:
        yield 400
    if route.in_path:
        yield 404
    if route.operation.is_file:
        yield 503


def problem(about: str) -> dict[str, Any]:
    return {"description": about, "content": {MEDIA_TYPE: {"schema": PROBLEM}}}


def hoisted(value: Any, components: dict[str, Any]) -> Any:
    """The value, in which each schema with a title is a reference to its place among the components."""
    if isinstance(value, Mapping):
        found = {name: hoisted(inner, components) for name, inner in value.items()}
        if "title" not in found or not isinstance(found["title"], str):
            return found
        components[found["title"]] = found
        return {"$ref": f"#/components/schemas/{found['title']}"}
    return [hoisted(inner, components) for inner in value] if isinstance(value, list | tuple) else value
