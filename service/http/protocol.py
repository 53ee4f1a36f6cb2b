"""The HTTP protocol of uvicorn, with limits on the size and the time of request heads, and with the fast path.

A request that arrives whole may be answered before it becomes an ASGI message; see `service.graphql.fast_path`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any
from typing import Protocol as Interface

import orjson

from data.domain.errors import LimitExceeded
from service.http._uvicorn import HttpToolsProtocol
from service.http.errors import Code, HTTPError, limit_extensions, over_limit
from service.settings import Settings

READ_SECONDS = 30.0  # time in which a client must read something of what waits for it
MAX_PIPELINED = 200  # requests of one connection that may wait
LINGER_SECONDS = 1.0  # time in which what a client still sends after a refusal is discarded
WIRE_FACTOR = 4  # bytes on the wire per byte of header fields, at most: `a:` and CRLF are four for one
REASONS = {408: "Request Timeout", 414: "URI Too Long", 431: "Request Header Fields Too Large"}


class TooManyRequests(Exception):
    """More requests wait on a connection than MAX_PIPELINED."""


class FastPath(Interface):
    """Answers whole requests from their bytes; None sends a request over ASGI."""

    def answer(self, data: bytes, defaults: Iterable[tuple[bytes, bytes]]) -> bytes | None: ...
    def remember(self, data: bytes, scope: Any) -> None: ...


class Protocol(HttpToolsProtocol):
    """Takes `settings` and `fast_path` from the lifespan state of the application.

    Only heads that arrive in parts are limited here; whole ones are limited by the middleware.
    """

    head_timer: asyncio.TimerHandle | None = None
    idle_timer: asyncio.TimerHandle | None = None
    unread_timer: asyncio.TimerHandle | None = None
    idle_since = 0.0
    size = 0
    is_refused = False
    begun = ended = 0  # requests of this connection that the parser has begun and ended

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        found = self.app_state.get("settings")
        self.settings = found if isinstance(found, Settings) else Settings()
        self.fast_path: FastPath | None = self.app_state.get("fast_path")
        self.start_head_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        self.stop_head_timer()
        self.reading_resumed()
        if self.idle_timer is not None:
            self.idle_timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.is_refused:
            return
        fast_path = self.fast_path if self.is_idle and not self.flow.write_paused else None
        if fast_path is not None:
            answer = fast_path.answer(data, self.server_state.default_headers)
            if answer is not None:
                self.transport.write(answer)
                self.stop_head_timer()
                self.on_response_complete()
                return
        begun = self.begun
        super().data_received(data)
        if fast_path is not None and self.begun == self.ended == begun + 1 and self.cycle.keep_alive:
            fast_path.remember(data, self.scope)
        if not self.is_refused and (self.scope is None or "method" not in self.scope):
            self.limit_head(len(data))

    @property
    def is_answered(self) -> bool:
        """Whether no request waits for its response."""
        return (self.cycle is None or self.cycle.response_complete) and not self.transport.is_closing()

    @property
    def is_idle(self) -> bool:
        """Whether no request is under way, not even a partial head or body."""
        return self.is_answered and self.begun == self.ended

    def on_message_begin(self) -> None:
        self.begun += 1
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Closes the connection when more than MAX_PIPELINED requests wait."""
        self.stop_head_timer()
        if len(self.pipeline) >= MAX_PIPELINED:
            self.is_refused = True
            self.transport.close()
        if self.is_refused:
            raise TooManyRequests  # the parser stops
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self.ended += 1
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """As in uvicorn, but one keep-alive timer serves all responses within its time."""
        if self.pipeline or self.transport.is_closing():
            super().on_response_complete()
            return
        self.server_state.total_requests += 1
        self.flow.resume_reading()
        self.idle_since = self.loop.time()
        if self.idle_timer is None:
            self.idle_timer = self.loop.call_later(self.timeout_keep_alive, self.close_if_idle)

    def close_if_idle(self) -> None:
        """Closes the connection when it was idle for the keep-alive time, else sets the timer anew."""
        self.idle_timer = None
        if self.is_answered and self.head_timer is None:
            left = self.idle_since + self.timeout_keep_alive - self.loop.time()
            if left > 0:
                self.idle_timer = self.loop.call_later(left, self.close_if_idle)
            else:
                self.transport.close()

    def pause_writing(self) -> None:
        """Aborts the connection when the client reads nothing for READ_SECONDS."""
        super().pause_writing()
        self.unread_timer = self.loop.call_later(READ_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        self.reading_resumed()

    def reading_resumed(self) -> None:
        if self.unread_timer is not None:
            self.unread_timer.cancel()
            self.unread_timer = None

    def send_400_response(self, msg: str) -> None:
        """Answers what the parser cannot read; a URI that is too long gets its own error."""
        if not self.is_refused and not self.refuse_long_uri():
            super().send_400_response(msg)

    def start_head_timer(self) -> None:
        self.size = 0
        self.head_timer = self.loop.call_later(self.settings.header_seconds, self.refuse_late_head)

    def stop_head_timer(self) -> None:
        if self.head_timer is not None:
            self.head_timer.cancel()
            self.head_timer = None

    def limit_head(self, more: int) -> None:
        """Limits the time and the bytes of a head that arrives in parts."""
        if self.head_timer is None:
            self.start_head_timer()
            return
        self.size += more
        allowed = self.settings.max_headers
        if not self.refuse_long_uri() and self.size > self.settings.max_uri + WIRE_FACTOR * allowed:
            self.refuse(over_limit(LimitExceeded("headers", allowed, self.size, "bytes of header fields"), 431))

    def refuse_long_uri(self) -> bool:
        """Refuses a URI that is too long; returns whether it did."""
        asked, allowed = 0 if self.scope is None else len(self.url), self.settings.max_uri
        if asked <= allowed + 1:  # the question mark does not count
            return False
        self.refuse(over_limit(LimitExceeded("uri", allowed, asked, "bytes of path and query"), 414))
        return True

    def refuse_late_head(self) -> None:
        seconds = self.settings.header_seconds
        exceeded = LimitExceeded("header_seconds", seconds, "longer", "seconds for the head of a request")
        self.refuse(HTTPError(408, Code.TIMEOUT, str(exceeded), extensions=limit_extensions(exceeded)))

    def refuse(self, error: HTTPError) -> None:
        """Sends an error without the application, once, and closes; the client can still read it while it sends."""
        if self.is_refused or self.transport.is_closing():
            return
        self.is_refused = True
        if self.cycle is not None and not self.cycle.response_complete:
            self.transport.close()  # an earlier response is incomplete, so no error can be sent
            return
        body = orjson.dumps({"errors": error.errors})
        head = (
            f"HTTP/1.1 {error.status} {REASONS[error.status]}\r\ncontent-type: application/json; charset=utf-8\r\n"
            f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.write_eof()
        self.stop_head_timer()
        self.head_timer = self.loop.call_later(LINGER_SECONDS, self.transport.close)
