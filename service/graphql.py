"""GraphQL over HTTP: each request is answered from one snapshot."""

from __future__ import annotations

import asyncio
from typing import Any, NamedTuple

import orjson
import strawberry
from graphql import ExecutionResult
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Receive, Scope, Send
from strawberry.http.ides import get_graphql_ide_html

from data.errors import InputError
from data.watch import Watch
from schema.answer import answer
from service.errors import formatted

JSON, GRAPHQL = "application/json", "application/graphql-response+json"
METHODS = ("GET", "POST")
COSTLY = ("network", "knownat", "changes")


class Asked(NamedTuple):
    """A request of the GraphQL over HTTP specification."""

    query: str
    variables: dict[str, Any] | None
    operation_name: str | None


class Endpoint:
    """POST and GET of queries; GraphiQL for browsers. No subscriptions, no batches."""

    def __init__(self, schema: strawberry.Schema, watch: Watch) -> None:
        self.schema = schema
        self.watch = watch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self.respond(Request(scope, receive))
        await response(scope, receive, send)

    async def respond(self, request: Request) -> Response:
        if request.method not in METHODS:
            return refused(405, "only GET and POST", {"Allow": ", ".join(METHODS)})
        if request.method == "GET" and "query" not in request.query_params and "text/html" in wanted(request):
            return HTMLResponse(get_graphql_ide_html(graphql_ide="graphiql"))
        if self.watch.snapshot is None:
            return refused(503, "no catalogue is loaded yet", {"Retry-After": "5"})
        if request.method == "POST" and media_type(request) != JSON:
            return refused(415, f"the body must be {JSON}")
        try:
            given = dict(request.query_params) if request.method == "GET" else await body(request)
            asked = read(given)
        except InputError as error:
            return refused(400, str(error))
        return written(await self.execute(asked), GRAPHQL if GRAPHQL in wanted(request) else JSON)

    async def execute(self, asked: Asked) -> ExecutionResult:
        """Answer on the event loop; what takes its time in a thread: whole-graph measures, versions before."""
        assert self.watch.snapshot is not None
        given = (self.schema, self.watch.snapshot, *asked)
        if any(word in asked.query.lower() for word in COSTLY):
            return await asyncio.to_thread(answer, *given)
        return answer(*given)


def wanted(request: Request) -> str:
    return request.headers.get("accept", "").lower()


def media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def body(request: Request) -> dict[str, Any]:
    try:
        given = orjson.loads(await request.body())
    except orjson.JSONDecodeError:
        raise InputError("the body is not JSON in UTF-8") from None
    if not isinstance(given, dict):
        raise InputError("the body must be a JSON object with the member `query`")
    return given


def read(given: dict[str, Any]) -> Asked:
    """The request of a body or of an address, whose variables are JSON text. Raises InputError."""
    query, variables, name = given.get("query"), given.get("variables"), given.get("operationName")
    if not isinstance(query, str) or not query.strip():
        raise InputError("`query` must be the text of a GraphQL document")
    if isinstance(variables, str) and variables:
        try:
            variables = orjson.loads(variables)
        except orjson.JSONDecodeError:
            raise InputError("`variables` is not JSON") from None
    if not isinstance(variables or {}, dict):
        raise InputError("`variables` must be a JSON object")
    if not isinstance(name or "", str):
        raise InputError("`operationName` must be text")
    return Asked(query, variables or None, name or None)


def written(result: ExecutionResult, media: str) -> Response:
    """The result as JSON. A request that was not executed has no `data`, and no 200 under the newer media type."""
    errors = [formatted(error) for error in result.errors or ()]
    executed = result.data is not None or any("path" in error for error in errors)
    content = ({"errors": errors} if errors else {}) | ({"data": result.data} if executed else {})
    status = 200 if executed or media == JSON else 400
    return Response(orjson.dumps(content), status, media_type=f"{media}; charset=utf-8")


def refused(status: int, message: str, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse({"errors": [{"message": message}]}, status, headers)
