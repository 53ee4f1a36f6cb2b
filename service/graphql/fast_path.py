"""The fast path: answers complete GraphQL requests as the HTTP parser gives them, without ASGI messages and tasks.

It takes what is usual and can be answered at once; every other request is passed on to ASGI. The bytes are the same.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from functools import lru_cache, partial

from starlette.types import Scope

from service.graphql.endpoint import Endpoint
from service.graphql.request import RawRequest, check_media, html_first, response_media_type
from service.graphql.response import ResponsePreferences, preferences_of
from service.http._uvicorn import STATUS_LINE
from service.http.errors import HTTPError
from service.http.middleware import RequestMiddleware, announced_length
from service.http.protocol import Answer, HeaderLine
from service.http.request_info import RequestInfo, new_request_info

NEGOTIATED = (b"accept", b"accept-encoding", b"content-type", b"content-encoding")
UNUSUAL_FIELDS = frozenset({b"expect", b"transfer-encoding", b"upgrade"})


class FastPath:
    """Answers requests to the endpoint at `path`, with the checks of the middleware. Call it on the event loop only.

    With the parts of a head it returns the function that answers the request; None if ASGI must answer it.
    """

    def __init__(self, path: str, endpoint: Endpoint, middleware: RequestMiddleware) -> None:
        self.path = path
        self.endpoint = endpoint
        self.middleware = middleware
        # a query string of printable ASCII without spaces, quotation marks and `#`, which needs no further parsing
        self.address = re.compile(rb"%s(?:\?([!$-~]*))?" % re.escape(path).encode())
        self.scopes: dict[bool, Scope] = {
            reads: {"method": method, "path": path, "endpoint": endpoint}
            for reads, method in ((True, "GET"), (False, "POST"))
        }

    def __call__(
        self, method: bytes, url: bytes, headers: list[HeaderLine], peer: tuple[str, int] | None
    ) -> Answer | None:
        address = self.address.fullmatch(url)
        reads, fields = method == b"GET", dict(headers)
        if address is None or reads is (address[1] is None) or not (reads or method == b"POST"):
            return None
        find, middleware = fields.get, self.middleware
        chosen = negotiated(reads, *[find(name, b"") for name in NEGOTIATED])
        if chosen is None or len(fields) < len(headers) or not UNUSUAL_FIELDS.isdisjoint(fields):
            return None
        try:
            middleware.check(self.path, len(url) - reads, headers, announced_length(fields), middleware.in_flight + 1)
        except HTTPError:
            return None
        if reads and b"if-none-match" in fields:
            chosen = chosen._replace(condition=fields[b"if-none-match"].decode("latin-1"))
        info = new_request_info(find(b"x-request-id"), middleware.client_of(peer, headers))
        added, begun = middleware.cors.fields(find(b"origin")), time.perf_counter()
        return partial(self.answer, address[1], chosen, added, info, begun)

    def answer(
        self,
        query: bytes | None,
        preferences: ResponsePreferences,
        added: Iterable[HeaderLine],
        info: RequestInfo,
        begun: float,
        body: bytes,
        defaults: Iterable[HeaderLine],
    ) -> bytes | None:
        """The bytes of the response, default header lines first; None if ASGI must answer. A POST has no `query`."""
        reads = query is not None
        raw = RawRequest(body if query is None else query, reads, preferences.media)
        try:
            response = self.endpoint.answer_inline(self.endpoint.prepare(raw, preferences, info))
        except Exception:  # noqa: BLE001  the ASGI path meets the same error and reports it
            return None
        if response is None:
            return None
        info.status = response.status
        self.middleware.record(self.scopes[reads], info, time.perf_counter() - begun)
        lines = [*defaults, *response.headers, (b"x-request-id", info.request_id.encode()), *added]
        return b"".join(
            [STATUS_LINE[response.status], *[b"%b: %b\r\n" % line for line in lines], b"\r\n", response.body]
        )


@lru_cache(256)
def negotiated(
    reads: bool, accept: bytes, accept_encoding: bytes, content_type: bytes, content_encoding: bytes
) -> ResponsePreferences | None:
    """The preferences by these fields, without a condition; None if ASGI answers with an error or with a page."""
    if reads and html_first(accept):
        return None
    try:
        media = response_media_type(accept)
        if not reads:
            check_media(content_type, content_encoding)
    except HTTPError:
        return None
    return preferences_of({b"accept-encoding": accept_encoding}, media, reads=reads)
