"""The HTTP protocol of uvicorn, with limits on the size and the time of request heads, and with the fast path.

A request that arrives complete may be answered without ASGI; see `service.graphql.fast_path`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any
from typing import Protocol as Interface

from data.domain.errors import LimitExceeded
from service.http._uvicorn import HttpToolsProtocol
from service.http.errors import Code, HTTPError, limit_extensions, over_limit
from service.http.problems import refusal
from service.settings import Settings

READ_SECONDS = 30.0  # a client that reads nothing of its response for this long is disconnected
MAX_PIPELINED = 200  # maximum number of waiting requests on one connection
LINGER_SECONDS = 1.0  # time after an error response in which further bytes of the client are discarded
WIRE_FACTOR = 4  # maximum bytes on the wire per byte of header fields: `a:` and CRLF are four for one
REASONS = {400: "Bad Request", 408: "Request Timeout", 414: "URI Too Long", 431: "Request Header Fields Too Large"}


class TooManyRequests(Exception):
    """More than MAX_PIPELINED requests wait on a connection."""


class FastPath(Interface):
    """Answers complete requests from their bytes; None passes a request on to ASGI."""

    def answer(self, data: bytes, defaults: Iterable[tuple[bytes, bytes]]) -> bytes | None: ...
    def remember(self, data: bytes, scope: Any) -> None: ...


class Protocol(HttpToolsProtocol):
    """The protocol of one connection. `settings` and `fast_path` come from the lifespan state of the application.

    It limits only heads that arrive in parts; the middleware limits complete ones.
    """

    head_timer: asyncio.TimerHandle | None = None
    idle_timer: asyncio.TimerHandle | None = None
    unread_timer: asyncio.TimerHandle | None = None
    idle_since = 0.0
    size = 0
    is_rejected = False
    begun = ended = 0  # number of requests that the parser has begun and completed

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
        if self.is_rejected:
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
        if not self.is_rejected and (self.scope is None or "method" not in self.scope):
            self.limit_head(len(data))

    @property
    def is_answered(self) -> bool:
        """Whether no request waits for its response."""
        return (self.cycle is None or self.cycle.response_complete) and not self.transport.is_closing()

    @property
    def is_idle(self) -> bool:
        """Whether no request is in flight, not even a partial head or body."""
        return self.is_answered and self.begun == self.ended

    def on_message_begin(self) -> None:
        self.begun += 1
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Closes the connection when more than MAX_PIPELINED requests wait."""
        self.stop_head_timer()
        if len(self.pipeline) >= MAX_PIPELINED:
            self.is_rejected = True
            self.transport.close()
        if self.is_rejected:
            raise TooManyRequests  # the parser stops
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self.ended += 1
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Like uvicorn's method, but one keep-alive timer serves all responses within its time."""
        if self.pipeline or self.transport.is_closing():
            super().on_response_complete()
            return
        self.server_state.total_requests += 1
        self.flow.resume_reading()
        self.idle_since = self.loop.time()
        if self.idle_timer is None:
            self.idle_timer = self.loop.call_later(self.timeout_keep_alive, self.close_if_idle)

    def close_if_idle(self) -> None:
        """Closes the connection if it was idle for the keep-alive time, else restarts the timer."""
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
        """Answers a malformed request; a URI that is too long gets its own error."""
        if not self.is_rejected and not self.reject_long_uri():
            self.reject(HTTPError(400, Code.BAD_REQUEST, "the request is not HTTP/1.1"))

    def start_head_timer(self) -> None:
        self.size = 0
        self.head_timer = self.loop.call_later(self.settings.header_seconds, self.reject_late_head)

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
        if not self.reject_long_uri() and self.size > self.settings.max_uri + WIRE_FACTOR * allowed:
            self.reject(over_limit(LimitExceeded("headers", allowed, self.size, "bytes of header fields"), 431))

    def reject_long_uri(self) -> bool:
        """Rejects a URI that is too long. Returns whether it did."""
        size, allowed = 0 if self.scope is None else len(self.url), self.settings.max_uri
        if size <= allowed + 1:  # the question mark does not count
            return False
        self.reject(over_limit(LimitExceeded("uri", allowed, size, "bytes of path and query"), 414))
        return True

    def reject_late_head(self) -> None:
        seconds = self.settings.header_seconds
        exceeded = LimitExceeded("header_seconds", seconds, "longer", "seconds for the head of a request")
        self.reject(HTTPError(408, Code.TIMEOUT, str(exceeded), extensions=limit_extensions(exceeded)))

    def reject(self, error: HTTPError) -> None:
        """Sends one error response without the application, and closes the connection after LINGER_SECONDS.

        The delay lets a client that is still sending read the response.
        """
        if self.is_rejected or self.transport.is_closing():
            return
        self.is_rejected = True
        if self.cycle is not None and not self.cycle.response_complete:
            self.transport.close()  # an earlier response is incomplete, so no error can be sent
            return
        media, body = refusal(error, b"" if self.scope is None else self.url, self.settings)
        head = (
            f"HTTP/1.1 {error.status} {REASONS[error.status]}\r\ncontent-type: {media}\r\n"
            f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.write_eof()
        self.stop_head_timer()
        self.head_timer = self.loop.call_later(LINGER_SECONDS, self.transport.close)
