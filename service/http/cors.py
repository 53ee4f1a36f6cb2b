"""Whose pages may read answers (CORS): everybody's, or those of the origins in a list."""

from __future__ import annotations

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

EXPOSED = ("etag", "retry-after", "x-request-id")
READS = ("GET", "HEAD", "POST")  # nothing here writes
Fields = tuple[tuple[bytes, bytes], ...]


class CorsPolicy:
    """The header fields for answers; Starlette answers the preflights."""

    def __init__(self, app: ASGIApp, allowed: list[str]) -> None:
        allowed = [origin.strip() for origin in allowed]
        self.everybody = allowed == ["*"]
        self.allowed = {origin.encode() for origin in allowed}
        self.exposed = (b"access-control-expose-headers", ", ".join(EXPOSED).encode())
        self.open: Fields = ((b"access-control-allow-origin", b"*"), self.exposed)
        self.preflights = CORSMiddleware(app, allowed, READS, ("*",), expose_headers=EXPOSED)

    def fields(self, origin: bytes | None) -> Fields:
        """What an answer to a page of this origin says; what differs by origin says that it does."""
        if self.everybody:
            return self.open
        vary = (b"vary", b"origin")
        if origin is None or origin not in self.allowed:
            return (vary,)
        return ((b"access-control-allow-origin", origin), self.exposed, vary)

    async def preflight(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.preflights(scope, receive, send)
