"""ASGI middleware of all routes: request ids, limits, CORS, the access log, metrics and error handling."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from itertools import chain

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from data.domain.errors import LimitExceeded
from service.http.cors import CorsPolicy
from service.http.errors import Code, HTTPError, internal_error, limit_extensions, over_limit
from service.http.problems import GRAPHQL_PATH, ProblemResponse
from service.http.request_info import GONE, REQUEST_INFO, ClientAddress, RequestInfo, new_request_info, request_info_of
from service.settings import Settings

PROBES = frozenset({"/health", "/ready", "/metrics"})  # exempt from the limit on concurrent requests
PREFLIGHT = {b"origin", b"access-control-request-method"}
Recorder = Callable[[Scope, RequestInfo, float], None]
Fields = dict[bytes, bytes]


class ClientDisconnected(Exception):
    """The client has disconnected, so no response is sent."""


class RequestMiddleware:
    """The outermost middleware. It calls `record` with every finished request and its duration in seconds."""

    def __init__(self, app: ASGIApp, settings: Settings, record: Recorder) -> None:
        self.app = app
        self.settings = settings
        self.record = record
        self.cors = CorsPolicy(app, settings.allowed_origins.split(","))
        self.client_of = ClientAddress(settings.proxies, settings.client_header)
        self.in_flight = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = time.perf_counter()
        fields: Fields = dict(scope["headers"])
        client = self.client_of(scope.get("client"), scope["headers"])
        info = scope[REQUEST_INFO] = new_request_info(fields.get(b"x-request-id"), client)
        added = self.cors.fields(fields.get(b"origin"))

        def answer(message: Message) -> Awaitable[None]:
            if message["type"] == "http.response.start":
                info.status = message["status"]
                headers = [*message["headers"], (b"x-request-id", info.request_id.encode()), *added]
                message = {**message, "headers": headers}
            return send(message)

        self.in_flight += 1
        try:
            if scope["method"] == "OPTIONS" and fields.keys() >= PREFLIGHT:
                await self.cors.preflight(scope, receive, send)
            else:
                await self.dispatch(scope, fields, receive, answer, info)
        except ClientDisconnected:
            pass
        finally:
            self.in_flight -= 1
            self.record(scope, info, time.perf_counter() - begun)

    async def dispatch(self, scope: Scope, fields: Fields, receive: Receive, answer: Send, info: RequestInfo) -> None:
        """Calls the application. If it fails before its response has started, sends an error response instead."""
        length = announced_length(fields)
        try:
            uri = len(scope.get("raw_path") or b"") + len(scope["query_string"])
            self.check(scope["path"], uri, scope["headers"], length, self.in_flight)
            if b"content-length" in fields or b"transfer-encoding" in fields:
                receive = self.bounded(receive)
            await self.app(scope, receive, answer)
        except ClientDisconnected:
            raise
        except Exception as error:
            if info.status != GONE:
                raise
            known = error if isinstance(error, HTTPError) else internal_error(error, info.request_id)
            await self.fail(scope, receive, answer, known)

    async def fail(self, scope: Scope, receive: Receive, answer: Send, error: HTTPError) -> None:
        """Sends an error in the format of the path."""
        if scope["path"] == GRAPHQL_PATH:
            await send_error(answer, error, request_info_of(scope))
        else:
            await ProblemResponse(error)(scope, receive, answer)

    def check(self, path: str, uri: int, headers: list[tuple[bytes, bytes]], length: int, in_flight: int) -> None:
        """Checks the sizes of the URI, of the header fields and of the announced body, in bytes, and the concurrency.

        Raises HTTPError. `in_flight` counts the request itself too.
        """
        settings = self.settings
        size = sum(map(len, chain.from_iterable(headers)))
        try:
            if uri > settings.max_uri:
                raise over_limit(LimitExceeded("uri", settings.max_uri, uri, "bytes of path and query"), 414)
            if size > settings.max_headers:
                raise over_limit(LimitExceeded("headers", settings.max_headers, size, "bytes of header fields"), 431)
            if length > settings.max_body:
                raise over_limit(too_large(settings.max_body, length), 413)
            if in_flight > settings.max_requests and path not in PROBES:
                busy = LimitExceeded("requests", settings.max_requests, in_flight, "requests at a time")
                raise HTTPError(503, Code.OVERLOADED, str(busy), {"retry-after": "1"}, limit_extensions(busy))
        except HTTPError as error:
            error.headers["connection"] = "close"
            raise

    def bounded(self, receive: Receive) -> Receive:
        """A `receive` that limits the size and the time of a request body."""
        allowed, size, loop = self.settings.max_body, 0, asyncio.get_running_loop()
        deadline: float | None = loop.time() + self.settings.body_seconds

        async def bounded() -> Message:
            nonlocal size, deadline
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError:
                raise self.too_slow() from None
            size += len(message.get("body", b""))
            if size > allowed:
                raise over_limit(too_large(allowed, size), 413)
            if not message.get("more_body", False):
                deadline = None
            return message

        return bounded

    def too_slow(self) -> HTTPError:
        expired = LimitExceeded("body_seconds", self.settings.body_seconds, "longer", "seconds for a body")
        return HTTPError(408, Code.TIMEOUT, str(expired), {"connection": "close"}, limit_extensions(expired))


def too_large(allowed: int, size: int) -> LimitExceeded:
    return LimitExceeded("body", allowed, size, "bytes of body")


def announced_length(fields: Fields) -> int:
    """The value of Content-Length in bytes, without surrounding blanks and leading zeros; 0 if absent or invalid."""
    length = fields.get(b"content-length", b"").strip(b" \t").lstrip(b"0")
    return int(length[:15]) if length.isdigit() else 0


async def send_error(send: Send, error: HTTPError, info: RequestInfo, media: str = "application/json") -> None:
    """Sends an error in the format of a GraphQL response."""
    info.code = error.code
    body = orjson.dumps({"errors": error.errors})
    headers = {"content-type": f"{media}; charset=utf-8", "content-length": str(len(body))} | error.headers
    start: Message = {"type": "http.response.start", "status": error.status}
    start["headers"] = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send(start)
    await send({"type": "http.response.body", "body": body})
