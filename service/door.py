"""What every request passes, in plain ASGI: limits on its head and body, an id, a log line, metrics, a last net."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from data.errors import LimitExceeded
from service.errors import Code, Refused, internal, numbers, over_limit
from service.facts import FACTS, Facts, new_facts
from service.settings import Settings

PROBES = frozenset({"/health", "/ready", "/metrics"})  # answered however busy the service is
TELL = Callable[[Scope, Facts, float], None]


class ClientGone(Exception):
    """Whoever asked hung up; there is nobody to answer."""


class Door:
    """The middleware around everything; `tell` is given every request that ended, and the seconds that it took."""

    def __init__(self, app: ASGIApp, settings: Settings, tell: TELL) -> None:
        self.app = app
        self.settings = settings
        self.tell = tell
        self.in_flight = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = time.perf_counter()
        size, length, given_id, chunked = head(scope)
        facts = scope[FACTS] = new_facts(given_id)
        request_id = (b"x-request-id", facts.request_id.encode())
        started = False

        async def answer(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                facts.status = message["status"]
                message["headers"] = [*message["headers"], request_id]
            await send(message)

        self.in_flight += 1
        try:
            self.check(scope, size, length)
            if length or chunked:
                receive = self.bounded(receive)
            await self.app(scope, receive, answer)
        except ClientGone:
            pass
        except Refused as refused:
            await respond(answer, refused, facts)
        except Exception as error:
            if started:
                raise
            await respond(answer, internal(error, facts.request_id), facts)
        finally:
            self.in_flight -= 1
            self.tell(scope, facts, time.perf_counter() - begun)

    def check(self, scope: Scope, size: int, length: int) -> None:
        """Raises Refused for a head that is too large, or a body that says so, and when too much is going on."""
        settings = self.settings
        uri = len(scope.get("raw_path") or b"") + len(scope["query_string"])
        try:
            if uri > settings.max_uri:
                raise over_limit(LimitExceeded("uri", settings.max_uri, uri, "bytes of path and query"), 414)
            if size > settings.max_headers:
                raise over_limit(LimitExceeded("headers", settings.max_headers, size, "bytes of header fields"), 431)
            if length > settings.max_body:
                raise over_limit(too_large(settings.max_body, length), 413)
            if self.in_flight > settings.max_requests and scope["path"] not in PROBES:
                busy = LimitExceeded("requests", settings.max_requests, self.in_flight, "requests at a time")
                raise Refused(503, Code.OVERLOADED, str(busy), {"retry-after": "1"}, numbers(busy))
        except Refused as refused:
            refused.headers["connection"] = "close"
            raise

    def bounded(self, receive: Receive) -> Receive:
        """The body of a request, no longer and no slower than allowed."""
        settings, left = self.settings, self.settings.max_body
        end = asyncio.get_running_loop().time() + settings.body_seconds
        complete = False

        async def bounded() -> Message:
            nonlocal left, complete
            if complete:
                return await receive()
            try:
                async with asyncio.timeout_at(end):
                    message = await receive()
            except TimeoutError:
                late = LimitExceeded("body_seconds", settings.body_seconds, "longer", "seconds for a body")
                raise Refused(408, Code.TIMEOUT, str(late), {"connection": "close"}, numbers(late)) from None
            left -= len(message.get("body", b""))
            if left < 0:
                raise over_limit(too_large(settings.max_body, settings.max_body - left), 413)
            complete = not message.get("more_body", False)
            return message

        return bounded


def too_large(allowed: int, asked: int) -> LimitExceeded:
    return LimitExceeded("body", allowed, asked, "bytes of body")


def head(scope: Scope) -> tuple[int, int, bytes | None, bool]:
    """Bytes of the header fields, the length that they announce, the id that they carry, whether a body follows in chunks."""
    size, length, given_id, chunked = 0, 0, None, False
    for name, value in scope["headers"]:
        size += len(name) + len(value)
        if name == b"content-length":
            length = int(value) if value.isdigit() else 0
        elif name == b"x-request-id":
            given_id = value
        elif name == b"transfer-encoding":
            chunked = True
    return size, length, given_id, chunked


async def respond(send: Send, refused: Refused, facts: Facts, media: str = "application/json") -> None:
    """The refusal in the shape of a GraphQL response."""
    facts.code = refused.code
    body = orjson.dumps({"errors": refused.errors})
    headers = {"content-type": f"{media}; charset=utf-8", "content-length": str(len(body))} | refused.headers
    start: Message = {"type": "http.response.start", "status": refused.status}
    start["headers"] = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send(start)
    await send({"type": "http.response.body", "body": body})
