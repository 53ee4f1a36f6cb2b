"""The fast path: answers GraphQL requests from their bytes, without ASGI messages and tasks.

The ASGI path is authoritative: the first request with some head always takes it. A later request with an equal method
and equal header fields takes the fast path if the endpoint can answer it inline. The response bytes are the same.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from typing import NamedTuple

from starlette.types import Scope

from data.snapshot.cache import BoundedCache
from service.graphql.endpoint import Endpoint
from service.graphql.request import (
    RawRequest,
    check_media,
    fields_of,
    html_first,
    response_media_type,
)
from service.graphql.response import HeaderLine, RawResponse, ResponsePreferences, preferences_of
from service.http._uvicorn import STATUS_LINE
from service.http.errors import HTTPError
from service.http.middleware import RequestMiddleware, announced_length
from service.http.request_info import new_request_info
from service.http.response_cache import ENTRY_BYTES

HEADS_BYTES = 4 * 2**20  # memory of the cached heads
MEMORY_FACTOR = 4  # bytes of memory per byte of a head: the byte itself and its parsed values
UNUSUAL_FIELDS = frozenset({b"expect", b"transfer-encoding", b"upgrade"})


class RequestParts(NamedTuple):
    """A complete request: method, header fields, content (query string or body), length of the body in bytes."""

    method: bytes
    fields: bytes
    content: bytes
    length: int


class HeadInfo(NamedTuple):
    """The parsed header fields of a request: announced length of the body, preferences, request id, added fields."""

    length: int
    preferences: ResponsePreferences
    request_id: bytes | None
    added: tuple[HeaderLine, ...]
    weight: int  # memory in the cache, bytes


class FastPath:
    """Answers requests to the endpoint at `path`, with the checks of the middleware.

    Call it on the event loop only, and only for connections without another request in flight.
    """

    def __init__(self, path: str, endpoint: Endpoint, middleware: RequestMiddleware) -> None:
        self.path = path
        self.endpoint = endpoint
        self.middleware = middleware
        self.head_cache = BoundedCache[tuple[bytes, bytes], HeadInfo](HEADS_BYTES, lambda head: head.weight)
        self.post = b"POST %s HTTP/1.1" % path.encode()
        # a query string of printable ASCII without spaces, quotation marks and `#`, which needs no further parsing
        self.get = re.compile(rb"GET %s\?([!$-~]*) HTTP/1\.1" % re.escape(path).encode())
        self.scopes: dict[bytes, Scope] = {
            method: {"method": method.decode(), "path": path, "endpoint": endpoint} for method in (b"GET", b"POST")
        }

    def parts(self, data: bytes) -> RequestParts | None:
        """Splits the data of a request to the endpoint; None for other data. The caller checks the length."""
        line, _, rest = data.partition(b"\r\n")
        fields, end, body = rest.partition(b"\r\n\r\n")
        if not end:
            return None
        if line == self.post:
            return RequestParts(b"POST", fields, body, len(body))
        get = self.get.fullmatch(line)
        return None if get is None else RequestParts(b"GET", fields, get[1], len(body))

    def remember(self, data: bytes, scope: Scope) -> None:
        """Caches the head of a request that took the ASGI path. The data must hold this request and nothing else."""
        parts, headers = self.parts(data), scope["headers"]
        if parts is None or parts[:2] in self.head_cache:
            return
        fields, reads = fields_of(scope), parts.method == b"GET"
        accept, length = fields.get(b"accept", b""), announced_length(fields)
        may_be_page = reads and html_first(accept)
        if len(fields) < len(headers) or length != parts.length or UNUSUAL_FIELDS & fields.keys() or may_be_page:
            return
        try:
            self.middleware.check(scope, length)
            media = response_media_type(accept)
            if not reads:
                check_media(fields.get(b"content-type", b""), fields.get(b"content-encoding", b""))
        except HTTPError:
            return
        preferences = preferences_of(fields, media, reads=reads)
        added = self.middleware.cors.fields(fields.get(b"origin"))
        weight = MEMORY_FACTOR * len(parts.fields) + ENTRY_BYTES
        self.head_cache.put(parts[:2], HeadInfo(length, preferences, fields.get(b"x-request-id"), added, weight))

    def answer(self, data: bytes, defaults: Iterable[HeaderLine]) -> bytes | None:
        """The bytes of the response, default header lines first; None if the request must take the ASGI path."""
        begun = time.perf_counter()
        parts = self.parts(data)
        if parts is None:
            return None
        head = self.head_cache.get(parts[:2])
        if head is None or head.length != parts.length or not self.within_limits(parts):
            return None
        info, reads = new_request_info(head.request_id), parts.method == b"GET"
        try:
            raw = RawRequest(parts.content, reads, head.preferences.media)
            response = self.endpoint.answer_inline(self.endpoint.prepare(raw, head.preferences, info))
        except Exception:  # noqa: BLE001  the ASGI path meets the same error and reports it
            return None
        if response is None:
            return None
        info.status = response.status
        own = (b"x-request-id", info.request_id.encode())
        self.middleware.record(self.scopes[parts.method], info, time.perf_counter() - begun)
        return render_response(response, [*defaults, *response.headers, own, *head.added])

    def within_limits(self, parts: RequestParts) -> bool:
        """Whether the request is within the limits on URI length and on concurrent requests."""
        settings, uri = self.middleware.settings, len(self.path) + (len(parts.content) if parts.method == b"GET" else 0)
        return uri <= settings.max_uri and self.middleware.in_flight < settings.max_requests


def render_response(response: RawResponse, lines: Iterable[HeaderLine]) -> bytes:
    """The response as HTTP/1.1 bytes."""
    return b"".join([STATUS_LINE[response.status], *[b"%b: %b\r\n" % line for line in lines], b"\r\n", response.body])
