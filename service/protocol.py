"""The HTTP protocol of uvicorn with an end to heads that are too long or too slow, which never reach an application."""

from __future__ import annotations

import asyncio

import orjson
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from data.errors import LimitExceeded
from service.errors import Code, Refused, numbers, over_limit
from service.settings import Settings

REASONS = {408: "Request Timeout", 414: "URI Too Long", 431: "Request Header Fields Too Large"}


class Protocol(HttpToolsProtocol):
    """The settings come with the state that the application's lifespan gives."""

    late: asyncio.TimerHandle | None = None
    size = 0
    over = False

    @property
    def settings(self) -> Settings:
        found = self.app_state.get("settings")
        return found if isinstance(found, Settings) else Settings()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self.head_is_here()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if not self.over:
            super().data_received(data)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.size = 0
        if self.late is None:
            self.expect_head()

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        allowed = self.settings.max_uri
        if len(self.url) > allowed + 1:  # the sign before the query counts for nothing
            self.refuse(over_limit(LimitExceeded("uri", allowed, len(self.url), "bytes of path and query"), 414))

    def on_header(self, name: bytes, value: bytes) -> None:
        super().on_header(name, value)
        self.size += len(name) + len(value)
        allowed = self.settings.max_headers
        if self.size > allowed:
            self.refuse(over_limit(LimitExceeded("headers", allowed, self.size, "bytes of header fields"), 431))

    def on_headers_complete(self) -> None:
        self.head_is_here()
        if not self.over:
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        if not self.over:
            super().on_body(body)

    def on_message_complete(self) -> None:
        if not self.over:
            super().on_message_complete()

    def expect_head(self) -> None:
        self.late = self.loop.call_later(self.settings.header_seconds, self.too_late)

    def head_is_here(self) -> None:
        if self.late is not None:
            self.late.cancel()
            self.late = None

    def too_late(self) -> None:
        seconds = self.settings.header_seconds
        late = LimitExceeded("header_seconds", seconds, "longer", "seconds for the head of a request")
        self.refuse(Refused(408, Code.TIMEOUT, str(late), extensions=numbers(late)))

    def refuse(self, refused: Refused) -> None:
        """Answer without the application, once, and close."""
        if self.over or self.transport.is_closing():
            return
        self.over = True
        if self.cycle is not None and not self.cycle.response_complete:
            self.transport.close()  # in the middle of an earlier answer nothing can be said
            return
        body = orjson.dumps({"errors": refused.errors})
        head = (
            f"HTTP/1.1 {refused.status} {REASONS[refused.status]}\r\ncontent-type: application/json; charset=utf-8\r\n"
            f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.close()
