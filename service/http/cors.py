"""Cross-origin resource sharing (CORS) for all origins, or for those of a list."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from service.http.problems import error_response

EXPOSED = ("content-location", "etag", "link", "retry-after", "x-request-id")
METHODS = ("GET", "HEAD", "POST")  # no route writes
Fields = tuple[tuple[bytes, bytes], ...]


class CorsPolicy:
    """The CORS header fields of responses. Starlette answers preflight requests."""

    def __init__(self, app: ASGIApp, allowed: list[str]) -> None:
        allowed = [origin.strip() for origin in allowed]
        self.allows_all = allowed == ["*"]
        self.allowed = {origin.encode() for origin in allowed}
        self.exposed = (b"access-control-expose-headers", ", ".join(EXPOSED).encode())
        self.open: Fields = ((b"access-control-allow-origin", b"*"), self.exposed)
        self.preflights = CORSMiddleware(app, allowed, METHODS, ("*",), expose_headers=EXPOSED)

    def fields(self, origin: bytes | None) -> Fields:
        """The header fields of a response to this origin, with `Vary: Origin` if they depend on the origin."""
        if self.allows_all:
            return self.open
        vary = (b"vary", b"origin")
        if origin is None or origin not in self.allowed:
            return (vary,)
        return ((b"access-control-allow-origin", origin), self.exposed, vary)

    async def preflight(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = self.preflights.preflight_response(Headers(scope=scope))
        if response.status_code != 200:
            headers = {name: value for name, value in response.headers.items() if not name.startswith("content-")}
            response = error_response(response.status_code, bytes(response.body).decode(), headers)
        await response(scope, receive, send)
