"""GraphQL over HTTP: Strawberry's view, answering each request from one snapshot."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
import strawberry
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse
from strawberry.types import ExecutionResult

from data.watch import Watch
from service.errors import formatted

COSTLY = "network"


class Endpoint(GraphQL[None, Any]):
    """POST and GET; GraphiQL for browsers. No subscriptions, no mutations."""

    def __init__(self, schema: strawberry.Schema, watch: Watch) -> None:
        super().__init__(schema, subscription_protocols=())
        self.watch = watch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.watch.snapshot is None:
            await unavailable()(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    async def get_root_value(self, request: Any) -> Any:
        return self.watch.snapshot

    async def execute_single(self, **given: Any) -> ExecutionResult:  # type: ignore[override]
        """Answer on the event loop; what names a network in a thread, as whole-graph measures take their time."""
        answering = super().execute_single(**given)
        if COSTLY in (given["request_data"].query or "").lower():
            return await asyncio.to_thread(asyncio.run, answering)
        return await answering

    async def process_result(self, request: Request, result: ExecutionResult) -> GraphQLHTTPResponse:
        answer: GraphQLHTTPResponse = {"data": result.data}
        if result.errors:
            answer["errors"] = [formatted(error) for error in result.errors]
        return answer

    def encode_json(self, data: object) -> bytes:
        return orjson.dumps(data)


def unavailable() -> Response:
    return JSONResponse({"errors": [{"message": "No catalogue is loaded yet."}]}, 503, {"Retry-After": "5"})
