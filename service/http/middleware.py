"""What every request passes, in plain ASGI: limits on its head and body, an id, a log line, metrics, a last net."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from data.domain.errors import LimitExceeded
from service.http.body_timeouts import BodyTimeouts, Task
from service.http.cors import CorsPolicy
from service.http.errors import Code, HTTPError, internal_error, limit_extensions, over_limit
from service.http.request_info import GONE, REQUEST_INFO, RequestInfo, new_request_info
from service.settings import Settings

PROBES = frozenset({"/health", "/ready", "/metrics"})  # answered however busy the service is
Recorder = Callable[[Scope, RequestInfo, float], None]
Fields = dict[bytes, bytes]


class ClientDisconnected(Exception):
    """Whoever asked hung up; there is nobody to answer."""


class RequestMiddleware:
    """The middleware around everything; `tell` is given every request that ended, and the seconds that it took."""

    def __init__(self, app: ASGIApp, settings: Settings, record: Recorder) -> None:
        self.app = app
        self.settings = settings
        self.record = record
        self.cors = CorsPolicy(app, settings.allowed_origins.split(","))
        self.body_timeouts = BodyTimeouts(settings.body_seconds)
        self.in_flight = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = time.perf_counter()
        fields: Fields = dict(scope["headers"])
        info = scope[REQUEST_INFO] = new_request_info(fields.get(b"x-request-id"))
        added = self.cors.fields(fields.get(b"origin"))

        def answer(message: Message) -> Awaitable[None]:
            if message["type"] == "http.response.start":
                info.status = message["status"]
                headers = [*message["headers"], (b"x-request-id", info.request_id.encode()), *added]
                message = {**message, "headers": headers}
            return send(message)

        self.in_flight += 1
        try:
            if scope["method"] == "OPTIONS" and b"access-control-request-method" in fields:
                await self.cors.preflight(scope, receive, send)
            else:
                await self.dispatch(scope, fields, receive, answer, info)
        except ClientDisconnected:
            pass
        finally:
            self.in_flight -= 1
            self.record(scope, info, time.perf_counter() - begun)

    async def dispatch(self, scope: Scope, fields: Fields, receive: Receive, answer: Send, info: RequestInfo) -> None:
        """Let the application answer; say what is wrong where it does not, unless it has begun to answer."""
        length, task = announced_length(fields), None
        try:
            self.check(scope, length)
            if b"content-length" in fields or b"transfer-encoding" in fields:
                task = self.body_timeouts.start()
                receive = self.bounded(receive, task)
            await self.app(scope, receive, answer)
        except ClientDisconnected:
            raise
        except HTTPError as refused:
            await send_error(answer, refused, info)
        except asyncio.CancelledError:
            if info.status != GONE or not self.body_timeouts.has_expired(task):
                raise
            await send_error(answer, self.too_slow(), info)
        except Exception as error:
            if info.status != GONE:
                raise
            await send_error(answer, internal_error(error, info.request_id), info)
        finally:
            if task:
                self.body_timeouts.finish(task)

    def check(self, scope: Scope, length: int) -> None:
        """Raises Refused for a head that is too large, or a body that says so, and when too much is going on."""
        settings = self.settings
        uri = len(scope.get("raw_path") or b"") + len(scope["query_string"])
        size = sum([len(name) + len(value) for name, value in scope["headers"]])
        try:
            if uri > settings.max_uri:
                raise over_limit(LimitExceeded("uri", settings.max_uri, uri, "bytes of path and query"), 414)
            if size > settings.max_headers:
                raise over_limit(LimitExceeded("headers", settings.max_headers, size, "bytes of header fields"), 431)
            if length > settings.max_body:
                raise over_limit(too_large(settings.max_body, length), 413)
            if self.in_flight > settings.max_requests and scope["path"] not in PROBES:
                busy = LimitExceeded("requests", settings.max_requests, self.in_flight, "requests at a time")
                raise HTTPError(503, Code.OVERLOADED, str(busy), {"retry-after": "1"}, limit_extensions(busy))
        except HTTPError as refused:
            refused.headers["connection"] = "close"
            raise

    def bounded(self, receive: Receive, task: Task) -> Receive:
        """The body of a request, no longer and no slower than allowed."""
        body_received, most, come = self.body_timeouts.body_received, self.settings.max_body, 0

        async def bounded() -> Message:
            nonlocal come
            message = await receive()
            come += len(message.get("body", b""))
            if come > most:
                raise over_limit(too_large(most, come), 413)
            if not message.get("more_body", False):
                body_received(task)
            return message

        return bounded

    def too_slow(self) -> HTTPError:
        expired = LimitExceeded("body_seconds", self.settings.body_seconds, "longer", "seconds for a body")
        return HTTPError(408, Code.TIMEOUT, str(expired), {"connection": "close"}, limit_extensions(expired))


def too_large(allowed: int, asked: int) -> LimitExceeded:
    return LimitExceeded("body", allowed, asked, "bytes of body")


def announced_length(fields: Fields) -> int:
    """The length of the body, as far as the head tells: blanks around it and noughts before it count for nothing."""
    length = fields.get(b"content-length", b"").strip(b" \t").lstrip(b"0")
    return int(length[:15]) if length.isdigit() else 0


async def send_error(send: Send, refused: HTTPError, info: RequestInfo, media: str = "application/json") -> None:
    """The refusal in the shape of a GraphQL response."""
    info.code = refused.code
    body = orjson.dumps({"errors": refused.errors})
    headers = {"content-type": f"{media}; charset=utf-8", "content-length": str(len(body))} | refused.headers
    start: Message = {"type": "http.response.start", "status": refused.status}
    start["headers"] = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send(start)
    await send({"type": "http.response.body", "body": body})
