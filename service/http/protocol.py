"""The HTTP protocol of uvicorn, with limits on the size and the time of request heads, and with the fast path.

What can be answered at once is answered without ASGI; see `service.graphql.fast_path`.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from data.domain.errors import LimitExceeded
from service.http._uvicorn import HttpToolsProtocol
from service.http.errors import Code, HTTPError, limit_extensions, over_limit
from service.http.problems import refusal
from service.settings import Settings

READ_SECONDS = 30.0  # a client that reads nothing of its response for this long is disconnected
HELD_SECONDS = 0.2  # how long a request for the fast path is held while its body arrives; ASGI then waits for it
MAX_PIPELINED = 200  # maximum number of waiting requests on one connection
LINGER_SECONDS = 1.0  # time after an error response in which further bytes of the client are discarded
WIRE_FACTOR = 4  # maximum bytes on the wire per byte of header fields: `a:` and CRLF are four for one
REASONS = {400: "Bad Request", 408: "Request Timeout", 414: "URI Too Long", 431: "Request Header Fields Too Large"}
HOST = re.compile(rb"(\[[\w.:~!$&'()*+,;=-]+\]|([\w.~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)(:[0-9]*)?")  # RFC 9110, 7.2
NO_HOST = "the request must have one header field Host, with a name or an address, such as Host: data.example.org"
MALFORMED = (
    "the request line or a header field is malformed, or the method is unknown; the service speaks HTTP/1.1, and an address "
    "has other characters than ASCII percent-encoded"
)
HeaderLine = tuple[bytes, bytes]
Answer = Callable[[bytes, Iterable[HeaderLine]], bytes | None]  # of a body and the default header lines
FastPath = Callable[[bytes, bytes, list[HeaderLine], tuple[str, int] | None], Answer | None]  # of the parts of a head


class ConnectionRejected(Exception):
    """The connection is closed, and nothing more is read from it."""


class Protocol(HttpToolsProtocol):
    """The protocol of one connection. `settings` and `fast_path` come from the lifespan state of the application.

    A request for the fast path is held until it is complete, or until it must be passed on to ASGI. The protocol limits
    only heads that arrive in parts; the middleware limits complete ones.
    """

    timer: asyncio.TimerHandle | None = None  # of a head, of the body of a held request, or of a rejected connection
    idle_timer: asyncio.TimerHandle | None = None
    unread_timer: asyncio.TimerHandle | None = None
    is_rejected = False
    is_in_head = True  # whether no complete head has arrived since the last request
    url = body = b""
    held: Answer | None = None  # answers the request that is being received, if that needs no ASGI

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        found = self.app_state.get("settings")
        self.settings = found if isinstance(found, Settings) else Settings()
        self.fast_path: FastPath | None = self.app_state.get("fast_path")
        self.start_head_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        self.pass_on_held()
        self.stop_timer()
        self.reading_resumed()
        if self.idle_timer is not None:
            self.idle_timer.cancel()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        self.pass_on_held()
        super().shutdown()

    def data_received(self, data: bytes) -> None:
        if self.is_rejected:
            return
        super().data_received(data)
        if self.held is not None and self.timer is None:
            self.timer = self.loop.call_later(HELD_SECONDS, self.pass_on_held)
        if self.is_in_head and not self.is_rejected:
            self.limit_head(len(data))

    @property
    def is_answered(self) -> bool:
        """Whether no request waits for its response."""
        return (self.cycle is None or self.cycle.response_complete) and not self.transport.is_closing()

    def on_message_begin(self) -> None:
        self.is_in_head = True
        self.url, self.body, self.headers, self.expect_100_continue = b"", b"", [], False

    def on_headers_complete(self) -> None:
        """Closes the connection when more than MAX_PIPELINED requests wait, and rejects a request without a valid Host."""
        self.is_in_head = False
        self.stop_timer()
        if len(self.pipeline) >= MAX_PIPELINED:
            self.is_rejected = True
            self.transport.close()
        elif not self.is_rejected and not self.has_valid_host():
            self.reject(HTTPError(400, Code.BAD_REQUEST, NO_HOST))
        if self.is_rejected:
            raise ConnectionRejected  # the parser stops
        parser, fast_path = self.parser, self.fast_path
        if (
            fast_path is not None
            and self.is_answered
            and not self.flow.write_paused
            and parser.should_keep_alive()
            and parser.get_http_version() == "1.1"
        ):
            self.held = fast_path(parser.get_method(), self.url, self.headers, self.client)
        if self.held is None:
            self.pass_on_head()

    def has_valid_host(self) -> bool:
        """Whether the head has one valid Host, or none in HTTP/1.0 (RFC 9112, 3.2)."""
        hosts = [value for name, value in self.headers if name == b"host"]
        if not hosts:
            return self.parser.get_http_version() == "1.0"
        return len(hosts) == 1 and is_host(hosts[0])

    def pass_on_head(self) -> None:
        """Passes a complete head on to ASGI."""
        url, headers, expects = self.url, self.headers, self.expect_100_continue
        super().on_message_begin()
        self.url, self.expect_100_continue = url, expects
        self.headers += headers
        super().on_headers_complete()

    def pass_on_held(self) -> None:
        """Passes a held request on to ASGI, with what has arrived of its body."""
        self.stop_timer()
        if self.held is not None:
            self.held = None
            self.pass_on_head()
            super().on_body(self.body)

    def on_body(self, body: bytes) -> None:
        if self.held is None:
            super().on_body(body)
        else:
            self.body += body

    def on_message_complete(self) -> None:
        answer = self.held and self.held(self.body, self.server_state.default_headers)
        if answer is None:
            self.pass_on_held()
            super().on_message_complete()
        else:
            self.held = None
            self.stop_timer()
            self.transport.write(answer)
            self.on_response_complete()

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
        if self.is_answered and self.timer is None:
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
            self.reject(HTTPError(400, Code.BAD_REQUEST, MALFORMED))

    def start_head_timer(self) -> None:
        self.size = 0
        self.timer = self.loop.call_later(self.settings.header_seconds, self.reject_late_head)

    def stop_timer(self) -> None:
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None

    def limit_head(self, more: int) -> None:
        """Limits the time and the bytes of a head that arrives in parts."""
        if self.timer is None:
            self.start_head_timer()
            return
        self.size += more
        allowed = self.settings.max_headers
        if not self.reject_long_uri() and self.size > self.settings.max_uri + WIRE_FACTOR * allowed:
            self.reject(over_limit(LimitExceeded("headers", allowed, self.size, "bytes of header fields"), 431))

    def reject_long_uri(self) -> bool:
        """Rejects a URI that is too long. Returns whether it did."""
        size, allowed = len(self.url), self.settings.max_uri
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
        media, body = refusal(error, self.url, self.settings)
        head = (
            f"HTTP/1.1 {error.status} {REASONS[error.status]}\r\ncontent-type: {media}\r\n"
            f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.write_eof()
        self.stop_timer()
        self.timer = self.loop.call_later(LINGER_SECONDS, self.transport.close)


@lru_cache(256)
def is_host(value: bytes) -> bool:
    """Whether it is a valid value of Host: empty, or a name or an address, and perhaps a port."""
    return HOST.fullmatch(value.strip(b" \t")) is not None
